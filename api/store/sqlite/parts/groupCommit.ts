import type { Connections } from '#api/store/sqlite/connections.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';

interface Pending {
  scope: Scope;
  visits: readonly VisitWrite[];
  resolve: (results: WriteResult[]) => void;
  reject: (error: unknown) => void;
}

/** At most so many visits are committed together. */
const GROUP = 5000;

/** Group commit: visits that come while the writer is busy are committed together. */
export class GroupCommit {
  readonly #connections: Connections;
  readonly #queue: Pending[] = [];
  #writing = false;

  constructor(connections: Connections) {
    this.#connections = connections;
  }

  /** @throws RangeError when there are more than 5000 */
  ingest(scope: Scope, visits: readonly VisitWrite[]): Promise<WriteResult[]> {
    if (visits.length > GROUP) throw new RangeError(`at most ${GROUP} visits at once`);
    return new Promise((resolve, reject) => {
      this.#queue.push({ scope, visits, resolve, reject });
      if (!this.#writing) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#writing = true;
    while (this.#queue.length > 0) {
      const group = [this.#queue.shift()!];
      let size = group[0]!.visits.length;
      while (this.#queue.length > 0 && size + this.#queue[0]!.visits.length <= GROUP) {
        size += this.#queue[0]!.visits.length;
        group.push(this.#queue.shift()!);
      }
      try {
        const results = await this.#connections.write(
          'ingest',
          group.map(({ scope, visits }) => ({ scope, visits })),
        );
        let from = 0;
        for (const { visits, resolve } of group) {
          resolve(results.slice(from, from + visits.length));
          from += visits.length;
        }
      } catch (error) {
        for (const { reject } of group) reject(error);
      }
    }
    this.#writing = false;
  }
}
