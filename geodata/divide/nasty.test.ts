import { booleanPointInPolygon, pointOnFeature } from '@turf/turf';
import fc from 'fast-check';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { dividePolygon } from './divide.ts';
import {
  box,
  faultsIn,
  imbalance,
  islands,
  type Polygonal,
  planeArea,
  poly,
  polygonsOf,
  ragged,
  spiral,
} from './divisionFixture.ts';

const SQUARE = poly(box(119, 35, 119.4, 35.4));

/** Shapes of one body of land: every part is one polygon, within 25 % of the mean. */
const whole: [string, Polygon, number][] = [
  ['spiral', spiral(4, 0.008), 10],
  ['narrow spiral, many parts', spiral(4, 0.004), 60],
  ['coast of 20 000 vertices', ragged(20_000), 30],
  ['many parts', SQUARE, 250],
  ['a metre', poly(box(119, 35, 119.00001, 35.00001)), 5],
  ['frame', poly(box(119, 35, 119.4, 35.4), box(119.001, 35.001, 119.399, 35.399).reverse()), 20],
  [
    'needle',
    poly([
      [119, 35],
      [120, 35.0001],
      [119, 35.0002],
      [119, 35],
    ]),
    8,
  ],
  [
    'hole that touches the outline',
    poly(box(119, 35, 119.4, 35.4), [
      [119, 35.2],
      [119.1, 35.3],
      [119.2, 35.2],
      [119.1, 35.1],
      [119, 35.2],
    ]),
    6,
  ],
  [
    'vertices on straight edges, one of them twice',
    poly([
      [119, 35],
      [119.1, 35],
      [119.2, 35],
      [119.2, 35],
      [119.2, 35.2],
      [119.1, 35.2],
      [119, 35.2],
      [119, 35],
    ]),
    6,
  ],
];

/** Land in several bodies. Few large islands cannot be shared out evenly: the bound is what they allow. */
const scattered: [string, MultiPolygon, number, number][] = [
  ['300 islands, 5 parts', islands(300), 5, 0.25],
  ['20 islands, 7 parts', islands(20), 7, 0.25],
  ['20 islands, 60 parts', islands(20), 60, 0.5],
  ['as many parts as islands', islands(60), 60, 1],
  [
    'island in a lake',
    {
      type: 'MultiPolygon',
      coordinates: [
        [box(119, 35, 119.4, 35.4), box(119.1, 35.1, 119.3, 35.3).reverse()],
        [box(119.15, 35.15, 119.25, 35.25)],
      ],
    },
    9,
    0.25,
  ],
  [
    'islands of equal middle',
    {
      type: 'MultiPolygon',
      coordinates: [
        [box(119, 35, 119.1, 35.1), box(119.01, 35.01, 119.09, 35.09).reverse()],
        [box(119.04, 35.04, 119.06, 35.06)],
      ],
    },
    2,
    1,
  ],
  [
    'squares that touch in a corner',
    { type: 'MultiPolygon', coordinates: [[box(119, 35, 119.1, 35.1)], [box(119.1, 35.1, 119.2, 35.2)]] },
    5,
    0.25,
  ],
];

/** Body of land by number that a polygon of a part lies on. */
function bodyOf(rings: Position[][], parent: Polygonal): number {
  const inside = pointOnFeature(poly(...rings));
  return polygonsOf(parent).findIndex((body) => booleanPointInPolygon(inside, poly(...body)));
}

/** Parts with two polygons on one body of land that is no islet: there they should hang together. */
function tornParts(parent: Polygonal, parts: readonly Polygonal[]): number[] {
  const islet = (0.5 * planeArea(parent)) / parts.length;
  const large = polygonsOf(parent).map((body) => planeArea(poly(...body)) >= 1.01 * islet);
  return parts.flatMap((part, i) => {
    const bodies = polygonsOf(part)
      .map((rings) => bodyOf(rings, parent))
      .filter((body) => large[body]);
    return new Set(bodies).size < bodies.length ? [i] : [];
  });
}

describe('nasty shapes', () => {
  test.each(whole)(
    '%s',
    (_, geometry, parts) => {
      const divided = dividePolygon({ geometry, parts, seed: 5 });
      expect(divided).toHaveLength(parts);
      expect(faultsIn(geometry, divided)).toEqual([]);
      expect(divided.filter(({ type }) => type !== 'Polygon')).toEqual([]);
      expect(imbalance(divided)).toBeLessThan(0.25);
    },
    60_000,
  );

  test.each(scattered)(
    '%s',
    (_, geometry, parts, bound) => {
      const divided = dividePolygon({ geometry, parts, seed: 5 });
      expect(divided).toHaveLength(parts);
      expect(faultsIn(geometry, divided)).toEqual([]);
      expect(tornParts(geometry, divided)).toEqual([]);
      expect(imbalance(divided)).toBeLessThan(bound);
      expect(dividePolygon({ geometry, parts, seed: 5 })).toEqual(divided);
    },
    60_000,
  );

  test('what cannot be divided is refused, and soon', () => {
    const spike = poly([
      [119, 35],
      [119.2, 35],
      [119.2, 35.1],
      [119.5, 35.1],
      [119.2, 35.1],
      [119.2, 35.2],
      [119, 35],
    ]);
    expect(() => dividePolygon({ geometry: spike, parts: 4, seed: 1 })).toThrow(RangeError);
    for (const shares of [
      [0, 1],
      [-1, 2],
      [Number.NaN, 1],
      [Infinity, 1],
    ])
      expect(() => dividePolygon({ geometry: SQUARE, parts: 2, seed: 1, shares })).toThrow(RangeError);
  });
});

/** Shrinking a shape that takes a second to divide has no end: the counterexample is printed as it is. */
const ENDS = { endOnFailure: true };

/** Islets that hung on an island at two places once tore a part of it: sides of the islands, parts, seed. */
const TORN: [[number, number][], number, number] = [
  [
    [0.0015352728825490695, 0.0028780292048003163],
    [0.005901905052600978, 0.0006010314678032279],
    [0.0005000000000000009, 0.004050891481969836],
    [0.01465534226917051, 0.0005000000000000011],
    [0.017629835647507867, 0.019999999999999983],
    [0.0005000000000000002, 0.0005000000000000002],
    [0.00321797648537104, 0.0014305549884870276],
    [0.0005000000000000017, 0.0006111130930855343],
    [0.0005000000000000016, 0.003258489572368148],
    [0.01999999999999995, 0.007238438332965268],
    [0.0005000000000000017, 0.0030402255218819883],
  ],
  6,
  13,
];

describe('random shapes', () => {
  const width = fc.double({ min: 0.001, max: 0.015, noNaN: true });
  const parts = fc.integer({ min: 2, max: 20 });
  const seed = fc.nat();

  test('spirals', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), width, parts, seed, (turns, wide, n, s) => {
        const geometry = spiral(turns, wide);
        const divided = dividePolygon({ geometry, parts: n, seed: s });
        expect(faultsIn(geometry, divided)).toEqual([]);
        expect(divided.every(({ type }) => type === 'Polygon')).toBe(true);
        expect(imbalance(divided)).toBeLessThan(0.25);
      }),
      { numRuns: 25, ...ENDS },
    );
  }, 300_000);

  test('slivers, with holes or without', () => {
    const holes = fc.uniqueArray(fc.integer({ min: 0, max: 39 }), { maxLength: 30 });
    const high = fc.double({ min: 1e-5, max: 0.1, noNaN: true });
    fc.assert(
      fc.property(high, holes, parts, seed, (height, at, n, s) => {
        const hole = (i: number): Position[] =>
          box(119.005 + 0.025 * i, 35 + height / 4, 119.015 + 0.025 * i, 35 + (3 * height) / 4).toReversed();
        const geometry = poly(box(119, 35, 120, 35 + height), ...at.map(hole));
        const divided = dividePolygon({ geometry, parts: n, seed: s });
        expect(faultsIn(geometry, divided)).toEqual([]);
        expect(divided.every(({ type }) => type === 'Polygon')).toBe(true);
        expect(imbalance(divided)).toBeLessThan(0.25);
      }),
      { numRuns: 40, ...ENDS },
    );
  }, 300_000);

  test('archipelagos: clean, and a part hangs together wherever the land does', () => {
    const side = fc.double({ min: 0.0005, max: 0.02, noNaN: true });
    const sides = fc.array(fc.tuple(side, side), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(sides, parts, seed, (sizes, n, s) => {
        const geometry: MultiPolygon = {
          type: 'MultiPolygon',
          coordinates: sizes.map(([wide, high], i) => {
            const [west, south] = [119 + 0.025 * (i % 7), 35 + 0.025 * Math.floor(i / 7)];
            return [box(west, south, west + wide, south + high)];
          }),
        };
        const divided = dividePolygon({ geometry, parts: n, seed: s });
        expect(divided).toHaveLength(n);
        expect(faultsIn(geometry, divided)).toEqual([]);
        expect(tornParts(geometry, divided)).toEqual([]);
      }),
      { numRuns: 40, ...ENDS, examples: [TORN] },
    );
  }, 300_000);

  test('shares up to thirty times each other are met within 25 %', () => {
    const shares = fc.array(fc.double({ min: 0.1, max: 3, noNaN: true }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(shares, seed, (wanted, s) => {
        const divided = dividePolygon({ geometry: SQUARE, parts: wanted.length, shares: wanted, seed: s });
        expect(faultsIn(SQUARE, divided)).toEqual([]);
        expect(imbalance(divided, wanted)).toBeLessThan(0.25);
      }),
      { numRuns: 40, ...ENDS },
    );
  }, 300_000);

  test('households in a handful of places, one place, or none', () => {
    const at = fc.tuple(
      fc.double({ min: 119, max: 119.4, noNaN: true }),
      fc.double({ min: 35, max: 35.4, noNaN: true }),
    );
    const places = fc.array(fc.record({ position: at, weight: fc.nat(500) }), { maxLength: 6 });
    fc.assert(
      fc.property(places, parts, seed, (weight, n, s) => {
        const divided = dividePolygon({ geometry: SQUARE, parts: n, weight, seed: s });
        expect(divided).toHaveLength(n);
        expect(faultsIn(SQUARE, divided)).toEqual([]);
        expect(dividePolygon({ geometry: SQUARE, parts: n, weight, seed: s })).toEqual(divided);
      }),
      { numRuns: 30, ...ENDS },
    );
  }, 300_000);
});
