import Flatbush from 'flatbush';
import { cleanPolygons, type GridPoint, type GridPolygon, type GridRing } from './grid.ts';

/**
 * How near a vertex must be to its neighbour's vertex or edge to be meant as lying on it, in steps of the
 * world grid: 11 cm at the equator, more than files lose by writing six decimals.
 */
export const KNIT_TOLERANCE = 3;

/** Two numbers below this make one exact key. As a width: 22 degrees; no city's areas reach so far. */
const KEY_BASE = 2 ** 26;

/** Per level, per area, its polygons. */
type Levels = readonly (readonly GridPolygon[][])[];

interface OpenEdge {
  a: GridPoint;
  b: GridPoint;
  /** Vertices to be put between its ends, with their position along it (0 to 1). */
  inserted: { t: number; point: GridPoint }[];
}

/** Gives equal points equal numbers. */
class VertexIds {
  #ids = new Map<number, number>();
  readonly points: GridPoint[] = [];

  of(point: GridPoint): number {
    const key = (point[0] % KEY_BASE) * KEY_BASE + (point[1] % KEY_BASE);
    let id = this.#ids.get(key);
    if (id === undefined) {
      id = this.points.push(point) - 1;
      this.#ids.set(key, id);
    }
    return id;
  }

  /** Key of the undirected edge between two vertices. */
  static edge(a: number, b: number): number {
    return a < b ? a * KEY_BASE + b : b * KEY_BASE + a;
  }
}

/** Calls back for every edge of every ring of a level with its ends' numbers. */
function eachEdge(level: Levels[number], ids: VertexIds, visit: (a: number, b: number) => void): void {
  for (const polygons of level) {
    for (const polygon of polygons) {
      for (const ring of polygon) {
        let last = ids.of(ring[0] as GridPoint);
        for (let i = 1; i < ring.length; i++) {
          const next = ids.of(ring[i] as GridPoint);
          visit(last, next);
          last = next;
        }
      }
    }
  }
}

/** The edges that no second ring of their level has, by key, and the numbers of their ends. */
function findOpen(levels: Levels, ids: VertexIds): { edges: Map<number, OpenEdge>; vertices: Set<number> } {
  const edges = new Map<number, OpenEdge>();
  const vertices = new Set<number>();
  for (const level of levels) {
    const once = new Map<number, boolean>();
    eachEdge(level, ids, (a, b) => {
      const key = VertexIds.edge(a, b);
      once.set(key, !once.has(key));
    });
    for (const [key, isOnce] of once) {
      if (!isOnce) continue;
      const [a, b] = [Math.floor(key / KEY_BASE), key % KEY_BASE];
      vertices.add(a).add(b);
      edges.set(key, { a: ids.points[a] as GridPoint, b: ids.points[b] as GridPoint, inserted: [] });
    }
  }
  return { edges, vertices };
}

/** Vertices that are moved, with the vertex they are moved to: the first one within the tolerance. */
function snapVertices(vertices: Iterable<number>, ids: VertexIds): Map<number, GridPoint> {
  const cells = new VertexIds();
  const taken = new Map<number, GridPoint[]>();
  const moved = new Map<number, GridPoint>();
  for (const id of vertices) {
    const [x, y] = ids.points[id] as GridPoint;
    const [cx, cy] = [Math.floor(x / KNIT_TOLERANCE), Math.floor(y / KNIT_TOLERANCE)];
    let near: GridPoint | undefined;
    for (let i = 0; i < 9 && !near; i++) {
      const cell = cells.of([cx + (i % 3) - 1, cy + Math.floor(i / 3) - 1]);
      near = taken.get(cell)?.find((p) => Math.hypot(p[0] - x, p[1] - y) <= KNIT_TOLERANCE);
    }
    if (near) {
      moved.set(id, near);
      continue;
    }
    const cell = cells.of([cx, cy]);
    const others = taken.get(cell);
    if (others) others.push([x, y]);
    else taken.set(cell, [[x, y]]);
  }
  return moved;
}

/** Notes on every open edge the vertices of other open edges that lie on it. */
function insertVertices(edges: readonly OpenEdge[], vertices: Iterable<number>, ids: VertexIds): void {
  if (edges.length === 0) return;
  const index = new Flatbush(edges.length, 16, Int32Array);
  for (const { a, b } of edges) {
    index.add(Math.min(a[0], b[0]), Math.min(a[1], b[1]), Math.max(a[0], b[0]), Math.max(a[1], b[1]));
  }
  index.finish();
  const r = KNIT_TOLERANCE;
  for (const id of vertices) {
    const point = ids.points[id] as GridPoint;
    const [x, y] = point;
    for (const i of index.search(x - r, y - r, x + r, y + r)) {
      const { a, b, inserted } = edges[i] as OpenEdge;
      const dx = b[0] - a[0];
      const dy = b[1] - a[1];
      const length = dx * dx + dy * dy;
      const along = (x - a[0]) * dx + (y - a[1]) * dy;
      if (along <= 0 || along >= length) continue;
      const away = Math.abs((x - a[0]) * dy - (y - a[1]) * dx) / Math.sqrt(length);
      if (away <= r) inserted.push({ t: along / length, point });
    }
  }
}

/**
 * Makes neighbours share vertices where files do not: moves vertices that nearly coincide onto each other
 * and puts a vertex that lies on a neighbour's edge (a T-junction) into that edge, so that the topology sees
 * one border where people see one. Only edges without a partner are looked at: clean data passes unchanged
 * and costs one count.
 *
 * @param levels per level, per area, its polygons on the world grid; together less than 22 degrees wide
 * @returns the same nesting; areas that needed nothing keep their polygons
 */
export function knit(levels: Levels): Levels {
  const ids = new VertexIds();
  const moved = snapVertices(findOpen(levels, ids).vertices, ids);
  const snapped =
    moved.size === 0
      ? levels
      : mapRings(levels, (ring) =>
          ring.some((p) => moved.has(ids.of(p))) ? ring.map((p) => moved.get(ids.of(p)) ?? p) : ring,
        );
  const { edges, vertices } = findOpen(snapped, ids);
  insertVertices([...edges.values()], vertices, ids);
  for (const [key, { inserted }] of edges) if (inserted.length === 0) edges.delete(key);
  return edges.size === 0 ? snapped : mapRings(snapped, (ring) => withInserted(ring, edges, ids));
}

function withInserted(ring: GridRing, edges: Map<number, OpenEdge>, ids: VertexIds): GridRing {
  let result: GridRing | null = null;
  for (let i = 1; i < ring.length; i++) {
    const a = ring[i - 1] as GridPoint;
    const b = ring[i] as GridPoint;
    const edge = edges.get(VertexIds.edge(ids.of(a), ids.of(b)));
    if (edge) {
      result ??= ring.slice(0, i);
      const forward = edge.a[0] === a[0] && edge.a[1] === a[1];
      const inserted = [...edge.inserted].sort((p, q) => (forward ? p.t - q.t : q.t - p.t));
      for (const { point } of inserted) result.push(point);
    }
    result?.push(b);
  }
  return result ?? ring;
}

/** Applies a change to every ring; areas none of whose rings changed keep their polygons. */
function mapRings(levels: Levels, change: (ring: GridRing) => GridRing): Levels {
  return levels.map((level) =>
    level.map((polygons) => {
      const changed = polygons.map((polygon) => polygon.map(change));
      const same = changed.every((polygon, i) => polygon.every((ring, j) => ring === polygons[i]?.[j]));
      return same ? polygons : cleanPolygons(changed);
    }),
  );
}
