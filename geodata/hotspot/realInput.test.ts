import { parse } from 'csv-parse/sync';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { latLngToCell } from 'h3-js';
import { describe, expect, test } from 'vitest';
import { bboxOf, polygonsOf } from '#geodata/place/bbox.ts';
import { createResolver } from '#geodata/place/resolver.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { packAreas } from '#geodata/tiles/pack.ts';
import { areaCells } from './cells.ts';
import { cellsOfHomes, countByCell } from './counting.ts';
import { density } from './density.ts';
import { empiricalBayes } from './empiricalBayes.ts';
import { hexagonsAt } from './hexagons.ts';
import { rowsOf } from './hotspotFixture.ts';
import { hotspotsByPeer } from './peers.ts';
import { ALPHAS, NO_BIN, P_METHODS } from './significance.ts';
import { normalTwoSided } from './tails.ts';
import { neighboursBy, type Weights } from './weights.ts';

const records = (text: string): Record<string, string>[] => parse(text, { columns: true });

/** The statistic as model.md writes it, cell by cell with all weights written out. */
function directZ(rows: readonly (readonly number[])[], x: readonly number[], i: number): number {
  const n = x.length;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  const s = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / n - mean * mean);
  const w = x.map((_, j) => (j === i || rows[i]!.includes(j) ? 1 : 0));
  const W = w.reduce((sum: number, value) => sum + value, 0);
  const S1 = w.reduce((sum: number, value) => sum + value * value, 0);
  const local = x.reduce((sum, value, j) => sum + w[j]! * value, 0);
  return (local - mean * W) / (s * Math.sqrt((n * S1 - W * W) / (n - 1)));
}

/** Sum of the chances of all counts that are no likelier, each from logarithms of factorials. */
function directBinomial(count: number, total: number, share: number): number {
  const logs = new Float64Array(total + 1);
  for (let k = 1; k <= total; k++) logs[k] = logs[k - 1]! + Math.log(k);
  const chance = (k: number) =>
    Math.exp(
      logs[total]! - logs[k]! - logs[total - k]! + k * Math.log(share) + (total - k) * Math.log1p(-share),
    );
  const own = chance(count) * (1 + 1e-7);
  let sum = 0;
  for (let k = 0; k <= total; k++) if (chance(k) <= own) sum += chance(k);
  return Math.min(1, sum);
}

/** Benjamini and Hochberg by sorting: the largest p that is significant. */
function directThreshold(p: readonly number[], alpha: number): number {
  const sorted = p.toSorted((a, b) => a - b);
  return sorted[sorted.findLastIndex((value, k) => value <= (alpha * (k + 1)) / sorted.length)] ?? -1;
}

describeWithReference('issues-la311', ({ text }) => {
  const { features } = JSON.parse(text('nc_boundary_2019.geojson')) as FeatureCollection<
    Polygon | MultiPolygon,
    { nc_id: string }
  >;
  const councils = features.map(({ properties, geometry }) => ({ code: properties.nc_id, geometry }));
  const { at } = createResolver(councils);
  const requests = records(text('la311_2020_requests.csv'));
  const homes = councils.map(({ code }) => code);
  const homeOf = requests.map(({ latitude, longitude }) =>
    latitude && longitude ? (at(Number(longitude), Number(latitude)) ?? '') : '',
  );
  const cells = areaCells(
    packAreas(
      councils.map((council) => ({ ...council, name: '', level: 'community' as const, parentCode: null })),
    ),
  );
  // the last home stands for requests outside of all councils
  const home = Uint32Array.from(homeOf, (code) => (code === '' ? homes.length : homes.indexOf(code)));
  const cellOf = cellsOfHomes(home, Int32Array.from([...homes.map((code) => cells.codes.indexOf(code)), -1]));
  const counts = countByCell(cellOf, cells.codes.length);

  test('10 000 requests in 99 councils, as Shapely counts them', () => {
    expect(requests).toHaveLength(10_000);
    expect(cells.codes).toHaveLength(99);
    const known = records(text('expected_point_in_polygon.csv')).map((row) => row.nc_by_point_in_polygon);
    expect([...counts]).toEqual(
      cells.codes.map((code) => known.filter((council) => council === code).length),
    );
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(9989 - 139);
  });

  // households are not among the data: the area of each council's box stands for them
  const per = Float64Array.from(cells.codes, (code) => {
    const [west, south, east, north] = bboxOf(councils.find((council) => council.code === code)!.geometry);
    return Math.round(1e6 * (east - west) * (north - south));
  });

  const ASKED: Weights[] = [{ kind: 'queen' }, { kind: 'knn', k: 8 }, { kind: 'distance', metres: 5000 }];
  describe.each(ASKED)('neighbours by $kind', (weights) => {
    const neighbours = neighboursBy(weights, cells);
    const rows = rowsOf(neighbours);

    test.each([
      ['counts', { kind: 'count', counts } as const, [...counts], cells.codes.map(() => 1)],
      ['rates', { kind: 'rate', counts, per } as const, [...empiricalBayes(counts, per).tested], [...per]],
    ])('Gi*, p and bins of %s are those of straightforward formulas', (_, values, x, weight) => {
      const found = hotspotsByPeer(neighbours, values, new Int32Array(99));
      const sum = (column: ArrayLike<number>, of: readonly number[]) =>
        of.reduce((all, i) => all + column[i]!, 0);
      const every = [...cells.codes.keys()];
      const total = sum(counts, every);
      const tested = every.filter((i) => rows[i]!.length > 0);
      const p = new Map<number, number>();
      for (const i of tested) {
        const near = [i, ...rows[i]!];
        const share = sum(weight, near) / sum(weight, every);
        expect(found.z[i]).toBeCloseTo(directZ(rows, x, i), 9);
        expect(found.around[i]).toBe(sum(counts, near));
        expect(found.expected[i]).toBeCloseTo(total * share, 8);
        const isExact = total * share < 100;
        expect(P_METHODS[found.pMethod[i]!]).toBe(isExact ? 'binomial' : 'normal');
        p.set(i, isExact ? directBinomial(sum(counts, near), total, share) : normalTwoSided(found.z[i]!));
        expect(Math.abs(found.p[i]! - p.get(i)!)).toBeLessThan(1e-9 * Math.max(p.get(i)!, 1e-3));
      }
      const bounds = ALPHAS.map((alpha) => directThreshold([...p.values()], alpha));
      const sizes = tested.map((i) => bounds.filter((bound) => p.get(i)! <= bound).length);
      expect(tested.map((i) => Math.abs(found.bin[i]!))).toEqual(sizes);
      expect(every.filter((i) => found.bin[i] === NO_BIN)).toEqual(
        every.filter((i) => rows[i]!.length === 0),
      );
      // of the plain counts of the eight nearest no council stands out
      if (values.kind === 'rate') expect(Math.max(...sizes)).toBe(3);
    });
  });

  test('councils touch where their outlines share a corner', () => {
    const corners = cells.codes.map((code) => {
      const { geometry } = councils.find((council) => council.code === code)!;
      return new Set(
        polygonsOf(geometry)
          .flat(2)
          .map(([x, y]) => `${x!.toFixed(6)},${y!.toFixed(6)}`),
      );
    });
    const rows = rowsOf(cells.queen);
    let shared = 0;
    corners.forEach((own, i) => {
      corners.forEach((other, j) => {
        if (i === j || ![...own].some((corner) => other.has(corner))) return;
        shared++;
        expect(rows[i]).toContain(j);
      });
    });
    expect(shared).toBeGreaterThan(200);
  });
});

describeWithReference('points-uk', ({ text }) => {
  const positions = Float64Array.from(
    records(text('uk_accidents_heatmap-data.csv')).flatMap(({ lng, lat }) =>
      lng && lat ? [Number(lng), Number(lat)] : [Number.NaN, Number.NaN],
    ),
  );

  test('140 056 points, 27 of them blank', () => {
    expect(positions).toHaveLength(2 * 140_056);
    expect(positions.filter((value) => Number.isNaN(value))).toHaveLength(2 * 27);
  });

  test('every point is in one H3 cell', () => {
    const names = new Set<string>();
    const direct = new Map<string, number>();
    for (let i = 0; i < positions.length; i += 2) {
      if (Number.isNaN(positions[i])) continue;
      const cell = latLngToCell(positions[i + 1]!, positions[i]!, 6);
      names.add(cell);
      direct.set(cell, (direct.get(cell) ?? 0) + 1);
    }
    const codes = [...names].sort();
    const indices = BigUint64Array.from(codes, (code) => BigInt(`0x${code}`));
    const cellOf = hexagonsAt(positions, indices, 6);
    const counts = countByCell(cellOf, codes.length);
    expect(cellOf.filter((cell) => cell === -1)).toHaveLength(27);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(140_029);
    expect([...counts]).toEqual(codes.map((code) => direct.get(code)));
  });

  test('the density holds all of them', () => {
    const bounds = [-8, 49, 3, 61] as [number, number, number, number];
    const [width, height] = [512, 512];
    const found = density(positions, { bounds, width, height, bandwidth: 5000 });
    expect(found.count).toBe(140_029);
    // events in a square kilometre times the square kilometres of a pixel, at the middle latitude as it is drawn
    const mercator = (latitude: number) => Math.asinh(Math.tan((latitude * Math.PI) / 180));
    const ground = 6378.137 * Math.cos((55 * Math.PI) / 180);
    const pixel = ((11 * Math.PI) / 180 / width) * ((mercator(61) - mercator(49)) / height) * ground ** 2;
    const sum = found.cells.reduce((all, cell) => all + cell, 0) * found.scale * pixel;
    // each pixel is rounded to a 65 535th of the peak
    expect(Math.abs(sum / 140_029 - 1)).toBeLessThan(0.01);
  });
});
