import { type Decay, weightOf } from './decay.ts';
import type { Pairs } from './pairs.ts';

/** Hours a week a desk is open that its capacity is meant for (model.md). */
const FULL_WEEK = 40;

/**
 * What a point offers: capacity times open hours a week over 40 (model.md). NaN when either is not known: an
 * unknown capacity is null, not 1.
 *
 * @param capacity persons served in a full week, or whatever else the register counts
 */
export function supplyOf(capacity: number | null, openHoursAWeek: number | null): number {
  return capacity === null || openHoursAWeek === null ? Number.NaN : (capacity * openHoursAWeek) / FULL_WEEK;
}

export interface CatchmentInput {
  /** Pairs of places and points within reach. */
  pairs: Pairs;
  /** P, people or households of each place. */
  demand: Float64Array;
  /** S of each point; NaN where it is not known. */
  supply: Float64Array;
}

export interface CatchmentOptions {
  /** Default binary: the plain method. */
  decay?: Decay;
  /** Access is told per so many of the demand; default 1000 (model.md). */
  per?: number;
  /**
   * Pairs among which each place chooses by weight, so that a point with rivals nearby meets less demand: the
   * three-step method (Wan, Zou and Sternberg 2012). The pairs within reach or more than these; by default
   * nobody chooses.
   */
  choice?: Pairs;
}

export interface Catchment {
  /** A of each place: supply within reach per `per` of those who compete for it. 0 where nothing is in reach. */
  access: Float64Array;
  /** R of each point: supply per one of the demand in its reach; NaN where it is not known or nobody is there. */
  ratio: Float64Array;
  /** Points that were left out since their supply is not known. */
  unknownPoints: number;
  /** 1 for a place that has such a point in reach: its access is at least what is told. */
  hasUnknown: Uint8Array;
}

/**
 * Access by the floating catchment area method in two steps (Luo and Wang 2003; with decay, Luo and Qi 2009 and
 * Dai 2010): `R_j = S_j / Σ_k P_k w_kj`, `A_i = per Σ_j R_j w_ij`, both sums over pairs within reach, which need
 * no limit of their own. With `choice`, w is multiplied by `w_ij / Σ_k w_ik` in both steps, the sum over the pairs
 * of the choice.
 *
 * @throws RangeError for columns that do not fit the pairs, negative demand or supply, and as `weightOf`
 */
export function floatingCatchment(
  { pairs, demand, supply }: CatchmentInput,
  { decay = { kind: 'binary' }, per = 1000, choice }: CatchmentOptions = {},
): Catchment {
  const { start, point } = pairs;
  const places = start.length - 1;
  if (demand.length !== places) throw new RangeError(`demand of ${demand.length} for ${places} places`);
  if (!(per > 0 && per < Infinity)) throw new RangeError(`access per ${per}`);
  demand.forEach((value, i) => {
    if (!(value >= 0 && value < Infinity)) throw new RangeError(`place ${i}: a demand of ${value}`);
  });
  supply.forEach((value, j) => {
    if (value < 0 || value === Infinity) throw new RangeError(`point ${j}: a supply of ${value}`);
  });

  const weights = weightsOf(pairs, supply, decay, choice);
  const met = new Float64Array(supply.length);
  for (let i = 0; i < places; i++)
    for (let k = start[i] as number; k < (start[i + 1] as number); k++)
      met[point[k] as number]! += (demand[i] as number) * (weights[k] as number);
  const ratio = supply.map((value, j) => ((met[j] as number) > 0 ? value / (met[j] as number) : Number.NaN));

  const access = new Float64Array(places);
  const hasUnknown = new Uint8Array(places);
  for (let i = 0; i < places; i++) {
    let sum = 0;
    for (let k = start[i] as number; k < (start[i + 1] as number); k++) {
      const j = point[k] as number;
      if (Number.isNaN(supply[j] as number)) hasUnknown[i] = 1;
      // where nobody is in reach, nobody competes and the ratio says nothing
      else if ((met[j] as number) > 0) sum += (ratio[j] as number) * (weights[k] as number);
    }
    access[i] = per * sum;
  }
  const unknownPoints = supply.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  return { access, ratio, unknownPoints, hasUnknown };
}

/** Weight of each pair, chosen among others where there is a choice. */
function weightsOf(pairs: Pairs, supply: Float64Array, decay: Decay, choice?: Pairs): Float64Array {
  const { start } = pairs;
  const weights = plainWeights(pairs, supply, decay);
  if (!choice) return weights;
  if (choice.start.length !== start.length)
    throw new RangeError(`choices of ${choice.start.length - 1} for ${start.length - 1} places`);
  const among = choice === pairs ? weights.slice() : plainWeights(choice, supply, decay);
  for (let i = 0; i < start.length - 1; i++) {
    let sum = 0;
    for (let k = choice.start[i] as number; k < (choice.start[i + 1] as number); k++)
      sum += among[k] as number;
    if (sum === 0) continue;
    for (let k = start[i] as number; k < (start[i + 1] as number); k++)
      weights[k] = (weights[k] as number) ** 2 / sum;
  }
  return weights;
}

/** Weight of each pair by its distance; that of a point of unknown supply is 0, so that nobody is drawn to it. */
function plainWeights({ start, point, metres }: Pairs, supply: Float64Array, decay: Decay): Float64Array {
  const places = start.length - 1;
  const weight = weightOf(decay, places);
  const weights = new Float64Array(metres.length);
  for (let i = 0; i < places; i++) {
    for (let k = start[i] as number; k < (start[i + 1] as number); k++) {
      const j = point[k] as number;
      if (j >= supply.length) throw new RangeError(`place ${i} reaches point ${j} of ${supply.length}`);
      if (!Number.isNaN(supply[j] as number)) weights[k] = weight(i, metres[k] as number);
    }
  }
  return weights;
}
