import { doubledArea, type GridPoint, type GridPolygon } from './grid.ts';

/** The label is at most this part of the polygon's shorter side nearer to the border than the best place. */
const PRECISION = 1 / 16;

/**
 * Signed distance from a point to a polygon's border: positive inside, negative outside, in the units of
 * the coordinates. Even-odd rule over all rings.
 */
function distanceToBorder(x: number, y: number, polygon: GridPolygon): number {
  let inside = false;
  let nearest = Infinity;
  for (const ring of polygon) {
    let [ax, ay] = ring[0] as GridPoint;
    for (let i = 1; i < ring.length; i++) {
      const b = ring[i] as GridPoint;
      const bx = b[0];
      const by = b[1];
      const dx = bx - ax;
      const dy = by - ay;
      if (ay > y !== by > y && x < (dx * (y - ay)) / dy + ax) inside = !inside;
      const length = dx * dx + dy * dy;
      const t = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
      const px = x - ax - t * dx;
      const py = y - ay - t * dy;
      nearest = Math.min(nearest, px * px + py * py);
      ax = bx;
      ay = by;
    }
  }
  return (inside ? 1 : -1) * Math.sqrt(nearest);
}

/** Centre of gravity of an outer ring, holes not counted. */
function centroid(ring: readonly GridPoint[]): GridPoint {
  const [x0, y0] = ring[0] as GridPoint;
  let x = 0;
  let y = 0;
  for (let i = 1; i < ring.length; i++) {
    const ax = (ring[i - 1] as GridPoint)[0] - x0;
    const ay = (ring[i - 1] as GridPoint)[1] - y0;
    const bx = (ring[i] as GridPoint)[0] - x0;
    const by = (ring[i] as GridPoint)[1] - y0;
    const cross = ax * by - bx * ay;
    x += (ax + bx) * cross;
    y += (ay + by) * cross;
  }
  const area = 3 * doubledArea(ring);
  return [x0 + x / area, y0 + y / area];
}

/** The polygon with the largest outer ring, or `null` when there is none. */
export function largestPart(polygons: readonly GridPolygon[]): GridPolygon | null {
  let best: GridPolygon | null = null;
  let bestArea = 0;
  for (const polygon of polygons) {
    const area = Math.abs(doubledArea(polygon[0] ?? []));
    if (area > bestArea) {
      best = polygon;
      bestArea = area;
    }
  }
  return best;
}

/**
 * Where to write an area's name: the pole of inaccessibility of its largest part, that is the point inside
 * farthest from the border. Divides squares into four as long as they can hold a better point (V. Agafonkin,
 * "A new algorithm for finding a visual center of a polygon", 2016).
 *
 * @returns grid coordinates, or `null` when there is no polygon
 */
export function labelPoint(polygons: readonly GridPolygon[]): GridPoint | null {
  const polygon = largestPart(polygons);
  const outer = polygon?.[0];
  if (!polygon || !outer) return null;
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const [x, y] of outer) {
    minX = Math.min(minX, x);
    minY = Math.min(minY, y);
    maxX = Math.max(maxX, x);
    maxY = Math.max(maxY, y);
  }
  // a hair-thin strip must not be cut into a million squares
  const side = Math.max(Math.min(maxX - minX, maxY - minY), Math.max(maxX - minX, maxY - minY) / 64);
  const precision = side * PRECISION;
  let best = centroid(outer);
  let bestDistance = distanceToBorder(best[0], best[1], polygon);

  // squares as x, y of the centre, half a side, the centre's distance; the most promising on top
  const squares: [x: number, y: number, half: number, distance: number][] = [];
  const add = (x: number, y: number, half: number) => {
    const distance = distanceToBorder(x, y, polygon);
    if (distance > bestDistance) {
      best = [x, y];
      bestDistance = distance;
    }
    squares.push([x, y, half, distance]);
  };
  const half = side / 2;
  for (let x = minX + half; x < maxX + half; x += side) {
    for (let y = minY + half; y < maxY + half; y += side) add(x, y, half);
  }
  squares.sort((a, b) => a[3] - b[3]);
  while (squares.length > 0) {
    const [x, y, size, distance] = squares.pop() as (typeof squares)[number];
    if (distance + size * Math.SQRT2 - bestDistance <= precision) continue;
    const quarter = size / 2;
    add(x - quarter, y - quarter, quarter);
    add(x + quarter, y - quarter, quarter);
    add(x - quarter, y + quarter, quarter);
    add(x + quarter, y + quarter, quarter);
  }
  return [Math.round(best[0]), Math.round(best[1])];
}
