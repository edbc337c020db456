import Flatbush from 'flatbush';
import { type Nearest, type Pairs, PairsBuilder, type Places, reachOf } from './pairs.ts';

/** Metres: the mean radius of the earth (IUGG), the one Turf uses. */
export const EARTH_RADIUS = 6_371_008.8;

/** How much longer the way is than the straight line, where no network is known (model.md). */
export const DEFAULT_DETOUR = 1.3;

const RADIANS = Math.PI / 180;

export interface GeodesicOptions {
  /** Travel distance over geodesic distance, at least 1; default 1.3. */
  detour?: number;
}

/**
 * Metres between two places given in WGS 84 degrees: haversine formula on a sphere of 6 371 008.8 m, as Turf's
 * `distance` computes it. Off the ellipsoid's geodesic by up to 0.6 % (in China by up to 0.3 %), far less than
 * the detour is uncertain.
 */
export function haversine(lon1: number, lat1: number, lon2: number, lat2: number): number {
  const north = Math.sin(((lat2 - lat1) * RADIANS) / 2);
  const east = Math.sin(((lon2 - lon1) * RADIANS) / 2);
  const a = north * north + east * east * Math.cos(lat1 * RADIANS) * Math.cos(lat2 * RADIANS);
  return 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(a)));
}

/**
 * The nearest point of each place by travel distance, geodesic times detour; of equally near ones the first.
 * By spatial index; points that are not known (NaN) are never found.
 *
 * @param options.within metres of travel: what is farther is not looked for
 * @returns -1 and Infinity where no point is in reach, -1 and NaN where the place is not known
 * @throws RangeError for columns of different length, degrees that are none, a detour below 1 or a negative
 *   distance
 */
export function nearestPoints(
  demand: Places,
  points: Places,
  { detour = DEFAULT_DETOUR, within = Infinity }: GeodesicOptions & { within?: number } = {},
): Nearest {
  checkDetour(detour);
  if (!(within >= 0)) throw new RangeError(`points within ${within} m`);
  const places = checkPlaces(demand, 'place');
  const index = new PointIndex(points);
  const nearest: Nearest = {
    index: new Int32Array(places).fill(-1),
    metres: new Float64Array(places).fill(Infinity),
  };
  for (let i = 0; i < places; i++) {
    const [lon, lat] = [demand.lon[i] as number, demand.lat[i] as number];
    if (Number.isNaN(lon + lat)) {
      nearest.metres[i] = Number.NaN;
      continue;
    }
    const bound = index.boundAt(lon, lat);
    let [best, least] = [-1, Infinity];
    index.visit(lon, lat, Math.min(within / detour, bound), (point, metres) => {
      if (metres < least || (metres === least && point < best)) [best, least] = [point, metres];
    });
    if (best < 0 || least * detour > within) continue;
    nearest.index[i] = best;
    nearest.metres[i] = least * detour;
  }
  return nearest;
}

/**
 * Every point within reach of each place by travel distance, geodesic times detour; a point at the very
 * distance is within. By spatial index: the work grows with the pairs found, not with all pairs.
 *
 * @param metres of travel, one for all places or one each
 * @param options.most pairs in all; default 20 million
 * @throws RangeError as `nearestPoints`, and when there are more pairs
 */
export function pairsWithin(
  demand: Places,
  points: Places,
  metres: Float64Array | number,
  { detour = DEFAULT_DETOUR, most }: GeodesicOptions & { most?: number } = {},
): Pairs {
  checkDetour(detour);
  const places = checkPlaces(demand, 'place');
  const reach = reachOf(metres, places);
  const index = new PointIndex(points);
  const pairs = new PairsBuilder(places, most);
  for (let i = 0; i < places; i++) {
    const [lon, lat] = [demand.lon[i] as number, demand.lat[i] as number];
    if (!Number.isNaN(lon + lat)) {
      const limit = reach(i);
      index.visit(lon, lat, limit / detour, (point, straight) => {
        if (straight * detour <= limit) pairs.push(point, straight * detour);
      });
    }
    pairs.endRow();
  }
  return pairs.finish();
}

/** Points, asked for those round a place. */
class PointIndex {
  readonly #points: Places;
  /** Numbers of the points that are known, in the order of the index. */
  readonly #known: number[] = [];
  readonly #index: Flatbush | null;
  /** Longitudes shrink by this, so that the index measures about alike in both directions. */
  readonly #scale: number;

  constructor(points: Places) {
    const count = checkPlaces(points, 'point');
    this.#points = points;
    let [south, north] = [90, -90];
    for (let j = 0; j < count; j++) {
      const lat = points.lat[j] as number;
      if (Number.isNaN((points.lon[j] as number) + lat)) continue;
      this.#known.push(j);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
    this.#scale = Math.cos(((south + north) / 2) * RADIANS);
    this.#index = this.#known.length > 0 ? new Flatbush(this.#known.length) : null;
    for (const j of this.#known)
      this.#index?.add((points.lon[j] as number) * this.#scale, points.lat[j] as number);
    this.#index?.finish();
  }

  /** Metres within which there is certainly a point: the distance of the nearest in degrees. 0 without points. */
  boundAt(lon: number, lat: number): number {
    const [near] = this.#index?.neighbors(lon * this.#scale, lat, 1) ?? [];
    return near === undefined ? 0 : this.#distance(lon, lat, this.#known[near] as number);
  }

  /** Tells all points within so many metres of straight line, and some that are a little farther. */
  visit(lon: number, lat: number, metres: number, tell: (point: number, metres: number) => void): void {
    const [south, north, across] = boxRound(lat, metres);
    const look = (shift: number): void => {
      const [west, east] = [(lon + shift - across) * this.#scale, (lon + shift + across) * this.#scale];
      this.#index?.search(west, south, east, north, (found) => {
        const point = this.#known[found] as number;
        tell(point, this.#distance(lon, lat, point));
        return false;
      });
    };
    look(0);
    if (across >= 180) return;
    // beyond the date line longitudes begin anew
    if (lon + across > 180) look(-360);
    if (lon - across < -180) look(360);
  }

  #distance(lon: number, lat: number, point: number): number {
    return haversine(lon, lat, this.#points.lon[point] as number, this.#points.lat[point] as number);
  }
}

/** Degrees: wider than rounding by far, narrower than a millimetre. */
const MARGIN = 1e-9;

/**
 * South and north end and half the width, in degrees, of the box round all that lies within so many metres of a
 * latitude. The circle is widest not at its middle but where a meridian touches it: sin(width) =
 * sin(radius) / cos(latitude); where it holds a pole it takes in every longitude.
 */
function boxRound(lat: number, metres: number): [south: number, north: number, across: number] {
  const radius = metres / EARTH_RADIUS;
  const degrees = radius / RADIANS + MARGIN;
  const holdsPole = Math.abs(lat) + degrees >= 90;
  const across = holdsPole ? 360 : Math.asin(Math.sin(radius) / Math.cos(lat * RADIANS)) / RADIANS + MARGIN;
  // rounding next to a pole can make of the sine more than 1
  return [lat - degrees, lat + degrees, Number.isNaN(across) ? 360 : across];
}

function checkPlaces({ lon, lat }: Places, what: string): number {
  if (lon.length !== lat.length) throw new RangeError(`${lon.length} longitudes for ${lat.length} latitudes`);
  for (let i = 0; i < lon.length; i++) {
    const [x, y] = [lon[i] as number, lat[i] as number];
    if (Math.abs(x) > 180 || Math.abs(y) > 90) throw new RangeError(`${what} ${i}: no place at ${x}, ${y}`);
  }
  return lon.length;
}

function checkDetour(detour: number): void {
  if (!(detour >= 1 && detour < Infinity)) throw new RangeError(`a detour of ${detour}`);
}
