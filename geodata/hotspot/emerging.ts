import { giStarOf, neighbourhoodSums, REASONS, type Reason, reasonCode, summarise } from './giStar.ts';
import { LEAST_CELLS } from './hotspots.ts';
import { mannKendall } from './mannKendall.ts';
import type { Neighbours } from './neighbours.ts';
import { type Bins, binsOf, type CountsAround, NO_BIN, testCells } from './significance.ts';
import { type CellValues, formsOf, zeroNulls } from './values.ts';

/** Steps below which nothing is said. */
const LEAST_STEPS = 10;

/** What a cell has been over time. */
export const PATTERNS = [
  'new',
  'intensifying',
  'diminishing',
  'persistent',
  'historical',
  'consecutive',
  'oscillating',
  'sporadic',
] as const;
export type Pattern = (typeof PATTERNS)[number];

export interface Emerging {
  side: 'hot' | 'cold';
  pattern: Pattern;
}

/** What is said of a cell: its class, `none` of them, or why nothing can be said. */
export type Course = Emerging | 'none' | Exclude<Reason, 'tested'> | 'fewSteps';

/** Columns of cells times steps, step after step: cell `i` in step `t` is at `t · cells + i`. */
export interface EmergingHotspots extends Bins {
  /** Values in all steps together. */
  n: number;
  /** NaN: null. */
  z: Float64Array;
  /** NaN: not tested. */
  p: Float64Array;
  /** Numbers of `P_METHODS`. */
  pMethod: Uint8Array;
  /** Numbers of `REASONS`. */
  reason: Uint8Array;
  /** One a cell. */
  courses: Course[];
  /** One a cell: Mann and Kendall's z of its z over the steps it was tested in; NaN where nothing is said. */
  trendZ: Float64Array;
  trendP: Float64Array;
}

/** A trend is one when its two-sided p is at most this. */
const TREND_ALPHA = 0.05;

/**
 * Emerging hot and cold spots (model.md, Emerging): Gi* over all cells and steps at once, a cell's neighbours
 * being itself and its spatial neighbours in its own step and in the one before; corrected over all of them;
 * each cell classed by its bins and the trend of its z. A cell without spatial neighbours keeps z and is not
 * tested, though it has itself in the step before.
 *
 * Steps in which a cell was not tested (null) are left out of its course; it has none when the last step is
 * such, or fewer than 10 steps are left.
 *
 * @param cells neighbours of each cell in space
 * @param steps complete ones only, in order of time; at least 10, else every course is `fewSteps`
 * @param values of all cells and steps, step after step
 * @throws RangeError for values of other cells or steps, and as `hotspots`
 */
export function emergingHotspots(cells: Neighbours, steps: number, values: CellValues): EmergingHotspots {
  const count = cells.offsets.length - 1;
  const { tested } = formsOf(values);
  if (tested.length !== count * steps) throw new RangeError(`${tested.length} values for ${steps} steps`);
  const summary = summarise(tested);
  const { n, deviation, centred } = summary;
  const present = Float64Array.from(tested, (value) => (Number.isNaN(value) ? 0 : 1));
  const sizes = Uint32Array.from(sumsOverSteps(cells, present));
  const sums = sumsOverSteps(cells, centred);
  const z = new Float64Array(tested.length).fill(Number.NaN);
  const reason = new Uint8Array(tested.length);
  for (let i = 0; i < tested.length; i++) {
    const size = sizes[i] as number;
    if (!present[i]) reason[i] = reasonCode('noData');
    else if (n < LEAST_CELLS) reason[i] = reasonCode('fewCells');
    else if (!deviation) reason[i] = reasonCode('equalValues');
    else if (size === n) reason[i] = reasonCode('everyCell');
    else {
      z[i] = giStarOf(sums[i] as number, size, n, deviation);
      if (size === 1 + (present[i - count] ?? 0)) reason[i] = reasonCode('noNeighbour');
    }
  }
  const tests = testCells(z, reason, countsAround(cells, values, tested, sizes, n));
  const bins = binsOf(tests);
  const { p, pMethod } = tests;
  return { n, z, p, pMethod, reason, ...bins, ...coursesOf(count, z, bins.bin, reason) };
}

/** Sums over each cell and its neighbours, in its own step and in the one before. */
function sumsOverSteps(cells: Neighbours, values: Float64Array): Float64Array {
  const count = cells.offsets.length - 1;
  const sums = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += count)
    sums.set(neighbourhoodSums(cells, values.subarray(start, start + count)), start);
  // from the last step down, so that the one before is still a single step's
  for (let i = values.length - 1; i >= count; i--)
    sums[i] = (sums[i] as number) + (sums[i - count] as number);
  return sums;
}

function countsAround(
  cells: Neighbours,
  values: CellValues,
  tested: Float64Array,
  sizes: Uint32Array,
  n: number,
): CountsAround | null {
  if (values.kind === 'measure') return null;
  const { column, sum: total } = zeroNulls(values.counts, tested);
  const counts = sumsOverSteps(cells, column);
  if (values.kind === 'count') return { counts, total, weights: sizes, weightTotal: n };
  const per = zeroNulls(values.per, tested);
  return { counts, total, weights: sumsOverSteps(cells, per.column), weightTotal: per.sum };
}

function coursesOf(
  count: number,
  z: Float64Array,
  bin: Int8Array,
  reason: Uint8Array,
): Pick<EmergingHotspots, 'courses' | 'trendZ' | 'trendP'> {
  const courses: Course[] = [];
  const trendZ = new Float64Array(count).fill(Number.NaN);
  const trendP = new Float64Array(count).fill(Number.NaN);
  for (let cell = 0; cell < count; cell++) {
    const last = z.length - count + cell;
    const why = last < 0 ? 'fewSteps' : (REASONS[reason[last] as number] as Reason);
    if (why !== 'tested') {
      courses.push(why);
      continue;
    }
    const series: number[] = [];
    const bins: number[] = [];
    for (let i = cell; i < z.length; i += count) {
      if (bin[i] === NO_BIN) continue;
      series.push(z[i] as number);
      bins.push(bin[i] as number);
    }
    if (bins.length < LEAST_STEPS) {
      courses.push('fewSteps');
      continue;
    }
    const trend = mannKendall(series);
    trendZ[cell] = trend.z;
    trendP[cell] = trend.p;
    courses.push(courseOf(bins, trend.p <= TREND_ALPHA ? Math.sign(trend.s) : 0));
  }
  return { courses, trendZ, trendP };
}

/**
 * The class of one cell: the first that applies, in the order of `PATTERNS`, on the side of the last step; where
 * the last step is on neither, hot before cold.
 *
 * @param bins -3 to 3 in order of time, at least one; hot from 2, cold from -2
 * @param trend of z: 1 up, -1 down, 0 none
 */
export function courseOf(bins: readonly number[], trend: number): Emerging | 'none' {
  const cold = bins.map((bin) => -bin);
  const asHot = (): Emerging | null => sided('hot', patternOf(bins, trend));
  const asCold = (): Emerging | null => sided('cold', patternOf(cold, -trend));
  const isCold = (bins.at(-1) as number) <= -2;
  return (isCold ? (asCold() ?? asHot()) : (asHot() ?? asCold())) ?? 'none';
}

function sided(side: Emerging['side'], pattern: Pattern | null): Emerging | null {
  return pattern && { side, pattern };
}

/** The first pattern that applies to hot steps; cold ones are asked with all signs turned. */
function patternOf(bins: readonly number[], trend: number): Pattern | null {
  const isHot = (bin: number): boolean => bin >= 2;
  const hot = bins.filter(isHot).length;
  const endsHot = isHot(bins.at(-1) as number);
  if (endsHot && hot === 1) return 'new';
  if (10 * hot >= 9 * bins.length) {
    if (!endsHot) return 'historical';
    return trend > 0 ? 'intensifying' : trend < 0 ? 'diminishing' : 'persistent';
  }
  if (!endsHot) return null;
  if (bins.slice(-hot).every(isHot)) return 'consecutive';
  return bins.some((bin) => bin <= -2) ? 'oscillating' : 'sporadic';
}
