import type { Neighbours } from './neighbours.ts';

/**
 * Why a cell has no answer, or only a part of one. `tested`: it has one. `noData`: no value, in no list.
 * `equalValues`: all cells have the same. `everyCell`: its neighbourhood is the whole. `noNeighbour`: nothing
 * to compare with, z only. `fewCells`: withheld, the normal approximation needs more.
 */
export const REASONS = ['tested', 'noData', 'equalValues', 'everyCell', 'noNeighbour', 'fewCells'] as const;
export type Reason = (typeof REASONS)[number];

/** A reason's number in a column. */
export const reasonCode = (reason: Reason): number => REASONS.indexOf(reason);

/** What of cells' values goes into every cell's statistic. A value that is not a number is null. */
export interface Summary {
  /** Cells with a value. */
  n: number;
  /** Null without a value. */
  mean: number | null;
  /** Standard deviation of the population, so divided by n; exactly 0 when all values are equal. */
  deviation: number | null;
  /** Each value less the mean; 0 for null, so that it adds nothing to a neighbourhood. */
  centred: Float64Array;
}

/**
 * Mean and deviation in two passes, so that large values with small differences keep their digits.
 *
 * @param x one value a cell; NaN is null
 * @throws RangeError for an infinite value
 */
export function summarise(x: Float64Array): Summary {
  let [n, sum, least, most] = [0, 0, Infinity, -Infinity];
  for (let i = 0; i < x.length; i++) {
    const value = x[i] as number;
    if (Number.isNaN(value)) continue;
    n++;
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (least === -Infinity || most === Infinity) throw new RangeError('an infinite value');
  const centred = new Float64Array(x.length);
  if (n === 0) return { n, mean: null, deviation: null, centred };
  // of equal values the mean is none but theirs, whatever their sum was rounded to
  const mean = least === most ? least : sum / n;
  let squares = 0;
  for (let i = 0; i < x.length; i++) {
    const away = (x[i] as number) - mean;
    if (Number.isNaN(away)) continue;
    centred[i] = away;
    squares += away * away;
  }
  return { n, mean, deviation: Math.sqrt(squares / n), centred };
}

/** 1 for cells with a value, 0 for null; null when every cell has one, so that nothing need be looked up. */
export function presence(x: Float64Array): Uint8Array | null {
  const present = new Uint8Array(x.length);
  let missing = false;
  for (let i = 0; i < x.length; i++) {
    if (Number.isNaN(x[i] as number)) missing = true;
    else present[i] = 1;
  }
  return missing ? present : null;
}

/**
 * Cells with a value in each neighbourhood, the cell itself included: W_i, and as weights are 0 or 1 also
 * S1_i; 0 for a cell that has no value itself.
 *
 * @param present as `presence` tells it
 */
export function neighbourhoodSizes(
  { offsets, neighbours }: Neighbours,
  present: Uint8Array | null,
): Uint32Array {
  const sizes = new Uint32Array(offsets.length - 1);
  for (let i = 0; i < sizes.length; i++) {
    const [start, end] = [offsets[i] as number, offsets[i + 1] as number];
    if (present?.[i] === 0) continue;
    let size = 1 + end - start;
    if (present) for (let k = start; k < end; k++) if (!present[neighbours[k] as number]) size--;
    sizes[i] = size;
  }
  return sizes;
}

/** Sum of values in each neighbourhood, the cell itself included. Null values must be 0. */
export function neighbourhoodSums({ offsets, neighbours }: Neighbours, values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length);
  let k = 0;
  for (let i = 0; i < sums.length; i++) {
    let sum = values[i] as number;
    for (const end = offsets[i + 1] as number; k < end; k++) sum += values[neighbours[k] as number] as number;
    sums[i] = sum;
  }
  return sums;
}

/**
 * The statistic from a neighbourhood's sums (Ord and Getis, "Local spatial autocorrelation statistics",
 * Geographical Analysis 27 (1995) 286-306, equation 14, binary weights):
 *
 *     z = (Σ_j w_ij x_j - x̄ W_i) / (s sqrt((n S1_i - W_i²) / (n - 1)))
 *
 * @param centred sum of the neighbourhood's values less their means
 * @param size cells in it
 * @param n cells in all
 * @param deviation of all, above 0
 * @returns NaN where the neighbourhood is the whole (n S1_i = W_i²)
 */
export function giStarOf(centred: number, size: number, n: number, deviation: number): number {
  return centred / (deviation * Math.sqrt((size * (n - size)) / (n - 1)));
}

export interface GiStar extends Summary {
  /** NaN where null. */
  z: Float64Array;
  /** Numbers of `REASONS`. */
  reason: Uint8Array;
  /** Cells in the neighbourhood, the cell included; 0 for a null one. */
  sizes: Uint32Array;
  /** Sum of `centred` in the neighbourhood. */
  sums: Float64Array;
}

/**
 * Getis and Ord's Gi*, each cell in its own neighbourhood, weights 0 or 1 (`giStarOf` has the formula).
 * Computes few cells as well as many; withholding is the answer's business.
 *
 * @param x one value a cell; NaN is null and leaves n, mean, deviation and all neighbourhoods
 * @throws RangeError for an infinite value, or lists of other cells
 */
export function giStar(cells: Neighbours, x: Float64Array): GiStar {
  if (cells.offsets.length !== x.length + 1) throw new RangeError(`${x.length} values for other cells`);
  const summary = summarise(x);
  const { n, deviation, centred } = summary;
  const sizes = neighbourhoodSizes(cells, n < x.length ? presence(x) : null);
  const sums = neighbourhoodSums(cells, centred);
  const z = new Float64Array(x.length).fill(Number.NaN);
  const reason = new Uint8Array(x.length);
  const [noData, equalValues] = [reasonCode('noData'), reasonCode('equalValues')];
  const [everyCell, noNeighbour] = [reasonCode('everyCell'), reasonCode('noNeighbour')];
  for (let i = 0; i < x.length; i++) {
    const size = sizes[i] as number;
    if (size === 0) reason[i] = noData;
    else if (!deviation) reason[i] = equalValues;
    else if (size === n) reason[i] = everyCell;
    else {
      z[i] = giStarOf(sums[i] as number, size, n, deviation);
      if (size === 1) reason[i] = noNeighbour;
    }
  }
  return { ...summary, z, reason, sizes, sums };
}
