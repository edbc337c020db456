import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import {
  nextPeriod,
  type Period,
  type ProgrammeSpan,
  parsePeriod,
  periodOf,
  previousPeriod,
} from '#geodata/duty/period.ts';
import type { Day, PeriodKind } from '#geodata/model.ts';

/** Civil days of a campaign as the interface writes them. */
export interface Campaign {
  firstDay: string;
  lastDay: string;
}

/** A period in view and its days within the campaign, as far as they can be looked at. */
export interface Timeline {
  period: Period;
  /** First and last day within the campaign. */
  first: Day;
  last: Day;
  /** The last day that is not in the future, at least `first`. */
  limit: Day;
  /** Whether the period is over today: then "as known now" is a stop of its own behind its last day. */
  over: boolean;
}

/** Days in steps of which a period is played: one by one, or by weeks where a period is longer than a month. */
const WEEK = 7;
const LONG = 31;

export function spanOf({ firstDay, lastDay }: Campaign): ProgrammeSpan | null {
  const [first, last] = [parseDay(firstDay), parseDay(lastDay)];
  return first === null || last === null ? null : { firstDay: first, lastDay: last };
}

/** The period of a rhythm that runs on a day; before and after the campaign its first and its last. */
export function runningPeriod(kind: PeriodKind, on: Day, span: ProgrammeSpan): Period {
  return periodOf(kind, Math.min(Math.max(on, span.firstDay), span.lastDay), span);
}

/**
 * The days of the period in view.
 *
 * @param key the period asked for, null for the one that runs on `asOf` or today
 * @param asOf civil day as of which everything is shown, null for now
 */
export function timelineOf(
  kind: PeriodKind,
  key: string | null,
  asOf: string | null,
  today: string,
  campaign: Campaign,
): Timeline | null {
  const span = spanOf(campaign);
  const now = parseDay(today);
  if (span === null || now === null) return null;
  const asked = key === null ? null : parsePeriod(key, span);
  const on = asOf === null ? null : parseDay(asOf);
  const period = asked ?? runningPeriod(kind, on ?? now, span);
  const first = Math.max(period.start, span.firstDay);
  const last = Math.max(first, Math.min(period.end, span.lastDay));
  return { period, first, last, limit: Math.max(first, Math.min(last, now)), over: now > last };
}

/** Days of the period, within the campaign. */
export const daysIn = ({ first, last }: Pick<Timeline, 'first' | 'last'>): number => last - first + 1;

/** Number of the last stop of the slider; stop i is day i of the period, counted from 0. */
export const lastStop = ({ first, limit, over }: Timeline): number => limit - first + (over ? 1 : 0);

/** The stop at which a day lies; what lies behind the period's last day is its last stop. */
export function stopOf(line: Timeline, asOf: string | null): number {
  const day = asOf === null ? null : parseDay(asOf);
  return day === null ? lastStop(line) : Math.max(0, Math.min(lastStop(line), day - line.first));
}

/** What the last stop means is now: null. */
export const asOfAt = (line: Timeline, stop: number): string | null =>
  stop >= lastStop(line) ? null : formatDay(line.first + Math.max(0, stop));

/** Days that a step of the play goes on by. */
export const playStep = (line: Timeline): number => (daysIn(line) > LONG ? WEEK : 1);

/**
 * The period before or after, null where the campaign or the future begins.
 *
 * @returns the key to ask with: null for the one that runs today
 */
export function neighbour(
  { period }: Timeline,
  direction: 1 | -1,
  today: string,
  campaign: Campaign,
): { period: string | null } | null {
  const span = spanOf(campaign);
  const now = parseDay(today);
  if (span === null || now === null) return null;
  const next = direction === 1 ? nextPeriod(period) : previousPeriod(period);
  const running = runningPeriod(period.kind, now, span);
  if (!next || next.end < span.firstDay || next.start > running.start) return null;
  return { period: next.key === running.key ? null : next.key };
}

/** The part of the period before that is compared with. */
export interface Prior {
  period: string;
  /** Its day as of which is compared; null for the whole as known now, where the period in view is over. */
  asOf: string | null;
  /** Number of that day, counted from 1, of so many. */
  day: number;
  of: number;
}

/**
 * The same elapsed part of the period before (model.md: a running period is never compared with the whole).
 * Its day is the one at the same share of its days: day 20 of 30 stands beside day 21 of 31.
 *
 * @param elapsed days gone by within the campaign, `total` of how many
 * @param closed whether the period in view is shown as known now after its end
 * @returns null where there is no period before within the campaign, or the one in view has not begun
 */
export function priorOf(
  { key, elapsed, total, closed }: { key: string; elapsed: number; total: number; closed: boolean },
  campaign: Campaign,
): Prior | null {
  const span = spanOf(campaign);
  const period = span && parsePeriod(key, span);
  const before = period && previousPeriod(period);
  if (!span || !before || before.end < span.firstDay || elapsed <= 0 || total <= 0) return null;
  const first = Math.max(before.start, span.firstDay);
  const of = Math.min(before.end, span.lastDay) - first + 1;
  const day = Math.max(1, Math.min(of, Math.round((elapsed * of) / total)));
  return { period: before.key, asOf: closed ? null : formatDay(first + day - 1), day, of };
}
