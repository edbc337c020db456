import type { Cells } from './cells.ts';
import { distanceBand, kNearest } from './nearest.ts';
import { type Neighbours, RowBuilder } from './neighbours.ts';

/** Which cells are neighbours: those that share an edge or a corner, the `k` nearest, those within metres. */
export type Weights = { kind: 'queen' } | { kind: 'knn'; k: number } | { kind: 'distance'; metres: number };

/**
 * The neighbours of each cell. Nearness is that of points inside the cells; a cell without a point has no
 * neighbours and is nobody's.
 *
 * @throws RangeError as `kNearest` and `distanceBand`
 */
export function neighboursBy(
  weights: Weights,
  { points, queen }: Pick<Cells, 'points' | 'queen'>,
): Neighbours {
  if (weights.kind === 'queen') return queen;
  const { known, positions } = knownPoints(points);
  const near =
    weights.kind === 'knn' ? kNearest(positions, weights.k) : distanceBand(positions, weights.metres);
  if (2 * known.length === points.length) return near;
  const rows = new RowBuilder(points.length / 2);
  let next = 0;
  for (let cell = 0; 2 * cell < points.length; cell++) {
    if (known[next] === cell) {
      for (let k = near.offsets[next] as number; k < (near.offsets[next + 1] as number); k++)
        rows.push(known[near.neighbours[k] as number] as number);
      next++;
    }
    rows.endRow();
  }
  return rows.finish();
}

function knownPoints(points: Float64Array): { known: number[]; positions: Float64Array } {
  const known: number[] = [];
  for (let cell = 0; 2 * cell < points.length; cell++)
    if (!Number.isNaN(points[2 * cell] as number)) known.push(cell);
  const positions = Float64Array.from(
    known.flatMap((cell) => [points[2 * cell] as number, points[2 * cell + 1] as number]),
  );
  return { known, positions };
}

/** Cells that are looked at to tell how many neighbours there will be. */
const SAMPLE = 200;
const METRES_A_DEGREE = 111_320;

/**
 * About how many pairs of neighbours there will be, so that a question for more than memory holds can be refused
 * before it is worked on: in a band those of 200 cells spread over all of them are counted.
 */
export function pairsOf(weights: Weights, { points, queen }: Pick<Cells, 'points' | 'queen'>): number {
  const cells = points.length / 2;
  if (weights.kind === 'queen') return queen.neighbours.length;
  if (weights.kind === 'knn') return cells * Math.min(weights.k, Math.max(0, cells - 1));
  const every = Math.max(1, Math.floor(cells / SAMPLE));
  let [looked, found] = [0, 0];
  for (let a = 0; a < cells; a += every) {
    looked++;
    const [x, y] = [points[2 * a] as number, points[2 * a + 1] as number];
    const across = METRES_A_DEGREE * Math.cos((y * Math.PI) / 180);
    for (let b = 0; b < cells; b++) {
      const dx = ((points[2 * b] as number) - x) * across;
      const dy = ((points[2 * b + 1] as number) - y) * METRES_A_DEGREE;
      if (dx * dx + dy * dy <= weights.metres ** 2 && a !== b) found++;
    }
  }
  return looked === 0 ? 0 : (found / looked) * cells;
}
