import { empiricalBayes } from './empiricalBayes.ts';

/** What is known of each cell; NaN is null: no data, and for a rate no denominator. */
export type CellValues =
  /** Whole numbers of events, every cell alike likely to have one. */
  | { kind: 'count'; counts: Float64Array }
  /** Whole numbers of events per household or visit. */
  | { kind: 'rate'; counts: Float64Array; per: Float64Array }
  /** Anything else that can be measured; p is always the normal one. */
  | { kind: 'measure'; values: Float64Array };

/** So many events in a cell stay whole numbers in every sum. */
const MOST = 2 ** 31;

/**
 * What is read of each cell and what is tested: the same, but for rates, which are shown drawn to the mean and
 * tested in standard errors.
 *
 * @throws RangeError for a count that is negative, not whole or above 2^31, a denominator that is negative
 */
export function formsOf(values: CellValues): { shown: Float64Array; tested: Float64Array } {
  if (values.kind === 'measure') return { shown: values.values, tested: values.values };
  const { counts } = values;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i] as number;
    if (!(count >= 0 && count <= MOST && Math.floor(count) === count) && !Number.isNaN(count))
      throw new RangeError(`a count of ${count}`);
  }
  if (values.kind === 'count') return { shown: values.counts, tested: values.counts };
  return empiricalBayes(values.counts, values.per);
}

/** A column with 0 wherever the cell is null, so that it adds nothing to its neighbours, and its sum. */
export function zeroNulls(column: Float64Array, tested: Float64Array): { column: Float64Array; sum: number } {
  let sum = 0;
  const filled = new Float64Array(column.length);
  for (let i = 0; i < column.length; i++) {
    if (Number.isNaN(tested[i] as number)) continue;
    const value = column[i] as number;
    filled[i] = value;
    sum += value;
  }
  return { column: filled, sum };
}
