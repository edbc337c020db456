import { gzipSync } from 'node:zlib';
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import * as fc from 'fast-check';
import type { FeatureCollection, MultiPolygon } from 'geojson';
import { PbfReader } from 'pbf';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { TILE_LEVELS, type TileArea } from './areas.ts';
import { buildTiles, type Tile } from './build.ts';
import { syntheticDistrict } from './synthetic.ts';
import { tileJson } from './tilejson.ts';

const district = syntheticDistrict({ side: 12, corner: [119.71, 35.61], size: 0.6 });
const squareAt = (longitude: number, latitude: number, size: number) => ({
  type: 'Polygon' as const,
  coordinates: [
    [
      [longitude, latitude],
      [longitude + size, latitude],
      [longitude + size, latitude + size],
      [longitude, latitude + size],
      [longitude, latitude],
    ],
  ],
});
const grid = (code: string, geometry: TileArea['geometry'], parentCode: string | null = null): TileArea => ({
  code,
  name: code,
  level: 'grid',
  parentCode,
  geometry,
});

function features(tile: Tile, layer: string): VectorTileFeature[] {
  const decoded = new VectorTile(new PbfReader(tile.data)).layers[layer];
  return decoded ? Array.from({ length: decoded.length }, (_, i) => decoded.feature(i)) : [];
}

/** Twice the area of a feature in the tile, holes taken off. */
function area2(feature: VectorTileFeature): number {
  let sum = 0;
  for (const ring of feature.loadGeometry()) {
    ring.forEach((p, i) => {
      const q = ring[(i + 1) % ring.length] ?? p;
      sum += p.x * q.y - q.x * p.y;
    });
  }
  return sum;
}

/** Directed edges inside the visible tile, as texts. */
function innerEdges(shapes: VectorTileFeature[]): string[] {
  const inside = (v: number) => v > -64 && v < 4096 + 64;
  return shapes.flatMap((feature) =>
    feature.loadGeometry().flatMap((ring) =>
      ring.slice(1).flatMap((q, i) => {
        const p = ring[i] ?? q;
        if (p.x === q.x && p.y === q.y) return [];
        return inside(p.x) && inside(p.y) && inside(q.x) && inside(q.y)
          ? [`${p.x},${p.y} ${q.x},${q.y}`]
          : [];
      }),
    ),
  );
}

const reversed = (edge: string) => edge.split(' ').reverse().join(' ');
const sum = (shapes: VectorTileFeature[]) => shapes.reduce((total, feature) => total + area2(feature), 0);

/** What must hold of a tile's layer: every edge once a direction, at most one partner each. */
function expectNoOverlaps(shapes: VectorTileFeature[]) {
  const edges = innerEdges(shapes);
  expect(new Set(edges).size).toBe(edges.length);
  expect(shapes.every((feature) => area2(feature) > 0)).toBe(true);
}

describe('a district whose grids share their borders', () => {
  const set = buildTiles(district);
  const tiles = [...set.tiles];

  test.each(Array.from({ length: 11 }, (_, i) => i + 4))('zoom %i has neither gaps nor overlaps', (zoom) => {
    const levels = TILE_LEVELS.filter(
      (level) => (set.layers.find(({ id }) => id === level)?.minzoom ?? 99) <= zoom,
    );
    const atZoom = tiles.filter((tile) => tile.z === zoom);
    expect(atZoom.length).toBeGreaterThan(0);
    for (const tile of atZoom) {
      const whole = features(tile, 'district');
      const outer = new Set(innerEdges(whole));
      for (const level of levels) {
        const cells = features(tile, level);
        expect(sum(cells), `${level} of ${tile.z}/${tile.x}/${tile.y}`).toBe(sum(whole));
        expectNoOverlaps(cells);
        // an edge is either between two cells, once in each direction, or on the district's own border
        const edges = new Set(innerEdges(cells));
        for (const edge of edges) expect(edges.has(reversed(edge)) !== outer.has(edge), edge).toBe(true);
        for (const edge of outer) expect(edges.has(edge)).toBe(true);
      }
    }
  });

  test("an upper level's borders are the lower level's borders", () => {
    for (const tile of tiles.filter(({ z }) => z >= 11)) {
      const finest = new Set(innerEdges(features(tile, 'grid')));
      for (const level of ['district', 'town', 'community']) {
        for (const edge of innerEdges(features(tile, level))) expect(finest.has(edge)).toBe(true);
      }
    }
  });

  test('every area is in some tile of the deepest zoom, by its code and its number', () => {
    for (const level of TILE_LEVELS) {
      const codes = district.filter((area) => area.level === level).map(({ code }) => code);
      codes.sort((a, b) => (a < b ? -1 : 1));
      for (const layer of [level, `${level}_label`]) {
        const seen = new Map<unknown, number | undefined>();
        for (const tile of tiles.filter(({ z }) => z === 14)) {
          for (const { id, properties } of features(tile, layer)) seen.set(properties.code, id);
        }
        expect([...seen].sort(([, a = 0], [, b = 0]) => a - b)).toEqual(codes.map((code, i) => [code, i]));
      }
    }
  });

  test('carries nothing but code, name and level', () => {
    const keys = tiles.flatMap((tile) =>
      set.layers.flatMap(({ id }) =>
        features(tile, id).flatMap((feature) => Object.keys(feature.properties)),
      ),
    );
    expect([...new Set(keys)].sort()).toEqual(['code', 'level', 'name']);
  });

  test('borders get coarser from zoom to zoom', () => {
    const vertices = (zoom: number) =>
      new Set(tiles.filter(({ z }) => z === zoom).flatMap((tile) => innerEdges(features(tile, 'district'))))
        .size;
    expect(vertices(4)).toBeLessThan(vertices(6));
    expect(vertices(6)).toBeLessThan(vertices(9));
  });

  test('reports progress to its end and can be walked again', () => {
    const parts: number[] = [];
    const again = buildTiles(district, { maxZoom: 9, onProgress: (part) => parts.push(part) });
    expect([...again.tiles].map(({ data }) => data.length)).toEqual(
      [...again.tiles].map(({ data }) => data.length),
    );
    expect(parts.slice(0, 6).at(-1)).toBe(1);
  });
});

test('whatever the borders, cells fill their district at every zoom', () => {
  const options = fc.record({
    side: fc.constantFrom(4, 8),
    corner: fc.constant<[number, number]>([119.9, 35.9]),
    size: fc.double({ min: 0.02, max: 0.8, noNaN: true }),
    wiggles: fc.integer({ min: 0, max: 9 }),
    seed: fc.integer(),
  });
  fc.assert(
    fc.property(options, (district) => {
      for (const tile of buildTiles(syntheticDistrict(district), { minZoom: 6, maxZoom: 13 }).tiles) {
        const whole = sum(features(tile, 'district'));
        for (const level of TILE_LEVELS.slice(1)) {
          const cells = features(tile, level);
          if (cells.length > 0) expect(sum(cells), `${level} ${tile.z}/${tile.x}/${tile.y}`).toBe(whole);
        }
      }
    }),
    { numRuns: 20 },
  );
});

describe('version', () => {
  const version = (areas: TileArea[]) => buildTiles(areas).version;
  const changed = (change: Partial<TileArea>) =>
    district.map((area, i) => (i === 7 ? { ...area, ...change } : area));

  test('does not depend on the order of the file', () => {
    expect(version([...district].reverse())).toBe(version(district));
  });

  test('changes with a code, a name, a vertex and the zooms', () => {
    const versions = [
      version(district),
      version(changed({ code: 'another' })),
      version(changed({ name: 'another' })),
      version(changed({ geometry: squareAt(119.9, 35.7, 0.01) })),
      buildTiles(district, { maxZoom: 13 }).version,
    ];
    expect(new Set(versions).size).toBe(5);
    expect(versions[0]).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe('what files do', () => {
  test('codes come out as they went in', () => {
    const code = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const naughty = [
      '__proto__',
      'constructor',
      '',
      ' ',
      '0',
      '00',
      '1e3',
      'null',
      '网格\u0000一',
      "'); --",
      '💥',
      '𠮷',
    ];
    fc.assert(
      fc.property(fc.uniqueArray(code, { maxLength: 8 }), (codes) => {
        const all = [...new Set([...naughty, ...codes])];
        const areas = all.map((text, i) => grid(text, squareAt(120 + i * 0.01, 36, 0.01)));
        const found = new Set<unknown>();
        for (const tile of buildTiles(areas, { minZoom: 12, maxZoom: 12 }).tiles) {
          for (const { properties } of features(tile, 'grid')) found.add(properties.code);
        }
        expect([...found].sort()).toEqual([...all].sort());
      }),
      { numRuns: 25 },
    );
  });

  test('a parent without outline is dissolved from its children', () => {
    const areas = district.map((area) => (area.level === 'grid' ? area : { ...area, geometry: null }));
    const known = [...buildTiles(district, { minZoom: 12, maxZoom: 12 }).tiles];
    const dissolved = [...buildTiles(areas, { minZoom: 12, maxZoom: 12 }).tiles];
    for (const [i, tile] of dissolved.entries()) {
      for (const level of TILE_LEVELS) {
        expect(sum(features(tile, level))).toBe(sum(features(known[i] as Tile, level)));
      }
    }
  });

  test('a vertex on the edge of a neighbour (T-junction) makes no gap', () => {
    const left = squareAt(120, 36, 0.01);
    // its west side bulges nowhere but has vertices the neighbour lacks, off the line by what 6 decimals lose
    const right = {
      type: 'Polygon' as const,
      coordinates: [
        [
          [120.01, 36],
          [120.02, 36],
          [120.02, 36.01],
          [120.01, 36.01],
          [120.0100003, 36.006],
          [120.0099998, 36.003],
          [120.01, 36],
        ],
      ],
    };
    const set = buildTiles([grid('left', left), grid('right', right)], { minZoom: 14, maxZoom: 18 });
    for (const tile of set.tiles) {
      const cells = features(tile, 'grid');
      if (cells.length < 2) continue;
      const edges = innerEdges(cells);
      const shared = edges.filter((edge) => edges.includes(reversed(edge)));
      const onBorder = edges.filter((edge) =>
        innerEdges([cells[0] as VectorTileFeature]).includes(reversed(edge)),
      );
      expect(shared.length).toBe(2 * onBorder.length);
      expectNoOverlaps(cells);
    }
  });

  test('a parent its children do not cover keeps its own outline', () => {
    const parent = { ...grid('town', squareAt(120, 36, 0.1)), level: 'town' as const };
    const children = [
      grid('a', squareAt(120, 36, 0.05), 'town'),
      grid('b', squareAt(120.05, 36.05, 0.05), 'town'),
    ];
    for (const tile of buildTiles([parent, ...children], { minZoom: 12, maxZoom: 14 }).tiles) {
      expect(sum(features(tile, 'town'))).toBeGreaterThanOrEqual(sum(features(tile, 'grid')));
    }
  });

  test('an island that is an area of its own stays, a rock beside it goes at low zooms', () => {
    const island = squareAt(120.5, 36, 0.004);
    const rocks: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [squareAt(120, 36, 0.3).coordinates, squareAt(120.4, 36.2, 0.002).coordinates],
    };
    const town = (code: string, geometry: TileArea['geometry']) => ({
      ...grid(code, geometry),
      level: 'town' as const,
    });
    const tiles = [...buildTiles([town('island', island), town('main', rocks)], { minZoom: 6 }).tiles];
    const rings = (zoom: number, code: string) =>
      Math.max(
        ...tiles
          .filter(({ z }) => z === zoom)
          .flatMap((tile) => features(tile, 'town'))
          .filter(({ properties }) => properties.code === code)
          .map((feature) => feature.loadGeometry().length),
      );
    expect(rings(6, 'island')).toBe(1);
    expect(rings(6, 'main')).toBe(1);
    const seen = tiles.filter(({ z }) => z === 14).filter((tile) => features(tile, 'town').length > 0);
    expect(seen.length).toBeGreaterThan(1);
  });

  test('refuses a code twice and areas without any shape', () => {
    expect(() => buildTiles([grid('a', squareAt(120, 36, 1)), grid('a', squareAt(121, 36, 1))])).toThrow(
      "code 'a'",
    );
    expect(() => buildTiles([])).toThrow('nothing to draw');
    expect(() => buildTiles(district, { minZoom: 9, maxZoom: 8 })).toThrow('zooms');
  });
});

test('TileJSON names layers, zooms and bounds', () => {
  const set = buildTiles(district);
  const json = tileJson(set, { tiles: ['/tiles/v/{z}/{x}/{y}.mvt'], name: '挂图', attribution: '示意' });
  expect(json).toMatchObject({
    tilejson: '3.0.0',
    minzoom: 4,
    maxzoom: 14,
    attribution: '示意',
    center: set.center,
  });
  expect(json.vector_layers.map(({ id }) => id)).toEqual(
    TILE_LEVELS.flatMap((level) => [level, `${level}_label`]),
  );
  expect(json.vector_layers[0]?.fields).toEqual({ code: 'String', name: 'String', level: 'String' });
  const [west, south, east, north] = json.bounds;
  expect(west).toBeCloseTo(119.71, 1);
  expect(south).toBeCloseTo(35.61, 1);
  expect(east).toBeCloseTo(120.31, 1);
  expect(north).toBeCloseTo(36.21, 1);
});

describeWithReference('boundaries-qingdao', ({ text }) => {
  const read = (name: string) => (JSON.parse(text(name)) as FeatureCollection<MultiPolygon>).features;
  const towns = read('osm_huangdao_towns.geojson').map(
    ({ properties, geometry }): TileArea => ({
      code: String(properties?.osm_id),
      name: String(properties?.name),
      level: 'town',
      parentCode: '370211',
      geometry,
    }),
  );
  const outline = read('osm_qingdao_city_and_districts.geojson').find(
    ({ properties }) => properties?.division_code === '370211',
  );
  const districtOf = (geometry: TileArea['geometry']): TileArea => ({
    code: '370211',
    name: '黄岛区',
    level: 'district',
    parentCode: null,
    geometry,
  });

  test('23 towns: neither gaps nor overlaps at any zoom, small tiles', () => {
    const tiles = [...buildTiles([districtOf(null), ...towns]).tiles];
    expect(new Set(tiles.map(({ z }) => z)).size).toBe(11);
    let largest = 0;
    for (const tile of tiles) {
      const cells = features(tile, 'town');
      largest = Math.max(largest, gzipSync(tile.data).length);
      if (tile.z < 6) continue;
      expect(sum(cells), `${tile.z}/${tile.x}/${tile.y}`).toBe(sum(features(tile, 'district')));
      expectNoOverlaps(cells);
    }
    console.log(`largest tile of ${tiles.length}: ${largest} bytes compressed`);
    expect(largest).toBeLessThan(500_000);
  });

  test('every town keeps a shape at every zoom', () => {
    const tiles = [...buildTiles(towns).tiles];
    for (let zoom = 6; zoom <= 14; zoom++) {
      const codes = tiles.filter(({ z }) => z === zoom).flatMap((tile) => features(tile, 'town'));
      expect(new Set(codes.map(({ properties }) => properties.code)).size, `zoom ${zoom}`).toBe(23);
    }
  });

  test("the district's own outline, which its towns do not fill, is kept", () => {
    const own = districtOf(outline?.geometry ?? null);
    const at10 = (areas: TileArea[]) => [...buildTiles(areas, { minZoom: 6, maxZoom: 8 }).tiles];
    const ratio = (areas: TileArea[]) => {
      const tiles = at10(areas).filter(({ z }) => z === 6);
      const total = (layer: string) => tiles.reduce((t, tile) => t + sum(features(tile, layer)), 0);
      return total('town') / total('district');
    };
    expect(ratio([own, ...towns])).toBeCloseTo(0.956, 1);
    expect(ratio([districtOf(null), ...towns])).toBe(1);
  });
});
