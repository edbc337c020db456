import type { BBox2 } from '#geodata/place/bbox.ts';
import { EdgeListBuilder, type NetworkEdges } from '#geodata/reach/edges.ts';
import type { TravelMode, Way } from './way.ts';

/** Bounds of a network; the defaults hold the roads of a city. */
export interface NetworkLimits {
  /** Size of the file in bytes. */
  bytes: number;
  /** Bytes of an extract's blocks together, once unpacked. */
  unpacked: number;
  /** Positions of all lines together, and nodes of an extract that lie in the district. */
  vertices: number;
  /** Straight pieces. */
  edges: number;
}

export const NETWORK_LIMITS: NetworkLimits = {
  bytes: 512 * 1024 * 1024,
  unpacked: 4 * 1024 * 1024 * 1024,
  vertices: 5_000_000,
  edges: 2_000_000,
};

export interface NetworkOptions {
  /** What lies outside is dropped: the district with as much round it as people travel. WGS 84 degrees. */
  bounds: BBox2;
  /** Default any. */
  mode?: TravelMode;
  limits?: Partial<NetworkLimits>;
  /** Told the share of the file that is read, 0..1. */
  onProgress?: (share: number) => void;
}

/** A network taken in. */
export interface NetworkFile {
  edges: NetworkEdges;
  /** What became of the file: lines taken, by kind; what is no way; positions that were dropped. */
  counts: {
    roads: number;
    ferries: number;
    /** Features or ways that are nothing one travels on. */
    skipped: number;
    /** Positions of lines taken that lie outside the bounds, or (in an extract) nowhere; the line ends there. */
    outside: number;
  };
}

/** Lines of a network, cut into straight pieces within the bounds. */
export class LineCutter {
  readonly #bounds: BBox2;
  readonly #most: number;
  readonly #edges = new EdgeListBuilder();
  readonly counts: NetworkFile['counts'] = { roads: 0, ferries: 0, skipped: 0, outside: 0 };

  constructor(bounds: BBox2, most: number) {
    this.#bounds = bounds;
    this.#most = most;
  }

  isInside(lon: number, lat: number): boolean {
    const [west, south, east, north] = this.#bounds;
    return lon >= west && lon <= east && lat >= south && lat <= north;
  }

  /**
   * Adds a line of `count` positions; a position that is null lies outside.
   *
   * @returns whether there was room for it
   */
  add(way: Way, count: number, placeOf: (i: number) => readonly [lon: number, lat: number] | null): boolean {
    if (way.kind === 'ferry') this.counts.ferries++;
    else this.counts.roads++;
    let before: readonly [number, number] | null = null;
    for (let i = 0; i < count; i++) {
      const place = placeOf(i);
      const isKept = place !== null && this.isInside(place[0], place[1]);
      if (!isKept) this.counts.outside++;
      if (isKept && before) {
        if (this.#edges.length === this.#most) return false;
        const [from, to] = way.direction < 0 ? [place, before] : [before, place];
        this.#edges.push({ from, to, kind: way.kind, oneWay: way.direction !== 0 });
      }
      before = isKept ? place : null;
    }
    return true;
  }

  finish(): NetworkFile {
    return { edges: this.#edges.finish(), counts: this.counts };
  }
}
