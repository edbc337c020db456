import { ranksOf } from './ranks.ts';

/** One entry a place; NaN is null: not known. */
export interface DemandInput {
  /** Households, people in focus, those of 70 and older, or firms; at least 0. */
  demand: Float64Array;
  /** Coverage gap, however it is measured: only its order counts. */
  gap: Float64Array;
  /** Open issues, per household or as counts: only their order counts. */
  issues: Float64Array;
}

/** How much more a place counts that has the largest gap, and the most open issues; at least 0. */
export interface DemandFactors {
  /** Beta 1; 1 counts the place of the largest gap twice. */
  gap: number;
  /** Beta 2. */
  issues: number;
}

export interface DemandWeights {
  /** a of each place; 0 where demand is not known. */
  weights: Float64Array;
  /** Rank of the gap, 0..1; 0 where it is not known. */
  gapShare: Float64Array;
  /** Rank of the issues, 0..1; 0 where they are not known. */
  issueShare: Float64Array;
  /** Places of which each is not known, and which therefore count less. */
  unknown: { demand: number; gap: number; issues: number };
}

/**
 * What each place counts when the next point is sited (model.md): `a_i = demand_i (1 + β1 gapShare_i + β2
 * issueShare_i)`, shares being ranks 0..1 over all places given, equal values sharing their mean.
 *
 * @throws RangeError for columns of different length, a negative or infinite demand and negative factors
 */
export function demandWeights(
  { demand, gap, issues }: DemandInput,
  factors: DemandFactors = { gap: 0, issues: 0 },
): DemandWeights {
  for (const column of [gap, issues])
    if (column.length !== demand.length)
      throw new RangeError(`${column.length} entries for ${demand.length} places`);
  for (const [name, factor] of Object.entries(factors))
    if (!(factor >= 0 && factor < Infinity)) throw new RangeError(`a factor of ${factor} for ${name}`);
  demand.forEach((value, i) => {
    if (value < 0 || value === Infinity) throw new RangeError(`place ${i}: a demand of ${value}`);
  });
  const gapShare = ranksOf(gap).map(zeroIfUnknown);
  const issueShare = ranksOf(issues).map(zeroIfUnknown);
  const weights = demand.map(
    (value, i) =>
      zeroIfUnknown(value) *
      (1 + factors.gap * (gapShare[i] as number) + factors.issues * (issueShare[i] as number)),
  );
  const unknown = { demand: countUnknown(demand), gap: countUnknown(gap), issues: countUnknown(issues) };
  return { weights, gapShare, issueShare, unknown };
}

function zeroIfUnknown(value: number): number {
  return Number.isNaN(value) ? 0 : value;
}

function countUnknown(column: Float64Array): number {
  return column.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
}
