import type { Database } from 'better-sqlite3';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { FactLoader } from '#api/store/sqlite/facts.ts';
import type { Reference } from '#api/store/sqlite/reference.ts';
import { change, emptySide, everything, loadSide } from '#api/store/sqlite/sides.ts';

type Kept = Map<string, string>;

/**
 * Counts every roll-up again from the records and compares it with what is kept.
 *
 * @returns one line a difference, at most 100; empty when all is right
 */
export function rebuildDifferences(db: Database, reference: Reference): string[] {
  const facts = new FactLoader(db);
  const deltas = new Deltas();
  for (const touched of everything(idsOnRecord(db), reference.trees))
    change(deltas, emptySide(reference), loadSide(facts, reference, touched));
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
  const counted = (rows: ReturnType<Deltas['flow']['nonZero']>): Kept =>
    new Map(
      [...rows].map(({ town, duty, area, at, values }) => [
        [town, duty, area, ...at].join('\u0001'),
        values.join(' '),
      ]),
    );
  compare(
    'flow',
    sums(
      db,
      `SELECT town, duty, area, period, dueDay, sum(visited), sum(done), sum(met), sum(metLate),
         sum(metUnassigned), sum(prevMet), sum(prevMetVisited)
       FROM flow GROUP BY town, duty, area, period, dueDay`,
      5,
    ),
    counted(deltas.flow.nonZero()),
  );
  compare(
    'stock',
    sums(
      db,
      `SELECT town, duty, area, fromPeriod, startDay, dueDay, sum(n), sum(r), sum(exempt), sum(ever),
         sum(unassigned), sum(visited), sum(done), sum(met)
       FROM stock GROUP BY town, duty, area, fromPeriod, startDay, dueDay`,
      6,
    ),
    counted(deltas.stock.nonZero()),
  );
  compare(
    'cell',
    sums(db, 'SELECT town, duty, period, x, home, r, v, done, flags FROM cell', 4),
    new Map([...deltas.cells].flatMap(([key, cell]) => (cell ? [[key, cell.slice(4).join(' ')]] : []))),
  );
  compare(
    'ever',
    sums(db, 'SELECT town, duty, x, firstDay FROM ever', 3),
    new Map([...deltas.ever].flatMap(([key, ever]) => (ever ? [[key, String(ever[3])]] : []))),
  );
  return differences;
}

/** Ids of all subjects and officers that were ever on record. */
export function idsOnRecord(db: Database): { subjects: string[]; posts: string[] } {
  const of = (kind: string): string[] =>
    (
      db
        .prepare('SELECT DISTINCT x FROM register_version INDEXED BY register_by_x WHERE kind = ? ORDER BY x')
        .all(kind) as { x: string }[]
    ).map(({ x }) => x);
  return { subjects: of('subject'), posts: of('officer') };
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
