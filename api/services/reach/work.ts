import type { DECAYS } from '#api/contract/reach.ts';
import type { Nearest, Places } from '#geodata/reach/pairs.ts';
import type { Outlines, PackedAreas } from '#geodata/tiles/pack.ts';

/** How far it is: as the crow flies times a factor, or along a network, known by its id. */
export type Travel =
  | { kind: 'geodesic'; detour: number }
  | { kind: 'network'; id: string; edges: Uint8Array };

export type DecayName = (typeof DECAYS)[number];

/** Areas of a district and a point inside each, NaN where no outline is known. */
export interface AreaShapes extends Places {
  outlines: Outlines;
}

/** Subjects, each with the place of its home in a list of areas (-1: in none) and its own place where it has one. */
export interface Located extends Places {
  area: Int32Array;
}

/** Whose reach is asked for: one entry a subject with a place of its own, one an area for all others at home there. */
export interface DemandEntries extends Places {
  /** How many each stands for. */
  weight: Float64Array;
  /** Place of the home in the list of areas. */
  area: Uint32Array;
  /** 1 where the entry has a place of its own. */
  located: Uint8Array;
}

/** Sums of entries by row. Lists have one value a row. */
export interface ReachRows {
  demand: Float64Array;
  reached: Float64Array;
  located: Float64Array;
  cutOff: Float64Array;
  /** Weighted by demand over what has a way to a point; NaN without any. */
  meanMetres: Float64Array;
  medianMetres: Float64Array;
  /** Threshold of all the row's entries; NaN where they differ or there is none. */
  metres: Float64Array;
  /** Demand by band of its own threshold, band after band, each a list of rows. */
  bands: Float64Array[];
  /** Point nearest to most of the demand; -1 without one. */
  nearest: Int32Array;
  /** Place of a point (a moving one has several) nearest to most of what is out of reach; -1 without one. */
  nearestOut: Int32Array;
  /** Mean metres of what is out of reach; NaN without any. */
  outMetres: Float64Array;
  /** Mean of the access, weighted by demand; NaN without any. */
  score: Float64Array;
}

/** The arithmetic of reach, worked on the thread of statistics. What comes back lies in shared memory. */
export interface ReachWork {
  /** @param input.areas of any levels; the answer is in their order */
  reachShapes(input: { areas: PackedAreas }): Promise<AreaShapes>;
  /**
   * The place of those who have none of their own, by area: the middle of the households' own places below the
   * area where it lies inside, else the point inside; and households that are counted there and not listed.
   *
   * @param input.parent place of each area's parent, -1 without
   * @param input.counted households by count, NaN where there is none
   */
  reachHomes(input: {
    shapes: AreaShapes;
    parent: Int32Array;
    counted: Float64Array;
    households: Located;
  }): Promise<Places & { unlisted: Float64Array }>;
  /** @param input.extra more of the demand at each area's place */
  reachDemand(input: {
    subjects: Located;
    homes: Places;
    extra: Float64Array | null;
  }): Promise<DemandEntries>;
  reachNearest(input: { demand: Places; points: Places; travel: Travel }): Promise<Nearest>;
  /**
   * Access per 1000 of each entry by floating catchment, the threshold of its area as radius.
   *
   * @throws CodedError `badRequest` at `metres` when there were too many pairs
   */
  reachAccess(input: {
    demand: DemandEntries;
    points: Places & { supply: Float64Array };
    /** Threshold by area. */
    metres: Float64Array;
    decay: DecayName;
    travel: Travel;
  }): Promise<Float64Array>;
  /**
   * @param input.rowOf row of each area, -1 for none
   * @param input.pointOf service point of each place that was looked at
   */
  reachRows(input: {
    demand: DemandEntries;
    metres: Float64Array;
    nearest: Nearest;
    access: Float64Array | null;
    pointOf: Uint32Array;
    rowOf: Int32Array;
    rows: number;
  }): Promise<ReachRows>;
}
