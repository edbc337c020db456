/** Nodes by their ids, in 24 bytes each. */
export class NodeList {
  #id = new Float64Array(1024);
  #lon = new Float64Array(1024);
  #lat = new Float64Array(1024);
  #length = 0;
  #isSorted = true;

  get length(): number {
    return this.#length;
  }

  push(id: number, lon: number, lat: number): void {
    if (this.#length === this.#id.length) {
      this.#id = doubled(this.#id);
      this.#lon = doubled(this.#lon);
      this.#lat = doubled(this.#lat);
    }
    // extracts are in the order of ids as a rule
    if (this.#length > 0 && id <= (this.#id[this.#length - 1] as number)) this.#isSorted = false;
    this.#id[this.#length] = id;
    this.#lon[this.#length] = lon;
    this.#lat[this.#length++] = lat;
  }

  /** Finds nodes by id; null for one that is not here. Of two with one id the first is taken. */
  finder(): (id: number) => [lon: number, lat: number] | null {
    const order = this.#isSorted ? null : this.#order();
    const at = (rank: number): number => (order ? (order[rank] as number) : rank);
    return (id) => {
      let [low, high] = [0, this.#length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((this.#id[at(middle)] as number) < id) low = middle + 1;
        else high = middle;
      }
      const found = at(low);
      if (low === this.#length || this.#id[found] !== id) return null;
      return [this.#lon[found] as number, this.#lat[found] as number];
    };
  }

  #order(): Uint32Array {
    const order = Uint32Array.from({ length: this.#length }, (_, i) => i);
    return order.sort((a, b) => (this.#id[a] as number) - (this.#id[b] as number) || a - b);
  }
}

function doubled(column: Float64Array): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(2 * column.length);
  wider.set(column);
  return wider;
}
