import fc from 'fast-check';
import { cellArea, latLngToCell } from 'h3-js';
import { expect, test } from 'vitest';
import { hexagonOutline, inHexagon, isHexagon } from './hexagon.ts';
import { ringArea } from './ringArea.ts';

const place = fc.tuple(
  fc.double({ min: 100, max: 125, noNaN: true }),
  fc.double({ min: 18, max: 53, noNaN: true }),
);

test('a place lies in the cell it is counted in, and in no other', () => {
  fc.assert(
    fc.property(place, place, fc.integer({ min: 4, max: 9 }), ([lon, lat], [x, y], resolution) => {
      const cell = latLngToCell(lat, lon, resolution);
      expect(isHexagon(cell)).toBe(true);
      const isIn = inHexagon(cell);
      expect(isIn(lon, lat)).toBe(true);
      expect(isIn(x, y)).toBe(latLngToCell(y, x, resolution) === cell);
      expect(isIn(Number.NaN, Number.NaN)).toBe(false);
    }),
  );
});

test('the corners go once around its area', () => {
  const cell = latLngToCell(35.9, 120, 7);
  const outline = hexagonOutline(cell);
  expect(outline).toHaveLength(6);
  const [first] = outline;
  const squareDegree = 111.195 ** 2 * Math.cos((35.9 * Math.PI) / 180);
  const area = Math.abs(ringArea([...outline, first!])) * squareDegree;
  expect(area / cellArea(cell, 'km2')).toBeCloseTo(1, 2);
});

test('what only looks like an index is none', () => {
  expect(['84fffffffffffff', '87', '', '8f31a2000ffffff'].map(isHexagon)).toEqual([
    false,
    false,
    false,
    false,
  ]);
});
