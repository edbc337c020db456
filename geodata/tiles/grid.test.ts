import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromGrid, type GridPoint, gridX, gridY } from './grid.ts';

const toGrid = ([longitude, latitude]: [number, number]): GridPoint => [gridX(longitude), gridY(latitude)];

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
