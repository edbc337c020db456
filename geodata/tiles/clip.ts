import { IntList } from './grow.ts';

/** Rings in tile units, one after the other; a ring's first vertex is not repeated at its end. */
export class FlatRings {
  readonly x = new IntList(64);
  readonly y = new IntList(64);
  /** Where each ring ends. */
  readonly ends = new IntList(8);
  /** 1 for outer rings. */
  readonly isOuter = new IntList(8);
  /** Twice the area of all rings, holes taken off. */
  area = 0;
  #outerKept = false;

  clear(): void {
    this.area = 0;
    this.x.length = 0;
    this.y.length = 0;
    this.ends.length = 0;
    this.isOuter.length = 0;
  }

  /** Adds a vertex to the ring that is being written, unless it is the last one again. */
  add(x: number, y: number): void {
    const n = this.x.length;
    if (n > this.#begin() && this.x.data[n - 1] === x && this.y.data[n - 1] === y) return;
    this.x.push(x);
    this.y.push(y);
  }

  /** Ends the ring that is being written; one that encloses nothing or runs the wrong way is left out, its holes too. */
  close(isOuter: boolean): void {
    const { x, y } = this;
    const begin = this.#begin();
    while (
      x.length > begin &&
      x.data[x.length - 1] === x.data[begin] &&
      y.data[x.length - 1] === y.data[begin]
    ) {
      x.length--;
      y.length--;
    }
    let doubled = 0;
    const [x0, y0] = [x.data[begin] as number, y.data[begin] as number];
    for (let i = begin + 1; i + 1 < x.length; i++)
      doubled +=
        ((x.data[i] as number) - x0) * ((y.data[i + 1] as number) - y0) -
        ((x.data[i + 1] as number) - x0) * ((y.data[i] as number) - y0);
    const isWound = isOuter ? doubled > 0 : doubled < 0 && this.#outerKept;
    if (isOuter) this.#outerKept = isWound;
    if (isWound) {
      this.area += doubled;
      this.ends.push(x.length);
      this.isOuter.push(isOuter ? 1 : 0);
    } else {
      x.length = begin;
      y.length = begin;
    }
  }

  #begin(): number {
    return this.ends.length === 0 ? 0 : (this.ends.data[this.ends.length - 1] as number);
  }
}

/**
 * Cuts rings along a line of the grid and keeps one side (Sutherland and Hodgman, "Reentrant polygon
 * clipping", 1974).
 *
 * Where an edge crosses the line is reckoned from its western (northern) end whichever way it is walked, and
 * rounded to the grid: neighbours get the same vertex, so cutting opens no gap between them.
 *
 * @param isVertical whether the line runs north to south, at x = `at`
 * @param keepLess whether the side west (north) of it is kept, or the other one; the line belongs to both
 * @param out what is kept; cleared first
 */
export function cutRings(
  rings: FlatRings,
  isVertical: boolean,
  at: number,
  keepLess: boolean,
  out: FlatRings,
): void {
  out.clear();
  const [u, v] = isVertical ? [rings.x.data, rings.y.data] : [rings.y.data, rings.x.data];
  const add = isVertical ? (a: number, b: number) => out.add(a, b) : (a: number, b: number) => out.add(b, a);
  let start = 0;
  for (let ring = 0; ring < rings.ends.length; ring++) {
    const end = rings.ends.data[ring] as number;
    let au = u[end - 1] as number;
    let av = v[end - 1] as number;
    for (let i = start; i < end; i++) {
      const bu = u[i] as number;
      const bv = v[i] as number;
      if (au < at !== bu < at && au !== at && bu !== at) {
        const isForward = au < bu;
        const [pu, pv, qu, qv] = isForward ? [au, av, bu, bv] : [bu, bv, au, av];
        add(at, pv + Math.round(((qv - pv) * (at - pu)) / (qu - pu)));
      }
      if (keepLess ? bu <= at : bu >= at) add(bu, bv);
      au = bu;
      av = bv;
    }
    out.close(rings.isOuter.data[ring] === 1);
    start = end;
  }
}
