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
  histogramQuantile,
  NO_DURATIONS,
} from '#geodata/issue/histogram.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { isOpen, isSettled } from '#geodata/issue/states.ts';
import type { Day } from '#geodata/model.ts';

/**
 * The measures of issues (model.md, Issues) from sums that can be kept: by grid, category, source, organisation and
 * period, added over disjoint sets of issues and taken away again. All of them are sums but the quantiles of the
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

/** Everything shown of a set of issues. Rates are shares of 1, null where there is nothing to share. */
export interface IssueMeasures {
  reported: number;
  settled: number;
  refused: number;
  merged: number;
  /** 办结率 */
  settlementRate: number | null;
  resolved: number;
  solved: number;
  /** 解决率 */
  solvedRate: number | null;
  reopened: number;
  /** 重开率 */
  reopenRate: number | null;
  /** First promises whose moment has passed, those met, and those that have an extension. */
  due: number;
  onTime: number;
  extended: number;
  /** 按期办结率 */
  onTimeRate: number | null;
  open: number;
  suspended: number;
  /** 超期: open, not suspended and past due. */
  overdue: number;
  escalationsOpen: number;
  escalationsOverdue: number;
  rectificationsOpen: number;
  rectificationsOverdue: number;
  /** 办理时长 in hours of each clock's calendar, off by at most HISTOGRAM_ERROR. */
  handlingMedianHours: number | null;
  handlingP90Hours: number | null;
  raters: number;
  ratings: Readonly<Record<Rating, number>>;
  /** 满意率 */
  satisfaction: number | null;
}

const HOUR_MS = 3_600_000;

/**
 * The measures from sums.
 *
 * What is due is in time up to and with its last moment: both the promises that count and what is overdue are those
 * whose last moment is before `now`.
 *
 * @param now milliseconds since 1970 UTC; for an answer as of a day the first moment after it
 */
export function measures(flow: IssueFlow, standing: IssueStanding, now: number): IssueMeasures {
  const { reported, settled, refused, merged, resolved, solved, reopened, ratings, handling } = flow;
  const { open, suspended } = standing;
  const promised = flow.promises.filter(({ dueAt }) => dueAt < now);
  const due = sum(promised, ({ n }) => n);
  const onTime = sum(promised, ({ met }) => met);
  const raters = sum(RATINGS, (rating) => ratings[rating]);
  const satisfied = ratings.very + ratings.satisfied + ratings.fairly;
  return {
    reported,
    settled,
    refused,
    merged,
    settlementRate: share(settled, reported),
    resolved,
    solved,
    solvedRate: share(solved, resolved),
    reopened,
    reopenRate: share(reopened, resolved),
    due,
    onTime,
    extended: sum(promised, ({ extended }) => extended),
    onTimeRate: share(onTime, due),
    open,
    suspended,
    overdue: pastDue(standing.dues, now),
    escalationsOpen: sum(standing.escalations, ({ n }) => n),
    escalationsOverdue: pastDue(standing.escalations, now),
    rectificationsOpen: sum(standing.rectifications, ({ n }) => n),
    rectificationsOverdue: pastDue(standing.rectifications, now),
    handlingMedianHours: hours(histogramQuantile(handling, 0.5)),
    handlingP90Hours: hours(histogramQuantile(handling, 0.9)),
    raters,
    ratings,
    satisfaction: share(satisfied, raters),
  };
}

/** Number of issues in a category and in all, without those refused or merged. */
export interface ShareCounts {
  part: number;
  whole: number;
}

/**
 * Category share 类别占比 with its change against the comparable period, in shares of 1; null where there is nothing to
 * share.
 */
export function categoryShare(
  now: ShareCounts,
  before: ShareCounts,
): { share: number | null; before: number | null; change: number | null } {
  const shareNow = share(now.part, now.whole);
  const shareBefore = share(before.part, before.whole);
  const change = shareNow === null || shareBefore === null ? null : shareNow - shareBefore;
  return { share: shareNow, before: shareBefore, change };
}

/**
 * The days a period is compared with: the whole period before, or while it runs as many of its first days as have
 * begun by today (all, where it is shorter).
 */
export function comparableDays(period: DaySpan, before: DaySpan, today: Day): DaySpan {
  if (today >= period.end) return { start: before.start, end: before.end };
  return { start: before.start, end: Math.min(before.end, before.start + (today - period.start)) };
}

function pastDue(rows: readonly Dues[], now: number): number {
  return sum(rows, ({ dueAt, n }) => (dueAt < now ? n : 0));
}

function sum<T>(rows: readonly T[], value: (row: T) => number): number {
  return rows.reduce((total, row) => total + value(row), 0);
}

function one(flag: boolean): number {
  return flag ? 1 : 0;
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function hours(ms: number | null): number | null {
  return ms === null ? null : ms / HOUR_MS;
}
