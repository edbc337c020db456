import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { CodedError } from '#api/errors.ts';
import { visible } from '#api/services/areas.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { Scope } from '#api/store/store.ts';
import type { Area, Level } from '#geodata/model.ts';
import type { Tree } from '#geodata/tree.ts';

/** Codes that are hashed before others get their turn: ten milliseconds where each is a list of its own. */
const SLICE = 2000;

/** The name of an ordered list of codes: columns that leave the codes out carry it instead. */
export function codesHash(codes: readonly string[]): string {
  return hash('sha256', JSON.stringify(codes), 'base64url').slice(0, 27);
}

/** An area and the run of areas of one level in its subtree. */
interface Listing {
  area: Area;
  level: readonly Area[];
  from: number;
  to: number;
}

/** What is known of one version of the tree, and what has yet to be looked at. */
interface Search {
  version: number;
  found: Map<string, Listing>;
  rest: Iterator<Listing>;
  done: boolean;
}

/**
 * Finds ordered lists of codes by their hash. Nothing is kept for it: the lists follow from the newest tree,
 * so after a restart they are searched again, the whole district's first, and each is looked at only once.
 */
export class CodeLists {
  #search: Search | null = null;

  /**
   * The codes of the areas of one level below an area in the order of the tree, the area itself last: the
   * rows of an answer in columns.
   *
   * @throws CodedError `notFound` when no list of the newest tree has this hash, or one of its areas lies
   *   outside the scope
   */
  async find(state: TreeState, scope: Scope, hash: string): Promise<string[]> {
    const search = this.#searchOf(state);
    while (!search.found.has(hash) && !search.done) {
      advance(search);
      await setImmediate();
    }
    const listing = search.found.get(hash);
    // All of a list lies in its last area.
    if (!listing || !visible(state.tree, scope, listing.area.code))
      throw new CodedError('notFound', `There is no list of codes ${hash} in the areas as they are now.`);
    return codesOf(listing);
  }

  #searchOf({ version, tree }: TreeState): Search {
    if (this.#search?.version !== version)
      this.#search = { version, found: new Map(), rest: listings(tree), done: false };
    return this.#search;
  }
}

function codesOf({ area, level, from, to }: Listing): string[] {
  const codes = level.slice(from, to).map((row) => row.code);
  codes.push(area.code);
  return codes;
}

function advance(search: Search): void {
  for (let count = 0; count < SLICE; ) {
    const next = search.rest.next();
    if (next.done) {
      search.done = true;
      return;
    }
    const codes = codesOf(next.value);
    search.found.set(codesHash(codes), next.value);
    count += codes.length;
  }
}

/** Every list there can be, an area's before those of the areas below it; its own row alone is one. */
function* listings(tree: Tree): Generator<Listing> {
  const levels = Map.groupBy<Level, Area>(tree.areas, (area) => area.level);
  for (const area of tree.areas) {
    yield { area, level: [], from: 0, to: 0 };
    for (const level of levels.values()) {
      const from = firstAfter(level, area.lft);
      const to = firstAfter(level, area.rgt);
      if (to > from) yield { area, level, from, to };
    }
  }
}

/** Index of the first of these areas, which are in the order of the tree, that begins after a place in it. */
function firstAfter(areas: readonly Area[], place: number): number {
  let [low, high] = [0, areas.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (areas[middle]!.lft <= place) low = middle + 1;
    else high = middle;
  }
  return low;
}
