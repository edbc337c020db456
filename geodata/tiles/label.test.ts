import { booleanPointInPolygon } from '@turf/turf';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GridPoint, GridPolygon } from './grid.ts';
import { labelPoint } from './label.ts';

const box = (x: number, y: number, width: number, height: number): GridPoint[] => [
  [x, y],
  [x + width, y],
  [x + width, y + height],
  [x, y + height],
  [x, y],
];

test('the middle of a square', () => {
  expect(labelPoint([[box(0, 0, 1000, 1000)]])).toEqual([500, 500]);
});

test('not in the notch of a U, nor in a hole', () => {
  const u: GridPolygon = [
    [
      [0, 0],
      [1000, 0],
      [1000, 1000],
      [600, 1000],
      [600, 200],
      [400, 200],
      [400, 1000],
      [0, 1000],
      [0, 0],
    ],
  ];
  const [x, y] = labelPoint([u]) ?? [0, 0];
  expect(booleanPointInPolygon([x, y], { type: 'Polygon', coordinates: u })).toBe(true);
  expect(Math.min(Math.abs(x - 200), Math.abs(x - 800))).toBeLessThan(60);
  const ring: GridPolygon = [box(0, 0, 1000, 1000), box(300, 300, 600, 600).reverse()];
  const inRing = labelPoint([ring]) ?? [0, 0];
  expect(booleanPointInPolygon([...inRing], { type: 'Polygon', coordinates: ring })).toBe(true);
});

test('in the largest part', () => {
  const [x] = labelPoint([[box(0, 0, 10, 10)], [box(5000, 0, 100, 100)], [box(0, 50, 20, 20)]]) ?? [0];
  expect(x).toBe(5050);
});

test('a strip a kilometre long and two steps wide', () => {
  expect(labelPoint([[box(0, 0, 30_000, 2)]])?.[1]).toBe(1);
});

test('nothing has no label', () => {
  expect(labelPoint([])).toBeNull();
});

test('always inside a star', () => {
  const radius = fc.integer({ min: 200, max: 20_000 });
  fc.assert(
    fc.property(fc.array(radius, { minLength: 5, maxLength: 30 }), (radii) => {
      const points = radii.map((r, i): GridPoint => {
        const angle = (2 * Math.PI * i) / radii.length;
        return [Math.round(r * Math.cos(angle)), Math.round(r * Math.sin(angle))];
      });
      const polygon: GridPolygon = [[...points, points[0] as GridPoint]];
      const label = labelPoint([polygon]);
      expect(
        booleanPointInPolygon([...(label ?? [1e9, 1e9])], { type: 'Polygon', coordinates: polygon }),
      ).toBe(true);
    }),
  );
});
