import * as fc from 'fast-check';
import type { FeatureCollection, Position } from 'geojson';
import { expect, test } from 'vitest';
import { sightOf, toWorld } from './camera.ts';
import { landPath } from './landPath.ts';

const SIZE = { width: 400, height: 300 };
const SIGHT = sightOf([119, 35, 120, 36], { top: 0, right: 0, bottom: 0, left: 0 }, SIZE);

const land = (ring: readonly Position[]): FeatureCollection => ({
  type: 'FeatureCollection',
  features: [{ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [[...ring]] } }],
});

const pixelOf = ([lon = 0, lat = 0]: Position): [number, number] => {
  const [x, y] = toWorld([lon, lat]);
  return [SIGHT.x + SIGHT.world * x, SIGHT.y + SIGHT.world * y];
};

const ringOf = (path: string): [number, number][] =>
  path
    .slice(1, -1)
    .split('L')
    .map((pair) => pair.split(' ').map(Number) as [number, number]);

/** Whether a pixel lies within a ring, by the number of its borders to the right. */
function holds(ring: readonly [number, number][], [px, py]: readonly [number, number]): boolean {
  let within = false;
  ring.forEach(([x, y], i) => {
    const [x2, y2] = ring.at(i - 1) as [number, number];
    if (y > py !== y2 > py && px < ((x2 - x) * (py - y)) / (y2 - y) + x) within = !within;
  });
  return within;
}

/** How far a pixel lies from a ring's nearest border. */
function distance(ring: readonly [number, number][], [px, py]: readonly [number, number]): number {
  return Math.min(
    ...ring.map(([x, y], i) => {
      const [x2, y2] = ring.at(i - 1) as [number, number];
      const [dx, dy] = [x2 - x, y2 - y];
      const share =
        dx === 0 && dy === 0
          ? 0
          : Math.max(0, Math.min(1, ((px - x) * dx + (py - y) * dy) / (dx * dx + dy * dy)));
      return Math.hypot(px - x - share * dx, py - y - share * dy);
    }),
  );
}

test('within the window the land is what it is with all its coast', () => {
  const place = fc.tuple(
    fc.double({ min: 115, max: 124, noNaN: true }),
    fc.double({ min: 32, max: 39, noNaN: true }),
  );
  const pixel = fc.tuple(fc.integer({ min: 0, max: SIZE.width }), fc.integer({ min: 0, max: SIZE.height }));
  fc.assert(
    fc.property(
      fc.array(place, { minLength: 3, maxLength: 40 }),
      fc.array(pixel, { minLength: 20 }),
      (ring, pixels) => {
        const whole = ring.map(pixelOf);
        const path = landPath(land([...ring, ring[0]!]), SIGHT, SIZE);
        const drawn = path === '' ? [] : ringOf(path);
        for (const at of pixels) {
          // Corners are drawn to the nearest half pixel, and far ones on a slant move the line a little.
          if (distance(whole, at) > 3) expect(holds(drawn, at)).toBe(holds(whole, at));
        }
      },
    ),
  );
});

test('coast beyond the window costs nothing', () => {
  const far = Array.from({ length: 1000 }, (_, i): Position => [122 + Math.sin(i) / 2, 30 + i / 100]);
  const path = landPath(land([[119.5, 35.5], ...far, [119.5, 35.4], [119.5, 35.5]]), SIGHT, SIZE);
  expect(ringOf(path).length).toBeLessThan(20);
});

test('land that nobody could see is left out, and so is what is no land', () => {
  expect(
    landPath(
      land([
        [130, 35],
        [131, 35],
        [131, 36],
        [130, 35],
      ]),
      SIGHT,
      SIZE,
    ),
  ).toBe('');
  expect(landPath(null, SIGHT, SIZE)).toBe('');
});
