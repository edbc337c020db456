import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { civilCalendar, formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import { OPEN_END } from '#geodata/model.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';

const day = (text: string): number => parseDay(text)!;
const calendar = workingCalendar(STATE_COUNCIL_HOLIDAYS);
const count = (from: string, to: string): number => calendar.count(day(from), day(to));
const add = (from: string, n: number): string => formatDay(calendar.addDays(day(from), n));
const isWeekend = (on: number): boolean => [0, 6].includes(new Date(on * 86_400_000).getUTCDay());

/** Days a little before to a little after the table, so that every kind of exception is met often. */
const near = fc.integer({ min: day('2024-12-01'), max: day('2027-02-28') });
const length = fc.integer({ min: -5, max: 400 });
const tables = fc
  .uniqueArray(fc.integer({ min: -60, max: 60 }), { maxLength: 40 })
  .chain((days) =>
    fc
      .array(fc.boolean(), { minLength: days.length, maxLength: days.length })
      .map((off) => ({ off: days.filter((_, i) => off[i]), on: days.filter((_, i) => !off[i]) })),
  );

describe('the table of 2025 and 2026', () => {
  const { holidays, workdays } = STATE_COUNCIL_HOLIDAYS;
  const ofYear = (texts: readonly string[], year: number): number =>
    texts.filter((text) => text.startsWith(`${year}-`)).length;

  test('has 28 and 33 days off, and 5 and 6 make-up days, all on weekends', () => {
    expect([2025, 2026].map((year) => ofYear(holidays, year))).toEqual([28, 33]);
    expect([2025, 2026].map((year) => ofYear(workdays, year))).toEqual([5, 6]);
    expect(workdays.filter((text) => !isWeekend(day(text)))).toEqual([]);
  });

  test('is ascending without doubles', () => {
    for (const texts of [holidays, workdays]) expect([...new Set(texts)].sort()).toEqual(texts);
  });

  // 13 statutory days since 2025 (全国年节及纪念日放假办法, State Council decree 795); the rest is made up for.
  test('takes 13 working days from the weekdays of each year', () => {
    expect(count('2025-01-01', '2025-12-31')).toBe(261 - 13);
    expect(count('2026-01-01', '2026-12-31')).toBe(261 - 13);
  });
});

describe('counting working days', () => {
  test('the spring festival of 2026 and the days made up for it', () => {
    expect(count('2026-02-09', '2026-02-14')).toBe(6);
    expect(count('2026-02-15', '2026-02-23')).toBe(0);
    expect(count('2026-02-24', '2026-03-01')).toBe(5);
  });

  test('years the table says nothing of have plain weekends', () => {
    expect(count('1996-01-01', '1996-12-31')).toBe(262);
    expect(count('2035-10-01', '2035-10-07')).toBe(5);
    expect(count('0001-01-01', '0400-12-31')).toBe((146_097 / 7) * 5);
  });

  test('nothing backwards', () => {
    expect(count('2026-11-20', '2026-11-19')).toBe(0);
    expect(count('2026-11-20', '2026-11-01')).toBe(0);
  });

  test('is the same as asking day by day', () => {
    const origin = day('2026-02-15');
    fc.assert(
      fc.property(tables, fc.integer({ min: -80, max: 80 }), length, ({ off, on }, start, days) => {
        const some = workingCalendar({
          holidays: off.map((d) => formatDay(origin + d)),
          workdays: on.map((d) => formatDay(origin + d)),
        });
        let expected = 0;
        for (let d = start; d <= start + days; d++) {
          if (on.includes(d) || (!off.includes(d) && !isWeekend(origin + d))) expected++;
        }
        expect(some.count(origin + start, origin + start + days)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('adds up over ranges that touch', () => {
    fc.assert(
      fc.property(near, length, length, (from, a, b) => {
        const split = from + Math.max(0, a);
        const to = split + Math.max(0, b);
        expect(calendar.count(from, split) + calendar.count(split + 1, to)).toBe(calendar.count(from, to));
      }),
    );
  });
});

describe('the n-th working day after', () => {
  test.each([
    ['2026-11-20', 0, '2026-11-20'],
    ['2026-11-20', 1, '2026-11-23'],
    ['2026-11-21', 1, '2026-11-23'],
    ['2026-11-21', 0, '2026-11-21'],
    ['2026-02-13', 1, '2026-02-14'],
    ['2026-02-13', 2, '2026-02-24'],
    ['2026-09-30', 3, '2026-10-10'],
    ['2025-12-31', 1, '2026-01-04'],
    ['2030-01-01', 261, '2031-01-01'],
  ])('%s and %d is %s', (from, n, expected) => {
    expect(add(from, n)).toBe(expected);
  });

  test('is a working day with n counted up to it', () => {
    fc.assert(
      fc.property(near, fc.integer({ min: 1, max: 600 }), (from, n) => {
        const on = calendar.addDays(from, n);
        expect(calendar.count(from + 1, on)).toBe(n);
        expect(calendar.count(on, on)).toBe(1);
      }),
    );
  });

  test('is found though everything for months is off', () => {
    const from = day('2026-01-01');
    const dark = workingCalendar({
      holidays: Array.from({ length: 300 }, (_, i) => formatDay(from + i)),
      workdays: [],
    });
    expect(dark.addDays(from, 1)).toBe(from + 300);
  });

  test('steps one by one as it does at once', () => {
    fc.assert(
      fc.property(near, fc.nat(20), fc.nat(20), (from, a, b) => {
        expect(calendar.addDays(calendar.addDays(from, a), b)).toBe(calendar.addDays(from, a + b));
      }),
    );
  });

  test('in the civil calendar is plain addition, and counts as such', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719162, max: OPEN_END }), fc.nat(4000), (from, n) => {
        expect(civilCalendar.count(from + 1, civilCalendar.addDays(from, n))).toBe(n);
      }),
    );
  });
});

test('a table that contradicts itself or names no day is refused', () => {
  expect(() => workingCalendar({ holidays: ['2026-02-30'], workdays: [] })).toThrow(RangeError);
  expect(() => workingCalendar({ holidays: ['2026-05-01'], workdays: ['2026-05-01'] })).toThrow(
    '2026-05-01 is both',
  );
});

test('an entry given twice counts once, and one that changes nothing not at all', () => {
  const twice = workingCalendar({
    holidays: ['2026-05-01', '2026-05-01', '2026-05-02'],
    workdays: ['2026-05-04'],
  });
  expect(twice.count(day('2026-04-27'), day('2026-05-10'))).toBe(9);
});
