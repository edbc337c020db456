import FlatQueue from 'flatqueue';
import type { Rings } from './rings.ts';
import { type Arcs, cutArcs } from './topology.ts';

/** Arcs with the coordinates of their vertices and what simplification wants to know of them. */
export interface ArcTable extends Arcs {
  /** Grid coordinates of all arcs' vertices, in the order of `vertices`. */
  x: Int32Array;
  y: Int32Array;
  /** Effective area of a vertex in squared grid steps; `Infinity` at an arc's ends. */
  weight: Float64Array;
  /** The arc of a vertex. */
  arcOf: Int32Array;
  /** Per ring, twice its signed area in squared grid steps. */
  ringArea: Float64Array;
  /** 1 for arcs that bound the largest part of some area. */
  isLargestPart: Uint8Array;
}

/**
 * Cuts the borders of areas of any levels into shared arcs and weighs their vertices for simplification.
 *
 * @param rings outlines of all areas
 * @param areas positions of those wanted, in the order of the answer
 */
export function buildArcs(rings: Rings, areas: Int32Array): ArcTable {
  const arcs = cutArcs(rings, areas);
  const { vertices, starts } = arcs;
  const x = new Int32Array(vertices.length);
  const y = new Int32Array(vertices.length);
  const arcOf = new Int32Array(vertices.length);
  for (let arc = 0; arc + 1 < starts.length; arc++) {
    for (let i = starts[arc] as number; i < (starts[arc + 1] as number); i++) {
      const vertex = vertices[i] as number;
      x[i] = rings.x[vertex] as number;
      y[i] = rings.y[vertex] as number;
      arcOf[i] = arc;
    }
  }
  const weight = weighVertices(x, y, starts);
  return { ...arcs, x, y, weight, arcOf, ...measureRings(arcs, arcAreas(x, y, starts)) };
}

/**
 * Visvalingam's effective areas (Visvalingam and Whyatt, "Line generalisation by repeated elimination of
 * points", 1993), computed once: a vertex is kept at a zoom when its weight reaches that zoom's tolerance.
 * Over arcs in typed arrays: topojson-simplify makes an object of every triangle.
 */
function weighVertices(x: Int32Array, y: Int32Array, starts: Int32Array): Float64Array {
  const weight = new Float64Array(x.length).fill(Infinity);
  const before = new Int32Array(x.length);
  const after = new Int32Array(x.length);
  const area = (a: number, b: number, c: number): number =>
    Math.abs(
      ((x[a] as number) - (x[c] as number)) * ((y[b] as number) - (y[a] as number)) -
        ((x[a] as number) - (x[b] as number)) * ((y[c] as number) - (y[a] as number)),
    ) / 2;
  const queue = new FlatQueue<number>();
  for (let arc = 0; arc + 1 < starts.length; arc++) {
    const [first, last] = [starts[arc] as number, (starts[arc + 1] as number) - 1];
    queue.clear();
    for (let i = first + 1; i < last; i++) {
      before[i] = i - 1;
      after[i] = i + 1;
      const size = area(i - 1, i, i + 1);
      weight[i] = size;
      queue.push(i, size);
    }
    let least = 0;
    for (let left = last - first - 1; left > 0; ) {
      const size = queue.peekValue() as number;
      const i = queue.pop() as number;
      // a neighbour has gone since: it stands in the queue again; one that has gone itself is marked
      if (after[i] === -1 || size !== weight[i]) continue;
      left--;
      least = Math.max(least, size);
      const [a, b] = [before[i] as number, after[i] as number];
      weight[i] = least;
      after[i] = -1;
      if (a > first) {
        after[a] = b;
        weight[a] = area(before[a] as number, a, b);
        queue.push(a, weight[a] as number);
      }
      if (b < last) {
        before[b] = a;
        weight[b] = area(a, b, after[b] as number);
        queue.push(b, weight[b] as number);
      }
    }
  }
  return weight;
}

/** Twice the area between each arc and its first vertex's parallel; rings are sums of these. */
function arcAreas(x: Int32Array, y: Int32Array, starts: Int32Array): Float64Array {
  const areas = new Float64Array(starts.length - 1);
  for (let arc = 0; arc < areas.length; arc++)
    areas[arc] = pathArea(x, y, null, starts[arc] as number, starts[arc + 1] as number);
  return areas;
}

/**
 * Twice the area between a path and the origin, which is put to the first vertex of all so that the products
 * stay exact; of the vertices between `start` and `end` only those drawn.
 */
export function pathArea(
  x: Int32Array,
  y: Int32Array,
  kept: Uint8Array | null,
  start: number,
  end: number,
): number {
  const [x0, y0] = [x[0] as number, y[0] as number];
  let ax = (x[start] as number) - x0;
  let ay = (y[start] as number) - y0;
  let sum = 0;
  for (let i = start + 1; i < end; i++) {
    if (kept && !kept[i]) continue;
    const bx = (x[i] as number) - x0;
    const by = (y[i] as number) - y0;
    sum += ax * by - bx * ay;
    ax = bx;
    ay = by;
  }
  return sum;
}

/** Twice the signed area of a ring from those of its arcs. */
export function ringAreaOf(
  { ringArcs, ringStarts }: Pick<Arcs, 'ringArcs' | 'ringStarts'>,
  ring: number,
  areas: Float64Array,
): number {
  let sum = 0;
  for (let i = ringStarts[ring] as number; i < (ringStarts[ring + 1] as number); i++) {
    const signed = ringArcs[i] as number;
    sum += signed < 0 ? -(areas[~signed] as number) : (areas[signed] as number);
  }
  return sum;
}

/** Areas of the rings, and the arcs of every area's largest part. */
function measureRings(arcs: Arcs, areas: Float64Array): Pick<ArcTable, 'ringArea' | 'isLargestPart'> {
  const { ringArcs, ringStarts, isOuter, areaStarts } = arcs;
  const ringArea = new Float64Array(ringStarts.length - 1);
  for (let ring = 0; ring < ringArea.length; ring++) ringArea[ring] = ringAreaOf(arcs, ring, areas);
  const isLargestPart = new Uint8Array(areas.length);
  for (let area = 0; area + 1 < areaStarts.length; area++) {
    let largest = -1;
    for (let ring = areaStarts[area] as number; ring < (areaStarts[area + 1] as number); ring++)
      if (isOuter[ring] && (largest < 0 || (ringArea[ring] as number) > (ringArea[largest] as number)))
        largest = ring;
    if (largest < 0) continue;
    for (let i = ringStarts[largest] as number; i < (ringStarts[largest + 1] as number); i++) {
      const signed = ringArcs[i] as number;
      isLargestPart[signed < 0 ? ~signed : signed] = 1;
    }
  }
  return { ringArea, isLargestPart };
}
