import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Day } from '#geodata/model.ts';
import { daysOfRule, faultOfRule, firstDayOfRule } from '#geodata/service/rule.ts';
import { day } from '#geodata/service/serviceFixture.ts';

const CODES = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
const dateOf = (each: Day): Date => new Date(each * 86_400_000);
const codeOf = (each: Day): string => CODES[dateOf(each).getUTCDay()]!;
/** Monday of the week of a day. */
const mondayOf = (each: Day): Day => each - ((dateOf(each).getUTCDay() + 6) % 7);
const monthOf = (each: Day): number => dateOf(each).getUTCFullYear() * 12 + dateOf(each).getUTCMonth();
const lastOfMonth = (each: Day): number =>
  new Date(Date.UTC(dateOf(each).getUTCFullYear(), dateOf(each).getUTCMonth() + 1, 0)).getUTCDate();

interface Drawn {
  rule: string;
  /** Whether a day not before the first is one of the rule's, whatever its count. */
  is: (each: Day, first: Day) => boolean;
}
const some = <T>(values: readonly T[]) =>
  fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const daily: fc.Arbitrary<Drawn> = fc.record({ n: fc.integer({ min: 1, max: 40 }) }).map(({ n }) => ({
  rule: `FREQ=DAILY;INTERVAL=${n}`,
  is: (each, first) => (each - first) % n === 0,
}));
const weekly: fc.Arbitrary<Drawn> = fc
  .record({ n: fc.integer({ min: 1, max: 6 }), codes: some(CODES) })
  .map(({ n, codes }) => ({
    rule: `FREQ=WEEKLY;INTERVAL=${n};BYDAY=${codes.join(',')}`,
    is: (each, first) => codes.includes(codeOf(each)) && ((mondayOf(each) - mondayOf(first)) / 7) % n === 0,
  }));
const monthlyByDate: fc.Arbitrary<Drawn> = fc
  .record({ n: fc.integer({ min: 1, max: 5 }), dates: some([1, 2, 15, 29, 30, 31, -1, -2]) })
  .map(({ n, dates }) => ({
    rule: `FREQ=MONTHLY;INTERVAL=${n};BYMONTHDAY=${dates.join(',')}`,
    is: (each, first) => {
      const date = dateOf(each).getUTCDate();
      const isThen = dates.some((at) => (at > 0 ? at : lastOfMonth(each) + 1 + at) === date);
      return isThen && (monthOf(each) - monthOf(first)) % n === 0;
    },
  }));
const monthlyByWeekday: fc.Arbitrary<Drawn> = fc
  .record({ code: fc.constantFrom(...CODES), at: fc.constantFrom(1, 2, 3, 4, 5, -1) })
  .map(({ code, at }) => ({
    rule: `FREQ=MONTHLY;BYDAY=${at}${code}`,
    is: (each) => {
      const date = dateOf(each).getUTCDate();
      const nth = at > 0 ? Math.ceil(date / 7) === at : date > lastOfMonth(each) - 7;
      return codeOf(each) === code && nth;
    },
  }));
const drawn = fc.oneof(daily, weekly, monthlyByDate, monthlyByWeekday);
const written = (each: Day): string => dateOf(each).toISOString().slice(0, 10).replaceAll('-', '');

describe('days of a rule', () => {
  test('are those of an independent count, day by day', () => {
    fc.assert(
      fc.property(
        drawn,
        fc.integer({ min: day('2019-01-01'), max: day('2027-12-31') }),
        fc.integer({ min: -200, max: 1000 }),
        fc.integer({ min: 0, max: 400 }),
        fc.oneof(
          fc.constant(null),
          fc.record({ count: fc.integer({ min: 1, max: 30 }) }),
          fc.record({ until: fc.integer({ min: 0, max: 900 }) }),
        ),
        ({ rule, is }, first, after, length, end) => {
          const [from, to] = [first + after, first + after + length];
          const until = end && 'until' in end ? first + end.until : Number.POSITIVE_INFINITY;
          const all: Day[] = [];
          for (let each = first; each <= Math.min(to, until); each++) if (is(each, first)) all.push(each);
          const counted = end && 'count' in end ? all.slice(0, end.count) : all;
          const ends = !end ? '' : 'count' in end ? `;COUNT=${end.count}` : `;UNTIL=${written(until)}`;
          expect(faultOfRule(rule + ends)).toBeNull();
          expect(daysOfRule(rule + ends, first, from, to)).toEqual(counted.filter((each) => each >= from));
          expect(firstDayOfRule(rule + ends, first, to)).toBe(counted[0] ?? null);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('of a week without a weekday are that of the first day', () => {
    const tuesday = day('2026-01-06');
    expect(daysOfRule('FREQ=WEEKLY', tuesday, tuesday, tuesday + 14)).toEqual([
      tuesday,
      tuesday + 7,
      tuesday + 14,
    ]);
  });

  test('can be the last working day of a month', () => {
    expect(
      daysOfRule('FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1', 0, day('2026-01-01'), day('2026-02-28')),
    ).toEqual([day('2026-01-30'), day('2026-02-27')]);
  });
});

test.each([
  ['', 'FREQ=DAILY'],
  ['FREQ=YEARLY', 'FREQ=DAILY'],
  ['FREQ=HOURLY', 'FREQ=DAILY'],
  ['RRULE:FREQ=DAILY', 'FREQ=DAILY'],
  ['FREQ=DAILY;BYHOUR=9', 'BYHOUR is not taken'],
  ['FREQ=DAILY\nRDATE:20260101', 'FREQ=DAILY'],
  ['FREQ=WEEKLY;BYDAY=2TU', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=XX', 'BYDAY'],
  ['FREQ=WEEKLY;BYDAY=', 'BYDAY'],
  ['FREQ=WEEKLY;BYMONTHDAY=3', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=32', 'BYMONTHDAY'],
  ['FREQ=MONTHLY;BYMONTHDAY=0', 'BYMONTHDAY'],
  ['FREQ=DAILY;INTERVAL=0', 'INTERVAL'],
  ['FREQ=DAILY;INTERVAL=367', 'INTERVAL'],
  ['FREQ=DAILY;COUNT=1001', 'COUNT'],
  ['FREQ=DAILY;UNTIL=20260230', 'UNTIL'],
  ['FREQ=DAILY;COUNT=3;UNTIL=20260301', 'exclude'],
  ['FREQ=DAILY;FREQ=WEEKLY', 'twice'],
  ['FREQ=DAILY;COUNT=3=4', 'COUNT'],
  ['FREQ=MONTHLY;BYSETPOS=1', 'BYSETPOS'],
  ['FREQ=DAILY;__proto__=1', '__proto__'],
  ['FREQ=DAILY;', 'is not taken'],
])('%j is refused', (rule, why) => {
  expect(faultOfRule(rule)).toContain(why);
});
