import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { fitting, middleOf } from './camera.ts';

test('the whole width of the world fills 512 pixels at zoom 0', () => {
  const { center, zoom } = fitting([-180, -85, 180, 85], { width: 512, height: 2000 });
  expect(zoom).toBeCloseTo(0, 9);
  expect(center[0]).toBe(0);
  expect(center[1]).toBeCloseTo(0, 9);
});

test('what is nearer by a zoom is half as wide, about the same middle', () => {
  const box = fc.tuple(
    fc.double({ min: 100, max: 120, noNaN: true }),
    fc.double({ min: 20, max: 40, noNaN: true }),
    fc.double({ min: 0.1, max: 2, noNaN: true }),
  );
  fc.assert(
    fc.property(box, ([west, south, size]) => {
      const bounds: BBox2 = [west, south, west + 4 * size, south + size];
      const window = { width: 1920, height: 1080 };
      const [far, near] = [fitting(bounds, window), fitting(middleOf(bounds, 0.5), window)];
      expect(near.zoom - far.zoom).toBeCloseTo(1, 9);
      expect(near.center[0]).toBeCloseTo(far.center[0], 9);
      expect(far.center[1]).toBeGreaterThan(south);
      expect(far.center[1]).toBeLessThan(south + size);
    }),
  );
});
