import { CodedError, type Fault } from '#api/errors.ts';
import type { IssueDraft } from '#api/services/issueImports/drafts.ts';
import { fingerprint } from '#api/services/issueImports/planning.ts';
import type { Store } from '#api/store/store.ts';
import type { IssueMapping } from '#geodata/import/issues/mapping.ts';
import type { categoryTable } from '#geodata/issue/categories.ts';

/** @throws CodedError `badInput` naming what of a mapping the district does not have */
export function refuseUnfit(
  { category: { categories }, unlocatedArea }: IssueMapping,
  offered: ReturnType<typeof categoryTable>,
  unlocated: string | null,
): void {
  const faults: Fault[] = Object.entries(categories).flatMap(([value, id]) => {
    const found = offered.get(id);
    if (found && !found.retired) return [];
    const message = found ? `category ${id} is retired` : `there is no category ${id}`;
    return [{ path: `mapping.category.categories.${value}`, message, code: 'notFound' }];
  });
  if (unlocatedArea !== null && unlocated === null) {
    const message = `there is no area ${unlocatedArea}`;
    faults.push({ path: 'mapping.unlocatedArea', message, code: 'notFound' });
  }
  if (faults.length > 0) throw new CodedError('badInput', 'The mapping does not fit this district.', faults);
}

/**
 * @param without `refused`: the rest is wanted although rows are refused
 * @throws CodedError `conflict` when rows are refused and that was not said to be wanted, or areas or categories
 *   have changed since the check
 */
export async function refuseStale(
  store: Store,
  { answer, against }: IssueDraft,
  without: 'refused' | undefined,
): Promise<void> {
  if (answer.refused > 0 && without !== 'refused') {
    const message = `Rows refused: ${answer.refused}. Mend them, or confirm without them.`;
    throw new CodedError('conflict', message, [{ path: 'without', message, code: 'refusedRows' }]);
  }
  const changed = (what: string, code: string) => {
    const message = `The ${what} have changed since the check; send the file again.`;
    return new CodedError('conflict', message, [{ path: 'id', message, code }]);
  };
  if ((await store.treeState()).version !== against.tree) throw changed('areas', 'areasChanged');
  if (fingerprint(await store.issues.categories()) !== against.categories)
    throw changed('categories', 'categoriesChanged');
}
