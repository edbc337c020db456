import { expect, test } from 'vitest';
import { createRandom } from '#geodata/divide/random.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { createResolver } from '#geodata/place/resolver.ts';
import { ringArea } from '#geodata/place/ringArea.ts';
import { CONTOUR_STEPS, densityContours } from './contours.ts';
import { density } from './density.ts';

const bounds: BBox2 = [119.9, 35.9, 120.1, 36.06];
const random = createRandom(8);
const heap = (x: number, y: number) =>
  Array.from({ length: 500 }, () => [x + 0.02 * random(), y + 0.02 * random()]).flat();
const positions = Float64Array.from([...heap(119.94, 35.94), ...heap(120.03, 36)]);
const picture = density(positions, { bounds, width: 160, height: 130, bandwidth: 700 });

test('each holds exactly the pixels that are as high', () => {
  const contours = densityContours(picture);
  expect(contours.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6]);
  const peak = Math.max(...picture.cells) * picture.scale;
  const [top, bottom] = [bounds[3], bounds[1]].map((latitude) =>
    Math.asinh(Math.tan((latitude * Math.PI) / 180)),
  ) as [number, number];
  for (const { step, perSquareKilometre, geometry } of contours) {
    expect(perSquareKilometre).toBeCloseTo(peak / 2 ** (CONTOUR_STEPS + 1 - step), 9);
    const { at } = createResolver([{ code: 'in', geometry }]);
    let wrong = 0;
    let inside = 0;
    picture.cells.forEach((cell, i) => {
      const height = cell * picture.scale;
      // six decimals may put a pixel that is just as high on the other side
      if (Math.abs(height / perSquareKilometre - 1) < 0.01) return;
      const [column, row] = [i % picture.width, Math.floor(i / picture.width)];
      const longitude = bounds[0] + ((column + 0.5) / picture.width) * (bounds[2] - bounds[0]);
      const y = top + ((row + 0.5) / picture.height) * (bottom - top);
      const isIn = at(longitude, (Math.atan(Math.sinh(y)) * 180) / Math.PI) !== null;
      if (isIn) inside++;
      if (isIn !== height > perSquareKilometre) wrong++;
    });
    expect(wrong).toBe(0);
    expect(inside).toBeGreaterThan(50);
    // RFC 7946: outer rings run counter-clockwise, holes clockwise
    for (const [outer, ...holes] of geometry.coordinates) {
      expect(ringArea(outer!)).toBeGreaterThan(0);
      for (const hole of holes) expect(ringArea(hole)).toBeLessThan(0);
    }
  }
});

test('nothing there: none', () => {
  const empty = density(new Float64Array(), { bounds, width: 20, height: 20, bandwidth: 700 });
  expect(densityContours(empty)).toEqual([]);
});
