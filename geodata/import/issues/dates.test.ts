import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { formatFault, instantsIn, momentReader } from './dates.ts';

const ZONES = ['America/New_York', 'Asia/Shanghai', 'Europe/Dublin', 'Australia/Lord_Howe', 'UTC'];
const moment = (text: string, format: string, zone = 'America/New_York') => {
  const at = momentReader([format], zone)(text);
  return at === null ? null : Temporal.Instant.fromEpochMilliseconds(at).toString();
};

describe('moments', () => {
  test.each([
    ['10/21/2018 11:05:09 PM', 'MM/DD/YYYY hh:mm:ss A', '2018-10-22T03:05:09Z'],
    ['10/21/2018 12:00:00 AM', 'MM/DD/YYYY hh:mm:ss A', '2018-10-21T04:00:00Z'],
    ['10/21/2018 12:30:00 pm', 'MM/DD/YYYY hh:mm:ss A', '2018-10-21T16:30:00Z'],
    ['10/21/18 0:00', 'M/D/YY H:mm', '2018-10-21T04:00:00Z'],
    ['1/2/20 10:15', 'M/D/YY H:mm', '2020-01-02T15:15:00Z'],
    ['1/2/69 10:15', 'M/D/YY H:mm', '1969-01-02T15:15:00Z'],
    ['2026年3月5日', 'YYYY年M月D日', '2026-03-05T05:00:00Z'],
    ['2026-03-05T08:00:00+08:00', 'iso', '2026-03-05T00:00:00Z'],
    ['2026-03-05 08:00:00.5Z', 'iso', '2026-03-05T08:00:00.5Z'],
    ['2026-03-05 08:00', 'iso', '2026-03-05T13:00:00Z'],
    ['2026-03-05', 'iso', '2026-03-05T05:00:00Z'],
    // the clock is set forward at two: there is no half past two
    ['3/10/2019 2:30', 'M/D/YYYY H:mm', '2019-03-10T07:30:00Z'],
    // set back at two: half past one is there twice
    ['11/3/2019 1:30', 'M/D/YYYY H:mm', '2019-11-03T05:30:00Z'],
  ])('%s by %s is %s', (text, format, expected) => {
    expect(moment(text, format)).toBe(expected);
  });

  test.each([
    ['13/21/2018 11:05:09 PM', 'MM/DD/YYYY hh:mm:ss A'],
    ['10/21/2018 13:05:09 PM', 'MM/DD/YYYY hh:mm:ss A'],
    ['10/21/2018 0:05:09 PM', 'MM/DD/YYYY h:mm:ss A'],
    ['10/21/2018', 'MM/DD/YYYY hh:mm:ss A'],
    ['2/29/19 1:00', 'M/D/YY H:mm'],
    ['1/0/19 1:00', 'M/D/YY H:mm'],
    ['1/1/19 24:00', 'M/D/YY H:mm'],
    ['1/1/19 1:60', 'M/D/YY H:mm'],
    ['0050-01-01', 'YYYY-MM-DD'],
    ['2026-02-30', 'iso'],
    ['2026-02-30T00:00:00Z', 'iso'],
    ['2026-02-03T25:00', 'iso'],
    ['yesterday', 'iso'],
    ['', 'iso'],
  ])('%s is none by %s', (text, format) => {
    expect(moment(text, format)).toBe(null);
  });

  test('a dot of the format is a dot', () => {
    expect(moment('5.3.2026', 'D.M.YYYY')).toBe('2026-03-05T05:00:00Z');
    expect(moment('5x3.2026', 'D.M.YYYY')).toBe(null);
  });

  test('the first format that fits is taken', () => {
    const read = momentReader(['D/M/YYYY', 'M/D/YYYY'], 'UTC');
    expect([read('1/2/2026'), read('1/13/2026')]).toEqual([Date.UTC(2026, 1, 1), Date.UTC(2026, 0, 13)]);
  });

  test('clock times are those of ECMA-262 in every zone', () => {
    const minutes = fc.integer({ min: Date.UTC(2000, 0, 1) / 6e4, max: Date.UTC(2030, 0, 1) / 6e4 });
    for (const zone of ZONES) {
      const toInstant = instantsIn(zone);
      fc.assert(
        fc.property(minutes, (minute) => {
          const local = minute * 60_000;
          const plain = Temporal.Instant.fromEpochMilliseconds(local)
            .toZonedDateTimeISO('UTC')
            .toPlainDateTime();
          expect(toInstant(local)).toBe(plain.toZonedDateTime(zone).epochMilliseconds);
        }),
        { numRuns: 200 },
      );
      for (const day of ['2019-03-10', '2019-11-03', '2019-03-31', '2019-10-27', '2019-04-07', '2019-10-06'])
        for (let quarter = 0; quarter < 96; quarter++) {
          const plain = Temporal.PlainDateTime.from(day).add({ minutes: 15 * quarter });
          const local = plain.toZonedDateTime('UTC').epochMilliseconds;
          expect([zone, day, quarter, toInstant(local)]).toEqual([
            zone,
            day,
            quarter,
            plain.toZonedDateTime(zone).epochMilliseconds,
          ]);
        }
    }
  });
});

test.each([
  ['MM/DD/YYYY hh:mm:ss A', null],
  ['YYYY-MM-DDTHH:mm:ss', null],
  ['YYYY年M月D日 H时m', 'has letters that mean nothing'],
  ['iso', null],
  ['MM/DD', 'needs a year, a month and a day'],
  ['YYYY-MM-DD DD', 'names the day twice'],
  ['YYYY YY-MM-DD', 'names the year twice'],
  ['YYYY-MM-DD hh:mm', 'h and A belong together'],
  ['YYYY-MM-DD HH:mm A', 'has hours of both clocks'],
  ['YYYY-MM-DD mm', 'has minutes without hours, or seconds without minutes'],
  ['YYYY-MM-DD HH:mm:ssZ', 'has letters that mean nothing'],
  ['dd/mm/yyyy', 'needs a year, a month and a day'],
])('of the format %s is said: %s', (format, fault) => {
  expect(formatFault(format)).toBe(fault);
});
