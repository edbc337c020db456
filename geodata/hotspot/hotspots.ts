import { type GiStar, giStar, neighbourhoodSums, reasonCode } from './giStar.ts';
import { type Moran, moran, type NoMoran } from './moran.ts';
import type { Neighbours } from './neighbours.ts';
import { type Bins, binsOf, type CountsAround, NORMAL_FROM, type Tests, testCells } from './significance.ts';
import { type CellValues, formsOf, zeroNulls } from './values.ts';

/** Cells with a value below which the answer is withheld. */
export const LEAST_CELLS = 30;

export interface HotspotOptions {
  /** Cells with a value below which all is withheld but x; 0 withholds nothing. @default 30 */
  leastCells?: number;
  /** Events expected in a neighbourhood from which its p is the normal one; at most 300. @default 100 */
  normalFrom?: number;
}

/** The answer of each cell, one number a cell in each column. */
export interface LocalHotspots extends Tests, Bins {
  /** Cells with a value. */
  n: number;
  /** The value to be read: the count, the measure, or the rate drawn to the mean. NaN: null. */
  x: Float64Array;
  /** NaN: null, for the reason given. */
  z: Float64Array;
  /** Numbers of `REASONS`. */
  reason: Uint8Array;
  /** Events in each neighbourhood and what they are held against; null for values that are not counted. */
  around: CountsAround | null;
}

export interface Hotspots extends LocalHotspots {
  /** Whether like lies beside like at all. */
  moran: Moran | NoMoran;
}

/**
 * Hot and cold spots (model.md, Hotspots): Gi* of every cell with its p, corrected for the number of cells,
 * and Moran's I of what was tested.
 *
 * @param cells neighbours of each cell
 * @param values all cells of the district, or of the peer class with all others null, whoever asks
 * @throws RangeError for lists of other cells, infinite values, counts that are negative or not whole,
 * denominators that are negative
 */
export function hotspots(cells: Neighbours, values: CellValues, options: HotspotOptions = {}): Hotspots {
  const { tested, ...local } = answer(cells, values, options);
  const isWithheld = local.n < (options.leastCells ?? LEAST_CELLS);
  return { ...local, moran: isWithheld ? 'fewCells' : moran(cells, tested) };
}

/** The same without Moran's I. */
export function localHotspots(
  cells: Neighbours,
  values: CellValues,
  options: HotspotOptions = {},
): LocalHotspots {
  const { tested: _, ...local } = answer(cells, values, options);
  return local;
}

function answer(
  cells: Neighbours,
  values: CellValues,
  { leastCells = LEAST_CELLS, normalFrom = NORMAL_FROM }: HotspotOptions,
): LocalHotspots & { tested: Float64Array } {
  const { shown, tested } = formsOf(values);
  const found = giStar(cells, tested);
  const { n, z, reason, sizes } = found;
  if (n < leastCells) {
    z.fill(Number.NaN);
    for (let i = 0; i < z.length; i++) if (sizes[i] !== 0) reason[i] = reasonCode('fewCells');
  }
  const around = countsAround(cells, values, tested, found);
  const tests = testCells(z, reason, around, normalFrom);
  return { n, x: shown, tested, z, reason, around, ...tests, ...binsOf(tests) };
}

function countsAround(
  cells: Neighbours,
  values: CellValues,
  tested: Float64Array,
  { n, mean, sums, sizes }: GiStar,
): CountsAround | null {
  if (values.kind === 'measure') return null;
  if (values.kind === 'count') {
    // whole numbers come back exactly, and need not be looked up again
    const counts = sums.map((sum, i) => Math.round(sum + (mean ?? 0) * (sizes[i] as number)));
    return { counts, total: Math.round(n * (mean ?? 0)), weights: sizes, weightTotal: n };
  }
  const { column, sum: total } = zeroNulls(values.counts, tested);
  const counts = neighbourhoodSums(cells, column);
  const per = zeroNulls(values.per, tested);
  return { counts, total, weights: neighbourhoodSums(cells, per.column), weightTotal: per.sum };
}
