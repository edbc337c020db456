import { ranksOf } from './ranks.ts';

/** What a priority is made of: the coverage gap, the share out of reach, the open issues. */
export const PRIORITY_PARTS = ['gap', 'reach', 'issues'] as const;
export type PriorityPart = (typeof PRIORITY_PARTS)[number];

export interface Priorities {
  /** 0 (least pressing) to 1; NaN where none of the parts that weigh is known. */
  score: Float64Array;
  /** Rank 0..1 of each part, so that every score shows what it is made of; NaN where the part is not known. */
  ranks: Record<PriorityPart, Float64Array>;
  /** Share of the weights that the known parts of each place have: 1 when all that weigh are known. */
  known: Float64Array;
  /** Places with a score, the most pressing first, of equal ones the first. */
  order: Uint32Array;
}

/**
 * The priority list (model.md): the weighted mean of the ranks 0..1 of each part over all places given. A part
 * that is not known leaves the mean together with its weight.
 *
 * @param values one entry a place, larger is more pressing; NaN is null
 * @param weights at least 0, not all 0; only their proportion counts
 * @throws RangeError for columns of different length and other weights
 */
export function prioritise(
  values: Readonly<Record<PriorityPart, Float64Array>>,
  weights: Readonly<Record<PriorityPart, number>>,
): Priorities {
  const count = values.gap.length;
  let whole = 0;
  for (const part of PRIORITY_PARTS) {
    if (values[part].length !== count)
      throw new RangeError(`${values[part].length} entries of ${part} for ${count} places`);
    if (!(weights[part] >= 0 && weights[part] < Infinity))
      throw new RangeError(`a weight of ${weights[part]} for ${part}`);
    whole += weights[part];
  }
  if (whole === 0) throw new RangeError('no part has a weight');
  const ranks = {
    gap: ranksOf(values.gap),
    reach: ranksOf(values.reach),
    issues: ranksOf(values.issues),
  };
  const score = new Float64Array(count);
  const known = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let [sum, weight] = [0, 0];
    for (const part of PRIORITY_PARTS) {
      const rank = ranks[part][i] as number;
      if (Number.isNaN(rank)) continue;
      sum += weights[part] * rank;
      weight += weights[part];
    }
    score[i] = weight > 0 ? sum / weight : Number.NaN;
    known[i] = weight / whole;
  }
  const order = Uint32Array.from(score.keys()).filter((i) => !Number.isNaN(score[i] as number));
  order.sort((a, b) => (score[b] as number) - (score[a] as number) || a - b);
  return { score, ranks, known, order };
}
