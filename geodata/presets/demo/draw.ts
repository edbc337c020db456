import type { Random } from '#geodata/divide/random.ts';
import type { Day } from '#geodata/model.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

/** Months of visits up to now. */
export const MONTHS = 12;

/** What everything in the demonstration is made from. */
export interface DemoOptions {
  plan: DistrictPlan;
  seed: number;
  /** The civil day that is today, and the moment that is now (ms since 1970 UTC). */
  today: Day;
  now: number;
  /** First instant of a civil day in the district's zone, ms since 1970 UTC. */
  startOfDay: (day: Day) => number;
}

/** What the registers alone are made from. */
export type DemoSeed = Pick<DemoOptions, 'plan' | 'seed' | 'today'>;

/** Some of the first `total` whole numbers, each once; all where there are too few. */
export function drawSome(count: number, total: number, random: Random): Set<number> {
  const drawn = new Set<number>();
  while (drawn.size < Math.min(count, total)) drawn.add(Math.floor(random() * total));
  return drawn;
}

/** Draws places of a list in proportion to their weights. */
export function weightedPick(weights: readonly number[], random: Random): () => number {
  const sums: number[] = [];
  let total = 0;
  for (const weight of weights) {
    total += weight;
    sums.push(total);
  }
  return () => {
    const at = random() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

/** The list in another order (Fisher and Yates). */
export function shuffled<T>(list: readonly T[], random: Random): T[] {
  const result = [...list];
  for (let i = result.length - 1; i > 0; i--) {
    const k = Math.floor(random() * (i + 1));
    [result[i], result[k]] = [result[k]!, result[i]!];
  }
  return result;
}

/** A version 4 identifier (RFC 9562) of four random 32-bit numbers. */
export function uuid(random: Random): string {
  const word = () => Math.floor(random() * 2 ** 32);
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  const [a, c, d] = [hex(word()), word(), hex(word())];
  const b = hex((word() & 0xffff0fff) | 0x4000);
  const e = hex((c & 0x3fffffff) | 0x80000000);
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${e.slice(0, 4)}-${e.slice(4)}${d}`;
}
