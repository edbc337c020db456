import type { Random } from '#geodata/divide/random.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import type { Term } from '#geodata/issue/categories.ts';
import type { Day } from '#geodata/model.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import type { DemoOptions } from '../draw.ts';

export const HOUR = 3_600_000;
const DAY_MS = 24 * HOUR;
/** Offices are open from half past eight to half past five. */
export const OPENS = 8.5 * HOUR;
export const SHUTS = 17.5 * HOUR;
/** What happens after eight in the evening comes in on the next day. */
const LATEST = 20 * HOUR;

/** Days and office hours of the demonstration. Instants are milliseconds since 1970 UTC. */
export interface Moments {
  today: Day;
  /** The last moment of which anything is known. */
  last: number;
  dayOf: (at: number) => Day;
  startOf: (day: Day) => number;
  isWorkday: (day: Day) => boolean;
  /** Day on which what happens then comes in. */
  receivedOn: (at: number) => Day;
  /** A whole millisecond in office hours at or about `at`, not before `from`, which is whole. */
  inOffice: (at: number, from: number, random: Random) => number;
  /** About the last moment in time; working hours are taken as three to a day's clock time. */
  dueAfter: (at: number, term: Term) => number;
}

export function momentsOf({ today, now, startOfDay }: DemoOptions): Moments {
  const calendar = workingCalendar(STATE_COUNCIL_HOLIDAYS);
  // Asked for tens of thousands of times within some two years: zone arithmetic is slow.
  const starts = new Map<Day, number>();
  const workdays = new Map<Day, boolean>();
  const startOf = (day: Day): number => {
    const start = starts.get(day) ?? startOfDay(day);
    starts.set(day, start);
    return start;
  };
  const isWorkday = (day: Day): boolean => {
    const known = workdays.get(day) ?? calendar.count(day, day) === 1;
    workdays.set(day, known);
    return known;
  };
  const dayOf = (at: number): Day => {
    let day = today + Math.floor((at - startOf(today)) / DAY_MS);
    while (startOf(day) > at) day--;
    while (startOf(day + 1) <= at) day++;
    return day;
  };
  const opening = (day: Day, random: Random): number =>
    Math.floor(startOf(day) + OPENS + random() * 2 * HOUR);
  return {
    today,
    last: Math.min(now, startOf(today) + LATEST),
    dayOf,
    startOf,
    isWorkday,
    receivedOn: (at) => dayOf(at + DAY_MS - LATEST),
    inOffice(at, from, random) {
      const day = dayOf(Math.max(at, from));
      const next = (): number => opening(calendar.addDays(day, 1), random);
      if (!isWorkday(day)) return next();
      const time = Math.max(at, from) - startOf(day);
      if (time < OPENS) return opening(day, random);
      if (time <= SHUTS) return Math.floor(Math.max(at, from));
      const before = Math.floor(startOf(day) + SHUTS - random() * HOUR);
      return before >= from ? before : next();
    },
    dueAfter(at, { amount, unit, calendar: kind }) {
      if (unit === 'hour') return at + amount * HOUR * (kind === 'working' ? 3 : 1);
      const day = dayOf(at);
      return startOf(kind === 'working' ? calendar.addDays(day, amount) : day + amount) + SHUTS;
    },
  };
}
