import { createRandom } from '#geodata/divide/random.ts';
import type { Day } from '#geodata/model.ts';
import { type DemoSeed, drawSome } from './draw.ts';

/** Share of the firms that were paired in the last three weeks, so that the 14 days of some still run. */
const RECENT = { share: 30 / 1033, days: 21 } as const;
/** Fourteen months of pairing, most of it early on. */
const SPAN_DAYS = 425;
const EARLY = 1.7;

/** A cadre and the firm paired with it. */
export interface Pairing {
  cadre: string;
  firm: string;
  day: Day;
}

/** The days on which so many firms were paired, firm by firm. */
export function pairingDays(count: number, { seed, today }: DemoSeed): Day[] {
  const random = createRandom(seed ^ 0x9a17);
  const recent = drawSome(Math.round(RECENT.share * count), count, random);
  return Array.from({ length: count }, (_, i) => {
    const share = random();
    return recent.has(i)
      ? today - Math.floor(share * RECENT.days)
      : today - SPAN_DAYS + Math.floor(share ** EARLY * (SPAN_DAYS - RECENT.days));
  });
}

/** Pairs every firm with a cadre of its own. */
export function demoPairings(
  subjects: readonly { id: string; type: string }[],
  options: DemoSeed,
): Map<string, Pairing> {
  const firms = subjects.filter(({ type }) => type === 'firm');
  const days = pairingDays(firms.length, options);
  return new Map(
    firms.map(({ id }, i) => [
      id,
      { cadre: `cadre-${String(i + 1).padStart(4, '0')}`, firm: id, day: days[i]! },
    ]),
  );
}
