/**
 * Shares out whole things in proportion to weights by largest remainders (Hamilton), so that they add up.
 *
 * @param weights one per receiver, none negative, not all zero
 * @param total how many to share out; at least `least` for each
 * @param least what everybody gets first
 * @throws RangeError when there are too few for `least`
 */
export function apportion(weights: readonly number[], total: number, least = 0): number[] {
  const free = total - least * weights.length;
  if (free < 0) throw new RangeError(`${total} are too few for ${weights.length} times ${least}`);
  const sum = weights.reduce((a, b) => a + b, 0);
  // Who gets the least anyway has that much of its share already.
  const wanted = weights.map((weight) => Math.max(0, (weight / sum) * total - least));
  const wantedSum = wanted.reduce((a, b) => a + b, 0) || 1;
  const exact = wanted.map((want) => (want / wantedSum) * free);
  const result = exact.map((value) => Math.floor(value) + least);
  const left = total - result.reduce((a, b) => a + b, 0);
  const byRemainder = exact
    .map((value, i) => ({ i, remainder: value - Math.floor(value) }))
    .sort((a, b) => b.remainder - a.remainder || a.i - b.i);
  for (let k = 0; k < left; k++) result[byRemainder[k % byRemainder.length]!.i]!++;
  return result;
}
