import { rmSync } from 'node:fs';
import Database from 'better-sqlite3';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { openTestLedger, putTestTree, type TestLedger } from '#api/testing.ts';
import { WEST_COAST_PROGRAMMES } from '#geodata/presets/districts/index.ts';
import { benchAreas, benchSubjects, benchTowns, benchVisits, evening, SCOPE, TIMEZONE } from './ledger.ts';
import { accept } from './writers.ts';

const SUBJECTS_A_TOWN = 2600;
/** Records handed in together. */
const BATCH = 5000;

/**
 * A ledger of a year's visits in a whole district. One town's are written through the store's own door, day
 * by day; the other towns are copies of it, row by row of every table. A day's roll-ups are thus what the
 * store wrote, and ten million visits take minutes instead of an hour.
 *
 * @param visits of the whole district
 */
export async function fillDistrict(visits: number): Promise<TestLedger> {
  const towns = benchTowns();
  const [first = '', ...others] = towns;
  const ledger = await openTestLedger('2025-01-01T08:00:00+08:00', TIMEZONE);
  const { store, file, dir, clock } = ledger;
  await putTestTree(ledger, benchAreas());
  for (const programme of WEST_COAST_PROGRAMMES) accept([await store.putProgramme(programme)]);
  // Codes of areas are the one thing by which towns differ: all ids hold one.
  const subjects = benchSubjects(SUBJECTS_A_TOWN, first).map((subject) => ({
    ...subject,
    id: `${subject.home}-${subject.id}`,
  }));
  accept(await store.putSubjects(SCOPE, subjects));
  const plan = { visits: Math.ceil(visits / towns.length), days: 365, batch: BATCH };
  for (const batch of benchVisits(subjects, plan)) {
    clock.now = evening(batch[0]!.day);
    const renamed = batch.map((visit) => ({ ...visit, id: withTown(visit.id, first) }));
    accept(await store.ingestVisits(SCOPE, renamed));
  }
  await store.close();
  copyTown(file, first, others);
  const reopened = await openSqliteStore(file, { timezone: TIMEZONE, now: () => clock.now });
  const close = async (): Promise<void> => {
    await reopened.close();
    rmSync(dir, { recursive: true, force: true });
  };
  return { ...ledger, store: reopened, close };
}

/** A random id that still leads with what is random, a town's code in its last group of twelve. */
function withTown(id: string, town: string): string {
  return id.slice(0, 24) + town + id.slice(24 + town.length);
}

/** Writes every row of a town once more for each of the others, their codes in the place of its own. */
function copyTown(file: string, town: string, others: readonly string[]): void {
  const db = new Database(file);
  // Nobody else has the file open, and when this fails there is nothing to keep.
  for (const pragma of [
    'journal_mode = DELETE',
    'journal_mode = OFF',
    'synchronous = OFF',
    'cache_size = -2000000',
  ])
    db.pragma(pragma);
  const columns = db
    .prepare(
      `SELECT t.name AS "table", c.name, c.type FROM sqlite_schema AS t, pragma_table_info(t.name) AS c
       WHERE t.type = 'table' ORDER BY t.name, c.cid`,
    )
    .all() as { table: string; name: string; type: string }[];
  for (const [table, own] of Map.groupBy(columns, (column) => column.table)) {
    // Areas are there already; what is not kept by town holds nothing of these records, or is not asked for.
    if (table === 'area' || !own.some(({ name }) => name === 'town')) continue;
    const names = own.map(({ name }) => `"${name}"`);
    const values = own.map(({ name, type }) =>
      type === 'TEXT' ? `replace("${name}", @town, @other)` : `"${name}"`,
    );
    // What staffing duties ask of a town's areas was written with the duty.
    const copy = db.prepare(
      `INSERT INTO "${table}" (${names.join()}) SELECT ${values.join()} FROM "${table}" WHERE town = @town
       ON CONFLICT DO NOTHING`,
    );
    for (const other of others) copy.run({ town, other });
  }
  db.close();
}
