/**
 * Ranks from 0 (least) to 1 (most): `(rank - 1) / (n - 1)` among the n values that are known, equal ones sharing
 * the mean of their ranks. Values that are all alike, and one alone, stand in the middle, at 0.5. NaN, null, stays
 * NaN and takes no rank.
 */
export function ranksOf(values: Float64Array): Float64Array {
  const known = Uint32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i] as number));
  known.sort((a, b) => (values[a] as number) - (values[b] as number));
  const ranks = new Float64Array(values.length).fill(Number.NaN);
  for (let from = 0; from < known.length; ) {
    const value = values[known[from] as number];
    let to = from + 1;
    while (to < known.length && values[known[to] as number] === value) to++;
    const rank = known.length === 1 ? 0.5 : (from + to - 1) / 2 / (known.length - 1);
    for (let k = from; k < to; k++) ranks[known[k] as number] = rank;
    from = to;
  }
  return ranks;
}
