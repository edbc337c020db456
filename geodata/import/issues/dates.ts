import { Temporal } from 'temporal-polyfill';
import { zoneOffset } from '#geodata/duty/calendar.ts';

const DAY_MS = 86_400_000;

/** Reads a moment; milliseconds since 1970 UTC, or null where the text is none. */
export type ReadMoment = (text: string) => number | null;

/** Names of the fields of a moment, by token. Longer tokens come first: `MM` is not twice `M`. */
const TOKENS: readonly [token: string, field: Field, pattern: string][] = [
  ['YYYY', 'year', '\\d{4}'],
  ['YY', 'shortYear', '\\d{2}'],
  ['MM', 'month', '\\d{2}'],
  ['M', 'month', '\\d{1,2}'],
  ['DD', 'day', '\\d{2}'],
  ['D', 'day', '\\d{1,2}'],
  ['HH', 'hour', '\\d{2}'],
  ['H', 'hour', '\\d{1,2}'],
  ['hh', 'hour12', '\\d{2}'],
  ['h', 'hour12', '\\d{1,2}'],
  ['mm', 'minute', '\\d{2}'],
  ['ss', 'second', '\\d{2}'],
  ['A', 'half', '[AaPp][Mm]'],
];
type Field = 'year' | 'shortYear' | 'month' | 'day' | 'hour' | 'hour12' | 'minute' | 'second' | 'half';

const ANY_TOKEN = new RegExp(TOKENS.map(([token]) => token).join('|'), 'g');

/** What is wrong with a format, in words; null where nothing is. */
export function formatFault(format: string): string | null {
  if (format === 'iso') return null;
  const fields = (format.match(ANY_TOKEN) ?? []).map((token) => fieldOf(token));
  const twice = fields.find((field, i) => fields.indexOf(field) !== i);
  const has = (...any: Field[]) => any.some((field) => fields.includes(field));
  if (twice !== undefined) return `names the ${twice} twice`;
  if (!has('year', 'shortYear') || !has('month') || !has('day')) return 'needs a year, a month and a day';
  if (has('year') && has('shortYear')) return 'names the year twice';
  if (has('hour') && has('hour12', 'half')) return 'has hours of both clocks';
  if (has('hour12') !== has('half')) return 'h and A belong together';
  if ((has('minute') && !has('hour', 'hour12')) || (has('second') && !has('minute')))
    return 'has minutes without hours, or seconds without minutes';
  if (/[A-Za-z]/.test(format.replace(ANY_TOKEN, '').replaceAll('T', '')))
    return 'has letters that mean nothing';
  return null;
}

/**
 * A reader of moments in one of several formats, the first that fits.
 *
 * Moments without an offset are of the zone. Where a clock is set forward the missing hour is read by the offset before
 * it, where it is set back the first of both hours is meant (`compatible` in ECMA-262, Temporal). A year of two digits
 * lies in 1969 to 2068 (POSIX, `strptime`).
 *
 * @param formats `iso` (RFC 3339, or the same without offset, without seconds, or without time), or such as
 *   `MM/DD/YYYY hh:mm:ss A`; see `formatFault`
 * @param timeZone IANA name
 * @throws RangeError when the zone is unknown
 */
export function momentReader(formats: readonly string[], timeZone: string): ReadMoment {
  const toInstant = instantsIn(timeZone);
  const readers = formats.map((format) =>
    format === 'iso' ? isoReader(toInstant) : formatReader(format, toInstant),
  );
  return (text) => {
    for (const read of readers) {
      const at = read(text);
      if (at !== null) return at;
    }
    return null;
  };
}

/** From clock time, written as if it were UTC, to the instant in a zone. */
export function instantsIn(timeZone: string): (local: number) => number {
  const offset = zoneOffset(timeZone);
  return (local) => {
    // No zone changes its offset twice within two days, and none is a day away from UTC.
    const [before, after] = [offset(local - DAY_MS), offset(local + DAY_MS)];
    if (offset(local - before) === before) return local - before;
    return offset(local - after) === after ? local - after : local - before;
  };
}

function fieldOf(token: string): Field {
  return TOKENS.find(([known]) => known === token)![1];
}

function isoReader(toInstant: (local: number) => number): ReadMoment {
  const local = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?))?$/;
  const offset = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
  return (text) => {
    try {
      if (offset.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
      const [, day, time] = local.exec(text) ?? [];
      if (day === undefined) return null;
      const plain = Temporal.PlainDateTime.from(`${day}T${time ?? '00:00'}`, { overflow: 'reject' });
      return toInstant(plain.toZonedDateTime('UTC').epochMilliseconds);
    } catch (error) {
      if (error instanceof RangeError) return null;
      throw error;
    }
  };
}

function formatReader(format: string, toInstant: (local: number) => number): ReadMoment {
  const fields: Field[] = [];
  let pattern = '';
  let rest = 0;
  for (const { 0: token, index } of format.matchAll(ANY_TOKEN)) {
    const [, field, digits] = TOKENS.find(([known]) => known === token)!;
    pattern += `${literal(format.slice(rest, index))}(${digits})`;
    fields.push(field);
    rest = index + token.length;
  }
  const whole = new RegExp(`^${pattern}${literal(format.slice(rest))}$`);
  return (text) => {
    const found = whole.exec(text);
    if (!found) return null;
    const values = Object.fromEntries(fields.map((field, i) => [field, found[i + 1]!])) as Partial<
      Record<Field, string>
    >;
    const local = clockTime(values);
    return local === null ? null : toInstant(local);
  };
}

/** A pattern of just this text. */
function literal(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '\\$&');
}

/** Clock time as if it were UTC; null where there is no such day or hour. */
function clockTime(values: Partial<Record<Field, string>>): number | null {
  const number = (field: Field) => Number(values[field] ?? 0);
  const short = number('shortYear');
  const year = values.year === undefined ? short + (short < 69 ? 2000 : 1900) : number('year');
  const [month, day, minute, second] = [number('month'), number('day'), number('minute'), number('second')];
  const hour = values.half === undefined ? number('hour') : hourOf(number('hour12'), values.half);
  if (hour === null || hour > 23 || minute > 59 || second > 59) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const date = new Date(at);
  // a year below 100 is one of the twentieth century to Date, and a day too many one of the next month
  const isThatDay =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isThatDay ? at : null;
}

/** Hour of the day by the twelve-hour clock: 12 AM is midnight. */
function hourOf(hour12: number, half: string): number | null {
  if (hour12 < 1 || hour12 > 12) return null;
  return (hour12 % 12) + (/p/i.test(half) ? 12 : 0);
}
