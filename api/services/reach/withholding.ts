import type { Asking } from '#api/services/context.ts';
import type { Reckoned, Reckoning } from '#api/services/reach/reckoning.ts';
import { cellsOfRow, type RowPlan, rowsBelow, wholeRow } from '#api/services/reach/rows.ts';
import type { ReachRows } from '#api/services/reach/work.ts';
import { withheldAlone, withheldRows } from '#geodata/duty/smallCells.ts';

export type SmallCells = 'shown' | 'withheld';

/** Rows of an answer whose figures are withheld together, and whether the area as a whole is. */
export interface Withheld {
  rows: ReadonlySet<number>;
  whole: boolean;
}

const NOTHING: Withheld = { rows: new Set(), whole: false };

/**
 * What is withheld of figures on people in focus (model.md, Small cells): rows by the rule; all of them where the
 * area itself is withheld among its siblings, for they add up to it.
 */
export async function withheldOf(
  reckoning: Reckoning,
  asking: Asking,
  reckoned: Reckoned,
  { plan, rows, smallCells }: { plan: RowPlan; rows: ReachRows; smallCells: SmallCells },
): Promise<Withheld> {
  if (smallCells === 'shown' || reckoned.meant.demand.tags.length === 0) return NOTHING;
  if (await isHiddenAbove(reckoning, asking, reckoned))
    return { rows: new Set(plan.areas.keys()), whole: true };
  const all = await reckoning.rows(reckoned, wholeRow(reckoned.ground, reckoned.area), null);
  return {
    rows: withheldRows(plan.areas.map((_, row) => cellsOfRow(rows, row))),
    whole: withheldAlone(cellsOfRow(all, 0)),
  };
}

/** Whether an area, or one that holds it, is withheld among its siblings: then so is all below. */
async function isHiddenAbove(reckoning: Reckoning, { scope }: Asking, reckoned: Reckoned): Promise<boolean> {
  const { ground, area } = reckoned;
  const { tree } = ground.state;
  const chain = [...tree.ancestors(area.code), area].filter(({ code }) =>
    scope.codes.some((top) => tree.contains(top, code)),
  );
  for (const [i, parent] of chain.slice(0, -1).entries()) {
    const child = chain[i + 1]!;
    const plan = rowsBelow(ground, parent, child.level);
    const rows = await reckoning.rows(reckoned, plan, null);
    const hidden = withheldRows(plan.areas.map((_, row) => cellsOfRow(rows, row)));
    if (hidden.has(plan.areas.findIndex(({ code }) => code === child.code))) return true;
  }
  return false;
}
