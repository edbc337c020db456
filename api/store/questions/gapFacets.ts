import type { GapFacets, GapRow, GapsQuestion } from '#api/store/gapStore.ts';
import { compare } from '#api/store/questions/gapOrder.ts';
import type { Listed } from '#api/store/questions/listed.ts';
import type { GapType } from '#geodata/model.ts';

/** A row with the line of the list it was made from. */
export type Found = GapRow & { line: Listed };

/** A count of every type, all of them 0. */
export function noGaps(): Record<GapType, number> {
  return { noData: 0, overdue: 0, belowQuota: 0, never: 0, pending: 0, stale: 0 };
}

/** Officers a list can be narrowed to by name. */
const FACET_OFFICERS = 200;

/** The rows that pass the filters, and how many would pass if one of them were chosen otherwise. */
export function filtered(
  gapped: readonly Found[],
  question: GapsQuestion,
): { found: Found[]; facets: GapFacets } {
  const tests: ((row: Found) => boolean)[] = [
    ({ type }) => !question.types || question.types.includes(type),
    ({ tags }) => !question.tags || question.tags.some((tag) => tags.includes(tag)),
    ({ line }) =>
      question.officer === undefined ||
      (question.officer === null
        ? line.officers.length === 0
        : line.officers.some(({ officer }) => officer === question.officer)),
  ];
  const [TYPE, TAG, OFFICER] = [0, 1, 2];
  const found: Found[] = [];
  const types = noGaps();
  const tags = new Map<string, number>();
  const officers = new Map<string, { id: string; name: string; role: string; count: number }>();
  const homes: Record<string, number> = {};
  let unassigned = 0;
  for (const row of gapped) {
    const fails = tests.flatMap((passes, i) => (passes(row) ? [] : [i]));
    const but = (filter: number): boolean => fails.every((failed) => failed === filter);
    if (but(TYPE!)) types[row.type]++;
    if (but(TAG!)) for (const tag of row.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
    if (but(OFFICER!)) {
      if (row.line.officers.length === 0) unassigned++;
      for (const { officer: id, role } of row.line.officers) {
        const of = officers.get(id);
        if (of) of.count++;
        else officers.set(id, { id, name: '', role, count: 1 });
      }
    }
    if (fails.length > 0) continue;
    homes[row.home] = (homes[row.home] ?? 0) + 1;
    found.push(row);
  }
  return {
    found,
    facets: {
      types,
      tags: [...tags]
        .map(([tag, count]) => ({ tag, count }))
        .sort((a, b) => b.count - a.count || compare(a.tag, b.tag)),
      officers: [...officers.values()]
        .sort((a, b) => b.count - a.count || compare(a.id, b.id))
        .slice(0, FACET_OFFICERS),
      unassigned,
      homes,
    },
  };
}
