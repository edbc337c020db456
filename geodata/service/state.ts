import { civilDayIn, zoneOffset } from '#geodata/duty/calendar.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Day, LonLat } from '#geodata/model.ts';
import { type HolidayDays, holidayDays, hoursReader, weekdayOf } from '#geodata/service/hours.ts';
import { LOOK_DAYS, readTimetable } from '#geodata/service/timetable.ts';
import type { Minute, Occurrence, ServicePoint, Span, Stop } from '#geodata/service/types.ts';

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
  return stateOver([point], moment, clock);
}

/**
 * The same of a point that has been changed, or will be: what was before goes by the version in force then.
 *
 * @param versions of one point, ascending and apart; where none is in force at the moment the last tells where it is
 */
export function stateOver(
  versions: readonly ServicePoint[],
  moment: number,
  clock: ServiceClock,
): ServiceState {
  const day = clock.dayOf(moment);
  const { whereabouts } = versionOn(versions, day) ?? versions.at(-1)!;
  const { between, spansOn } = readVersions(versions, day, clock);
  const weeklyHours = hoursOfWeek(spansOn, day);
  if (whereabouts.form === 'fixed') {
    const { position, hours } = whereabouts;
    const none = { position, now: null, last: null, next: null };
    if (hours === null) return { ...none, open: null, until: null, weeklyHours: null };
    return { ...none, ...openness(spansOn, moment, clock), weeklyHours };
  }
  const begins = (each: Occurrence): number => clock.instantOf(each.day, each.from);
  const ends = (each: Occurrence): number => clock.instantOf(each.day, each.to);
  const now = between(day, day).find((each) => begins(each) <= moment && moment < ends(each)) ?? null;
  const [begun, over] = [versions[0]!.validFrom, versions.at(-1)!.validTo];
  let last: Occurrence | null = null;
  for (let to = day; last === null && to > day - LOOK_DAYS && to >= begun; to -= STRIDE)
    last = between(to - STRIDE + 1, to).findLast((each) => ends(each) <= moment) ?? null;
  let next: Occurrence | null = null;
  for (let from = day; next === null && from < day + LOOK_DAYS && from <= over; from += STRIDE)
    next = between(from, from + STRIDE - 1).find((each) => begins(each) > moment) ?? null;
  const at = now ?? last;
  return {
    ...openness(spansOn, moment, clock),
    position: at ? stopOf(versions, at).position : null,
    ...{ now, last, next },
    weeklyHours,
  };
}

/** Whether a point is open at a moment; null where its hours are not known. For many points at once. */
export function isOpenAt(
  versions: readonly ServicePoint[],
  moment: number,
  clock: ServiceClock,
): boolean | null {
  const day = clock.dayOf(moment);
  const version = versionOn(versions, day);
  if (!version) return false;
  const { whereabouts } = version;
  if (whereabouts.form === 'fixed' && whereabouts.hours === null) return null;
  const spans =
    whereabouts.form === 'fixed'
      ? hoursReader(whereabouts.hours!, clock.holidays)(day)
      : readTimetable(whereabouts.timetable).between(day, day);
  return spans.some(
    ({ from, to }) => clock.instantOf(day, from) <= moment && moment < clock.instantOf(day, to),
  );
}

/** The version in force on a day. */
export function versionOn<T extends Pick<ServicePoint, 'validFrom' | 'validTo'>>(
  versions: readonly T[],
  day: Day,
): T | undefined {
  return versions.find(({ validFrom, validTo }) => validFrom <= day && day <= validTo);
}

/** The stop of an occurrence, by the version in force on its day. */
export function stopOf(versions: readonly ServicePoint[], { stop, day }: Occurrence): Stop {
  const whereabouts = versionOn(versions, day)?.whereabouts;
  const stops = whereabouts?.form === 'moving' ? whereabouts.timetable.stops : [];
  return stops.find(({ id }) => id === stop)!;
}

/** Occurrences of the versions of a point, each in its days, and what of a day it is open. */
function readVersions(
  versions: readonly ServicePoint[],
  around: Day,
  { holidays }: ServiceClock,
): { between: (from: Day, to: Day) => Occurrence[]; spansOn: SpansOn } {
  const readers = versions.map(({ whereabouts, validFrom, validTo }) => {
    const timetable = whereabouts.form === 'moving' ? readTimetable(whereabouts.timetable) : null;
    const hours =
      whereabouts.form === 'fixed' && whereabouts.hours ? hoursReader(whereabouts.hours, holidays) : null;
    return { validFrom, validTo, timetable, hours };
  });
  const between = (from: Day, to: Day): Occurrence[] =>
    readers.flatMap(
      ({ validFrom, validTo, timetable }) =>
        timetable?.between(Math.max(from, validFrom), Math.min(to, validTo)) ?? [],
    );
  const occurrencesOn = inStrides(between, around);
  return {
    between,
    spansOn: (day) => {
      const reader = versionOn(readers, day);
      return reader?.timetable ? occurrencesOn(day) : (reader?.hours?.(day) ?? []);
    },
  };
}

type SpansOn = (day: Day) => readonly Span[];

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

function hoursOfWeek(spansOn: SpansOn, day: Day): number {
  const monday = day - weekdayOf(day) + 1;
  let minutes = 0;
  for (let each = monday; each < monday + 7; each++)
    for (const { from, to } of spansOn(each)) minutes += to - from;
  return minutes / 60;
}

function openness(
  spansOn: SpansOn,
  moment: number,
  clock: ServiceClock,
): { open: boolean; until: number | null } {
  const today = clock.dayOf(moment);
  // The end of what is open without a break from the moment on; the moment itself while it is shut.
  let end = moment;
  for (let day = today; day <= today + LOOK_DAYS; day++) {
    for (const span of spansOn(day)) {
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
