import { IntList, PairIds } from './grow.ts';
import type { Rings } from './rings.ts';

/** Borders cut into arcs, each stored once however many areas and levels it bounds. */
export interface Arcs {
  /** Vertex numbers of all arcs, both ends included, one arc after the other. */
  vertices: Int32Array;
  /** Arc `i` is `vertices[starts[i]]` up to, not including, `vertices[starts[i + 1]]`. */
  starts: Int32Array;
  /** Arcs of all rings in order; `~i` is arc `i` walked backwards. */
  ringArcs: Int32Array;
  /** Ring `r` is `ringArcs[ringStarts[r]]` up to, not including, `ringArcs[ringStarts[r + 1]]`. */
  ringStarts: Int32Array;
  /** 1 for the outer ring of a polygon, whose holes follow it. */
  isOuter: Uint8Array;
  /** Area `i` of those given has the rings `areaStarts[i]` up to, not including, `areaStarts[i + 1]`. */
  areaStarts: Int32Array;
}

/**
 * Marks the vertices where borders meet: those that two passes of rings reach or leave by different
 * neighbours.
 */
function findJunctions({ x, vertices, starts }: Rings, rings: Int32Array): Uint8Array {
  const isJunction = new Uint8Array(x.length);
  // the two neighbours of the first pass side by side: they are looked up together
  const neighbours = new Int32Array(2 * x.length).fill(-1);
  for (const ring of rings) {
    const [start, end] = [starts[ring] as number, starts[ring + 1] as number];
    let before = vertices[end - 1] as number;
    let vertex = vertices[start] as number;
    for (let i = start; i < end; i++) {
      const after = vertices[i + 1 < end ? i + 1 : start] as number;
      const left = neighbours[2 * vertex] as number;
      const right = neighbours[2 * vertex + 1] as number;
      if (left < 0) {
        neighbours[2 * vertex] = before;
        neighbours[2 * vertex + 1] = after;
      } else if (left === before ? right !== after : left !== after || right !== before)
        isJunction[vertex] = 1;
      before = vertex;
      vertex = after;
    }
  }
  return isJunction;
}

/**
 * Shares the borders of areas: every border between two junctions becomes one arc (topology as in TopoJSON,
 * M. Bostock). Written here and not by topojson-server, which hashes every point of every ring as an object:
 * 150 000 grids took it 40 s a time, numbered vertices take half a second.
 *
 * @param all outlines, vertices numbered
 * @param areas positions of the areas whose borders are wanted, in the order of the answer
 */
export function cutArcs(all: Rings, areas: Int32Array): Arcs {
  const rings = new IntList();
  const areaStarts = new Int32Array(areas.length + 1);
  areas.forEach((area, i) => {
    for (let r = all.areaStarts[area] as number; r < (all.areaStarts[area + 1] as number); r++) rings.push(r);
    areaStarts[i + 1] = rings.length;
  });
  const list = rings.toArray();
  const isJunction = findJunctions(all, list);
  const arcs = new ArcCollector();
  const ringArcs = new IntList(2 * list.length);
  const ringStarts = new Int32Array(list.length + 1);
  const isOuter = new Uint8Array(list.length);
  list.forEach((ring, i) => {
    const [start, end] = [all.starts[ring] as number, all.starts[ring + 1] as number];
    isOuter[i] = all.isOuter[ring] as number;
    arcs.ring(all.vertices, start, end, isJunction, ringArcs);
    ringStarts[i + 1] = ringArcs.length;
  });
  return { ...arcs.finish(), ringArcs: ringArcs.toArray(), ringStarts, isOuter, areaStarts };
}

/** Numbers arcs; an arc that came before, in either direction, is found again by its end and its next vertex. */
class ArcCollector {
  readonly #vertices = new IntList();
  readonly #starts = new IntList();
  readonly #ends = new PairIds();
  /** By number of the pair of first and second vertex: the arc, `~` the arc when that is its end. */
  readonly #arcOf = new IntList();

  /** Cuts a ring at its junctions and adds its arcs to `out`. */
  ring(ring: Int32Array, start: number, end: number, isJunction: Uint8Array, out: IntList): void {
    let first = start;
    while (first < end && !isJunction[ring[first] as number]) first++;
    if (first === end) {
      // nothing else touches it: both sides of the border begin at its lowest vertex
      first = start;
      for (let i = start + 1; i < end; i++) if ((ring[i] as number) < (ring[first] as number)) first = i;
      out.push(this.#arc(ring, start, end, first, end - start));
      return;
    }
    let from = first;
    const size = end - start;
    for (let k = 1; k <= size; k++) {
      let i = first + k;
      if (i >= end) i -= size;
      if (k < size && !isJunction[ring[i] as number]) continue;
      const length = first + k - from;
      out.push(this.#arc(ring, start, end, from < end ? from : from - size, length));
      from = first + k;
    }
  }

  /** The number of the arc of `length` edges that begins at position `from` of a ring. */
  #arc(ring: Int32Array, start: number, end: number, from: number, length: number): number {
    const size = end - start;
    const last = from + length;
    const next = ring[from + 1 < end ? from + 1 : from + 1 - size] as number;
    const known = this.#ends.find(ring[from] as number, next);
    if (known >= 0) return this.#arcOf.data[known] as number;
    const arc = this.#starts.length;
    this.#starts.push(this.#vertices.length);
    for (let i = from; i <= last; i++) this.#vertices.push(ring[i < end ? i : i - size] as number);
    this.#ends.of(ring[from] as number, next);
    this.#arcOf.push(arc);
    const [a, b] = [last < end ? last : last - size, last - 1 < end ? last - 1 : last - 1 - size];
    if (this.#ends.of(ring[a] as number, ring[b] as number) === this.#arcOf.length) this.#arcOf.push(~arc);
    return arc;
  }

  finish(): Pick<Arcs, 'vertices' | 'starts'> {
    this.#starts.push(this.#vertices.length);
    return { vertices: this.#vertices.toArray(), starts: this.#starts.toArray() };
  }
}
