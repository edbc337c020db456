import type { Polygon, Position } from 'geojson';
import { expect, test } from 'vitest';
import { packAreas } from './pack.ts';
import { doubledArea, readRings } from './rings.ts';

const read = (geometry: Polygon | null) =>
  readRings(packAreas([{ code: 'a', name: 'a', level: 'grid', parentCode: null, geometry }]));

test('rings are wound alike, whatever the file did, and empty ones go', () => {
  const ring: Position[] = [
    [120, 36],
    [121, 36],
    [121, 37],
    [120, 37],
    [120, 36],
  ];
  const hole = ring.map(([x = 0, y = 0]): Position => [120.25 + (x - 120) / 2, 36.25 + (y - 36) / 2]);
  const flat: Position[] = [
    [120, 36],
    [121, 36],
    [120, 36],
  ];
  for (const coordinates of [
    [ring, hole],
    [[...ring].reverse(), [...hole].reverse()],
    [ring, [...hole].reverse(), flat],
    [ring.flatMap((p) => [p, p]), hole.slice(0, -1)],
  ]) {
    const rings = read({ type: 'Polygon', coordinates });
    expect([...rings.isOuter]).toEqual([1, 0]);
    expect([0, 1].map((r) => Math.sign(doubledArea(rings, r)))).toEqual([1, -1]);
    expect([...rings.starts]).toEqual([0, 4, 8]);
  }
  expect([...read({ type: 'Polygon', coordinates: [flat, hole] }).areaStarts]).toEqual([0, 0]);
  expect([...read(null).areaStarts]).toEqual([0, 0]);
});

test('equal places have equal numbers, however many areas meet there', () => {
  const square = (x: number, y: number): Polygon => ({
    type: 'Polygon',
    coordinates: [
      [
        [x, y],
        [x + 1, y],
        [x + 1, y + 1],
        [x, y + 1],
        [x, y],
      ],
    ],
  });
  const rings = readRings(
    packAreas(
      [0, 1, 2, 3].map((i) => ({
        code: `${i}`,
        name: '',
        level: 'grid',
        parentCode: null,
        geometry: square(120 + (i % 2), 36 + (i >> 1)),
      })),
    ),
  );
  expect(rings.x.length).toBe(9);
  expect(rings.vertices.length).toBe(16);
});
