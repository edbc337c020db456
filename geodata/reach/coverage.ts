import type { Pairs } from './pairs.ts';

/** What is to be covered and by which points. */
export interface CoverInput {
  /** Places of demand and the points within reach of each; the points are those of `fixed`. */
  pairs: Pairs;
  /** a of each place: how much it counts; 0 or from a millionth to a milliard, which solvers can tell apart. */
  weights: Float64Array;
  /** 1 for a point that exists and stays, 0 for a candidate. */
  fixed: Uint8Array;
}

/**
 * Demand made small without changing any answer: what a fixed point covers counts once and for all, what no
 * candidate reaches can never count, and places that the very same candidates reach are one.
 */
export interface CoverGroups {
  /** Points that are candidates; their columns are places in this list. */
  candidates: number[];
  /** Columns of the candidates that cover each group, ascending. */
  coveredBy: number[][];
  /** Sum of weights of each group. */
  weights: Float64Array;
  /** Groups that each candidate covers, by column. */
  covers: number[][];
  /** Weight in reach of a fixed point. */
  before: number;
  /** All weights together. */
  total: number;
}

const [LEAST, MOST] = [1e-6, 1e9];

/**
 * @throws RangeError for columns that do not fit the pairs, weights that are negative, not known, or too small or
 *   too large to be told apart
 */
export function groupDemand({ pairs, weights, fixed }: CoverInput): CoverGroups {
  const { start, point } = pairs;
  const places = start.length - 1;
  if (weights.length !== places) throw new RangeError(`${weights.length} weights for ${places} places`);
  const candidates: number[] = [];
  const columnOf = Int32Array.from(fixed, (isFixed, j) => (isFixed ? -1 : candidates.push(j) - 1));
  const groups = new Map<string, number>();
  const coveredBy: number[][] = [];
  const sums: number[] = [];
  let [before, total] = [0, 0];
  for (let i = 0; i < places; i++) {
    const weight = weights[i] as number;
    if (weight !== 0 && !(weight >= LEAST && weight <= MOST))
      throw new RangeError(`place ${i}: a weight of ${weight}`);
    total += weight;
    const row = point.subarray(start[i], start[i + 1]);
    const far = row.find((j) => j >= fixed.length);
    if (far !== undefined) throw new RangeError(`place ${i} reaches point ${far} of ${fixed.length}`);
    if (row.some((j) => fixed[j])) {
      before += weight;
      continue;
    }
    if (weight === 0 || row.length === 0) continue;
    const key = row.join();
    const group = groups.get(key);
    if (group !== undefined) {
      sums[group] = (sums[group] as number) + weight;
      continue;
    }
    groups.set(key, coveredBy.length);
    coveredBy.push(Array.from(row, (j) => columnOf[j] as number));
    sums.push(weight);
  }
  const covers = candidates.map((): number[] => []);
  coveredBy.forEach((columns, group) => {
    for (const column of columns) covers[column]?.push(group);
  });
  return { candidates, coveredBy, weights: Float64Array.from(sums), covers, before, total };
}

/** Weight that all candidates together would cover beyond what is covered. */
export function attainable({ weights }: CoverGroups): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

/** Weight that some columns cover beyond what is covered. */
export function gainOf({ covers, weights }: CoverGroups, columns: readonly number[]): number {
  const groups = new Set(columns.flatMap((column) => covers[column] ?? []));
  // in the order of groups, so that the same cover always has the same sum
  let sum = 0;
  for (let g = 0; g < weights.length; g++) if (groups.has(g)) sum += weights[g] as number;
  return sum;
}

/**
 * Takes, step by step, the candidate that adds most, of equal ones the first, until `p` are taken, `enough` is
 * reached or nothing is added. Covers at least 1 - 1/e of what the best `p` would (Nemhauser, Wolsey and Fisher
 * 1978).
 *
 * @returns columns in the order in which they were taken
 */
export function greedy(groups: CoverGroups, p: number, enough = Infinity): number[] {
  const { coveredBy, weights, covers } = groups;
  const isCovered = new Uint8Array(weights.length);
  const gains = covers.map((list) => list.reduce((sum, group) => sum + (weights[group] as number), 0));
  const left = covers.map((list) => list.length);
  const taken: number[] = [];
  let gained = 0;
  while (taken.length < p && gained < enough) {
    let best = -1;
    for (let column = 0; column < gains.length; column++)
      if (left[column] && (best < 0 || (gains[column] as number) > (gains[best] as number))) best = column;
    if (best < 0) break;
    taken.push(best);
    for (const group of covers[best] ?? []) {
      if (isCovered[group]) continue;
      isCovered[group] = 1;
      gained += weights[group] as number;
      for (const column of coveredBy[group] ?? []) {
        gains[column]! -= weights[group] as number;
        left[column]!--;
      }
    }
  }
  return taken;
}

/** Leaves out what adds nothing to the others, the last first. */
export function withoutIdle({ covers, weights }: CoverGroups, columns: readonly number[]): number[] {
  const times = new Uint32Array(weights.length);
  for (const column of columns) for (const group of covers[column] ?? []) times[group]!++;
  const kept: number[] = [];
  for (const column of columns.toReversed()) {
    const groups = covers[column] ?? [];
    if (groups.some((group) => times[group] === 1)) kept.push(column);
    else for (const group of groups) times[group]!--;
  }
  return kept.toReversed();
}
