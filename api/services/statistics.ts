import type { ReachWork } from '#api/services/reach/work.ts';
import type { Cells } from '#geodata/hotspot/cells.ts';
import type { Contour } from '#geodata/hotspot/contours.ts';
import type { DensityOptions } from '#geodata/hotspot/density.ts';
import type { HexagonCells } from '#geodata/hotspot/hexagons.ts';
import type { Neighbours } from '#geodata/hotspot/neighbours.ts';
import type { PeerEmerging, PeerHotspots } from '#geodata/hotspot/peers.ts';
import type { Silence } from '#geodata/hotspot/silence.ts';
import type { Weights } from '#geodata/hotspot/weights.ts';
import type { PackedAreas } from '#geodata/tiles/pack.ts';

/** Events as columns of one length, and how each finds its cell. */
export interface Events {
  /** Place of each event's home in a list of homes. */
  home: Uint32Array;
  day: Int32Array;
  /** Longitude and latitude one after the other in WGS 84 degrees, NaN without position; empty where unasked. */
  positions: Float64Array;
  /** 1 for homes whose events are counted as unplaced when they find no cell. */
  seen: Uint8Array;
  into:
    | { kind: 'homes'; cellOfHome: Int32Array }
    | { kind: 'hexagons'; indices: BigUint64Array; resolution: number };
}

/** Cells whose events are looked at. */
export interface CellEvents {
  neighbours: Neighbours;
  /** Peer class of each cell. */
  peers: Int32Array;
  events: Events;
  /** Households or visits of each cell (and step, step after step); null for plain counts. NaN: not known. */
  per: Float64Array | null;
}

/** Events in each cell (and step), and how many found none. */
export interface Counted {
  counts: Float64Array;
  unplaced: number;
}

/** Points for a picture of density; those outside of `bounds` count as far as the kernel reaches. */
export interface DensityInput {
  positions: Float64Array;
  options: DensityOptions;
}

/**
 * Statistics that would hold up the loop, worked on elsewhere; `api/jobs` does it on a thread that it keeps, since
 * starting one takes longer than most answers.
 */
export interface Statistics extends ReachWork {
  areaCells(input: { outlines: PackedAreas }): Promise<Cells>;
  /** @throws CodedError `badRequest` at `resolution` when there were too many cells */
  hexagonCells(input: { areas: PackedAreas; root: string; resolution: number }): Promise<HexagonCells>;
  /** @throws CodedError `badRequest` at `metres` or `k` when there were too many neighbours */
  neighbours(input: Pick<Cells, 'points' | 'queen'> & { weights: Weights }): Promise<Neighbours>;
  hotspots(input: CellEvents): Promise<PeerHotspots & Counted>;
  /** @param input.starts first day of each step, ascending, and the day after the last */
  emerging(input: CellEvents & { starts: readonly number[] }): Promise<PeerEmerging & Counted>;
  silence(input: {
    peers: Int32Array;
    households: Float64Array;
    visits: Float64Array;
    found: Events;
    others: Events;
  }): Promise<Silence & { found: Float64Array; others: Float64Array }>;
  /** Positions counted by H3 cell. */
  heatCells(input: {
    positions: Float64Array;
    resolution: number;
  }): Promise<{ cells: string[]; counts: number[]; perSquareKilometre: number[]; located: number }>;
  /** @throws CodedError `badRequest` at `bandwidth` when it is too wide for the pixels */
  heatRaster(input: DensityInput): Promise<{ data: string; scale: number; max: number; located: number }>;
  /** @throws CodedError `badRequest` as `heatRaster` */
  heatContours(input: DensityInput): Promise<{ contours: Contour[]; located: number }>;
}

export type StatisticsMethod = keyof Statistics;
