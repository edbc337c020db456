import fc from 'fast-check';
import type { FeatureCollection, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import type { Boundary } from '#geodata/model.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { boundary, box, polygon, tiling } from './tilingFixture.ts';
import { validRings } from './validRings.ts';

const check = (geometry: Boundary['geometry']) =>
  validRings({ boundaries: [boundary('a', geometry)], stored: [] });
const ring = (text: string): Position[] => text.split(' ').map((pair) => pair.split(',').map(Number));

describe('validRings', () => {
  test.each([
    ['a box', polygon(box(0, 0, 1, 1))],
    ['a box wound clockwise', polygon(box(0, 0, 1, 1).reverse())],
    ['a box with a repeated position', polygon(ring('0,0 1,0 1,0 1,1 0,1 0,0'))],
    ['a box with a vertex on a straight side', polygon(ring('0,0 1,0 2,0 2,1 0,1 0,0'))],
    ['two triangles touching in a vertex', polygon(ring('0,0 2,0 1,1 2,2 0,2 1,1 0,0'))],
    ['a vertex touching a side from within', polygon(ring('0,0 4,0 4,4 2,0 0,4 0,0'))],
    ['a hole', polygon(box(0, 0, 9, 9), box(1, 1, 2, 2), box(3, 3, 4, 4))],
    ['a hole touching its shell in a point', polygon(box(0, 0, 4, 4), ring('0,2 1,1 1,3 0,2'))],
    [
      'parts side by side',
      { type: 'MultiPolygon' as const, coordinates: [[box(0, 0, 1, 1)], [box(1, 0, 2, 1)]] },
    ],
    [
      'an island in a hole',
      { type: 'MultiPolygon' as const, coordinates: [[box(0, 0, 9, 9), box(2, 2, 7, 7)], [box(4, 4, 5, 5)]] },
    ],
  ])('%s is valid', (_, geometry) => {
    expect(check(geometry).findings).toEqual([]);
  });

  test.each([
    ['an open ring', polygon(box(0, 0, 1, 1).slice(0, 4)), [0, 0]],
    ['three positions', polygon(ring('0,0 1,1 0,0')), [0, 0]],
    ['no area', polygon(ring('0,0 1,1 2,2 0,0')), null],
    ['one position four times', polygon(ring('1,1 1,1 1,1 1,1')), [1, 1]],
    ['a bow tie', polygon(ring('0,0 2,2 2,0 0,2 0,0')), [1, 1]],
    ['a figure of eight through a vertex', polygon(ring('0,0 1,1 2,2 2,0 1,1 0,2 0,0')), [1, 1]],
    ['a vertex on a side that the border goes through', polygon(ring('0,0 4,0 4,4 2,-1 2,0 0,4 0,0')), null],
    ['a spike', polygon(ring('0,0 4,0 4,4 4,6 4,4 0,4 0,0')), null],
    ['a hole across its shell', polygon(box(0, 0, 4, 4), box(3, 1, 5, 2)), null],
    ['a hole along its shell', polygon(box(0, 0, 4, 4), box(3, 1, 4, 2)), null],
    ['a hole outside', polygon(box(0, 0, 4, 4), box(5, 5, 6, 6)), null],
    ['a hole in a hole', polygon(box(0, 0, 9, 9), box(1, 1, 8, 8), box(2, 2, 3, 3)), null],
    [
      'parts across each other',
      { type: 'MultiPolygon' as const, coordinates: [[box(0, 0, 2, 2)], [box(1, 1, 3, 3)]] },
      null,
    ],
    [
      'a part within another',
      { type: 'MultiPolygon' as const, coordinates: [[box(0, 0, 9, 9)], [box(1, 1, 3, 3)]] },
      null,
    ],
  ])('%s is refused with its place', (_, geometry, at) => {
    const { ok, mustHold, findings } = check(geometry);
    expect([ok, mustHold]).toEqual([false, true]);
    expect(findings[0]?.path).toMatch(/^features\[0\]\.geometry\.coordinates/);
    if (at) expect(findings[0]?.at).toEqual(at);
    else expect(findings[0]?.at).toHaveLength(2);
  });

  test('cells of a tiling are valid, and are not once two of their vertices are exchanged', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 60 }), fc.integer({ min: 1, max: 1e4 }), (n, seed) => {
        const cells = tiling(n, seed);
        if (!validRings({ boundaries: cells, stored: [] }).ok) return false;
        // Exchanging neighbours of a convex ring of four or more makes two sides cross.
        const [a, b, c, d, ...rest] = (cells[0]!.geometry as Polygon).coordinates[0]!.slice(0, -1);
        if (!d) return true;
        const crossed = [a!, c!, b!, d, ...rest, a!];
        return !check(polygon(crossed)).ok;
      }),
      { numRuns: 40 },
    );
  });
});

describeWithReference('task-grids', ({ text }) => {
  test('the self-intersecting area of interest is refused where its borders cross', () => {
    const { areaOfInterest } = JSON.parse(text('self_intersecting_aoi.json')) as {
      areaOfInterest: FeatureCollection<Polygon>;
    };
    const { ok, findings } = check(areaOfInterest.features[0]!.geometry);
    expect(ok).toBe(false);
    expect(findings).toHaveLength(1);
    // The last side crosses the second one, 83.9463,28.0112 to 83.9387,27.9698.
    const [lon, lat] = findings[0]!.at!;
    expect(lon).toBeGreaterThan(83.9386);
    expect(lon).toBeLessThan(83.9464);
    expect(lat).toBeGreaterThan(27.98);
    expect(lat).toBeLessThan(28.01);
  });
});
