import type { DemandEntries, Travel } from '#api/services/reach/work.ts';
import type { Places } from '#geodata/reach/pairs.ts';

/** A siting as its worker gets it. */
export interface SitingWork {
  /** Of the whole district: those at home in no row are left out. */
  demand: DemandEntries;
  /** How much one of each area's demand counts. */
  factor: Float64Array;
  /** Threshold of each area, metres. */
  metres: Float64Array;
  /** Metres of each entry to the nearest existing point. */
  nearest: Float64Array;
  candidates: Places;
  travel: Travel;
  goal: { kind: 'points'; p: number } | { kind: 'share'; share: number };
  /** Seconds the solver has. */
  seconds: number;
  /** Row of each area, -1 for none. */
  rowOf: Int32Array;
  rows: number;
}

export interface SitingFound {
  /** `impossible`: all candidates together do not reach the share. */
  proof: 'optimal' | 'bound' | 'impossible';
  gap: number;
  /** People reached: by what exists, with what is chosen, with what choosing one after the other would take. */
  before: number;
  after: number;
  greedy: number;
  total: number;
  /** Numbers of candidates, the one that adds most first, and what each adds to those before it. */
  chosen: { candidate: number; gained: number }[];
  demandOfRow: Float64Array;
  beforeOfRow: Float64Array;
  afterOfRow: Float64Array;
}
