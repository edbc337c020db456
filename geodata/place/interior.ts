import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { LonLat } from '#geodata/model.ts';
import { bboxOfRing, polygonsOf } from './bbox.ts';
import { poleOfInaccessibility } from './pole.ts';
import { ringArea } from './ringArea.ts';

/** Part of the polygon's shorter side by which the label may be nearer to the border than the best place. */
const PRECISION = 1 / 100;

/**
 * A point inside the area to put a label on: the pole of inaccessibility of its largest polygon, the
 * middle of the largest circle that fits, within 1 % of the polygon's shorter side. Always inside.
 * Reckoned in degrees with longitude scaled by the cosine of the latitude.
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
  const xy: number[] = [];
  const ends: number[] = [];
  for (const ring of largest) {
    for (const position of ring) xy.push(position[0]! * scale, position[1]!);
    ends.push(xy.length / 2);
  }
  const [x, y] = poleOfInaccessibility({ xy, ends }, PRECISION);
  return [x / scale, y];
}
