import { normalTwoSided } from './tails.ts';

export interface MannKendall {
  /** Values that are there. */
  n: number;
  /** Pairs that rise less pairs that fall. */
  s: number;
  /** Variance of s without a trend, ties considered. */
  variance: number;
  /** With continuity correction; 0 where s is 0. */
  z: number;
  /** Two-sided. */
  p: number;
}

/**
 * Mann and Kendall's test for a trend (Mann 1945; Kendall, Rank Correlation Methods, 1975):
 *
 *     S = Σ_{i<j} sign(x_j - x_i),  Var = (n(n - 1)(2n + 5) - Σ t(t - 1)(2t + 5)) / 18  over groups of t equal
 *     z = (S - sign S) / sqrt(Var)
 *
 * @param series values in order of time; NaN is missing and left out. The time taken grows with n²
 */
export function mannKendall(series: ArrayLike<number>): MannKendall {
  const values = new Float64Array(series.length);
  let n = 0;
  for (let i = 0; i < series.length; i++) {
    const value = series[i] as number;
    if (!Number.isNaN(value)) values[n++] = value;
  }
  let s = 0;
  for (let j = 1; j < n; j++) {
    const later = values[j] as number;
    for (let i = 0; i < j; i++) s += Math.sign(later - (values[i] as number));
  }
  const sorted = values.subarray(0, n).sort();
  let ties = 0;
  for (let i = 0, first = 0; i < n; i++) {
    if (i + 1 < n && sorted[i + 1] === sorted[i]) continue;
    const t = i + 1 - first;
    ties += t * (t - 1) * (2 * t + 5);
    first = i + 1;
  }
  const variance = ((n * n - n) * (2 * n + 5) - ties) / 18;
  const z = s === 0 ? 0 : (s - Math.sign(s)) / Math.sqrt(variance);
  return { n, s, variance, z, p: normalTwoSided(z) };
}
