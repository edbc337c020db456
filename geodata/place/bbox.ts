import type { MultiPolygon, Polygon, Position } from 'geojson';

/** West, south, east, north in degrees. */
export type BBox2 = [west: number, south: number, east: number, north: number];

/** The polygons of an area: one, or those of a multipolygon; [polygon][ring][vertex]. */
export function polygonsOf(geometry: Polygon | MultiPolygon): Position[][][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

/** Box around one ring; [Infinity, Infinity, -Infinity, -Infinity] for an empty one. */
export function bboxOfRing(ring: readonly Position[]): BBox2 {
  const box: BBox2 = [Infinity, Infinity, -Infinity, -Infinity];
  for (const position of ring) {
    const x = position[0]!;
    const y = position[1]!;
    if (x < box[0]) box[0] = x;
    if (y < box[1]) box[1] = y;
    if (x > box[2]) box[2] = x;
    if (y > box[3]) box[3] = y;
  }
  return box;
}

/** Box around an area, by its outer rings. An area across the 180th meridian is not provided for. */
export function bboxOf(geometry: Polygon | MultiPolygon): BBox2 {
  const box: BBox2 = [Infinity, Infinity, -Infinity, -Infinity];
  for (const polygon of polygonsOf(geometry)) {
    const [west, south, east, north] = bboxOfRing(polygon[0] ?? []);
    box[0] = Math.min(box[0], west);
    box[1] = Math.min(box[1], south);
    box[2] = Math.max(box[2], east);
    box[3] = Math.max(box[3], north);
  }
  return box;
}
