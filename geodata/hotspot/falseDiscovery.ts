/**
 * Benjamini and Hochberg's step-up procedure ("Controlling the false discovery rate", Journal of the Royal
 * Statistical Society B 57 (1995) 289-300): of m tests the k with the smallest p are significant, k being the
 * largest with p_(k) <= alpha k / m. Counted into steps instead of sorted.
 *
 * @param p p of each test, from 0 to 1; NaN was not tested and is outside of m
 * @param alpha share of false discoveries allowed, above 0 and below 1
 * @returns the bound alpha k / m up to which a p is significant, null where none is
 */
export function discoveryThreshold(p: Float64Array, alpha: number): number | null {
  const candidates = new Float64Array(p.length);
  let [count, tests] = [0, 0];
  for (let i = 0; i < p.length; i++) {
    const value = p[i] as number;
    if (Number.isNaN(value)) continue;
    tests++;
    if (value <= alpha) candidates[count++] = value;
  }
  const bound = (k: number): number => (alpha * k) / tests;
  // how many have their p first covered by the k-th bound; more than there are candidates k cannot be
  const at = new Uint32Array(count + 1);
  const scale = tests / alpha;
  for (let i = 0; i < count; i++) {
    const value = candidates[i] as number;
    let k = Math.ceil(value * scale);
    // rounding may put it one off
    if (bound(k) < value) k++;
    else if (k > 0 && bound(k - 1) >= value) k--;
    if (k <= count) at[k] = (at[k] as number) + 1;
  }
  let [covered, best] = [0, 0];
  for (let k = 0; k <= count; k++) {
    covered += at[k] as number;
    if (covered >= k) best = k;
  }
  return best > 0 ? bound(best) : null;
}
