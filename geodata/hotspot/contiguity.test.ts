import type { MultiPolygon, Polygon } from 'geojson';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { packAreas } from '#geodata/tiles/pack.ts';
import { syntheticDistrict } from '#geodata/tiles/synthetic.ts';
import { queenNeighbours } from './contiguity.ts';
import { chessboard, readPairs, rowsOf } from './hotspotFixture.ts';

/** Areas with codes in their order. */
const pack = (geometries: readonly (Polygon | MultiPolygon | null)[]) =>
  packAreas(
    geometries.map((geometry, i) => ({
      code: String(i).padStart(6, '0'),
      name: '',
      level: 'grid',
      parentCode: null,
      geometry,
    })),
  );
const box = (west: number, south: number, east: number, north: number): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
});

describe('queenNeighbours', () => {
  test('an edge, a corner, a part of an edge; not across a gap', () => {
    const rows = rowsOf(
      queenNeighbours(
        pack([
          box(120, 36, 120.1, 36.1),
          box(120.1, 36, 120.2, 36.1),
          box(120.2, 36.1, 120.3, 36.2),
          // touches the first along half an edge, vertices of neither on the other's
          box(119.9, 36.05, 120, 36.15),
          box(121, 36, 121.1, 36.1),
          null,
        ]),
      ),
    );
    expect(rows).toEqual([[1, 3], [0, 2], [1], [0], [], []]);
  });

  test('a border drawn twice, some centimetres apart, is one; one that is a metre off is not', () => {
    const nearly = 120.1 + 5e-7;
    expect(rowsOf(queenNeighbours(pack([box(120, 36, 120.1, 36.1), box(nearly, 36, 120.2, 36.1)])))).toEqual([
      [1],
      [0],
    ]);
    const apart = 120.1 + 1e-5;
    expect(rowsOf(queenNeighbours(pack([box(120, 36, 120.1, 36.1), box(apart, 36, 120.2, 36.1)])))).toEqual([
      [],
      [],
    ]);
  });

  test('an enclave and its surroundings; every part of an area counts', () => {
    const ring = box(120, 36, 120.3, 36.3).coordinates[0] ?? [];
    const hole = box(120.1, 36.1, 120.2, 36.2).coordinates[0] ?? [];
    const around: Polygon = { type: 'Polygon', coordinates: [ring, hole] };
    const parts: MultiPolygon = {
      type: 'MultiPolygon',
      coordinates: [box(121, 36, 121.1, 36.1).coordinates, box(120.3, 36, 120.4, 36.1).coordinates],
    };
    expect(rowsOf(queenNeighbours(pack([around, box(120.1, 36.1, 120.2, 36.2), parts])))).toEqual([
      [1, 2],
      [0],
      [0],
    ]);
  });

  test('no areas', () => {
    expect(rowsOf(queenNeighbours(pack([])))).toEqual([]);
  });

  test('a made-up district is a chessboard', () => {
    const side = 12;
    const grids = syntheticDistrict({ side, corner: [120, 36], size: 0.2 }).filter(
      ({ level }) => level === 'grid',
    );
    const packed = packAreas(grids);
    const found = rowsOf(queenNeighbours(packed)).map((row) => row.map((i) => packed.areas[i]?.code).sort());
    const codes = grids.map(({ code }) => code);
    const known = new Map(
      rowsOf(chessboard(side, side)).map((row, i) => [codes[i], row.map((j) => codes[j]).sort()]),
    );
    expect(found).toEqual(packed.areas.map(({ code }) => known.get(code)));
  });
});

describeWithReference('hotspots', ({ text }) => {
  // the published list of St. Louis leaves out the four pairs that share one corner and no edge
  test.each([
    ['columbus', []],
    [
      'stl_hom',
      [
        [32, 36],
        [34, 39],
        [65, 75],
        [66, 72],
      ],
    ],
  ])('%s: the published neighbours', (folder, corners) => {
    const { features } = JSON.parse(text(`${folder}/${folder}.geojson`)) as {
      features: { geometry: Polygon | MultiPolygon }[];
    };
    const known = rowsOf(readPairs(text(`${folder}/neighbors.csv`), features.length));
    for (const [a = 0, b = 0] of corners) {
      known[a]?.push(b);
      known[b]?.push(a);
    }
    const found = rowsOf(queenNeighbours(pack(features.map(({ geometry }) => geometry))));
    expect(found).toEqual(known.map((row) => row.sort((p, q) => p - q)));
  });
});
