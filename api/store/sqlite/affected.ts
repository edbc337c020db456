import type { RegisterEntry, RegisterSpan } from '#api/store/sqlite/facts.ts';
import {
  coverRules,
  deadlineUnder,
  type Reference,
  type RulesOf,
  rulesOf,
} from '#api/store/sqlite/reference.ts';
import { homeIn, qualifyingDays } from '#geodata/duty/coverSubjects.ts';
import { periodOf, previousPeriod } from '#geodata/duty/period.ts';
import type { TreeVersions } from '#geodata/duty/places.ts';
import type { EventSpan, VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** What new visits to one subject bear on, and the days whose visits must be read for it. */
export interface Affected {
  from: Day;
  to: Day;
  /** Whether some rule asks who made the visits. */
  officers: 0 | 1;
  covers: RulesOf<'coverSubjects'>[];
  events: { rule: RulesOf<'afterEvent'>; event: EventSpan }[];
}

/** For each subject the duties its new visits bear on, and the days whose visits must be read for them. */
export function affectedBy(
  reference: Reference,
  touched: ReadonlyMap<string, VisitFact[]>,
  registers: ReadonlyMap<string, RegisterEntry>,
): Map<string, Affected> {
  const covers = rulesOf(reference.duties, 'coverSubjects');
  const afterEvents = rulesOf(reference.duties, 'afterEvent');
  const affected = new Map<string, Affected>();
  for (const [subject, fresh] of touched) {
    const entry = registers.get(subject)!;
    const found: Affected = {
      from: Number.POSITIVE_INFINITY,
      to: Number.NEGATIVE_INFINITY,
      officers: 0,
      covers: [],
      events: [],
    };
    for (const rule of coverRules(covers, entry.spans)) {
      const days = qualifyingDays(rule, fresh, reference.staff);
      if (days.length === 0) continue;
      found.covers.push(rule);
      if (rule.versions.some(({ duty }) => duty?.officerRole)) found.officers = 1;
      const first = periodOf(rule.duty.period, days[0]!, rule.programme);
      const last = periodOf(rule.duty.period, days.at(-1)!, rule.programme);
      found.from = Math.min(found.from, (previousPeriod(first) ?? first).start);
      // One day past the period lies in the next one, whose visits decide on `prevMetVisited`.
      found.to = Math.max(
        found.to,
        last.kind === 'programme' ? last.end : periodOf(last.kind, last.end + 1).end,
      );
    }
    for (const rule of afterEvents)
      for (const event of entry.events) {
        if (!deadlineUnder(reference, rule, event)) continue;
        if (!fresh.some(({ day }) => day >= event.day)) continue;
        found.events.push({ rule, event });
        found.officers = 1;
        found.from = Math.min(found.from, event.day);
        found.to = Math.max(found.to, rule.programme.lastDay);
      }
    if (found.covers.length > 0 || found.events.length > 0) affected.set(subject, found);
  }
  return affected;
}

/** The towns that a subject's homes in a tree lie in, in any version of it. */
export function townsOfHomes(spans: readonly RegisterSpan[], tree: string, trees: TreeVersions): Set<string> {
  const towns = new Set<string>();
  for (const home of new Set(spans.map((span) => homeIn(span, tree))))
    for (const { from, nodes } of trees.during(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      const place = home === null ? null : trees.placeOn(home, from);
      if (place !== null) towns.add(nodes.get(place)!.town);
    }
  return towns;
}
