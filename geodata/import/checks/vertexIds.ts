/** Gives equal positions equal numbers, 0 for the first, by hashing the bits of both coordinates. */
export class VertexIds {
  #table: Int32Array;
  #xy: Float64Array;
  #bits: Uint32Array;
  #count = 0;

  /** @param most how many positions will be asked for at most */
  constructor(most: number) {
    // At most half full, so that looking for a free place stays short.
    this.#table = new Int32Array(2 ** Math.ceil(Math.log2(2 * most + 2))).fill(-1);
    this.#xy = new Float64Array(2 * most + 2);
    this.#bits = new Uint32Array(this.#xy.buffer);
  }

  /** The number of a position. */
  of(x: number, y: number): number {
    const id = this.#count;
    const xy = this.#xy;
    // -0 equals 0 but has other bits.
    xy[2 * id] = x + 0;
    xy[2 * id + 1] = y + 0;
    const mask = this.#table.length - 1;
    for (let at = this.#hash(id) & mask; ; at = (at + 1) & mask) {
      const known = this.#table[at]!;
      if (known < 0) {
        this.#table[at] = id;
        this.#count++;
        return id;
      }
      if (xy[2 * known] === x && xy[2 * known + 1] === y) return known;
    }
  }

  #hash(id: number): number {
    let h = 0;
    for (let word = 4 * id; word < 4 * id + 4; word++) {
      h = Math.imul(h ^ this.#bits[word]!, 0x85ebca6b);
      h ^= h >>> 15;
    }
    return Math.imul(h, 0xc2b2ae35) >>> 7;
  }
}
