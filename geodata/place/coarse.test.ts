import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { coarsePosition, isToldWithin } from './coarse.ts';

describe('a place as it is told', () => {
  test('is to a thousandth of a degree, on either side of zero', () => {
    expect(coarsePosition([120.0112345, 35.9118])).toEqual([120.011, 35.912]);
    expect(coarsePosition([-0.1984, -33.8568])).toEqual([-0.198, -33.857]);
    expect(coarsePosition([Number.NaN, 1])).toEqual([Number.NaN, 1]);
  });

  test('is never farther off than half a thousandth', () => {
    const lon = fc.double({ min: -180, max: 180, noNaN: true });
    fc.assert(
      fc.property(lon, (degrees) => {
        expect(Math.abs(coarsePosition([degrees, 0])[0] - degrees)).toBeLessThanOrEqual(0.0005 + 1e-12);
      }),
    );
  });

  test('and not where it is decides which box it lies in', () => {
    expect(isToldWithin(120.0114, 36, [120.011, 35, 121, 37])).toBe(true);
    // it lies in the box, and is told beside it
    expect(isToldWithin(120.0114, 36, [120.0112, 35, 121, 37])).toBe(false);
    expect(isToldWithin(120.0114, 36, [119, 35, 120.011, 36])).toBe(true);
    expect(isToldWithin(Number.NaN, Number.NaN, [-180, -85, 180, 85])).toBe(false);
  });
});
