import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apportion } from './apportion.ts';

test('largest remainders', () => {
  expect(apportion([1, 1, 1], 10)).toEqual([4, 3, 3]);
  expect(apportion([47, 16, 15.8, 12, 6.1, 3.1], 10)).toEqual([5, 2, 1, 1, 1, 0]);
  expect(() => apportion([1, 1], 1, 1)).toThrow(RangeError);
});

test('adds up and gives everybody the least', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 50 }),
      fc.nat(500),
      (weights, extra) => {
        const shares = apportion(weights, weights.length + extra, 1);
        expect(shares.reduce((a, b) => a + b, 0)).toBe(weights.length + extra);
        expect(Math.min(...shares)).toBeGreaterThanOrEqual(1);
      },
    ),
  );
});
