import FlatQueue from 'flatqueue';
import type { Network } from './graph.ts';

/**
 * The shortest ways from all nodes to the nearest of several seeds: Dijkstra's algorithm against the direction of
 * travel, bounded. Can be used again after `clear`, which costs no more than the search did.
 */
export class NetworkSearch {
  readonly #network: Network;
  readonly #metres: Float64Array;
  readonly #label: Uint32Array;
  readonly #touched: number[] = [];
  readonly #queue = new FlatQueue<number>();

  constructor(network: Network) {
    this.#network = network;
    this.#metres = new Float64Array(network.lon.length).fill(Infinity);
    this.#label = new Uint32Array(network.lon.length);
  }

  /** Forgets all seeds and ways. */
  clear(): void {
    for (const node of this.#touched) this.#metres[node] = Infinity;
    this.#touched.length = 0;
    this.#queue.clear();
  }

  /** A node from which the goal with this label is so far. */
  seed(node: number, metres: number, label: number): void {
    this.#offer(node, metres, label);
  }

  /** @param most metres: nodes that are farther stay unknown */
  run(most: number): void {
    const { start, from, metres } = this.#network;
    while (this.#queue.length > 0) {
      const away = this.#queue.peekValue() as number;
      const node = this.#queue.pop() as number;
      if (away > most) break;
      if (away > (this.#metres[node] as number)) continue;
      for (let k = start[node] as number; k < (start[node + 1] as number); k++)
        this.#offer(from[k] as number, away + (metres[k] as number), this.#label[node] as number);
    }
  }

  /** Metres from a node to the nearest goal; beyond the bound of the search not certain to be the least. */
  metresOf(node: number): number {
    return this.#metres[node] as number;
  }

  /** Label of that goal, of equally near ones the least. */
  labelOf(node: number): number {
    return this.#label[node] as number;
  }

  /** Nodes that have a way. */
  found(): readonly number[] {
    return this.#touched;
  }

  #offer(node: number, metres: number, label: number): void {
    const known = this.#metres[node] as number;
    if (metres > known || (metres === known && label >= (this.#label[node] as number))) return;
    if (known === Infinity) this.#touched.push(node);
    this.#metres[node] = metres;
    this.#label[node] = label;
    this.#queue.push(node, metres);
  }
}
