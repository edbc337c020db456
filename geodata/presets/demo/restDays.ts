import type { Random } from '#geodata/divide/random.ts';
import { type HolidayTable, workingCalendar } from '#geodata/duty/workingCalendar.ts';
import type { Day } from '#geodata/model.ts';

/** Of calls that would fall on a day off, the share made on a working day nearby. */
const MOVED = 0.8;

/**
 * Draws a day of a span, both ends included. The diligent go early, so that they run ahead of the calendar;
 * four in five calls that would fall on a weekend or a holiday are made on the last working day before, or else
 * the next one after, where that is still in the span.
 */
export function dayDrawer(
  table: HolidayTable,
  random: Random,
): (from: Day, to: Day, diligence: number) => Day {
  const calendar = workingCalendar(table);
  // Asked for again and again within two years.
  const found = { [-1]: new Map<Day, Day>(), 1: new Map<Day, Day>() };
  const workday = (day: Day, step: -1 | 1): Day => {
    let near = found[step].get(day);
    if (near === undefined) {
      near = day;
      while (calendar.count(near, near) === 0) near += step;
      found[step].set(day, near);
    }
    return near;
  };
  return (from, to, diligence) => {
    const day = from + Math.floor(random() ** Math.max(1, diligence * 1.3) * (to - from + 1));
    if (random() >= MOVED) return day;
    const before = workday(day, -1);
    if (before >= from) return before;
    const after = workday(day, 1);
    return after <= to ? after : day;
  };
}
