import { discoveryThreshold } from './falseDiscovery.ts';
import { binomialTwoSided, normalTwoSided } from './tails.ts';

/** How p was found. */
export const P_METHODS = ['normal', 'binomial'] as const;

/** In a column of bins, a cell that was not tested. */
export const NO_BIN = -128;

/** Shares of false discoveries allowed for bins ±3, ±2, ±1. */
export const ALPHAS = [0.01, 0.05, 0.1] as const;

/**
 * Expected count in a neighbourhood from which p is the normal one, unless asked otherwise. Where 25 to 150 were
 * expected the normal tail showed some cell in up to 13 % of random reallocations; from 100 on it keeps the 7 %
 * that model.md allows.
 */
export const NORMAL_FROM = 100;

/** Events in and around each cell, and what share of all events chance would put there. */
export interface CountsAround {
  /** Events in the neighbourhood, the cell included. */
  counts: Float64Array;
  /** Events in all cells. */
  total: number;
  /** Its part of `weightTotal`: cells where every cell is alike likely, else households or visits. */
  weights: Uint32Array | Float64Array;
  weightTotal: number;
}

/** One test a cell. */
export interface Tests {
  /** Two-sided; NaN where the cell is not tested. */
  p: Float64Array;
  /** Numbers of `P_METHODS`. */
  pMethod: Uint8Array;
  /** 1 more than expected, -1 less, 0 as expected: by the test that p is of, which z of a rate may contradict. */
  side: Int8Array;
}

/** Binomial tails of one total by neighbourhood size and count, each worked out once. */
class BinomialTable {
  /** By size, then by count as far as 1023: where fewer than 100 are expected more hardly ever occur. */
  readonly #bySize = new Map<number, Float64Array>();
  readonly #total: number;
  readonly #cells: number;

  constructor(total: number, cells: number) {
    this.#total = total;
    this.#cells = cells;
  }

  twoSided(count: number, size: number): number {
    let row = this.#bySize.get(size);
    if (!row) {
      row = new Float64Array(1024).fill(Number.NaN);
      this.#bySize.set(size, row);
    }
    const known = row[count];
    if (known !== undefined && !Number.isNaN(known)) return known;
    const p = binomialTwoSided(count, this.#total, size / this.#cells);
    if (count < row.length) row[count] = p;
    return p;
  }
}

/**
 * Two-sided p of each cell (model.md, Hotspots): of z by the normal distribution; where few events (fewer than
 * 100) are expected in the neighbourhood, the exact binomial tail of the events counted there.
 *
 * @param z NaN where there is none
 * @param reason numbers of `REASONS`; only cells that are tested get a p
 * @param around null for values that are not counted
 * @param normalFrom expected events from which p is the normal one; at most 300
 */
export function testCells(
  z: Float64Array,
  reason: Uint8Array,
  around: CountsAround | null,
  normalFrom = NORMAL_FROM,
): Tests {
  const p = new Float64Array(z.length).fill(Number.NaN);
  const pMethod = new Uint8Array(z.length);
  const side = new Int8Array(z.length);
  const { counts, total, weights, weightTotal } = around ?? NOTHING_COUNTED;
  const table = weights instanceof Uint32Array ? new BinomialTable(total, weightTotal) : null;
  const normalWeight = (normalFrom / total) * weightTotal;
  for (let i = 0; i < z.length; i++) {
    if (reason[i] !== 0) continue;
    if (!around || (weights[i] as number) >= normalWeight) {
      p[i] = normalTwoSided(z[i] as number);
      side[i] = Math.sign(z[i] as number);
      continue;
    }
    const [count, weight] = [counts[i] as number, weights[i] as number];
    p[i] = table ? table.twoSided(count, weight) : binomialTwoSided(count, total, weight / weightTotal);
    pMethod[i] = 1;
    side[i] = Math.sign(count - (total * weight) / weightTotal);
  }
  return { p, pMethod, side };
}

const NOTHING_COUNTED: CountsAround = {
  counts: new Float64Array(0),
  total: 0,
  weights: new Float64Array(0),
  weightTotal: 0,
};

/** Significance after correction, over all cells tested. */
export interface Bins {
  /** -3 to 3, cold to hot; 0 not significant; `NO_BIN` not tested. */
  bin: Int8Array;
  /** Per share of `ALPHAS` the p up to which a cell is significant; null where none is. */
  thresholds: (number | null)[];
}

/** Benjamini and Hochberg at each of `ALPHAS`, over all tests that have a p. */
export function binsOf({ p, side }: Pick<Tests, 'p' | 'side'>): Bins {
  const thresholds = ALPHAS.map((alpha) => discoveryThreshold(p, alpha));
  const [three, two, one] = thresholds.map((threshold) => threshold ?? -1) as [number, number, number];
  const bin = new Int8Array(p.length);
  for (let i = 0; i < p.length; i++) {
    const value = p[i] as number;
    if (value > one) continue;
    const size = value <= three ? 3 : value <= two ? 2 : 1;
    bin[i] = Number.isNaN(value) ? NO_BIN : size * (side[i] as number);
  }
  return { bin, thresholds };
}
