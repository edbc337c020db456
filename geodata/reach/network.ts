import { pairsWithin } from './distance.ts';
import type { Network } from './graph.ts';
import { type Nearest, type Pairs, PairsBuilder, type Places, reachOf } from './pairs.ts';
import { NetworkSearch } from './search.ts';
import { RoadIndex, type Snapped } from './snap.ts';

/** How a place stands to the network. `noWay`: on an island, or behind one-way streets, or nothing within reach. */
export const ACCESS_REASONS = ['reached', 'unknownPlace', 'offNetwork', 'noWay'] as const;
export type AccessReason = (typeof ACCESS_REASONS)[number];

export interface SnapOptions {
  /** Metres of straight line from a place or a point to its road at most, up to 2000; default 500. */
  snap?: number;
}

/** What could not be asked of the network. */
export interface OffNetwork {
  /** One entry a place, numbers of `ACCESS_REASONS`. */
  reason: Uint8Array;
  /** How many places there are of each reason. */
  counts: Record<AccessReason, number>;
  /** Points that nobody can be led to, since no road is near them or their place is not known. */
  pointsOff: number;
}

/**
 * The nearest point of each place over a network, from the place to the point: straight to the nearest road, along
 * roads and ferries, one-way streets in their direction only, straight from the road to the point. Where the
 * straight line is shorter than these two ends alone, it is taken. Of equally near points the first.
 *
 * @param options.within metres of travel: what is farther is not looked for
 * @returns as `nearestPoints`, and why a place has none: -1 and Infinity
 * @throws RangeError for columns of different length, degrees that are none and negative distances
 */
export function networkNearest(
  network: Network,
  demand: Places,
  points: Places,
  { within = Infinity, snap = DEFAULT_SNAP }: SnapOptions & { within?: number } = {},
): Nearest & OffNetwork {
  if (!(within >= 0)) throw new RangeError(`points within ${within} m`);
  const asked = new Question(network, demand, points, snap);
  const search = new NetworkSearch(network);
  const count = demand.lon.length;
  const nearest: Nearest = {
    index: new Int32Array(count).fill(-1),
    metres: asked.places.access.map((access) => (Number.isNaN(access) ? Number.NaN : Infinity)),
  };
  const offer = (place: number, point: number, metres: number): void => {
    const least = nearest.metres[place] as number;
    if (metres > within || metres > least) return;
    if (metres === least && point >= (nearest.index[place] as number)) return;
    nearest.metres[place] = metres;
    nearest.index[place] = point;
  };
  for (let point = 0; point < points.lon.length; point++) {
    asked.direct(point, offer);
    for (const { node, metres } of asked.entries(point)) search.seed(node, metres, point);
  }
  search.run(within);
  for (let place = 0; place < count; place++)
    for (const { node, metres } of asked.exits(place))
      if (search.metresOf(node) < Infinity)
        offer(place, search.labelOf(node), metres + search.metresOf(node));
  return { ...nearest, ...asked.reasons((place) => (nearest.index[place] as number) >= 0) };
}

/**
 * Every point within reach of each place over a network, measured as `networkNearest` does.
 *
 * @param metres of travel, one for all places or one each
 * @param options.most pairs in all; default 20 million
 * @throws RangeError as `networkNearest`, and when there are more pairs
 */
export function networkPairsWithin(
  network: Network,
  demand: Places,
  points: Places,
  metres: Float64Array | number,
  { snap = DEFAULT_SNAP, most }: SnapOptions & { most?: number } = {},
): Pairs & OffNetwork {
  const count = demand.lon.length;
  const reach = reachOf(metres, count);
  const asked = new Question(network, demand, points, snap);
  const search = new NetworkSearch(network);
  const farthest = typeof metres === 'number' ? metres : metres.reduce((a, b) => Math.max(a, b), 0);
  // Points are fewer than places as a rule: one search from each, its way back, tells all its places.
  const byPoint = new PairsBuilder(points.lon.length, most);
  const best = new Float64Array(count).fill(Infinity);
  for (let point = 0; point < points.lon.length; point++) {
    const touched: number[] = [];
    const offer = (place: number, _point: number, distance: number): void => {
      if (distance > reach(place) || distance >= (best[place] as number)) return;
      if (best[place] === Infinity) touched.push(place);
      best[place] = distance;
    };
    asked.direct(point, offer);
    search.clear();
    for (const entry of asked.entries(point)) search.seed(entry.node, entry.metres, point);
    search.run(farthest);
    for (const node of search.found())
      asked.eachExitAt(node, (place, access) => offer(place, point, access + search.metresOf(node)));
    for (const place of touched) {
      byPoint.push(place, best[place] as number);
      best[place] = Infinity;
    }
    byPoint.endRow();
  }
  const pairs = turned(byPoint.finish(), count);
  const hasAny = (place: number): boolean => pairs.start[place] !== pairs.start[place + 1];
  return { ...pairs, ...asked.reasons(hasAny) };
}

const DEFAULT_SNAP = 500;

/** A node and how far it is from the place or point, in the direction of travel. */
interface Step {
  node: number;
  metres: number;
}

/** Places and points on the network. */
class Question {
  readonly places: Snapped;
  readonly #points: Snapped;
  readonly #network: Network;
  /** Places that straight lines may be shorter for, by point. */
  readonly #near: Pairs;
  /** Places on each road that has a point. */
  readonly #placesOn = new Map<number, number[]>();
  /** Places that step onto node `i`: `#exitPlace[k]`, `#exitMetres[k]`, k from `#exitStart[i]`. */
  #exits: Pairs | null = null;

  constructor(network: Network, demand: Places, points: Places, snap: number) {
    if (!(snap >= 0 && snap <= 2000)) throw new RangeError(`${snap} m to the nearest road`);
    // straight lines are never taken that are longer than both ends
    this.#near = pairsWithin(points, demand, 2 * snap, { detour: 1 });
    const roads = new RoadIndex(network);
    this.#network = network;
    this.places = roads.snap(demand, snap);
    this.#points = roads.snap(points, snap);
    for (const road of this.#points.road) if (road >= 0) this.#placesOn.set(road, []);
    this.places.road.forEach((road, place) => {
      this.#placesOn.get(road)?.push(place);
    });
  }

  /** Nodes that a place can go to, and how far they are. */
  exits(place: number): Step[] {
    return this.#steps(this.places, place, false);
  }

  /** Nodes from which one can come to a point, and how far it is from there. */
  entries(point: number): Step[] {
    return this.#steps(this.#points, point, true);
  }

  #steps({ road, along, access }: Snapped, i: number, isEntry: boolean): Step[] {
    const on = road[i] as number;
    if (on < 0) return [];
    const { roadFrom, roadTo, roadMetres, roadOneWay } = this.#network;
    const [share, length, extra] = [along[i] as number, roadMetres[on] as number, access[i] as number];
    const steps: Step[] = [];
    // who stands at an end of a one-way street can turn round there
    const againstIsOpen = !roadOneWay[on] || share === (isEntry ? 1 : 0);
    if (isEntry || againstIsOpen)
      steps.push({ node: roadFrom[on] as number, metres: extra + share * length });
    if (!isEntry || againstIsOpen)
      steps.push({ node: roadTo[on] as number, metres: extra + (1 - share) * length });
    return steps;
  }

  /** Ways from places to a point that touch no node: along one road, and straight ones. */
  direct(point: number, tell: (place: number, point: number, metres: number) => void): void {
    const { road, along, access } = this.#points;
    const on = road[point] as number;
    if (on < 0) return;
    const [at, last] = [along[point] as number, access[point] as number];
    for (const place of this.#placesOn.get(on) ?? []) {
      const ahead = at - (this.places.along[place] as number);
      if (ahead < 0 && this.#network.roadOneWay[on]) continue;
      tell(
        place,
        point,
        (this.places.access[place] as number) +
          Math.abs(ahead) * (this.#network.roadMetres[on] as number) +
          last,
      );
    }
    for (let k = this.#near.start[point] as number; k < (this.#near.start[point + 1] as number); k++) {
      const place = this.#near.point[k] as number;
      const straight = this.#near.metres[k] as number;
      if (
        (this.places.road[place] as number) >= 0 &&
        straight <= (this.places.access[place] as number) + last
      )
        tell(place, point, straight);
    }
  }

  /** Places that can step onto a node, and how far it is from them. */
  eachExitAt(node: number, tell: (place: number, metres: number) => void): void {
    if (!this.#exits) {
      const builder = new PairsBuilder(this.places.road.length, Infinity);
      for (let place = 0; place < this.places.road.length; place++) {
        for (const step of this.exits(place)) builder.push(step.node, step.metres);
        builder.endRow();
      }
      this.#exits = turned(builder.finish(), this.#network.lon.length);
    }
    const { start, point, metres } = this.#exits;
    for (let k = start[node] as number; k < (start[node + 1] as number); k++)
      tell(point[k] as number, metres[k] as number);
  }

  reasons(isReached: (place: number) => boolean): OffNetwork {
    const counts: OffNetwork['counts'] = { reached: 0, unknownPlace: 0, offNetwork: 0, noWay: 0 };
    const reason = Uint8Array.from(this.places.road, (road, place) => {
      const name = reasonOf(road, this.places.access[place] as number, isReached(place));
      counts[name]++;
      return ACCESS_REASONS.indexOf(name);
    });
    return { reason, counts, pointsOff: this.#points.road.filter((road) => road < 0).length };
  }
}

function reasonOf(road: number, access: number, isReached: boolean): AccessReason {
  if (isReached) return 'reached';
  if (Number.isNaN(access)) return 'unknownPlace';
  return road < 0 ? 'offNetwork' : 'noWay';
}

/** The same pairs seen from the other side: rows become points, points rows. */
function turned({ start, point, metres }: Pairs, rows: number): Pairs {
  const to: Pairs = {
    start: new Uint32Array(rows + 1),
    point: new Uint32Array(point.length),
    metres: new Float64Array(point.length),
  };
  for (const row of point) to.start[row + 1]!++;
  for (let i = 0; i < rows; i++) to.start[i + 1]! += to.start[i] as number;
  const filled = to.start.slice();
  for (let i = 0; i + 1 < start.length; i++) {
    for (let k = start[i] as number; k < (start[i + 1] as number); k++) {
      const at = filled[point[k] as number]!++;
      to.point[at] = i;
      to.metres[at] = metres[k] as number;
    }
  }
  return to;
}
