import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { clock, day, OFFICE_HOURS, run, servicePoint, timetable } from '#geodata/service/serviceFixture.ts';
import { isOpenAt, serviceClock, stateAt, stateOver } from '#geodata/service/state.ts';
import type { OpeningHours, ServicePoint, Timetable } from '#geodata/service/types.ts';

const SHANGHAI = serviceClock('Asia/Shanghai', STATE_COUNCIL_HOLIDAYS);
const at = (text: string): number => Date.parse(`${text}:00+08:00`);
const state = (point: ServicePoint, text: string) => stateAt(point, at(text), SHANGHAI);
const fixed = (hours: OpeningHours | null, fields: Partial<ServicePoint> = {}) =>
  servicePoint({ ...fields, whereabouts: { form: 'fixed', position: [120.01, 35.91], hours } });
const moving = (fields: Partial<Timetable> = {}, more: Partial<ServicePoint> = {}) =>
  servicePoint({ ...more, whereabouts: { form: 'moving', timetable: timetable(fields) } });
const always: OpeningHours = {
  weekly: [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, from: 0, to: 1440 })),
  holidays: 'asUsual',
  exceptions: [],
};

describe('a fixed point', () => {
  const station = fixed(OFFICE_HOURS);
  test('is open until it shuts, and shut until it opens', () => {
    expect(state(station, '2026-11-20T14:32')).toMatchObject({
      ...{ open: true, until: at('2026-11-20T17:00'), weeklyHours: 32.5 },
      ...{ position: [120.01, 35.91], now: null, next: null },
    });
    expect(state(station, '2026-11-20T12:00')).toMatchObject({ open: false, until: at('2026-11-20T13:30') });
    // a Friday evening, and the eve of the national day
    expect(state(station, '2026-11-20T17:00')).toMatchObject({ open: false, until: at('2026-11-23T09:00') });
    expect(state(station, '2026-09-30T18:00')).toMatchObject({ open: false, until: at('2026-10-08T09:00') });
  });

  test('of which no hours are known is neither open nor shut', () => {
    expect(state(fixed(null), '2026-11-20T14:32')).toMatchObject({
      open: null,
      until: null,
      weeklyHours: null,
    });
  });

  test('that never shuts has no end, but for its last day', () => {
    expect(state(fixed(always), '2026-11-20T14:32')).toMatchObject({
      open: true,
      until: null,
      weeklyHours: 168,
    });
    const ending = fixed(always, { validTo: day('2026-11-22') });
    expect(state(ending, '2026-11-20T14:32')).toMatchObject({ open: true, until: at('2026-11-23T00:00') });
    expect(state(ending, '2026-11-24T14:32')).toMatchObject({ open: false, until: null });
  });
});

describe('a moving point', () => {
  const bus = moving({
    runs: [run(), run({ id: 'r-2', stop: 'b', from: clock('13:00'), to: clock('15:00') })],
  });
  test('tells where it is, was and will be', () => {
    expect(state(bus, '2026-11-17T09:00')).toMatchObject({
      ...{ open: true, until: at('2026-11-17T11:00'), position: [120.01, 35.91], weeklyHours: 4 },
      now: { stop: 'a', day: day('2026-11-17') },
      last: { stop: 'b', day: day('2026-11-10') },
      next: { stop: 'b', day: day('2026-11-17') },
    });
    expect(state(bus, '2026-11-17T11:00')).toMatchObject({
      ...{ open: false, until: at('2026-11-17T13:00'), now: null, position: [120.01, 35.91] },
      ...{ last: { stop: 'a' }, next: { stop: 'b' } },
    });
    expect(state(bus, '2026-11-20T14:32')).toMatchObject({
      ...{ open: false, position: [120.03, 35.91], last: { stop: 'b', day: day('2026-11-17') } },
      next: { stop: 'a', day: day('2026-11-24') },
    });
  });

  test('is nowhere before its first stop', () => {
    expect(state(bus, '2026-01-02T10:00')).toMatchObject({
      ...{ open: false, position: null, last: null, now: null, next: { day: day('2026-01-06') } },
    });
  });

  test('looks over two years for a stop', () => {
    const begun = day('2025-03-04');
    const runs = [run({ rule: 'FREQ=MONTHLY;INTERVAL=24', firstDay: begun })];
    const rare = moving({ runs }, { validFrom: begun });
    expect(state(rare, '2026-11-20T14:32')).toMatchObject({
      ...{ last: { day: day('2025-03-04') }, next: { day: day('2027-03-04') } },
      until: at('2027-03-04T09:00'),
    });
  });

  test('of stops that follow each other is open without a break', () => {
    const runs = [run(), run({ id: 'r-2', stop: 'b', from: clock('11:00'), to: clock('12:00') })];
    expect(state(moving({ runs }), '2026-11-17T10:00').until).toBe(at('2026-11-17T12:00'));
  });
});

const span = fc.tuple(fc.integer({ min: 0, max: 96 }), fc.integer({ min: 0, max: 96 })).map(([a, b]) => ({
  from: Math.min(a, b) * 15,
  to: Math.max(a, b) * 15,
}));
const hours: fc.Arbitrary<OpeningHours> = fc.record({
  weekly: fc
    .array(fc.record({ weekday: fc.integer({ min: 1, max: 7 }), span }), { maxLength: 4 })
    .map((list) =>
      [
        ...new Map(list.map((each) => [each.weekday, { weekday: each.weekday, ...each.span }])).values(),
      ].filter(({ from, to }) => from < to),
    ),
  holidays: fc.constantFrom('shut', 'asUsual'),
  exceptions: fc.array(
    fc
      .record({ start: fc.integer({ min: -5, max: 5 }), days: fc.integer({ min: 0, max: 3 }), span })
      .map((each) => ({
        from: day('2026-10-01') + each.start,
        to: day('2026-10-01') + each.start + each.days,
        spans: each.span.from < each.span.to ? [each.span] : [],
        reason: null,
      })),
    { maxLength: 2 },
  ),
});
const whereabouts: fc.Arbitrary<ServicePoint['whereabouts']> = fc.oneof(
  hours.map((each) => ({ form: 'fixed', position: [120, 36], hours: each }) as const),
  fc
    .constantFrom('FREQ=DAILY;INTERVAL=3', 'FREQ=WEEKLY;BYDAY=TH,FR', 'FREQ=MONTHLY;BYMONTHDAY=1')
    .map((rule) => ({
      form: 'moving' as const,
      timetable: timetable({ runs: [run({ rule }), run({ id: 'r-2', rule, from: 660, to: 1440 })] }),
    })),
);

test.each(['Asia/Shanghai', 'America/New_York'])(
  '`until` is the first moment `open` changes in %s',
  (zone) => {
    const clockIn = serviceClock(zone, STATE_COUNCIL_HOLIDAYS);
    const step = 15 * 60_000;
    // clocks are set back in New York on the first of November
    const begin = Date.parse('2026-10-28T00:00:00Z');
    fc.assert(
      fc.property(whereabouts, fc.integer({ min: 0, max: 800 }), (where, n) => {
        const point = servicePoint({ whereabouts: where });
        const moment = begin + n * step + 60_000;
        const { open, until } = stateAt(point, moment, clockIn);
        const horizon = until ?? moment + 30 * 86_400_000;
        for (let t = moment; t < Math.min(horizon, moment + 10 * 86_400_000); t += step * 3)
          expect(stateAt(point, t, clockIn).open).toBe(open);
        if (until === null) return;
        expect(until).toBeGreaterThan(moment);
        expect(stateAt(point, until - 1, clockIn).open).toBe(open);
        expect(stateAt(point, until, clockIn).open).toBe(!open);
        expect(isOpenAt([point], until, clockIn)).toBe(!open);
      }),
      { numRuns: 40 },
    );
  },
);

test('open hours are those of the week, holidays left out', () => {
  const hoursOf = (point: ServicePoint, text: string) => state(point, `${text}T10:00`).weeklyHours;
  const station = fixed(OFFICE_HOURS);
  expect(hoursOf(station, '2026-11-22')).toBe(32.5);
  expect(hoursOf(station, '2026-10-01')).toBe(3 * 6.5);
  // six days with the Sunday on which all work
  expect(hoursOf(station, '2026-09-20')).toBe(6 * 6.5);
  expect(hoursOf(fixed(null), '2026-11-22')).toBeNull();
  expect(hoursOf(moving(), '2026-11-22')).toBe(2);
});

describe('a point that was changed', () => {
  const changed = day('2026-11-18');
  const before = moving({}, { validTo: changed - 1 });
  const stops = [{ id: 'c', name: '香江社区', position: [120.05, 35.91] as const }];
  const runs = [run({ id: 'r-9', stop: 'c', rule: 'FREQ=WEEKLY;BYDAY=SA', firstDay: changed })];
  const after = moving({ stops, runs }, { validFrom: changed });
  const over = (text: string) => stateOver([before, after], at(text), SHANGHAI);

  test('was where the version of then tells', () => {
    expect(over('2026-11-20T14:32')).toMatchObject({
      ...{ position: [120.01, 35.91], last: { stop: 'a', day: day('2026-11-17') } },
      ...{ next: { stop: 'c', day: day('2026-11-21') }, until: at('2026-11-21T09:00'), weeklyHours: 4 },
    });
    // before the change what comes is known as well
    expect(over('2026-11-17T12:00')).toMatchObject({ last: { stop: 'a' }, next: { stop: 'c' } });
    expect(over('2026-11-22T12:00')).toMatchObject({ position: [120.05, 35.91], last: { stop: 'c' } });
  });

  test('is open by the version in force', () => {
    expect(isOpenAt([before, after], at('2026-11-17T10:00'), SHANGHAI)).toBe(true);
    expect(isOpenAt([before, after], at('2026-11-24T10:00'), SHANGHAI)).toBe(false);
    expect(isOpenAt([before], at('2026-11-24T10:00'), SHANGHAI)).toBe(false);
    expect(isOpenAt([fixed(null)], at('2026-11-24T10:00'), SHANGHAI)).toBeNull();
  });
});
