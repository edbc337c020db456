import { expect, test } from 'vitest';
import { createRandom } from '#geodata/divide/random.ts';
import { chessboard, rowsOf } from './hotspotFixture.ts';
import { distanceBand, kNearest } from './nearest.ts';
import { neighboursBy, pairsOf } from './weights.ts';

const random = createRandom(12);
const points = Float64Array.from({ length: 800 }, (_, i) => (i % 2 === 0 ? 120 : 36) + 0.3 * random());
const queen = chessboard(20, 20);

test('queen, nearest and band are those asked for', () => {
  const cells = { points, queen };
  expect(neighboursBy({ kind: 'queen' }, cells)).toBe(queen);
  expect(neighboursBy({ kind: 'knn', k: 5 }, cells)).toEqual(kNearest(points, 5));
  expect(neighboursBy({ kind: 'distance', metres: 3000 }, cells)).toEqual(distanceBand(points, 3000));
});

test('a cell without a point has no neighbours and is nobody’s; the others are as without it', () => {
  const gaps = points.slice();
  for (const cell of [0, 7, 399]) gaps.fill(Number.NaN, 2 * cell, 2 * cell + 2);
  const known = Array.from({ length: 400 }, (_, i) => i).filter((i) => !Number.isNaN(gaps[2 * i]));
  const without = kNearest(
    gaps.filter((value) => !Number.isNaN(value)),
    4,
  );
  const rows = rowsOf(neighboursBy({ kind: 'knn', k: 4 }, { points: gaps, queen }));
  expect([rows[0], rows[7], rows[399]]).toEqual([[], [], []]);
  const renumbered = rowsOf(without).map((row) => row.map((at) => known[at]));
  expect(known.map((i) => rows[i])).toEqual(renumbered);
  expect(rowsOf(neighboursBy({ kind: 'knn', k: 4 }, { points: gaps.map(() => Number.NaN), queen }))).toEqual(
    Array.from({ length: 400 }, () => []),
  );
});

test('pairs are told beforehand', () => {
  const cells = { points, queen };
  expect(pairsOf({ kind: 'queen' }, cells)).toBe(queen.neighbours.length);
  expect(pairsOf({ kind: 'knn', k: 6 }, cells)).toBe(2400);
  expect(pairsOf({ kind: 'knn', k: 600 }, cells)).toBe(400 * 399);
  for (const metres of [1000, 5000, 50_000]) {
    const share =
      pairsOf({ kind: 'distance', metres }, cells) / distanceBand(points, metres).neighbours.length;
    expect(Math.abs(share - 1)).toBeLessThan(0.1);
  }
  expect(pairsOf({ kind: 'distance', metres: 1 }, { points: new Float64Array(), queen })).toBe(0);
});
