import type { Tree } from '#geodata/tree.ts';

/** Homes under one town's key: some of its areas, or (`homes` null) all of them. */
export interface TownHomes {
  town: string;
  homes: readonly string[] | null;
}

/**
 * The areas of some subtrees, by the town whose key their rows carry. A town that is asked for whole names no
 * homes: its key alone is the question.
 *
 * @param tops areas whose subtrees are meant; one that is not in the tree holds nothing
 */
export function homesBelow(tree: Tree, tops: readonly string[]): TownHomes[] {
  const asked = new Set(tops.flatMap((top) => tree.subtree(top).map((area) => area.code)));
  const towns = new Map<string, { homes: string[]; size: number }>();
  for (const { code, townCode } of tree.areas) {
    let town = towns.get(townCode);
    if (!town) {
      town = { homes: [], size: 0 };
      towns.set(townCode, town);
    }
    town.size++;
    if (asked.has(code)) town.homes.push(code);
  }
  return [...towns].flatMap(([town, { homes, size }]) =>
    homes.length === 0 ? [] : [{ town, homes: homes.length === size ? null : homes }],
  );
}
