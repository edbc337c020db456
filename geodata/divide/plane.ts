import type { MultiPolygon, Polygon, Position } from 'geojson';

/**
 * Rings of a polygonal geometry in a local plane: degrees of latitude on both axes, x shrunk by the
 * cosine of the middle latitude. Good for the few tens of kilometres of a district.
 */
export interface PlaneRings {
  /** Coordinates x, y of the distinct vertices. */
  xy: Float64Array;
  /** The vertices as they came, for handing them back bit for bit. */
  positions: Position[];
  /** Vertex numbers of each ring, not repeated at the end; the interior lies to the left. */
  rings: number[][];
  /** Which polygon of the geometry each ring belongs to, outer ring first. */
  polygonOf: number[];
  toPlane: (lon: number, lat: number) => [x: number, y: number];
  toPosition: (x: number, y: number) => Position;
}

/** Twice the signed area; positive where the ring turns counterclockwise. */
export function doubleArea(ring: readonly number[], xy: ArrayLike<number>): number {
  const last = ring[ring.length - 1]!;
  let [px, py] = [xy[2 * last]!, xy[2 * last + 1]!];
  const [ox, oy] = [px, py];
  let sum = 0;
  for (const v of ring) {
    const x = xy[2 * v]!;
    const y = xy[2 * v + 1]!;
    sum += (px - ox) * (y - oy) - (x - ox) * (py - oy);
    px = x;
    py = y;
  }
  return sum;
}

/** Even-odd test of a point against one ring of vertex numbers. */
export function inRing(x: number, y: number, ring: readonly number[], xy: ArrayLike<number>): boolean {
  let inside = false;
  let j = ring[ring.length - 1]!;
  for (const i of ring) {
    const yi = xy[2 * i + 1]!;
    const yj = xy[2 * j + 1]!;
    if (yi > y !== yj > y) {
      const xi = xy[2 * i]!;
      const xj = xy[2 * j]!;
      if (x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    j = i;
  }
  return inside;
}

/**
 * Lays a geometry into its local plane. Repeated vertices of a ring are dropped, rings of fewer than
 * three vertices too, and all rings are turned so that the interior lies to the left (RFC 7946).
 *
 * @throws RangeError when no ring with an area is left
 */
export function layRings(geometry: Polygon | MultiPolygon): PlaneRings {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  let south = Number.POSITIVE_INFINITY;
  let north = Number.NEGATIVE_INFINITY;
  for (const [, lat = 0] of polygons.flat(2)) {
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  const [lon0 = 0] = polygons[0]?.[0]?.[0] ?? [];
  const lat0 = (south + north) / 2;
  const shrink = Math.cos((lat0 * Math.PI) / 180);
  const toPlane = (lon: number, lat: number): [number, number] => [(lon - lon0) * shrink, lat - lat0];
  const toPosition = (x: number, y: number): Position => [x / shrink + lon0, y + lat0];

  const ids = new Map<string, number>();
  const positions: Position[] = [];
  const flat: number[] = [];
  const vertex = (position: Position): number => {
    const [lon = 0, lat = 0] = position;
    const key = `${lon},${lat}`;
    let id = ids.get(key);
    if (id === undefined) {
      id = positions.length;
      ids.set(key, id);
      positions.push([lon, lat]);
      flat.push(...toPlane(lon, lat));
    }
    return id;
  };
  const rings: number[][] = [];
  const polygonOf: number[] = [];
  for (const [p, polygon] of polygons.entries()) {
    for (const [r, coordinates] of polygon.entries()) {
      const all = coordinates.map(vertex);
      const ring = all.filter((v, i) => v !== all.at(i - 1));
      const area = ring.length < 3 ? 0 : doubleArea(ring, flat);
      if (area === 0) {
        if (r === 0) break;
        continue;
      }
      rings.push(area > 0 === (r === 0) ? ring : ring.toReversed());
      polygonOf.push(p);
    }
  }
  if (rings.length === 0) throw new RangeError('the geometry has no area');
  return { xy: Float64Array.from(flat), positions, rings, polygonOf, toPlane, toPosition };
}
