import type { GapItem } from '#api/contract/gaps.ts';

/** The address of the list of one who calls, for each who answers for a row, named as on the screen. */
export function visitLinks(
  items: readonly Pick<GapItem, 'officer'>[],
  origin: string,
): { officer: string; text: string }[] {
  const officers = new Map(items.flatMap(({ officer }) => (officer ? [[officer.id, officer] as const] : [])));
  const several = officers.size > 1;
  return [...officers.values()].map(({ id, name }) => {
    const link = `${origin}/visit?officer=${encodeURIComponent(id)}`;
    return { officer: id, text: several ? `${name} ${link}` : link };
  });
}
