import { civilDayIn, zoneOffset } from '#geodata/duty/calendar.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Day, LonLat } from '#geodata/model.ts';
import { type HolidayDays, holidayDays, hoursReader, weekdayOf } from '#geodata/service/hours.ts';
import { LOOK_DAYS, readTimetable } from '#geodata/service/timetable.ts';
import type { Minute, Occurrence, ServicePoint, Span } from '#geodata/service/types.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** Days looked at together when an occurrence is searched for. */
const STRIDE = 64;

/** The district's wall clock with its holidays. Moments are milliseconds since 1970 UTC. */
export interface ServiceClock {
  dayOf(at: number): Day;
  /** The moment of a minute of a civil day; 1440 is the beginning of the next. */
  instantOf(day: Day, minute: Minute): number;
  holidays: HolidayDays;
}

/**
 * @param zone IANA name such as `Asia/Shanghai`
 * @throws RangeError when the zone is unknown
 */
export function serviceClock(zone: string, holidays: HolidayTable): ServiceClock {
  const offset = zoneOffset(zone);
  return {
    dayOf: civilDayIn(zone),
    instantOf: (day, minute) => {
      const wall = day * DAY_MS + minute * MINUTE_MS;
      return wall - offset(wall - offset(wall));
    },
    holidays: holidayDays(holidays),
  };
}

/** What is to be told of a point at a moment. */
export interface ServiceState {
  /** Null where its hours are not known. */
  open: boolean | null;
  /** First moment at which `open` changes; null where it does not within `LOOK_DAYS`, or is not known. */
  until: number | null;
  /** Where it is; of a moving one on its way its last stop, null before the first. */
  position: LonLat | null;
  /** Of a moving one: the stop it is at, the last one that has ended, and the first that has yet to begin. */
  now: Occurrence | null;
  last: Occurrence | null;
  next: Occurrence | null;
  /** Open hours in the civil week, Monday to Sunday; null where its hours are not known. */
  weeklyHours: number | null;
}

/** What a point is at a moment: open or not and until when, where, and what comes next. */
export function stateAt(point: ServicePoint, moment: number, clock: ServiceClock): ServiceState {
  const { whereabouts } = point;
  const day = clock.dayOf(moment);
  if (whereabouts.form === 'fixed') {
    const { position, hours } = whereabouts;
    const none = { position, now: null, last: null, next: null };
    if (hours === null) return { ...none, open: null, until: null, weeklyHours: null };
    const spansOf = within(point, hoursReader(hours, clock.holidays));
    return { ...none, ...openness(spansOf, moment, clock), weeklyHours: hoursOfWeek(spansOf, day) };
  }
  const timetable = readTimetable(whereabouts.timetable);
  const between = (from: Day, to: Day): Occurrence[] =>
    timetable.between(Math.max(from, point.validFrom), Math.min(to, point.validTo));
  const on = inStrides(between, day);
  const stops = new Map(whereabouts.timetable.stops.map(({ id, position }) => [id, position]));
  const begins = (each: Occurrence): number => clock.instantOf(each.day, each.from);
  const ends = (each: Occurrence): number => clock.instantOf(each.day, each.to);
  const now = on(day).find((each) => begins(each) <= moment && moment < ends(each)) ?? null;
  let last: Occurrence | null = null;
  for (let to = day; last === null && to > day - LOOK_DAYS && to >= point.validFrom; to -= STRIDE)
    last = between(to - STRIDE + 1, to).findLast((each) => ends(each) <= moment) ?? null;
  let next: Occurrence | null = null;
  for (let from = day; next === null && from < day + LOOK_DAYS && from <= point.validTo; from += STRIDE)
    next = between(from, from + STRIDE - 1).find((each) => begins(each) > moment) ?? null;
  const at = now ?? last;
  return {
    ...openness(on, moment, clock),
    position: at ? stops.get(at.stop)! : null,
    ...{ now, last, next },
    weeklyHours: hoursOfWeek(on, day),
  };
}

/** Open hours of a point in the civil week of a day, Monday to Sunday; null where its hours are not known. */
export function weeklyHoursOf(point: ServicePoint, day: Day, holidays: HolidayDays): number | null {
  const { whereabouts } = point;
  if (whereabouts.form === 'moving') {
    const { between } = readTimetable(whereabouts.timetable);
    return hoursOfWeek(within(point, inStrides(between, day)), day);
  }
  return whereabouts.hours && hoursOfWeek(within(point, hoursReader(whereabouts.hours, holidays)), day);
}

type SpansOf = (day: Day) => readonly Span[];

/** A point that has ended, or has not begun, is shut. */
function within({ validFrom, validTo }: ServicePoint, spansOf: SpansOf): SpansOf {
  return (day) => (day < validFrom || day > validTo ? [] : spansOf(day));
}

/** Occurrences by day, looked up for many days at once. */
function inStrides(
  between: (from: Day, to: Day) => Occurrence[],
  around: Day,
): (day: Day) => readonly Occurrence[] {
  const strides = new Map<number, Map<Day, Occurrence[]>>();
  // the week of the first question lies in one stride
  const origin = around - 7;
  return (day) => {
    const n = Math.floor((day - origin) / STRIDE);
    let stride = strides.get(n);
    if (!stride) {
      const from = origin + n * STRIDE;
      stride = Map.groupBy(between(from, from + STRIDE - 1), (each) => each.day);
      strides.set(n, stride);
    }
    return stride.get(day) ?? [];
  };
}

function hoursOfWeek(spansOf: SpansOf, day: Day): number {
  const monday = day - weekdayOf(day) + 1;
  let minutes = 0;
  for (let each = monday; each < monday + 7; each++)
    for (const { from, to } of spansOf(each)) minutes += to - from;
  return minutes / 60;
}

function openness(
  spansOf: SpansOf,
  moment: number,
  clock: ServiceClock,
): { open: boolean; until: number | null } {
  const today = clock.dayOf(moment);
  // The end of what is open without a break from the moment on; the moment itself while it is shut.
  let end = moment;
  for (let day = today; day <= today + LOOK_DAYS; day++) {
    for (const span of spansOf(day)) {
      const from = clock.instantOf(day, span.from);
      const to = clock.instantOf(day, span.to);
      if (to <= end) continue;
      if (from <= end) end = to;
      else return { open: end > moment, until: end > moment ? end : from };
    }
    if (end > moment && end < clock.instantOf(day, 1440)) return { open: true, until: end };
  }
  return { open: end > moment, until: null };
}
