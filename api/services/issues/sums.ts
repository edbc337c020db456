import type { SummaryBy } from '#api/contract/issueQuestions.ts';
import type { Asking } from '#api/services/context.ts';
import { type CategoryTable, categoryRefOf } from '#api/services/issues/names.ts';
import { SOURCE_NAMES, STATE_NAMES } from '#api/services/issues/words.ts';
import type { IssueSums } from '#api/store/issueStore.ts';
import { ISSUE_SOURCES, type IssueSource } from '#geodata/issue/events.ts';
import { addFlows, addStandings, NO_FLOW, NO_STANDING } from '#geodata/issue/flows.ts';
import { ISSUE_STATES, type IssueState } from '#geodata/issue/states.ts';
import type { Area, Level } from '#geodata/model.ts';
import type { Tree } from '#geodata/tree.ts';

/** Sums over a set of issues: of a period, and as they stand. */
export type Both = Pick<IssueSums, 'flow' | 'standing'>;

export const NO_BOTH: Both = { flow: NO_FLOW, standing: NO_STANDING };

/** A row of a summary before its measures are derived. */
export interface RowSums {
  key: string;
  name: string;
  parent: string | null;
  own: boolean;
  sums: Both;
  before: Both | null;
}

/** What rows are named and gathered by. */
export interface RowsContext {
  tree: Tree;
  area: Area;
  level: Level;
  categories: CategoryTable;
  organisations: ReadonlyMap<string, string>;
  lang: Asking['lang'];
}

type Sums = ReadonlyMap<string, Both>;

export function byKey(rows: readonly IssueSums[]): Sums {
  return new Map(rows.map(({ key, ...both }) => [key, both]));
}

function addBoth(a: Both, b: Both): Both {
  return { flow: addFlows(a.flow, b.flow), standing: addStandings(a.standing, b.standing) };
}

/** Sums gathered under the keys that each of theirs belongs to. */
function gathered(sums: Sums, keysOf: (key: string) => readonly string[]): Map<string, Both> {
  const found = new Map<string, Both>();
  for (const [from, both] of sums)
    for (const key of keysOf(from)) found.set(key, addBoth(found.get(key) ?? NO_BOTH, both));
  return found;
}

/** The rows of a summary, of the period and of the days before it. */
export function foldRows(by: SummaryBy, sums: Sums, before: Sums | null, context: RowsContext): RowSums[] {
  if (by === 'area') return areaRows(sums, before, context);
  if (by === 'category') return categoryRows(sums, before, context);
  const language = context.lang === 'en' ? 'en' : 'zh';
  const nameOf = (key: string): string => {
    if (by === 'source') return SOURCE_NAMES[key as IssueSource]?.[language] ?? key;
    if (by === 'state') return STATE_NAMES[key as IssueState]?.[language] ?? key;
    return context.organisations.get(key) ?? key;
  };
  const order: readonly string[] | null =
    by === 'source' ? ISSUE_SOURCES : by === 'state' ? ISSUE_STATES : null;
  const rows = [...keysOf(sums, before)].map((key) =>
    rowOf({ key, name: nameOf(key), parent: null, own: false }, sums, before),
  );
  return rows.sort(
    order ? (a, b) => order.indexOf(a.key) - order.indexOf(b.key) || byText(a.key, b.key) : mostFirst,
  );
}

/** Areas of the level in the order of the tree, all of them; last what is at home in none of them. */
function areaRows(sums: Sums, before: Sums | null, { tree, area, level }: RowsContext): RowSums[] {
  const areas = tree.ofLevel(area.code, level).filter(({ code }) => code !== area.code);
  const codes = new Set(areas.map(({ code }) => code));
  const rowOfHome = (home: string): readonly string[] => {
    const code = tree.atLevel(home, level)?.code;
    return [code !== undefined && codes.has(code) ? code : area.code];
  };
  const now = gathered(sums, rowOfHome);
  const then = before && gathered(before, rowOfHome);
  return [...areas, area].map((each) =>
    rowOf({ key: each.code, name: each.name, parent: null, own: each === area }, now, then),
  );
}

/** Both levels, most reported first; each of the upper level, with all that lies below, before those below it. */
function categoryRows(sums: Sums, before: Sums | null, { categories, lang }: RowsContext): RowSums[] {
  const parentOf = (key: string): string | null => categories.get(key)?.parent ?? null;
  const withAbove = (key: string): readonly string[] => {
    const parent = parentOf(key);
    return parent === null ? [key] : [key, parent];
  };
  const now = gathered(sums, withAbove);
  const then = before && gathered(before, withAbove);
  const rows = [...keysOf(now, then)].map((key) =>
    rowOf(
      { key, name: categoryRefOf(categories, key, lang).name, parent: parentOf(key), own: false },
      now,
      then,
    ),
  );
  const below = Map.groupBy(rows.sort(mostFirst), ({ parent }) => parent);
  return (below.get(null) ?? []).flatMap((top) => [top, ...(below.get(top.key) ?? [])]);
}

function rowOf(row: Omit<RowSums, 'sums' | 'before'>, sums: Sums, before: Sums | null): RowSums {
  return {
    ...row,
    sums: sums.get(row.key) ?? NO_BOTH,
    before: before && (before.get(row.key) ?? NO_BOTH),
  };
}

function keysOf(sums: Sums, before: Sums | null): Set<string> {
  return new Set([...sums.keys(), ...(before?.keys() ?? [])]);
}

function mostFirst(a: RowSums, b: RowSums): number {
  return b.sums.flow.reported - a.sums.flow.reported || byText(a.key, b.key);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
