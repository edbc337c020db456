import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { discoveryThreshold } from './falseDiscovery.ts';
import { readColumns } from './hotspotFixture.ts';

const significant = (p: Float64Array, alpha: number): number => {
  const threshold = discoveryThreshold(p, alpha);
  return threshold === null ? 0 : p.filter((value) => value <= threshold).length;
};

describe('discoveryThreshold', () => {
  test("Benjamini and Hochberg's own example: 4 of 15 at 0.05", () => {
    const p = Float64Array.of(
      0.0001,
      0.0004,
      0.0019,
      0.0095,
      0.0201,
      0.0278,
      0.0298,
      0.0344,
      0.0459,
      0.324,
      0.4262,
      0.5719,
      0.6528,
      0.759,
      1,
    );
    expect(discoveryThreshold(p, 0.05)).toBeCloseTo((0.05 * 4) / 15, 15);
    expect(significant(p.toReversed(), 0.05)).toBe(4);
  });

  test('a later step carries the earlier ones', () => {
    // 0.04 alone is above 0.05 / 3, all three together are at most 0.05
    expect(significant(Float64Array.of(0.04, 0.05, 0.045), 0.05)).toBe(3);
    expect(significant(Float64Array.of(0.04, 0.0500001, 0.045), 0.05)).toBe(0);
  });

  test('what was not tested counts in nothing', () => {
    const p = Float64Array.of(0.02, Number.NaN, Number.NaN, 0.5);
    expect(discoveryThreshold(p, 0.05)).toBeCloseTo(0.025, 15);
    expect(discoveryThreshold(Float64Array.of(0.02, 0.9, 0.9, 0.5), 0.05)).toBeNull();
  });

  test('nothing, nothing tested, nothing significant, p of 0', () => {
    expect(discoveryThreshold(new Float64Array(), 0.05)).toBeNull();
    expect(discoveryThreshold(Float64Array.of(Number.NaN), 0.05)).toBeNull();
    expect(discoveryThreshold(Float64Array.of(0.3, 1), 0.05)).toBeNull();
    expect(significant(Float64Array.of(0, 0, 1), 0.01)).toBe(2);
  });

  test('equals sorting', () => {
    const anyP = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      // on the bounds themselves, where rounding decides
      fc.integer({ min: 0, max: 40 }).map((k) => (0.05 * k) / 40),
    );
    fc.assert(
      fc.property(fc.array(anyP, { minLength: 1, maxLength: 40 }), (values) => {
        const p = Float64Array.from(values);
        const sorted = p.toSorted();
        const last = sorted.findLastIndex((value, i) => value <= (0.05 * (i + 1)) / p.length);
        expect(significant(p, 0.05)).toBe(last + 1);
      }),
      { numRuns: 2000 },
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
  ])('adjusted p of %s %s: significant just above it and not just below', (folder, column) => {
    const columns = readColumns(text(`${folder}/expected_spdep.csv`));
    const p = columns[`${column}__Gistar_p_two`] as Float64Array;
    const adjusted = columns[`${column}__Gistar_p_BH`] as Float64Array;
    adjusted.forEach((alpha, i) => {
      const above = discoveryThreshold(p, alpha + 1e-9);
      expect(above).not.toBeNull();
      expect(p[i]).toBeLessThanOrEqual(above ?? 0);
      const below = discoveryThreshold(p, alpha - 1e-9) ?? -1;
      expect(p[i]).toBeGreaterThan(below);
    });
  });
});
