import { createRandom } from '#geodata/divide/random.ts';
import type { Day } from '#geodata/model.ts';
import type { DemoSeed } from './draw.ts';
import { personName } from './names.ts';

/** A grid worker and the last day in the grid; null for one who is there now. */
export interface GridWorker {
  id: string;
  grid: string;
  name: string;
  until: Day | null;
}

/**
 * One or two grid workers for every grid, by grid.
 *
 * @param grids codes of the grids, or of whatever areas subjects are at home in
 * @param deserted grids whose only worker left some time ago and has no successor
 */
export function demoWorkers(
  grids: readonly string[],
  deserted: ReadonlySet<string>,
  { seed, today }: DemoSeed,
): Map<string, GridWorker[]> {
  const random = createRandom(seed ^ 0x64a7);
  return new Map(
    grids.map((grid) => {
      const left = deserted.has(grid);
      const until = left ? today - 30 - Math.floor(random() * 100) : null;
      const count = left || random() < 0.5 ? 1 : 2;
      const workers = Array.from({ length: count }, (_, i) => ({
        id: `W-${grid}-${i + 1}`,
        grid,
        name: personName(random),
        until,
      }));
      return [grid, workers];
    }),
  );
}
