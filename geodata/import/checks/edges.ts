import Flatbush from 'flatbush';
import type { MultiPolygon, Polygon } from 'geojson';
import type { LonLat } from '#geodata/model.ts';
import { type BBox2, bboxOf, bboxOfRing, polygonsOf } from '#geodata/place/bbox.ts';
import { createEdgeIndex, isInside } from '#geodata/place/edgeIndex.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import { orientation } from './orientation.ts';

/** The edges of one area, indexed, for questions about pairs of areas. */
export interface Edges {
  bbox: BBox2;
  /** [edge][ax, ay, bx, by], zero-length edges left out. */
  coordinates: Float64Array;
  /** Polygon and ring each edge belongs to, and the edge before it in that ring. */
  part: Int32Array;
  ring: Int32Array;
  previous: Int32Array;
  search: (box: BBox2) => number[];
  inside: (x: number, y: number) => boolean;
  /** A point inside, worked out when first asked for. */
  label: () => LonLat | null;
}

/** Edges of an area; rings must be closed. */
export function edgesOf(geometry: Polygon | MultiPolygon): Edges {
  const coordinates: number[] = [];
  const part: number[] = [];
  const ring: number[] = [];
  const previous: number[] = [];
  let rings = 0;
  for (const [p, polygon] of polygonsOf(geometry).entries()) {
    for (const positions of polygon) {
      const first = part.length;
      for (let i = 1; i < positions.length; i++) {
        const [ax, ay] = positions[i - 1]!;
        const [bx, by] = positions[i]!;
        if (ax === bx && ay === by) continue;
        previous.push(part.length - 1);
        coordinates.push(ax!, ay!, bx!, by!);
        part.push(p);
        ring.push(rings);
      }
      if (part.length > first) previous[first] = part.length - 1;
      rings++;
    }
  }
  const count = part.length;
  const tree = count > 0 ? new Flatbush(count) : null;
  for (let e = 0; e < count; e++) tree?.add(...boxOfEdge(coordinates, e));
  tree?.finish();
  const parts = polygonsOf(geometry).map((polygon) => ({
    box: bboxOfRing(polygon[0] ?? []),
    index: createEdgeIndex(polygon),
  }));
  let label: { at: LonLat | null } | null = null;
  return {
    bbox: bboxOf(geometry),
    coordinates: Float64Array.from(coordinates),
    part: Int32Array.from(part),
    ring: Int32Array.from(ring),
    previous: Int32Array.from(previous),
    search: (box) => tree?.search(...box) ?? [],
    inside: (x, y) =>
      parts.some(
        ({ box, index }) => x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && isInside(index, x, y),
      ),
    label: () => {
      label ??= { at: labelPoint(geometry) };
      return label.at;
    },
  };
}

/** Box around edge e. */
export function boxOfEdge(coordinates: ArrayLike<number>, e: number): BBox2 {
  const ax = coordinates[4 * e]!;
  const ay = coordinates[4 * e + 1]!;
  const bx = coordinates[4 * e + 2]!;
  const by = coordinates[4 * e + 3]!;
  return [Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by)];
}

/** How two edges lie: crossing in one inner point, overlapping along a stretch, or neither. */
export function relation(
  a: ArrayLike<number>,
  e: number,
  b: ArrayLike<number>,
  f: number,
): 'crossing' | 'overlap' | 'none' {
  const [ax, ay, bx, by] = [a[4 * e]!, a[4 * e + 1]!, a[4 * e + 2]!, a[4 * e + 3]!];
  const [cx, cy, dx, dy] = [b[4 * f]!, b[4 * f + 1]!, b[4 * f + 2]!, b[4 * f + 3]!];
  const c = orientation(ax, ay, bx, by, cx, cy);
  const d = orientation(ax, ay, bx, by, dx, dy);
  if (c === 0 && d === 0) {
    const horizontal = Math.abs(bx - ax) >= Math.abs(by - ay);
    const [p, q, r, s] = horizontal ? [ax, bx, cx, dx] : [ay, by, cy, dy];
    return Math.max(Math.min(p, q), Math.min(r, s)) < Math.min(Math.max(p, q), Math.max(r, s))
      ? 'overlap'
      : 'none';
  }
  if (c * d >= 0) return 'none';
  return orientation(cx, cy, dx, dy, ax, ay) * orientation(cx, cy, dx, dy, bx, by) < 0 ? 'crossing' : 'none';
}

/** Where two crossing edges meet. */
export function crossingPoint(a: ArrayLike<number>, e: number, b: ArrayLike<number>, f: number): LonLat {
  const [ax, ay, bx, by] = [a[4 * e]!, a[4 * e + 1]!, a[4 * e + 2]!, a[4 * e + 3]!];
  const [cx, cy, dx, dy] = [b[4 * f]!, b[4 * f + 1]!, b[4 * f + 2]!, b[4 * f + 3]!];
  const denominator = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx);
  const t = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / denominator;
  return [ax + t * (bx - ax), ay + t * (by - ay)];
}
