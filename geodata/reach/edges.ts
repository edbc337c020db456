import { haversine } from './distance.ts';

/** A road can be walked on to anywhere along it, a ferry is boarded at its ends. */
export const EDGE_KINDS = ['road', 'ferry'] as const;
export type EdgeKind = (typeof EDGE_KINDS)[number];

/** Straight pieces of a network, one entry each; degrees are WGS 84. */
export interface NetworkEdges {
  fromLon: Float64Array;
  fromLat: Float64Array;
  toLon: Float64Array;
  toLat: Float64Array;
  /** Length, above 0. */
  metres: Float64Array;
  /** 1 where it leads only from its first end to its second. */
  oneWay: Uint8Array;
  /** Numbers of `EDGE_KINDS`. */
  kind: Uint8Array;
  /** Metres of travel a metre of length counts as, above 0; absent where every metre counts as one. */
  factor?: Float64Array;
}

/** One piece as a reader finds it. */
export interface Edge {
  from: readonly [lon: number, lat: number];
  to: readonly [lon: number, lat: number];
  kind: EdgeKind;
  oneWay: boolean;
}

/** Pieces of a network that grow in number. */
export class EdgeListBuilder {
  #columns = columnsFor(1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Adds a piece with the length of the straight line between its ends; without any length it is left out. */
  push({ from, to, kind, oneWay }: Edge): void {
    const metres = haversine(from[0], from[1], to[0], to[1]);
    if (metres === 0) return;
    if (this.#length === this.#columns.metres.length) {
      const wider = columnsFor(2 * this.#length);
      for (const name of NAMES) wider[name].set(this.#columns[name]);
      this.#columns = wider;
    }
    const [columns, at] = [this.#columns, this.#length++];
    [columns.fromLon[at], columns.fromLat[at]] = from;
    [columns.toLon[at], columns.toLat[at]] = to;
    columns.metres[at] = metres;
    columns.oneWay[at] = oneWay ? 1 : 0;
    columns.kind[at] = EDGE_KINDS.indexOf(kind);
  }

  finish(): NetworkEdges {
    const edges = columnsFor(this.#length);
    for (const name of NAMES) edges[name].set(this.#columns[name].subarray(0, this.#length));
    return edges;
  }
}

const NAMES = ['fromLon', 'fromLat', 'toLon', 'toLat', 'metres', 'oneWay', 'kind'] as const;

function columnsFor(count: number) {
  return {
    fromLon: new Float64Array(count),
    fromLat: new Float64Array(count),
    toLon: new Float64Array(count),
    toLat: new Float64Array(count),
    metres: new Float64Array(count),
    oneWay: new Uint8Array(count),
    kind: new Uint8Array(count),
  };
}
