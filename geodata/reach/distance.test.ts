import { distance as turfDistance } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { haversine, nearestPoints, pairsWithin } from './distance.ts';
import type { Places } from './pairs.ts';
import { placesOf, rowsOf } from './reachFixture.ts';

type Place = readonly [lon: number, lat: number];

/** Places in one district, with equal ones among them, and some of another end of the earth. */
const placeIn = (west: number, south: number) =>
  fc.tuple(
    fc.oneof(fc.double({ min: west, max: west + 0.8, noNaN: true }), fc.constantFrom(west, west + 0.1)),
    fc.oneof(fc.double({ min: south, max: south + 0.6, noNaN: true }), fc.constantFrom(south, south + 0.1)),
  );
const anyPlace = fc.oneof(
  { weight: 8, arbitrary: placeIn(119.5, 35.5) },
  { weight: 1, arbitrary: placeIn(-180, -17) },
  { weight: 1, arbitrary: placeIn(179.2, -17) },
  { weight: 1, arbitrary: placeIn(25, 69) },
);
const anyPlaces = fc.array(anyPlace, { maxLength: 30 });
const anyDetour = fc.constantFrom(1, 1.3, 2);

/** Every pair, measured by itself. */
function allPairs(demand: readonly Place[], points: readonly Place[], detour: number): number[][] {
  return demand.map((a) => points.map((b) => haversine(a[0], a[1], b[0], b[1]) * detour));
}

test('metres are those of Turf', () => {
  fc.assert(
    fc.property(anyPlace, anyPlace, (a, b) => {
      const metres = turfDistance([...a], [...b], { units: 'meters' });
      expect(Math.abs(haversine(a[0], a[1], b[0], b[1]) - metres)).toBeLessThan(1e-9 * metres + 1e-6);
    }),
  );
});

describe('nearestPoints', () => {
  test('equals measuring every pair', () => {
    fc.assert(
      fc.property(anyPlaces, anyPlaces, anyDetour, (demand, points, detour) => {
        const { index, metres } = nearestPoints(placesOf(demand), placesOf(points), { detour });
        allPairs(demand, points, detour).forEach((row, i) => {
          const least = Math.min(...row);
          expect(metres[i]).toBe(least);
          expect(index[i]).toBe(row.indexOf(least));
        });
      }),
      { numRuns: 300 },
    );
  });

  test('looks no farther than it is told', () => {
    fc.assert(
      fc.property(
        anyPlaces,
        anyPlaces,
        fc.double({ min: 0, max: 60_000, noNaN: true }),
        (demand, points, within) => {
          const found = nearestPoints(placesOf(demand), placesOf(points), { within });
          allPairs(demand, points, 1.3).forEach((row, i) => {
            const least = Math.min(...row);
            expect(found.metres[i]).toBe(least <= within ? least : Infinity);
            expect(found.index[i]).toBe(least <= within ? row.indexOf(least) : -1);
          });
        },
      ),
    );
  });

  test('adding a point never makes any place farther off', () => {
    fc.assert(
      fc.property(anyPlaces, anyPlaces, anyPlace, (demand, points, added) => {
        const before = nearestPoints(placesOf(demand), placesOf(points)).metres;
        const after = nearestPoints(placesOf(demand), placesOf([...points, added])).metres;
        after.forEach((metres, i) => {
          expect(metres).toBeLessThanOrEqual(before[i] as number);
        });
      }),
    );
  });

  test('places and points that are not known', () => {
    const demand = placesOf([
      [120, 36],
      [Number.NaN, 36],
    ]);
    const points = placesOf([
      [120, Number.NaN],
      [120, 36],
    ]);
    expect(nearestPoints(demand, points)).toEqual({
      index: Int32Array.of(1, -1),
      metres: Float64Array.of(0, Number.NaN),
    });
    const none = nearestPoints(demand, placesOf([]));
    expect([...none.index, ...none.metres]).toEqual([-1, -1, Infinity, Number.NaN]);
  });

  test('next to a pole every longitude is near', () => {
    const found = nearestPoints(
      placesOf([[0, 89.999]]),
      placesOf([
        [0, 89.9],
        [180, 89.999],
      ]),
      { detour: 1 },
    );
    expect(found.index[0]).toBe(1);
    expect(found.metres[0]).toBeCloseTo(222.39, 1);
  });
});

describe('pairsWithin', () => {
  test('equals measuring every pair, one distance each', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(anyPlace, fc.oneof(fc.integer({ min: 0, max: 60_000 }), fc.constant(2e7))), {
          maxLength: 30,
        }),
        anyPlaces,
        anyDetour,
        (asked, points, detour) => {
          const demand = asked.map(([place]) => place);
          const reach = Float64Array.from(asked, ([, metres]) => metres);
          const found = pairsWithin(placesOf(demand), placesOf(points), reach, { detour });
          expect(rowsOf(found)).toEqual(
            allPairs(demand, points, detour).map((row, i) =>
              row.flatMap((metres, j) => (metres <= (reach[i] as number) ? [[j, metres]] : [])),
            ),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  test('the very distance is within, the same place at 0 m', () => {
    const line: Place[] = [
      [120, 36],
      [120.01, 36],
    ];
    const metres = haversine(120, 36, 120.01, 36);
    const from = placesOf([line[0] as Place]);
    expect(rowsOf(pairsWithin(from, placesOf(line), metres, { detour: 1 }))).toEqual([
      [
        [0, 0],
        [1, metres],
      ],
    ]);
    expect(rowsOf(pairsWithin(from, placesOf(line), metres - 1e-6, { detour: 1 }))).toEqual([[[0, 0]]]);
    expect(rowsOf(pairsWithin(from, placesOf(line), 0))).toEqual([[[0, 0]]]);
  });

  test('more pairs than there may be are refused', () => {
    const places = placesOf(Array.from({ length: 10 }, (): Place => [120, 36]));
    expect(() => pairsWithin(places, places, 10, { most: 99 })).toThrow(/more than 99 pairs/);
    expect(pairsWithin(places, places, 10, { most: 100 }).point).toHaveLength(100);
  });
});

test.each([
  ['a detour below 1', { detour: 0.9 }],
  ['a detour that is no number', { detour: Number.NaN }],
  ['a negative distance', { within: -1 }],
])('%s is refused', (_name, options) => {
  expect(() => nearestPoints(placesOf([]), placesOf([]), options)).toThrow(RangeError);
});

test('no places are refused with their number', () => {
  const off: Places = placesOf([
    [120, 36],
    [120, 96],
  ]);
  expect(() => nearestPoints(off, placesOf([]))).toThrow('place 1: no place at 120, 96');
  expect(() => nearestPoints(placesOf([]), off)).toThrow('point 1: no place at 120, 96');
  const odd = { lon: new Float64Array(2), lat: new Float64Array(1) };
  expect(() => nearestPoints(odd, off)).toThrow('2 longitudes for 1 latitudes');
  expect(() => pairsWithin(placesOf([]), off, Number.NaN)).toThrow(RangeError);
  expect(() => pairsWithin(placesOf([[120, 36]]), placesOf([]), Float64Array.of(-5))).toThrow(
    'place 0: a reach of -5 m',
  );
  expect(() => pairsWithin(placesOf([[120, 36]]), placesOf([]), Float64Array.of(5, 5))).toThrow(
    '2 distances for 1 places',
  );
});
