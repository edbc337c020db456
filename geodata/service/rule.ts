import { RRuleTemporal } from 'rrule-temporal';
import { Temporal } from 'temporal-polyfill';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';

const DAY_MS = 86_400_000;
const WEEKDAYS = 'MO|TU|WE|TH|FR|SA|SU';
/** Longest interval by frequency: about two years. */
const LONGEST = { DAILY: 366, WEEKLY: 53, MONTHLY: 24 } as const;
type Frequency = keyof typeof LONGEST;
/** Most days a rule with COUNT has: they are counted one by one. */
const MOST_COUNTED = 1000;

/** A list of whole numbers between two bounds, 0 left out. */
const numbers =
  (least: number, most: number) =>
  (value: string): boolean =>
    value.split(',').every((each) => {
      const n = /^[+-]?\d{1,2}$/.test(each) ? Number(each) : 0;
      return n !== 0 && n >= least && n <= most;
    });
const weekdays = (numbered: boolean) => {
  const form = new RegExp(`^${numbered ? '([+-]?[1-5])?' : ''}(${WEEKDAYS})$`);
  return (value: string): boolean => value.split(',').every((each) => form.test(each));
};
const whole = (value: string, most: number): boolean =>
  /^\d{1,4}$/.test(value) && Number(value) >= 1 && Number(value) <= most;

/** Parts of a rule and what each may say; the others of RFC 5545 name hours or years and are refused. */
const PARTS: Readonly<Record<string, (value: string, frequency: Frequency) => boolean>> = {
  FREQ: (value) => value in LONGEST,
  INTERVAL: (value, frequency) => whole(value, LONGEST[frequency]),
  COUNT: (value) => whole(value, MOST_COUNTED),
  UNTIL: (value) => parseDay(value.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3')) !== null,
  // a number before a weekday counts in the month
  BYDAY: (value, frequency) => weekdays(frequency === 'MONTHLY')(value),
  BYMONTHDAY: (value, frequency) => frequency !== 'WEEKLY' && numbers(-31, 31)(value),
  BYMONTH: numbers(1, 12),
  BYSETPOS: (value, frequency) => frequency === 'MONTHLY' && numbers(-31, 31)(value),
  WKST: weekdays(false),
};

/** What is wrong with a rule of RFC 5545; null when nothing is. */
export function faultOfRule(rule: string): string | null {
  const parts = rule.split(';').map((part) => /^([^=]*)=?(.*)$/s.exec(part)!.slice(1));
  const values = new Map(parts.map(([name, value]) => [name!, value!]));
  if (values.size !== parts.length) return 'a part is written twice';
  const frequency = values.get('FREQ') as Frequency;
  if (!(frequency in LONGEST)) return 'write FREQ=DAILY, FREQ=WEEKLY or FREQ=MONTHLY';
  for (const [name, value] of values) {
    const allows = Object.hasOwn(PARTS, name) ? PARTS[name] : undefined;
    if (!allows) return `${name.slice(0, 20)} is not taken; ${Object.keys(PARTS).join(', ')} are`;
    if (!allows(value, frequency))
      return `${name} cannot be ${value.slice(0, 40) || 'empty'} with FREQ=${frequency}`;
  }
  if (values.has('COUNT') && values.has('UNTIL')) return 'COUNT and UNTIL exclude each other';
  if (values.has('BYSETPOS') && !values.has('BYDAY') && !values.has('BYMONTHDAY'))
    return 'BYSETPOS needs BYDAY or BYMONTHDAY';
  return null;
}

/** Days worked out at once: what is asked for lies mostly within a month or two of another question. */
const CHUNK = 64;
/** Rules whose days are kept. */
const MOST_KEPT = 5000;

interface Kept {
  rule: RRuleTemporal<Temporal.ZonedDateTime>;
  chunks: Map<number, readonly Day[]>;
}
const kept = new Map<string, Kept>();

/**
 * The days of a rule, ascending. A civil day has no hours here, so that no zone enters.
 *
 * @param rule checked by `faultOfRule`
 * @param firstDay the day it is counted from
 * @param from first and last day asked for
 */
export function daysOfRule(rule: string, firstDay: Day, from: Day, to: Day): Day[] {
  const begin = Math.max(from, firstDay);
  const days: Day[] = [];
  for (const chunk of chunksOf(rule, firstDay, begin, to))
    for (const day of chunk) if (day >= begin && day <= to) days.push(day);
  return days;
}

/** The first day of a rule up to another; null when there is none. */
export function firstDayOfRule(rule: string, firstDay: Day, to: Day): Day | null {
  for (const chunk of chunksOf(rule, firstDay, firstDay, to))
    for (const day of chunk) if (day >= firstDay) return day <= to ? day : null;
  return null;
}

function* chunksOf(rule: string, firstDay: Day, from: Day, to: Day): Generator<readonly Day[]> {
  if (from > to) return;
  const { rule: parsed, chunks } = keptOf(rule, firstDay);
  for (let n = Math.floor(from / CHUNK); n * CHUNK <= to; n++) {
    let chunk = chunks.get(n);
    if (!chunk) {
      const [first, last] = [new Date(n * CHUNK * DAY_MS), new Date(((n + 1) * CHUNK - 1) * DAY_MS)];
      chunk = parsed.between(first, last, true).map((at) => at.epochMilliseconds / DAY_MS);
      chunks.set(n, chunk);
    }
    yield chunk;
  }
}

function keptOf(rule: string, firstDay: Day): Kept {
  const key = `${firstDay} ${rule}`;
  let found = kept.get(key);
  if (!found) {
    if (kept.size >= MOST_KEPT) kept.clear();
    const dtstart = Temporal.Instant.fromEpochMilliseconds(firstDay * DAY_MS).toZonedDateTimeISO('UTC');
    found = {
      rule: new RRuleTemporal({ rruleString: rule, dtstart, temporal: Temporal }),
      chunks: new Map(),
    };
    kept.set(key, found);
  }
  return found;
}
