import type { Random } from '#geodata/divide/random.ts';
import { shuffled } from '../draw.ts';
import type { DemoSubject } from '../subjects.ts';
import type { DemoVisit } from '../visitWriter.ts';

/** A visit that found somebody in, and whom. */
export interface MetCall {
  visit: DemoVisit;
  subject: DemoSubject;
}

/** Visits on which issues may have been found, each given out once. */
export interface Calls {
  /**
   * Up to so many of a programme that pass, the preferred first, else in no order.
   *
   * @param rank lower is preferred; null does not pass
   */
  take: (programme: string, count: number, rank: (call: MetCall) => number | null) => MetCall[];
}

/**
 * @param silent communities on whose visits hardly anything is found: of each one visit may be given out
 */
export function callsOf(
  visits: readonly DemoVisit[],
  subjects: ReadonlyMap<string, DemoSubject>,
  silent: ReadonlySet<string>,
  random: Random,
): Calls {
  const left = new Map([...silent].map((community) => [community, 1]));
  const pools = new Map<string, MetCall[]>();
  for (const visit of shuffled(
    visits.filter(({ outcome }) => outcome === 'met'),
    random,
  )) {
    const subject = subjects.get(visit.subject)!;
    const community = subject.area.slice(0, 12);
    const more = left.get(community) ?? 1;
    if (left.has(community)) left.set(community, more - 1);
    if (more <= 0) continue;
    const pool = pools.get(visit.programme);
    if (pool) pool.push({ visit, subject });
    else pools.set(visit.programme, [{ visit, subject }]);
  }
  const given = new Set<string>();
  return {
    take(programme, count, rank) {
      const byRank = new Map<number, MetCall[]>();
      for (const call of pools.get(programme) ?? []) {
        const place = given.has(call.visit.id) ? null : rank(call);
        if (place === null) continue;
        const alike = byRank.get(place);
        if (alike) alike.push(call);
        else byRank.set(place, [call]);
      }
      const ranks = [...byRank.keys()].sort((a, b) => a - b);
      const taken = ranks.flatMap((place) => byRank.get(place)!).slice(0, count);
      for (const { visit } of taken) given.add(visit.id);
      return taken;
    },
  };
}
