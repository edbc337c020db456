import { booleanPointInPolygon, feature, featureCollection, intersect } from '@turf/turf';
import fc from 'fast-check';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { dividePolygon } from './divide.ts';

type Polygonal = Polygon | MultiPolygon;

const polygonsOf = (g: Polygonal): Position[][][] => (g.type === 'Polygon' ? [g.coordinates] : g.coordinates);
const ringsOf = (g: Polygonal): Position[][] => polygonsOf(g).flat();
const poly = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings });
const box = (w: number, s: number, e: number, n: number): Position[] => [
  [w, s],
  [e, s],
  [e, n],
  [w, n],
  [w, s],
];

function planeArea(g: Polygonal): number {
  return ringsOf(g).reduce((sum, ring) => {
    const [ox = 0, oy = 0] = ring[0]!;
    let twice = 0;
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay, bx, by] = [ring[i - 1]![0]!, ring[i - 1]![1]!, ring[i]![0]!, ring[i]![1]!];
      twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
    }
    return sum + twice / 2;
  }, 0);
}

/** Directed edges by their ends, which in a clean division are used at most once each way. */
function edgeUses(parts: Polygonal[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const ring of parts.flatMap(ringsOf)) {
    for (let i = 1; i < ring.length; i++) {
      const key = `${ring[i - 1]}>${ring[i]}`;
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  return uses;
}

/**
 * A division is clean when no directed edge is used twice, the edges used one way only make up the outline
 * of the parent, and the areas add up: then parts can neither overlap nor leave a gap.
 */
function expectClean(parent: Polygonal, parts: Polygonal[]): void {
  const uses = edgeUses(parts);
  const outline: [Position, Position][] = [];
  for (const [key, count] of uses) {
    expect(count, `edge ${key}`).toBe(1);
    const [a = '', b = ''] = key.split('>');
    if (!uses.has(`${b}>${a}`)) outline.push([a.split(',').map(Number), b.split(',').map(Number)]);
  }
  const length = ([a, b]: [Position, Position]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);
  const parentEdges = ringsOf(parent).flatMap((ring) =>
    ring.slice(1).map((p, i): [Position, Position] => [ring[i]!, p]),
  );
  const sum = (edges: [Position, Position][]): number => edges.reduce((total, e) => total + length(e), 0);
  expect(sum(outline) / sum(parentEdges)).toBeCloseTo(1, 9);
  const vertices = new Set(parts.flatMap(ringsOf).flat().map(String));
  for (const vertex of ringsOf(parent).flat()) expect(vertices.has(String(vertex))).toBe(true);
  const areas = parts.map(planeArea);
  for (const area of areas) expect(area).toBeGreaterThan(0);
  const total = areas.reduce((a, b) => a + b, 0);
  expect(Math.abs(total / Math.abs(planeArea(parent)) - 1)).toBeLessThan(1e-9);
}

function imbalance(parts: Polygonal[]): number {
  const areas = parts.map(planeArea);
  const mean = areas.reduce((a, b) => a + b, 0) / areas.length;
  return Math.max(...areas.map((area) => Math.abs(area / mean - 1)));
}

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
    expectClean(geometry, divided);
    expect(imbalance(divided)).toBeLessThan(0.25);
    if (geometry.type === 'Polygon') expect(divided.every(({ type }) => type === 'Polygon')).toBe(true);
    expect(dividePolygon({ geometry, parts, seed: 5 })).toEqual(divided);
    expect(dividePolygon({ geometry, parts, seed: 6 })).not.toEqual(divided);
  });

  test('random coasts: clean, connected, balanced', () => {
    fc.assert(
      fc.property(coast, fc.integer({ min: 2, max: 24 }), fc.nat(), (geometry, parts, seed) => {
        const divided = dividePolygon({ geometry, parts, seed });
        expectClean(geometry, divided);
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
    expectClean(geometry, divided);
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
      expectClean(geometry, divided);
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
