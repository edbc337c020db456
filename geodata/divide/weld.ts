import Flatbush from 'flatbush';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { mergeArcs } from 'topojson-client';
import { topology } from 'topojson-server';
import type { MultiPolygon as MultiPolygonArcs, Polygon as PolygonArcs } from 'topojson-specification';

type Polygonal = Polygon | MultiPolygon;

/** Degrees. New vertices lie on the edge they divide within rounding (1e-13); a metre is 1e-5. */
const TOLERANCE = 1e-12;

const ringsOf = (geometry: Polygonal): Position[][] =>
  geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();

/**
 * Gives neighbours the same vertices: wherever a vertex of one geometry lies on an edge of another (as after
 * dividing two neighbours apart), the edge takes that vertex over. Shapes do not change.
 *
 * @param geometries WGS 84; a coverage whose borders agree but for vertices on edges
 * @returns the geometries in the same order
 */
export function weldBorders(geometries: readonly Polygonal[]): Polygonal[] {
  const vertices = new Map<string, Position>();
  for (const ring of geometries.flatMap(ringsOf)) {
    for (const p of ring) vertices.set(`${p[0]},${p[1]}`, p);
  }
  const points = [...vertices.values()];
  if (points.length === 0) return [];
  const index = new Flatbush(points.length);
  for (const [lon = 0, lat = 0] of points) index.add(lon, lat);
  index.finish();
  /** Places on an edge by its ends; its other side asks the same question. */
  const known = new Map<string, Position[]>();

  const between = (a: Position, b: Position): Position[] => {
    const key = `${a[0]},${a[1]},${b[0]},${b[1]}`;
    const cached = known.get(key);
    if (cached !== undefined) return cached;
    const found = findBetween(a, b, points, index);
    known.set(key, found);
    known.set(`${b[0]},${b[1]},${a[0]},${a[1]}`, found.toReversed());
    return found;
  };
  const weldRing = (ring: Position[]): Position[] =>
    ring.flatMap((p, i) => (i === 0 ? [p] : [...between(ring[i - 1]!, p), p]));
  return geometries.map((geometry) =>
    geometry.type === 'Polygon'
      ? { type: 'Polygon', coordinates: geometry.coordinates.map(weldRing) }
      : { type: 'MultiPolygon', coordinates: geometry.coordinates.map((rings) => rings.map(weldRing)) },
  );
}

function findBetween(a: Position, b: Position, points: Position[], index: Flatbush): Position[] {
  const [ax = 0, ay = 0] = a;
  const [bx = 0, by = 0] = b;
  const [dx, dy] = [bx - ax, by - ay];
  const length = Math.hypot(dx, dy);
  const hits = index.search(
    Math.min(ax, bx) - TOLERANCE,
    Math.min(ay, by) - TOLERANCE,
    Math.max(ax, bx) + TOLERANCE,
    Math.max(ay, by) + TOLERANCE,
  );
  const found: { at: number; point: Position }[] = [];
  for (const i of hits) {
    const point = points[i]!;
    const [x = 0, y = 0] = point;
    if ((x === ax && y === ay) || (x === bx && y === by)) continue;
    const off = ((x - ax) * dy - (y - ay) * dx) / length;
    const at = ((x - ax) * dx + (y - ay) * dy) / length;
    if (Math.abs(off) <= TOLERANCE && at > 0 && at < length) found.push({ at, point });
  }
  return found.sort((s, t) => s.at - t.at).map(({ point }) => point);
}

/**
 * Unions of welded geometries: the borders between members of a group vanish, the others stay as they are.
 *
 * @param geometries a welded coverage
 * @param groupOf the group of each geometry
 * @returns one geometry per group
 */
export function dissolve(
  geometries: readonly Polygonal[],
  groupOf: readonly string[],
): Map<string, Polygonal> {
  const coverage = topology(Object.fromEntries(geometries.map((g, i) => [`g${i}`, g])));
  const groups = new Map<string, (PolygonArcs | MultiPolygonArcs)[]>();
  for (const [i, group] of groupOf.entries()) {
    const members = groups.get(group) ?? [];
    members.push(coverage.objects[`g${i}`] as PolygonArcs | MultiPolygonArcs);
    groups.set(group, members);
  }
  const shapes = new Map<string, Polygonal>();
  for (const [group, members] of groups) {
    const { arcs } = mergeArcs(coverage, members);
    const polygons = arcs.map((rings) => rings.map((ring) => stitch(ring, coverage.arcs)));
    shapes.set(
      group,
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0]! }
        : { type: 'MultiPolygon', coordinates: polygons },
    );
  }
  return shapes;
}

function stitch(ring: number[], arcs: Position[][]): Position[] {
  const points = ring.flatMap((arc) => {
    const own = arc < 0 ? arcs[~arc]!.toReversed() : arcs[arc]!;
    return own.slice(0, -1);
  });
  return [...points, points[0]!];
}
