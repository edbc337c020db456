import type { FeatureCollection, Position } from 'geojson';
import { type Sight, toWorld } from './camera.ts';

/** How far beyond the window land is drawn, in pixels: its edge there is no coast. */
const BEYOND = 60;

/** The land of the basemap as path data in pixels of the window, without what nobody could see of it. */
export function landPath(
  basemap: FeatureCollection | null,
  { world, x: left, y: top }: Sight,
  { width, height }: { width: number; height: number },
): string {
  let path = '';
  const add = (ring: readonly Position[]): void => {
    let text = '';
    let [lastX, lastY] = [Number.NaN, Number.NaN];
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const [lon = 0, lat = 0] of ring) {
      const [wx, wy] = toWorld([lon, lat]);
      // Halves of pixels; what is far off stays a border without detail.
      const x = Math.round(2 * (left + world * wx)) / 2;
      const y = Math.round(2 * (top + world * wy)) / 2;
      if (Math.abs(x - lastX) < 1 && Math.abs(y - lastY) < 1) continue;
      text += `${text === '' ? 'M' : 'L'}${x} ${y}`;
      [lastX, lastY] = [x, y];
      west = Math.min(west, x);
      east = Math.max(east, x);
      north = Math.min(north, y);
      south = Math.max(south, y);
    }
    const isSeen = west < width + BEYOND && east > -BEYOND && north < height + BEYOND && south > -BEYOND;
    if (isSeen) path += `${text}Z`;
  };
  for (const { geometry } of basemap?.features ?? []) {
    if (geometry.type === 'Polygon') geometry.coordinates.forEach(add);
    if (geometry.type === 'MultiPolygon') for (const polygon of geometry.coordinates) polygon.forEach(add);
  }
  return path;
}
