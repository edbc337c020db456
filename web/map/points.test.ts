import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { spread } from './points.ts';

const place = fc.tuple(
  fc.double({ min: 119, max: 121, noNaN: true }),
  fc.double({ min: 35, max: 37, noNaN: true }),
);

describe('points of one place', () => {
  it('are moved apart, none far, and nobody is lost', () => {
    fc.assert(
      fc.property(place, fc.integer({ min: 2, max: 60 }), ([lon, lat], n) => {
        const points = Array.from({ length: n }, (_, key) => ({ key, at: [lon, lat] as const }));
        const moved = spread(points);
        expect(moved.map(({ key }) => key)).toEqual(points.map(({ key }) => key));
        expect(new Set(moved.map(({ at }) => at.join())).size).toBe(n);
        for (const { at } of moved) {
          const north = (at[1] - lat) * 111_320;
          const east = (at[0] - lon) * 111_320 * Math.cos((lat * Math.PI) / 180);
          expect(Math.hypot(north, east)).toBeLessThanOrEqual(71);
        }
      }),
    );
  });
  it('stay where they are when alone', () => {
    const points = [{ at: [120, 36] as const }, { at: [120.001, 36] as const }];
    expect(spread(points)).toEqual(points);
  });
});
