import type { Name } from '#geodata/duty/types.ts';
import { ISSUE_LEVELS, type IssueLevel } from '#geodata/issue/events.ts';
import type { ClockCalendar } from '#geodata/issue/workingTime.ts';

/**
 * How long a clock runs. Days end with the last moment of the n-th counted day after the one it starts on, which is
 * not counted itself (Civil Code of China, article 201); hours run from the moment.
 */
export interface Term {
  /** Whole, at least 1. */
  amount: number;
  unit: 'day' | 'hour';
  calendar: ClockCalendar;
}

/** The clocks at one level. */
export interface LevelClocks {
  /** From the report, an escalation taken on, or a reopening, to the resolution. */
  handling: Term;
  /** From a call to this level until it takes it on, passes it up or sends it back 街呼区应. */
  escalation: Term;
  /** From a bad rating until it is made good 差评整改. */
  rectification: Term;
}

/** What a category says of its own; all else is as the category above has it, then as the set's defaults are. */
export type OwnClocks = Readonly<Partial<Record<IssueLevel, Readonly<Partial<LevelClocks>>>>>;

export interface IssueCategory {
  /** Lower-case words and digits with hyphens, unique in the set; a child's begins with its parent's and a dot. */
  id: string;
  name: Name;
  clocks?: OwnClocks;
  /** No longer offered; issues that have it keep it. */
  retired?: boolean;
}

export interface TopCategory extends IssueCategory {
  children: readonly IssueCategory[];
}

/** The two-level categories of a district, whole: what is kept in its settings and may be changed there. */
export interface IssueCategorySet {
  /** Clocks of whatever says nothing itself. */
  defaults: Readonly<Record<IssueLevel, LevelClocks>>;
  categories: readonly TopCategory[];
}

/** A category as it is looked up. */
export interface CategoryEntry {
  id: string;
  name: Name;
  /** The category above; null for one of the upper level. */
  parent: string | null;
  retired: boolean;
  clocks: Readonly<Record<IssueLevel, LevelClocks>>;
}

/** One thing wrong with a set. */
export interface CategoryFault {
  /** Where, as in `categories.2.children.0.id`. */
  path: string;
  message: string;
}

const CLOCKS = ['handling', 'escalation', 'rectification'] as const satisfies (keyof LevelClocks)[];

const ID = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Longest term, in its unit. */
const MOST = 10_000;

/**
 * All categories of a set by id, each with its clocks filled in. An id the set does not have (an import, a category
 * taken out) finds nothing; `clocksOf` then has the defaults.
 */
export function categoryTable(set: IssueCategorySet): ReadonlyMap<string, CategoryEntry> {
  const table = new Map<string, CategoryEntry>();
  for (const top of set.categories) {
    const clocks = overlaid(set.defaults, top.clocks);
    const { id, name, retired = false } = top;
    table.set(id, { id, name, parent: null, retired, clocks });
    for (const child of top.children)
      table.set(child.id, {
        id: child.id,
        name: child.name,
        parent: id,
        retired: retired || (child.retired ?? false),
        clocks: overlaid(clocks, child.clocks),
      });
  }
  return table;
}

/** Finds the clocks of a category at a level; those of the defaults for a category that is not there. */
export type ClockFinder = (category: string, level: IssueLevel) => LevelClocks;

export function clockFinder(set: IssueCategorySet): ClockFinder {
  const table = categoryTable(set);
  return (category, level) => (table.get(category)?.clocks ?? set.defaults)[level];
}

/** What is wrong with a set: ids, names and terms; empty where nothing is. */
export function categoryFaults(set: IssueCategorySet): CategoryFault[] {
  const faults: CategoryFault[] = [];
  const seen = new Set<string>();
  const check = (category: IssueCategory, path: string, parent: string | null): void => {
    const { id, name } = category;
    const own = parent === null ? id : id.startsWith(`${parent}.`) ? id.slice(parent.length + 1) : '';
    if (!ID.test(own)) {
      const message = parent === null ? 'is no id' : `is no id that begins with ${parent}.`;
      faults.push({ path: `${path}.id`, message });
    }
    if (seen.has(id)) faults.push({ path: `${path}.id`, message: `${id} is there already` });
    seen.add(id);
    for (const language of ['zh', 'en'] as const)
      if (name[language].trim() === '')
        faults.push({ path: `${path}.name.${language}`, message: 'is empty' });
    faults.push(...clockFaults(category.clocks ?? {}, `${path}.clocks`));
  };
  set.categories.forEach((top, i) => {
    check(top, `categories.${i}`, null);
    top.children.forEach((child, j) => {
      check(child, `categories.${i}.children.${j}`, top.id);
    });
  });
  return [...clockFaults(set.defaults, 'defaults'), ...faults];
}

function clockFaults(clocks: OwnClocks, path: string): CategoryFault[] {
  return ISSUE_LEVELS.flatMap((level) =>
    CLOCKS.flatMap((clock) => {
      const amount = clocks[level]?.[clock]?.amount ?? 1;
      if (Number.isInteger(amount) && amount >= 1 && amount <= MOST) return [];
      return [
        { path: `${path}.${level}.${clock}.amount`, message: `has to be a whole number from 1 to ${MOST}` },
      ];
    }),
  );
}

function overlaid(
  under: Readonly<Record<IssueLevel, LevelClocks>>,
  own: OwnClocks = {},
): Readonly<Record<IssueLevel, LevelClocks>> {
  return Object.fromEntries(
    ISSUE_LEVELS.map((level) => [level, { ...under[level], ...own[level] }]),
  ) as Record<IssueLevel, LevelClocks>;
}
