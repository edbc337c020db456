import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  civilCalendar,
  civilDayIn,
  formatDay,
  formatInstant,
  parseDay,
  startOfDay,
} from '#geodata/duty/calendar.ts';
import { OPEN_END } from '#geodata/model.ts';

const day = (text: string): number => parseDay(text)!;
const civil = (zone: string, moment: string): string => formatDay(civilDayIn(zone)(Date.parse(moment)));

describe('days', () => {
  test('are counted from 1970', () => {
    expect(['1970-01-01', '1969-12-31', '2000-03-01'].map(day)).toEqual([0, -1, 11017]);
    expect(formatDay(OPEN_END)).toBe('9999-12-31');
  });

  test.each([
    '2026-02-30',
    '2026-13-01',
    '2025-02-29',
    '2100-02-29',
    '2026-00-10',
    '2026-1-1',
    '20261101',
    '',
  ])('%j is no day', (text) => {
    expect(parseDay(text)).toBeNull();
  });

  test('are read as they are written', () => {
    fc.assert(
      fc.property(fc.integer({ min: -719162, max: OPEN_END }), (on) => {
        expect(parseDay(formatDay(on))).toBe(on);
      }),
    );
  });

  test('the civil calendar counts both ends, and nothing backwards', () => {
    expect(civilCalendar.count(10, 10)).toBe(1);
    expect(civilCalendar.count(10, 12)).toBe(3);
    expect(civilCalendar.count(10, 9)).toBe(0);
    expect(civilCalendar.count(10, 2)).toBe(0);
  });
});

describe('the civil day of a moment', () => {
  test.each([
    ['Asia/Shanghai', '2026-11-20T15:59:59Z', '2026-11-20'],
    ['Asia/Shanghai', '2026-11-20T16:00:00Z', '2026-11-21'],
    // 2026: summer time in Berlin from 29 March 01:00 UTC to 25 October 01:00 UTC
    ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
    ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
    ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
    ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
    ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
    // three quarters of an hour beside the hour
    ['Asia/Kathmandu', '2026-11-20T18:14:59Z', '2026-11-20'],
    ['Asia/Kathmandu', '2026-11-20T18:15:00Z', '2026-11-21'],
    ['Pacific/Kiritimati', '2026-11-20T10:00:00Z', '2026-11-21'],
    ['Asia/Shanghai', '1969-12-31T15:59:59.999Z', '1969-12-31'],
  ])('in %s, %s is %s', (zone, moment, expected) => {
    expect(civil(zone, moment)).toBe(expected);
  });

  test('begins with the first instant of the day, whatever the clocks do', () => {
    const days = fc.integer({ min: day('1995-01-01'), max: day('2035-12-31') });
    const zones = fc.constantFrom(
      'Asia/Shanghai',
      'Europe/Berlin',
      'America/Sao_Paulo',
      'Australia/Lord_Howe',
    );
    fc.assert(
      fc.property(zones, days, (zone, on) => {
        const dayOf = civilDayIn(zone);
        const start = startOfDay(on, zone);
        expect([dayOf(start - 1), dayOf(start)]).toEqual([on - 1, on]);
      }),
      { numRuns: 300 },
    );
  });

  test('the days the clocks change have 23 and 25 hours', () => {
    const hours = (text: string): number =>
      (startOfDay(day(text) + 1, 'Europe/Berlin') - startOfDay(day(text), 'Europe/Berlin')) / 3_600_000;
    expect(['2026-03-29', '2026-07-01', '2026-10-25'].map(hours)).toEqual([23, 24, 25]);
  });

  test('an unknown zone is refused', () => {
    expect(() => civilDayIn('Asia/Qingdao')).toThrow(RangeError);
  });
});

describe('a moment as text', () => {
  test.each([
    ['2026-11-20T06:32:10.999Z', 'Asia/Shanghai', '2026-11-20T14:32:10+08:00'],
    ['2026-07-01T00:00:00Z', 'Europe/Berlin', '2026-07-01T02:00:00+02:00'],
    ['2026-12-01T00:00:00Z', 'Europe/Berlin', '2026-12-01T01:00:00+01:00'],
    ['2026-12-01T00:00:00Z', 'UTC', '2026-12-01T00:00:00+00:00'],
  ])('%s in %s is %s', (moment, zone, expected) => {
    expect(formatInstant(Date.parse(moment), zone)).toBe(expected);
  });

  test('names the same second, also in the hour that comes twice', () => {
    const seconds = fc.integer({
      min: Date.parse('2026-10-24') / 1000,
      max: Date.parse('2026-10-26') / 1000,
    });
    fc.assert(
      fc.property(seconds, (second) => {
        expect(Date.parse(formatInstant(second * 1000, 'Europe/Berlin'))).toBe(second * 1000);
      }),
    );
  });
});
