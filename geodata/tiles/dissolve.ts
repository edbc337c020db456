import { IntList } from './grow.ts';
import { boundsOf, doubledArea, RingCollector, type Rings } from './rings.ts';
import { type Arcs, cutArcs } from './topology.ts';

/** Part by which the areas of a parent and of its children together may differ to count as the same. */
const COVER_TOLERANCE = 1e-3;

/** An area to be dissolved from others, whose own steps stand before it in the list. */
export interface DissolveStep {
  area: number;
  children: readonly number[];
}

/** A ring as its arcs, in the order they are walked. */
type ArcRing = number[];

/** An area's polygons as rings of arcs: each an outer ring and its holes. */
type ArcPolygons = ArcRing[][];

/**
 * Replaces the outlines of areas that their children cover by the children's own outer borders, so that
 * an upper level's border *is* the lower levels' border. Where the children leave gaps (towns that cover
 * 95.6 % of their district) an area's own outline stays; an area without outline always takes its children's.
 *
 * @param rings outlines; an area without rings has no outline
 * @param steps parents with their children, lowest parents first
 */
export function dissolve(rings: Rings, steps: readonly DissolveStep[]): Rings {
  if (steps.length === 0) return rings;
  const count = rings.areaStarts.length - 1;
  const arcs = cutArcs(
    rings,
    Int32Array.from({ length: count }, (_, i) => i),
  );
  const walker = new Walker(rings, arcs);
  const merged = new Map<number, ArcPolygons>();
  for (const { area, children } of steps) {
    const parts = children.map((child) => merged.get(child) ?? child);
    if (walker.isBordered(parts, area)) continue;
    const polygons = walker.merge(parts);
    const hasOwn = rings.areaStarts[area] !== rings.areaStarts[area + 1];
    // what is dissolved from this area in turn is dissolved from the same arcs
    if (polygons.length > 0 && (!hasOwn || isSameRegion(measureOwn(rings, area), walker.measure(polygons))))
      merged.set(area, polygons);
  }
  if (merged.size === 0) return rings;
  const collector = new RingCollector(rings.x, rings.y, rings.vertices.length);
  for (let area = 0; area < count; area++) {
    collector.area();
    const polygons = merged.get(area);
    if (!polygons) {
      for (let r = rings.areaStarts[area] as number; r < (rings.areaStarts[area + 1] as number); r++)
        collector.ring(
          rings.vertices,
          rings.starts[r] as number,
          rings.starts[r + 1] as number,
          rings.isOuter[r] === 1,
        );
      continue;
    }
    for (const polygon of polygons)
      polygon.forEach((ring, i) => {
        const vertices = walker.verticesOf(ring);
        collector.ring(vertices.data, 0, vertices.length, i === 0);
      });
  }
  return collector.finish();
}

/** What is compared to see whether two outlines enclose the same. */
interface Measures {
  rings: number;
  area: number;
  bounds: [west: number, north: number, east: number, south: number];
}

/** Whether two regions have as many rings, the same extent and the same area, within the tolerance. */
function isSameRegion(a: Measures, b: Measures): boolean {
  const [west, north, east, south] = a.bounds;
  const side = Math.max(east - west, south - north) * COVER_TOLERANCE;
  return (
    a.rings === b.rings &&
    Math.abs(a.area - b.area) <= a.area * COVER_TOLERANCE &&
    a.bounds.every((value, i) => Math.abs(value - (b.bounds[i] as number)) <= side)
  );
}

function measureOwn(rings: Rings, area: number): Measures {
  const [first, end] = [rings.areaStarts[area] as number, rings.areaStarts[area + 1] as number];
  let sum = 0;
  for (let r = first; r < end; r++) sum += doubledArea(rings, r);
  return { rings: end - first, area: sum, bounds: boundsOf(rings, area) };
}

/** Joins arcs to rings. */
class Walker {
  readonly #rings: Rings;
  readonly #arcs: Arcs;
  /** Per arc while merging: how often it is walked forwards less how often backwards. */
  readonly #net: Int32Array;
  readonly #scratch = new IntList();

  constructor(rings: Rings, arcs: Arcs) {
    this.#rings = rings;
    this.#arcs = arcs;
    this.#net = new Int32Array(arcs.starts.length - 1);
  }

  /** Vertices of a ring, each once. The list is used again by the next call. */
  verticesOf(ring: ArcRing): IntList {
    const out = this.#scratch;
    out.length = 0;
    for (const signed of ring) {
      const arc = signed < 0 ? ~signed : signed;
      const [start, end] = [this.#arcs.starts[arc] as number, this.#arcs.starts[arc + 1] as number];
      // the last vertex of an arc is the first of the next
      if (signed >= 0) for (let i = start; i < end - 1; i++) out.push(this.#arcs.vertices[i] as number);
      else for (let i = end - 1; i > start; i--) out.push(this.#arcs.vertices[i] as number);
    }
    return out;
  }

  /** Walks all rings of areas, and names the arcs, some more than once. */
  #count(parts: readonly (number | ArcPolygons)[], times: number, used: number[]): void {
    const { ringArcs, ringStarts, areaStarts } = this.#arcs;
    const add = (signed: number) => {
      const arc = signed < 0 ? ~signed : signed;
      used.push(arc);
      this.#net[arc] = (this.#net[arc] as number) + (signed < 0 ? -times : times);
    };
    for (const part of parts) {
      if (typeof part === 'number') {
        const first = ringStarts[areaStarts[part] as number] as number;
        const end = ringStarts[areaStarts[part + 1] as number] as number;
        for (let i = first; i < end; i++) add(ringArcs[i] as number);
      } else for (const ring of part.flat()) ring.forEach(add);
    }
  }

  /** Whether an area's own outline is the outline of the parts together, vertex by vertex, as it mostly is. */
  isBordered(parts: readonly (number | ArcPolygons)[], area: number): boolean {
    const used: number[] = [];
    this.#count(parts, 1, used);
    this.#count([area], -1, used);
    let same = true;
    for (const arc of used) {
      if (this.#net[arc] !== 0) same = false;
      this.#net[arc] = 0;
    }
    return same;
  }

  /** The outline of areas together, each an area's number or polygons merged before. */
  merge(parts: readonly (number | ArcPolygons)[]): ArcPolygons {
    const used: number[] = [];
    this.#count(parts, 1, used);
    // a border between two of them is walked once in each direction; what is left bounds them all
    const leaving = new Map<number, number[]>();
    const border: number[] = [];
    for (const arc of used) {
      for (let net = this.#net[arc] as number; net !== 0; net -= Math.sign(net)) {
        const signed = net > 0 ? arc : ~arc;
        border.push(signed);
        const vertex = this.#end(~signed);
        const others = leaving.get(vertex);
        if (others) others.push(signed);
        else leaving.set(vertex, [signed]);
      }
      this.#net[arc] = 0;
    }
    return this.#nest(this.#walk(border, leaving));
  }

  /** Closed rings of arcs; where several leave a vertex the ring turns right, so that it touches itself nowhere. */
  #walk(border: readonly number[], leaving: Map<number, number[]>): ArcRing[] {
    const rings: ArcRing[] = [];
    for (const first of border) {
      const start = this.#end(~first);
      const begin = leaving.get(start);
      const place = begin?.indexOf(first) ?? -1;
      if (place < 0) continue; // walked already
      begin?.splice(place, 1);
      const ring = [first];
      for (let vertex = this.#end(first); vertex !== start; ) {
        const last = ring.at(-1) as number;
        const next = this.#takeRightmost(last, leaving.get(vertex) ?? []);
        if (next === null) break; // cannot be: as many arcs reach a vertex as leave it
        ring.push(next);
        vertex = this.#end(next);
      }
      rings.push(ring);
    }
    return rings;
  }

  /** Takes out of the arcs that leave a vertex the one most to the right for who comes along `last`. */
  #takeRightmost(last: number, choices: number[]): number | null {
    if (choices.length <= 1) return choices.pop() ?? null;
    const { x, y } = this.#rings;
    const [from, at] = [this.#near(last), this.#end(last)];
    const back = Math.atan2((y[from] as number) - (y[at] as number), (x[from] as number) - (x[at] as number));
    let best = 0;
    let bestTurn = Infinity;
    choices.forEach((signed, i) => {
      const to = this.#near(~signed);
      const angle = Math.atan2((y[to] as number) - (y[at] as number), (x[to] as number) - (x[at] as number));
      // from the way back anticlockwise on the map (y runs south): the first arc met is the rightmost
      const turn = (back - angle + 4 * Math.PI) % (2 * Math.PI) || 2 * Math.PI;
      if (turn < bestTurn) {
        best = i;
        bestTurn = turn;
      }
    });
    return choices.splice(best, 1)[0] as number;
  }

  /** The vertex where an arc ends. */
  #end(signed: number): number {
    const { starts, vertices } = this.#arcs;
    return vertices[signed < 0 ? (starts[~signed] as number) : (starts[signed + 1] as number) - 1] as number;
  }

  /** The vertex before the one where an arc ends. */
  #near(signed: number): number {
    const { starts, vertices } = this.#arcs;
    return vertices[
      signed < 0 ? (starts[~signed] as number) + 1 : (starts[signed + 1] as number) - 2
    ] as number;
  }

  /** Puts holes to the outer rings they lie in; the smallest where outer rings lie in one another's holes. */
  #nest(rings: readonly ArcRing[]): ArcPolygons {
    const areas = rings.map((ring) => this.#area(ring));
    const outers = rings
      .map((ring, i) => ({ ring, area: areas[i] as number, holes: [] as ArcRing[] }))
      .filter(({ area }) => area > 0)
      .sort((a, b) => a.area - b.area);
    rings.forEach((ring, i) => {
      if ((areas[i] as number) >= 0) return;
      const home =
        outers.length === 1
          ? outers[0]
          : outers.find(({ ring: outer, area }) => area > -(areas[i] as number) && this.#holds(outer, ring));
      home?.holes.push(ring);
    });
    return outers.map(({ ring, holes }) => [ring, ...holes]);
  }

  #area(ring: ArcRing): number {
    const list = this.verticesOf(ring);
    const { x, y } = this.#rings;
    const first = list.data[0] as number;
    let sum = 0;
    for (let i = 1; i + 1 < list.length; i++) {
      const [a, b] = [list.data[i] as number, list.data[i + 1] as number];
      const [ax, ay] = [(x[a] as number) - (x[first] as number), (y[a] as number) - (y[first] as number)];
      const [bx, by] = [(x[b] as number) - (x[first] as number), (y[b] as number) - (y[first] as number)];
      sum += ax * by - bx * ay;
    }
    return sum;
  }

  /** Whether a hole lies in an outer ring: the first of its vertices that is not on that ring decides. */
  #holds(outer: ArcRing, hole: ArcRing): boolean {
    const { x, y } = this.#rings;
    const own = this.verticesOf(hole).toArray();
    const list = this.verticesOf(outer);
    const on = new Set(list.data.subarray(0, list.length));
    const vertex = own.find((v) => !on.has(v));
    if (vertex === undefined) return true;
    const [px, py] = [x[vertex] as number, y[vertex] as number];
    let inside = false;
    let last = list.data[list.length - 1] as number;
    for (let i = 0; i < list.length; i++) {
      const next = list.data[i] as number;
      const [ax, ay, bx, by] = [x[last] as number, y[last] as number, x[next] as number, y[next] as number];
      if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside;
      last = next;
    }
    return inside;
  }

  measure(polygons: ArcPolygons): Measures {
    const { x, y } = this.#rings;
    const measures: Measures = { rings: 0, area: 0, bounds: [Infinity, Infinity, -Infinity, -Infinity] };
    const { bounds } = measures;
    for (const ring of polygons.flat()) {
      measures.rings++;
      measures.area += this.#area(ring);
      const list = this.verticesOf(ring);
      for (let i = 0; i < list.length; i++) {
        const vertex = list.data[i] as number;
        bounds[0] = Math.min(bounds[0], x[vertex] as number);
        bounds[1] = Math.min(bounds[1], y[vertex] as number);
        bounds[2] = Math.max(bounds[2], x[vertex] as number);
        bounds[3] = Math.max(bounds[3], y[vertex] as number);
      }
    }
    return measures;
  }
}
