import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { placeAt, sightFrom, sightOf, toWorld } from './camera.ts';

const size = { width: 1366, height: 1024 };
const padding = { top: 136, right: 548, bottom: 170, left: 60 };

describe('the sight of a sketch', () => {
  it('has the bounds in the middle of what the padding leaves free, touching it on two sides', () => {
    const bounds = fc
      .tuple(
        fc.double({ min: 74, max: 134, noNaN: true }),
        fc.double({ min: 18, max: 53, noNaN: true }),
        fc.double({ min: 0.02, max: 3, noNaN: true }),
        fc.double({ min: 0.02, max: 3, noNaN: true }),
      )
      .map(([west, south, wide, high]) => [west, south, west + wide, south + high] as const);
    fc.assert(
      fc.property(bounds, ([west, south, east, north]) => {
        const { world, x, y } = sightOf([west, south, east, north], padding, size);
        const [left, top] = toWorld([west, north]).map((share, i) => (i === 0 ? x : y) + world * share) as [
          number,
          number,
        ];
        const [right, bottom] = toWorld([east, south]).map(
          (share, i) => (i === 0 ? x : y) + world * share,
        ) as [number, number];
        const free = {
          left: left - padding.left,
          right: size.width - padding.right - right,
          top: top - padding.top,
          bottom: size.height - padding.bottom - bottom,
        };
        expect(free.left).toBeCloseTo(free.right, 3);
        expect(free.top).toBeCloseTo(free.bottom, 3);
        expect(Math.min(free.left, free.top)).toBeCloseTo(0, 3);
      }),
    );
  });

  it('finds the place at a pixel, the middle of the window where the camera stands', () => {
    const sight = sightFrom({ center: [120.1, 35.9], zoom: 9.7 }, size);
    const [lon, lat] = placeAt(sight, size.width / 2, size.height / 2);
    expect(lon).toBeCloseTo(120.1, 9);
    expect(lat).toBeCloseTo(35.9, 9);
    // Web Mercator puts 85.0511287798066 degrees to the edge of its square (EPSG:3857).
    expect(toWorld([180, 85.0511287798066])[1]).toBeCloseTo(0, 12);
    expect(toWorld([-180, 0])).toEqual([0, 0.5]);
  });

  it('comes no closer than the map does by itself', () => {
    expect(sightOf([120, 36, 120.0001, 36.0001], padding, size).zoom).toBe(15);
  });
});
