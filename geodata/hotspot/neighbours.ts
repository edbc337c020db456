/**
 * Which cells are neighbours, row by row in two arrays: those of cell `i` are `neighbours[offsets[i]]` up to,
 * not including, `neighbours[offsets[i + 1]]`, in ascending order, each once, never `i` itself.
 */
export interface Neighbours {
  /** One more than there are cells. */
  offsets: Uint32Array;
  neighbours: Uint32Array;
}

/** A list of whole numbers that grows, and the rows it is cut into. */
export class RowBuilder {
  #data = new Uint32Array(1024);
  #length = 0;
  readonly #offsets: Uint32Array;
  #row = 0;

  /** @param rows how many there will be */
  constructor(rows: number) {
    this.#offsets = new Uint32Array(rows + 1);
  }

  push(neighbour: number): void {
    if (this.#length === this.#data.length) {
      const data = new Uint32Array(2 * this.#length);
      data.set(this.#data);
      this.#data = data;
    }
    this.#data[this.#length++] = neighbour;
  }

  /** Ends a row and puts it in order. */
  endRow(): void {
    this.#data.subarray(this.#offsets[this.#row] as number, this.#length).sort();
    this.#offsets[++this.#row] = this.#length;
  }

  finish(): Neighbours {
    return { offsets: this.#offsets, neighbours: this.#data.slice(0, this.#length) };
  }
}

/** Whether `to` stands among the neighbours of `from`; they need not be neighbours the other way round. */
export function hasNeighbour({ offsets, neighbours }: Neighbours, from: number, to: number): boolean {
  let low = offsets[from] as number;
  let high = (offsets[from + 1] as number) - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = neighbours[middle] as number;
    if (found === to) return true;
    if (found < to) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
