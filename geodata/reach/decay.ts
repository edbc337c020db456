/**
 * How much of a service's worth is left at a distance. `reach` is d0 in metres, one for all places or one each
 * where their thresholds differ; nothing is left beyond it.
 */
export type Decay =
  /** All of it, wherever a pair is given. */
  | { kind: 'binary' }
  /** `(exp(-(d/d0)²/2) - exp(-1/2)) / (1 - exp(-1/2))`: 1 at the point, 0 at d0 (Dai 2010). */
  | { kind: 'gaussian'; reach: Float64Array | number }
  /** `d^-exponent`; what is nearer than `least` metres (default 1) counts as that far. */
  | { kind: 'power'; exponent: number; least?: number }
  /** The weight of the first step whose `to`, a share of the reach, is not exceeded (Luo and Qi 2009). */
  | { kind: 'stepped'; steps: readonly { to: number; weight: number }[]; reach: Float64Array | number };

/** The three zones of Luo and Qi (2009), by thirds of the reach: Gaussian weights of their slower decay. */
export const LUO_QI_STEPS = [
  { to: 1 / 3, weight: 1 },
  { to: 2 / 3, weight: 0.68 },
  { to: 1, weight: 0.22 },
] as const;

/** Weight of a pair by the number of its place and its metres. */
export type WeightOf = (place: number, metres: number) => number;

/**
 * @param places how many there are
 * @throws RangeError for a reach of 0 or less, a column of another length, an exponent below 0, steps that do
 *   not rise or weights outside 0..1
 */
export function weightOf(decay: Decay, places: number): WeightOf {
  if (decay.kind === 'binary') return () => 1;
  if (decay.kind === 'power') return powerOf(decay);
  const reach = decay.reach;
  const single = typeof reach === 'number' ? reach : null;
  const column = typeof reach === 'number' ? [reach] : reach;
  if (single === null && column.length !== places)
    throw new RangeError(`${column.length} distances for ${places} places`);
  column.forEach((metres, i) => {
    if (!(metres > 0 && metres < Infinity)) throw new RangeError(`place ${i}: a reach of ${metres} m`);
  });
  const shareOf = (place: number, metres: number): number => metres / (single ?? (column[place] as number));
  if (decay.kind === 'gaussian') {
    const atReach = Math.exp(-0.5);
    return (place, metres) => {
      const share = shareOf(place, metres);
      return share >= 1 ? 0 : (Math.exp(-0.5 * share * share) - atReach) / (1 - atReach);
    };
  }
  checkSteps(decay.steps);
  return (place, metres) => {
    const share = shareOf(place, metres);
    return decay.steps.find(({ to }) => share <= to)?.weight ?? 0;
  };
}

function powerOf({ exponent, least = 1 }: { exponent: number; least?: number }): WeightOf {
  if (!(exponent >= 0 && exponent < Infinity)) throw new RangeError(`an exponent of ${exponent}`);
  if (!(least > 0 && least < Infinity)) throw new RangeError(`a least distance of ${least} m`);
  return (_place, metres) => Math.max(metres, least) ** -exponent;
}

function checkSteps(steps: readonly { to: number; weight: number }[]): void {
  if (steps.length === 0) throw new RangeError('no steps');
  steps.forEach(({ to, weight }, i) => {
    if (!(to > (steps[i - 1]?.to ?? 0) && to <= 1))
      throw new RangeError(`step ${i} ends at ${to} of the reach`);
    if (!(weight >= 0 && weight <= 1)) throw new RangeError(`step ${i}: a weight of ${weight}`);
  });
}
