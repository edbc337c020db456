import { createRandom } from '#geodata/divide/random.ts';
import type { Day } from '#geodata/model.ts';
import type { DemoSeed } from './draw.ts';
import type { DemoFeed } from './feeds.ts';

/** Of visits in towns that type them in at once, the share that is forgotten for some days. */
const FORGOTTEN = { share: 0.04, least: 4, more: 10 } as const;

/**
 * When visits come in: mostly on their day; where a town keeps its ledger on paper, on the day it is typed
 * in, weeks later; what a source tells of, with its next delivery.
 *
 * @returns the day of receipt of a visit, which may lie after today: it is not known yet then
 */
export function receiptDays({
  plan,
  seed,
}: DemoSeed): (town: string, day: Day, feed: DemoFeed | null) => Day {
  const random = createRandom(seed ^ 0x2ece);
  const rhythm = new Map(plan.towns.map(({ code, typedInEvery }) => [code, typedInEvery]));
  return (town, day, feed) => {
    if (feed) return feed.deliveries.find((delivery) => delivery >= day) ?? Number.POSITIVE_INFINITY;
    const every = rhythm.get(town);
    // Towns type in on days of their own.
    if (every) return Math.ceil((day - Number(town)) / every) * every + Number(town);
    return random() < FORGOTTEN.share ? day + FORGOTTEN.least + Math.floor(random() * FORGOTTEN.more) : day;
  };
}
