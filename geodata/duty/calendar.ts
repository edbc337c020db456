import { Temporal } from 'temporal-polyfill';
import type { Day } from '#geodata/model.ts';

/** Milliseconds of one civil day of 24 hours; days are counted in UTC arithmetic, so no zone enters. */
const DAY_MS = 86_400_000;

/** `YYYY-MM-DD` of a civil day. */
export function formatDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/**
 * Civil day of a `YYYY-MM-DD` text, or null when the text is no day of the calendar (2026-02-30).
 */
export function parseDay(text: string): Day | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms)) return null;
  const day = Math.round(ms / DAY_MS);
  return formatDay(day) === text ? day : null;
}

/**
 * A function from instants (milliseconds since 1970 UTC) to civil days in a time zone.
 *
 * Offsets change on whole quarter hours only (tz database), so one look-up per quarter hour is kept:
 * an import of a million visits asks the zone a few ten thousand times.
 *
 * @param zone IANA name such as `Asia/Shanghai`
 * @throws RangeError when the zone is unknown
 */
export function civilDayIn(zone: string): (epochMs: number) => Day {
  const offset = zoneOffset(zone);
  return (epochMs) => Math.floor((epochMs + offset(epochMs)) / DAY_MS);
}

/** A function from instants to the zone's offset from UTC in milliseconds, kept per quarter hour. */
export function zoneOffset(zone: string): (epochMs: number) => number {
  const quarter = 900_000;
  const known = new Map<number, number>();
  Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone);
  return (epochMs) => {
    const slot = Math.floor(epochMs / quarter);
    let value = known.get(slot);
    if (value === undefined) {
      value =
        Temporal.Instant.fromEpochMilliseconds(slot * quarter).toZonedDateTimeISO(zone).offsetNanoseconds /
        1e6;
      if (known.size > 200_000) known.clear();
      known.set(slot, value);
    }
    return value;
  };
}

/** First instant (milliseconds since 1970 UTC) of a civil day in a time zone. */
export function startOfDay(day: Day, zone: string): number {
  return Temporal.PlainDate.from(formatDay(day)).toZonedDateTime(zone).epochMilliseconds;
}

/** RFC 3339 text with the zone's offset, to the second. */
export function formatInstant(epochMs: number, zone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(zone).toString({
    smallestUnit: 'second',
    timeZoneName: 'never',
    calendarName: 'never',
  });
}

/**
 * Which days a duty counts. `civil` counts all; `working` leaves out weekends and holidays and counts
 * make-up working days (调休).
 */
export interface DayCalendar {
  /** Number of counted days from `from` to `to`, both included; 0 when `to < from`. */
  count(from: Day, to: Day): number;
  /** The n-th counted day after `from`, itself when n is 0; n whole, at least 0. */
  addDays(from: Day, n: number): Day;
}

export const civilCalendar: DayCalendar = {
  count: (from, to) => Math.max(0, to - from + 1),
  addDays: (from, n) => from + n,
};
