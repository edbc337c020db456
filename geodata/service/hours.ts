import { parseDay } from '#geodata/duty/calendar.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Day } from '#geodata/model.ts';
import { MOST_FAULTS, type ServiceFault } from '#geodata/service/faults.ts';
import { spanFaults } from '#geodata/service/timetable.ts';
import type { OpeningHours, Span, WeeklySpan } from '#geodata/service/types.ts';

const MONDAY = 1;

/** Days off and make-up working days 调休 of a table, made ready to be asked. */
export interface HolidayDays {
  isOff(day: Day): boolean;
  isMakeUp(day: Day): boolean;
}

export function holidayDays({ holidays, workdays }: HolidayTable): HolidayDays {
  const [off, worked] = [holidays, workdays].map((days) => new Set(days.map(parseDay)));
  return {
    isOff: (day) => off!.has(day),
    // one that is a weekday anyhow has the hours of that weekday
    isMakeUp: (day) => worked!.has(day) && weekdayOf(day) > 5,
  };
}

/** Weekday of a civil day, 1 Monday to 7 Sunday (ISO 8601). */
export function weekdayOf(day: Day): number {
  const since = (day + 3) % 7;
  return 1 + (since < 0 ? since + 7 : since);
}

/** Hours in the order in which they are looked up. */
interface Prepared {
  /** By weekday, 1 Monday. */
  byWeekday: readonly (readonly Span[])[];
  exceptions: readonly { from: Day; to: Day; spans: readonly Span[] }[];
}

/** Hours are asked again and again of the same hundreds of points; they are never changed, only replaced. */
const prepared = new WeakMap<OpeningHours, Prepared>();

/** A function from civil days to the hours of each, ascending. */
export function hoursReader(
  hours: OpeningHours,
  { isOff, isMakeUp }: HolidayDays,
): (day: Day) => readonly Span[] {
  const { byWeekday, exceptions } = preparedOf(hours);
  return (day) => {
    const exception = exceptions.findLast(({ from, to }) => from <= day && day <= to);
    if (exception) return exception.spans;
    if (isOff(day) && hours.holidays === 'shut') return [];
    return byWeekday[isMakeUp(day) ? MONDAY : weekdayOf(day)]!;
  };
}

function preparedOf(hours: OpeningHours): Prepared {
  let found = prepared.get(hours);
  if (!found) {
    const byWeekday: Span[][] = Array.from({ length: 8 }, () => []);
    for (const { weekday, from, to } of hours.weekly) byWeekday[weekday]!.push({ from, to });
    for (const spans of byWeekday) spans.sort(byTime);
    const exceptions = hours.exceptions.map(({ from, to, spans }) => ({
      ...{ from, to },
      spans: spans.toSorted(byTime),
    }));
    found = { byWeekday, exceptions };
    prepared.set(hours, found);
  }
  return found;
}

const byTime = (a: Span, b: Span): number => a.from - b.from || a.to - b.to;

/** What is wrong with opening hours, each with its place; at most `MOST_FAULTS`. */
export function hoursFaults({ weekly, exceptions }: OpeningHours): ServiceFault[] {
  const faults: ServiceFault[] = [];
  const look = (path: string, spans: readonly (Span | WeeklySpan)[]): void => {
    const weekdayAt = (span: Span): number => ('weekday' in span ? (span.weekday as number) : 0);
    for (const [i, span] of spans.entries()) {
      const at = `${path}.${i}`;
      const wrong = spanFaults(at, span);
      faults.push(...wrong);
      const other = spans.findIndex(
        (each, n) =>
          n < i && weekdayAt(each) === weekdayAt(span) && each.from < span.to && span.from < each.to,
      );
      if (wrong.length === 0 && other >= 0)
        faults.push({ path: at, message: `overlaps ${path}.${other}`, code: 'overlap' });
    }
  };
  look('weekly', weekly);
  for (const [i, { from, to, spans }] of exceptions.entries()) {
    if (from > to)
      faults.push({
        path: `exceptions.${i}.to`,
        message: 'the last day lies before the first',
        code: 'invalid',
      });
    look(`exceptions.${i}.spans`, spans);
  }
  return faults.slice(0, MOST_FAULTS);
}
