/**
 * The world grid: Web Mercator as whole numbers. All geometry of the tiles is computed on it, so that two
 * areas either have the same vertex or they do not, and every zoom's tile grid is an exact part of it.
 */

import type { MultiPolygon, Polygon, Position } from 'geojson';

/** Bits of the world's width: 2^30 steps, 3.7 cm or 0.0000003 degrees at the equator. */
export const WORLD_BITS = 30;
const WORLD = 2 ** WORLD_BITS;

/** Bits of a tile's width in tile units: extent 4096. */
export const EXTENT_BITS = 12;
export const EXTENT = 2 ** EXTENT_BITS;

/** Tile units in a pixel of a tile shown at 512 pixels, MapLibre's size. */
export const UNITS_PER_PIXEL = EXTENT / 512;

/** Latitude at which Web Mercator's square ends. */
const MAX_LATITUDE = 85.0511287798066;

/** A vertex: x to the east, y to the south, from the north-west corner of the world, in grid steps. */
export type GridPoint = [x: number, y: number];
/** Closed: the last point repeats the first. Outer rings have positive area, holes negative. */
export type GridRing = GridPoint[];
/** Outer ring, then its holes. */
export type GridPolygon = GridRing[];

/** Steps of the world grid in one tile unit at `zoom`. A power of two up to zoom 18. */
export function stepsPerUnit(zoom: number): number {
  return 2 ** (WORLD_BITS - EXTENT_BITS - zoom);
}

/** The grid point next to a position in WGS 84 degrees. Formula: EPSG:3857 (OGC 17-083r4, annex D). */
export function toGrid(position: Position): GridPoint {
  const [longitude = 0, latitude = 0] = position;
  const clamped = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
  const y = 0.5 - Math.asinh(Math.tan((clamped * Math.PI) / 180)) / (2 * Math.PI);
  // not below 0: the pole's edge would come out as -0
  return [Math.round((longitude / 360 + 0.5) * WORLD), Math.max(0, Math.round(y * WORLD))];
}

/** Longitude and latitude in degrees of a grid point. */
export function fromGrid([x, y]: GridPoint): [longitude: number, latitude: number] {
  const latitude = (Math.atan(Math.sinh((0.5 - y / WORLD) * 2 * Math.PI)) * 180) / Math.PI;
  return [(x / WORLD - 0.5) * 360, latitude];
}

/**
 * Twice the signed area of a closed ring, in squared units of its coordinates; positive when it runs
 * clockwise as seen on the map (y to the south). Summed from its first point, so that it is exact.
 */
export function doubledArea(ring: readonly GridPoint[]): number {
  const [x0, y0] = ring[0] ?? [0, 0];
  let sum = 0;
  let ax = 0;
  let ay = 0;
  for (let i = 1; i < ring.length; i++) {
    const b = ring[i] as GridPoint;
    const bx = b[0] - x0;
    const by = b[1] - y0;
    sum += ax * by - bx * ay;
    ax = bx;
    ay = by;
  }
  return sum;
}

/** The ring without repeated neighbours, running as asked, or `null` when it encloses nothing. */
export function cleanRing(points: Iterable<GridPoint>, isOuter: boolean): GridRing | null {
  const ring: GridRing = [];
  for (const point of points) {
    const last = ring.at(-1);
    if (last?.[0] !== point[0] || last[1] !== point[1]) ring.push(point);
  }
  const first = ring[0];
  const last = ring.at(-1);
  if (!first || !last) return null;
  if (first[0] !== last[0] || first[1] !== last[1]) ring.push([first[0], first[1]]);
  const area = doubledArea(ring);
  if (area === 0) return null;
  return area > 0 === isOuter ? ring : ring.reverse();
}

/** Polygons without the rings that enclose nothing; a polygon whose outer ring goes, goes with its holes. */
export function cleanPolygons(polygons: readonly (readonly Iterable<GridPoint>[])[]): GridPolygon[] {
  return polygons.flatMap(([outer, ...holes]) => {
    const ring = outer && cleanRing(outer, true);
    if (!ring) return [];
    return [[ring, ...holes.map((hole) => cleanRing(hole, false)).filter((hole) => hole !== null)]];
  });
}

/** A geometry in WGS 84 degrees as polygons on the grid, its rings wound alike whatever the file did. */
export function geometryToGrid(geometry: Polygon | MultiPolygon | null): GridPolygon[] {
  if (!geometry) return [];
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return cleanPolygons(polygons.map((rings) => rings.map((ring) => ring.map(toGrid))));
}
