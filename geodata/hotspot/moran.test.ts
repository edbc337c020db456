import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { chessboard, neighboursOf, readColumns, readPairs } from './hotspotFixture.ts';
import { type Moran, moran } from './moran.ts';

const NO = Number.NaN;

/** The formulas with a full table of weights. */
function fromTable(rows: readonly (readonly number[])[], y: readonly number[]): Omit<Moran, 'z' | 'p'> {
  const n = y.length;
  const mean = y.reduce((a, b) => a + b, 0) / n;
  const c = y.map((value) => value - mean);
  const w = (i: number, j: number) => (rows[i]?.includes(j) ? 1 / (rows[i]?.length ?? 0) : 0);
  let [s0, s1, s2, top] = [0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    let [row, column] = [0, 0];
    for (let j = 0; j < n; j++) {
      s0 += w(i, j);
      s1 += (w(i, j) + w(j, i)) ** 2 / 2;
      row += w(i, j);
      column += w(j, i);
      top += w(i, j) * (c[i] as number) * (c[j] as number);
    }
    s2 += (row + column) ** 2;
  }
  const m2 = c.reduce((a, b) => a + b ** 2, 0) / n;
  const k = c.reduce((a, b) => a + b ** 4, 0) / n / m2 ** 2;
  const expected = -1 / (n - 1);
  const a = n * ((n ** 2 - 3 * n + 3) * s1 - n * s2 + 3 * s0 ** 2);
  const b = k * ((n ** 2 - n) * s1 - 2 * n * s2 + 6 * s0 ** 2);
  const variance = (a - b) / ((n - 1) * (n - 2) * (n - 3) * s0 ** 2) - expected ** 2;
  return { n, i: top / (s0 * m2), expected, variance };
}

describe('moran', () => {
  test('the published case of six points', () => {
    const toy = neighboursOf([[1, 3], [0, 3, 4], [4], [0, 1, 4], [1, 2, 3, 5], [4]]);
    const found = moran(toy, Float64Array.of(2, 3, 3.2, 5, 8, 7)) as Moran;
    expect(found.i).toBeCloseTo(0.118989547038328, 12);
    expect(found.variance).toBeCloseTo(0.0867044213415421, 12);
    expect(found.z).toBeCloseTo(1.08331767711588, 12);
    expect(found.p).toBeCloseTo(0.278667441689309, 12);
  });

  test('one-way neighbours and cells without any, against a full table', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uniqueArray(fc.nat(7), { maxLength: 4 }), { minLength: 8, maxLength: 8 }),
        fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 8 }),
        (lists, y) => {
          const rows = lists.map((list, i) => list.filter((j) => j !== i));
          const found = moran(neighboursOf(rows), Float64Array.from(y));
          fc.pre(typeof found === 'object');
          const known = fromTable(rows, y);
          expect(found.i).toBeCloseTo(known.i, 10);
          expect(found.variance).toBeCloseTo(known.variance, 10);
        },
      ),
    );
  });

  test('a null cell is as if it were not there', () => {
    const withNull = moran(
      neighboursOf([
        [1, 2],
        [0, 4],
        [0, 3],
        [2, 4],
        [1, 3],
      ]),
      Float64Array.of(1, 5, 2, NO, 4),
    );
    const without = moran(neighboursOf([[1, 2], [0, 3], [0], [1]]), Float64Array.of(1, 5, 2, 4));
    expect(withNull).toEqual(without);
  });

  test.each([
    ['fewCells', [[1], [0], []], [1, 2, 3]],
    ['equalValues', [[1], [0], [3], [2]], [0.1, 0.1, 0.1, 0.1]],
    ['noNeighbour', [[], [], [], []], [1, 2, 3, 4]],
    [
      'everyCell',
      [
        [1, 2, 3],
        [0, 2, 3],
        [0, 1, 3],
        [0, 1, 2],
      ],
      [1, 2, 3, 4],
    ],
    ['fewCells', [], []],
  ])('none: %s', (why, rows, values) => {
    expect(moran(neighboursOf(rows), Float64Array.from(values))).toBe(why);
  });

  test('a chessboard pattern is as unlike its neighbours as can be', () => {
    const board = chessboard(8, 8);
    const rook = neighboursOf(
      Array.from({ length: 64 }, (_, i) =>
        [...board.neighbours.subarray(board.offsets[i], board.offsets[i + 1])].filter((j) =>
          [1, 8].includes(Math.abs(i - j)),
        ),
      ),
    );
    const x = Float64Array.from({ length: 64 }, (_, i) => (i + Math.floor(i / 8)) % 2);
    expect((moran(rook, x) as Moran).i).toBeCloseTo(-1, 12);
  });
});

describeWithReference('hotspots', ({ text }) => {
  test.each([
    ['columbus', 'CRIME'],
    ['columbus', 'HOVAL'],
    ['stl_hom', 'HR8893'],
    ['stl_hom', 'HR8488'],
    ['esda_toy6', 'y'],
  ])('%s %s', (folder, column) => {
    const x = readColumns(text(`${folder}/expected_local.csv`))[column] as Float64Array;
    const found = moran(readPairs(text(`${folder}/neighbors.csv`), x.length), x) as Moran;
    const esda = JSON.parse(text(`${folder}/expected_global.json`)).expected_global[column].moran_row;
    const spdep = JSON.parse(text(`${folder}/expected_spdep_global.json`)).global[column];
    for (const known of [esda, spdep]) {
      expect(Math.abs(found.i - known.I)).toBeLessThan(1e-9);
      expect(Math.abs(found.variance - known.VI_rand)).toBeLessThan(1e-9);
      expect(Math.abs(found.z - known.z_rand)).toBeLessThan(1e-9);
      expect(Math.abs(found.p - known.p_rand_two)).toBeLessThan(1e-9);
    }
    expect(found.expected).toBeCloseTo(esda.EI, 15);
  });
});
