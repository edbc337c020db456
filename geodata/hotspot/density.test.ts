import { describe, expect, test } from 'vitest';
import { createRandom } from '#geodata/divide/random.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { type Density, density } from './density.ts';

const bounds: BBox2 = [119.9, 35.9, 120.1, 36.06];
const options = { bounds, width: 120, height: 100, bandwidth: 900 };
const RADIUS = 6_378_137;
const mercator = (longitude: number, latitude: number): [number, number] => [
  (RADIUS * longitude * Math.PI) / 180,
  RADIUS * Math.asinh(Math.tan((latitude * Math.PI) / 180)),
];

/** Events in a square kilometre at the middle of a pixel, over all points. */
function direct(
  positions: Float64Array,
  { width, height, bandwidth }: typeof options,
  pixel: number,
): number {
  const [[left, bottom], [right, top]] = [mercator(bounds[0], bounds[1]), mercator(bounds[2], bounds[3])];
  const ground = Math.cos((((bounds[1] + bounds[3]) / 2) * Math.PI) / 180);
  const x = left + (((pixel % width) + 0.5) * (right - left)) / width;
  const y = top - ((Math.floor(pixel / width) + 0.5) * (top - bottom)) / height;
  let sum = 0;
  for (let i = 0; i < positions.length; i += 2) {
    const [px, py] = mercator(positions[i] as number, positions[i + 1] as number);
    sum += Math.exp(-(((px - x) ** 2 + (py - y) ** 2) * ground ** 2) / (2 * bandwidth ** 2));
  }
  return (sum * 1e6) / (2 * Math.PI * bandwidth ** 2);
}
const at = ({ cells, scale }: Density, pixel: number) => (cells[pixel] as number) * scale;

describe('density', () => {
  const random = createRandom(4);
  // two heaps and some spread over and around the picture
  const positions = Float64Array.from(
    Array.from({ length: 3000 }, (_, i) => {
      const spread = i % 3 === 0 ? 0.4 : 0.03;
      const [x, y] = i % 3 === 1 ? [119.95, 35.95] : [120.05, 36.01];
      return [x + spread * (random() - 0.5), y + spread * (random() - 0.5)];
    }).flat(),
  );

  test('within half a percent of the peak of the direct sum, at every seventh pixel', () => {
    const found = density(positions, options);
    const peak = found.scale * 65_535;
    for (let pixel = 0; pixel < found.cells.length; pixel += 7)
      expect(Math.abs(at(found, pixel) - direct(positions, options, pixel)) / peak).toBeLessThan(0.005);
    expect(Math.max(...found.cells)).toBe(65_535);
    expect(found).toMatchObject({ width: 120, height: 100, bounds });
  });

  test('a point is a round hill with its volume 1, on the ground', () => {
    const found = density(Float64Array.of(120, 35.98), options);
    expect(found.count).toBe(1);
    // the height of a Gaussian hill
    expect(found.scale * 65_535).toBeCloseTo(1e6 / (2 * Math.PI * 900 ** 2), 2);
    const [[left, bottom], [right, top]] = [mercator(bounds[0], bounds[1]), mercator(bounds[2], bounds[3])];
    const ground = Math.cos((35.98 * Math.PI) / 180);
    const pixel = ((right - left) / 120) * ((top - bottom) / 100) * ground ** 2 * 1e-6;
    const volume = found.cells.reduce((sum, value) => sum + value, 0) * found.scale * pixel;
    expect(volume).toBeCloseTo(1, 2);
    // north lies at the top: the hill of a point in the north-west is there
    const corner = density(Float64Array.of(119.91, 36.05), options);
    const most = corner.cells.indexOf(65_535);
    expect(most % 120).toBeLessThan(12);
    expect(Math.floor(most / 120)).toBeLessThan(12);
  });

  test('weights are events; points outside count as far as the kernel reaches', () => {
    const twice = Float64Array.of(120, 35.98, 120, 35.98);
    const weighted = density(Float64Array.of(120, 35.98), options, Float64Array.of(2));
    expect(weighted.cells).toEqual(density(twice, options).cells);
    expect(weighted.scale).toBeCloseTo(density(twice, options).scale, 9);
    const outside = density(Float64Array.of(119.89, 35.98), options);
    expect(outside.count).toBe(0);
    expect(outside.scale).toBeGreaterThan(0);
    expect(density(Float64Array.of(119.5, 35.98), options).scale).toBe(0);
  });

  test('another order, another unit of weight', () => {
    const turned = new Float64Array(positions.length);
    for (let i = 0; i < positions.length; i += 2) {
      turned[i] = positions[positions.length - 2 - i] as number;
      turned[i + 1] = positions[positions.length - 1 - i] as number;
    }
    const [one, other] = [density(positions, options), density(turned, options)];
    expect(other.scale / one.scale).toBeCloseTo(1, 5);
    one.cells.forEach((value, i) => {
      expect(Math.abs(value - (other.cells[i] as number))).toBeLessThanOrEqual(1);
    });
    const thrice = density(positions, options, new Float64Array(3000).fill(3));
    expect(thrice.scale / one.scale).toBeCloseTo(3, 5);
  });

  test('nothing is nothing, and a point without a place is left out', () => {
    for (const none of [new Float64Array(), Float64Array.of(Number.NaN, 36)]) {
      const found = density(none, options);
      expect(found).toMatchObject({ scale: 0, count: 0 });
      expect(found.cells.every((value) => value === 0)).toBe(true);
    }
  });

  test.each([
    { bounds: [120, 36, 120, 37] as BBox2 },
    { bounds: [120, 36, 121, Number.NaN] as BBox2 },
    { bounds: [120, 36, 121, 89] as BBox2 },
    { width: 0 },
    { height: 1.5 },
    { bandwidth: 0 },
    { bandwidth: Number.NaN },
    { bandwidth: 5e6 },
    { width: 1e5, height: 1e5 },
  ])('%j is refused', (part) => {
    expect(() => density(positions, { ...options, ...part })).toThrow(RangeError);
  });
});
