/** Rates in their two forms, one value a cell; NaN where null. */
export interface BayesRates {
  /** Mean rate Σc / Σd; null without a denominator. */
  mean: number | null;
  /** Variance between cells, a; 0 where chance explains all of it. */
  between: number;
  /** The rate drawn to the mean, the more so the smaller its denominator: for people to read. */
  shown: Float64Array;
  /** The rate's distance from the mean in standard errors: for testing. */
  tested: Float64Array;
}

/**
 * Empirical Bayes rates (Marshall, "Mapping disease and mortality rates using empirical Bayes estimators",
 * Applied Statistics 40 (1991) 283-294; Assunção and Reis, "A new proposal to adjust Moran's I for population
 * density", Statistics in Medicine 18 (1999) 2147-2162). Over the n cells with d > 0, r = c / d:
 *
 *     b = Σc / Σd,  a = max(0, Σd (r - b)² / Σd - b n / Σd)
 *     shown  = b + a / (a + b / d) (r - b)
 *     tested = (r - b) / sqrt(a + b / d)
 *
 * Where nothing was counted at all every rate is 0, shown and tested.
 *
 * @param counts c, not negative; NaN is null
 * @param per d, households or visits, not negative; NaN and 0 are null: there is no rate
 * @throws RangeError for a negative or infinite number, or arrays of different length
 */
export function empiricalBayes(counts: Float64Array, per: Float64Array): BayesRates {
  if (counts.length !== per.length) throw new RangeError(`${counts.length} counts for ${per.length} cells`);
  const hasRate = (i: number): boolean => (per[i] as number) > 0 && !Number.isNaN(counts[i] as number);
  let [n, count, denominator] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const [c, d] = [counts[i] as number, per[i] as number];
    if (c < 0 || d < 0 || c === Infinity || d === Infinity) throw new RangeError(`cell ${i}: ${c} per ${d}`);
    if (!hasRate(i)) continue;
    n++;
    count += c;
    denominator += d;
  }
  const shown = new Float64Array(counts.length).fill(Number.NaN);
  const tested = new Float64Array(counts.length).fill(Number.NaN);
  if (n === 0) return { mean: null, between: 0, shown, tested };
  const mean = count / denominator;
  let squares = 0;
  for (let i = 0; i < counts.length; i++)
    if (hasRate(i)) squares += (per[i] as number) * ((counts[i] as number) / (per[i] as number) - mean) ** 2;
  const between = Math.max(0, squares / denominator - (mean * n) / denominator);
  for (let i = 0; i < counts.length; i++) {
    if (!hasRate(i)) continue;
    const away = (counts[i] as number) / (per[i] as number) - mean;
    const variance = between + mean / (per[i] as number);
    shown[i] = mean + (mean === 0 ? 0 : (between / variance) * away);
    tested[i] = mean === 0 ? 0 : away / Math.sqrt(variance);
  }
  return { mean, between, shown, tested };
}
