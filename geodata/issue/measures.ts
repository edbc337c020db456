import { RATINGS, type Rating } from '#geodata/issue/events.ts';
import type { DaySpan, Dues, IssueFlow, IssueStanding } from '#geodata/issue/flows.ts';
import { histogramQuantile } from '#geodata/issue/histogram.ts';
import type { Day } from '#geodata/model.ts';

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

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}

function hours(ms: number | null): number | null {
  return ms === null ? null : ms / HOUR_MS;
}
