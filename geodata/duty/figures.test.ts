import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilCalendar, type DayCalendar } from '#geodata/duty/calendar.ts';
import {
  addSums,
  capped,
  type DutySums,
  elapsedShare,
  type FigureContext,
  figures,
  gapType,
  NO_SUMS,
} from '#geodata/duty/figures.ts';
import { parsePeriod } from '#geodata/duty/period.ts';
import { DEFAULT_THRESHOLDS, type Duty } from '#geodata/duty/types.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { day } from '#geodata/testing/duty.ts';

const november = parsePeriod('2026-11')!;
const allYear = { firstDay: day('2026-01-01'), lastDay: day('2026-12-31') };
const CONTEXT: Omit<FigureContext, 'today'> = {
  kind: 'coverSubjects',
  period: november,
  programme: allYear,
  thresholds: DEFAULT_THRESHOLDS,
};
const shown = (
  sums: Partial<DutySums>,
  today: string,
  context: Partial<FigureContext> = {},
  silent: Partial<DutySums> = {},
) =>
  figures({ ...NO_SUMS, ...sums }, { ...CONTEXT, today: day(today), ...context }, { ...NO_SUMS, ...silent });
const working = workingCalendar(STATE_COUNCIL_HOLIDAYS);

/** One x: what it must have, what it got, what it was before, and whether anything could tell of it. */
interface X {
  r: number;
  v: number;
  before: boolean;
  prevMet: boolean;
  startDay: number;
  dueDay: number;
  alone: boolean;
  silent: boolean;
}

const KINDS = ['coverSubjects', 'officerQuota', 'afterEvent', 'staffing'] as const;
const inNovember = (last = november.end) => fc.integer({ min: november.start + 1, max: last });
const moving = fc.record<X>({
  r: fc.integer({ min: 1, max: 4 }),
  v: fc.integer({ min: 0, max: 6 }),
  before: fc.boolean(),
  prevMet: fc.boolean(),
  startDay: fc.option(inNovember(november.start + 15), { nil: 0 }),
  dueDay: fc.constant(0),
  alone: fc.boolean(),
  silent: fc.boolean(),
});
const event = fc
  .record<X & { length: number }>({
    r: fc.constant(1),
    v: fc.integer({ min: 0, max: 1 }),
    before: fc.constant(false),
    prevMet: fc.constant(false),
    startDay: fc.constant(0),
    dueDay: inNovember(),
    alone: fc.boolean(),
    silent: fc.boolean(),
    length: fc.nat(40),
  })
  .map(({ length, ...x }): X => ({ ...x, startDay: x.dueDay - length }));
const staffed = moving.map((x): X => ({ ...x, prevMet: false, startDay: 0 }));
const xOf = (kind: Duty['kind']) => (kind === 'afterEvent' ? event : kind === 'staffing' ? staffed : moving);
/** A kind of duty with some x of it. */
const world = fc
  .constantFrom(...KINDS)
  .chain((kind) => fc.tuple(fc.constant(kind), fc.array(xOf(kind), { maxLength: 30 })));
const anyToday = fc.integer({ min: november.start - 20, max: november.end + 3 });
const anyCalendar = fc.constantFrom(civilCalendar, working);

/** The ledger's sums over single x, by the words of the model. */
function sumsOf(all: readonly X[]): DutySums {
  const one = (flag: boolean): number => (flag ? 1 : 0);
  return all.reduce<DutySums>(
    (sums, { r, v, before, prevMet, startDay, dueDay, alone }) =>
      addSums(sums, {
        n: 1,
        required: r,
        exempt: 0,
        ever: one(before || prevMet || v > 0),
        visited: one(v > 0),
        done: Math.min(v, r),
        met: one(v >= r),
        unassigned: one(alone),
        metUnassigned: one(alone && v >= r),
        prevMet: one(prevMet),
        prevMetVisited: one(prevMet && v > 0),
        metLate: 0,
        windows: startDay === 0 && dueDay === 0 ? [] : [{ startDay, dueDay, r }],
        deadlines: dueDay === 0 ? [] : [{ dueDay, n: 1, met: one(v >= r) }],
      }),
    NO_SUMS,
  );
}

const figuresOf = (
  kind: Duty['kind'],
  all: readonly X[],
  today: number,
  calendar: DayCalendar = civilCalendar,
) => figures(sumsOf(all), { ...CONTEXT, kind, today, calendar }, sumsOf(all.filter(({ silent }) => silent)));

describe('gap types', () => {
  test('add up to the number of x with a gap, for every kind, and each is what the x are one by one', () => {
    fc.assert(
      fc.property(world, anyToday, ([kind, all], today) => {
        const answer = figuresOf(kind, all, today);
        const running = today >= november.start && today <= november.end;
        const withGap = all.filter(({ v, r }) => v < r);
        const expected = Object.fromEntries(GAP_TYPES.map((type) => [type, 0]));
        for (const { v, before, prevMet, dueDay, silent } of withGap) {
          const overdue = dueDay !== 0 && dueDay < today;
          const ever = before || prevMet || v > 0;
          expected[gapType({ noData: silent, overdue, v, ever, prevMet, running })]!++;
        }
        expect(answer.gaps).toEqual(expected);
        expect(answer.gapCount).toBe(withGap.length);
        expect(Object.values(answer.gaps).reduce((a, b) => a + b, 0)).toBe(answer.gapCount);
        expect(answer.unassigned).toBe(withGap.filter(({ alone }) => alone).length);
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    [{ v: 1, ever: true, prevMet: true, running: true, noData: true, overdue: true }, 'noData'],
    [{ v: 0, ever: false, prevMet: false, running: true, overdue: true }, 'overdue'],
    [{ v: 1, ever: true, prevMet: true, running: true }, 'belowQuota'],
    [{ v: 0, ever: false, prevMet: false, running: true }, 'never'],
    [{ v: 0, ever: true, prevMet: true, running: true }, 'pending'],
    [{ v: 0, ever: true, prevMet: true, running: false }, 'stale'],
    [{ v: 0, ever: true, prevMet: false, running: true }, 'stale'],
  ] as const)('%j is %s', (x, type) => {
    expect(gapType(x)).toBe(type);
  });

  test('pending is only said while the period and the programme run', () => {
    const sums = { n: 3, required: 6, ever: 3, prevMet: 3 };
    const gaps = (today: string, programme = allYear) => {
      const { pending, stale } = shown(sums, today, { programme }).gaps;
      return [pending, stale];
    };
    expect(['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'].map((on) => gaps(on))).toEqual([
      [0, 3],
      [3, 0],
      [3, 0],
      [0, 3],
    ]);
    const short = { firstDay: day('2026-01-01'), lastDay: day('2026-11-20') };
    expect(gaps('2026-11-21', short)).toEqual([0, 3]);
  });

  test('an event is overdue from the day after its deadline, and so is one met late', () => {
    // Three due on the 10th, one of them met in time, one met late (done stays 0); two due on the 20th.
    const events = {
      n: 5,
      required: 5,
      done: 1,
      met: 1,
      visited: 1,
      metLate: 1,
      deadlines: [
        { dueDay: day('2026-11-10'), n: 3, met: 1 },
        { dueDay: day('2026-11-20'), n: 2, met: 0 },
      ],
    };
    const on = (today: string) => {
      const { gaps, gapCount, metLate } = shown(events, today, { kind: 'afterEvent' });
      return [gaps.overdue, gaps.never, gapCount, metLate];
    };
    expect(['2026-11-10', '2026-11-11', '2026-11-20', '2026-11-21'].map(on)).toEqual([
      [0, 4, 4, 1],
      [2, 2, 4, 1],
      [2, 2, 4, 1],
      [4, 0, 4, 1],
    ]);
  });
});

describe('what is unknown', () => {
  const silent = { n: 4, required: 8, done: 3, met: 1, ever: 3, visited: 2 };

  test('stays in required and in the gaps: 4 of 10 silent, 8 - 3 = 5 unknown, range 13/20 to 18/20', () => {
    const answer = shown(
      { n: 10, required: 20, done: 13, met: 5, ever: 9, visited: 8 },
      '2026-12-01',
      {},
      silent,
    );
    expect(answer).toMatchObject({ required: 20, done: 13, unknown: 5, ratio: 0.65, ratioHigh: 0.9 });
    // of the 5 with a gap 4 - 1 = 3 are silent; of the 6 others 6 visited, 4 met
    expect(answer.gaps).toEqual({ noData: 3, overdue: 0, belowQuota: 2, never: 0, pending: 0, stale: 0 });
    expect(answer.gapCount).toBe(5);
  });

  test('the light is grey where the ends of the range differ: 0.65 is red, 0.90 amber', () => {
    const light = (done: number, hidden: Partial<DutySums> = silent) =>
      shown({ n: 10, required: 20, done, met: 5 }, '2026-12-01', {}, hidden).light;
    expect(light(13)).toBe('grey');
    expect(light(13, {})).toBe('red');
    expect(light(12)).toBe('red');
    expect(light(15)).toBe('grey');
    expect(light(20, { n: 4, required: 8, done: 8, met: 4 })).toBe('green');
  });

  test('while the month runs: 2 of 20 done, 10 expected by the 15th, red; with 9 unknown it would be green', () => {
    const sums = { n: 20, required: 20, done: 2, met: 2, ever: 2, visited: 2 };
    expect(shown(sums, '2026-11-15').light).toBe('red');
    expect(shown(sums, '2026-11-15', {}, { n: 9, required: 9 }).light).toBe('grey');
    expect(shown(sums, '2026-11-15', {}, { n: 1, required: 1 }).light).toBe('red');
  });

  test('an event that is silent and past its deadline is no data, not overdue', () => {
    const deadlines = [{ dueDay: day('2026-11-10'), n: 2, met: 0 }];
    const part = { n: 1, required: 1, deadlines: [{ dueDay: day('2026-11-10'), n: 1, met: 0 }] };
    const { gaps } = shown({ n: 2, required: 2, deadlines }, '2026-11-20', { kind: 'afterEvent' }, part);
    expect(gaps).toMatchObject({ noData: 1, overdue: 1, never: 0 });
  });

  test('the range holds the ratio, and without silence it is the ratio', () => {
    fc.assert(
      fc.property(world, anyToday, ([kind, all], today) => {
        const { ratio, ratioHigh, required, done, unknown, light } = figuresOf(kind, all, today);
        if (required === 0) expect([ratio, ratioHigh, light]).toEqual([null, null, null]);
        else {
          expect(ratioHigh).toBe((done + unknown) / required);
          expect(ratioHigh).toBeGreaterThanOrEqual(ratio!);
          expect(ratioHigh).toBeLessThanOrEqual(1);
        }
        if (all.every((x) => !x.silent || x.v >= x.r)) expect(ratioHigh).toBe(ratio);
        if (light === 'grey') expect(unknown).toBeGreaterThan(0);
      }),
    );
  });
});

describe('sums', () => {
  const tidy = (sums: DutySums) => ({
    ...sums,
    windows: sums.windows
      .filter(({ r }) => r !== 0)
      .toSorted((a, b) => a.startDay - b.startDay || a.dueDay - b.dueDay),
    deadlines: sums.deadlines
      .filter(({ n, met }) => n !== 0 || met !== 0)
      .toSorted((a, b) => a.dueDay - b.dueDay),
  });
  const someSums = fc.array(fc.oneof(moving, event), { maxLength: 12 }).map(sumsOf);

  test('taken away are as if they had never been added', () => {
    fc.assert(
      fc.property(someSums, someSums, (a, b) => {
        expect(tidy(addSums(addSums(a, b), b, -1))).toEqual(tidy(a));
        expect(tidy(addSums(b, b, -1))).toEqual(NO_SUMS);
      }),
    );
  });

  test('come to the same in any order and grouping', () => {
    fc.assert(
      fc.property(someSums, someSums, someSums, (a, b, c) => {
        expect(tidy(addSums(a, b))).toEqual(tidy(addSums(b, a)));
        expect(tidy(addSums(addSums(a, b), c))).toEqual(tidy(addSums(a, addSums(b, c))));
        expect(tidy(addSums(a, NO_SUMS))).toEqual(tidy(a));
      }),
    );
  });

  test('leave what they are made of as it was', () => {
    fc.assert(
      fc.property(someSums, someSums, (a, b) => {
        const before = structuredClone([a, b]);
        addSums(a, b);
        addSums(a, b, -1);
        expect([a, b]).toEqual(before);
      }),
    );
  });

  test('a parent is the sum of its children: every figure that is a count adds up', () => {
    fc.assert(
      fc.property(world, anyToday, fc.nat(30), ([kind, all], today, cut) => {
        const parts = [all.slice(0, cut), all.slice(cut)].map((part) => figuresOf(kind, part, today));
        const parent = figuresOf(kind, all, today);
        for (const count of ['n', 'required', 'done', 'unknown', 'gapCount', 'unassigned', 'exempt'] as const)
          expect(parent[count]).toBe(parts[0]![count] + parts[1]![count]);
        for (const type of GAP_TYPES)
          expect(parent.gaps[type]).toBe(parts[0]!.gaps[type] + parts[1]!.gaps[type]);
        expect(parent.expected).toBeCloseTo(parts[0]!.expected + parts[1]!.expected, 9);
      }),
    );
  });
});

describe('households that are counted', () => {
  const none = { ...NO_SUMS, n: 10, required: 20 };

  test('have done at most what is required of them', () => {
    expect(capped({ ...none, done: 23, visited: 14, ever: 15, met: 11 })).toMatchObject({
      n: 10,
      required: 20,
      done: 20,
      visited: 10,
      ever: 10,
      met: 10,
    });
    const few = { ...none, done: 7, visited: 5, ever: 6, met: 2, prevMet: 3, prevMetVisited: 2 };
    expect(capped(few)).toEqual(few);
  });

  test('of 10 with 15 ids seen, 5 visited now: of the 8 met before, only the 5 unvisited can be pending', () => {
    const sums = { ...none, ever: 15, visited: 5, done: 5, prevMet: 8, prevMetVisited: 0 };
    expect(figures(capped(sums), { ...CONTEXT, today: november.start + 9 }).gaps).toEqual({
      noData: 0,
      overdue: 0,
      belowQuota: 5,
      never: 0,
      pending: 5,
      stale: 0,
    });
  });

  test('no type of gap and no count falls below zero, whatever ids were given', () => {
    const ids = fc.array(moving, { maxLength: 30 });
    fc.assert(
      fc.property(ids, fc.nat(20), fc.boolean(), anyToday, (visited, n, alone, today) => {
        const sums = capped({
          ...sumsOf(visited),
          n,
          required: 2 * n,
          unassigned: alone ? n : 0,
          windows: [],
        });
        const answer = figures(sums, { ...CONTEXT, today });
        for (const type of GAP_TYPES) expect(answer.gaps[type]).toBeGreaterThanOrEqual(0);
        expect(Object.values(answer.gaps).reduce((a, b) => a + b, 0)).toBe(answer.gapCount);
        expect(answer.done).toBeLessThanOrEqual(answer.required);
        expect(answer.unassigned).toBeGreaterThanOrEqual(0);
        expect(answer.unassigned).toBeLessThanOrEqual(answer.gapCount);
        expect(capped(sums)).toEqual(sums);
      }),
    );
  });
});

describe('pace', () => {
  test('half-way through a month 50 % is green: (100 - 200 × 15/30)/200 = 0, 100 left over 16 days', () => {
    const answer = shown({ n: 100, required: 200, done: 100, ever: 100, visited: 100 }, '2026-11-15');
    expect(answer).toMatchObject({ expected: 100, ratio: 0.5, pace: 0, light: 'green', projected: 1 });
    expect(answer.dailyRate).toBeCloseTo(100 / 16, 12);
  });

  test('a third done half-way is -1/6: (10 - 15)/30, amber with 5 behind', () => {
    const answer = shown({ n: 30, required: 30, done: 10 }, '2026-11-15');
    expect(answer.pace).toBeCloseTo(-1 / 6, 12);
    expect(answer.light).toBe('amber');
  });

  test('the elapsed share counts today, is 0 before the window and 1 after it', () => {
    const share = (today: number) => elapsedShare(11, 20, today, civilCalendar);
    expect([10, 11, 15, 20, 21].map(share)).toEqual([0, 0.1, 0.5, 1, 1]);
  });

  test('a window without counted days has passed at its end', () => {
    const holidays = { count: () => 0, addDays: (from: number) => from };
    expect([9, 10].map((today) => elapsedShare(10, 10, today, holidays))).toEqual([0, 1]);
  });

  test('who came late is expected by its own window', () => {
    // 10 required from 1 to 30 November, 4 from 11 to 30: on the 15th 10 * 15/30 + 4 * 5/20
    const late = { n: 7, required: 14, windows: [{ startDay: day('2026-11-11'), dueDay: 0, r: 4 }] };
    expect(shown(late, '2026-11-15').expected).toBeCloseTo(6, 12);
    expect(shown(late, '2026-11-10').expected).toBeCloseTo(10 / 3, 12);
    expect(shown(late, '2026-11-30').expected).toBeCloseTo(14, 12);
  });

  test('an event is expected from its day to its deadline: 20 November to 4 December, 6 of 15 days by the 25th', () => {
    const december = parsePeriod('2026-12')!;
    const windows = [{ startDay: day('2026-11-20'), dueDay: day('2026-12-04'), r: 1 }];
    const expected = (today: string) =>
      shown({ n: 1, required: 1, windows }, today, { kind: 'afterEvent', period: december }).expected;
    expect(expected('2026-11-19')).toBe(0);
    expect(expected('2026-11-25')).toBeCloseTo(6 / 15, 12);
    expect(expected('2026-12-04')).toBe(1);
    expect(expected('2026-12-31')).toBe(1);
  });

  test('working days alone count where the duty says so: by Sunday 8 November 5 of 21', () => {
    const at = (today: string) => shown({ n: 21, required: 21 }, today, { calendar: working });
    expect(at('2026-11-06').expected).toBeCloseTo(5, 12);
    expect(at('2026-11-08').expected).toBeCloseTo(5, 12);
    expect(at('2026-11-09').expected).toBeCloseTo(6, 12);
    // from Saturday the 7th to the end of the month 16 working days are left
    expect(at('2026-11-07').dailyRate).toBeCloseTo(21 / 16, 12);
  });

  test('a programme that begins or ends within the month has a window of its own', () => {
    const programme = { firstDay: day('2026-11-11'), lastDay: day('2026-11-20') };
    const expected = (today: string) => shown({ n: 1, required: 10 }, today, { programme }).expected;
    expect(['2026-11-10', '2026-11-11', '2026-11-15', '2026-11-20', '2026-11-25'].map(expected)).toEqual([
      0, 1, 5, 10, 10,
    ]);
  });

  test('a standing is expected in full at once: 3 of 5 on the first day is -40 %, and red', () => {
    const staffing = shown({ n: 1, required: 5, done: 3, visited: 1, ever: 1 }, '2026-11-01', {
      kind: 'staffing',
    });
    expect(staffing).toMatchObject({ expected: 5, ratio: 0.6, pace: -0.4, light: 'red', projected: null });
    expect(staffing.gaps).toMatchObject({ belowQuota: 1, never: 0 });
    const light = (done: number) => shown({ required: 100, done }, '2026-11-01', { kind: 'staffing' }).light;
    expect([100, 99, 90, 89].map(light)).toEqual(['green', 'amber', 'amber', 'red']);
  });

  test('expected lies between 0 and required, never falls, and is required when the month is over', () => {
    fc.assert(
      fc.property(world, anyCalendar, fc.tuple(anyToday, anyToday), ([kind, all], calendar, days) => {
        const [one, two] = days.toSorted((a, b) => a - b) as [number, number];
        const expected = (today: number) => figuresOf(kind, all, today, calendar).expected;
        const required = all.reduce((sum, { r }) => sum + r, 0);
        expect(expected(one)).toBeGreaterThanOrEqual(-1e-9);
        expect(expected(one)).toBeLessThanOrEqual(expected(two) + 1e-9);
        expect(expected(two)).toBeLessThanOrEqual(required + 1e-9);
        expect(expected(november.end)).toBeCloseTo(required, 9);
        expect(expected(november.end + 60)).toBeCloseTo(required, 9);
      }),
      { numRuns: 300 },
    );
  });

  test('expected is the sum over the x, each by its own window', () => {
    fc.assert(
      fc.property(world, anyCalendar, anyToday, ([kind, all], calendar, today) => {
        const one = ({ r, startDay, dueDay }: X): number =>
          kind === 'staffing'
            ? r
            : r * elapsedShare(startDay || november.start, dueDay || november.end, today, calendar);
        const total = all.reduce((sum, x) => sum + one(x), 0);
        expect(figuresOf(kind, all, today, calendar).expected).toBeCloseTo(total, 9);
      }),
    );
  });
});

describe('projected end and daily rate', () => {
  test('the projection is the rate so far, carried on, at most 1: 10/60 after a third of the month is 1/2', () => {
    const at = (done: number) => shown({ n: 10, required: 60, done }, '2026-11-10').projected;
    expect(at(10)).toBeCloseTo(0.5, 12);
    expect(at(20)).toBe(1);
    expect(at(40)).toBe(1);
    expect(at(0)).toBe(0);
  });

  test('is not made while less than a twentieth is expected: 1/30 is less, 2/30 is not', () => {
    const at = (today: string) => shown({ n: 10, required: 60, done: 1 }, today).projected;
    expect(at('2026-11-01')).toBeNull();
    expect(at('2026-11-02')).toBeCloseTo(0.25, 12);
  });

  test('the daily rate counts today, and the whole window before it begins', () => {
    const rate = (today: string) => shown({ n: 10, required: 60, done: 30 }, today).dailyRate;
    expect(['2026-10-01', '2026-11-01', '2026-11-21', '2026-11-30', '2026-12-01'].map(rate)).toEqual([
      1,
      1,
      3,
      30,
      null,
    ]);
  });

  test('with no working day left the rate is what is left in one day', () => {
    // Saturday 28 November 2026, and the 30th a holiday
    const calendar = workingCalendar({ holidays: ['2026-11-30'], workdays: [] });
    expect(shown({ n: 10, required: 60, done: 30 }, '2026-11-28', { calendar }).dailyRate).toBe(30);
  });
});

describe('nothing to be done', () => {
  test('has no ratio, pace, light, projection and rate', () => {
    expect(shown({ exempt: 3 }, '2026-11-15')).toMatchObject({
      n: 0,
      required: 0,
      ratio: null,
      ratioHigh: null,
      pace: null,
      light: null,
      projected: null,
      dailyRate: null,
      exempt: 3,
      gapCount: 0,
    });
  });

  test('a closed month is judged by its ratio', () => {
    const at = (done: number) => shown({ n: 10, required: 10, done }, '2026-12-01').light;
    expect([10, 9, 8].map(at)).toEqual(['green', 'amber', 'red']);
  });

  test('the last day of a month still runs', () => {
    expect(shown({ n: 10, required: 10, done: 9 }, '2026-11-30').light).toBe('amber');
    expect(shown({ n: 100, required: 100, done: 91 }, '2026-11-30').light).toBe('green');
  });

  test('by deadline a light is red as soon as an event is overdue, unless nothing can be known of it', () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, preset: 'deadline' as const };
    const context = { kind: 'afterEvent' as const, thresholds };
    const one = {
      n: 1,
      required: 1,
      windows: [{ startDay: day('2026-11-01'), dueDay: day('2026-11-10'), r: 1 }],
      deadlines: [{ dueDay: day('2026-11-10'), n: 1, met: 0 }],
    };
    expect(['2026-11-09', '2026-11-10', '2026-11-11'].map((on) => shown(one, on, context).light)).toEqual([
      'green',
      'amber',
      'red',
    ]);
    expect(shown(one, '2026-12-05', context, one).light).toBe('grey');
  });
});
