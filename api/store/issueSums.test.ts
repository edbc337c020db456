import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IssueMeasuresQuestion } from '#api/store/issueStore.ts';
import { IssueWorld, NO_HOLIDAYS } from '#api/store/testing/issueWorld.ts';
import { FIRST_TREE, type TreeShape } from '#api/store/testing/operations.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import { ISSUE_SOURCES, type IssueEvent, isKnownEvent } from '#geodata/issue/events.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';
import { anyLog, at } from '#geodata/testing/issue.ts';

const day = (text: string): number => parseDay(text)!;
const AREAS = ['d', 'd', 't1', 't1', 't2', 'c1', 'c2', 'c3', 'g1', 'g1a', 'g2', 'g3', 'g4'] as const;
const CATEGORIES = ['firms.labour', 'key-problems.lifts', 'public-space.rubbish'];
const BY = ['none', 'category', 'home', 'town', 'source', 'state', 'organisation'] as const;

const area = fc.constantFrom(...AREAS);
const PERIODS = ['week', 'month', 'quarter', 'year', 'programme'] as const;

const rarely = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 5, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const sources = fc.uniqueArray(fc.constantFrom(...ISSUE_SOURCES), { minLength: 1, maxLength: 3 });

/** A report of a category that is not there is refused, and the log with it: few of those are enough. */
function ofKnownCategory(event: IssueEvent): IssueEvent {
  if (event.type !== 'reported' || event.category !== 'gone' || event.at % 5 === 0) return event;
  return { ...event, category: 'firms.labour' };
}

/** One issue with the log that is sent of it bit by bit. */
const story = fc.record({
  home: fc.constantFrom('d', 't1', 'c2', 'g1', 'g1', 'g2', 'g3', 'g3', 'g4', 'g1b'),
  source: fc.constantFrom('visit' as const, 'hotline' as const),
  programme: fc.option(fc.constant('p')),
  position: fc.option(
    fc.tuple(
      // never on a border, where either side may have it
      fc.integer({ min: 1, max: 78 }).map((n) => 116 + (n + 0.5) / 1000),
      fc.constant(36.011),
    ),
  ),
  log: anyLog.map((log) => (log.filter(isKnownEvent) as unknown as IssueEvent[]).map(ofKnownCategory)),
});

const shape: fc.Arbitrary<TreeShape> = fc.record({
  split: fc.boolean(),
  g2: fc.constantFrom('c1', 'c2'),
  g3: fc.constantFrom('c2', 'c3'),
  merged: fc.boolean(),
  zoned: fc.constant(false),
});

const operation = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      kind: fc.constant('send' as const),
      of: fc.nat(5),
      many: fc.integer({ min: 1, max: 8 }),
      batch: fc.constantFrom(undefined, undefined, 'x', 'y'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('undo' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('pass' as const), days: fc.nat(5) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('tree' as const),
      shape,
      ahead: fc.constantFrom(0, 0, 3),
      successors: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('categories' as const), days: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('holidays' as const), real: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('programme' as const), from: fc.nat(40), days: fc.nat(60) }),
  },
);

const asked = fc.record({
  area,
  kind: fc.constantFrom(...PERIODS),
  on: fc.integer({ min: day('2026-09-10'), max: day('2026-12-20') }),
  /** Days left out at the end of the period: a part of one is asked for too. */
  less: fc.constantFrom(0, 0, 0, 3),
  by: fc.constantFrom(...BY),
  categories: rarely(fc.subarray([...CATEGORIES, 'none'], { minLength: 1 })),
  sources: rarely(sources),
  programme: rarely(fc.constant('p')),
  organisation: rarely(fc.constantFrom('a', 'b')),
  /** Stretches of the line that the places lie on; the last is beside it. */
  bbox: fc.option(
    fc.constantFrom<BBox2>(
      [116.01, 36, 116.03, 36.02],
      [116.0205, 36.011, 116.0715, 36.0111],
      [115, 35, 117, 36.01],
    ),
    { nil: undefined, freq: 2 },
  ),
  ago: fc.option(fc.nat(20), { nil: undefined, freq: 2 }),
});

function questionOf(
  world: IssueWorld,
  { on, kind, less, ago, ...rest }: Asked,
): IssueMeasuresQuestion | null {
  const recordedBy = ago === undefined ? undefined : world.today - ago;
  if (kind === 'programme') {
    if (!world.span) return null;
    const { firstDay: start, lastDay: end } = world.span;
    return { ...rest, recordedBy, programme: 'p', period: { kind, start, end } };
  }
  const { start, end } = periodOf(kind, on);
  return { ...rest, recordedBy, period: { kind, start, end: end - less } };
}
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never;

/** The rubbish of the streets has other terms. */
const withTerm = (amount: number): IssueCategorySet => ({
  ...ISSUE_CATEGORIES,
  defaults: {
    ...ISSUE_CATEGORIES.defaults,
    grid: {
      ...ISSUE_CATEGORIES.defaults.grid,
      handling: { amount, unit: 'day', calendar: 'working' },
      rectification: { amount, unit: 'hour', calendar: 'civil' },
    },
  },
});

test('whatever happens, every answer is what the logs come to, now and as of any day', () => {
  let compared = 0;
  let boxed = 0;
  let voided = 0;
  fc.assert(
    fc.property(
      fc.array(story, { minLength: 6, maxLength: 6 }),
      fc.array(operation, { minLength: 10, maxLength: 40, size: 'max' }),
      fc.array(asked, { minLength: 30, maxLength: 30 }),
      (stories, operations, questions) => {
        const world = new IssueWorld(at('2026-11-05T09:00'));
        try {
          world.putTree(FIRST_TREE, 0, true);
          world.putOrganisations(['a', 'b', 'c']);
          const sent = stories.map(() => 0);
          // an import that was taken back is done with: what comes later comes with another
          let undone = 0;
          for (const one of operations) {
            if (one.kind === 'pass') world.pass(one.days);
            else if (one.kind === 'tree') world.putTree(one.shape, one.ahead, one.successors);
            else if (one.kind === 'categories') world.putCategories(withTerm(one.days));
            else if (one.kind === 'holidays')
              world.putHolidays(one.real ? STATE_COUNCIL_HOLIDAYS : NO_HOLIDAYS);
            else if (one.kind === 'programme') {
              const first = day('2026-09-20') + one.from;
              world.putProgramme(first, first + one.days);
            } else if (one.kind === 'undo') {
              const freed = world.undo(`x${undone}`, one.limit);
              if (typeof freed === 'string') throw new Error(freed);
              if (freed !== null) undone++;
              voided += freed?.length ?? 0;
              // what was taken back may come again, under the same id
              for (const id of freed ?? []) sent[Number(id.slice(1))] = 0;
            } else {
              const { log, ...known } = stories[one.of]!;
              for (const event of log.slice(sent[one.of], sent[one.of]! + one.many)) {
                const id = `i${one.of}`;
                const its = event.type === 'reported' ? { ...event, id, source: known.source } : event;
                const batch = one.batch && `${one.batch}${undone}`;
                expect(world.send({ ...known, id }, its, batch)).toBeNull();
              }
              sent[one.of]! += one.many;
            }
          }
          for (const each of questions) {
            const question = questionOf(world, each);
            if (!question) continue;
            const counted = world.counted(question);
            if (counted?.some(({ standing }) => standing.open > 0)) compared++;
            expect(world.asked(question), JSON.stringify(question)).toEqual(counted);
            if (question.bbox && counted?.some(({ standing }) => standing.open > 0)) boxed++;
            const { by: _, ...rest } = question;
            const all = world.askedBy(rest, BY);
            expect(all, JSON.stringify(rest)).toEqual(
              counted && BY.map((by) => world.asked({ ...rest, by })),
            );
          }
          expect(world.differences()).toEqual([]);
        } finally {
          world.close();
        }
      },
    ),
    { numRuns: 60 },
  );
  expect(compared).toBeGreaterThan(200);
  expect(boxed).toBeGreaterThan(10);
  expect(voided).toBeGreaterThan(20);
}, 120_000);
