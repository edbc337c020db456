import type { VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** The qualifying days that were there before some of the visits came. */
export function daysWithout(
  all: readonly VisitFact[],
  fresh: readonly VisitFact[],
  counts: (fact: VisitFact) => boolean,
): Day[] {
  const times = new Map<Day, number>();
  for (const fact of all) if (counts(fact)) times.set(fact.day, (times.get(fact.day) ?? 0) + 1);
  for (const fact of fresh) if (counts(fact)) times.set(fact.day, (times.get(fact.day) ?? 0) - 1);
  return [...times]
    .filter(([, n]) => n > 0)
    .map(([day]) => day)
    .sort((a, b) => a - b);
}

/** The visits that were there before some of them came. */
export function without(all: readonly VisitFact[], fresh: readonly VisitFact[]): VisitFact[] {
  const keyOf = ({ day, mode, outcome, programmeId, officers }: VisitFact): string =>
    JSON.stringify([day, mode, outcome, programmeId, [...new Set(officers)].sort()]);
  const left = new Map<string, number>();
  for (const fact of fresh) left.set(keyOf(fact), (left.get(keyOf(fact)) ?? 0) + 1);
  return all.filter((fact) => {
    const times = left.get(keyOf(fact)) ?? 0;
    if (times > 0) left.set(keyOf(fact), times - 1);
    return times === 0;
  });
}
