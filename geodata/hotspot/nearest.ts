import Flatbush from 'flatbush';
import { type Neighbours, RowBuilder } from './neighbours.ts';

/** Axis in metres and squared eccentricity of WGS 84. */
const AXIS = 6_378_137;
const ECCENTRICITY = 0.0066943799901413165;

/** Metres; nowhere is the ellipsoid more curved than this (its meridian at the equator). */
const LEAST_RADIUS = 6_335_000;

/** Points on the ellipsoid: x, y and z of each in metres from the middle of the earth. */
function onEllipsoid(positions: Float64Array): Float64Array {
  const out = new Float64Array((positions.length / 2) * 3);
  for (let i = 0; 2 * i < positions.length; i++) {
    const longitude = ((positions[2 * i] as number) * Math.PI) / 180;
    const latitude = ((positions[2 * i + 1] as number) * Math.PI) / 180;
    const sine = Math.sin(latitude);
    const radius = AXIS / Math.sqrt(1 - ECCENTRICITY * sine * sine);
    out[3 * i] = radius * Math.cos(latitude) * Math.cos(longitude);
    out[3 * i + 1] = radius * Math.cos(latitude) * Math.sin(longitude);
    out[3 * i + 2] = radius * (1 - ECCENTRICITY) * sine;
  }
  return out;
}

/** Cells by their points, asked for what lies round one of them. */
class PointIndex {
  readonly #positions: Float64Array;
  readonly #xyz: Float64Array;
  readonly #index: Flatbush | null;
  /** Longitudes shrink by this, so that the index measures about alike in both directions. */
  readonly #scale: number;
  readonly count: number;

  constructor(positions: Float64Array) {
    this.count = positions.length / 2;
    if (!Number.isInteger(this.count)) throw new RangeError('an odd number of coordinates');
    let [south, north] = [90, -90];
    for (let i = 0; i < this.count; i++) {
      const [longitude, latitude] = [positions[2 * i] as number, positions[2 * i + 1] as number];
      if (!(Math.abs(longitude) <= 180 && Math.abs(latitude) <= 85))
        throw new RangeError(`cell ${i}: no place at ${longitude}, ${latitude}`);
      south = Math.min(south, latitude);
      north = Math.max(north, latitude);
    }
    this.#positions = positions;
    this.#xyz = onEllipsoid(positions);
    this.#scale = Math.cos(((south + north) * Math.PI) / 360);
    this.#index = this.count > 0 ? new Flatbush(this.count) : null;
    for (let i = 0; i < this.count; i++)
      this.#index?.add((positions[2 * i] as number) * this.#scale, positions[2 * i + 1] as number);
    this.#index?.finish();
  }

  /** Metres in a straight line: less than the geodesic by 1 mm at 10 km, by 0.13 m at 50 km. */
  distance(a: number, b: number): number {
    const xyz = this.#xyz;
    const dx = (xyz[3 * a] as number) - (xyz[3 * b] as number);
    const dy = (xyz[3 * a + 1] as number) - (xyz[3 * b + 1] as number);
    const dz = (xyz[3 * a + 2] as number) - (xyz[3 * b + 2] as number);
    return Math.sqrt(dx * dx + dy * dy + dz * dz);
  }

  /** The other cells within so many metres. */
  within(cell: number, metres: number): number[] {
    const [x, y] = this.#placeOf(cell);
    const reach = (2 * Math.asin(Math.min(1, metres / (2 * LEAST_RADIUS))) * 180) / Math.PI + 1e-9;
    // the parallel of the box nearest to the pole is the shortest
    const widest = Math.min(89.9, Math.abs(y) + reach);
    const across = (reach / Math.cos((widest * Math.PI) / 180)) * this.#scale;
    const found = this.#index?.search(x - across, y - reach, x + across, y + reach) ?? [];
    return found.filter((other) => other !== cell && this.distance(cell, other) <= metres);
  }

  /** About the `k` nearest cells: enough to know how far the search must reach. */
  about(cell: number, k: number): number[] {
    const [x, y] = this.#placeOf(cell);
    return (this.#index?.neighbors(x, y, k + 1) ?? []).filter((other) => other !== cell).slice(0, k);
  }

  #placeOf(cell: number): [number, number] {
    return [(this.#positions[2 * cell] as number) * this.#scale, this.#positions[2 * cell + 1] as number];
  }
}

/**
 * The cells whose points lie within a distance. Distances are straight lines between points on the WGS 84
 * ellipsoid, which over the widths of a district differ from geodesics by less than a metre.
 *
 * @param positions longitude and latitude of each cell's point in WGS 84 degrees; not across the date line
 * @param metres above 0, at most 1 000 000; a cell at this very distance is within
 * @throws RangeError for a point beyond 85 degrees of latitude or no point at all, and for other distances
 */
export function distanceBand(positions: Float64Array, metres: number): Neighbours {
  if (!(metres > 0 && metres <= 1e6)) throw new RangeError(`a band of ${metres} m`);
  const index = new PointIndex(positions);
  const rows = new RowBuilder(index.count);
  for (let cell = 0; cell < index.count; cell++) {
    for (const other of index.within(cell, metres)) rows.push(other);
    rows.endRow();
  }
  return rows.finish();
}

/**
 * The `k` nearest cells, of equally near ones (to the millimetre) the first in order. Not symmetric: a cell at the edge may have
 * neighbours that do not have it.
 *
 * @param positions longitude and latitude of each cell's point in WGS 84 degrees; not across the date line
 * @param k whole, at least 1; all other cells where there are fewer
 * @throws RangeError for a point beyond 85 degrees of latitude or no point at all, and for other k
 */
export function kNearest(positions: Float64Array, k: number): Neighbours {
  if (!(Number.isInteger(k) && k >= 1)) throw new RangeError(`${k} nearest cells`);
  const index = new PointIndex(positions);
  const rows = new RowBuilder(index.count);
  for (let cell = 0; cell < index.count; cell++) {
    // the index measures in degrees: its k nearest tell how far the k nearest in metres can be
    let reach = 0;
    for (const other of index.about(cell, k)) reach = Math.max(reach, index.distance(cell, other));
    // whole millimetres: what a lattice has equally near is told apart by rounding else
    const near = index
      .within(cell, reach + 0.002)
      .map((other) => ({ other, mm: Math.round(1000 * index.distance(cell, other)) }));
    near.sort((a, b) => a.mm - b.mm || a.other - b.other);
    for (const { other } of near.slice(0, k)) rows.push(other);
    rows.endRow();
  }
  return rows.finish();
}
