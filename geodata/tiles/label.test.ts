import { booleanPointInPolygon } from '@turf/turf';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { GridPoint } from './grid.ts';
import { PairIds } from './grow.ts';
import { labelPoint as labelOf } from './label.ts';
import { RingCollector } from './rings.ts';

type GridPolygon = GridPoint[][];

function labelPoint(polygons: GridPolygon[]): GridPoint | null {
  const ids = new PairIds();
  const numbered = polygons.map((polygon) => polygon.map((ring) => ring.map(([x, y]) => ids.of(x, y))));
  const collector = new RingCollector(ids.first.toArray(), ids.second.toArray());
  collector.area();
  for (const polygon of numbered)
    polygon.forEach((ring, i) => {
      collector.ring(ring, 0, ring.length, i === 0);
    });
  return labelOf(collector.finish(), 0);
}

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

test('inside a sliver thinner than a step, where no square of the search is inside', () => {
  const sliver: GridPolygon = [
    [
      [0, 0],
      [100_000, 80_000],
      [100_000, 80_001],
      [0, 1],
      [0, 0],
    ],
  ];
  const label = labelPoint([sliver]) ?? [1e9, 1e9];
  expect(booleanPointInPolygon([...label], { type: 'Polygon', coordinates: sliver })).toBe(true);
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
