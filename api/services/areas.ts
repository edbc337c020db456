import { pinyin } from 'pinyin-pro';
import type { AreaDetail, AreaItem, AreaRef } from '#api/contract/areas.ts';
import { CodedError } from '#api/errors.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { Scope } from '#api/store/store.ts';
import { ADMINISTRATIVE, type Area, LEVELS, type Level } from '#geodata/model.ts';
import type { Tree } from '#geodata/tree.ts';

/** What an answer says of an area in passing. */
export function areaRefOf(area: Area): AreaRef {
  return { code: area.code, name: area.name, level: area.level };
}

/**
 * The area of a code.
 *
 * @throws CodedError `notFound` when there is none or it lies outside the scope
 */
export function findArea(state: TreeState, scope: Scope, code: string): Area {
  const area = state.tree.get(code);
  if (!area || !visible(state.tree, scope, code))
    throw new CodedError('notFound', `There is no area ${code}.`);
  return area;
}

/** Whether an area lies in one of the subtrees of a scope. */
export function visible(tree: Tree, scope: Scope, code: string): boolean {
  return scope.codes.some((top) => tree.contains(top, code));
}

/**
 * The areas whose subtrees somebody who was given some areas sees, those of the administrative tree first: with a
 * whole district go the zones of its networks, which lie over it and in none of its parts.
 *
 * @param given codes of areas; `*` is the whole tree
 */
export function seenFrom(tree: Tree, given: readonly string[]): string[] {
  const tops = tree.children(null);
  const administrative = tops.filter((top) => top.tree === ADMINISTRATIVE).map(({ code }) => code);
  const zones = tops.filter((top) => top.tree !== ADMINISTRATIVE).map(({ code }) => code);
  if (given.includes('*')) return [...administrative, ...zones];
  const whole = administrative.length > 0 && administrative.every((code) => given.includes(code));
  return whole ? [...new Set([...given, ...zones])] : [...given];
}

export function areaItemOf(state: TreeState, area: Area): AreaItem {
  return {
    ...areaRefOf(area),
    parentCode: area.parentCode,
    tree: area.tree,
    urbanRural: area.urbanRural,
    households: householdsOf(state.tree, area),
    childCount: state.tree.children(area.code).length,
  };
}

/** Households of an area: its own count, or else the sum of what lies below. */
export function householdsOf(tree: Tree, area: Area): number | null {
  if (area.households !== null) return area.households;
  let sum: number | null = null;
  for (const child of tree.children(area.code)) {
    const households = householdsOf(tree, child);
    if (households !== null) sum = (sum ?? 0) + households;
  }
  return sum;
}

export function areaDetailOf(state: TreeState, scope: Scope, area: Area): AreaDetail {
  const { tree } = state;
  const counts: Partial<Record<Level, number>> = {};
  for (const below of tree.subtree(area.code)) {
    if (below.code !== area.code) counts[below.level] = (counts[below.level] ?? 0) + 1;
  }
  const drawn = new Set<Level>();
  for (const below of tree.subtree(area.code))
    if (below.code !== area.code && state.illustrative.has(below.code)) drawn.add(below.level);
  const bounds = state.bounds.get(area.code);
  return {
    ...areaItemOf(state, area),
    ancestors: tree
      .ancestors(area.code)
      .filter((above) => visible(tree, scope, above.code))
      .map(areaRefOf),
    childLevel: tree.levelBelow(area.code),
    counts,
    siblings: tree
      .children(area.parentCode)
      .filter((sibling) => sibling.tree === area.tree && visible(tree, scope, sibling.code))
      .map(areaRefOf),
    bounds: bounds ? [...bounds] : null,
    illustrative: state.illustrative.has(area.code),
    illustrativeLevels: LEVELS.filter((level) => drawn.has(level)),
    treeVersion: state.version,
  };
}

const initials = new Map<string, string>();

/** Initials of a name's pinyin, in small letters. */
export function initialsOf(name: string): string {
  let value = initials.get(name);
  if (value === undefined) {
    value = pinyin(name, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase();
    initials.set(name, value);
  }
  return value;
}

/** Whether a search text is part of the name, or begins the code or the pinyin initials. */
export function matchesSearch(area: Area, text: string): boolean {
  const q = text.trim().toLowerCase();
  return (
    area.name.toLowerCase().includes(q) ||
    area.code.toLowerCase().startsWith(q) ||
    initialsOf(area.name).startsWith(q)
  );
}
