/** A list of 32-bit whole numbers that grows: one typed array instead of an array of numbers of any kind. */
export class IntList {
  data: Int32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1024) {
    this.data = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
  }

  /** Makes room for so many more. */
  reserve(count: number): void {
    if (this.length + count <= this.data.length) return;
    const data = new Int32Array(Math.max(this.data.length * 2, this.length + count));
    data.set(this.data.subarray(0, this.length));
    this.data = data;
  }

  /** The numbers so far, in an array of their own. */
  toArray(): Int32Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}

/**
 * Numbers pairs of whole numbers: equal pairs get equal numbers, in the order of their first appearance.
 * Open addressing on typed arrays: a Map of six million vertices of 150 000 grids took ten times as long.
 */
export class PairIds {
  readonly first = new IntList();
  readonly second = new IntList();
  #slots: Int32Array;

  /** @param expected about how many there will be, so that the table need not grow */
  constructor(expected = 1024) {
    this.#slots = new Int32Array(2 ** Math.ceil(Math.log2(2 * expected + 2))).fill(-1);
  }

  get length(): number {
    return this.first.length;
  }

  /** The number of a pair, or -1 when it has none yet. */
  find(a: number, b: number): number {
    return this.#slots[this.#slot(a, b)] as number;
  }

  /** The number of a pair; a new one when it has none yet. */
  of(a: number, b: number): number {
    const slot = this.#slot(a, b);
    const known = this.#slots[slot] as number;
    if (known >= 0) return known;
    const id = this.first.length;
    this.first.push(a);
    this.second.push(b);
    if (2 * id > this.#slots.length) this.#grow();
    else this.#slots[slot] = id;
    return id;
  }

  /** Where the pair is, or the free slot where it belongs. */
  #slot(a: number, b: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    const [first, second] = [this.first.data, this.second.data];
    let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 15), 0xc2b2ae35);
    let slot = (h ^ (h >>> 13)) & mask;
    for (;;) {
      const id = slots[slot] as number;
      if (id < 0 || (first[id] === a && second[id] === b)) return slot;
      slot = (slot + 1) & mask;
    }
  }

  #grow(): void {
    this.#slots = new Int32Array(this.#slots.length * 4).fill(-1);
    for (let id = 0; id < this.first.length; id++)
      this.#slots[this.#slot(this.first.data[id] as number, this.second.data[id] as number)] = id;
  }
}
