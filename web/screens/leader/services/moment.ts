import { formatDay, formatInstant, parseDay, startOfDay } from '#geodata/duty/calendar.ts';

/** Minutes of a day, and those the clock goes on by. */
export const DAY_MINUTES = 1440;
export const STEP = 15;

/** A minute of the district's wall clock: civil day, and minutes since its midnight. */
export interface Moment {
  day: string;
  minute: number;
}

/** Reads `2026-11-20T14:30`, also as the beginning of an instant with the district's offset. */
export const momentOf = (text: string): Moment => ({
  day: text.slice(0, 10),
  minute: 60 * Number(text.slice(11, 13)) + Number(text.slice(14, 16)),
});

export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Writes the moment as the address has it; the end of a day is the last minute of it. */
export const writeMoment = ({ day, minute }: Moment): string =>
  `${day}T${clockOf(Math.min(minute, DAY_MINUTES - 1))}`;

/** The instant of a minute of the wall clock, with the district's offset. */
export function instantOf({ day, minute }: Moment, zone: string): string {
  return formatInstant(startOfDay(parseDay(day) ?? 0, zone) + minute * 60_000, zone);
}

export const addDays = (day: string, n: number): string => formatDay((parseDay(day) ?? 0) + n);

/** Days of the week from Monday on, as the texts name them. */
export const WEEKDAYS = ['mo', 'tu', 'we', 'th', 'fr', 'sa', 'su'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

/** The name of weekday 1 (Monday) to 7. */
export const weekdayKey = (weekday: number): Weekday => WEEKDAYS[weekday - 1] ?? 'mo';

/** 1 Monday to 7 Sunday; day 0 of the calendar was a Thursday. */
export const weekdayOf = (day: string): number => (((((parseDay(day) ?? 0) + 3) % 7) + 7) % 7) + 1;
