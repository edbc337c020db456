import { neighbourhoodSizes, presence, summarise } from './giStar.ts';
import { hasNeighbour, type Neighbours } from './neighbours.ts';
import { normalTwoSided } from './tails.ts';

/** Moran's I of all cells together. */
export interface Moran {
  /** Cells with a value. */
  n: number;
  i: number;
  /** What chance gives: -1 / (n - 1). */
  expected: number;
  variance: number;
  z: number;
  /** Two-sided. */
  p: number;
}

/**
 * Why there is none. `equalValues`: nothing varies. `fewCells`: fewer than 4. `noNeighbour`: no cell has one.
 * `everyCell`: everyone is everyone's neighbour, so that every arrangement gives the same.
 */
export type NoMoran = 'equalValues' | 'fewCells' | 'noNeighbour' | 'everyCell';

/**
 * Moran's I with row-standardised weights and its variance under randomisation (Cliff and Ord, Spatial
 * Processes, 1981, 1.4 and 2.3):
 *
 *     I = n Σ_ij w_ij y_i y_j / (S0 Σ y²)    y = x - x̄,  w_ij = 1 / neighbours of i
 *     E = -1 / (n - 1)
 *     Var = (n((n² - 3n + 3) S1 - n S2 + 3 S0²) - k((n² - n) S1 - 2n S2 + 6 S0²))
 *           / ((n - 1)(n - 2)(n - 3) S0²) - E²
 *     S0 = Σ w_ij,  S1 = ½ Σ_ij (w_ij + w_ji)²,  S2 = Σ_i (w_i. + w_.i)²,  k = n Σ y⁴ / (Σ y²)²
 *
 * A cell without a neighbour counts in n and has an empty row.
 *
 * @param x one value a cell; NaN is null
 * @throws RangeError for an infinite value, or lists of other cells
 */
export function moran(cells: Neighbours, x: Float64Array): Moran | NoMoran {
  const { offsets, neighbours } = cells;
  if (offsets.length !== x.length + 1) throw new RangeError(`${x.length} values for other cells`);
  const { n, deviation, centred } = summarise(x);
  if (n < 4) return 'fewCells';
  if (!deviation) return 'equalValues';
  const sizes = neighbourhoodSizes(cells, n < x.length ? presence(x) : null);
  const weightOf = (cell: number): number => 1 / ((sizes[cell] as number) - 1);
  let [product, s0, s1] = [0, 0, 0];
  let complete = true;
  // weights that others give to the cell
  const given = new Float64Array(x.length);
  for (let a = 0; a < x.length; a++) {
    const size = sizes[a] as number;
    if (size > 0 && size < n) complete = false;
    if (size < 2) continue;
    const w = weightOf(a);
    let sum = 0;
    for (let k = offsets[a] as number; k < (offsets[a + 1] as number); k++) {
      const b = neighbours[k] as number;
      if (sizes[b] === 0) continue;
      sum += centred[b] as number;
      given[b] = (given[b] as number) + w;
      // ½ Σ (w_ab + w_ba)² = Σ w_ab² + Σ w_ab w_ba
      s1 += w * w + (hasNeighbour(cells, b, a) ? w * weightOf(b) : 0);
    }
    product += w * (centred[a] as number) * sum;
    s0++;
  }
  if (s0 === 0) return 'noNeighbour';
  if (complete) return 'everyCell';
  let [s2, fourth] = [0, 0];
  for (let a = 0; a < x.length; a++) {
    const size = sizes[a] as number;
    if (size === 0) continue;
    s2 += ((size > 1 ? 1 : 0) + (given[a] as number)) ** 2;
    fourth += (centred[a] as number) ** 4;
  }
  const squares = n * deviation ** 2;
  const i = (n * product) / (s0 * squares);
  const expected = -1 / (n - 1);
  const kurtosis = (n * fourth) / squares ** 2;
  const s0Squared = s0 * s0;
  const variance =
    (n * ((n * n - 3 * n + 3) * s1 - n * s2 + 3 * s0Squared) -
      kurtosis * ((n * n - n) * s1 - 2 * n * s2 + 6 * s0Squared)) /
      ((n - 1) * (n - 2) * (n - 3) * s0Squared) -
    expected ** 2;
  const z = (i - expected) / Math.sqrt(variance);
  return { n, i, expected, variance, z, p: normalTwoSided(z) };
}
