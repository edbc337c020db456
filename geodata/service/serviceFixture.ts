import { parseDay } from '#geodata/duty/calendar.ts';
import { OPEN_END } from '#geodata/model.ts';
import type { OpeningHours, Run, ServicePoint, Timetable } from '#geodata/service/types.ts';

/** Points and timetables that tests share. */

export const day = (text: string): number => parseDay(text)!;
/** Minute of the day. */
export const clock = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));

/** Every Tuesday from nine to eleven at the first of two stops. */
export function run(fields: Partial<Run> = {}): Run {
  return {
    ...{ id: 'r-1', stop: 'a', rule: 'FREQ=WEEKLY;BYDAY=TU', firstDay: day('2026-01-06'), lastDay: null },
    ...{ from: clock('09:00'), to: clock('11:00') },
    ...fields,
  };
}

export function timetable(fields: Partial<Timetable> = {}): Timetable {
  return {
    stops: [
      { id: 'a', name: '前湾社区', position: [120.01, 35.91] },
      { id: 'b', name: '江山社区', position: [120.03, 35.91] },
    ],
    runs: [run()],
    exceptions: [],
    route: null,
    ...fields,
  };
}

/** Monday to Friday, morning and afternoon. */
export const OFFICE_HOURS: OpeningHours = {
  weekly: [1, 2, 3, 4, 5].flatMap((weekday) => [
    { weekday, from: clock('09:00'), to: clock('12:00') },
    { weekday, from: clock('13:30'), to: clock('17:00') },
  ]),
  holidays: 'shut',
  exceptions: [],
};

export function servicePoint(fields: Partial<ServicePoint> = {}): ServicePoint {
  return {
    ...{ id: 'p-1', kind: 'communityStation', name: '前湾社区人社服务站', organisation: null, services: [] },
    ...{ capacity: null, illustrative: false, validFrom: day('2026-01-01'), validTo: OPEN_END },
    whereabouts: { form: 'fixed', position: [120.01, 35.91], hours: OFFICE_HOURS },
    ...fields,
  };
}
