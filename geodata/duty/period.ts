import { Temporal } from 'temporal-polyfill';
import { parseDay } from '#geodata/duty/calendar.ts';
import { type Day, OPEN_END, type PeriodKind } from '#geodata/model.ts';

/** A period of civil days, both ends included. `key` is its written form: `2026-W47`, `2026-11`. */
export interface Period {
  kind: PeriodKind;
  key: string;
  start: Day;
  end: Day;
}

/** First and last day of a campaign; the only thing a `programme` period needs to know. */
export interface ProgrammeSpan {
  firstDay: Day;
  lastDay: Day;
}

/** The first day that can be written as YYYY-MM-DD; the last is OPEN_END. */
const FIRST_DAY: Day = -719528;

const PATTERNS: [Exclude<PeriodKind, 'programme'>, RegExp][] = [
  ['week', /^(\d{4})-W(\d{2})$/],
  ['month', /^(\d{4})-(\d{2})$/],
  ['quarter', /^(\d{4})-Q([1-4])$/],
  ['year', /^(\d{4})$/],
];

/** The kind a written period has, or null when it is written in no known way. */
export function periodKindOf(key: string): PeriodKind | null {
  if (key === 'programme') return 'programme';
  return PATTERNS.find(([, pattern]) => pattern.test(key))?.[0] ?? null;
}

/**
 * Reads a written period.
 *
 * @param key `2026-W47`, `2026-11`, `2026-Q4`, `2026` or `programme`
 * @param span the programme's days, needed for `programme` only
 * @returns null when the key names no period of the calendar (`2026-13`, `2025-W53`), or one whose days
 *   cannot be written with four digits of year (`9999-W52`)
 */
export function parsePeriod(key: string, span?: ProgrammeSpan): Period | null {
  const kind = periodKindOf(key);
  if (kind === null) return null;
  if (kind === 'programme') {
    return span ? { kind, key, start: span.firstDay, end: span.lastDay } : null;
  }
  const [, year = '', part = ''] = PATTERNS.find(([k]) => k === kind)?.[1].exec(key) ?? [];
  let first: Day | null;
  if (kind === 'week') first = isoWeekStart(Number(year), Number(part));
  else if (kind === 'month') first = parseDay(`${year}-${part}-01`);
  else if (kind === 'quarter')
    first = parseDay(`${year}-${String(Number(part) * 3 - 2).padStart(2, '0')}-01`);
  else first = parseDay(`${year}-01-01`);
  if (first === null) return null;
  const period = periodOf(kind, first);
  return period.key === key && period.start >= FIRST_DAY && period.end <= OPEN_END ? period : null;
}

function isoWeekStart(year: number, week: number): Day | null {
  if (week < 1 || week > 53) return null;
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const monday = fourth.subtract({ days: fourth.dayOfWeek - 1 }).add({ weeks: week - 1 });
  return parseDay(monday.toString());
}

const EPOCH = new Temporal.PlainDate(1970, 1, 1);
const cache = new Map<string, Period>();

/**
 * The period of a kind that holds a day. Weeks start on Monday and belong to the year of their
 * Thursday (ISO 8601).
 *
 * @param span the programme's days, needed for `programme` only
 */
export function periodOf(kind: PeriodKind, day: Day, span?: ProgrammeSpan): Period {
  if (kind === 'programme') {
    if (!span) throw new TypeError('a programme period needs the days of its programme');
    return { kind, key: 'programme', start: span.firstDay, end: span.lastDay };
  }
  const known = cache.get(`${kind}${day}`);
  if (known) return known;
  const period = computePeriod(kind, day);
  if (cache.size > 100_000) cache.clear();
  cache.set(`${kind}${day}`, period);
  return period;
}

function computePeriod(kind: Exclude<PeriodKind, 'programme'>, day: Day): Period {
  const date = EPOCH.add({ days: day });
  const toDay = (d: Temporal.PlainDate): Day => day + date.until(d, { largestUnit: 'days' }).days;
  const year = String(date.year).padStart(4, '0');
  if (kind === 'week') {
    const start = date.subtract({ days: date.dayOfWeek - 1 });
    const key = `${String(date.yearOfWeek).padStart(4, '0')}-W${String(date.weekOfYear).padStart(2, '0')}`;
    return { kind, key, start: toDay(start), end: toDay(start) + 6 };
  }
  if (kind === 'month') {
    const start = date.with({ day: 1 });
    const key = `${year}-${String(date.month).padStart(2, '0')}`;
    return { kind, key, start: toDay(start), end: toDay(start) + date.daysInMonth - 1 };
  }
  if (kind === 'quarter') {
    const quarter = Math.ceil(date.month / 3);
    const start = date.with({ month: quarter * 3 - 2, day: 1 });
    return {
      kind,
      key: `${year}-Q${quarter}`,
      start: toDay(start),
      end: toDay(start.add({ months: 3 })) - 1,
    };
  }
  const start = date.with({ month: 1, day: 1 });
  return { kind, key: year, start: toDay(start), end: toDay(start) + date.daysInYear - 1 };
}

/** The period after; a programme has none. */
export function nextPeriod(period: Period): Period | null {
  return period.kind === 'programme' ? null : periodOf(period.kind, period.end + 1);
}

/** The period before; a programme has none. */
export function previousPeriod(period: Period): Period | null {
  return period.kind === 'programme' ? null : periodOf(period.kind, period.start - 1);
}
