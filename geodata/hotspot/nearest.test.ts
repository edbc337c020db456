import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rowsOf } from './hotspotFixture.ts';
import { distanceBand, kNearest } from './nearest.ts';

/** Vincenty's inverse formula on WGS 84 (Survey Review 23 (1975) 88-93), metres. */
function geodesic(a: readonly number[], b: readonly number[]): number {
  const [major, f] = [6_378_137, 1 / 298.257223563];
  const minor = major * (1 - f);
  const rad = (degrees = 0) => (degrees * Math.PI) / 180;
  const L = rad(b[0]) - rad(a[0]);
  const u1 = Math.atan((1 - f) * Math.tan(rad(a[1])));
  const u2 = Math.atan((1 - f) * Math.tan(rad(b[1])));
  let lambda = L;
  for (let round = 0; ; round++) {
    const sinSigma = Math.hypot(
      Math.cos(u2) * Math.sin(lambda),
      Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda),
    );
    if (sinSigma === 0) return 0;
    const cosSigma = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
    const sigma = Math.atan2(sinSigma, cosSigma);
    const sinAlpha = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinSigma;
    const cos2 = 1 - sinAlpha ** 2;
    const mid = cosSigma - (2 * Math.sin(u1) * Math.sin(u2)) / cos2;
    const c = (f / 16) * cos2 * (4 + f * (4 - 3 * cos2));
    const before = lambda;
    lambda = L + (1 - c) * f * sinAlpha * (sigma + c * sinSigma * (mid + c * cosSigma * (-1 + 2 * mid ** 2)));
    if (Math.abs(lambda - before) > 1e-13 && round < 100) continue;
    const u = (cos2 * (major ** 2 - minor ** 2)) / minor ** 2;
    const A = 1 + (u / 16384) * (4096 + u * (-768 + u * (320 - 175 * u)));
    const B = (u / 1024) * (256 + u * (-128 + u * (74 - 47 * u)));
    const delta =
      B *
      sinSigma *
      (mid +
        (B / 4) *
          (cosSigma * (-1 + 2 * mid ** 2) - (B / 6) * mid * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * mid ** 2)));
    return minor * A * (sigma - delta);
  }
}

const anyPlaces = (lat: number) =>
  fc.array(
    fc.tuple(
      fc.double({ min: 119.5, max: 120.3, noNaN: true }),
      fc.double({ min: lat, max: lat + 0.6, noNaN: true }),
    ),
    { minLength: 2, maxLength: 40 },
  );
const flat = (places: readonly (readonly number[])[]) => Float64Array.from(places.flat());

describe('distanceBand', () => {
  test.each([1, 35.5, 65])('equals measuring every pair with geodesics, latitude %d', (lat) => {
    fc.assert(
      fc.property(anyPlaces(lat), fc.integer({ min: 200, max: 60_000 }), (places, metres) => {
        const found = rowsOf(distanceBand(flat(places), metres));
        places.forEach((a, i) => {
          places.forEach((b, j) => {
            const away = geodesic(a, b);
            // nearer to the bound than a straight line and a geodesic differ
            if (i === j || Math.abs(away - metres) < 0.5) return;
            expect(found[i]?.includes(j)).toBe(away < metres);
          });
        });
      }),
      { numRuns: 60 },
    );
  });

  test('the bound is within, islands have empty rows, the same place is a neighbour', () => {
    const places = flat([
      [120, 36],
      [120, 36],
      [120.5, 36],
    ]);
    expect(rowsOf(distanceBand(places, 100))).toEqual([[1], [0], []]);
    expect(rowsOf(distanceBand(new Float64Array(), 100))).toEqual([]);
  });

  test.each([0, -5, Number.NaN, Infinity])('a band of %d is refused', (metres) => {
    expect(() => distanceBand(Float64Array.of(120, 36), metres)).toThrow(RangeError);
  });

  test('no place is refused', () => {
    expect(() => distanceBand(Float64Array.of(120, Number.NaN), 100)).toThrow(RangeError);
    expect(() => distanceBand(Float64Array.of(120, 89), 100)).toThrow(RangeError);
    expect(() => distanceBand(Float64Array.of(120, 36, 120), 100)).toThrow(RangeError);
  });
});

describe('kNearest', () => {
  test.each([1, 35.5, 65])('equals sorting all by geodesics, latitude %d', (lat) => {
    fc.assert(
      fc.property(anyPlaces(lat), fc.integer({ min: 1, max: 9 }), (places, k) => {
        const found = rowsOf(kNearest(flat(places), k));
        places.forEach((a, i) => {
          const away = places.map((b) => geodesic(a, b));
          const sorted = away.filter((_, j) => j !== i).sort((p, q) => p - q);
          const row = found[i] ?? [];
          expect(row).toHaveLength(Math.min(k, places.length - 1));
          expect(row).not.toContain(i);
          const farthest = Math.max(...row.map((j) => away[j] as number));
          expect(farthest).toBeLessThan((sorted[row.length - 1] as number) + 0.5);
        });
      }),
      { numRuns: 60 },
    );
  });

  test('one-way: the edge has neighbours that do not have it; equally near ones in order', () => {
    const line = flat([
      [120, 36],
      [120.01, 36],
      [120.02, 36],
      [120.1, 36],
    ]);
    expect(rowsOf(kNearest(line, 1))).toEqual([[1], [0], [1], [2]]);
    const same = new Float64Array(10).fill(36);
    expect(rowsOf(kNearest(same, 2))).toEqual([
      [1, 2],
      [0, 2],
      [0, 1],
      [0, 1],
      [0, 1],
    ]);
  });

  test.each([0, 1.5, Number.NaN])('%d nearest are refused', (k) => {
    expect(() => kNearest(Float64Array.of(120, 36), k)).toThrow(RangeError);
  });
});
