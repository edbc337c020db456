import { discoveryThreshold } from './falseDiscovery.ts';
import { poissonAtMost } from './tails.ts';

/** One entry a cell; NaN is null: not known. */
export interface SilenceInput {
  /** Peer class of each cell, numbered from 0. */
  peers: ArrayLike<number>;
  households: Float64Array;
  /** Qualifying visits, whole. */
  visits: Float64Array;
  /** Issues found on visits, whole. */
  found: Float64Array;
  /** Issues from all other sources. */
  others: Float64Array;
}

/**
 * Why a cell was asked or not. `tested`: often visited and enough expected. `noData`: no households, or
 * visits or finds not known. `fewVisits`: not in the top quartile of its peers. `fewExpected`: fewer than 3.
 */
export const SILENCE_REASONS = ['tested', 'noData', 'fewVisits', 'fewExpected'] as const;

/** The answer, one number a cell in each column. */
export interface Silence {
  /** Issues expected from its visits at its peers' rate; NaN without data or without any visit to its peers. */
  expected: Float64Array;
  /** Chance of so few; NaN where the cell is not tested. */
  p: Float64Array;
  /** 1 for a silence spot. */
  silent: Uint8Array;
  /** 1 where a silence spot is contradicted by other sources. */
  contradicted: Uint8Array;
  /** Numbers of `SILENCE_REASONS`. */
  reason: Uint8Array;
  /** p up to which a cell is a silence spot; null where none is. */
  threshold: number | null;
}

/** Share of silence spots that may be false. */
const ALPHA = 0.05;
const LEAST_EXPECTED = 3;

/**
 * Silence spots 沉默点 (model.md): cells that are visited often and where hardly anything is ever found. Asked
 * are cells whose visits per household reach the upper quartile of their peer class and whose visits would
 * find at least 3 issues at the class's rate, μ = visits · Σ found / Σ visits; there P(Poisson(μ) <= found) is
 * corrected by Benjamini and Hochberg at 5 % over all cells asked. Neither condition looks at what the cell
 * found, so choosing by them does not bend p.
 *
 * A silence spot is contradicted when other sources report at least the peers' median per household there,
 * and report at all.
 *
 * @throws RangeError for columns of different length, negative numbers, visits or finds that are not whole
 */
export function silenceSpots({ peers, households, visits, found, others }: SilenceInput): Silence {
  const count = households.length;
  for (const column of [visits, found, others, peers])
    if (column.length !== count) throw new RangeError(`${column.length} entries for ${count} cells`);
  const classes = new Map<number, number[]>();
  const reason = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    checkCell(i, { households, visits, found, others });
    if (!((households[i] as number) > 0) || Number.isNaN((visits[i] as number) + (found[i] as number))) {
      reason[i] = SILENCE_REASONS.indexOf('noData');
      continue;
    }
    const mates = classes.get(peers[i] as number);
    if (mates) mates.push(i);
    else classes.set(peers[i] as number, [i]);
  }
  const expected = new Float64Array(count).fill(Number.NaN);
  const p = new Float64Array(count).fill(Number.NaN);
  const contradicted = new Uint8Array(count);
  for (const cells of classes.values()) {
    const perHousehold = (column: Float64Array, i: number): number =>
      (column[i] as number) / (households[i] as number);
    const often = quantile(
      cells.map((i) => perHousehold(visits, i)),
      0.75,
    ) as number;
    const usual = quantile(
      cells.map((i) => perHousehold(others, i)).filter((v) => !Number.isNaN(v)),
      0.5,
    );
    const rate = sumOf(found, cells) / sumOf(visits, cells);
    for (const i of cells) {
      const [visited, mean] = [visits[i] as number, (visits[i] as number) * rate];
      expected[i] = mean;
      if (perHousehold(visits, i) < often) reason[i] = SILENCE_REASONS.indexOf('fewVisits');
      else if (!(mean >= LEAST_EXPECTED) || visited === 0) reason[i] = SILENCE_REASONS.indexOf('fewExpected');
      else p[i] = poissonAtMost(found[i] as number, mean);
      const reported = perHousehold(others, i);
      contradicted[i] = usual !== null && reported > 0 && reported >= usual ? 1 : 0;
    }
  }
  const threshold = discoveryThreshold(p, ALPHA);
  const silent = Uint8Array.from(p, (value) => (threshold !== null && value <= threshold ? 1 : 0));
  for (let i = 0; i < count; i++) if (!silent[i]) contradicted[i] = 0;
  return { expected, p, silent, contradicted, reason, threshold };
}

function checkCell(i: number, columns: Omit<SilenceInput, 'peers'>): void {
  for (const [name, column] of Object.entries(columns)) {
    const value = column[i] as number;
    if (Number.isNaN(value)) continue;
    const isWhole = name === 'households' || name === 'others' || Number.isInteger(value);
    if (!(value >= 0 && value < Infinity && isWhole)) throw new RangeError(`cell ${i}: ${value} ${name}`);
  }
}

function sumOf(column: Float64Array, cells: readonly number[]): number {
  return cells.reduce((sum, i) => sum + (column[i] as number), 0);
}

/** By linear interpolation between the two values next to it (Hyndman and Fan's definition 7); null of nothing. */
function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = Float64Array.from(values).sort();
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low === high ? low : low + (high - low) * (at - Math.floor(at));
}
