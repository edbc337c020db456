import type { Polygon } from 'geojson';
import { expect, test } from 'vitest';
import { createResolver } from '#geodata/place/resolver.ts';
import { outlineOf, packAreas } from '#geodata/tiles/pack.ts';
import { syntheticDistrict } from '#geodata/tiles/synthetic.ts';
import { areaCells } from './cells.ts';
import { queenNeighbours } from './contiguity.ts';
import { rowsOf } from './hotspotFixture.ts';

const areas = syntheticDistrict({ side: 8, corner: [120, 36], size: 0.4 }).filter(
  ({ level }) => level === 'grid',
);

test('areas in the order of their codes, with a point inside and those that touch', () => {
  const packed = packAreas(areas.toReversed());
  const { codes, homes, points, queen } = areaCells(packed);
  expect(codes).toEqual(areas.map(({ code }) => code).sort());
  expect(homes).toEqual(codes);
  const { at } = createResolver(areas.map(({ code, geometry }) => ({ code, geometry: geometry! })));
  expect(codes.map((_, i) => at(points[2 * i]!, points[2 * i + 1]!))).toEqual(codes);
  expect(rowsOf(queen)).toEqual(rowsOf(queenNeighbours(packed)));
});

test('an area without outline has no point and no neighbours', () => {
  const [first, ...rest] = areas;
  const { codes, points, queen } = areaCells(packAreas([{ ...first!, geometry: null }, ...rest]));
  const at = codes.indexOf(first!.code);
  expect([points[2 * at], points[2 * at + 1]]).toEqual([Number.NaN, Number.NaN]);
  expect(rowsOf(queen)[at]).toEqual([]);
  expect(rowsOf(queen).flat()).not.toContain(at);
});

test('packed outlines come back as they were: holes, several parts, none', () => {
  const square = (west: number, size: number): [number, number][] => [
    [west, 36],
    [west + size, 36],
    [west + size, 36 + size],
    [west, 36 + size],
    [west, 36],
  ];
  const holed: Polygon = { type: 'Polygon', coordinates: [square(120, 0.3), square(120.1, 0.1)] };
  const parts = { type: 'MultiPolygon' as const, coordinates: [[square(121, 0.1)], [square(121.5, 0.1)]] };
  const area = { name: '', level: 'grid' as const, parentCode: null };
  const packed = packAreas([
    { ...area, code: 'a', geometry: holed },
    { ...area, code: 'b', geometry: null },
    { ...area, code: 'c', geometry: parts },
  ]);
  expect([0, 1, 2].map((i) => outlineOf(packed, i))).toEqual([
    { type: 'MultiPolygon', coordinates: [holed.coordinates] },
    null,
    parts,
  ]);
});
