import type { FeatureCollection, Position } from 'geojson';
import { placeAt, type Sight, toWorld } from './camera.ts';

/** How far beyond the window land is drawn, in pixels: its edge there is no coast. */
const BEYOND = 60;

/**
 * The land of the basemap as path data in pixels of the window. Of coast beyond the window only as much is left as
 * keeps the land on its side of it.
 */
export function landPath(
  basemap: FeatureCollection | null,
  sight: Sight,
  { width, height }: { width: number; height: number },
): string {
  const { world, x: left, y: top } = sight;
  const [west, north] = placeAt(sight, -BEYOND, -BEYOND);
  const [east, south] = placeAt(sight, width + BEYOND, height + BEYOND);
  /** On which sides of the window a place lies, a bit each (Cohen and Sutherland's outcode); 0 is within. */
  const sidesOf = ([lon = 0, lat = 0]: Position): number =>
    (lon < west ? 1 : lon > east ? 2 : 0) | (lat < south ? 4 : lat > north ? 8 : 0);
  let path = '';
  const add = (ring: readonly Position[]): void => {
    const kept: Position[] = [];
    let all = 0b1111;
    let [before, last] = [0, 0];
    for (const place of ring) {
      const sides = sidesOf(place);
      all &= sides;
      // The way between three places on one side stays on that side without the middle one.
      if (before & last & sides) kept.pop();
      else before = last;
      last = sides;
      kept.push(place);
    }
    if (all !== 0) return;
    let text = '';
    let [lastX, lastY] = [Number.NaN, Number.NaN];
    for (const [lon = 0, lat = 0] of kept) {
      const [wx, wy] = toWorld([lon, lat]);
      // Halves of pixels.
      const x = Math.round(2 * (left + world * wx)) / 2;
      const y = Math.round(2 * (top + world * wy)) / 2;
      if (Math.abs(x - lastX) < 1 && Math.abs(y - lastY) < 1) continue;
      text += `${text === '' ? 'M' : 'L'}${x} ${y}`;
      [lastX, lastY] = [x, y];
    }
    path += `${text}Z`;
  };
  for (const { geometry } of basemap?.features ?? []) {
    if (geometry.type === 'Polygon') geometry.coordinates.forEach(add);
    if (geometry.type === 'MultiPolygon') for (const polygon of geometry.coordinates) polygon.forEach(add);
  }
  return path;
}
