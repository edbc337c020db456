import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { giStar, REASONS } from './giStar.ts';
import { apart, chessboard, neighboursOf, readColumns, readPairs } from './hotspotFixture.ts';
import { normalTwoSided } from './tails.ts';

const NO = Number.NaN;
const reasons = ({ reason }: { reason: Uint8Array }) => Array.from(reason, (code) => REASONS[code]);

describe('giStar', () => {
  // the six points of esda's tests (BSD-3), neighbours within 15; z as R's spdep gives them
  const toy = neighboursOf([[1, 3], [0, 3, 4], [4], [0, 1, 4], [1, 2, 3, 5], [4]]);
  const y = Float64Array.of(2, 3, 3.2, 5, 8, 7);

  test('the published case', () => {
    const { z, n, sizes } = giStar(toy, y);
    expect(
      apart(
        z,
        [
          -1.39727626201154, -0.289177615627128, 0.650649635161037, -0.289177615627128, 1.23452088351987,
          2.0242433093899,
        ],
      ),
    ).toBeLessThan(1e-13);
    expect(n).toBe(6);
    expect([...sizes]).toEqual([3, 4, 2, 4, 5, 2]);
  });

  test('a null leaves n, mean, deviation and all neighbourhoods', () => {
    // the same six, point 4 of which is null, against five that never had it
    const withNull = giStar(toy, Float64Array.of(2, 3, 3.2, 5, NO, 7));
    const kept = giStar(neighboursOf([[1, 3], [0, 3], [], [0, 1], []]), Float64Array.of(2, 3, 3.2, 5, 7));
    expect(withNull.n).toBe(5);
    expect(withNull.mean).toBe(kept.mean);
    expect(withNull.deviation).toBe(kept.deviation);
    expect([...withNull.z]).toEqual([...kept.z.slice(0, 4), NO, kept.z[4]]);
    expect(reasons(withNull)).toEqual(['tested', 'tested', 'noNeighbour', 'tested', 'noData', 'noNeighbour']);
    expect(withNull.z[2]).not.toBeNaN();
  });

  test.each([
    ['nothing', [], []],
    ['nothing but nulls', [NO, NO], ['noData', 'noData']],
    ['one cell', [5, NO], ['equalValues', 'noData']],
    ['equal values', [0.1, 0.1, 0.1], ['equalValues', 'equalValues', 'equalValues']],
    ['everyone next to everyone', [1, 2, 3], ['everyCell', 'everyCell', 'everyCell']],
    ['all others null', [1, NO, 3], ['everyCell', 'noData', 'everyCell']],
  ])('no z, and why: %s', (_name, values, why) => {
    const all = values.map((_, i) => values.flatMap((_, j) => (i === j ? [] : [j])));
    const found = giStar(neighboursOf(all), Float64Array.from(values));
    expect(reasons(found)).toEqual(why);
    expect([...found.z]).toEqual(values.map(() => NO));
  });

  test('equal values whose sum rounds are equal', () => {
    const found = giStar(chessboard(7, 7), new Float64Array(49).fill(0.1));
    expect(found.deviation).toBe(0);
    expect(new Set(reasons(found))).toEqual(new Set(['equalValues']));
  });

  test('infinite values and lists of other cells are refused', () => {
    expect(() => giStar(toy, Float64Array.of(2, 3, Infinity, 5, 8, 7))).toThrow(RangeError);
    expect(() => giStar(toy, Float64Array.of(1, 2))).toThrow(RangeError);
  });

  const cells = fc.record({
    values: fc.array(fc.option(fc.integer({ min: -1000, max: 1000 }), { nil: NO, freq: 8 }), {
      minLength: 36,
      maxLength: 36,
    }),
    keys: fc.array(fc.double({ noNaN: true }), { minLength: 36, maxLength: 36 }),
  });
  const board = chessboard(6, 6);

  test('the formula, term by term', () => {
    fc.assert(
      fc.property(cells, ({ values }) => {
        const { z } = giStar(board, Float64Array.from(values));
        const known = values.filter((value) => !Number.isNaN(value));
        const n = known.length;
        const mean = known.reduce((a, b) => a + b, 0) / n;
        const s = Math.sqrt(known.reduce((a, b) => a + b * b, 0) / n - mean ** 2);
        values.forEach((value, i) => {
          if (Number.isNaN(value) || Number.isNaN(z[i])) return;
          let [sum, w, s1] = [0, 0, 0];
          values.forEach((other, j) => {
            const touch =
              Math.abs((i % 6) - (j % 6)) <= 1 && Math.abs(Math.floor(i / 6) - Math.floor(j / 6)) <= 1;
            if (!touch || Number.isNaN(other)) return;
            sum += other;
            w += 1;
            s1 += 1;
          });
          const top = sum - mean * w;
          expect(z[i]).toBeCloseTo(top / (s * Math.sqrt((n * s1 - w * w) / (n - 1))), 8);
        });
      }),
    );
  });

  test('another order of the cells is another order of the answer', () => {
    fc.assert(
      fc.property(cells, ({ values, keys }) => {
        const order = keys.map((_, i) => i).sort((a, b) => (keys[a] as number) - (keys[b] as number));
        const place = new Map(order.map((cell, i) => [cell, i]));
        const rows = order.map((cell) =>
          [...board.neighbours.subarray(board.offsets[cell], board.offsets[cell + 1])].map(
            (other) => place.get(other) as number,
          ),
        );
        const straight = giStar(board, Float64Array.from(values));
        const shuffled = giStar(
          neighboursOf(rows),
          Float64Array.from(order, (cell) => values[cell] as number),
        );
        expect(reasons(shuffled)).toEqual(order.map((cell) => reasons(straight)[cell]));
        order.forEach((cell, i) => {
          if (!Number.isNaN(straight.z[cell])) expect(shuffled.z[i]).toBeCloseTo(straight.z[cell] ?? NO, 9);
        });
      }),
    );
  });

  test('another unit or origin changes nothing, turning signs turns z', () => {
    const unit = fc.constantFrom(0.001, 3, 1e6);
    fc.assert(
      fc.property(cells, unit, fc.constantFrom(-1e6, 0, 17), ({ values }, scale, origin) => {
        const straight = giStar(board, Float64Array.from(values));
        const scaled = giStar(
          board,
          Float64Array.from(values, (value) => origin + scale * value),
        );
        const turned = giStar(
          board,
          Float64Array.from(values, (value) => -value),
        );
        fc.pre((straight.deviation ?? 0) > 0);
        expect(reasons(scaled)).toEqual(reasons(straight));
        values.forEach((_, i) => {
          if (Number.isNaN(straight.z[i])) return;
          expect(scaled.z[i]).toBeCloseTo(straight.z[i] ?? NO, 5);
          expect(turned.z[i]).toBeCloseTo(-(straight.z[i] ?? NO), 9);
        });
      }),
    );
  });
});

describeWithReference('hotspots', ({ text }) => {
  test.each([
    ['columbus', 'CRIME'],
    ['columbus', 'HOVAL'],
    ['stl_hom', 'HR8893'],
    ['stl_hom', 'HR8488'],
    ['esda_toy6', 'y'],
  ])('Gi* and p of %s %s', (folder, column) => {
    const local = readColumns(text(`${folder}/expected_local.csv`));
    const spdep = readColumns(text(`${folder}/expected_spdep.csv`));
    const x = local[column] as Float64Array;
    const { z, reason } = giStar(readPairs(text(`${folder}/neighbors.csv`), x.length), x);
    expect(apart(z, local[`${column}__Gistar_z_esda_binary`] ?? [])).toBeLessThan(1e-9);
    expect(apart(z, spdep[`${column}__spdep_localG_Gistar`] ?? [])).toBeLessThan(1e-9);
    expect(apart(z.map(normalTwoSided), spdep[`${column}__Gistar_p_two`] ?? [])).toBeLessThan(1e-9);
    expect(Math.max(...reason)).toBe(0);
  });
});
