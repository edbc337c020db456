import { booleanPointInPolygon } from '@turf/turf';
import fc from 'fast-check';
import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { bboxOf } from './bbox.ts';
import { labelPoint } from './interior.ts';

const polygon = (...coordinates: Position[][]): Polygon => ({ type: 'Polygon', coordinates });
const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];

describe('labelPoint', () => {
  test('the middle of a square, and of the thick part of an L', () => {
    const [x, y] = labelPoint(polygon(box(0, 0, 2, 2)))!;
    expect(Math.hypot(x - 1, y - 1)).toBeLessThan(0.05);
    const l = labelPoint(
      polygon([
        [0, 0],
        [10, 0],
        [10, 1],
        [4, 1],
        [4, 4],
        [0, 4],
        [0, 0],
      ]),
    )!;
    expect(Math.hypot(l[0] - 2, l[1] - 2)).toBeLessThan(0.15);
  });

  test('beside a hole in the middle, and in the largest part', () => {
    const [x, y] = labelPoint(polygon(box(0, 0, 9, 3), box(3, 0.5, 6, 2.5)))!;
    expect(x < 3 || x > 6).toBe(true);
    expect(y).toBeCloseTo(1.5, 0);
    const parts: MultiPolygon = { type: 'MultiPolygon', coordinates: [[box(0, 0, 1, 1)], [box(5, 5, 8, 8)]] };
    expect(labelPoint(parts)![0]).toBeGreaterThan(5);
  });

  test('nothing has no label', () => {
    expect(labelPoint({ type: 'MultiPolygon', coordinates: [] })).toBeNull();
    expect(
      labelPoint(
        polygon([
          [0, 0],
          [1, 1],
          [0, 0],
        ]),
      ),
    ).toBeNull();
  });

  test('inside also where the area is a thin diagonal strip', () => {
    const strip = polygon([
      [120, 36],
      [121, 36.8],
      [121, 36.80001],
      [120, 36.00001],
      [120, 36],
    ]);
    expect(booleanPointInPolygon([...labelPoint(strip)!], strip)).toBe(true);
  });

  test('inside every star-shaped outline', () => {
    const radii = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 3, maxLength: 30 });
    fc.assert(
      fc.property(radii, (lengths) => {
        const ring = lengths.map((r, i): Position => {
          const angle = (2 * Math.PI * i) / lengths.length;
          return [120 + r * Math.cos(angle), 36 + r * Math.sin(angle)];
        });
        const shape = polygon([...ring, ring[0]!]);
        return booleanPointInPolygon([...labelPoint(shape)!], shape);
      }),
    );
  });
});

test('bboxOf spans all parts', () => {
  const parts: MultiPolygon = { type: 'MultiPolygon', coordinates: [[box(0, 1, 2, 3)], [box(-5, 5, 8, 8)]] };
  expect(bboxOf(parts)).toEqual([-5, 1, 8, 8]);
});

describeWithReference('boundaries-qingdao', ({ text }) => {
  test('the label of every real town lies in it', () => {
    const towns = JSON.parse(text('osm_huangdao_towns.geojson')) as FeatureCollection<MultiPolygon>;
    for (const { geometry } of towns.features) {
      expect(booleanPointInPolygon([...labelPoint(geometry)!], geometry)).toBe(true);
    }
  });
});
