import { Temporal } from 'temporal-polyfill';
import { formatDay } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';
import { daysIn, lastStop, type Timeline } from './timeline.ts';

/** A mark under the slider of days. */
export interface Tick {
  stop: number;
  /** Share of the way, 0 to 1. */
  at: number;
  /** Null for a mark without a text. */
  label: { day: number } | { month: number } | { year: number } | { today: number } | { now: true } | null;
}

/** Labels nearer than this share of the way to today's would run into it. */
const ROOM = 0.075;
/** Up to so many days each has a mark of its own. */
const EACH = 31;
/** Up to so many days months are named, beyond that years. */
const MONTHS = 400;

const isMonday = (day: Day): boolean => (((day + 3) % 7) + 7) % 7 === 0;

/** The last stop there will be, when all days are over. */
export const wholeStops = (line: Timeline): number => daysIn(line) - 1 + (line.over ? 1 : 0);

/** Marks under the slider: days of a week, Mondays of a month, months of a year; today always. */
export function ticksOf(line: Timeline): Tick[] {
  const days = daysIn(line);
  const whole = Math.max(1, wholeStops(line));
  const last = lastStop(line);
  const marks: Tick[] = [];
  for (let stop = 0; stop < days; stop++) {
    const day = line.first + stop;
    const date = Temporal.PlainDate.from(formatDay(day));
    let label: Tick['label'] = null;
    if (days <= 7 || (days <= EACH && isMonday(day))) label = { day: date.day };
    else if (days > EACH && days <= MONTHS && date.day === 1) label = { month: date.month };
    else if (days > MONTHS && date.day === 1 && date.month === 1) label = { year: date.year };
    if (label !== null || days <= EACH) marks.push({ stop, at: stop / whole, label });
  }
  const here: Tick = {
    stop: last,
    at: last / whole,
    label: line.over ? { now: true } : { today: Temporal.PlainDate.from(formatDay(line.limit)).day },
  };
  return [
    ...marks
      .filter(({ stop }) => stop !== last)
      .map((mark) => (Math.abs(mark.at - here.at) < ROOM ? { ...mark, label: null } : mark))
      .filter(({ label }) => label !== null || days <= EACH),
    here,
  ];
}
