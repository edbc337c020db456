import type { BBox2 } from '#geodata/place/bbox.ts';

/** Where a camera of MapLibre or deck.gl stands: degrees, and zoom at which the world is 512 x 2^zoom pixels wide. */
export interface Camera {
  center: [lon: number, lat: number];
  zoom: number;
}

const WORLD_PIXELS = 512;

/** Share of the height of the world from its northern edge (Web Mercator, EPSG:3857). */
const down = (lat: number): number => 0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI);

/** The camera that just has the bounds in a window of so many pixels. */
export function fitting(
  [west, south, east, north]: BBox2,
  { width, height }: { width: number; height: number },
): Camera {
  const [top, bottom] = [down(north), down(south)];
  const most = Math.min((width * 360) / (east - west), height / (bottom - top));
  const middle = (Math.atan(Math.sinh(Math.PI * (1 - top - bottom))) * 180) / Math.PI;
  return { center: [(west + east) / 2, middle], zoom: Math.log2(most / WORLD_PIXELS) };
}

/** The stretch in the middle of the bounds that is this share as wide and as high. */
export function middleOf([west, south, east, north]: BBox2, share: number): BBox2 {
  const [x, y] = [((east - west) * (1 - share)) / 2, ((north - south) * (1 - share)) / 2];
  return [west + x, south + y, east - x, north - y];
}
