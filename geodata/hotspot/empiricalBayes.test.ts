import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { empiricalBayes } from './empiricalBayes.ts';
import { apart } from './hotspotFixture.ts';

const NO = Number.NaN;

describe('empiricalBayes', () => {
  test('five cells by hand, more apart than chance makes them', () => {
    // b = 50/500 = 0.1; r - b = 0.3, -0.1, 0, -0.1, -0.1
    // Σd(r-b)²/Σd = (100·0.09 + 100·0.01·3) / 500 = 0.024; b n/Σd = 0.001; a = 0.023
    const { mean, between, shown, tested } = empiricalBayes(
      Float64Array.of(40, 0, 10, 0, 0),
      Float64Array.of(100, 100, 100, 100, 100),
    );
    expect(mean).toBeCloseTo(0.1, 15);
    expect(between).toBeCloseTo(0.023, 15);
    // b/d = 0.001, so every rate keeps 23/24 of its distance, and the standard error is sqrt(0.024)
    const kept = 23 / 24;
    expect(
      apart(shown, [0.1 + 0.3 * kept, 0.1 - 0.1 * kept, 0.1, 0.1 - 0.1 * kept, 0.1 - 0.1 * kept]),
    ).toBeLessThan(1e-14);
    const error = Math.sqrt(0.024);
    expect(apart(tested, [0.3 / error, -0.1 / error, 0, -0.1 / error, -0.1 / error])).toBeLessThan(1e-13);
  });

  test('five cells of different size: the small ones are drawn to the mean', () => {
    // b = 60/600; r = 1, 0, 0.2, 0.05, 0; (r-b)² = .81, .01, .01, .0025, .01
    // Σd(r-b)² = 8.1 + 0.9 + 2 + 0.5 + 1 = 12.5 (d = 10, 90, 200, 200, 100); a = 12.5/600 - 0.5/600
    const { between, shown, tested } = empiricalBayes(
      Float64Array.of(10, 0, 40, 10, 0),
      Float64Array.of(10, 90, 200, 200, 100),
    );
    const a = 0.02;
    expect(between).toBeCloseTo(a, 15);
    const of = (r: number, d: number) => 0.1 + (a / (a + 0.1 / d)) * (r - 0.1);
    expect(apart(shown, [of(1, 10), of(0, 90), of(0.2, 200), of(0.05, 200), of(0, 100)])).toBeLessThan(1e-14);
    expect(tested[0]).toBeCloseTo(0.9 / Math.sqrt(a + 0.01), 13);
    // 0.02 / 0.03: ten households keep two thirds of their distance, ninety 18/19
    expect(shown[0]).toBeCloseTo(0.7, 13);
    expect(shown[1]).toBeCloseTo(0.1 - (0.1 * 18) / 19, 13);
  });

  test('no more apart than chance makes them: all shown as the mean', () => {
    // r - b = ±0.02; Σd(r-b)²/Σd = 0.8 · 0.0004 < b n/Σd = 0.001
    const { between, shown, tested } = empiricalBayes(
      Float64Array.of(12, 8, 10, 12, 8),
      Float64Array.of(100, 100, 100, 100, 100),
    );
    expect(between).toBe(0);
    expect(apart(shown, [0.1, 0.1, 0.1, 0.1, 0.1])).toBeLessThan(1e-15);
    expect(tested[0]).toBeCloseTo(0.02 / Math.sqrt(0.001), 13);
  });

  test('no denominator, no data: null, and out of every sum', () => {
    const full = empiricalBayes(Float64Array.of(4, 1, 2), Float64Array.of(10, 20, 30));
    const gaps = empiricalBayes(Float64Array.of(4, 7, 1, NO, 2, 3), Float64Array.of(10, 0, 20, 50, 30, NO));
    expect(gaps.mean).toBe(full.mean);
    expect(gaps.between).toBe(full.between);
    expect([...gaps.shown]).toEqual([full.shown[0], NO, full.shown[1], NO, full.shown[2], NO]);
    expect([...gaps.tested]).toEqual([full.tested[0], NO, full.tested[1], NO, full.tested[2], NO]);
  });

  test('nothing counted, nobody there', () => {
    expect(empiricalBayes(new Float64Array(3), Float64Array.of(5, 6, 0))).toEqual({
      mean: 0,
      between: 0,
      shown: Float64Array.of(0, 0, NO),
      tested: Float64Array.of(0, 0, NO),
    });
    expect(empiricalBayes(Float64Array.of(1), Float64Array.of(0)).mean).toBeNull();
    expect(empiricalBayes(new Float64Array(), new Float64Array()).mean).toBeNull();
  });

  test('what cannot be is refused', () => {
    expect(() => empiricalBayes(Float64Array.of(-1), Float64Array.of(1))).toThrow(RangeError);
    expect(() => empiricalBayes(Float64Array.of(1), Float64Array.of(-1))).toThrow(RangeError);
    expect(() => empiricalBayes(Float64Array.of(1), Float64Array.of(Infinity))).toThrow(RangeError);
    expect(() => empiricalBayes(Float64Array.of(1, 2), Float64Array.of(1))).toThrow(RangeError);
  });

  test('shown lies between the rate and the mean; tested keeps the side', () => {
    const cell = fc.tuple(fc.nat(50), fc.integer({ min: 1, max: 500 }));
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 20 }), (cells) => {
        const counts = Float64Array.from(cells, ([c]) => c);
        const per = Float64Array.from(cells, ([, d]) => d);
        const { mean, shown, tested } = empiricalBayes(counts, per);
        cells.forEach(([c, d], i) => {
          const [rate, b] = [c / d, mean as number];
          expect(shown[i]).toBeGreaterThanOrEqual(Math.min(rate, b) - 1e-12);
          expect(shown[i]).toBeLessThanOrEqual(Math.max(rate, b) + 1e-12);
          expect(Math.sign(tested[i] as number)).toBe(Math.sign(rate - b));
        });
      }),
    );
  });
});
