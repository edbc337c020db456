/**
 * A histogram of durations that can be added and taken away, and whose quantiles are off by a stated error: bounds
 * grow by a constant factor, so that the error is a share of the value (Masson, Rim and Lee 2019, DDSketch,
 * doi 10.14778/3352063.3352135).
 */
export interface DurationHistogram {
  /** Count by bucket. Counts below zero are what is left to be added elsewhere. */
  readonly counts: ReadonlyMap<number, number>;
}

/** Most a quantile is off, as a share of the value; durations below a minute are off by up to a minute. */
export const HISTOGRAM_ERROR = 0.01;

export const NO_DURATIONS: DurationHistogram = { counts: new Map() };

const MINUTE_MS = 60_000;
/** Bucket of durations below a minute; the others are `(GROWTH ** (i - 1), GROWTH ** i]` minutes, i from 0. */
const SHORT = -1;
const GROWTH = (1 + HISTOGRAM_ERROR) / (1 - HISTOGRAM_ERROR);
const LOG_GROWTH = Math.log(GROWTH);

/** @param ms duration in milliseconds, not below zero */
export function histogramOf(ms: number): DurationHistogram {
  return { counts: new Map([[bucketOf(ms), 1]]) };
}

/** Adds histograms; `sign` -1 takes the second away. */
export function addHistograms(
  a: DurationHistogram,
  b: DurationHistogram,
  sign: 1 | -1 = 1,
): DurationHistogram {
  if (b.counts.size === 0) return a;
  const counts = new Map(a.counts);
  for (const [bucket, count] of b.counts) {
    const sum = (counts.get(bucket) ?? 0) + sign * count;
    if (sum === 0) counts.delete(bucket);
    else counts.set(bucket, sum);
  }
  return { counts };
}

/**
 * The value that `ceil(q n)` of the n durations do not exceed, within HISTOGRAM_ERROR, in milliseconds; null where
 * there is none.
 *
 * @param q above 0, at most 1
 */
export function histogramQuantile({ counts }: DurationHistogram, q: number): number | null {
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const n = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = rankOf(q, n);
  for (const [bucket, count] of buckets) {
    left -= count;
    if (left <= 0) return middleOf(bucket);
  }
  return null;
}

/** The same from the durations themselves: exact, and one of them. */
export function exactQuantile(durations: readonly number[], q: number): number | null {
  const ascending = [...durations].sort((a, b) => a - b);
  return ascending[rankOf(q, ascending.length) - 1] ?? null;
}

/** Nearest rank, from 1; q n is not taken up for the last digits of a product (0.9 · 10). */
function rankOf(q: number, n: number): number {
  return Math.max(1, Math.ceil(q * n - 1e-9));
}

function bucketOf(ms: number): number {
  const minutes = ms / MINUTE_MS;
  return minutes < 1 ? SHORT : Math.max(0, Math.ceil(Math.log(minutes) / LOG_GROWTH));
}

/** The value no farther from either bound of a bucket than the error. */
function middleOf(bucket: number): number {
  return bucket === SHORT ? 0 : ((2 * GROWTH ** bucket) / (GROWTH + 1)) * MINUTE_MS;
}
