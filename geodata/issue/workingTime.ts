import { type DayCalendar, startOfDay, zoneOffset } from '#geodata/duty/calendar.ts';
import { type HolidayTable, workingCalendar } from '#geodata/duty/workingCalendar.ts';
import type { Day } from '#geodata/model.ts';

/** Calendars a clock can run by: every hour, or the hours of working days. */
const CLOCK_CALENDARS = ['civil', 'working'] as const;
export type ClockCalendar = (typeof CLOCK_CALENDARS)[number];

/**
 * The time a clock counts, as milliseconds on one line: between two instants it counts
 * `upTo(b) - upTo(a)`. Instants are milliseconds since 1970 UTC.
 */
export interface CountedTime {
  /** Counted milliseconds up to an instant, from an origin of no meaning; never falls. */
  upTo(at: number): number;
  /** The first instant by which so much is counted. */
  instantOf(counted: number): number;
  /**
   * Last millisecond of the n-th counted day after the day of `at`, which is that of its opening hours where there
   * are any (Civil Code of China, article 203); n whole, at least 1.
   */
  endOfDay(at: number, n: number): number;
  /** Counted milliseconds of one day. */
  dayMs: number;
}

export type CountedTimes = Readonly<Record<ClockCalendar, CountedTime>>;

/** Opening hours of a working day in minutes after midnight, ascending and apart: `[[540, 720], [810, 1050]]`. */
export type OpeningHours = readonly (readonly [from: number, to: number])[];

const WHOLE_DAY: OpeningHours = [[0, 1440]];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A counted day before any that is written (0000-01-01), so that counts are never below zero. */
const FIRST_DAY: Day = -719_528;

/**
 * The calendars of a district's clocks. Hours of working days go by the wall clock, so a day on which clocks are
 * changed counts like any other.
 *
 * @param zone IANA name such as `Asia/Shanghai`
 * @param hours opening hours of working days; the whole day where nothing is said
 * @throws RangeError when the zone is unknown, the table contradicts itself, or the hours are none
 */
export function countedTimes(
  zone: string,
  holidays: HolidayTable,
  hours: OpeningHours = WHOLE_DAY,
): CountedTimes {
  const offset = zoneOffset(zone);
  return {
    civil: {
      upTo: (at) => at,
      instantOf: (counted) => counted,
      endOfDay: (at, n) => startOfDay(dayOf(at + offset(at)) + n + 1, zone) - 1,
      dayMs: DAY_MS,
    },
    working: workingTime(offset, workingCalendar(holidays), hours),
  };
}

function workingTime(
  offset: (epochMs: number) => number,
  days: DayCalendar,
  hours: OpeningHours,
): CountedTime {
  const spans = checked(hours).map(([from, to]) => ({ from: from * MINUTE_MS, to: to * MINUTE_MS }));
  const dayMs = spans.reduce((sum, { from, to }) => sum + to - from, 0);

  const closing = spans.at(-1)!.to;
  const instant = (wall: number): number => wall - offset(wall - offset(wall));

  /** Counted part of a working day by a time of day. */
  const within = (time: number): number =>
    spans.reduce((sum, { from, to }) => sum + Math.max(0, Math.min(time, to) - from), 0);

  /** Time of day by which so much of a working day, more than nothing, is counted. */
  const timeOfDay = (counted: number): number => {
    let left = counted;
    for (const { from, to } of spans) {
      if (left <= to - from) return from + left;
      left -= to - from;
    }
    return DAY_MS;
  };

  return {
    upTo(at) {
      const wall = at + offset(at);
      const day = dayOf(wall);
      const before = days.count(FIRST_DAY, day - 1) * dayMs;
      return days.count(day, day) === 0 ? before : before + within(wall - day * DAY_MS);
    },
    instantOf(counted) {
      const whole = Math.ceil(counted / dayMs) - 1;
      const day = days.addDays(FIRST_DAY - 1, whole + 1);
      return instant(day * DAY_MS + timeOfDay(counted - whole * dayMs));
    },
    endOfDay: (at, n) => instant(days.addDays(dayOf(at + offset(at)), n) * DAY_MS + closing) - 1,
    dayMs,
  };
}

function dayOf(wall: number): Day {
  return Math.floor(wall / DAY_MS);
}

function checked(hours: OpeningHours): OpeningHours {
  const bounds = [0, ...hours.flat(), 1440];
  const isAscending = bounds.every(
    (minute, i) => Number.isInteger(minute) && (i === 0 || minute >= bounds[i - 1]!),
  );
  if (hours.length === 0 || !isAscending || hours.some(([from, to]) => from >= to))
    throw new RangeError('opening hours are spans of minutes from 0 to 1440, ascending and apart');
  return hours;
}
