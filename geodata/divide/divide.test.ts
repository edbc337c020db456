import { booleanPointInPolygon, feature, featureCollection, intersect } from '@turf/turf';
import fc from 'fast-check';
import type { MultiPolygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { dividePolygon } from './divide.ts';
import { box, faultsIn, imbalance, type Polygonal, planeArea, poly } from './divisionFixture.ts';

/** A star-shaped coast with bays and headlands, and a lake in its middle where there is room. */
const coast = fc
  .record({
    radii: fc.array(fc.double({ min: 0.03, max: 0.2, noNaN: true }), { minLength: 5, maxLength: 60 }),
    lake: fc.boolean(),
    lon: fc.double({ min: -170, max: 170, noNaN: true }),
    lat: fc.double({ min: -60, max: 60, noNaN: true }),
  })
  .map(({ radii, lake, lon, lat }) => {
    const ring = (size: (i: number) => number, n: number, turn: 1 | -1): Position[] => {
      const points = Array.from({ length: n }, (_, i): Position => {
        const angle = (turn * 2 * Math.PI * i) / n;
        return [lon + size(i) * Math.cos(angle), lat + size(i) * Math.sin(angle)];
      });
      return [...points, points[0]!];
    };
    const outer = ring((i) => radii[i]!, radii.length, 1);
    return lake
      ? poly(
          outer,
          ring(() => 0.008, 9, -1),
        )
      : poly(outer);
  });

const comb = poly([
  ...Array.from({ length: 12 }, (_, i): Position[] => [
    [119 + 0.02 * i, 36],
    [119 + 0.02 * i, 35.5],
    [119 + 0.02 * i + 0.012, 35.5],
    [119 + 0.02 * i + 0.012, 36],
  ]).flat(),
  [119.24, 36.02],
  [118.99, 36.02],
  [119, 36],
]);
const sliver = poly(box(119, 35, 120, 35.0004));
const pierced = poly(
  box(119, 35, 119.4, 35.4),
  ...Array.from({ length: 25 }, (_, i) => {
    const x = 119.02 + 0.075 * (i % 5);
    const y = 35.02 + 0.075 * Math.floor(i / 5);
    return box(x, y, x + 0.05, y + 0.05).toReversed();
  }),
);
const tinyHoles = poly(
  box(119, 35, 119.4, 35.4),
  ...Array.from({ length: 9 }, (_, i) => {
    const x = 119.05 + 0.1 * (i % 3);
    const y = 35.05 + 0.1 * Math.floor(i / 3);
    return box(x, y, x + 1e-4, y + 1e-4).toReversed();
  }),
);
const archipelago: MultiPolygon = {
  type: 'MultiPolygon',
  coordinates: [
    [box(119, 35, 119.4, 35.3)],
    [box(119.45, 35.1, 119.452, 35.102)],
    [box(119.5, 35.2, 119.53, 35.24)],
    [box(118.9, 35.1, 118.9001, 35.1001)],
  ],
};
const island = poly([...box(119, 35, 119.3, 35.3)].toReversed());

const nasty: [string, Polygonal, number][] = [
  ['comb of peninsulas', comb, 12],
  ['comb, more parts than peninsulas', comb, 40],
  ['sliver', sliver, 12],
  ['net with wide holes', pierced, 11],
  ['holes smaller than a cell', tinyHoles, 7],
  ['islands', archipelago, 8],
  ['ring turning the wrong way', island, 5],
];

describe('dividePolygon', () => {
  test.each(nasty)('%s: clean, balanced, repeatable', (_, geometry, parts) => {
    const divided = dividePolygon({ geometry, parts, seed: 5 });
    expect(divided).toHaveLength(parts);
    expect(faultsIn(geometry, divided)).toEqual([]);
    expect(imbalance(divided)).toBeLessThan(0.25);
    if (geometry.type === 'Polygon') expect(divided.every(({ type }) => type === 'Polygon')).toBe(true);
    expect(dividePolygon({ geometry, parts, seed: 5 })).toEqual(divided);
    expect(dividePolygon({ geometry, parts, seed: 6 })).not.toEqual(divided);
  });

  test('random coasts: clean, connected, balanced', () => {
    fc.assert(
      fc.property(coast, fc.integer({ min: 2, max: 24 }), fc.nat(), (geometry, parts, seed) => {
        const divided = dividePolygon({ geometry, parts, seed });
        expect(faultsIn(geometry, divided)).toEqual([]);
        expect(divided.every(({ type }) => type === 'Polygon')).toBe(true);
        expect(imbalance(divided)).toBeLessThan(0.25);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  test('no two parts overlap, told by another library', () => {
    const divided = dividePolygon({ geometry: tinyHoles, parts: 8, seed: 2 });
    for (const [i, a] of divided.entries()) {
      for (const b of divided.slice(i + 1)) {
        const common = intersect(featureCollection([feature(a), feature(b)]));
        expect(common === null ? 0 : Math.abs(planeArea(common.geometry))).toBeLessThan(1e-12);
      }
    }
  });

  test('weights as a density: parts hold the same, dense places get small parts', () => {
    const density = (lon: number, lat: number): number => (lon < 119.1 && lat < 35.1 ? 20 : 1);
    const geometry = poly(box(119, 35, 119.4, 35.4));
    const divided = dividePolygon({ geometry, parts: 12, weight: density, seed: 3 });
    expect(faultsIn(geometry, divided)).toEqual([]);
    const held = divided.map(() => 0);
    const steps = 160;
    for (let i = 0; i < steps * steps; i++) {
      const at: Position = [
        119 + (0.4 * ((i % steps) + 0.5)) / steps,
        35 + (0.4 * (Math.floor(i / steps) + 0.5)) / steps,
      ];
      held[divided.findIndex((part) => booleanPointInPolygon(at, part))]! += density(at[0]!, at[1]!);
    }
    const mean = held.reduce((a, b) => a + b, 0) / held.length;
    for (const weight of held) expect(Math.abs(weight / mean - 1)).toBeLessThan(0.25);
  });

  test('weights as places: each part holds its share of households', () => {
    const weight = Array.from({ length: 900 }, (_, i) => ({
      position: [119.005 + 0.013 * (i % 30), 35.005 + 0.013 * Math.floor(i / 30)] as const,
      weight: i % 30 < 10 ? 3 : 1,
    }));
    const geometry = poly(box(119, 35, 119.4, 35.4));
    const divided = dividePolygon({ geometry, parts: 10, weight, seed: 4 });
    const held = divided.map((part) =>
      weight.reduce((sum, w) => sum + (booleanPointInPolygon([...w.position], part) ? w.weight : 0), 0),
    );
    const mean = held.reduce((a, b) => a + b, 0) / held.length;
    expect(mean).toBeCloseTo(150, 6);
    for (const own of held) expect(Math.abs(own / mean - 1)).toBeLessThan(0.3);
  });

  test('one household, or none: area takes the place of the weight', () => {
    const geometry = poly(box(119, 35, 119.4, 35.4));
    for (const weight of [[{ position: [119.2, 35.2] as const, weight: 1 }], []]) {
      const divided = dividePolygon({ geometry, parts: 6, weight, seed: 1 });
      expect(faultsIn(geometry, divided)).toEqual([]);
    }
    expect(imbalance(dividePolygon({ geometry, parts: 6, weight: [], seed: 1 }))).toBeLessThan(0.25);
  });

  test('each part keeps its centre and gets its share', () => {
    const centres = [[119.05, 35.05] as const, [119.2, 35.3] as const, [119.35, 35.1] as const];
    const geometry = poly(box(119, 35, 119.4, 35.4));
    const divided = dividePolygon({ geometry, parts: 3, centres, shares: [1, 2, 3], seed: 1 });
    for (const [i, part] of divided.entries()) {
      expect(booleanPointInPolygon([...centres[i]!], part)).toBe(true);
      expect(Math.abs((planeArea(part) / 0.16) * (6 / (i + 1)) - 1)).toBeLessThan(0.25);
    }
  });

  test('one part is the geometry itself; impossible requests are refused', () => {
    expect(dividePolygon({ geometry: comb, parts: 1, seed: 1 })).toEqual([comb]);
    expect(() => dividePolygon({ geometry: comb, parts: 0, seed: 1 })).toThrow(RangeError);
    expect(() => dividePolygon({ geometry: comb, parts: 2, shares: [1], seed: 1 })).toThrow(RangeError);
    const flat = poly([
      [119, 35],
      [119.1, 35],
      [119.2, 35],
      [119, 35],
    ]);
    expect(() => dividePolygon({ geometry: flat, parts: 2, seed: 1 })).toThrow('no area');
  });
});
