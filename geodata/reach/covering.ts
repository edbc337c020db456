import {
  attainable,
  type CoverGroups,
  type CoverInput,
  gainOf,
  greedy,
  groupDemand,
  withoutIdle,
} from './coverage.ts';
import { type Milp, MilpRows, type SolveMilp } from './milp.ts';

export type { CoverInput } from './coverage.ts';

/** What is being done; `solving` tells how far it has come. */
export type CoveringProgress =
  | { phase: 'grouping' | 'greedy' }
  | { phase: 'solving'; seconds: number; objective: number; bound: number; gap: number };

export interface CoveringOptions {
  /** The solver stops after so long; default for ever. */
  seconds?: number;
  onProgress?: (progress: CoveringProgress) => void;
  /** Asked now and then while solving; true ends it with the best found so far. */
  isStopped?: () => boolean;
}

export interface Covering {
  /**
   * `optimal`: nothing better exists, proved. `bound`: the time was up; nothing is better than `bound`.
   * `impossible`: all candidates together do not reach the share that was asked for; they are the answer.
   */
  status: 'optimal' | 'bound' | 'impossible';
  /** Weight covered, or number of points for `fewestPoints`. */
  objective: number;
  /** The same at best: at least `objective` for a weight, at most for a number of points. */
  bound: number;
  /** Share of the better of the two that may be missing: `|bound - objective| / max(bound, objective)`, 0 when optimal. */
  gap: number;
  /** Candidates to take, by number of point, ascending; those that would add nothing are left out. */
  chosen: number[];
  /** 1 for each place in reach of a chosen or fixed point. */
  covered: Uint8Array;
  /** What step by step would give, by the same measure as `objective`. */
  greedyObjective: number;
  /** Weight covered, that covered by fixed points alone, that all candidates would cover, and all weights. */
  weight: { covered: number; before: number; attainable: number; total: number };
}

/**
 * Where next: the at most `p` candidates that, together with the fixed points, have most weight in reach
 * (maximal covering, Church and ReVelle 1974): `max Σ a_i X_i, Σ_{j in N_i} Y_j >= X_i, Σ Y_j <= p`, solved
 * exactly. X need not be declared whole: with whole Y the greatest X is.
 *
 * @param solve blocks the thread; ending the worker is the way to cancel
 * @param p new points at most, beside the fixed ones
 * @throws RangeError for a p that is not whole or below 0, and as `groupDemand`
 */
export function maximalCovering(
  input: CoverInput,
  p: number,
  solve: SolveMilp,
  options: CoveringOptions = {},
): Covering {
  if (!(Number.isInteger(p) && p >= 0)) throw new RangeError(`${p} points`);
  const { groups, found } = begin(input, options, (all) => greedy(all, p));
  const most = attainable(groups);
  const greedyGain = gainOf(groups, found);
  const answer = (taken: readonly number[], bound: number, isProved: boolean): Covering => {
    const columns = withoutIdle(groups, taken);
    const weight = weightsOf(groups, columns);
    const top = Math.max(bound + groups.before, weight.covered);
    return {
      status: isProved ? 'optimal' : 'bound',
      objective: weight.covered,
      ...(isProved ? { bound: weight.covered, gap: 0 } : { bound: top, gap: gapOf(weight.covered, top) }),
      ...chosenOf(input, groups, columns),
      greedyObjective: groups.before + greedyGain,
      weight,
    };
  };
  // no point may be taken, or all that can be reached is reached: there is nothing to prove
  if (p === 0 || found.length < p || greedyGain === most) return answer(found, most, true);

  const scale = scaleOf(groups.weights);
  const model = coverModel(groups, 'max', (rows, y) => {
    for (const column of y) rows.term(column, 1);
    rows.between(-Infinity, p);
  });
  model.cost.set(groups.weights.map((weight) => weight * scale));
  const solved = solve(model, {
    ...solverOptions(options, { before: groups.before, scale, known: greedyGain, limit: most }),
    warm: warmStart(groups, found),
  });
  const columns = betterOf(groups, columnsOf(groups, solved.x), found);
  return answer(columns, Math.min(most, solved.bound / scale), solved.status === 'optimal');
}

/**
 * The fewest candidates that, together with the fixed points, have this share of all weight in reach: partial
 * set covering (Daskin and Owen 1999), with share 1 the set covering of Toregas and others (1971): `min Σ Y_j,
 * Σ a_i X_i >= share Σ a_i, Σ_{j in N_i} Y_j >= X_i`.
 *
 * @param share above 0, at most 1; of all weights, also of what no candidate reaches
 * @throws RangeError for another share, and as `groupDemand`
 */
export function fewestPoints(
  input: CoverInput,
  share: number,
  solve: SolveMilp,
  options: CoveringOptions = {},
): Covering {
  if (!(share > 0 && share <= 1)) throw new RangeError(`a share of ${share}`);
  // sums in different orders differ in their last digits
  const needOf = ({ total, before }: CoverGroups): number => share * total * (1 - 1e-9) - before;
  const { groups, found } = begin(input, options, (all) => greedy(all, Infinity, needOf(all)));
  const [need, most] = [needOf(groups), attainable(groups)];
  const step = withoutIdle(groups, found);
  const answer = (columns: readonly number[], bound: number, status: Covering['status']): Covering => {
    const weight = weightsOf(groups, columns);
    const objective = columns.length;
    const least = status === 'bound' ? Math.min(bound, objective) : objective;
    return {
      status: least === objective && status === 'bound' ? 'optimal' : status,
      objective,
      bound: least,
      gap: gapOf(least, objective),
      ...chosenOf(input, groups, columns),
      greedyObjective: step.length,
      weight,
    };
  };
  if (need > most)
    return answer(
      withoutIdle(
        groups,
        groups.candidates.map((_, y) => y),
      ),
      0,
      'impossible',
    );
  if (step.length <= 1) return answer(step, 0, 'optimal');

  const scale = scaleOf(groups.weights);
  const model = coverModel(groups, 'min', (rows) => {
    groups.weights.forEach((weight, x) => {
      rows.term(x, weight * scale);
    });
    rows.between(need * scale, Infinity);
  });
  const x = groups.weights.length;
  model.cost.fill(1, x);
  // what is larger than all that may be left out must be covered
  groups.weights.forEach((weight, group) => {
    if (weight > most - need) model.lower[group] = 1;
  });
  const solved = solve(model, {
    ...solverOptions(options, { before: 0, scale: 1, known: step.length, limit: 1 }),
    warm: warmStart(groups, step),
  });
  const taken = columnsOf(groups, solved.x);
  const columns = taken && withoutIdle(groups, taken);
  // held against the exact sum: a solver lets pass what is short of it by a millionth
  const isGood = columns !== null && columns.length <= step.length && gainOf(groups, columns) >= need;
  const isProved = isGood && solved.status === 'optimal';
  const bound = Math.max(1, Math.ceil(solved.bound - 1e-6));
  return answer(isGood ? columns : step, bound, isProved ? 'optimal' : 'bound');
}

/** Groups of the demand, and what step by step would take. */
function begin(
  input: CoverInput,
  { onProgress }: CoveringOptions,
  take: (groups: CoverGroups) => number[],
): { groups: CoverGroups; found: number[] } {
  onProgress?.({ phase: 'grouping' });
  const groups = groupDemand(input);
  onProgress?.({ phase: 'greedy' });
  return { groups, found: take(groups) };
}

/** Columns: X of each group, then Y of each candidate. Rows: a group needs one of its candidates; then others. */
function coverModel(
  { coveredBy, covers }: CoverGroups,
  sense: Milp['sense'],
  addRows: (rows: MilpRows, y: number[]) => void,
): Milp {
  const [x, columns] = [coveredBy.length, coveredBy.length + covers.length];
  const rows = new MilpRows();
  coveredBy.forEach((candidates, group) => {
    for (const column of candidates) rows.term(x + column, 1);
    rows.term(group, -1);
    rows.between(0, Infinity);
  });
  addRows(
    rows,
    covers.map((_, column) => x + column),
  );
  return {
    sense,
    cost: new Float64Array(columns),
    lower: new Float64Array(columns),
    upper: new Float64Array(columns).fill(1),
    whole: new Uint8Array(columns).fill(1, x),
    ...rows.finish(),
  };
}

function warmStart({ coveredBy, covers }: CoverGroups, taken: readonly number[]): Float64Array {
  const isTaken = new Set(taken);
  return Float64Array.from([
    ...coveredBy.map((columns) => (columns.some((column) => isTaken.has(column)) ? 1 : 0)),
    ...covers.map((_, column) => (isTaken.has(column) ? 1 : 0)),
  ]);
}

/**
 * Solvers count in absolute tolerances: weights far from 1 are brought near it. Ordinary ones stay as they are,
 * since a solver makes use of their being whole.
 */
function scaleOf(weights: Float64Array): number {
  const most = weights.reduce((a, b) => Math.max(a, b), 0);
  return most >= 1 && most <= 1e6 ? 1 : 1000 / most;
}

/**
 * What a solver is told, its progress turned into weights or points. `known` is what step by step reaches, `limit`
 * what cannot be exceeded (or, looking for the fewest, undercut) whatever the solver finds.
 */
function solverOptions(
  { seconds, onProgress, isStopped }: CoveringOptions,
  { before, scale, known, limit }: { before: number; scale: number; known: number; limit: number },
) {
  const [bestKnown, isMost] = [before + known, limit >= known];
  return {
    ...(seconds !== undefined && { seconds }),
    ...(isStopped && { isStopped }),
    ...(onProgress && {
      onProgress(progress: { seconds: number; objective: number | null; bound: number | null }) {
        const better = isMost ? Math.max : Math.min;
        const worse = isMost ? Math.min : Math.max;
        const found = progress.objective === null ? bestKnown : before + progress.objective / scale;
        const objective = better(bestKnown, found);
        const bound =
          progress.bound === null ? before + limit : before + worse(limit, progress.bound / scale);
        const gap = gapOf(Math.min(objective, bound), Math.max(objective, bound));
        onProgress({ phase: 'solving', seconds: progress.seconds, objective, bound, gap });
      },
    }),
  };
}

/** Candidates that a solution takes. */
function columnsOf({ weights, covers }: CoverGroups, x: Float64Array | null): number[] | null {
  if (x === null) return null;
  return covers.flatMap((_, column) => ((x[weights.length + column] as number) > 0.5 ? [column] : []));
}

function betterOf(groups: CoverGroups, columns: number[] | null, other: number[]): number[] {
  return columns !== null && gainOf(groups, columns) >= gainOf(groups, other) ? columns : other;
}

function gapOf(less: number, more: number): number {
  return more > 0 ? (more - less) / more : 0;
}

function weightsOf(groups: CoverGroups, columns: readonly number[]): Covering['weight'] {
  const { before, total } = groups;
  return {
    covered: before + gainOf(groups, columns),
    before,
    attainable: before + attainable(groups),
    total,
  };
}

function chosenOf(
  { pairs, fixed }: CoverInput,
  { candidates }: CoverGroups,
  columns: readonly number[],
): Pick<Covering, 'chosen' | 'covered'> {
  const isOpen = fixed.slice();
  for (const column of columns) isOpen[candidates[column] as number] = 1;
  const chosen = columns.map((column) => candidates[column] as number).sort((a, b) => a - b);
  const covered = Uint8Array.from({ length: pairs.start.length - 1 }, (_, i) =>
    pairs.point.subarray(pairs.start[i], pairs.start[i + 1]).some((j) => isOpen[j]) ? 1 : 0,
  );
  return { chosen, covered };
}
