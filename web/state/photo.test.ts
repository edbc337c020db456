import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitted } from './photo.ts';

it('a photo is fitted into the bound, keeps its shape and never grows', () => {
  const side = fc.integer({ min: 1, max: 20_000 });
  fc.assert(
    fc.property(side, side, (width, height) => {
      const small = fitted(width, height);
      expect(Math.max(small.width, small.height)).toBe(Math.min(1600, Math.max(width, height)));
      expect(small.width).toBeLessThanOrEqual(width);
      expect(small.height).toBeLessThanOrEqual(height);
      // rounding moves each side by half a pixel at most, and none is lost
      const by = Math.max(small.width, small.height) / Math.max(width, height);
      expect(Math.abs(small.width - width * by)).toBeLessThan(1);
      expect(Math.abs(small.height - height * by)).toBeLessThan(1);
    }),
  );
});
