import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addSums, capped, type DutySums, figures, gapType, NO_SUMS } from '#geodata/duty/figures.ts';
import { DEFAULT_THRESHOLDS } from '#geodata/duty/types.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import { day } from '#geodata/testing/duty.ts';
import {
  allYear,
  anyToday,
  CONTEXT,
  event,
  figuresOf,
  moving,
  november,
  shown,
  sumsOf,
  world,
} from '#geodata/testing/figures.ts';

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
