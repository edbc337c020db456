/** What kind of place an area is, as far as the reach of services is concerned. */
export const REACH_CLASSES = ['town', 'fringe', 'rural', 'unknown'] as const;
export type ReachClass = (typeof REACH_CLASSES)[number];

/** Metres of travel within which a service counts as reached, by kind of place. */
export type ReachThresholds = Record<ReachClass, number>;

/**
 * The thresholds of model.md (Reach of services): town 500 m (the other usual choice is 1000 m, the
 * fifteen-minute circle 十五分钟生活圈), fringe 1000 m, villages 3000 m. Areas without a class take the
 * fringe's.
 */
export const DEFAULT_THRESHOLDS: Readonly<ReachThresholds> = {
  town: 500,
  fringe: 1000,
  rural: 3000,
  unknown: 1000,
};

/** Metres; half the way round the earth and more is no threshold. */
const MOST = 1_000_000;

/**
 * The kind of place by its class 城乡分类 (three digits, National Bureau of Statistics): 111 and 112 are town,
 * 121 to 123 fringe, 210 and 220 and all others that begin with 2 villages. No class, and any other text, is
 * unknown.
 */
export function reachClassOf(urbanRural: string | null): ReachClass {
  if (urbanRural === null) return 'unknown';
  if (/^11[12]$/.test(urbanRural)) return 'town';
  if (/^12[123]$/.test(urbanRural)) return 'fringe';
  return /^2\d\d$/.test(urbanRural) ? 'rural' : 'unknown';
}

/** Metres within which a service is reached from an area of this class 城乡分类. */
export function thresholdOf(
  urbanRural: string | null,
  thresholds: Readonly<ReachThresholds> = DEFAULT_THRESHOLDS,
): number {
  return thresholds[reachClassOf(urbanRural)];
}

/**
 * Metres of each of many areas.
 *
 * @throws RangeError for a threshold that is not above 0 or above 1 000 000 m
 */
export function thresholdsOf(
  urbanRural: readonly (string | null)[],
  thresholds: Readonly<ReachThresholds> = DEFAULT_THRESHOLDS,
): Float64Array {
  for (const name of REACH_CLASSES) {
    const metres = thresholds[name];
    if (!(metres > 0 && metres <= MOST)) throw new RangeError(`a threshold of ${metres} m for ${name}`);
  }
  return Float64Array.from(urbanRural, (code) => thresholdOf(code, thresholds));
}

/** Upper ends of the bands as multiples of the threshold, each included; one more band lies beyond the last. */
export const REACH_BANDS = [0.5, 1, 1.5, 2] as const;

/** Number of the band beyond all others; what cannot be reached at all is there as well. */
export const BEYOND = REACH_BANDS.length;

/** Stands for no band: the distance is not known. */
export const NO_BAND = 255;

/**
 * The band of a distance: 0 up to half the threshold, 1 up to the threshold, 2 up to one and a half, 3 up to
 * twice, 4 beyond or out of all reach (Infinity); `NO_BAND` where the distance is not known (NaN).
 */
export function bandOf(metres: number, threshold: number): number {
  if (Number.isNaN(metres)) return NO_BAND;
  const band = REACH_BANDS.findIndex((multiple) => metres <= multiple * threshold);
  return band < 0 ? BEYOND : band;
}

/** Whether a distance lies within the threshold, which itself counts as within; what is not known does not. */
export function isReached(metres: number, threshold: number): boolean {
  return metres <= threshold;
}
