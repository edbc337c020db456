import type { IssueItem } from '#api/contract/issues.ts';
import type { Asking } from '#api/services/context.ts';
import type { Scope, Store } from '#api/store/store.ts';
import type { CategoryEntry } from '#geodata/issue/categories.ts';

export type CategoryTable = ReadonlyMap<string, CategoryEntry>;

/** Every category that is meant by some: those below one of the upper level are meant with it. */
export function categoriesMeant(
  table: CategoryTable,
  ids: readonly string[] | undefined,
): string[] | undefined {
  if (ids === undefined) return undefined;
  const below = [...table.values()].filter(({ parent }) => parent !== null && ids.includes(parent));
  return [...new Set([...ids, ...below.map(({ id }) => id)])];
}

/** A category with the one above it; one that is not in the set any more is told by its id. */
export function categoryRefOf(table: CategoryTable, id: string, lang: Asking['lang']): IssueItem['category'] {
  const language = lang === 'en' ? 'en' : 'zh';
  const nameOf = (one: string): string => table.get(one)?.name[language] ?? one;
  const parent = table.get(id)?.parent ?? null;
  return { id, name: nameOf(id), parent: parent === null ? null : { id: parent, name: nameOf(parent) } };
}

/** All areas: for what is a part of an issue that may be seen, whatever area keeps it on its register. */
export async function everything(store: Store): Promise<Scope> {
  const { tree } = await store.treeState();
  return { codes: tree.children(null).map(({ code }) => code) };
}

/**
 * Names of organisations by id. Who deals with an issue is a part of it, so they are looked for in all areas; one
 * that is on no register is left out.
 */
export async function organisationNames(
  store: Store,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  if (ids.size === 0) return names;
  const scope = await everything(store);
  let after: string | null = null;
  do {
    const page = await store.registerPage(scope, { kind: 'organisation', limit: 1000, after });
    for (const { id, name } of page.rows) if (ids.has(id)) names.set(id, name);
    after = page.next;
  } while (after !== null && names.size < ids.size);
  return names;
}
