import { booleanPointInPolygon } from '@turf/turf';
import { Delaunay } from 'd3-delaunay';
import fc from 'fast-check';
import type { FeatureCollection, MultiPolygon, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { createResolver } from './resolver.ts';

const box = (west: number, south: number, east: number, north: number): Position[] => [
  [west, south],
  [east, south],
  [east, north],
  [west, north],
  [west, south],
];
const polygon = (...coordinates: Position[][]): Polygon => ({ type: 'Polygon', coordinates });

describe('createResolver', () => {
  test('holes are outside, parts and islands in holes inside', () => {
    const geometry: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [[box(0, 0, 10, 10), box(2, 2, 8, 8)], [box(4, 4, 6, 6)], [box(20, 0, 21, 1)]],
    };
    const { at, allAt } = createResolver([{ code: 'a', geometry }]);
    expect([at(1, 1), at(3, 3), at(5, 5), at(20.5, 0.5), at(15, 0.5)]).toEqual(['a', null, 'a', 'a', null]);
    expect(allAt(5, 5)).toEqual(['a']);
  });

  test('nothing, nowhere and no number', () => {
    expect(createResolver([]).at(0, 0)).toBeNull();
    expect(createResolver([]).allAt(0, 0)).toEqual([]);
    const { at } = createResolver([{ code: 'a', geometry: polygon(box(0, 0, 1, 1)) }]);
    expect([at(Number.NaN, 0.5), at(0.5, Number.NaN), at(Infinity, 0)]).toEqual([null, null, null]);
    expect(
      createResolver([{ code: 'a', geometry: { type: 'MultiPolygon', coordinates: [] } }]).at(0, 0),
    ).toBeNull();
  });

  test('every point of a shared border, corners included, has exactly one owner', () => {
    const cells = Array.from({ length: 16 }, (_, i) => ({
      code: `${i}`,
      geometry: polygon(box(i % 4, i >> 2, (i % 4) + 1, (i >> 2) + 1)),
    }));
    const { allAt } = createResolver(cells);
    for (let x = 0.5; x < 4; x += 0.5) {
      for (let y = 0.5; y < 4; y += 0.5) expect(allAt(x, y), `${x} ${y}`).toHaveLength(1);
    }
  });

  test('the vertices and edge points of a Voronoi tiling have one owner', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(unit(), unit()), { minLength: 5, maxLength: 40 }), (sites) => {
        const cells = tiling(sites as [number, number][]);
        const { allAt } = createResolver(cells);
        for (const { geometry } of cells) {
          for (const [x, y] of geometry.coordinates[0]!) {
            if (x! > 0 && x! < 1 && y! > 0 && y! < 1 && allAt(x!, y!).length !== 1) return false;
          }
        }
        return true;
      }),
      { numRuns: 50 },
    );
  });

  test('overlaps have the same answer whatever the order of the file', () => {
    const areas = Array.from({ length: 30 }, (_, i) => ({
      code: `${i}`,
      geometry: polygon(box(i / 10, i / 15, i / 10 + 2, i / 15 + 2)),
    }));
    const there = createResolver(areas);
    const back = createResolver([...areas].reverse());
    for (let i = 0; i < 40; i++) {
      expect(there.at(i / 10, i / 12)).toBe(back.at(i / 10, i / 12));
      expect(there.allAt(i / 10, i / 12)).toEqual(back.allAt(i / 10, i / 12));
    }
    expect(there.allAt(1.95, 1.3).length).toBeGreaterThan(5);
  });

  test('equals the brute force over random polygons with holes', () => {
    const ring = fc.array(fc.tuple(unit(), unit()), { minLength: 3, maxLength: 40 }).map((points) => {
      const closed: Position[] = points.map(([x, y]) => [x, y]);
      return [...closed, closed[0]!];
    });
    const shape = fc.array(ring, { minLength: 1, maxLength: 3 }).map((rings) => starShaped(rings));
    fc.assert(
      fc.property(
        fc.array(shape, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(unit(), unit())),
        (shapes, at) => {
          const areas = shapes.map((geometry, i) => ({ code: `${i}`, geometry }));
          const resolver = createResolver(areas);
          for (const [x, y] of at) {
            const expected = areas.filter(({ geometry }) => booleanPointInPolygon([x, y], geometry));
            const got = resolver.allAt(x, y);
            if (
              got.sort().join() !==
              expected
                .map(({ code }) => code)
                .sort()
                .join()
            )
              return false;
            if ((resolver.at(x, y) === null) !== (expected.length === 0)) return false;
          }
          return true;
        },
      ),
    );
  });
});

describeWithReference('issues-la311', ({ text }) => {
  test('every request lies in the council that Shapely says', () => {
    const councils = JSON.parse(text('nc_boundary_2019.geojson')) as FeatureCollection<MultiPolygon>;
    const { at } = createResolver(
      councils.features.map(({ properties, geometry }) => ({ code: String(properties?.nc_id), geometry })),
    );
    const [header, ...requests] = csv(text('la311_2020_requests.csv'));
    const latitude = header!.indexOf('latitude');
    const longitude = header!.indexOf('longitude');
    const expected = csv(text('expected_point_in_polygon.csv')).slice(1);
    expect(expected).toHaveLength(9989);
    const wrong = expected.filter(([row, , council]) => {
      const request = requests[Number(row)]!;
      return (at(Number(request[longitude]), Number(request[latitude])) ?? '') !== council;
    });
    expect(wrong).toEqual([]);
  });
});

/** A number in [0, 1] as coarse as coordinates are, so that shrinking ends. */
function unit() {
  return fc.integer({ min: 0, max: 1_000_003 }).map((n) => n / 1_000_003);
}

/** Vertices of each ring by angle around its middle, so that no ring crosses itself; later rings shrunk. */
function starShaped(rings: Position[][]): Polygon {
  return polygon(
    ...rings.slice(0, 2).map((ring, depth) => {
      const scale = depth === 0 ? 1 : 1e-3;
      const open = ring
        .slice(1)
        .map(([x, y]): Position => [0.5 + (x! - 0.5) * scale, 0.5 + (y! - 0.5) * scale]);
      open.sort((a, b) => Math.atan2(a[1]! - 0.5, a[0]! - 0.5) - Math.atan2(b[1]! - 0.5, b[0]! - 0.5));
      return [...open, open[0]!];
    }),
  );
}

/** Voronoi cells of the sites in the unit square. */
function tiling(sites: [number, number][]) {
  const voronoi = Delaunay.from(sites).voronoi([0, 0, 1, 1]);
  return [...voronoi.cellPolygons()].map((cell, i) => ({
    code: `${i}`,
    geometry: polygon(cell as Position[]),
  }));
}

/** Rows of a CSV with quoted cells. */
function csv(content: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of content.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)!.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}
