import type { Day } from '#geodata/model.ts';
import { type DemoSeed, MONTHS } from './draw.ts';

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

/**
 * The sources of the demonstration: town systems that tell of weekly calls. Each delivered at its interval
 * over the months of visits, until the day the plan says.
 */
export function demoFeeds({ plan, today }: Pick<DemoSeed, 'plan' | 'today'>): DemoFeed[] {
  return plan.feeds.map(({ id, name, town, duty, intervalDays, silentDays }) => {
    const times = Math.floor((365 * MONTHS) / 12 / intervalDays);
    const last = today - silentDays;
    const deliveries = Array.from({ length: times }, (_, i) => last - intervalDays * (times - 1 - i));
    return { id, name, areas: [town], duties: [duty], intervalDays, validFrom: deliveries[0]!, deliveries };
  });
}
