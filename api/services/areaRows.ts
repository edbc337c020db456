import type { AreaRef } from '#api/contract/areas.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { Level } from '#geodata/model.ts';

/** Levels above the towns, and zones: a row's chain leaves them out. */
const LEFT_OUT: ReadonlySet<Level> = new Set(['province', 'city', 'district', 'zone']);

/** Where a row is at home; an area that is no more is told by its code. */
export function homeRefOf(state: TreeState, code: string): AreaRef {
  const area = state.tree.get(code);
  return area ? areaRefOf(area) : { code, name: code, level: 'grid' };
}

/** The areas above a row's home, from the town down. */
export function chainOf({ tree }: TreeState, home: string): AreaRef[] {
  return tree
    .ancestors(home)
    .filter(({ level }) => !LEFT_OUT.has(level))
    .map(areaRefOf);
}

/**
 * The counts of homes, gathered by the areas next below one, most first; what is at home in that area itself is
 * left out.
 */
export function countsBelow({ tree }: TreeState, area: string, homes: Record<string, number>) {
  const counts = new Map<string, number>();
  for (const [home, count] of Object.entries(homes)) {
    const chain = [...tree.ancestors(home).map(({ code }) => code), home];
    const child = chain[chain.indexOf(area) + 1];
    if (home !== area && child !== undefined) counts.set(child, (counts.get(child) ?? 0) + count);
  }
  return [...counts]
    .map(([code, count]) => ({ ...areaRefOf(tree.get(code)!), count }))
    .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1));
}
