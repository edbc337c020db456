import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deadlineOf, reckonEvent, tallyOfEvent } from '#geodata/duty/afterEvent.ts';
import { civilCalendar } from '#geodata/duty/calendar.ts';
import { reckonSubject, tallyOfDays } from '#geodata/duty/coverSubjects.ts';
import { reckonPost, tallyOfCalls } from '#geodata/duty/officerQuota.ts';
import { nextPeriod, periodOf } from '#geodata/duty/period.ts';
import { TreeVersions } from '#geodata/duty/places.ts';
import { contributionIn, NO_VISITS, type Reckoning, type Standing } from '#geodata/duty/reckoning.ts';
import { responsibility } from '#geodata/duty/responsibility.ts';
import { reckonHouseholds, reckonStaffing } from '#geodata/duty/staffing.ts';
import { everSteps, type StockStep, stockSteps } from '#geodata/duty/stock.ts';
import type {
  AssignmentSpan,
  Duty,
  DutyRule,
  Interval,
  PostAssignment,
  SubjectSpan,
} from '#geodata/duty/types.ts';
import { type Day, PERIOD_KINDS } from '#geodata/model.ts';
import {
  anyDay,
  anyTrees,
  areas,
  COVER,
  day,
  days,
  PAIRED,
  periodsOf,
  QUOTA,
  ruleOf,
  runs,
  STAFF,
  subject,
  TREES,
  visit,
  YEAR,
} from '#geodata/testing/duty.ts';

const COUNTS = ['n', 'r', 'exempt', 'unassigned', 'visited', 'done', 'met', 'ever'] as const;
type Row = Pick<StockStep, (typeof COUNTS)[number] | 'area' | 'town' | 'startDay' | 'dueDay'>;

/** What the steps up to a period come to, by the key that the roll-up has. */
function summed(steps: readonly StockStep[], start: Day): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  for (const step of steps) if (step.fromPeriod <= start) addTo(sums, step);
  return new Map([...sums].filter(([, values]) => values.some((value) => value !== 0)));
}

function addTo(sums: Map<string, number[]>, row: Row): void {
  const key = `${row.town} ${row.area} ${row.startDay} ${row.dueDay}`;
  const before = sums.get(key) ?? COUNTS.map(() => 0);
  sums.set(
    key,
    COUNTS.map((count, i) => row[count] + before[i]!),
  );
}

/** What x is in one period, and whether it was ever visited by its end. */
function whole(at: Standing | null, first: Day | null, end: Day): Map<string, number[]> {
  const sums = new Map<string, number[]>();
  if (!at) return sums;
  const counts = at.n > 0 || at.quota > 0;
  addTo(sums, { ...at, area: at.home, ever: counts && first !== null && first <= end ? 1 : 0 });
  return new Map([...sums].filter(([, values]) => values.some((value) => value !== 0)));
}

/** The steps summed up are the standing, and visits add nothing where no day of theirs points to. */
function expectTelescopes(reckoning: Reckoning): void {
  const { rule, tally } = reckoning;
  const steps = stockSteps(reckoning);
  // An earlier first visit is the difference of the two stocks, whenever the first had been till then.
  for (const before of [null, YEAR.firstDay + 200, YEAR.lastDay]) {
    if (tally.first === null || (before !== null && before < tally.first)) continue;
    const known = stockSteps({ ...reckoning, tally: { ...tally, first: before } });
    const moved = [...known, ...everSteps(reckoning, before)];
    for (const { start } of periodsOf(rule)) expect(summed(moved, start)).toEqual(summed(steps, start));
  }
  const pointedTo = new Set<Day>();
  for (const each of tally.days) {
    const period = periodOf(rule.duty.period, each, rule.programme);
    pointedTo.add(period.start).add(nextPeriod(period)?.start ?? period.start);
  }
  for (const period of periodsOf(rule)) {
    const at = reckoning.standingAt(period);
    expect(summed(steps, period.start)).toEqual(whole(at, tally.first, period.end));
    const made = contributionIn(reckoning, period);
    if (!made) continue;
    expect(pointedTo).toContain(period.start);
    expect([made.part.home, made.part.town, made.part.dueDay]).toEqual([at!.home, at!.town, at!.dueDay]);
  }
}

/** A rule of any rhythm, changed or ended at some day, over a programme of any days. */
function anyRule<D extends Duty>(first: D, second: D): fc.Arbitrary<DutyRule<D>> {
  return fc
    .record({
      period: fc.constantFrom(...PERIOD_KINDS),
      change: fc.option(anyDay),
      ends: fc.boolean(),
      edges: fc.tuple(anyDay, anyDay),
    })
    .map(({ period, change, ends, edges }) => {
      const programme = { id: 'p', firstDay: Math.min(...edges), lastDay: Math.max(...edges) };
      const rule = ruleOf({ ...first, period }, [], programme);
      if (change === null || period === 'programme') return rule;
      const from = periodOf(period, change, programme).start;
      const duty = ends ? null : { ...second, period };
      const versions = [...rule.versions, { version: 2, fromPeriod: from, duty }].filter(
        (each, i, all) => i === all.length - 1 || each.fromPeriod < all[i + 1]!.fromPeriod,
      );
      const newest = versions.findLast((version) => version.duty !== null)?.duty ?? rule.duty;
      return { programme, versions, duty: newest };
    });
}

const homes = fc.constantFrom('g1', 'g2', 'g3', 'g4');
const spansOf = runs(5).chain((list) =>
  fc.array(fc.tuple(homes, fc.boolean()), { minLength: list.length, maxLength: list.length }).map((more) =>
    list.map(
      (run, i): SubjectSpan => ({
        ...subject('2026-01-01'),
        ...run,
        home: more[i]![0],
        tags: more[i]![1] ? ['frail'] : [],
      }),
    ),
  ),
);
const assignmentsTo = runs(3).map((list) =>
  list.map((run, i): AssignmentSpan => ({ ...run, officer: `o${i % 2}`, role: 'member' })),
);
const areaAssignments = fc
  .dictionary(fc.constantFrom('g1', 'g3', 'c1', 'c2'), assignmentsTo)
  .map((record) => new Map(Object.entries(record)));
const first = fc.option(anyDay);

describe('the steps of the stock, summed up to a period, are the standing in it', () => {
  test('of a subject', () => {
    const rules = anyRule(COVER, { ...COVER, n: 3, tags: ['frail'] });
    fc.assert(
      fc.property(
        rules,
        anyTrees,
        spansOf,
        areaAssignments,
        fc.option(assignmentsTo),
        fc.uniqueArray(anyDay, { maxLength: 6 }),
        (rule, trees, spans, assignments, own, visited) => {
          const upTo = responsibility(trees, assignments, own ?? [], ['g1', 'g2', 'g3', 'g4'], 'community');
          const tally = tallyOfDays(visited.toSorted((a, b) => a - b));
          expectTelescopes(reckonSubject(rule, trees, 'x', { spans, responsibility: upTo }, tally));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of a household that counts where households are counted', () => {
    const rules = anyRule({ ...COVER, denominator: 'households' }, COVER);
    fc.assert(
      fc.property(
        rules,
        anyTrees,
        spansOf,
        areaAssignments,
        first,
        (rule, trees, spans, assignments, day) => {
          const upTo = responsibility(trees, assignments, [], ['g1', 'g2', 'g3', 'g4'], 'community');
          const tally = tallyOfDays(day === null ? [] : [day]);
          expectTelescopes(reckonSubject(rule, trees, 'x', { spans, responsibility: upTo }, tally));
        },
      ),
    );
  });

  test('of the households of an area', () => {
    const rules = anyRule({ ...COVER, denominator: 'households' }, COVER);
    fc.assert(
      fc.property(
        rules,
        anyTrees,
        areaAssignments,
        fc.constantFrom('g3', 'c3', 'g1'),
        (rule, trees, assignments, area) => {
          const upTo = responsibility(trees, assignments, [], [area], 'community');
          expectTelescopes(reckonHouseholds(rule, trees, area, upTo));
        },
      ),
    );
  });

  test('of a post', () => {
    const rules = anyRule(QUOTA, { ...QUOTA, n: 3, role: 'leader' });
    const heldRuns = runs().chain((list) =>
      fc
        .array(fc.constantFrom('secretary', 'secretary', 'leader'), {
          minLength: list.length,
          maxLength: list.length,
        })
        .map((roles) => list.map((run, i) => ({ ...run, role: roles[i]!, home: 't1' }))),
    );
    const assignment = fc
      .tuple(runs(1), fc.constantFrom('g1', 'g3', 'c1', 'c2', 't1', null))
      .map(([[run], area]) => ({ ...(run as Interval), area, subject: area === null ? 'a' : null }));
    const calls = fc.array(
      fc
        .tuple(anyDay, fc.constantFrom('a', 'b'))
        .map(([on, id]) => ({ ...visit('2026-01-01'), day: on, subject: id })),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(
        rules,
        anyTrees,
        heldRuns,
        fc.array(assignment, { maxLength: 4 }),
        spansOf,
        spansOf,
        calls,
        (rule, trees, spans, assignments, a, b, made) => {
          const subjects = new Map([
            ['a', a],
            ['b', b],
          ]);
          const post = { spans, assignments, subjects };
          expectTelescopes(reckonPost(rule, trees, 'o', post, tallyOfCalls(rule, trees, post, made)));
        },
      ),
      { numRuns: 400 },
    );
  });

  test('of a post that is held all along, while the tree or the subjects on its list move', () => {
    const trees = new TreeVersions([
      { from: day('2020-01-01'), nodes: areas() },
      { from: day('2026-08-10'), nodes: areas({ g3: 'c1' }) },
    ]);
    const always = { ...days('2020-01-01'), subject: null };
    const moved = [subject('2020-01-01', '2026-04-15'), subject('2026-04-16', null, { home: 'g4' })];
    const spans = [{ ...days('2020-01-01'), role: 'secretary', home: 't1' }];
    const homes = (assignments: PostAssignment[]) => {
      const post = {
        spans,
        assignments,
        subjects: new Map([
          ['a', moved],
          ['late', moved.slice(1)],
        ]),
      };
      const reckoning = reckonPost(ruleOf(QUOTA), trees, 'o', post, NO_VISITS);
      expectTelescopes(reckoning);
      return [...new Set(periodsOf(ruleOf(QUOTA)).flatMap((each) => reckoning.standingAt(each)?.home ?? []))];
    };
    expect(
      homes([
        { ...always, area: 'g1' },
        { ...always, area: 'g3' },
      ]),
    ).toEqual(['t1', 'c1']);
    expect(homes([{ ...always, area: null, subject: 'a' }])).toEqual(['g1', 'g4']);
    expect(homes([{ ...always, area: null, subject: 'late' }])).toEqual(['t1', 'g4']);
  });

  test('of an event', () => {
    const rules = anyRule(PAIRED, { ...PAIRED, days: 30 });
    fc.assert(
      fc.property(
        rules,
        anyTrees,
        anyDay,
        fc.option(anyDay),
        fc.option(fc.constant('o')),
        spansOf,
        areaAssignments,
        fc.array(anyDay, { maxLength: 4 }),
        (rule, trees, on, to, officer, spans, assignments, visited) => {
          const event = {
            x: 'e',
            kind: 'assignment',
            day: on,
            from: on,
            to: Math.max(on, to ?? 9e6),
            officer,
          };
          const deadline = deadlineOf(rule, event, civilCalendar);
          if (!deadline) return;
          const answering = (asked: Day, home: string) =>
            new Set(
              (assignments.get(home) ?? [])
                .filter(({ from, to }) => from <= asked && asked <= to)
                .map(({ officer }) => officer),
            );
          const register = { event, spans, answering };
          const visits = visited.map((each) => ({
            ...visit('2026-01-01'),
            day: each,
            officers: ['o', 'o1'],
          }));
          const tally = tallyOfEvent(rule, deadline, register, visits, new Map());
          expectTelescopes(reckonEvent(rule, trees, deadline, register, tally));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of an area and its staff', () => {
    const rules = anyRule({ ...STAFF, min: 2 }, { ...STAFF, min: 1, role: null });
    const staff = fc.array(
      fc
        .tuple(runs(1), fc.constantFrom('a', 'b', 'c'), fc.constantFrom('member', 'leader'))
        .map(([[run], officer, role]): AssignmentSpan => ({ ...(run as Interval), officer, role })),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(rules, anyTrees, staff, fc.constantFrom('g1', 'g3', 'c2'), (rule, trees, list, area) => {
        expectTelescopes(reckonStaffing(rule, trees, area, list));
      }),
      { numRuns: 300 },
    );
  });
});

describe('steps', () => {
  const always = { answeredOn: () => true, changes: () => [] };
  const steps = (spans: SubjectSpan[], visits: string[] = []) =>
    stockSteps(
      reckonSubject(
        ruleOf(COVER),
        TREES,
        'x',
        { spans, responsibility: always },
        tallyOfDays(visits.map(day)),
      ),
    ).map(({ fromPeriod, area, n, r, ever, startDay }) => [fromPeriod, area, n, r, ever, startDay]);

  test('of a subject that is there all along is one, from the first period of the programme', () => {
    expect(steps([subject('2020-01-01')])).toEqual([
      [YEAR.firstDay, 'g1', 1, 2, 0, 0],
      [YEAR.lastDay + 1, 'g1', -1, -2, -0, 0],
    ]);
  });

  test('of one that comes on 5 March: its own window in March, the ordinary one from April', () => {
    expect(steps([subject('2026-03-05')]).slice(0, 3)).toEqual([
      [day('2026-03-01'), 'g1', 1, 2, 0, day('2026-03-05')],
      [day('2026-04-01'), 'g1', -1, -2, -0, day('2026-03-05')],
      [day('2026-04-01'), 'g1', 1, 2, 0, 0],
    ]);
  });

  test('the first visit makes it one that was ever visited, from its period on', () => {
    expect(steps([subject('2020-01-01')], ['2026-05-31', '2026-08-01']).slice(1, 3)).toEqual([
      [day('2026-05-01'), 'g1', -1, -2, -0, 0],
      [day('2026-05-01'), 'g1', 1, 2, 1, 0],
    ]);
  });
});
