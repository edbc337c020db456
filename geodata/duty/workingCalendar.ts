import { type DayCalendar, parseDay } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';

/** What makes the working calendar differ from plain weekends, as days written `YYYY-MM-DD`. */
export interface HolidayTable {
  /** Days off, weekends among them included. */
  holidays: readonly string[];
  /** Make-up working days 调休, mostly on weekends. */
  workdays: readonly string[];
}

/**
 * The calendar of working days: Monday to Friday, less the holidays, plus the make-up working days. Years
 * the table says nothing of have plain weekends. A count costs two look-ups among the exceptions,
 * whatever the length of the range.
 *
 * @throws RangeError when an entry is no day of the calendar, or a day is both off and worked
 */
export function workingCalendar(table: HolidayTable): DayCalendar {
  const off = new Set(table.holidays.map(entry));
  const on = new Set(table.workdays.map(entry));
  const both = table.workdays.find((text) => off.has(entry(text)));
  if (both !== undefined) throw new RangeError(`${both} is both a holiday and a working day`);

  // Only what changes the plain week is kept: holidays from Monday to Friday, working days on weekends.
  const changes = [
    ...[...off].filter((day) => !isWeekend(day)).map((day) => ({ day, by: -1 })),
    ...[...on].filter(isWeekend).map((day) => ({ day, by: 1 })),
  ].sort((a, b) => a.day - b.day);
  const days = changes.map(({ day }) => day);
  const totals = [0];
  for (const { by } of changes) totals.push(totals.at(-1)! + by);

  /** Working days up to and with `day`, from an origin of no meaning. */
  const upTo = (day: Day): number => weekdaysUpTo(day) + totals[countUpTo(days, day)]!;

  return {
    count: (from, to) => (to < from ? 0 : upTo(to) - upTo(from - 1)),
    addDays(from, n) {
      if (n === 0) return from;
      const wanted = upTo(from) + n;
      // Whole weeks with five weekdays each, as if every change took one away: never later than this.
      let high = from + 7 * Math.ceil((n + changes.length) / 5);
      let low = from + 1;
      while (low < high) {
        const middle = Math.floor((low + high) / 2);
        if (upTo(middle) >= wanted) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
}

function entry(text: string): Day {
  const day = parseDay(text);
  if (day === null) throw new RangeError(`"${text}" is no day YYYY-MM-DD`);
  return day;
}

/** Days since Monday 1969-12-29; day 0 is a Thursday. */
function sinceMonday(day: Day): number {
  return day + 3;
}

function isWeekend(day: Day): boolean {
  const since = sinceMonday(day);
  return since - 7 * Math.floor(since / 7) >= 5;
}

/** Days from Monday to Friday after Sunday 1969-12-28, up to and with `day`; negative before. */
function weekdaysUpTo(day: Day): number {
  const since = sinceMonday(day) + 1;
  const weeks = Math.floor(since / 7);
  return 5 * weeks + Math.min(5, since - 7 * weeks);
}

/** How many of the ascending `days` are not after `day`. */
function countUpTo(days: readonly Day[], day: Day): number {
  let low = 0;
  let high = days.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (days[middle]! <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}
