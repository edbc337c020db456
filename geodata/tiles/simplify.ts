import { SegmentCells } from './cells.ts';
import { stepsPerUnit, UNITS_PER_PIXEL } from './grid.ts';
import { IntList } from './grow.ts';
import { type ArcTable, pathArea, ringAreaOf } from './weigh.ts';

/** Vertices whose triangle is smaller than this part of a square pixel (of 512 a tile) are left out. */
const VERTEX_PIXELS = 0.5;

/** Islands and lakes of less than this many square pixels are left out where nothing else is made of them. */
const ISLAND_PIXELS = 1;

/** Each round halves what is left out between two vertices: after 24 nothing is left out any more. */
const MAX_ROUNDS = 24;

/** Arcs as drawn at one zoom, in tile units of that zoom, from the north-west corner of the world. */
export interface ZoomArcs extends Pick<ArcTable, 'ringArcs' | 'ringStarts' | 'isOuter' | 'areaStarts'> {
  /** Vertices of all arcs, one arc after the other; the ends of arcs that met still meet. */
  x: Int32Array;
  y: Int32Array;
  /** Arc `i` is the vertices `starts[i]` up to, not including, `starts[i + 1]`; neighbours differ. */
  starts: Int32Array;
  /** Per ring, 1 when it is drawn. */
  isDrawn: Uint8Array;
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
  const draft = new Draft(table, step, exact ? step * step : pixel * VERTEX_PIXELS);
  const wanted = wantedRings(table, exact ? 0 : ISLAND_PIXELS * pixel);
  const changed = new IntList();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const opened = draft.openCollapsed(wanted, changed);
    if (round === 0) draft.markShortened(changed);
    draft.uncross(changed);
    if (!opened && changed.length === 0) break;
  }
  draft.measure();
  const isDrawn = new Uint8Array(table.isOuter.length);
  let outerDrawn = false;
  for (let ring = 0; ring < isDrawn.length; ring++) {
    const isOuter = table.isOuter[ring] === 1;
    const draws: boolean = wanted[ring] === 1 && draft.isOpen(ring) && (isOuter || outerDrawn);
    if (isOuter) outerDrawn = draws;
    isDrawn[ring] = draws ? 1 : 0;
  }
  const { ringArcs, ringStarts, isOuter, areaStarts } = table;
  return { ...draft.drawn(), ringArcs, ringStarts, isOuter, areaStarts, isDrawn };
}

/** 1 for the rings to draw: all but islands and lakes below `minArea` (squared grid steps) bounding nothing else. */
function wantedRings(table: ArcTable, minArea: number): Uint8Array {
  const { ringStarts, ringArcs, ringArea, isLargestPart } = table;
  return Uint8Array.from(ringArea, (area, ring) => {
    const first = ringStarts[ring] as number;
    if ((ringStarts[ring + 1] as number) - first > 1) return 1;
    const only = ringArcs[first] as number;
    return isLargestPart[only < 0 ? ~only : only] || Math.abs(area) >= 2 * minArea ? 1 : 0;
  });
}

/** Working state of one zoom. A segment is known by the vertex it begins with. */
class Draft {
  readonly #table: ArcTable;
  /** 1 for every vertex that is drawn. */
  readonly #kept: Uint8Array;
  /** Vertices in tile units of the zoom. */
  readonly #x: Int32Array;
  readonly #y: Int32Array;
  /** Per drawn vertex, the drawn one after it on its arc. */
  readonly #next: Int32Array;
  /** Per arc, twice its area as drawn. */
  readonly #areas: Float64Array;
  /** 1 for arcs whose area must be reckoned again. */
  readonly #stale: Uint8Array;
  /** 1 for segments that are being looked at. */
  readonly #isLooked: Uint8Array;
  #cells: SegmentCells | null = null;

  constructor(table: ArcTable, step: number, minWeight: number) {
    this.#table = table;
    const count = table.x.length;
    this.#kept = new Uint8Array(count);
    this.#x = new Int32Array(count);
    this.#y = new Int32Array(count);
    this.#next = new Int32Array(count).fill(-1);
    this.#isLooked = new Uint8Array(count);
    this.#areas = new Float64Array(table.starts.length - 1);
    this.#stale = new Uint8Array(this.#areas.length).fill(1);
    let last = 0;
    for (let i = 0; i < count; i++) {
      this.#x[i] = Math.round((table.x[i] as number) / step);
      this.#y[i] = Math.round((table.y[i] as number) / step);
      if ((table.weight[i] as number) < minWeight) continue;
      this.#kept[i] = 1;
      if (i > 0 && table.arcOf[i] === table.arcOf[last]) this.#next[last] = i;
      last = i;
    }
  }

  /** Whether a ring encloses something and runs the way it should. */
  isOpen(ring: number): boolean {
    const area = ringAreaOf(this.#table, ring, this.#areas);
    return this.#table.isOuter[ring] ? area > 0 : area < 0;
  }

  /** Brings back vertices of rings that are not open, and adds the segments it made to `changed`; whether it could. */
  openCollapsed(wanted: Uint8Array, changed: IntList): boolean {
    this.measure();
    const before = changed.length;
    const { ringArcs, ringStarts, starts } = this.#table;
    for (let ring = 0; ring < wanted.length; ring++) {
      if (!wanted[ring] || this.isOpen(ring)) continue;
      for (let k = ringStarts[ring] as number; k < (ringStarts[ring + 1] as number); k++) {
        const signed = ringArcs[k] as number;
        const arc = signed < 0 ? ~signed : signed;
        // those already brought back in this round, for another ring, are as good
        if (this.#stale[arc]) continue;
        for (let i = starts[arc] as number; i >= 0; ) {
          const next = this.#next[i] as number;
          this.#refine(i, changed);
          i = next;
        }
      }
    }
    return changed.length > before;
  }

  /** Reckons the areas of arcs anew that have changed. */
  measure(): void {
    const { starts } = this.#table;
    for (let arc = 0; arc < this.#areas.length; arc++) {
      if (!this.#stale[arc]) continue;
      this.#stale[arc] = 0;
      const [start, end] = [starts[arc] as number, starts[arc + 1] as number];
      this.#areas[arc] = pathArea(this.#x, this.#y, this.#kept, start, end);
    }
  }

  /** Brings back the weightiest vertex a segment passes over; false when there is none. */
  #refine(from: number, changed: IntList): boolean {
    const to = this.#next[from] as number;
    if (to - from < 2) return false;
    const { weight, arcOf } = this.#table;
    let best = from + 1;
    for (let i = from + 2; i < to; i++) if ((weight[i] as number) > (weight[best] as number)) best = i;
    this.#kept[best] = 1;
    this.#next[from] = best;
    this.#next[best] = to;
    this.#stale[arcOf[from] as number] = 1;
    for (const segment of [from, best]) {
      this.#add(segment);
      changed.push(segment);
    }
    return true;
  }

  #add(i: number): void {
    const [x, y, next] = [this.#x, this.#y, this.#next[i] as number];
    this.#cells?.add(i, x[i] as number, y[i] as number, x[next] as number, y[next] as number);
  }

  /** Marks where vertices are left out, enters the segments there, and names those that pass over some. */
  markShortened(changed: IntList): void {
    changed.length = 0;
    const [x, y] = [this.#x, this.#y];
    let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
    let segments = 0;
    for (let i = 0; i < x.length; i++) {
      const [px, py] = [x[i] as number, y[i] as number];
      if (px < west) west = px;
      if (px > east) east = px;
      if (py < north) north = py;
      if (py > south) south = py;
      const next = this.#next[i] as number;
      if (next >= 0) segments++;
      if (next - i > 1) changed.push(i);
    }
    if (changed.length === 0) return;
    const cells = new SegmentCells([west, north, east, south], segments);
    for (let k = 0; k < changed.length; k++) {
      const from = changed.data[k] as number;
      const to = this.#next[from] as number;
      // what may come back lies in the box of all vertices passed over
      let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
      for (let i = from; i <= to; i++) {
        const [px, py] = [x[i] as number, y[i] as number];
        if (px < left) left = px;
        if (px > right) right = px;
        if (py < top) top = py;
        if (py > bottom) bottom = py;
      }
      cells.mark(left, top, right, bottom);
    }
    this.#cells = cells;
    for (let i = 0; i < x.length; i++) if ((this.#next[i] as number) >= 0) this.#add(i);
  }

  /**
   * Looks whether segments meet others and brings back vertices of both where they do.
   *
   * @param changed segments that are new since the last look; answered are those made by this one
   */
  uncross(changed: IntList): void {
    const [x, y, next] = [this.#x, this.#y, this.#next];
    const cells = this.#cells;
    const look = changed.toArray();
    changed.length = 0;
    if (!cells) return;
    for (const a of look) this.#isLooked[a] = 1;
    const near = new IntList();
    for (const a of look) {
      const b = next[a] as number;
      const [ax, ay, bx, by] = [x[a] as number, y[a] as number, x[b] as number, y[b] as number];
      const [west, east, north, south] = [
        Math.min(ax, bx),
        Math.max(ax, bx),
        Math.min(ay, by),
        Math.max(ay, by),
      ];
      cells.near(ax, ay, bx, by, near);
      // until it has been broken up: its halves are looked at in the next round
      for (let i = 0; i < near.length && next[a] === b; i++) {
        const c = near.data[i] as number;
        const d = next[c] as number;
        // a pair of which both are looked at comes twice
        if (c === a || (this.#isLooked[c] && c < a) || (b - a < 2 && d - c < 2)) continue;
        const [cx, cy, dx, dy] = [x[c] as number, y[c] as number, x[d] as number, y[d] as number];
        if ((cx < west && dx < west) || (cx > east && dx > east)) continue;
        if ((cy < north && dy < north) || (cy > south && dy > south)) continue;
        if (!this.#meet(a, b, c, d)) continue;
        this.#refine(c, changed);
        this.#refine(a, changed);
      }
    }
    for (const a of look) this.#isLooked[a] = 0;
  }

  /** Whether two segments have a point in common other than a vertex of both. */
  #meet(a: number, b: number, c: number, d: number): boolean {
    const [x, y] = [this.#x, this.#y];
    const side = (p: number, q: number, r: number) => {
      const [px, py] = [x[p] as number, y[p] as number];
      return Math.sign(
        ((x[q] as number) - px) * ((y[r] as number) - py) - ((x[r] as number) - px) * ((y[q] as number) - py),
      );
    };
    const [abc, abd] = [side(a, b, c), side(a, b, d)];
    if (abc * abd > 0) return false;
    const [cda, cdb] = [side(c, d, a), side(c, d, b)];
    if (cda * cdb > 0) return false;
    const equal = (p: number, q: number) => x[p] === x[q] && y[p] === y[q];
    // neighbours on a border meet in one vertex
    if (equal(a, c) || equal(a, d) || equal(b, c) || equal(b, d)) return false;
    if (abc * abd < 0 || cda * cdb < 0) return true;
    const apart = (v: Int32Array) =>
      Math.max(v[a] as number, v[b] as number) < Math.min(v[c] as number, v[d] as number) ||
      Math.max(v[c] as number, v[d] as number) < Math.min(v[a] as number, v[b] as number);
    return !apart(x) && !apart(y);
  }

  /** The vertices that are drawn, without those that fell onto the one before. */
  drawn(): Pick<ZoomArcs, 'x' | 'y' | 'starts'> {
    const { starts } = this.#table;
    const [x, y] = [new IntList(this.#x.length), new IntList(this.#x.length)];
    const drawnStarts = new Int32Array(starts.length);
    for (let arc = 0; arc + 1 < starts.length; arc++) {
      const first = x.length;
      drawnStarts[arc] = first;
      for (let i = starts[arc] as number; i >= 0; i = this.#next[i] as number) {
        const [px, py] = [this.#x[i] as number, this.#y[i] as number];
        const n = x.length;
        if (n > first && x.data[n - 1] === px && y.data[n - 1] === py) continue;
        x.push(px);
        y.push(py);
      }
    }
    drawnStarts[starts.length - 1] = x.length;
    return { x: x.toArray(), y: y.toArray(), starts: drawnStarts };
  }
}
