/**
 * The world grid: Web Mercator as whole numbers. All geometry of the tiles is computed on it, so that two
 * areas either have the same vertex or they do not, and every zoom's tile grid is an exact part of it.
 */

/** Bits of the world's width: 2^30 steps, 3.7 cm or 0.0000003 degrees at the equator. */
const WORLD_BITS = 30;
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

/** Steps of the world grid in one tile unit at `zoom`. A power of two up to zoom 18. */
export function stepsPerUnit(zoom: number): number {
  return 2 ** (WORLD_BITS - EXTENT_BITS - zoom);
}

/** Column of the world grid next to a longitude in WGS 84 degrees. */
export function gridX(longitude: number): number {
  return Math.round((longitude / 360 + 0.5) * WORLD);
}

/** Row of the world grid next to a latitude in WGS 84 degrees. Formula: EPSG:3857 (OGC 17-083r4, annex D). */
export function gridY(latitude: number): number {
  const clamped = Math.max(-MAX_LATITUDE, Math.min(MAX_LATITUDE, latitude));
  const y = 0.5 - Math.asinh(Math.tan((clamped * Math.PI) / 180)) / (2 * Math.PI);
  // not below 0: the pole's edge would come out as -0
  return Math.max(0, Math.round(y * WORLD));
}

/** Longitude and latitude in degrees of a grid point. */
export function fromGrid([x, y]: GridPoint): [longitude: number, latitude: number] {
  const latitude = (Math.atan(Math.sinh((0.5 - y / WORLD) * 2 * Math.PI)) * 180) / Math.PI;
  return [(x / WORLD - 0.5) * 360, latitude];
}
