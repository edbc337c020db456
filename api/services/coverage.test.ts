import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { DutyFigures } from '#api/contract/figures.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import type { Asking } from '#api/services/context.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';
import type { Level } from '#geodata/model.ts';

const SUMS = ['n', 'required', 'done', 'expected', 'exempt', 'gapCount'] as const;
const TYPES = ['noData', 'overdue', 'belowQuota', 'never', 'pending', 'stale'] as const;
let api: TestInterface;
const visit = visitMaker();
const ids = SQUARES.flatMap(({ code }) => [`a-${code}`, `b-${code}`]);

const asking = (codes: string[]): Asking => ({
  scope: { codes },
  lang: 'zh-CN',
  now: api.ledger.clock.now,
  organisations: [],
  namesSearched: true,
});
const coverage = (scope: string[], area: string, level?: Level) =>
  api.services.coverage.coverage(asking(scope), { duty: 'poor-monthly', area, ...(level && { level }) });
const totals = async (scope: string[], area: string): Promise<DutyFigures> =>
  (await api.services.coverage.summary(asking(scope), { area })).rows.find(
    (row) => row.duty === 'poor-monthly',
  )!;

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  // two at home in every area of every level
  await api.batch(
    '/api/subjects',
    SQUARES.flatMap(({ code }) => [household(`a-${code}`, code), household(`b-${code}`, code)]),
  );
  await api.batch('/api/visits', [visit(`a-${TOWN_1}`, '2026-11-02'), visit(`a-${TOWN_2}`, '2026-11-02')]);
});
afterAll(() => api.ledger.close());

/** One row of the columns. */
const rowOf = ({ columns }: CoverageAnswer, i: number) =>
  Object.fromEntries([...SUMS, ...TYPES].map((key) => [key, columns[key][i]!]));
const add = (rows: Record<string, number>[]) =>
  rows.reduce(
    (sum, row) => Object.fromEntries(Object.entries(row).map(([k, v]) => [k, v + (sum[k] ?? 0)])),
    {},
  );
const rounded = (row: Record<string, number>) =>
  Object.fromEntries(Object.entries(row).map(([k, v]) => [k, Math.round(v * 1e6) / 1e6]));
const flat = ({ gaps, ...figures }: DutyFigures) =>
  Object.fromEntries([...SUMS, ...TYPES].map((key) => [key, { ...figures, ...gaps }[key]]));

describe('a parent is the sum of its children and its own row', () => {
  const step = fc.record({
    who: fc.constantFrom(...ids),
    day: fc.integer({ min: 1, max: 20 }).map((d) => `2026-11-${String(d).padStart(2, '0')}`),
    kind: fc.constantFrom('met', 'met', 'notIn', 'move', 'october'),
    to: fc.constantFrom(...SQUARES.map((area) => area.code)),
  });

  test('at every level, after any visits and moves', async () => {
    // the ledger is one and only grows: each run asks of what all runs before have left
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        for (const { who, day, kind, to } of steps)
          if (kind === 'move') await api.batch('/api/subjects', [household(who, to, { validFrom: day })]);
          else
            await api.batch('/api/visits', [
              visit(who, kind === 'october' ? day.replace('-11-', '-10-') : day, {
                outcome: kind === 'notIn' ? 'notIn' : 'met',
              }),
            ]);
        for (const { code, level } of SQUARES) {
          const whole = flat(await totals([DISTRICT], code));
          const gapSum = TYPES.reduce((sum, type) => sum + whole[type]!, 0);
          expect([code, gapSum]).toEqual([code, whole.gapCount]);
          for (const below of ['town', 'community', 'grid'] as const) {
            const answer = await coverage([DISTRICT], code, below);
            const rows = answer.columns.code.map((_, i) => rowOf(answer, i));
            expect([code, below, rounded(add(rows))]).toEqual([code, below, rounded(whole)]);
            if (below === level) continue;
            for (const [i, child] of answer.columns.code.slice(0, -1).entries())
              expect(rounded(rows[i]!)).toEqual(rounded(flat(await totals([DISTRICT], child))));
          }
          const { counts } = await api.services.gapList.gaps(asking([DISTRICT]), {
            duty: 'poor-monthly',
            area: code,
            sort: 'worst',
            limit: 1,
          });
          expect([code, counts]).toEqual([
            code,
            Object.fromEntries(TYPES.map((type) => [type, whole[type]])),
          ]);
        }
        expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  }, 300_000);
});

describe('what lies outside the scope', () => {
  const notFound = { code: 'notFound' };

  test.each([[[] as string[]], [[TOWN_2]], [['nowhere']]])(
    'of %j is as if it did not exist',
    async (scope) => {
      for (const area of [DISTRICT, TOWN_1, `${TOWN_1}001`, `${TOWN_1}001001`]) {
        await expect(coverage(scope, area)).rejects.toMatchObject(notFound);
        await expect(totals(scope, area)).rejects.toMatchObject(notFound);
        const question = { duty: 'poor-monthly', area, from: '2026-10', to: '2026-11' };
        await expect(api.services.coverage.series(asking(scope), question)).rejects.toMatchObject(notFound);
        await expect(
          api.services.gapList.gaps(asking(scope), { duty: 'poor-monthly', area, sort: 'worst', limit: 9 }),
        ).rejects.toMatchObject(notFound);
        await expect(api.services.ledger.visits(asking(scope), { area, limit: 9 })).rejects.toMatchObject(
          notFound,
        );
      }
    },
  );

  test('is told apart from nothing by no word', async () => {
    const message = (area: string) =>
      coverage([TOWN_2], area).then(
        () => 'answered',
        (error: Error) => error.message,
      );
    expect((await message(TOWN_1)).replace(TOWN_1, 'X')).toBe((await message('none')).replace('none', 'X'));
  });

  test('inside it the figures are the same as for all', async () => {
    expect(await totals([TOWN_2], TOWN_2)).toEqual(await totals([DISTRICT], TOWN_2));
    const community = `${TOWN_2}001`;
    expect(await totals([community], community)).toEqual(await totals([DISTRICT], community));
    expect((await coverage([community], community)).columns).toEqual(
      (await coverage([DISTRICT], community)).columns,
    );
  });

  test('visits are those of the scope alone', async () => {
    const { items } = await api.services.ledger.visits(asking([TOWN_2]), { limit: 1000 });
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter((item) => !item.area.startsWith(TOWN_2))).toEqual([]);
    expect((await api.services.ledger.visits(asking([]), { limit: 10 })).items).toEqual([]);
  });

  test('nothing is written, and the refusal is that of an unknown subject', async () => {
    // One of its own: the random moves above may have taken any other into the scope.
    const subject = 'stays';
    await api.batch('/api/subjects', [household(subject, TOWN_1)]);
    await api.batch('/api/visits', [visit(subject, '2026-11-02')]);
    const before = await api.ledger.store.lastCommit();
    const made = {
      ...visit(subject, '2026-11-03'),
      subject,
      programme: null,
      position: null,
      note: null,
      fields: {},
      feed: null,
    };
    const [outcome] = await api.services.ledger.putVisits({ codes: [TOWN_2] }, [
      { line: 1, visit: made as never },
    ]);
    expect(outcome).toMatchObject({ status: 'refused', errors: [{ path: 'subject', code: 'notFound' }] });
    const everything = asking([DISTRICT]);
    const { items } = await api.services.ledger.visits(everything, { subject, limit: 1 });
    expect(await api.services.ledger.voidVisit({ codes: [TOWN_2] }, items[0]!.id, 'wrong')).toMatchObject({
      status: 'refused',
      errors: [{ code: 'notFound' }],
    });
    expect(await api.ledger.store.lastCommit()).toEqual(before);
  });
});
