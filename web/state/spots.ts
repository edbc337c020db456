/** Cells, values and neighbours that hotspots can be looked for by; the usual one stands first. */
export const SPOT_VALUES = ['count', 'perHousehold', 'perVisit'] as const;
export const SPOT_CELLS = ['grid', 'community', 'h3'] as const;
export const SPOT_WEIGHTS = ['queen', 'knn', 'distance'] as const;
export const SPOT_PEERS = ['district', 'urbanRural'] as const;
export const SPOT_ALPHAS = ['0.1', '0.05', '0.01'] as const;

/** Bounds of what may be asked, as the interface has them: neighbours, metres, resolution of H3. */
export const SPOT_BOUNDS = { k: [1, 100], metres: [100, 100_000], resolution: [6, 10] } as const;

/** How hotspots are looked for, as it stands in the address. */
export interface Spots {
  value: (typeof SPOT_VALUES)[number];
  /** Null is what suits the level of the area in view. */
  cells: (typeof SPOT_CELLS)[number] | null;
  /** Of H3 cells. */
  resolution: number;
  weights: (typeof SPOT_WEIGHTS)[number];
  /** Nearest neighbours, and the distance in metres: of use with the weights of that name. */
  k: number;
  metres: number;
  peer: (typeof SPOT_PEERS)[number];
  alpha: (typeof SPOT_ALPHAS)[number];
}

export const USUAL_SPOTS: Spots = {
  value: 'count',
  cells: null,
  resolution: 8,
  weights: 'queen',
  k: 8,
  metres: 2000,
  peer: 'district',
  alpha: '0.1',
};

const KEYS = ['value', 'cells', 'resolution', 'weights', 'k', 'metres', 'peer', 'alpha'] as const;

/** Reads them from an address; what it does not understand is as usual. */
export function readSpots(params: URLSearchParams): Spots {
  const one = <T extends string, F>(key: string, allowed: readonly T[], usual: F): T | F =>
    allowed.find((each) => each === params.get(key)) ?? usual;
  const whole = (key: 'k' | 'metres' | 'resolution'): number => {
    const [least, most] = SPOT_BOUNDS[key];
    const text = params.get(key) ?? '';
    const value = Number(text);
    return /^\d+$/.test(text) && value >= least && value <= most ? value : USUAL_SPOTS[key];
  };
  return {
    value: one('value', SPOT_VALUES, USUAL_SPOTS.value),
    cells: one('cells', SPOT_CELLS, null),
    resolution: whole('resolution'),
    weights: one('weights', SPOT_WEIGHTS, USUAL_SPOTS.weights),
    k: whole('k'),
    metres: whole('metres'),
    peer: one('peer', SPOT_PEERS, USUAL_SPOTS.peer),
    alpha: one('alpha', SPOT_ALPHAS, USUAL_SPOTS.alpha),
  };
}

/** Writes what is not as usual. */
export function writeSpots(spots: Spots, params: URLSearchParams): void {
  for (const key of KEYS) if (spots[key] !== USUAL_SPOTS[key]) params.set(key, String(spots[key]));
}
