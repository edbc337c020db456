import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanRing, doubledArea, fromGrid, geometryToGrid, toGrid } from './grid.ts';

test('known points of EPSG:3857: the middle and the corners of the world', () => {
  expect(toGrid([0, 0])).toEqual([2 ** 29, 2 ** 29]);
  expect(toGrid([-180, 85.0511287798066])).toEqual([0, 0]);
  expect(toGrid([180, -89])).toEqual([2 ** 30, 2 ** 30]);
});

test('there and back within half a step', () => {
  const longitude = fc.double({ min: -180, max: 180, noNaN: true });
  const latitude = fc.double({ min: -85, max: 85, noNaN: true });
  fc.assert(
    fc.property(longitude, latitude, (lon, lat) => {
      const [x, y] = fromGrid(toGrid([lon, lat]));
      expect(Math.abs(x - lon)).toBeLessThan(2e-7);
      expect(Math.abs(y - lat)).toBeLessThan(2e-7);
    }),
  );
});

test('rings are wound alike, whatever the file did, and empty ones go', () => {
  const ring = [
    [120, 36],
    [121, 36],
    [121, 37],
    [120, 37],
    [120, 36],
  ];
  const hole = ring.map(([x = 0, y = 0]) => [120.25 + (x - 120) / 2, 36.25 + (y - 36) / 2]);
  const flat = [
    [120, 36],
    [121, 36],
    [120, 36],
  ];
  for (const coordinates of [
    [ring, hole],
    [[...ring].reverse(), [...hole].reverse()],
    [ring, [...hole].reverse(), flat],
  ]) {
    const [polygon] = geometryToGrid({ type: 'Polygon', coordinates });
    expect(polygon?.map((points) => Math.sign(doubledArea(points)))).toEqual([1, -1]);
  }
  expect(geometryToGrid({ type: 'Polygon', coordinates: [flat, hole] })).toEqual([]);
  expect(geometryToGrid(null)).toEqual([]);
  expect(cleanRing([], true)).toBeNull();
});
