import { EARTH_RADIUS, haversine } from './distance.ts';
import { EDGE_KINDS, type NetworkEdges } from './edges.ts';

/** Roads and ferries joined where they meet, ready to be searched. */
export interface Network {
  /** Of each node. Where a ferry meets a road there are two: on land, and on deck. */
  lon: Float64Array;
  lat: Float64Array;
  /** Roads: their end nodes, metres of travel along the whole of each, and 1 where they lead only onwards. */
  roadFrom: Uint32Array;
  roadTo: Uint32Array;
  roadMetres: Float64Array;
  roadOneWay: Uint8Array;
  /** Ways into node `i` are `k` from `start[i]` up to, not including, `start[i + 1]`: from which node, how far. */
  start: Uint32Array;
  from: Uint32Array;
  metres: Float64Array;
  /** Number of the island each node lies on, by size: 0 has the most nodes. One-way streets join like others. */
  island: Uint32Array;
  islands: number;
}

export interface NetworkOptions {
  /** Metres within which ends are one node, 0.5 to 100; default 0.5. */
  tolerance?: number;
  /** Metres that waiting for a ferry counts as, each time one is boarded; default 0. */
  ferryWait?: number;
}

/**
 * Joins pieces to a network. Ends within the tolerance of a node that is there already are that node. A ferry is
 * boarded from land at the price of waiting and left for nothing; from ferry to ferry one changes on deck.
 *
 * @throws RangeError for columns of different length, degrees that are none, a length or factor that is not above
 *   0, a kind that is none, and other options
 */
export function buildNetwork(
  edges: NetworkEdges,
  { tolerance = 0.5, ferryWait = 0 }: NetworkOptions = {},
): Network {
  if (!(tolerance >= 0.5 && tolerance <= 100)) throw new RangeError(`a tolerance of ${tolerance} m`);
  if (!(ferryWait >= 0 && ferryWait < Infinity)) throw new RangeError(`a wait of ${ferryWait} m`);
  checkEdges(edges);
  const { from, to, nodes } = joinEnds(edges, tolerance);
  const count = edges.metres.length;
  const isFerry = (e: number): boolean => edges.kind[e] === FERRY;

  const onLand = new Uint8Array(nodes.lon.length);
  for (let e = 0; e < count; e++) if (!isFerry(e)) onLand[from[e] as number] = onLand[to[e] as number] = 1;
  const [lon, lat] = [[...nodes.lon], [...nodes.lat]];
  const arcs = new Arcs();
  const decks = new Map<number, number>();
  const deckOf = (node: number): number => {
    if (!onLand[node]) return node;
    const known = decks.get(node);
    if (known !== undefined) return known;
    const deck = lon.push(lon[node] as number) - 1;
    lat.push(lat[node] as number);
    decks.set(node, deck);
    arcs.push(node, deck, ferryWait);
    arcs.push(deck, node, 0);
    return deck;
  };
  const roads: number[] = [];
  for (let e = 0; e < count; e++) {
    let [a, b] = [from[e] as number, to[e] as number];
    if (a === b) continue;
    const metres = (edges.metres[e] as number) * (edges.factor?.[e] ?? 1);
    if (isFerry(e)) [a, b] = [deckOf(a), deckOf(b)];
    else roads.push(e);
    arcs.push(a, b, metres);
    if (!edges.oneWay[e]) arcs.push(b, a, metres);
  }
  return {
    lon: Float64Array.from(lon),
    lat: Float64Array.from(lat),
    roadFrom: Uint32Array.from(roads, (e) => from[e] as number),
    roadTo: Uint32Array.from(roads, (e) => to[e] as number),
    roadMetres: Float64Array.from(roads, (e) => (edges.metres[e] as number) * (edges.factor?.[e] ?? 1)),
    roadOneWay: Uint8Array.from(roads, (e) => edges.oneWay[e] as number),
    ...arcs.byTarget(lon.length),
    ...arcs.islands(lon.length),
  };
}

const FERRY = EDGE_KINDS.indexOf('ferry');

function checkEdges({ metres, factor, kind, ...columns }: NetworkEdges): void {
  for (const column of [...Object.values(columns), kind, ...(factor ? [factor] : [])])
    if (column.length !== metres.length)
      throw new RangeError(`${column.length} entries for ${metres.length} edges`);
  for (let e = 0; e < metres.length; e++) {
    for (const [lon, lat] of [
      [columns.fromLon[e] as number, columns.fromLat[e] as number],
      [columns.toLon[e] as number, columns.toLat[e] as number],
    ] as const)
      if (!(Math.abs(lon) <= 180 && Math.abs(lat) <= 85))
        throw new RangeError(`edge ${e}: no place at ${lon}, ${lat}`);
    const [length, per] = [metres[e] as number, factor?.[e] ?? 1];
    if (!(length > 0 && length < Infinity)) throw new RangeError(`edge ${e}: ${length} m long`);
    if (!(per > 0 && per < Infinity)) throw new RangeError(`edge ${e}: a factor of ${per}`);
    if ((kind[e] as number) >= EDGE_KINDS.length) throw new RangeError(`edge ${e}: kind ${kind[e]}`);
  }
}

/** Nodes of both ends of each edge: the first end within the tolerance of none before it makes a new node. */
function joinEnds({ fromLon, fromLat, toLon, toLat }: NetworkEdges, tolerance: number) {
  const count = fromLon.length;
  const [from, to] = [new Uint32Array(count), new Uint32Array(count)];
  const nodes = { lon: [] as number[], lat: [] as number[] };
  // Squares as high as the tolerance and at least as wide: what is near lies in the same or one of eight others.
  const across = tolerance / ((Math.PI / 180) * EARTH_RADIUS);
  const far = Math.max(0, ...extremes(fromLat), ...extremes(toLat));
  const along = across / Math.cos((far * Math.PI) / 180);
  const rows = Math.ceil(180 / across) + 2;
  const cells = new Map<number, number[]>();
  const nodeAt = (lon: number, lat: number): number => {
    const [x, y] = [Math.floor((lon + 180) / along), Math.floor((lat + 90) / across)];
    let [best, least] = [-1, Infinity];
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        for (const node of cells.get((x + dx) * rows + y + dy) ?? []) {
          const metres = haversine(lon, lat, nodes.lon[node] as number, nodes.lat[node] as number);
          if (metres <= tolerance && metres < least) [best, least] = [node, metres];
        }
      }
    }
    if (best >= 0) return best;
    nodes.lon.push(lon);
    const node = nodes.lat.push(lat) - 1;
    const cell = cells.get(x * rows + y);
    if (cell) cell.push(node);
    else cells.set(x * rows + y, [node]);
    return node;
  };
  for (let e = 0; e < count; e++) {
    from[e] = nodeAt(fromLon[e] as number, fromLat[e] as number);
    to[e] = nodeAt(toLon[e] as number, toLat[e] as number);
  }
  return { from, to, nodes };
}

/** Largest absolute values on both sides of 0. */
function extremes(column: Float64Array): [number, number] {
  return column.reduce<[number, number]>(([low, high], v) => [Math.max(low, -v), Math.max(high, v)], [0, 0]);
}

/** Directed ways from node to node, kept one after the other and put in order at the end. */
class Arcs {
  readonly #from: number[] = [];
  readonly #to: number[] = [];
  readonly #metres: number[] = [];

  push(from: number, to: number, metres: number): void {
    this.#from.push(from);
    this.#to.push(to);
    this.#metres.push(metres);
  }

  /** Ways into each node. */
  byTarget(nodes: number): Pick<Network, 'start' | 'from' | 'metres'> {
    const start = new Uint32Array(nodes + 1);
    for (const to of this.#to) start[to + 1]!++;
    for (let i = 0; i < nodes; i++) start[i + 1]! += start[i] as number;
    const filled = start.slice();
    const from = new Uint32Array(this.#to.length);
    const metres = new Float64Array(this.#to.length);
    this.#to.forEach((to, k) => {
      const at = filled[to]!++;
      from[at] = this.#from[k] as number;
      metres[at] = this.#metres[k] as number;
    });
    return { start, from, metres };
  }

  /** What hangs together, by union and find. */
  islands(nodes: number): Pick<Network, 'island' | 'islands'> {
    const parent = Uint32Array.from({ length: nodes }, (_, i) => i);
    const rootOf = (node: number): number => {
      let root = node;
      while (parent[root] !== root) {
        parent[root] = parent[parent[root] as number] as number;
        root = parent[root] as number;
      }
      return root;
    };
    this.#to.forEach((to, k) => {
      parent[rootOf(to)] = rootOf(this.#from[k] as number);
    });
    const sizes = new Map<number, number>();
    for (let i = 0; i < nodes; i++) sizes.set(rootOf(i), (sizes.get(rootOf(i)) ?? 0) + 1);
    const bySize = [...sizes].sort(([a, m], [b, n]) => n - m || a - b).map(([root]) => root);
    const number = new Map(bySize.map((root, rank) => [root, rank]));
    return {
      island: Uint32Array.from(parent, (_, i) => number.get(rootOf(i)) as number),
      islands: bySize.length,
    };
  }
}
