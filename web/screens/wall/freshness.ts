import { districtNow } from '../../state/clock.ts';

/** Without a good answer for so long what is shown counts as stale. The server is asked every few seconds. */
const PATIENCE_MS = 12_000;

/** Follows when the server last gave a good answer, on a clock that only goes forward. */
export class Freshness {
  #heard: number | null = null;
  #at: number | null = null;
  readonly #monotonic: () => number;
  readonly #wall: () => number;

  constructor(monotonic = () => performance.now(), wall = districtNow) {
    this.#monotonic = monotonic;
    this.#wall = wall;
  }

  /** A good answer has come, from the server itself. */
  heard(): void {
    this.#heard = this.#monotonic();
    this.#at = this.#wall();
  }

  /** What is shown was taken from what had been kept. @param at when the server gave it, milliseconds */
  recalled(at: number): void {
    if (this.#heard === null) this.#at = at;
  }

  /** Whether what is shown is stale, and when the last good answer came; null before one. */
  now(): { stale: boolean; at: number | null } {
    return { stale: this.#heard === null || this.#monotonic() - this.#heard > PATIENCE_MS, at: this.#at };
  }
}

/** That of this page. */
export const fresh = new Freshness();
