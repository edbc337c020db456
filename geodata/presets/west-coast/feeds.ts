import type { Day } from '#geodata/model.ts';
import type { DemoSeed } from './draw.ts';
import { MONTHS } from './subjects.ts';

/** A source of records as it is put on the register. */
export interface DemoFeed {
  id: string;
  name: string;
  areas: string[];
  duties: string[];
  intervalDays: number;
  validFrom: Day;
  /** Days it has delivered on, ascending. */
  deliveries: Day[];
}

/** A town whose own system reports the weekly calls on frail members, and has gone silent. */
export const SILENT = {
  feed: 'street-365',
  town: '370211006',
  duty: 'frail-weekly',
  intervalDays: 7,
  daysAgo: 19,
} as const;

/** The sources of the demonstration: one, which delivered every week until it went silent. */
export function demoFeeds({ today }: Pick<DemoSeed, 'today'>): DemoFeed[] {
  const { feed, town, duty, intervalDays, daysAgo } = SILENT;
  const weeks = Math.floor((365 * MONTHS) / 12 / intervalDays);
  const last = today - daysAgo;
  const deliveries = Array.from({ length: weeks }, (_, i) => last - intervalDays * (weeks - 1 - i));
  return [
    {
      id: feed,
      name: '街道365服务平台',
      areas: [town],
      duties: [duty],
      intervalDays,
      validFrom: deliveries[0]!,
      deliveries,
    },
  ];
}
