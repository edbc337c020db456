import type { LonLat } from '#geodata/model.ts';

export interface Padding {
  top: number;
  right: number;
  bottom: number;
  left: number;
}
export type Bounds = readonly [west: number, south: number, east: number, north: number];

/** Where the camera stands, to be put back after a rebuild. */
export interface CameraAt {
  center: LonLat;
  zoom: number;
}

/** Width of the world at zoom 0 in pixels, as MapLibre has it. */
const WORLD_PIXELS = 512;

/** Length of the equator in WGS 84. */
const EQUATOR_METRES = 40_075_016.686;

/** As close as the camera goes by itself. */
export const CLOSEST_FIT = 15;

/** What is seen: where each place of the world lies on the screen. */
export interface Sight {
  /** Pixels across the world. */
  world: number;
  /** Where the north-west corner of the world lies, in pixels from that of the window. */
  x: number;
  y: number;
  zoom: number;
}

/** Share of the world's width and height (Web Mercator, EPSG:3857), from its north-west corner. */
export function toWorld([lon, lat]: LonLat): [x: number, y: number] {
  return [lon / 360 + 0.5, 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)];
}

/** The place at a pixel. */
export function placeAt({ world, x, y }: Sight, px: number, py: number): LonLat {
  const lat = Math.atan(Math.sinh(2 * Math.PI * (0.5 - (py - y) / world)));
  return [((px - x) / world - 0.5) * 360, (lat * 180) / Math.PI];
}

/** What MapLibre's `fitBounds` brings into sight: the bounds in the middle of what the padding leaves free. */
export function sightOf(
  [west, south, east, north]: Bounds,
  { top, right, bottom, left }: Padding,
  { width, height }: { width: number; height: number },
): Sight {
  const [x0, y0] = toWorld([west, north]);
  const [x1, y1] = toWorld([east, south]);
  const most = Math.min((width - left - right) / (x1 - x0), (height - top - bottom) / (y1 - y0));
  const zoom = Math.min(CLOSEST_FIT, Math.log2(most / WORLD_PIXELS));
  const world = WORLD_PIXELS * 2 ** zoom;
  return {
    world,
    zoom,
    x: (left + width - right) / 2 - (world * (x0 + x1)) / 2,
    y: (top + height - bottom) / 2 - (world * (y0 + y1)) / 2,
  };
}

/** What a camera sees that stands somewhere. */
export function sightFrom(
  { center, zoom }: CameraAt,
  { width, height }: { width: number; height: number },
): Sight {
  const world = WORLD_PIXELS * 2 ** zoom;
  const [x, y] = toWorld(center);
  return { world, zoom, x: width / 2 - world * x, y: height / 2 - world * y };
}

/** Metres that one pixel covers at a latitude in degrees. */
export function metresAcross(latitude: number, zoom: number): number {
  return (EQUATOR_METRES * Math.cos((latitude * Math.PI) / 180)) / (WORLD_PIXELS * 2 ** zoom);
}

/** Metres that one pixel covers in the middle of the window. */
export function metresPerPixel(sight: Sight, { width, height }: { width: number; height: number }): number {
  return metresAcross(placeAt(sight, width / 2, height / 2)[1], sight.zoom);
}
