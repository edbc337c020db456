import Flatbush from 'flatbush';
import { stepsPerUnit, UNITS_PER_PIXEL } from './grid.ts';
import type { ArcPolygons, ArcTable } from './topology.ts';

/** Vertices whose triangle is smaller than this part of a square pixel (of 512 a tile) are left out. */
const VERTEX_PIXELS = 0.5;

/** Islands and lakes of less than this many square pixels are left out where nothing else is made of them. */
const ISLAND_PIXELS = 1;

/** Each round halves what is left out between two vertices: after 24 nothing is left out any more. */
const MAX_ROUNDS = 24;

/** Arcs as drawn at one zoom, in tile units of that zoom, from the north-west corner of the world. */
export interface ZoomArcs {
  /** Vertices of all arcs, one arc after the other; the ends of arcs that met still meet. */
  x: Int32Array;
  y: Int32Array;
  /** Arc `i` is the vertices `start[i]` up to, not including, `start[i + 1]`; neighbours differ. */
  start: Int32Array;
  /** Per area, the rings that are drawn. */
  areas: ArcPolygons[];
}

/** Working state of one zoom. */
interface Draft {
  table: ArcTable;
  /** 1 for every vertex that is drawn. */
  kept: Uint8Array;
  /** Vertices in tile units of the zoom. */
  x: Int32Array;
  y: Int32Array;
}

/**
 * Simplifies every border once for a zoom and snaps it to the zoom's tile grid. All areas, of all levels,
 * are drawn from the same arcs, so neighbours share every vertex.
 *
 * A pixel of tolerance can make a border cross another or a small area turn inside out; where that happens
 * left-out vertices come back until it does not. An area keeps its largest part as long as it encloses at
 * least one tile unit (an eighth of a pixel); its other islands and lakes go when they are below a pixel.
 *
 * @param table arcs with weights
 * @param zoom tile zoom; at `exact` only vertices that the tile grid cannot show are left out
 * @param exact set at the deepest zoom, whose tiles are stretched for all zooms beyond it
 */
export function simplifyArcs(table: ArcTable, zoom: number, exact: boolean): ZoomArcs {
  const step = stepsPerUnit(zoom);
  const pixel = (step * UNITS_PER_PIXEL) ** 2;
  const minWeight = exact ? step * step : pixel * VERTEX_PIXELS;
  const draft: Draft = {
    table,
    kept: Uint8Array.from(table.weight, (weight) => (weight >= minWeight ? 1 : 0)),
    x: table.x.map((x) => Math.round(x / step)),
    y: table.y.map((y) => Math.round(y / step)),
  };
  const rings = listRings(table, exact ? 0 : ISLAND_PIXELS * pixel);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const opened = openCollapsed(draft, rings);
    if (!uncross(draft) && !opened) break;
  }
  const areas = arcAreas(draft);
  const drawn = new Set(rings.filter((ring) => ringSign(ring, areas) > 0).map((ring) => ring.arcs));
  return { ...drawArcs(draft), areas: table.areas.map((polygons) => keepDrawn(polygons, drawn)) };
}

interface Ring {
  arcs: number[];
  isOuter: boolean;
}

/** The rings to draw: all but islands and lakes below `minArea` (squared grid steps) bounding nothing else. */
function listRings(table: ArcTable, minArea: number): Ring[] {
  const full: Draft = { table, kept: new Uint8Array(table.x.length).fill(1), x: table.x, y: table.y };
  const areas = arcAreas(full);
  const isLargestPart = new Uint8Array(table.start.length - 1);
  const rings: Ring[] = [];
  for (const polygons of table.areas) {
    let largest: number[] = [];
    let largestArea = 0;
    for (const polygon of polygons) {
      polygon.forEach((arcs, i) => {
        rings.push({ arcs, isOuter: i === 0 });
      });
      const area = ringArea(polygon[0] ?? [], areas);
      if (area > largestArea) {
        largest = polygon[0] ?? [];
        largestArea = area;
      }
    }
    for (const arc of largest) isLargestPart[arc < 0 ? ~arc : arc] = 1;
  }
  return rings.filter(({ arcs }) => {
    const only = arcs[0] as number;
    if (arcs.length > 1 || isLargestPart[only < 0 ? ~only : only]) return true;
    return Math.abs(ringArea(arcs, areas)) >= 2 * minArea;
  });
}

/** Twice the area between each arc as drawn and the origin; rings are sums of these. Exact in tile units. */
function arcAreas({ table, kept, x, y }: Draft): Float64Array {
  const areas = new Float64Array(table.start.length - 1);
  // near the data, so that the sums of products stay exact
  const x0 = x[0] ?? 0;
  const y0 = y[0] ?? 0;
  for (let arc = 0; arc < areas.length; arc++) {
    let last = table.start[arc] as number;
    let sum = 0;
    for (let i = last + 1; i < (table.start[arc + 1] as number); i++) {
      if (!kept[i]) continue;
      const ax = (x[last] as number) - x0;
      const ay = (y[last] as number) - y0;
      sum += ax * ((y[i] as number) - y0) - ((x[i] as number) - x0) * ay;
      last = i;
    }
    areas[arc] = sum;
  }
  return areas;
}

function ringArea(arcs: readonly number[], areas: Float64Array): number {
  let sum = 0;
  for (const arc of arcs) sum += arc < 0 ? -(areas[~arc] as number) : (areas[arc] as number);
  return sum;
}

/** Positive when the ring encloses something and runs the way it should. */
function ringSign(ring: Ring, areas: Float64Array): number {
  return Math.sign(ringArea(ring.arcs, areas)) * (ring.isOuter ? 1 : -1);
}

/** Brings back vertices of rings that enclose nothing or run the wrong way round; whether it could. */
function openCollapsed(draft: Draft, rings: readonly Ring[]): boolean {
  const areas = arcAreas(draft);
  let changed = false;
  for (const ring of rings) {
    if (ringSign(ring, areas) > 0) continue;
    for (const signed of ring.arcs) {
      const arc = signed < 0 ? ~signed : signed;
      let last = draft.table.start[arc] as number;
      for (let i = last + 1; i < (draft.table.start[arc + 1] as number); i++) {
        if (!draft.kept[i]) continue;
        if (refine(draft, last, i)) changed = true;
        last = i;
      }
    }
  }
  return changed;
}

/** Brings back the weightiest vertex between two drawn ones; false when there is none between them. */
function refine({ table, kept }: Draft, from: number, to: number): boolean {
  let best = -1;
  for (let i = from + 1; i < to; i++) {
    if (kept[i]) return true; // another ring or crossing brought one back in this round
    if (best < 0 || (table.weight[i] as number) > (table.weight[best] as number)) best = i;
  }
  if (best < 0) return false;
  kept[best] = 1;
  return true;
}

/** Brings back vertices where a shortened piece of border meets another one; whether it could. */
function uncross(draft: Draft): boolean {
  const { table, kept, x, y } = draft;
  const from = new Int32Array(kept.length);
  const to = new Int32Array(kept.length);
  let count = 0;
  let shortened = false;
  for (let arc = 0; arc + 1 < table.start.length; arc++) {
    let last = table.start[arc] as number;
    for (let i = last + 1; i < (table.start[arc + 1] as number); i++) {
      if (!kept[i]) continue;
      from[count] = last;
      to[count++] = i;
      if (i - last > 1) shortened = true;
      last = i;
    }
  }
  if (!shortened) return false;
  const index = new Flatbush(count, 16, Int32Array);
  const box = [0, 0, 0, 0] as [number, number, number, number];
  const boxOf = (i: number) => {
    const [a = 0, b = 0] = [from[i], to[i]];
    box[0] = Math.min(x[a] as number, x[b] as number);
    box[1] = Math.min(y[a] as number, y[b] as number);
    box[2] = Math.max(x[a] as number, x[b] as number);
    box[3] = Math.max(y[a] as number, y[b] as number);
    return box;
  };
  for (let i = 0; i < count; i++) index.add(...boxOf(i));
  index.finish();
  let changed = false;
  for (let i = 0; i < count; i++) {
    const [a = 0, b = 0] = [from[i], to[i]];
    if (b - a === 1) continue;
    index.search(...boxOf(i), (j) => {
      const [c = 0, d = 0] = [from[j], to[j]];
      if (i !== j && meet(draft, a, b, c, d)) {
        const first = refine(draft, a, b);
        if (refine(draft, c, d) || first) changed = true;
      }
      return false;
    });
  }
  return changed;
}

/** Whether two segments have a point in common other than a vertex of both. */
function meet({ x, y }: Draft, a: number, b: number, c: number, d: number): boolean {
  const side = (p: number, q: number, r: number) => {
    const [px = 0, py = 0] = [x[p], y[p]];
    return Math.sign(
      ((x[q] as number) - px) * ((y[r] as number) - py) - ((x[r] as number) - px) * ((y[q] as number) - py),
    );
  };
  const equal = (p: number, q: number) => x[p] === x[q] && y[p] === y[q];
  const [abc, abd, cda, cdb] = [side(a, b, c), side(a, b, d), side(c, d, a), side(c, d, b)];
  if (abc * abd > 0 || cda * cdb > 0) return false;
  const shared = equal(a, c) || equal(a, d) || equal(b, c) || equal(b, d);
  // neighbours on a border meet in one vertex; only when they fold back onto each other it is a fault
  if (!shared) return abc * abd < 0 || cda * cdb < 0 || isOverlap({ x, y }, a, b, c, d);
  return false;
}

/** Whether two segments on one line overlap. */
function isOverlap({ x, y }: Pick<Draft, 'x' | 'y'>, a: number, b: number, c: number, d: number): boolean {
  const apart = (v: Int32Array) =>
    Math.max(v[a] as number, v[b] as number) < Math.min(v[c] as number, v[d] as number) ||
    Math.max(v[c] as number, v[d] as number) < Math.min(v[a] as number, v[b] as number);
  return !apart(x) && !apart(y);
}

function drawArcs({ table, kept, x, y }: Draft): Omit<ZoomArcs, 'areas'> {
  const arcs = { x: x.slice(), y: y.slice(), start: new Int32Array(table.start.length) };
  let next = 0;
  for (let arc = 0; arc + 1 < table.start.length; arc++) {
    const first = next;
    arcs.start[arc] = first;
    for (let i = table.start[arc] as number; i < (table.start[arc + 1] as number); i++) {
      if (!kept[i]) continue;
      if (next > first && arcs.x[next - 1] === x[i] && arcs.y[next - 1] === y[i]) continue;
      arcs.x[next] = x[i] as number;
      arcs.y[next++] = y[i] as number;
    }
  }
  arcs.start[table.start.length - 1] = next;
  return arcs;
}

/** Without the rings that are not drawn; with an outer ring go its holes. */
function keepDrawn(polygons: ArcPolygons, drawn: Set<number[]>): ArcPolygons {
  return polygons
    .filter(([outer]) => outer !== undefined && drawn.has(outer))
    .map((rings) => rings.filter((ring) => drawn.has(ring)));
}
