import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { describe, expect, test } from 'vitest';
import { buildDemoAreas } from '#geodata/presets/demo/areas.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import type { TileArea } from './areas.ts';
import { buildTiles } from './build.ts';
import type { Sketch } from './sketch.ts';
import { syntheticDistrict } from './synthetic.ts';

const sketchesOf = (areas: Iterable<TileArea>): Sketch[] =>
  [...buildTiles(areas).zooms].flatMap(({ sketches }) => [...sketches()]);

type Pair = readonly [x: number, y: number];

/** The rings of path data, written anew from the grammar of SVG 2 (9.3.9) for what a sketch uses of it. */
function ringsOf(path: string): Pair[][] {
  expect(path).toMatch(/^(M\d+ \d+l[-\d ]+z)*$/);
  return path
    .split('z')
    .filter(Boolean)
    .map((ring) => {
      const numbers = ring.match(/-?\d+/g)!.map(Number);
      const points: Pair[] = [];
      for (let i = 0; i < numbers.length; i += 2) {
        const [dx, dy] = [numbers[i]!, numbers[i + 1]!];
        const [x, y] = points.at(-1) ?? [0, 0];
        points.push([x + dx, y + dy]);
      }
      return points;
    });
}

/** Twice the area, holes taken off where they wind the other way. */
const doubled = (rings: readonly (readonly Pair[])[]): number =>
  rings.reduce(
    (sum, ring) =>
      sum +
      ring.reduce((part, [x, y], i) => {
        const [nextX, nextY] = ring[(i + 1) % ring.length]!;
        return part + x * nextY - nextX * y;
      }, 0),
    0,
  );

const edgesOf = (path: string): string[] =>
  ringsOf(path).flatMap((ring) =>
    ring.map(([x, y], i) => {
      const [nextX, nextY] = ring[(i + 1) % ring.length]!;
      return `${x},${y} ${nextX},${nextY}`;
    }),
  );
const reversed = (edge: string) => edge.split(' ').reverse().join(' ');

/** Web Mercator by its formula, in units of a sketch. */
function unitsOf(lon: number, lat: number, { worldUnits, origin }: Sketch): Pair {
  const y = (1 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / Math.PI) / 2;
  return [(lon / 360 + 0.5) * worldUnits - origin[0], y * worldUnits - origin[1]];
}

/** The true area of an outline, twice, in units of a sketch; its own winding is not trusted. */
function trueDoubled(geometry: Polygon | MultiPolygon, sketch: Sketch): number {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const size = (ring: Position[]) =>
    Math.abs(doubled([ring.map(([lon = 0, lat = 0]) => unitsOf(lon, lat, sketch))]));
  return polygons.reduce(
    (sum, [outer = [], ...holes]) => sum + size(outer) - holes.reduce((taken, hole) => taken + size(hole), 0),
    0,
  );
}

describe('the demonstration district', () => {
  const areas = buildDemoAreas(WEST_COAST, { seed: 370211 });
  const known = new Map(areas.map((area) => [area.code, area]));
  const sketches = sketchesOf(areas);
  const top = sketches.find(({ code }) => code === '370211')!;

  test('has a sketch of every area with parts, each part once', () => {
    // the district's own parent is none of the areas
    const expected = areas.filter(({ parentCode }) => parentCode !== null && known.has(parentCode));
    const parents = new Set(expected.map(({ parentCode }) => parentCode));
    expect(sketches.map(({ code }) => code).toSorted()).toEqual([...parents].toSorted());
    const parts = sketches.flatMap((sketch) => sketch.areas.map(({ code }) => `${sketch.code} ${code}`));
    expect(parts.toSorted()).toEqual(
      expected.map(({ code, parentCode }) => `${parentCode} ${code}`).toSorted(),
    );
  });

  test('its towns weigh less than 15 KB', () => {
    expect(top.areas).toHaveLength(WEST_COAST.towns.length);
    expect(gzipSync(JSON.stringify(top)).length).toBeLessThan(15_000);
  });

  test('its towns are as large as they are', () => {
    for (const { code, path, label } of top.areas) {
      const area = known.get(code)!;
      const truth = trueDoubled(area.geometry!, top);
      expect(Math.abs(doubled(ringsOf(path)) / truth - 1), code).toBeLessThan(0.01);
      expect(label, code).not.toBeNull();
    }
  });

  test('lies where the district does', () => {
    const seen = top.areas.flatMap(({ path }) => ringsOf(path).flat());
    const truth = top.areas.flatMap(({ code }) => {
      const { coordinates } = known.get(code)!.geometry as Polygon | MultiPolygon;
      const flat = coordinates.flat(3).map(Number);
      return flat.flatMap((lon, i) => (i % 2 === 0 ? [unitsOf(lon, flat[i + 1]!, top)] : []));
    });
    for (const axis of [0, 1] as const)
      for (const end of [Math.min, Math.max]) {
        const of = (pairs: readonly Pair[]) =>
          pairs.reduce((best, pair) => end(best, pair[axis]), pairs[0]![axis]);
        // within two pixels of the zoom it is drawn for
        expect(Math.abs(of(seen) - of(truth))).toBeLessThan(16);
      }
  });
});

test('neighbours share every vertex of their border, and areas keep their size', () => {
  const district = fc.record({
    side: fc.constantFrom(4, 8, 12),
    seed: fc.integer({ min: 1, max: 10_000 }),
    size: fc.double({ min: 0.02, max: 2, noNaN: true }),
    corner: fc.tuple(
      fc.double({ min: 74, max: 130, noNaN: true }),
      fc.double({ min: 18, max: 52, noNaN: true }),
    ),
  });
  fc.assert(
    fc.property(district, (options) => {
      const areas = syntheticDistrict(options);
      const truth = new Map(areas.map(({ code, geometry }) => [code, geometry!]));
      for (const sketch of sketchesOf(areas)) {
        const edges = sketch.areas.flatMap(({ path }) => edgesOf(path));
        const all = new Set(edges);
        // no two areas on the same side of a border
        expect(all.size).toBe(edges.length);
        // where the parts of the middle meet nothing is left between them: what has no partner is the outside
        const outside = edges.filter((edge) => !all.has(reversed(edge)));
        const inside = edges.length - outside.length;
        if (sketch.areas.length > 1) expect(inside).toBeGreaterThan(0);
        // a closed walk leaves every vertex as often as it comes to it
        const balance = new Map<string, number>();
        for (const edge of outside) {
          const [from = '', to = ''] = edge.split(' ');
          balance.set(from, (balance.get(from) ?? 0) + 1);
          balance.set(to, (balance.get(to) ?? 0) - 1);
        }
        expect([...balance.values()].every((each) => each === 0)).toBe(true);
        const total = sketch.areas.reduce((sum, { path }) => sum + doubled(ringsOf(path)), 0);
        const whole = sketch.areas.reduce((sum, { code }) => sum + trueDoubled(truth.get(code)!, sketch), 0);
        expect(Math.abs(total / whole - 1)).toBeLessThan(0.02);
      }
    }),
    { numRuns: 15 },
  );
});

test('a part without a shape is named and has none', () => {
  const [sketch] = sketchesOf([
    { code: 'd', name: 'd', level: 'district', parentCode: null, geometry: null },
    {
      code: 'a',
      name: 'a',
      level: 'town',
      parentCode: 'd',
      geometry: {
        type: 'Polygon',
        coordinates: [
          [
            [120, 36],
            [120.1, 36],
            [120.1, 36.1],
            [120, 36.1],
            [120, 36],
          ],
        ],
      },
    },
    { code: 'b', name: 'b', level: 'town', parentCode: 'd', geometry: null },
  ]);
  expect(sketch).toMatchObject({
    code: 'd',
    areas: [
      { code: 'a', level: 'town', path: expect.stringMatching(/^M/) },
      { code: 'b', level: 'town', path: '', label: null },
    ],
  });
});
