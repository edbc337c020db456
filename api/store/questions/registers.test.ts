import { Kysely, SqliteDialect } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assignmentsOf, registerRecords, townQuery } from '#api/store/questions/registers.ts';
import type { RegisterQuestion } from '#api/store/registerStore.ts';
import type { Db, Schema } from '#api/store/schema.ts';
import { openDatabase } from '#api/store/sqlite/connection.ts';
import { openKysely } from '#api/store/sqlite/reader.ts';
import { openTestLedger, type TestLedger } from '#api/testing.ts';

let ledger: TestLedger;
let raw: ReturnType<typeof openDatabase>;
let db: Db;

beforeAll(async () => {
  ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  raw = openDatabase(ledger.file, 'reader');
  db = openKysely(raw);
});
afterAll(async () => {
  raw.close();
  await ledger.close();
});

/** The steps SQLite takes to answer. */
function planOf({ sql, parameters }: { sql: string; parameters: readonly unknown[] }): string[] {
  const steps = raw.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters) as { detail: string }[];
  return steps.map((step) => step.detail);
}

describe('the plan of a page', () => {
  const page = (
    fields: Partial<RegisterQuestion>,
    homes: readonly string[] | null = null,
    last: string | null = null,
  ) =>
    planOf(
      townQuery(
        db,
        { town: 't', homes },
        { kind: 'subject', on: 1, limit: 100, after: null, ...fields },
        last,
      ).compile(),
    );

  test.each<[string, Partial<RegisterQuestion>]>([
    ['no filter', {}],
    ['a type and a tag', { type: 'household', tag: '低保' }],
    ['a search', { q: '张' }],
    ['an organisation', { kind: 'officer', organisation: 'o' }],
    ['a role', { kind: 'assignment', type: 'gridWorker' }],
    ['days', { kind: 'event', on: undefined, from: 1, to: 2 }],
  ])('with %s is a range of the primary key in the order of the list', (_, fields) => {
    const key = 'SEARCH register_version USING PRIMARY KEY';
    expect(page(fields)).toEqual([`${key} (town=? AND kind=?)`]);
    expect(page({ ...fields, after: 'a' })).toEqual([`${key} (town=? AND kind=? AND x>?)`]);
    expect(page({ ...fields, after: 'a' }, ['g1', 'g2'], 'z')).toEqual([
      `${key} (town=? AND kind=? AND x>? AND x<?)`,
    ]);
  });

  test.each<[string, Partial<RegisterQuestion>]>([
    ['an officer', { kind: 'assignment', officer: 'w' }],
    ['a subject', { kind: 'assignment', subject: 's' }],
  ])('of the assignments of %s goes straight to them, in the order of the list', (_, fields) => {
    const [column] = Object.keys(fields).slice(1);
    expect(page({ ...fields, after: 'a' })).toEqual([
      `SEARCH register_version USING INDEX register_by_${column} (${column}=? AND town=? AND kind=? AND x>?)`,
    ]);
  });
});

test('one id is found by its index in every town, and assignments by whom they name', async () => {
  const plans: string[][] = [];
  const told = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: raw }),
    log: ({ query }) => {
      plans.push(planOf(query));
    },
  });
  await registerRecords(told, 'subject', 'x');
  await assignmentsOf(told, { officer: 'w' }, 1);
  await assignmentsOf(told, { subject: 'x' }, 1);
  expect(plans.map(([first]) => first)).toEqual([
    'SEARCH r USING INDEX register_by_x (kind=? AND x=?)',
    'SEARCH register_version USING INDEX register_by_officer (officer=?)',
    'SEARCH register_version USING INDEX register_by_subject (subject=?)',
  ]);
});
