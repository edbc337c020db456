import { gridX, gridY } from './grid.ts';
import { IntList, PairIds } from './grow.ts';
import type { PackedAreas } from './pack.ts';

/** Outlines of areas on the world grid, every vertex numbered: equal numbers, equal place. */
export interface Rings {
  /** Grid coordinates of the vertices by number. */
  x: Int32Array;
  y: Int32Array;
  /** Vertex numbers of all rings, one after the other; a ring's first vertex is not repeated at its end. */
  vertices: Int32Array;
  /** Ring `r` is `vertices[starts[r]]` up to, not including, `vertices[starts[r + 1]]`. */
  starts: Int32Array;
  /** 1 for the outer ring of a polygon, whose holes follow it. Outer rings have positive area, holes negative. */
  isOuter: Uint8Array;
  /** Area `i` has the rings `areaStarts[i]` up to, not including, `areaStarts[i + 1]`. */
  areaStarts: Int32Array;
}

/**
 * Twice the signed area of a ring in squared grid steps; positive when it runs clockwise as seen on the map
 * (y to the south). Summed from its first vertex, so that it is exact.
 */
export function doubledArea({ x, y, vertices, starts }: Rings, ring: number): number {
  return areaOf(x, y, vertices, starts[ring] as number, starts[ring + 1] as number);
}

function areaOf(x: Int32Array, y: Int32Array, vertices: Int32Array, start: number, end: number): number {
  const first = vertices[start] as number;
  const [x0, y0] = [x[first] as number, y[first] as number];
  let [sum, ax, ay] = [0, 0, 0];
  for (let i = start + 1; i < end; i++) {
    const vertex = vertices[i] as number;
    const bx = (x[vertex] as number) - x0;
    const by = (y[vertex] as number) - y0;
    sum += ax * by - bx * ay;
    ax = bx;
    ay = by;
  }
  return sum;
}

/** Collects rings area by area and leaves out what encloses nothing. */
export class RingCollector {
  readonly #x: Int32Array;
  readonly #y: Int32Array;
  readonly #vertices: IntList;
  readonly #starts = new IntList();
  readonly #isOuter = new IntList();
  readonly #areaStarts = new IntList();
  #outerKept = false;

  /** @param size about how many vertices there will be */
  constructor(x: Int32Array, y: Int32Array, size = 1024) {
    this.#x = x;
    this.#y = y;
    this.#vertices = new IntList(size);
  }

  /** Begins the next area. */
  area(): void {
    this.#areaStarts.push(this.#starts.length);
  }

  /**
   * Adds a ring without repeated neighbours and wound as it should be, or leaves it out when it encloses
   * nothing; with an outer ring go the holes that follow it.
   */
  ring(ids: ArrayLike<number>, start: number, end: number, isOuter: boolean): void {
    if (!isOuter && !this.#outerKept) return;
    const list = this.#vertices;
    const begin = list.length;
    list.reserve(end - start);
    for (let i = start; i < end; i++) {
      const id = ids[i] as number;
      if (list.length === begin || list.data[list.length - 1] !== id) list.data[list.length++] = id;
    }
    while (list.length - begin > 1 && list.data[list.length - 1] === list.data[begin]) list.length--;
    const area = areaOf(this.#x, this.#y, list.data, begin, list.length);
    if (isOuter) this.#outerKept = area !== 0;
    if (area === 0) {
      list.length = begin;
      return;
    }
    if (area > 0 !== isOuter) list.data.subarray(begin, list.length).reverse();
    this.#starts.push(begin);
    this.#isOuter.push(isOuter ? 1 : 0);
  }

  finish(): Rings {
    this.#starts.push(this.#vertices.length);
    this.#areaStarts.push(this.#isOuter.length);
    return {
      x: this.#x,
      y: this.#y,
      vertices: this.#vertices.toArray(),
      starts: this.#starts.toArray(),
      isOuter: Uint8Array.from(this.#isOuter.toArray()),
      areaStarts: this.#areaStarts.toArray(),
    };
  }
}

/** Brings outlines from degrees onto the world grid, rings wound alike whatever the file did. */
export function readRings({ positions, ringEnds, isOuter, areaEnds }: PackedAreas): Rings {
  const vertices = new Int32Array(positions.length / 2);
  // every border is in two areas of a level, and some are in the levels above
  const ids = new PairIds(vertices.length / 3);
  for (let i = 0; i < vertices.length; i++)
    vertices[i] = ids.of(gridX(positions[2 * i] as number), gridY(positions[2 * i + 1] as number));
  const collector = new RingCollector(ids.first.toArray(), ids.second.toArray(), vertices.length);
  let [ring, start] = [0, 0];
  for (const areaEnd of areaEnds) {
    collector.area();
    for (; ring < areaEnd; ring++) {
      const end = ringEnds[ring] as number;
      collector.ring(vertices, start, end, isOuter[ring] === 1);
      start = end;
    }
  }
  return collector.finish();
}

/** West, north, east, south of an area in grid steps; infinities where it has no shape. */
export function boundsOf(rings: Rings, area: number): [number, number, number, number] {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  const [first, last] = [rings.areaStarts[area] as number, rings.areaStarts[area + 1] as number];
  for (let i = rings.starts[first] as number; i < (rings.starts[last] as number); i++) {
    const vertex = rings.vertices[i] as number;
    const x = rings.x[vertex] as number;
    const y = rings.y[vertex] as number;
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < north) north = y;
    if (y > south) south = y;
  }
  return [west, north, east, south];
}
