import type { ClockFinder, Term } from '#geodata/issue/categories.ts';
import type { Extension } from '#geodata/issue/events.ts';
import type { Issue, Pause } from '#geodata/issue/issue.ts';
import { isOpen } from '#geodata/issue/states.ts';
import type { CountedTime, CountedTimes } from '#geodata/issue/workingTime.ts';

/** What clocks go by: the terms of the categories, and the calendars. */
export interface ClockRules {
  clocksOf: ClockFinder;
  times: CountedTimes;
}

/** A clock that runs, or is stopped by a suspension. Moments are milliseconds since 1970 UTC. */
export interface Clock {
  /** Last moment that is still in time; null while the clock is stopped. */
  dueAt: number | null;
  /** Counted milliseconds left when it was stopped; null while it runs. */
  leftMs: number | null;
}

/** The last moment by which what started at `at` is in time. */
export function dueAfter(at: number, term: Term, times: CountedTimes): number {
  const time = times[term.calendar];
  if (term.unit === 'day') return time.endOfDay(at, term.amount);
  return time.instantOf(time.upTo(at) + term.amount * HOUR_MS);
}

const HOUR_MS = 3_600_000;

/**
 * The first promised due moment: by category and level of the report (the category as corrected on acceptance),
 * suspensions added, extensions not. A suspension that begins after it adds nothing: it was late already.
 */
export function firstPromise(issue: Pick<Issue, 'runs'>, { clocksOf, times }: ClockRules): Clock {
  const [{ at, category, level }] = issue.runs as [Issue['runs'][number]];
  const term = clocksOf(category, level).handling;
  return moved(
    dueAfter(at, term, times),
    issue.runs.flatMap(({ pauses }) => pauses),
    [],
    times[term.calendar],
  );
}

/**
 * The clock an open issue has to be resolved by now: that of its last run, with suspensions and extensions added;
 * null for one that is not open.
 */
export function handlingClock(issue: Issue, { clocksOf, times }: ClockRules): Clock | null {
  if (!isOpen(issue.state)) return null;
  const { at, category, level, pauses, extensions } = issue.runs.at(-1)!;
  const term = clocksOf(category, level).handling;
  return moved(dueAfter(at, term, times), pauses, extensions, times[term.calendar]);
}

/** The last moment for the level that is called to answer; null when no call waits. */
export function escalationDue({ calls }: Issue, { clocksOf, times }: ClockRules): number | null {
  const call = calls.at(-1);
  if (!call || call.answeredAt !== null) return null;
  return dueAfter(call.at, clocksOf(call.category, call.level).escalation, times);
}

/** Last moments by which the bad ratings that are not made good have to be, in the order they were given. */
export function rectificationDues({ rectifications }: Issue, { clocksOf, times }: ClockRules): number[] {
  return rectifications
    .filter(({ endedAt }) => endedAt === null)
    .map(({ at, category, level }) => dueAfter(at, clocksOf(category, level).rectification, times));
}

/** Open and past due now; not while the clock is stopped. */
export function isOverdue(issue: Issue, now: number, rules: ClockRules): boolean {
  const dueAt = handlingClock(issue, rules)?.dueAt ?? null;
  return dueAt !== null && now > dueAt;
}

/**
 * Time it took from the report to a resolution, in counted milliseconds of the first clock's calendar, without
 * suspensions.
 *
 * @param until moment of the resolution
 */
export function handlingMs(issue: Issue, until: number, { clocksOf, times }: ClockRules): number {
  const { category, level } = issue.runs[0]!;
  const { upTo } = times[clocksOf(category, level).handling.calendar];
  let ms = upTo(until) - upTo(issue.reportedAt);
  for (const { pauses } of issue.runs)
    for (const { from, to } of pauses) {
      if (from < until) ms -= upTo(Math.min(to ?? until, until)) - upTo(from);
    }
  return ms;
}

/** A due moment after what moved it, in the order of time; at one moment an extension comes before a suspension. */
function moved(
  base: number,
  pauses: readonly Pause[],
  extensions: readonly (Extension & { at: number })[],
  time: CountedTime,
): Clock {
  const moves = [
    ...extensions.map(({ at, amount, unit }) => ({
      at,
      pause: null,
      addMs: amount * (unit === 'day' ? time.dayMs : HOUR_MS),
    })),
    ...pauses.map((pause) => ({ at: pause.from, pause, addMs: 0 })),
  ].sort((a, b) => a.at - b.at);
  let dueAt = base;
  for (const { pause, addMs } of moves) {
    if (!pause) dueAt = time.instantOf(time.upTo(dueAt) + addMs);
    else if (pause.from <= dueAt) {
      const from = time.upTo(pause.from);
      if (pause.to === null) return { dueAt: null, leftMs: time.upTo(dueAt) - from };
      const stopped = time.upTo(pause.to) - from;
      if (stopped > 0) dueAt = time.instantOf(time.upTo(dueAt) + stopped);
    }
  }
  return { dueAt, leftMs: null };
}
