import type { SessionAnswer } from '#api/contract/session.ts';
import { setClock } from '../../state/clock.ts';
import { fresh } from './freshness.ts';

/** A device's clock that has moved by this much beside the one that only goes forward was set anew. */
const JUMP_MS = 30_000;
/** The server tells its moment floored to five minutes; some for the way here. */
const FLOOR_MS = 330_000;

/**
 * How far the district's clock is ahead of this device's. The server tells its moment floored to minutes, so that
 * each answer tells the least that it can be: the greatest of them holds, until the device's clock is set anew.
 */
export class Skew {
  #most = Number.NEGATIVE_INFINITY;
  #origin: number | null = null;

  /**
   * @param server what the server told, milliseconds
   * @param device the device's clock when it did
   * @param monotonic a clock that only goes forward
   * @returns milliseconds to be added to the device's clock
   */
  learn(server: number, device: number, monotonic: number): number {
    const origin = device - monotonic;
    if (this.#origin === null || Math.abs(origin - this.#origin) > JUMP_MS)
      this.#most = Number.NEGATIVE_INFINITY;
    this.#origin = origin;
    const told = server - device;
    // Less than the floor takes away: the server's own clock was set back.
    this.#most = this.#most - told > FLOOR_MS ? told : Math.max(this.#most, told);
    return this.#most;
  }
}

const skew = new Skew();

/** The server has answered: sets the clock by it, and notes that what is shown is fresh. */
export function takePulse({ now }: SessionAnswer, kept: boolean): void {
  const device = Date.now();
  const server = Date.parse(now);
  if (kept) {
    fresh.recalled(server);
    return;
  }
  setClock(device + skew.learn(server, device, performance.now()), device);
  fresh.heard();
}
