import type { DutyFigures } from '#api/contract/figures.ts';
import type { CellCounts } from '#geodata/duty/smallCells.ts';

/** The counts of a figure as the rule on small cells looks at them. */
export function cellsOf(figure: DutyFigures): CellCounts {
  const { required, done, unknown, gaps, gapCount, unassigned, exempt, metLate } = figure;
  return {
    required,
    parts: { done, open: required - done, unknown, ...gaps, gapCount, unassigned, exempt, metLate },
  };
}
