import Flatbush from 'flatbush';
import { EARTH_RADIUS, haversine } from './distance.ts';
import type { Network } from './graph.ts';
import type { Places } from './pairs.ts';

/** Where each place steps onto the network. */
export interface Snapped {
  /** Number of the road; -1 where there is none near enough, or the place is not known. */
  road: Int32Array;
  /** Share of the road's length from its first end; exactly 0 or 1 within half a metre of an end. */
  along: Float64Array;
  /** Metres of straight line between the place and its road; Infinity without one, NaN if not known. */
  access: Float64Array;
}

/** Metres from an end of a road within which one stands at the end itself. */
const AT_END = 0.5;
const RADIANS = Math.PI / 180;

/** The roads of a network, asked for the nearest. */
export class RoadIndex {
  readonly #network: Network;
  readonly #index: Flatbush | null;
  /** Longitudes shrink by this, so that the index measures about alike in both directions. */
  readonly #scale: number;

  constructor(network: Network) {
    this.#network = network;
    const { lat, roadFrom } = network;
    let [south, north] = [90, -90];
    for (const value of lat) [south, north] = [Math.min(south, value), Math.max(north, value)];
    this.#scale = Math.cos(((south + north) / 2) * RADIANS);
    this.#index = roadFrom.length > 0 ? new Flatbush(roadFrom.length) : null;
    for (let road = 0; road < roadFrom.length; road++) {
      const [x1, y1, x2, y2] = this.#ends(road);
      this.#index?.add(
        Math.min(x1, x2) * this.#scale,
        Math.min(y1, y2),
        Math.max(x1, x2) * this.#scale,
        Math.max(y1, y2),
      );
    }
    this.#index?.finish();
  }

  /**
   * The nearest road of each place, of equally near ones the first. Ferries are not stepped onto.
   *
   * @param most metres of access: a place that is farther from every road is off the network
   */
  snap({ lon, lat }: Places, most: number): Snapped {
    const count = lon.length;
    const snapped: Snapped = {
      road: new Int32Array(count).fill(-1),
      along: new Float64Array(count),
      access: new Float64Array(count).fill(Infinity),
    };
    for (let i = 0; i < count; i++) {
      const [x, y] = [lon[i] as number, lat[i] as number];
      if (Number.isNaN(x + y)) {
        snapped.access[i] = Number.NaN;
        continue;
      }
      const found = this.#nearest(x, y, most);
      if (found === null) continue;
      const { road, along, access } = found;
      const length = this.#lengthOf(road);
      snapped.road[i] = road;
      snapped.access[i] = access;
      if (along * length <= AT_END) snapped.along[i] = 0;
      else snapped.along[i] = (1 - along) * length <= AT_END ? 1 : along;
    }
    return snapped;
  }

  #nearest(lon: number, lat: number, most: number): { road: number; along: number; access: number } | null {
    const [first] = this.#index?.neighbors(lon * this.#scale, lat, 1) ?? [];
    if (first === undefined) return null;
    // the first by its box is within its distance; the nearest is no farther
    let best = { road: first, ...this.#footOn(first, lon, lat) };
    const degrees = (Math.min(most, best.access) / EARTH_RADIUS / RADIANS) * (1 + 1e-6) + 1e-9;
    const across = (degrees / Math.cos(Math.min(89, Math.abs(lat) + degrees) * RADIANS)) * this.#scale;
    const x = lon * this.#scale;
    this.#index?.search(x - across, lat - degrees, x + across, lat + degrees, (road) => {
      const foot = this.#footOn(road, lon, lat);
      if (foot.access < best.access || (foot.access === best.access && road < best.road))
        best = { road, ...foot };
      return false;
    });
    return best.access <= most ? best : null;
  }

  /** Nearest place on a road: in a plane that touches the earth at the place asked for. */
  #footOn(road: number, lon: number, lat: number): { along: number; access: number } {
    const [x1, y1, x2, y2] = this.#ends(road);
    const shrink = Math.cos(lat * RADIANS);
    const [dx, dy] = [(x2 - x1) * shrink, y2 - y1];
    const [px, py] = [(lon - x1) * shrink, lat - y1];
    const along = Math.max(0, Math.min(1, (px * dx + py * dy) / (dx * dx + dy * dy)));
    return { along, access: haversine(lon, lat, x1 + along * (x2 - x1), y1 + along * (y2 - y1)) };
  }

  #ends(road: number): [x1: number, y1: number, x2: number, y2: number] {
    const { lon, lat, roadFrom, roadTo } = this.#network;
    const [a, b] = [roadFrom[road] as number, roadTo[road] as number];
    return [lon[a] as number, lat[a] as number, lon[b] as number, lat[b] as number];
  }

  #lengthOf(road: number): number {
    const [x1, y1, x2, y2] = this.#ends(road);
    return haversine(x1, y1, x2, y2);
  }
}
