import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { mannKendall } from './mannKendall.ts';

const NO = Number.NaN;

describe('mannKendall', () => {
  test('by hand: five values with a tie and a gap', () => {
    // 1 3 2 2 5: of 10 pairs 7 rise, 2 fall, 1 is equal; Var = (5·4·15 - 2·1·9) / 18
    const found = mannKendall([1, 3, NO, 2, 2, 5]);
    expect(found).toMatchObject({ n: 5, s: 5 });
    expect(found.variance).toBeCloseTo((300 - 18) / 18, 12);
    expect(found.z).toBeCloseTo(4 / Math.sqrt(282 / 18), 12);
  });

  test('ten rising values: S = 45, variance 125', () => {
    const found = mannKendall([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(found).toMatchObject({ n: 10, s: 45, variance: 125 });
    expect(found.z).toBeCloseTo(44 / Math.sqrt(125), 12);
    expect(found.p).toBeCloseTo(8.3031e-5, 8);
  });

  test.each([
    ['nothing', [], 0],
    ['only gaps', [NO, NO], 0],
    ['one value', [4], 1],
    ['equal values', [4, 4, 4, 4], 4],
  ])('no trend in %s', (_name, series, n) => {
    expect(mannKendall(series)).toEqual({ n, s: 0, variance: 0, z: 0, p: 1 });
  });

  test('turned round or upside down the trend turns, stretched it stays', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 2, maxLength: 30 }), (series) => {
        const { s, variance, z, p } = mannKendall(series);
        const turned = { s: 0 - s, variance, z: 0 - z, p };
        expect(mannKendall(series.toReversed())).toMatchObject(turned);
        expect(mannKendall(series.map((value) => 0 - value))).toMatchObject(turned);
        expect(mannKendall(series.map((value) => Math.exp(value) + 5))).toMatchObject({ s, variance, z, p });
      }),
    );
  });
});

describeWithReference('mann-kendall', ({ text }) => {
  const series = (JSON.parse(text('arbitrary_1d.json')) as (number | null)[]).map((value) => value ?? NO);
  const columns = JSON.parse(text('arbitrary_2d.json')) as (number | null)[][];
  const expected = JSON.parse(text('expected.json'));

  /** S and variance of several series together, as regional and seasonal tests add them up. */
  const together = (parts: readonly number[][]) => {
    const found = parts.map(mannKendall);
    const sum = (of: 's' | 'variance') => found.reduce((total, part) => total + part[of], 0);
    return { s: sum('s'), variance: sum('variance') };
  };

  test('360 values with ties and gaps', () => {
    const { s, var_s, z, p, Tau } = expected.test_original_test.expect;
    const found = mannKendall(series);
    expect(found.s).toBe(s);
    expect(found.variance).toBeCloseTo(var_s, 6);
    expect(Math.abs(found.z - z)).toBeLessThan(1e-9);
    expect(Math.abs(found.p - p)).toBeLessThan(1e-9);
    expect(found.s / ((found.n * (found.n - 1)) / 2)).toBeCloseTo(Tau, 12);
  });

  test('the same in twelve seasons of thirty', () => {
    const { s, var_s } = expected.test_seasonal_test.expect;
    const found = together(Array.from({ length: 12 }, (_, k) => series.filter((__, i) => i % 12 === k)));
    expect(found.s).toBe(s);
    expect(found.variance).toBeCloseTo(var_s, 8);
  });

  test('two columns of 80 with gaps', () => {
    const { s, var_s } = expected.test_regional_test.expect;
    const found = together([0, 1].map((k) => columns.map((row) => row[k] ?? NO)));
    expect(found.s).toBe(s);
    expect(found.variance).toBeCloseTo(var_s, 8);
  });
});
