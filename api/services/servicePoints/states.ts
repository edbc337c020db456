import { setImmediate } from 'node:timers/promises';
import { type ServiceClock, type ServiceState, stateOver } from '#geodata/service/state.ts';
import type { ServicePoint } from '#geodata/service/types.ts';

/** Points worked out before others are answered in between; a hundred take about two milliseconds. */
const SLICE = 100;
/** Moments whose states are kept: now, and those a few askers look at. */
const KEPT = 4;

interface Kept {
  points: readonly ServicePoint[];
  state: ServiceState;
}

/**
 * States of points at a moment, kept for the next asker: now is floored to five minutes for everyone. A point that
 * has changed is another object, and a clock with other holidays another clock.
 */
export class ServiceStates {
  #clock: ServiceClock | null = null;
  readonly #moments = new Map<number, Map<string, Kept>>();

  /**
   * @param lists versions of each point, ascending, as `stateOver` takes them
   * @returns states in the order of the lists
   */
  async at(
    lists: readonly (readonly ServicePoint[])[],
    moment: number,
    clock: ServiceClock,
  ): Promise<ServiceState[]> {
    const kept = this.#keptAt(moment, clock);
    const states: ServiceState[] = [];
    let made = 0;
    for (const points of lists) {
      const { id } = points[0]!;
      const known = kept.get(id);
      if (known && isSame(known.points, points)) {
        states.push(known.state);
        continue;
      }
      if (++made % SLICE === 0) await setImmediate();
      const state = stateOver(points, moment, clock);
      kept.set(id, { points, state });
      states.push(state);
    }
    return states;
  }

  #keptAt(moment: number, clock: ServiceClock): Map<string, Kept> {
    if (this.#clock !== clock) this.#moments.clear();
    this.#clock = clock;
    const kept = this.#moments.get(moment) ?? new Map<string, Kept>();
    this.#moments.delete(moment);
    this.#moments.set(moment, kept);
    const [oldest] = this.#moments.keys();
    if (this.#moments.size > KEPT) this.#moments.delete(oldest!);
    return kept;
  }
}

/** Whether the very same versions are meant: another scope may see fewer of them. */
function isSame(a: readonly ServicePoint[], b: readonly ServicePoint[]): boolean {
  return a.length === b.length && a.every((point, i) => point === b[i]);
}
