/**
 * Which points each place can reach and how far they are, row by row: those of place `i` are
 * `point[start[i]]` up to, not including, `point[start[i + 1]]`, in ascending order, each once.
 */
export interface Pairs {
  /** One more than there are places. */
  start: Uint32Array;
  point: Uint32Array;
  /** Metres of travel, one a pair. */
  metres: Float64Array;
}

/** Longitudes and latitudes in WGS 84 degrees, one each a place; NaN where the place is not known. */
export interface Places {
  lon: Float64Array;
  lat: Float64Array;
}

/** The nearest point of each place. */
export interface Nearest {
  /** Number of the point; -1 where there is none. */
  index: Int32Array;
  /** Metres of travel; Infinity where no point is in reach, NaN where the place itself is not known. */
  metres: Float64Array;
}

/** Pairs that memory and the answer's reader can bear. */
export const MOST_PAIRS = 20_000_000;

/** Pairs that grow row by row. */
export class PairsBuilder {
  #point = new Uint32Array(1024);
  #metres = new Float64Array(1024);
  #length = 0;
  #row = 0;
  readonly #start: Uint32Array;
  readonly #most: number;

  /** @param rows how many there will be; @param most pairs in all */
  constructor(rows: number, most = MOST_PAIRS) {
    this.#start = new Uint32Array(rows + 1);
    this.#most = most;
  }

  /** @throws RangeError when there are too many pairs */
  push(point: number, metres: number): void {
    if (this.#length === this.#most)
      throw new RangeError(`more than ${this.#most} pairs of places and points: the distance is too large`);
    if (this.#length === this.#point.length) {
      const [points, distances] = [new Uint32Array(2 * this.#length), new Float64Array(2 * this.#length)];
      points.set(this.#point);
      distances.set(this.#metres);
      this.#point = points;
      this.#metres = distances;
    }
    this.#point[this.#length] = point;
    this.#metres[this.#length++] = metres;
  }

  /** Ends a row and puts it in order of points. */
  endRow(): void {
    const from = this.#start[this.#row] as number;
    const point = this.#point.subarray(from, this.#length);
    if (!isAscending(point)) {
      const metres = this.#metres.slice(from, this.#length);
      const order = Uint32Array.from(point, (_, k) => k);
      const before = point.slice();
      order.sort((a, b) => (before[a] as number) - (before[b] as number));
      order.forEach((k, to) => {
        point[to] = before[k] as number;
        this.#metres[from + to] = metres[k] as number;
      });
    }
    this.#start[++this.#row] = this.#length;
  }

  finish(): Pairs {
    return {
      start: this.#start,
      point: this.#point.slice(0, this.#length),
      metres: this.#metres.slice(0, this.#length),
    };
  }
}

function isAscending(values: Uint32Array): boolean {
  for (let k = 1; k < values.length; k++) if ((values[k - 1] as number) > (values[k] as number)) return false;
  return true;
}

/**
 * How far each of so many places may travel: one number for all, or one each.
 *
 * @throws RangeError for a column of another length and for distances below 0 or not known
 */
export function reachOf(metres: Float64Array | number, places: number): (place: number) => number {
  if (typeof metres === 'number') {
    if (!(metres >= 0)) throw new RangeError(`a reach of ${metres} m`);
    return () => metres;
  }
  if (metres.length !== places) throw new RangeError(`${metres.length} distances for ${places} places`);
  for (const [i, value] of metres.entries())
    if (!(value >= 0)) throw new RangeError(`place ${i}: a reach of ${value} m`);
  return (place) => metres[place] as number;
}
