import { useEffect } from 'react';
import type { AreaDetail, AreaRef } from '#api/contract/areas.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import { usualDuty } from '../../state/usualDuty.ts';
import type { ChosenDuty, Leader } from './useLeader.ts';

/** The areas from the top of what may be seen down to the parent; others may not be asked for. */
export function visibleChain(ancestors: readonly AreaRef[], scope: readonly AreaRef[]): AreaRef[] {
  const tops = new Set(scope.map(({ code }) => code));
  const start = ancestors.findIndex(({ code }) => tops.has(code));
  return start < 0 ? [] : ancestors.slice(start);
}

/** The same of an area or zone; above the zones of a network lies the district, where that may be seen. */
export function chainOf(
  { ancestors, tree }: Pick<AreaDetail, 'ancestors' | 'tree'>,
  scope: readonly AreaRef[],
): AreaRef[] {
  const own = visibleChain(ancestors, scope);
  const district = tree === ADMINISTRATIVE ? undefined : scope.find(({ level }) => level !== 'zone');
  return district ? [district, ...own] : own;
}

/** Whether an area has figures by the areas of a tree: it is one of them, or the whole that all zones lie over. */
export function fitsTree(area: Pick<AreaDetail, 'tree' | 'ancestors' | 'parentCode'>, tree: string): boolean {
  return area.tree === tree || (area.tree === ADMINISTRATIVE && area.parentCode === null);
}

/**
 * Whoever comes to a zone by search or by an old address while a duty of another tree is chosen is shown a duty that
 * is kept by such zones, and where there is none, the whole.
 *
 * @param settled whether the area has figures of the duty, or it is not known yet
 */
export function useOwnDuty(
  area: AreaDetail | null,
  settled: boolean,
  {
    url,
    navigate,
    covering,
    duties,
  }: Pick<Leader, 'url' | 'navigate' | 'covering'> & { duties: readonly ChosenDuty[] },
): void {
  const astray = area !== null && !settled && url.area === area.code;
  const own = covering
    ? usualDuty(duties.filter(({ duty }) => duty.tree === area?.tree))?.duty.id
    : undefined;
  useEffect(() => {
    if (astray) navigate(own === undefined ? { area: null } : { duty: own, period: null, list: null });
  }, [astray, own, navigate]);
}
