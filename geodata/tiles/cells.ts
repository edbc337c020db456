import { IntList } from './grow.ts';

/** Side of the smallest cell, in bits of tile units: 16 units, two pixels. */
const LEAST_BITS = 4;

/** Most cells, whatever the extent. */
const MOST_CELLS = 2 ** 22;

/**
 * A table of square cells over the drawn borders, of which only those marked take segments: where nothing
 * was left out nothing can have come to cross. An index of all segments (Flatbush) was most of the time that
 * 150 000 grids took.
 */
export class SegmentCells {
  readonly #bits: number;
  readonly #x0: number;
  readonly #y0: number;
  readonly #width: number;
  /** Per cell -2 when it is not marked, -1 when empty, else its newest entry. */
  readonly #head: Int32Array;
  readonly #segments = new IntList();
  readonly #next = new IntList();

  /** @param bounds in tile units: west, north, east, south */
  constructor([west, north, east, south]: readonly [number, number, number, number], segmentCount: number) {
    const most = Math.min(MOST_CELLS, Math.max(1024, 2 * segmentCount));
    let bits = LEAST_BITS;
    const side = (from: number, to: number) => (to >> bits) - (from >> bits) + 1;
    while (side(west, east) * side(north, south) > most) bits++;
    this.#bits = bits;
    this.#x0 = west >> bits;
    this.#y0 = north >> bits;
    this.#width = side(west, east);
    this.#head = new Int32Array(this.#width * side(north, south)).fill(-2);
  }

  /** Marks all cells that a box reaches into. */
  mark(west: number, north: number, east: number, south: number): void {
    const bits = this.#bits;
    for (let row = (north >> bits) - this.#y0; row <= (south >> bits) - this.#y0; row++) {
      const first = row * this.#width - this.#x0;
      this.#head.fill(-1, first + (west >> bits), first + (east >> bits) + 1);
    }
  }

  /** Enters a segment into the marked ones of its cells. */
  add(segment: number, ax: number, ay: number, bx: number, by: number): void {
    const found = this.#cellsOf(ax, ay, bx, by);
    for (let i = 0; i < found.length; i++) {
      const cell = found.data[i] as number;
      const head = this.#head[cell] as number;
      if (head === -2) continue;
      this.#head[cell] = this.#segments.length;
      this.#segments.push(segment);
      this.#next.push(head);
    }
  }

  /** Segments that share a marked cell with this one; some may come twice. The list is used again. */
  near(ax: number, ay: number, bx: number, by: number, out: IntList): void {
    out.length = 0;
    const found = this.#cellsOf(ax, ay, bx, by);
    for (let k = 0; k < found.length; k++)
      for (let i = this.#head[found.data[k] as number] as number; i >= 0; i = this.#next.data[i] as number)
        out.push(this.#segments.data[i] as number);
  }

  readonly #found = new IntList();

  /** All cells a segment passes through: row by row from where it enters a row to where it leaves it. */
  #cellsOf(ax: number, ay: number, bx: number, by: number): IntList {
    if (ay > by) return this.#cellsOf(bx, by, ax, ay);
    const found = this.#found;
    found.length = 0;
    const bits = this.#bits;
    const [top, bottom] = [ay >> bits, by >> bits];
    const [least, most] = ax < bx ? [ax, bx] : [bx, ax];
    const slope = by === ay ? 0 : (bx - ax) / (by - ay);
    for (let row = top; row <= bottom; row++) {
      let [from, to] = [least, most];
      if (top !== bottom) {
        const entry = ax + slope * (Math.max(ay, row << bits) - ay);
        const exit = ax + slope * (Math.min(by, (row + 1) << bits) - ay);
        // a unit wider than reckoned, against rounding
        from = Math.max(least, Math.floor(Math.min(entry, exit)) - 1);
        to = Math.min(most, Math.ceil(Math.max(entry, exit)) + 1);
      }
      const first = (row - this.#y0) * this.#width - this.#x0;
      for (let column = from >> bits; column <= to >> bits; column++) found.push(first + column);
    }
    return found;
  }
}
