import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { nextPeriod, parsePeriod, periodKindOf, periodOf, previousPeriod } from '#geodata/duty/period.ts';
import { PERIOD_KINDS } from '#geodata/model.ts';

const day = (text: string): number => parseDay(text)!;
const span = (key: string): [string, string] | null => {
  const period = parsePeriod(key);
  return period && [formatDay(period.start), formatDay(period.end)];
};
/** Days from 1900 to 2199; a programme has no calendar of its own. */
const anyDay = fc.integer({ min: day('1900-01-01'), max: day('2199-12-31') });
const calendarKind = fc.constantFrom(...PERIOD_KINDS.filter((kind) => kind !== 'programme'));

describe('weeks', () => {
  // https://en.wikipedia.org/wiki/ISO_week_date, table of examples
  test.each([
    ['1977-01-01', '1976-W53'],
    ['1978-01-01', '1977-W52'],
    ['1979-12-31', '1980-W01'],
    ['1980-12-29', '1981-W01'],
    ['2008-12-28', '2008-W52'],
    ['2008-12-29', '2009-W01'],
    ['2009-12-31', '2009-W53'],
    ['2010-01-03', '2009-W53'],
    ['2010-01-04', '2010-W01'],
  ])('%s lies in %s', (text, key) => {
    expect(periodOf('week', day(text)).key).toBe(key);
  });

  test('2026 has a week 53 and 2025 has none', () => {
    expect(span('2026-W53')).toEqual(['2026-12-28', '2027-01-03']);
    expect(parsePeriod('2025-W53')).toBeNull();
    expect(parsePeriod('2026-W54')).toBeNull();
    expect(parsePeriod('2026-W00')).toBeNull();
  });

  test('the years of 53 weeks are those whose 1 January is a Thursday, and leap years on a Wednesday', () => {
    const long = Array.from({ length: 60 }, (_, i) => 2000 + i).filter((year) => parsePeriod(`${year}-W53`));
    expect(long).toEqual([2004, 2009, 2015, 2020, 2026, 2032, 2037, 2043, 2048, 2054]);
  });

  test('start on Monday', () => {
    fc.assert(
      fc.property(anyDay, (on) => {
        expect(new Date(periodOf('week', on).start * 86_400_000).getUTCDay()).toBe(1);
      }),
    );
  });
});

describe('months, quarters and years', () => {
  test.each([
    ['2024-02', '2024-02-01', '2024-02-29'],
    ['2026-02', '2026-02-01', '2026-02-28'],
    ['2000-02', '2000-02-01', '2000-02-29'],
    ['2100-02', '2100-02-01', '2100-02-28'],
    ['2026-11', '2026-11-01', '2026-11-30'],
    ['2026-Q1', '2026-01-01', '2026-03-31'],
    ['2026-Q2', '2026-04-01', '2026-06-30'],
    ['2026-Q3', '2026-07-01', '2026-09-30'],
    ['2026-Q4', '2026-10-01', '2026-12-31'],
    ['2024', '2024-01-01', '2024-12-31'],
  ])('%s runs from %s to %s', (key, start, end) => {
    expect(span(key)).toEqual([start, end]);
  });

  test.each(['2026-13', '2026-00', '2026-1', '2026-Q0', '2026-Q5', '26', '2026-W1', '2026-w01', '', ' 2026'])(
    '%j is no period',
    (key) => {
      expect(parsePeriod(key)).toBeNull();
    },
  );

  test('the kind is told by the writing alone', () => {
    expect(['2026-W47', '2026-11', '2026-Q4', '2026', 'programme', 'Programme'].map(periodKindOf)).toEqual([
      'week',
      'month',
      'quarter',
      'year',
      'programme',
      null,
    ]);
  });
});

describe('every calendar', () => {
  test('a period is found again by its key, and holds the day it was asked for', () => {
    fc.assert(
      fc.property(calendarKind, anyDay, (kind, on) => {
        const period = periodOf(kind, on);
        expect(parsePeriod(period.key)).toEqual(period);
        expect(period.start <= on && on <= period.end).toBe(true);
      }),
    );
  });

  test('adjacent periods touch and lead back to each other', () => {
    fc.assert(
      fc.property(calendarKind, anyDay, (kind, on) => {
        const period = periodOf(kind, on);
        const next = nextPeriod(period)!;
        expect(next.start).toBe(period.end + 1);
        expect(previousPeriod(next)).toEqual(period);
        expect(next.key > period.key).toBe(true);
      }),
    );
  });

  test('the first and the last years that can be written have periods, and neighbours', () => {
    for (const key of ['0001-01', '0001', '0001-Q1', '9999-12', '9999', '9999-Q4']) {
      const period = parsePeriod(key)!;
      expect(period.key).toBe(key);
      expect(nextPeriod(period)!.start).toBe(period.end + 1);
      expect(previousPeriod(period)!.end).toBe(period.start - 1);
    }
  });

  test('a week that ends beyond the days that can be written is none', () => {
    expect(span('9999-W51')).toEqual(['9999-12-20', '9999-12-26']);
    expect(parsePeriod('9999-W52')).toBeNull();
  });
});

describe('a programme', () => {
  const days = { firstDay: day('2026-01-14'), lastDay: day('2027-03-31') };

  test('is one period from its first to its last day, with no neighbours', () => {
    const period = parsePeriod('programme', days)!;
    expect(period).toEqual({
      kind: 'programme',
      key: 'programme',
      start: days.firstDay,
      end: days.lastDay,
    });
    expect(periodOf('programme', day('1999-01-01'), days)).toEqual(period);
    expect([nextPeriod(period), previousPeriod(period)]).toEqual([null, null]);
  });

  test('needs the days of the programme', () => {
    expect(parsePeriod('programme')).toBeNull();
    expect(() => periodOf('programme', 0)).toThrow(TypeError);
  });
});
