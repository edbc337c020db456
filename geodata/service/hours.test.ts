import { expect, test } from 'vitest';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { holidayDays, hoursFaults, hoursReader, weekdayOf } from '#geodata/service/hours.ts';
import { clock, day, OFFICE_HOURS } from '#geodata/service/serviceFixture.ts';
import type { OpeningHours } from '#geodata/service/types.ts';

const HOLIDAYS = holidayDays(STATE_COUNCIL_HOLIDAYS);
const OFFICE_DAY = [
  { from: clock('09:00'), to: clock('12:00') },
  { from: clock('13:30'), to: clock('17:00') },
];
const on = (text: string, fields: Partial<OpeningHours> = {}) =>
  hoursReader({ ...OFFICE_HOURS, ...fields }, HOLIDAYS)(day(text));

test('weekdays begin with Monday', () => {
  expect(['2026-11-16', '2026-11-22', '1969-12-29'].map((text) => weekdayOf(day(text)))).toEqual([1, 7, 1]);
});

test('holidays shut an office unless it is open as usual', () => {
  expect(on('2026-10-01')).toEqual([]);
  expect(on('2026-10-01', { holidays: 'asUsual' })).toEqual(OFFICE_DAY);
  // a Sunday on which all work, and the Sunday after it
  expect(on('2026-09-20')).toEqual(OFFICE_DAY);
  expect(on('2026-11-22')).toEqual([]);
});

test("a make-up day has Monday's hours and no other day's", () => {
  const weekly = [
    { weekday: 1, from: 60, to: 120 },
    { weekday: 7, from: 0, to: 30 },
  ];
  expect(on('2026-09-20', { weekly })).toEqual([{ from: 60, to: 120 }]);
  expect(on('2026-11-22', { weekly })).toEqual([{ from: 0, to: 30 }]);
});

test('of exceptions the last that holds a day is meant, whatever the day', () => {
  const exceptions = [
    { from: day('2026-11-01'), to: day('2026-11-30'), spans: [], reason: '装修' },
    { from: day('2026-11-20'), to: day('2026-11-20'), spans: [{ from: 600, to: 660 }], reason: null },
    { from: day('2026-10-01'), to: day('2026-10-01'), spans: [{ from: 0, to: 60 }], reason: '值班' },
  ];
  expect(on('2026-11-19', { exceptions })).toEqual([]);
  expect(on('2026-11-20', { exceptions })).toEqual([{ from: 600, to: 660 }]);
  expect(on('2026-10-01', { exceptions })).toEqual([{ from: 0, to: 60 }]);
});

test('faults of hours are told with their place', () => {
  const faultsOf = (fields: Partial<OpeningHours>) =>
    hoursFaults({ ...OFFICE_HOURS, ...fields }).map(({ path, code }) => `${path} ${code}`);
  expect(faultsOf({})).toEqual([]);
  const weekly = [
    { weekday: 1, from: 540, to: 720 },
    { weekday: 2, from: 540, to: 720 },
    { weekday: 1, from: 700, to: 800 },
    { weekday: 3, from: 600, to: 600 },
  ];
  expect(faultsOf({ weekly })).toEqual(['weekly.2 overlap', 'weekly.3.to invalid']);
  const spans = [
    { from: 60, to: 120 },
    { from: 119, to: 130 },
  ];
  expect(faultsOf({ exceptions: [{ from: 10, to: 9, spans, reason: null }] })).toEqual([
    'exceptions.0.to invalid',
    'exceptions.0.spans.1 overlap',
  ]);
});
