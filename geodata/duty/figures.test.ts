import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDay } from '#geodata/duty/calendar.ts';
import { addSums, type DutySums, elapsedShare, figures, gapType, NO_SUMS } from '#geodata/duty/figures.ts';
import { parsePeriod } from '#geodata/duty/period.ts';
import { DEFAULT_THRESHOLDS } from '#geodata/duty/types.ts';
import { GAP_TYPES } from '#geodata/model.ts';

const day = (text: string): number => parseDay(text)!;
const november = parsePeriod('2026-11')!;
const allYear = { firstDay: day('2026-01-01'), lastDay: day('2026-12-31') };
const shown = (sums: Partial<DutySums>, today: string, programme = allYear) =>
  figures(
    { ...NO_SUMS, ...sums },
    { period: november, programme, today: day(today), thresholds: DEFAULT_THRESHOLDS },
  );

/** One subject: what it must have, what it got, and what it was before. */
const subject = fc.record({
  r: fc.integer({ min: 1, max: 4 }),
  v: fc.integer({ min: 0, max: 6 }),
  before: fc.boolean(),
  prevMet: fc.boolean(),
  late: fc.option(fc.integer({ min: november.start + 1, max: november.start + 15 }), { nil: 0 }),
});
type Subject = typeof subject extends fc.Arbitrary<infer T> ? T : never;

/** The ledger's sums over single subjects, by the words of the model. */
function sumsOf(subjects: readonly Subject[]): DutySums {
  const one = (flag: boolean): number => (flag ? 1 : 0);
  return subjects.reduce<DutySums>(
    (sums, { r, v, before, prevMet, late }) =>
      addSums(sums, {
        n: 1,
        required: r,
        exempt: 0,
        ever: one(before || prevMet || v > 0),
        visited: one(v > 0),
        done: Math.min(v, r),
        met: one(v >= r),
        unassigned: one(before),
        metUnassigned: one(before && v >= r),
        prevMet: one(prevMet),
        prevMetVisited: one(prevMet && v > 0),
        lateStarts: late === 0 ? [] : [{ startDay: late, r }],
      }),
    NO_SUMS,
  );
}

describe('gap types', () => {
  test('add up to the number of subjects with a gap, and each is what the subjects are one by one', () => {
    const today = fc.integer({ min: november.start - 3, max: november.end + 3 });
    fc.assert(
      fc.property(fc.array(subject, { maxLength: 40 }), today, (subjects, on) => {
        const answer = figures(sumsOf(subjects), {
          period: november,
          programme: allYear,
          today: on,
          thresholds: DEFAULT_THRESHOLDS,
        });
        const running = on >= november.start && on <= november.end;
        const withGap = subjects.filter(({ v, r }) => v < r);
        const expected = Object.fromEntries(GAP_TYPES.map((type) => [type, 0]));
        for (const { v, before, prevMet } of withGap)
          expected[gapType({ v, ever: before || prevMet || v > 0, prevMet, running })]!++;
        expect(answer.gaps).toEqual(expected);
        expect(answer.gapCount).toBe(withGap.length);
        expect(Object.values(answer.gaps).reduce((a, b) => a + b, 0)).toBe(answer.gapCount);
      }),
    );
  });

  test.each([
    [{ v: 1, ever: true, prevMet: true, running: true }, 'belowQuota'],
    [{ v: 0, ever: false, prevMet: false, running: true }, 'never'],
    [{ v: 0, ever: true, prevMet: true, running: true }, 'pending'],
    [{ v: 0, ever: true, prevMet: true, running: false }, 'stale'],
    [{ v: 0, ever: true, prevMet: false, running: true }, 'stale'],
  ] as const)('%j is %s', (x, type) => {
    expect(gapType(x)).toBe(type);
  });
});

describe('sums', () => {
  test('taken away are as if they had never been added', () => {
    fc.assert(
      fc.property(fc.array(subject), fc.array(subject), (a, b) => {
        const order = (sums: DutySums) => ({
          ...sums,
          lateStarts: sums.lateStarts.toSorted((x, y) => x.startDay - y.startDay),
        });
        expect(order(addSums(addSums(sumsOf(a), sumsOf(b)), sumsOf(b), -1))).toEqual(order(sumsOf(a)));
      }),
    );
  });
});

describe('pace', () => {
  test('half-way through a month 50 % is green', () => {
    const answer = shown({ n: 100, required: 200, done: 100, ever: 100, visited: 100 }, '2026-11-15');
    expect(answer).toMatchObject({ expected: 100, ratio: 0.5, pace: 0, light: 'green', projected: 1 });
    expect(answer.dailyRate).toBeCloseTo(100 / 16, 12);
  });

  test('the elapsed share counts today, is 0 before the window and 1 after it', () => {
    const calendar = { count: (from: number, to: number) => Math.max(0, to - from + 1) };
    const share = (today: number) => elapsedShare(11, 20, today, calendar);
    expect([10, 11, 15, 20, 21].map(share)).toEqual([0, 0.1, 0.5, 1, 1]);
  });

  test('a window without counted days has passed at its end', () => {
    const holidays = { count: () => 0 };
    expect([9, 10].map((today) => elapsedShare(10, 10, today, holidays))).toEqual([0, 1]);
  });

  test('who came late is expected by its own window', () => {
    // 10 required from 1 to 30 November, 4 from 11 to 30: on the 15th 10 * 15/30 + 4 * 5/20
    const late = { n: 7, required: 14, lateStarts: [{ startDay: day('2026-11-11'), r: 4 }] };
    expect(shown(late, '2026-11-15').expected).toBeCloseTo(6, 12);
    expect(shown(late, '2026-11-10').expected).toBeCloseTo(10 / 3, 12);
    expect(shown(late, '2026-11-30').expected).toBeCloseTo(14, 12);
  });

  test('a programme that begins or ends within the month has a window of its own', () => {
    const programme = { firstDay: day('2026-11-11'), lastDay: day('2026-11-20') };
    const expected = (today: string) => shown({ n: 1, required: 10 }, today, programme).expected;
    expect(['2026-11-10', '2026-11-11', '2026-11-15', '2026-11-20', '2026-11-25'].map(expected)).toEqual([
      0, 1, 5, 10, 10,
    ]);
  });

  test('expected lies between 0 and required, and is required when the month is over', () => {
    fc.assert(
      fc.property(
        fc.array(subject, { minLength: 1 }),
        fc.integer({ min: -5, max: 40 }),
        (subjects, shift) => {
          const sums = sumsOf(subjects);
          const { expected } = figures(sums, {
            period: november,
            programme: allYear,
            today: november.start + shift,
            thresholds: DEFAULT_THRESHOLDS,
          });
          expect(expected).toBeGreaterThanOrEqual(0);
          expect(expected).toBeLessThanOrEqual(sums.required + 1e-9);
          if (shift >= 30) expect(expected).toBeCloseTo(sums.required, 9);
        },
      ),
    );
  });
});

describe('projected end and daily rate', () => {
  test('the projection is the rate so far, carried on, at most 1', () => {
    const at = (done: number) => shown({ n: 10, required: 60, done }, '2026-11-10').projected;
    expect(at(10)).toBeCloseTo(0.5, 12);
    expect(at(20)).toBe(1);
    expect(at(40)).toBe(1);
    expect(at(0)).toBe(0);
  });

  test('is not made while less than a twentieth is expected', () => {
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
});

describe('nothing to be done', () => {
  test('has no ratio, pace, light, projection and rate', () => {
    expect(shown({ exempt: 3 }, '2026-11-15')).toMatchObject({
      n: 0,
      required: 0,
      ratio: null,
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
});
