import { CodedError } from '#api/errors.ts';

import { pairsBy } from '#api/jobs/statistics/travel.ts';
import type { Progress } from '#api/services/jobs.ts';
import type { SitingFound, SitingWork } from '#api/services/siting/work.ts';
import { greedy, groupDemand } from '#geodata/reach/coverage.ts';
import {
  type CoverInput,
  type Covering,
  type CoveringProgress,
  fewestPoints,
  maximalCovering,
} from '#geodata/reach/covering.ts';
import { loadHighsSolver } from '#geodata/reach/highsSolver.ts';
import { type Pairs, PairsBuilder } from '#geodata/reach/pairs.ts';
import { isReached } from '#geodata/reach/thresholds.ts';

/** Stands for all that exists: whether a place is in reach of it is known already. */
const EXISTING = 0;
/** Shares of the work after which ways are known, and after which the solver begins. */
const MEASURED = 0.3;
const BEGUN = 0.4;

/**
 * Finds where next, exactly or as far as the time goes.
 *
 * @throws CodedError `badInput` when there were too many pairs of places and candidates
 */
export async function solveSiting(whole: SitingWork, report: Progress): Promise<SitingFound> {
  const work = withinRows(whole);
  const { demand, factor, goal, seconds, nearest, metres } = work;
  report(0, 'measuring ways');
  const limits = Float64Array.from(demand.area, (area) => metres[area] as number);
  const isIn = Uint8Array.from(nearest, (distance, i) => (isReached(distance, limits[i] as number) ? 1 : 0));
  const input: CoverInput = {
    pairs: withExisting(candidatePairs(work, limits), isIn),
    weights: demand.weight.map((weight, i) => weight * (factor[demand.area[i] as number] as number)),
    fixed: Uint8Array.from({ length: work.candidates.lon.length + 1 }, (_, j) => (j === EXISTING ? 1 : 0)),
  };
  report(MEASURED, 'choosing step by step');
  const groups = groupDemand(input);
  const need = goal.kind === 'share' ? goal.share * groups.total * (1 - 1e-9) - groups.before : Infinity;
  const most = goal.kind === 'points' ? goal.p : Infinity;
  const steps = greedy(groups, most, need).map((column) => groups.candidates[column] as number);
  const solve = await loadHighsSolver();
  const options = { seconds, onProgress: (now: CoveringProgress) => tell(report, now, seconds) };
  const found =
    goal.kind === 'points'
      ? maximalCovering(input, goal.p, solve, options)
      : fewestPoints(input, goal.share, solve, options);
  report(1, 'solved');
  return foundOf(work, input, isIn, found, steps);
}

/** The same with the entries at home in some row alone. */
function withinRows(work: SitingWork): SitingWork {
  const { demand, nearest, rowOf } = work;
  const kept = Uint32Array.from(demand.area.keys()).filter(
    (i) => (rowOf[demand.area[i] as number] as number) >= 0,
  );
  const numbers = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i] as number);
  return {
    ...work,
    demand: {
      lon: numbers(demand.lon),
      lat: numbers(demand.lat),
      weight: numbers(demand.weight),
      area: Uint32Array.from(kept, (i) => demand.area[i] as number),
      located: Uint8Array.from(kept, (i) => demand.located[i] as number),
    },
    nearest: numbers(nearest),
  };
}

function tell(report: Progress, now: CoveringProgress, seconds: number): void {
  if (now.phase !== 'solving') return;
  const share = BEGUN + (1 - BEGUN) * Math.min(1, now.seconds / seconds);
  report(share, `solving, gap at most: ${(100 * now.gap).toFixed(1)} %`);
}

function candidatePairs({ candidates, demand, travel }: SitingWork, limits: Float64Array): Pairs {
  try {
    return pairsBy(travel, { lon: demand.lon, lat: demand.lat }, candidates, limits);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new CodedError('badInput', error.message, [
      { path: 'metres', message: error.message, code: 'invalid' },
    ]);
  }
}

/** The pairs with what exists put in front of the candidates, as one point. */
function withExisting({ start, point, metres }: Pairs, isIn: Uint8Array): Pairs {
  const pairs = new PairsBuilder(isIn.length);
  for (let i = 0; i < isIn.length; i++) {
    if (isIn[i]) pairs.push(EXISTING, 0);
    for (let k = start[i] as number; k < (start[i + 1] as number); k++)
      pairs.push((point[k] as number) + 1, metres[k] as number);
    pairs.endRow();
  }
  return pairs.finish();
}

/** What was found, told in people and not in weights. */
function foundOf(
  { demand, rowOf, rows }: SitingWork,
  { pairs }: CoverInput,
  isIn: Uint8Array,
  { status, gap, chosen, covered }: Covering,
  steps: readonly number[],
): SitingFound {
  const { weight, area } = demand;
  const sumOf = (isMeant: Uint8Array): number =>
    weight.reduce((sum, value, i) => (isMeant[i] ? sum + value : sum), 0);
  const list = (): Float64Array => new Float64Array(rows);
  const byRow = { demandOfRow: list(), beforeOfRow: list(), afterOfRow: list() };
  weight.forEach((value, i) => {
    const row = rowOf[area[i] as number] as number;
    if (row < 0) return;
    byRow.demandOfRow[row]! += value;
    if (isIn[i]) byRow.beforeOfRow[row]! += value;
    if (covered[i]) byRow.afterOfRow[row]! += value;
  });
  const reachedBy = entriesBy(pairs);
  return {
    proof: status,
    gap,
    before: sumOf(isIn),
    after: sumOf(covered),
    greedy: sumOf(coverOf(isIn, steps, reachedBy)),
    total: weight.reduce((sum, value) => sum + value, 0),
    chosen: inOrder(isIn, chosen, reachedBy, weight),
    ...byRow,
  };
}

/** Entries that each point reaches. */
function entriesBy({ start, point }: Pairs): Map<number, number[]> {
  const found = new Map<number, number[]>();
  for (let i = 0; i + 1 < start.length; i++)
    for (let k = start[i] as number; k < (start[i + 1] as number); k++) {
      const entries = found.get(point[k] as number);
      if (entries) entries.push(i);
      else found.set(point[k] as number, [i]);
    }
  return found;
}

function coverOf(
  isIn: Uint8Array,
  points: readonly number[],
  reachedBy: ReadonlyMap<number, readonly number[]>,
): Uint8Array {
  const covered = isIn.slice();
  for (const point of points) for (const i of reachedBy.get(point) ?? []) covered[i] = 1;
  return covered;
}

/** The chosen ones, the one that adds most people to those before it first; of equal ones the first candidate. */
function inOrder(
  isIn: Uint8Array,
  chosen: readonly number[],
  reachedBy: ReadonlyMap<number, readonly number[]>,
  weight: Float64Array,
): SitingFound['chosen'] {
  const covered = isIn.slice();
  const left = new Set(chosen);
  const order: SitingFound['chosen'] = [];
  while (left.size > 0) {
    let best = { point: -1, gained: -1 };
    for (const point of left) {
      const entries = reachedBy.get(point) ?? [];
      const gained = entries.reduce((sum, i) => (covered[i] ? sum : sum + (weight[i] as number)), 0);
      if (gained > best.gained) best = { point, gained };
    }
    left.delete(best.point);
    for (const i of reachedBy.get(best.point) ?? []) covered[i] = 1;
    // the first point stands for all that exists
    order.push({ candidate: best.point - 1, gained: best.gained });
  }
  return order;
}
