import Flatbush from 'flatbush';
import { IntList, PairIds } from './grow.ts';
import { RingCollector, type Rings } from './rings.ts';

/**
 * How near a vertex must be to its neighbour's vertex or edge to be meant as lying on it, in steps of the
 * world grid: 11 cm at the equator, more than files lose by writing six decimals.
 */
const KNIT_TOLERANCE = 3;

/** Two vertex numbers below this make one exact key. */
const KEY_BASE = 2 ** 26;

/** Undirected edges as pairs of vertex numbers, the lower one first. */
interface Edges {
  low: IntList;
  high: IntList;
}

/**
 * Sorts edges by their lower vertex and calls back for every different one with how often it occurs.
 * Vertices are numbered along the rings, so a counting sort stays in the cache where a hash table does not.
 */
function countEdges(
  { low, high }: Edges,
  vertexCount: number,
  visit: (a: number, b: number, count: number) => void,
): void {
  const starts = new Int32Array(vertexCount + 2);
  for (let i = 0; i < low.length; i++) {
    const slot = (low.data[i] as number) + 2;
    starts[slot] = (starts[slot] as number) + 1;
  }
  for (let v = 2; v < starts.length; v++) starts[v] = (starts[v] as number) + (starts[v - 1] as number);
  const sorted = new Int32Array(low.length);
  for (let i = 0; i < low.length; i++) {
    const slot = (low.data[i] as number) + 1;
    const place = starts[slot] as number;
    starts[slot] = place + 1;
    sorted[place] = high.data[i] as number;
  }
  for (let a = 0; a < vertexCount; a++) {
    const end = starts[a + 1] as number;
    for (let i = starts[a] as number; i < end; i++) {
      const b = sorted[i] as number;
      if (b < 0) continue;
      let count = 1;
      for (let j = i + 1; j < end; j++) {
        if (sorted[j] !== b) continue;
        count++;
        sorted[j] = -1;
      }
      visit(a, b, count);
    }
  }
}

/** The edges that no second ring of their level has, each once however many levels have it. */
function findOpen({ x, vertices, starts, areaStarts }: Rings, levelEnds: readonly number[]): Edges {
  const open: Edges = { low: new IntList(), high: new IntList() };
  let area = 0;
  for (const levelEnd of levelEnds) {
    const firstRing = areaStarts[area] as number;
    const lastRing = areaStarts[levelEnd] as number;
    area = levelEnd;
    const size = (starts[lastRing] as number) - (starts[firstRing] as number);
    const edges: Edges = { low: new IntList(size), high: new IntList(size) };
    for (let ring = firstRing; ring < lastRing; ring++) {
      const end = starts[ring + 1] as number;
      let a = vertices[end - 1] as number;
      for (let i = starts[ring] as number; i < end; i++) {
        const b = vertices[i] as number;
        edges.low.push(Math.min(a, b));
        edges.high.push(Math.max(a, b));
        a = b;
      }
    }
    countEdges(edges, x.length, (a, b, count) => {
      if (count > 1) return;
      open.low.push(a);
      open.high.push(b);
    });
  }
  const once: Edges = { low: new IntList(), high: new IntList() };
  countEdges(open, x.length, (a, b) => {
    once.low.push(a);
    once.high.push(b);
  });
  return once;
}

/** The vertices of edges, each once, ascending. */
function verticesOf({ low, high }: Edges, vertexCount: number): Int32Array {
  const isEnd = new Uint8Array(vertexCount);
  for (let i = 0; i < low.length; i++) {
    isEnd[low.data[i] as number] = 1;
    isEnd[high.data[i] as number] = 1;
  }
  const list = new IntList();
  for (let v = 0; v < vertexCount; v++) if (isEnd[v]) list.push(v);
  return list.toArray();
}

/** Vertices that are moved, with the vertex they are moved to: the first one within the tolerance. */
function snapVertices({ x, y }: Rings, open: Int32Array): Map<number, number> {
  const cells = new PairIds();
  // vertices that stay, per cell in a chain
  const head = new IntList();
  const next = new Map<number, number>();
  const moved = new Map<number, number>();
  for (const vertex of open) {
    const [vx, vy] = [x[vertex] as number, y[vertex] as number];
    const [cx, cy] = [Math.floor(vx / KNIT_TOLERANCE), Math.floor(vy / KNIT_TOLERANCE)];
    let near = -1;
    for (let i = 0; i < 9 && near < 0; i++) {
      const cell = cells.find(cx + (i % 3) - 1, cy + Math.floor(i / 3) - 1);
      let other = cell < 0 ? -1 : (head.data[cell] as number);
      while (other >= 0) {
        if (Math.hypot((x[other] as number) - vx, (y[other] as number) - vy) <= KNIT_TOLERANCE) near = other;
        other = next.get(other) ?? -1;
      }
    }
    if (near >= 0) {
      moved.set(vertex, near);
      continue;
    }
    const cell = cells.of(cx, cy);
    if (cell < head.length) {
      next.set(vertex, head.data[cell] as number);
      head.data[cell] = vertex;
    } else head.push(vertex);
  }
  return moved;
}

/** A vertex to be put into an edge, `along` it from 0 at the lower vertex to 1. */
interface Insertion {
  along: number;
  vertex: number;
}

/** By key of the edge, the vertices of other open edges that lie on it. */
function findInsertions({ x, y }: Rings, { low, high }: Edges, open: Int32Array): Map<number, Insertion[]> {
  const insertions = new Map<number, Insertion[]>();
  if (low.length === 0) return insertions;
  const index = new Flatbush(low.length, 16, Int32Array);
  for (let i = 0; i < low.length; i++) {
    const [a, b] = [low.data[i] as number, high.data[i] as number];
    const [ax, ay, bx, by] = [x[a] as number, y[a] as number, x[b] as number, y[b] as number];
    index.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  index.finish();
  const r = KNIT_TOLERANCE;
  for (const vertex of open) {
    const [vx, vy] = [x[vertex] as number, y[vertex] as number];
    index.search(vx - r, vy - r, vx + r, vy + r, (i) => {
      const [a, b] = [low.data[i] as number, high.data[i] as number];
      if (a === vertex || b === vertex) return false;
      const [ax, ay] = [x[a] as number, y[a] as number];
      const [dx, dy] = [(x[b] as number) - ax, (y[b] as number) - ay];
      const length = dx * dx + dy * dy;
      const along = (vx - ax) * dx + (vy - ay) * dy;
      if (along <= 0 || along >= length) return false;
      const away = Math.abs((vx - ax) * dy - (vy - ay) * dx) / Math.sqrt(length);
      if (away > r) return false;
      const key = a * KEY_BASE + b;
      const others = insertions.get(key);
      const insertion = { along: along / length, vertex };
      if (others) others.push(insertion);
      else insertions.set(key, [insertion]);
      return false;
    });
  }
  for (const list of insertions.values()) list.sort((p, q) => p.along - q.along);
  return insertions;
}

/** The same areas, every ring's vertices as `change` writes them. */
function mapRings(rings: Rings, change: (ring: number, out: IntList) => void): Rings {
  const collector = new RingCollector(rings.x, rings.y, rings.vertices.length);
  const out = new IntList();
  for (let area = 0; area + 1 < rings.areaStarts.length; area++) {
    collector.area();
    for (let r = rings.areaStarts[area] as number; r < (rings.areaStarts[area + 1] as number); r++) {
      out.length = 0;
      change(r, out);
      collector.ring(out.data, 0, out.length, rings.isOuter[r] === 1);
    }
  }
  return collector.finish();
}

/**
 * Makes neighbours share vertices where files do not: moves vertices that nearly coincide onto each other
 * and puts a vertex that lies on a neighbour's edge (a T-junction) into that edge, so that the topology sees
 * one border where people see one. Only edges without a partner are looked at: clean data passes unchanged
 * and costs one count.
 *
 * @param rings areas level by level
 * @param levelEnds per level, the area after its last one
 */
export function knit(rings: Rings, levelEnds: readonly number[]): Rings {
  let edges = findOpen(rings, levelEnds);
  let open = verticesOf(edges, rings.x.length);
  const moved = snapVertices(rings, open);
  let snapped = rings;
  if (moved.size > 0) {
    const target = Int32Array.from(rings.x, (_, vertex) => vertex);
    for (const [vertex, near] of moved) target[vertex] = near;
    snapped = mapRings(rings, (ring, out) => {
      for (let i = rings.starts[ring] as number; i < (rings.starts[ring + 1] as number); i++) {
        out.push(target[rings.vertices[i] as number] as number);
      }
    });
    edges = findOpen(snapped, levelEnds);
    open = verticesOf(edges, rings.x.length);
  }
  const insertions = findInsertions(snapped, edges, open);
  if (insertions.size === 0) return snapped;
  // looked at before the table of edges is asked: most vertices have no such edge
  const hasInsertion = new Uint8Array(rings.x.length);
  for (const key of insertions.keys()) hasInsertion[Math.floor(key / KEY_BASE)] = 1;
  return mapRings(snapped, (ring, out) => {
    const end = snapped.starts[ring + 1] as number;
    let a = snapped.vertices[end - 1] as number;
    for (let i = snapped.starts[ring] as number; i < end; i++) {
      const b = snapped.vertices[i] as number;
      const low = Math.min(a, b);
      const between = hasInsertion[low] ? insertions.get(low * KEY_BASE + Math.max(a, b)) : undefined;
      if (between) for (const { vertex } of a < b ? between : [...between].reverse()) out.push(vertex);
      out.push(b);
      a = b;
    }
  });
}
