import type { Database } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { FactLoader } from '#api/store/sqlite/facts.ts';
import { changeSubjects } from '#api/store/sqlite/subjects.ts';

type Kept = Map<string, string>;

/**
 * Counts every roll-up again from the records and compares it with what is kept.
 *
 * @returns one line a difference, at most 100; empty when all is right
 */
export function rebuildDifferences(context: WriteContext): string[] {
  const { db } = context;
  const deltas = recount(context);
  const differences: string[] = [];
  const compare = (table: string, kept: Kept, counted: Kept): void => {
    for (const key of new Set([...kept.keys(), ...counted.keys()])) {
      const [a, b] = [kept.get(key), counted.get(key)];
      if (a !== b && differences.length < 100)
        differences.push(
          `${table} ${key.replaceAll('\u0001', ' ')}: kept ${a ?? 'nothing'}, counted ${b ?? 'nothing'}`,
        );
    }
  };
  compare(
    'flow',
    sums(
      db,
      `SELECT town, duty, period, area, sum(visited), sum(done), sum(met), sum(metUnassigned), sum(prevMet), sum(prevMetVisited)
              FROM flow GROUP BY town, duty, period, area`,
      4,
    ),
    new Map(
      [...deltas.flow.nonZero()].map(({ town, duty, area, at, values }) => [
        [town, duty, at[0], area].join('\u0001'),
        values.join(' '),
      ]),
    ),
  );
  compare(
    'stock',
    sums(
      db,
      `SELECT town, duty, area, fromPeriod, startDay, sum(n), sum(r), sum(exempt), sum(ever), sum(unassigned), sum(visited), sum(done), sum(met)
              FROM stock GROUP BY town, duty, area, fromPeriod, startDay`,
      5,
    ),
    new Map(
      [...deltas.stock.nonZero()].map(({ town, duty, area, at, values }) => [
        [town, duty, area, ...at].join('\u0001'),
        values.join(' '),
      ]),
    ),
  );
  compare(
    'cell',
    sums(db, 'SELECT town, duty, period, x, home, r, v, done FROM cell', 4),
    new Map([...deltas.cells].flatMap(([key, cell]) => (cell ? [[key, cell.slice(4).join(' ')]] : []))),
  );
  compare(
    'ever',
    sums(db, 'SELECT town, duty, x, firstDay FROM ever', 3),
    new Map([...deltas.ever].flatMap(([key, ever]) => (ever ? [[key, String(ever[3])]] : []))),
  );
  return differences;
}

/** Counts every roll-up from the records alone. */
export function recount(context: WriteContext): Deltas {
  const { db, assignments } = context;
  const facts = new FactLoader(db);
  const deltas = new Deltas(context.townOf);
  const ids = (
    db.prepare(`SELECT DISTINCT x FROM register_version WHERE kind = 'subject' AND endSeq IS NULL`).all() as {
      x: string;
    }[]
  ).map((row) => row.x);
  for (let i = 0; i < ids.length; i += 5000) {
    const page = new Set(ids.slice(i, i + 5000));
    const change = { before: new Map(), after: facts.registers(page), assignments };
    changeSubjects(context, facts, deltas, page, change, new Set());
  }
  for (const { duty, programme } of context.staffingDuties)
    for (const area of context.areasOfLevel(duty.level))
      deltas.changeStaffing(duty, programme, area, null, assignments.get(area) ?? []);
  return deltas;
}

/** Rows as text by key, those whose numbers are all zero left out (a difference taken back). */
function sums(db: Database, sql: string, keyColumns: number): Kept {
  const kept: Kept = new Map();
  for (const row of db.prepare(sql).raw().iterate() as Iterable<(string | number)[]>) {
    const values = row.slice(keyColumns);
    if (values.every((value) => value === 0)) continue;
    kept.set(row.slice(0, keyColumns).join('\u0001'), values.join(' '));
  }
  return kept;
}
