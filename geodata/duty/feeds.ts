import type { Period } from '#geodata/duty/period.ts';
import { type AreaNodes, upFrom } from '#geodata/duty/places.ts';
import type { Duty, Interval } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** A source of records as the register and its deliveries have it. */
export interface Feed extends Interval {
  id: string;
  areas: readonly string[];
  /** Empty for every duty. */
  duties: readonly string[];
  intervalDays: number;
  /** Civil day of the last delivery, an empty one too; null before the first. */
  lastDelivery: Day | null;
}

/**
 * Whether a source is late about a period: it has delivered nothing since the period ended, and more days have gone
 * by since its last delivery than there should be between two. What it had to tell of the period may yet come.
 *
 * @param today the civil day that stands for now
 */
export function isLate(feed: Feed, period: Period, today: Day): boolean {
  const last = feed.lastDelivery ?? feed.from;
  return last <= period.end && today - last > feed.intervalDays;
}

/**
 * The sources that serve a duty in a period, as the register has them on its last day. Who is assigned where is no
 * record of visits, so only a source that names a staffing duty serves it.
 */
export function serving(feeds: readonly Feed[], duty: Pick<Duty, 'id' | 'kind'>, period: Period): Feed[] {
  return feeds.filter(
    ({ duties, from, to }) =>
      (duties.includes(duty.id) || (duties.length === 0 && duty.kind !== 'staffing')) &&
      from <= period.end &&
      period.end <= to,
  );
}

/**
 * Tells of an area whether what is at home in it has no data: every source that serves it is late (model.md,
 * Unknown). What no source serves is typed in, and its silence means that nobody went.
 *
 * @returns null when nothing can be silent, since no source that serves the duty is late
 */
export function silentHomes(
  feeds: readonly Feed[],
  duty: Pick<Duty, 'id' | 'kind'>,
  period: Period,
  today: Day,
  nodes: AreaNodes,
): ((home: string) => boolean) | null {
  const served = serving(feeds, duty, period);
  if (!served.some((feed) => isLate(feed, period, today))) return null;
  const byArea = new Map<string, { late: number; all: number }>();
  for (const feed of served)
    for (const area of feed.areas) {
      const count = byArea.get(area) ?? { late: 0, all: 0 };
      count.all++;
      if (isLate(feed, period, today)) count.late++;
      byArea.set(area, count);
    }
  return (home) => {
    let late = 0;
    let all = 0;
    for (const area of upFrom(nodes, home)) {
      const count = byArea.get(area);
      if (!count) continue;
      late += count.late;
      all += count.all;
    }
    return all > 0 && late === all;
  };
}
