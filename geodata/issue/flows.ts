import type { Period } from '#geodata/duty/period.ts';
import {
  type ClockRules,
  escalationDue,
  firstPromise,
  handlingClock,
  handlingMs,
  rectificationDues,
} from '#geodata/issue/clock.ts';
import { RATINGS, type Rating } from '#geodata/issue/events.ts';
import {
  addHistograms,
  type DurationHistogram,
  histogramOf,
  NO_DURATIONS,
} from '#geodata/issue/histogram.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { isOpen, isSettled } from '#geodata/issue/states.ts';
import type { Day } from '#geodata/model.ts';

/**
 * What the measures of issues (model.md, Issues) are reckoned from, sums that can be kept: by grid, category, source, organisation and
 * period, added over disjoint sets of issues and taken away again. All measures are sums but the quantiles of the
 * handling time, which come from a histogram that adds like one and is off by at most HISTOGRAM_ERROR. None adds
 * over periods: an issue resolved in October and again in November is one issue resolved in the quarter.
 *
 * Nothing in the sums depends on what time it is: due moments are kept, and read against `now`.
 */

/** Issues that share a first promised due moment (milliseconds since 1970 UTC). */
export interface Promises {
  dueAt: number;
  n: number;
  /** Those settled at that moment. */
  met: number;
  /** Those that have an extension, which does not move the promise. */
  extended: number;
}

/** Sums over issues in a period; all counts. */
export interface IssueFlow {
  /** Reported in the period, without those refused or merged. */
  reported: number;
  /** Of those reported: settled now. */
  settled: number;
  /** Reported in the period and refused, or merged, now: they count in nothing else. */
  refused: number;
  merged: number;
  /** Issues resolved in the period, and those of them reopened after that. */
  resolved: number;
  reopened: number;
  /** Of those resolved: whose last resolution in the period is *solved* and not denied by those served. */
  solved: number;
  /** From the report to the last resolution in the period. */
  handling: DurationHistogram;
  /** Last ratings given in the period, by step. */
  ratings: Readonly<Record<Rating, number>>;
  /** First promised due moments in the period. */
  promises: readonly Promises[];
}

/** What is due at one moment. */
export interface Dues {
  dueAt: number;
  n: number;
}

/** Sums over issues as they stand; of no period. */
export interface IssueStanding {
  open: number;
  /** Of the open ones: suspended. */
  suspended: number;
  /** Due moments of those open and not suspended. */
  dues: readonly Dues[];
  /** Of calls to the level above that wait for an answer 街呼区应. */
  escalations: readonly Dues[];
  /** Of bad ratings not made good yet 差评整改. */
  rectifications: readonly Dues[];
}

export const NO_FLOW: IssueFlow = {
  reported: 0,
  settled: 0,
  refused: 0,
  merged: 0,
  resolved: 0,
  reopened: 0,
  solved: 0,
  handling: NO_DURATIONS,
  ratings: { very: 0, satisfied: 0, fairly: 0, not: 0, notAtAll: 0 },
  promises: [],
};

export const NO_STANDING: IssueStanding = {
  open: 0,
  suspended: 0,
  dues: [],
  escalations: [],
  rectifications: [],
};

const FLOW_COUNTS = ['reported', 'settled', 'refused', 'merged', 'resolved', 'reopened', 'solved'] as const;
const STANDING_LISTS = ['dues', 'escalations', 'rectifications'] as const;

/** First and last civil day of what is asked for. */
export type DaySpan = Pick<Period, 'start' | 'end'>;

export interface MeasureRules extends ClockRules {
  /** Civil day of an instant in the district's zone. */
  dayOf: (epochMs: number) => Day;
}

/** What one issue adds to the sums of a period. */
export function flowOf(issue: Issue, { start, end }: DaySpan, rules: MeasureRules): IssueFlow {
  const holds = (at: number): boolean => {
    const day = rules.dayOf(at);
    return day >= start && day <= end;
  };
  const { state } = issue;
  const isReported = holds(issue.reportedAt);
  if (state === 'refused' || state === 'merged') return isReported ? { ...NO_FLOW, [state]: 1 } : NO_FLOW;

  const resolutions = issue.resolutions.filter(({ at }) => holds(at));
  const last = resolutions.at(-1);
  const ratings = { ...NO_FLOW.ratings };
  for (const { rating, at } of issue.ratings) if (holds(at)) ratings[rating]++;
  return {
    reported: one(isReported),
    settled: one(isReported && isSettled(state)),
    refused: 0,
    merged: 0,
    resolved: one(last !== undefined),
    reopened: one(resolutions.some(({ reopenedAt }) => reopenedAt !== null)),
    solved: one(last?.kind === 'solved' && !last.denied),
    handling: last ? histogramOf(handlingMs(issue, last.at, rules)) : NO_DURATIONS,
    ratings,
    promises: promisesOf(issue, holds, rules),
  };
}

function promisesOf(issue: Issue, holds: (at: number) => boolean, rules: MeasureRules): readonly Promises[] {
  const { dueAt } = firstPromise(issue, rules);
  if (dueAt === null || !holds(dueAt)) return [];
  const met = issue.resolutions.some(
    ({ at, reopenedAt }) => at <= dueAt && (reopenedAt === null || reopenedAt > dueAt),
  );
  return [
    { dueAt, n: 1, met: one(met), extended: one(issue.runs.some(({ extensions }) => extensions.length > 0)) },
  ];
}

/** What one issue adds to the sums as it stands. */
export function standingOf(issue: Issue, rules: ClockRules): IssueStanding {
  const clock = handlingClock(issue, rules);
  const escalation = escalationDue(issue, rules);
  const gone = issue.state === 'merged' || issue.state === 'refused';
  return {
    open: one(isOpen(issue.state)),
    suspended: one(issue.state === 'suspended'),
    dues: clock && clock.dueAt !== null ? [{ dueAt: clock.dueAt, n: 1 }] : [],
    escalations: escalation === null ? [] : [{ dueAt: escalation, n: 1 }],
    rectifications: gone
      ? []
      : addRows(
          [],
          rectificationDues(issue, rules).map((dueAt) => ({ dueAt, n: 1 })),
          1,
          ['n'],
        ),
  };
}

/** Adds the sums of disjoint sets of issues; `sign` -1 takes the second away. */
export function addFlows(a: IssueFlow, b: IssueFlow, sign: 1 | -1 = 1): IssueFlow {
  const sums = { ...a };
  for (const count of FLOW_COUNTS) sums[count] = a[count] + sign * b[count];
  const ratings = { ...a.ratings };
  for (const rating of RATINGS) ratings[rating] += sign * b.ratings[rating];
  return {
    ...sums,
    ratings,
    handling: addHistograms(a.handling, b.handling, sign),
    promises: addRows(a.promises, b.promises, sign, ['n', 'met', 'extended']),
  };
}

/** Adds the sums of disjoint sets of issues; `sign` -1 takes the second away. */
export function addStandings(a: IssueStanding, b: IssueStanding, sign: 1 | -1 = 1): IssueStanding {
  const sums = { ...a, open: a.open + sign * b.open, suspended: a.suspended + sign * b.suspended };
  for (const list of STANDING_LISTS) sums[list] = addRows(a[list], b[list], sign, ['n']);
  return sums;
}

/** Rows by due moment, ascending; those without anything left are gone. */
function addRows<T extends { dueAt: number }, K extends keyof T>(
  a: readonly T[],
  b: readonly T[],
  sign: 1 | -1,
  counts: readonly K[],
): readonly T[] {
  if (b.length === 0) return a;
  const rows = new Map(a.map((row) => [row.dueAt, { ...row }]));
  for (const row of b) {
    const known = rows.get(row.dueAt);
    const sum = known ?? { ...row };
    for (const count of counts)
      sum[count] = ((known ? (known[count] as number) : 0) + sign * (row[count] as number)) as T[K];
    rows.set(row.dueAt, sum);
  }
  return [...rows.values()]
    .filter((row) => counts.some((count) => row[count] !== 0))
    .sort((x, y) => x.dueAt - y.dueAt);
}

function one(flag: boolean): number {
  return flag ? 1 : 0;
}
