/** What every tile set must hold, on the demonstration district and on made-up outlines meant to break it. */

import { gzipSync } from 'node:zlib';
import { VectorTile, type VectorTileFeature } from '@mapbox/vector-tile';
import { booleanPointInPolygon } from '@turf/turf';
import * as fc from 'fast-check';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import { PbfReader } from 'pbf';
import { describe, expect, test } from 'vitest';
import { buildDemoAreas } from '#geodata/presets/demo/areas.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import { TILE_LEVELS, type TileArea, type TileLevel } from './areas.ts';
import { buildTiles, type Tile, type TileSet } from './build.ts';
import { fromGrid, stepsPerUnit } from './grid.ts';
import { labelPoint } from './label.ts';
import { packAreas } from './pack.ts';
import { readRings } from './rings.ts';
import { syntheticDistrict } from './synthetic.ts';

type Point = { x: number; y: number };
interface Decoded extends Tile {
  layers: Map<string, { code: string; rings: Point[][] }[]>;
}

function decode(tile: Tile): Decoded {
  const layers = new Map<string, { code: string; rings: Point[][] }[]>();
  for (const [name, layer] of Object.entries(new VectorTile(new PbfReader(tile.data)).layers)) {
    const features = Array.from({ length: layer.length }, (_, i): VectorTileFeature => layer.feature(i));
    layers.set(
      name,
      features.map((feature) => ({
        code: String(feature.properties.code),
        rings: feature.loadGeometry() as Point[][],
      })),
    );
  }
  return { ...tile, layers };
}

/** Twice the area of rings, closed or not. */
function doubled(rings: readonly Point[][]): number {
  let sum = 0;
  for (const ring of rings)
    ring.forEach((p, i) => {
      const q = ring[(i + 1) % ring.length] as Point;
      sum += p.x * q.y - q.x * p.y;
    });
  return sum;
}

const EDGE_BASE = 8192;
const keyOf = ({ x, y }: Point): number => (x + 1024) * EDGE_BASE + y + 1024;

/** Directed edges off the cutting lines, from and to as one text, with how often they occur. */
function edgesOf(features: readonly { rings: Point[][] }[]): Map<string, number> {
  const edges = new Map<string, number>();
  const onCut = (p: Point, q: Point) =>
    (p.x === q.x && (p.x === -64 || p.x === 4160)) || (p.y === q.y && (p.y === -64 || p.y === 4160));
  for (const { rings } of features) {
    for (const ring of rings) {
      for (let i = 1; i < ring.length; i++) {
        const [p, q] = [ring[i - 1] as Point, ring[i] as Point];
        if ((p.x === q.x && p.y === q.y) || onCut(p, q)) continue;
        const edge = `${keyOf(p)} ${keyOf(q)}`;
        edges.set(edge, (edges.get(edge) ?? 0) + 1);
      }
    }
  }
  return edges;
}

const reversed = (edge: string): string => edge.split(' ').reverse().join(' ');

/**
 * The outer border of features together: edges walked once more in one direction than in the other. A sliver
 * flattened to a line walks its line there and back, beside its neighbours, and counts for nothing.
 *
 * @throws Error where an edge bounds two features on the same side: they overlap
 */
function outerBorder(features: readonly { rings: Point[][] }[], where: string): Set<string> {
  const edges = edgesOf(features);
  const border = new Set<string>();
  for (const [edge, count] of edges) {
    const net = count - (edges.get(reversed(edge)) ?? 0);
    if (net > 1) throw new Error(`${where}: ${edge} is walked twice: overlap`);
    if (net === 1) border.add(edge);
  }
  return border;
}

/**
 * Zero gap and zero overlap, in tile units: no edge twice in one direction, and the outer border of every level
 * is the outer border of the level above it, edge for edge; the areas together are equal to the unit.
 *
 * @param tops levels whose areas fill the same region
 */
function expectPartition(tile: Decoded, tops: readonly TileLevel[]): void {
  const where = `${tile.z}/${tile.x}/${tile.y}`;
  const drawn = tops.filter((level) => tile.layers.has(level));
  const borders = drawn.map((level) => outerBorder(tile.layers.get(level) ?? [], `${level} of ${where}`));
  const sums = drawn.map((level) => doubled((tile.layers.get(level) ?? []).flatMap(({ rings }) => rings)));
  for (const [i, border] of borders.entries()) {
    expect([where, drawn[i], sums[i]]).toEqual([where, drawn[i], sums[0]]);
    const top = borders[0] as Set<string>;
    const strays = [...border]
      .filter((edge) => !top.has(edge))
      .concat([...top].filter((edge) => !border.has(edge)));
    expect([where, drawn[i], strays]).toEqual([where, drawn[i], []]);
  }
  // the borders of a level are among those of the level under it
  for (let i = 1; i < drawn.length; i++) {
    const below = edgesOf(tile.layers.get(drawn[i] as TileLevel) ?? []);
    const missing = [...edgesOf(tile.layers.get(drawn[i - 1] as TileLevel) ?? []).keys()].filter(
      (edge) => !below.has(edge),
    );
    expect([where, drawn[i], missing]).toEqual([where, drawn[i], []]);
  }
  for (const level of drawn)
    for (const { code, rings } of tile.layers.get(level) ?? [])
      if (doubled(rings) <= 0) throw new Error(`${code} in ${where} encloses nothing`);
}

/** Places where borders cross the line between a tile and its eastern neighbour, in tile units from the north. */
function crossings(tile: Decoded, level: string, line: number): number[] {
  const found: number[] = [];
  for (const { rings } of tile.layers.get(level) ?? [])
    for (const ring of rings)
      for (let i = 1; i < ring.length; i++) {
        const [p, q] = [ring[i - 1] as Point, ring[i] as Point];
        if (p.x < line !== q.x < line) {
          const y = p.y + ((q.y - p.y) * (line - p.x)) / (q.x - p.x);
          if (y > 0 && y < 4096) found.push(y);
        }
      }
  return found.sort((a, b) => a - b);
}

/** Pieces of a border meet across the edge of a tile, to the unit that cutting rounds to. */
function expectMeeting(tiles: readonly Decoded[], level: string): number {
  const byPlace = new Map(tiles.map((tile) => [`${tile.z}/${tile.x}/${tile.y}`, tile]));
  let met = 0;
  for (const tile of tiles) {
    const east = byPlace.get(`${tile.z}/${tile.x + 1}/${tile.y}`);
    if (!east) continue;
    const [own, other] = [crossings(tile, level, 4096), crossings(east, level, 0)];
    expect([tile.z, tile.x, tile.y, own.length]).toEqual([tile.z, tile.x, tile.y, other.length]);
    own.forEach((y, i) => {
      expect(Math.abs(y - (other[i] as number))).toBeLessThan(1);
    });
    met += own.length;
  }
  return met;
}

const shownAt = (set: TileSet, id: string): number =>
  set.layers.find((layer) => layer.id === id)?.minzoom ?? 99;

/** Label points of a layer at its deepest zoom, in degrees. */
function labelsOf(tiles: readonly Decoded[], level: TileLevel, zoom: number): Map<string, Position> {
  const labels = new Map<string, Position>();
  const step = stepsPerUnit(zoom);
  for (const tile of tiles) {
    if (tile.z !== zoom) continue;
    for (const { code, rings } of tile.layers.get(`${level}_label`) ?? []) {
      const { x, y } = (rings[0] as Point[])[0] as Point;
      // the middle of the tile unit
      const at = fromGrid([(tile.x * 4096 + x + 0.5) * step, (tile.y * 4096 + y + 0.5) * step]);
      expect(labels.has(code), `${code} has two labels`).toBe(false);
      labels.set(code, at);
    }
  }
  return labels;
}

describe('the demonstration district', () => {
  const areas: TileArea[] = buildDemoAreas(WEST_COAST, { seed: 370211 });
  const set = buildTiles(areas);
  const tiles = [...set.tiles].map(decode);

  test.each(Array.from({ length: 11 }, (_, i) => i + 4))(
    'zoom %i: neither gap nor overlap between neighbours and between levels, and pieces meet',
    (zoom) => {
      const shown = tiles.filter(({ z }) => z === zoom);
      expect(shown.length).toBeGreaterThan(0);
      const levels = TILE_LEVELS.filter((level) => shownAt(set, level) <= zoom);
      for (const tile of shown) {
        expectPartition(tile, levels);
        for (const level of levels) expect(tile.layers.has(level)).toBe(tile.layers.has('district'));
      }
      for (const level of levels) expectMeeting(shown, level);
    },
  );

  test('every label lies inside its area, one label an area', () => {
    for (const level of TILE_LEVELS) {
      const labels = labelsOf(tiles, level, 14);
      for (const area of areas.filter((member) => member.level === level && member.geometry)) {
        const at = labels.get(area.code);
        expect(at, area.code).toBeDefined();
        expect(
          booleanPointInPolygon(at as Position, area.geometry as Polygon | MultiPolygon),
          area.code,
        ).toBe(true);
      }
    }
  });

  test('low zooms carry only what can be seen', () => {
    for (const { z, layers, data } of tiles) {
      const counts = [...layers].map(([, features]) => features.length);
      const vertices = [...layers.values()].flat().reduce((n, { rings }) => n + rings.flat().length, 0);
      for (const level of TILE_LEVELS) {
        expect(layers.has(level) && z < shownAt(set, level)).toBe(false);
        expect(layers.has(`${level}_label`) && z < shownAt(set, `${level}_label`)).toBe(false);
      }
      if (z < 8) expect(counts.reduce((a, b) => a + b, 0)).toBeLessThan(100);
      expect(vertices, `vertices of a tile of zoom ${z}`).toBeLessThan(z < 8 ? 2500 : 40_000);
      expect(gzipSync(data).length).toBeLessThan(200_000);
    }
    expect(shownAt(set, 'grid')).toBeGreaterThanOrEqual(9);
    expect(shownAt(set, 'grid_label')).toBeGreaterThan(shownAt(set, 'grid'));
  });
});

test('tiles of 15 000 grids stay below 500 KB, and grids wait for the zoom that shows them', () => {
  const set = buildTiles(syntheticDistrict({ side: 120, corner: [119.5, 35.5], size: 0.8 }), { maxZoom: 11 });
  const sizes = [...set.tiles].map(({ data }) => gzipSync(data).length);
  expect(Math.max(...sizes)).toBeLessThan(500_000);
  expect(shownAt(set, 'grid')).toBe(10);
  expect(shownAt(set, 'grid_label')).toBeGreaterThan(10);
}, 60_000);

// outlines meant to break it: a lattice whose cells are given to areas at random, so that areas are in many parts,
// lie in one another, touch in corners and surround lakes, on a lattice of very unequal steps
const lattice = fc.record({
  steps: fc.array(fc.constantFrom(2e-5, 3e-4, 0.002, 0.011), { minLength: 3, maxLength: 6 }),
  owners: fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 36, maxLength: 36 }),
  communities: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 6, maxLength: 6 }),
  shift: fc.double({ min: 0, max: 0.2, noNaN: true }),
});

/** Areas of three levels on a lattice; owner 0 is a lake that nobody has. */
function latticeAreas({
  steps,
  owners,
  communities,
  shift,
}: typeof lattice extends fc.Arbitrary<infer T> ? T : never) {
  const at = [120 + shift];
  for (const step of steps) at.push((at.at(-1) as number) + step);
  const cell = (column: number, row: number): Position[][] => {
    const [w, e] = [at[column] as number, at[column + 1] as number];
    const [s, n] = [(at[row] as number) - 84, (at[row + 1] as number) - 84];
    return [
      [
        [w, s],
        [e, s],
        [e, n],
        [w, n],
        [w, s],
      ],
    ];
  };
  const cells = new Map<number, Position[][][]>();
  for (let row = 0; row < steps.length; row++)
    for (let column = 0; column < steps.length; column++) {
      const owner = owners[row * 6 + column] as number;
      if (owner > 0) cells.set(owner, [...(cells.get(owner) ?? []), cell(column, row)]);
    }
  const areas: TileArea[] = [];
  const used = new Set<number>();
  for (const [owner, coordinates] of cells) {
    const community = communities[owner] as number;
    used.add(community);
    // one grid to a cell, put together to communities that are in pieces
    coordinates.forEach((polygon, i) => {
      areas.push({
        code: `G${owner}-${i}`,
        name: '格',
        level: 'grid',
        parentCode: `C${community}`,
        geometry: { type: 'Polygon', coordinates: polygon },
      });
    });
  }
  for (const community of used)
    areas.push({ code: `C${community}`, name: '社', level: 'community', parentCode: 'D', geometry: null });
  areas.push({ code: 'D', name: '区', level: 'district', parentCode: null, geometry: null });
  return areas;
}

test('islands, holes, slivers and exclaves: neither gap nor overlap at any zoom', () => {
  fc.assert(
    fc.property(lattice, (options) => {
      const areas = latticeAreas(options);
      fc.pre(areas.length > 1);
      for (const tile of buildTiles(areas, { minZoom: 8, maxZoom: 16 }).tiles) {
        const decoded = decode(tile);
        const levels = TILE_LEVELS.filter((level) => decoded.layers.has(level));
        if (tile.z === 16) expectPartition(decoded, levels);
        for (const level of levels) outerBorder(decoded.layers.get(level) ?? [], `${level} ${tile.z}`);
      }
    }),
    { numRuns: 60 },
  );
});

test('every label lies inside, also of areas in parts and with holes', () => {
  fc.assert(
    fc.property(lattice, (options) => {
      const areas = latticeAreas(options).filter(({ geometry }) => geometry);
      fc.pre(areas.length > 0);
      const packed = packAreas(areas);
      const rings = readRings(packed);
      packed.areas.forEach(({ code }, i) => {
        const label = labelPoint(rings, i);
        // an outline thinner than a step of the world grid is no area there
        if (rings.areaStarts[i] === rings.areaStarts[i + 1]) return;
        const geometry = areas.find((area) => area.code === code)?.geometry as Polygon;
        const [[west, south], [east, north]] = [
          geometry.coordinates[0]?.[0],
          geometry.coordinates[0]?.[2],
        ] as [Position, Position];
        const [x, y] = fromGrid(label as [number, number]);
        // a step of the world grid beside it counts as inside
        const step = 4e-7;
        expect(x > (west as number) - step && x < (east as number) + step).toBe(true);
        expect(y > (south as number) - step && y < (north as number) + step).toBe(true);
      });
    }),
    { numRuns: 100 },
  );
});
