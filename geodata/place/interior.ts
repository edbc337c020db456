import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { LonLat } from '#geodata/model.ts';
import { bboxOfRing, polygonsOf } from './bbox.ts';
import { ringArea } from './ringArea.ts';

/** A square of the search: middle, half its side, distance of the middle to the outline, its bound. */
interface Cell {
  x: number;
  y: number;
  half: number;
  /** Negative outside. */
  distance: number;
  /** No point of the square lies further inside than this. */
  bound: number;
}

// Enough for outlines of any shape at 1 %; keeps a hostile outline from searching for ever.
const MOST_CELLS = 5000;

/**
 * A point inside the area to put a label on: the pole of inaccessibility of its largest polygon, the
 * middle of the largest circle that fits, within 1 % of the polygon's shorter side. Always inside.
 *
 * Algorithm: quadtree search with the most promising square first (V. Agafonkin, polylabel, 2016),
 * in degrees with longitude scaled by the cosine of the latitude.
 *
 * @returns lon, lat in degrees, or null where no polygon has an area
 */
export function labelPoint(geometry: Polygon | MultiPolygon): LonLat | null {
  let largest: Position[][] | null = null;
  let largestArea = 0;
  for (const rings of polygonsOf(geometry)) {
    const area = rings.reduce((sum, ring, i) => sum + Math.abs(ringArea(ring)) * (i === 0 ? 1 : -1), 0);
    if (area > largestArea) {
      largest = rings;
      largestArea = area;
    }
  }
  if (!largest) return null;
  const [, south, , north] = bboxOfRing(largest[0]!);
  const scale = Math.cos((((south + north) / 2) * Math.PI) / 180);
  const scaled = largest.map((ring) => ring.map((p): Position => [p[0]! * scale, p[1]!]));
  const [x, y] = poleOfInaccessibility(scaled);
  return [x / scale, y];
}

function poleOfInaccessibility(rings: readonly Position[][]): [number, number] {
  const [west, south, east, north] = bboxOfRing(rings[0]!);
  const side = Math.min(east - west, north - south);
  const precision = side / 100;
  const cell = (x: number, y: number, half: number): Cell => {
    const distance = distanceToOutline(rings, x, y);
    return { x, y, half, distance, bound: distance + half * Math.SQRT2 };
  };
  // Ascending by bound: the most promising is popped from the end.
  const queue: Cell[] = [];
  const insert = (added: Cell) => {
    let low = 0;
    let high = queue.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (queue[middle]!.bound < added.bound) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, added);
  };
  // A long outline is covered by at most 100 squares along its longer side.
  const size = Math.max(side, Math.max(east - west, north - south) / 100);
  const half = size / 2;
  for (let x = west; x < east; x += size) {
    for (let y = south; y < north; y += size) insert(cell(x + half, y + half, half));
  }
  const [startX, startY] = pointOnScanline(rings);
  let best = cell(startX, startY, 0);
  for (let cells = 0; cells < MOST_CELLS; cells += 4) {
    const next = queue.pop();
    if (!next) break;
    if (next.distance > best.distance) best = next;
    if (next.bound - best.distance <= precision) break;
    const quarter = next.half / 2;
    for (const dx of [-quarter, quarter]) {
      for (const dy of [-quarter, quarter]) insert(cell(next.x + dx, next.y + dy, quarter));
    }
  }
  return [best.x, best.y];
}

/** A point certainly inside: the middle of the widest stretch on a line between two vertex latitudes. */
function pointOnScanline(rings: readonly Position[][]): [number, number] {
  const latitudes = [...new Set(rings.flat().map((p) => p[1]!))].sort((a, b) => a - b);
  // The widest band near the middle keeps the point clear of vertices.
  let y = 0;
  let widest = -1;
  for (let i = 1; i < latitudes.length; i++) {
    const height = latitudes[i]! - latitudes[i - 1]!;
    if (height <= widest) continue;
    widest = height;
    y = latitudes[i - 1]! + height / 2;
  }
  const crossings: number[] = [];
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [x1, y1] = ring[i - 1] as [number, number];
      const [x2, y2] = ring[i] as [number, number];
      if (y1 > y !== y2 > y) crossings.push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
    }
  }
  crossings.sort((a, b) => a - b);
  let x = 0;
  let width = -1;
  for (let i = 1; i < crossings.length; i += 2) {
    const stretch = crossings[i]! - crossings[i - 1]!;
    if (stretch <= width) continue;
    width = stretch;
    x = crossings[i - 1]! + stretch / 2;
  }
  return [x, y];
}

/** Distance from a point to the nearest edge of any ring, negative outside; units of the rings. */
function distanceToOutline(rings: readonly Position[][], x: number, y: number): number {
  let inside = false;
  let nearest = Infinity;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay] = ring[i - 1] as [number, number];
      const [bx, by] = ring[i] as [number, number];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
      const dx = bx - ax;
      const dy = by - ay;
      const length = dx * dx + dy * dy;
      const t = length > 0 ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
      const ex = x - ax - t * dx;
      const ey = y - ay - t * dy;
      nearest = Math.min(nearest, ex * ex + ey * ey);
    }
  }
  return (inside ? 1 : -1) * Math.sqrt(nearest);
}
