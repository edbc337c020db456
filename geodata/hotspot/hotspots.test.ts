import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '#geodata/divide/random.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { empiricalBayes } from './empiricalBayes.ts';
import { giStar, REASONS } from './giStar.ts';
import { apart, chessboard, neighboursOf, readColumns, readPairs } from './hotspotFixture.ts';
import { hotspots } from './hotspots.ts';
import type { Neighbours } from './neighbours.ts';
import { NO_BIN, P_METHODS } from './significance.ts';
import { binomialTwoSided, normalTwoSided } from './tails.ts';

const NO = Number.NaN;
const reasons = ({ reason }: { reason: Uint8Array }) => Array.from(reason, (code) => REASONS[code]);
const methods = ({ pMethod }: { pMethod: Uint8Array }) => Array.from(pMethod, (code) => P_METHODS[code]);

/** The same board with one cell cut off from its neighbours. */
function cutOff({ offsets, neighbours }: Neighbours, cell: number): Neighbours {
  return neighboursOf(
    Array.from({ length: offsets.length - 1 }, (_, i) =>
      i === cell ? [] : [...neighbours.subarray(offsets[i], offsets[i + 1])].filter((j) => j !== cell),
    ),
  );
}

describe('hotspots', () => {
  const board = chessboard(10, 10);
  const flat = () => new Float64Array(100).fill(2);

  test('a heap in a corner is hot, the cell next to it less, nothing else', () => {
    const counts = flat().map((count) => 10 * count);
    for (const i of [0, 1, 10, 11]) counts[i] = 120;
    const { bin, z, p, pMethod, x, n, moran, thresholds } = hotspots(board, { kind: 'count', counts });
    expect(n).toBe(100);
    expect(x).toBe(counts);
    expect([bin[0], bin[1], bin[10], bin[11]]).toEqual([3, 3, 3, 3]);
    expect(bin[99]).toBe(0);
    expect(bin.every((value) => value >= 0)).toBe(true);
    // 100 cells, 2400 events: the 4 cells of a corner expect 96, below 100, all others more
    expect(methods({ pMethod })[0]).toBe('binomial');
    expect(p[0]).toBe(binomialTwoSided(480, 2400, 4 / 100));
    expect(methods({ pMethod })[55]).toBe('normal');
    expect(p[55]).toBe(normalTwoSided(z[55] as number));
    expect(moran).toMatchObject({ n: 100 });
    expect(thresholds[1]).toBeGreaterThanOrEqual(thresholds[0] as number);
  });

  test('a hole is cold, with the sign', () => {
    const counts = new Float64Array(100).fill(30);
    for (const i of [44, 45, 54, 55]) counts[i] = 0;
    const { bin, z } = hotspots(board, { kind: 'count', counts });
    expect([bin[44], bin[45], bin[54], bin[55]]).toEqual([-3, -3, -3, -3]);
    expect(z[44]).toBeLessThan(-3);
  });

  test('an island keeps z and gets neither p nor bin, and the correction is over the others', () => {
    const counts = flat();
    counts[99] = 500;
    counts[0] = 9;
    const island = hotspots(cutOff(board, 99), { kind: 'count', counts });
    expect(reasons(island)[99]).toBe('noNeighbour');
    expect(island.z[99]).toBeGreaterThan(9);
    expect(island.p[99]).toBeNaN();
    expect(island.bin[99]).toBe(NO_BIN);
    expect([...island.p].filter((p) => !Number.isNaN(p))).toHaveLength(99);
  });

  test('rates: tested after Assunção and Reis, shown drawn to the mean, exact by share of households', () => {
    const random = createRandom(5);
    const per = Float64Array.from({ length: 100 }, () => Math.floor(50 + 300 * random()));
    const counts = Float64Array.from(per, (d, i) => Math.floor(d * 0.01 + (i % 10 < 2 ? 3 : random())));
    per[7] = 0;
    counts[8] = NO;
    const found = hotspots(board, { kind: 'rate', counts, per });
    const { shown, tested } = empiricalBayes(counts, per);
    expect(found.x).toEqual(shown);
    expect(found.z).toEqual(giStar(board, tested).z);
    expect(reasons(found).slice(6, 10)).toEqual(['tested', 'noData', 'noData', 'tested']);
    // cell 18's neighbourhood without cells 7 and 8
    const around = [9, 17, 18, 19, 27, 28, 29];
    const sum = (column: Float64Array, cells: readonly number[]) =>
      cells.reduce((total, i) => total + (column[i] as number), 0);
    const all = Array.from({ length: 100 }, (_, i) => i).filter((i) => i !== 7 && i !== 8);
    const total = sum(counts, all);
    const share = sum(per, around) / sum(per, all);
    expect(total * share).toBeLessThan(20);
    expect(methods(found)[18]).toBe('binomial');
    expect(found.p[18]).toBeCloseTo(binomialTwoSided(sum(counts, around), total, share), 14);
    expect(found.side[18]).toBe(Math.sign(sum(counts, around) - total * share));
  });

  test('a measure is never taken for a count', () => {
    const values = Float64Array.from({ length: 100 }, (_, i) => (i % 7) / 10);
    expect(new Set(methods(hotspots(board, { kind: 'measure', values })))).toEqual(new Set(['normal']));
  });

  test('fewer than 30 cells: computed, but withheld unless asked for', () => {
    const small = chessboard(6, 5);
    const counts = Float64Array.from({ length: 30 }, (_, i) => i % 4);
    const all = hotspots(small, { kind: 'count', counts });
    expect(reasons(all)).toEqual(new Array(30).fill('tested'));
    counts[29] = NO;
    const withheld = hotspots(small, { kind: 'count', counts });
    expect(reasons(withheld)).toEqual([...new Array(29).fill('fewCells'), 'noData']);
    expect(withheld.moran).toBe('fewCells');
    for (const column of [withheld.z, withheld.p]) expect([...column]).toEqual(new Array(30).fill(NO));
    expect(new Set(withheld.bin)).toEqual(new Set([NO_BIN]));
    expect(withheld.x).toBe(counts);
    const anyway = hotspots(small, { kind: 'count', counts }, { leastCells: 0 });
    expect(reasons(anyway)[0]).toBe('tested');
    expect(anyway.z[0]).not.toBeNaN();
  });

  test('equal values, nothing at all, nobody there', () => {
    const equal = hotspots(board, { kind: 'count', counts: flat() });
    expect(new Set(reasons(equal))).toEqual(new Set(['equalValues']));
    expect(equal.moran).toBe('equalValues');
    expect(equal.thresholds).toEqual([null, null, null]);
    const nothing = hotspots(board, { kind: 'rate', counts: new Float64Array(100), per: flat() });
    expect(new Set(reasons(nothing))).toEqual(new Set(['equalValues']));
    expect(nothing.x[0]).toBe(0);
    const nobody = hotspots(board, { kind: 'rate', counts: flat(), per: new Float64Array(100) });
    expect(new Set(reasons(nobody))).toEqual(new Set(['noData']));
    const none = hotspots(chessboard(0, 0), { kind: 'count', counts: new Float64Array() });
    expect(none).toMatchObject({ n: 0, moran: 'fewCells' });
  });

  test('what is no count is refused', () => {
    for (const value of [-1, 0.5, Infinity]) {
      const counts = flat();
      counts[3] = value;
      expect(() => hotspots(board, { kind: 'count', counts })).toThrow(RangeError);
    }
  });

  test('another order of the cells is another order of the answer', () => {
    const anyCounts = fc.array(fc.option(fc.nat(12), { nil: NO, freq: 9 }), { minLength: 49, maxLength: 49 });
    const anyOrder = fc.array(fc.double({ noNaN: true }), { minLength: 49, maxLength: 49 });
    const seven = chessboard(7, 7);
    fc.assert(
      fc.property(anyCounts, anyOrder, (values, keys) => {
        const order = keys.map((_, i) => i).sort((a, b) => (keys[a] as number) - (keys[b] as number));
        const place = new Map(order.map((cell, i) => [cell, i]));
        const rows = order.map((cell) =>
          Array.from(
            seven.neighbours.subarray(seven.offsets[cell], seven.offsets[cell + 1]),
            (other) => place.get(other) as number,
          ),
        );
        const counts = Float64Array.from(values);
        const straight = hotspots(seven, { kind: 'count', counts });
        const shuffled = hotspots(neighboursOf(rows), {
          kind: 'count',
          counts: Float64Array.from(order, (cell) => values[cell] as number),
        });
        expect([...shuffled.bin]).toEqual(order.map((cell) => straight.bin[cell]));
        expect(methods(shuffled)).toEqual(order.map((cell) => methods(straight)[cell]));
        order.forEach((cell, i) => {
          if (Number.isNaN(straight.p[cell])) expect(shuffled.p[i]).toBeNaN();
          else expect(shuffled.p[i]).toBeCloseTo(straight.p[cell] as number, 9);
        });
      }),
      { numRuns: 60 },
    );
  });
});

/** Throws events one by one at cells in proportion to their households. */
function reallocate(total: number, households: Float64Array, random: Random): Float64Array {
  const upTo = new Float64Array(households.length);
  let sum = 0;
  households.forEach((value, i) => {
    sum += value;
    upTo[i] = sum;
  });
  const counts = new Float64Array(households.length);
  for (let event = 0; event < total; event++) {
    const at = random() * sum;
    let [low, high] = [0, counts.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((upTo[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    counts[low] = (counts[low] as number) + 1;
  }
  return counts;
}

describe('the same counts dealt out by chance', () => {
  const board = chessboard(30, 30);
  const size = createRandom(370_211);
  // from 40 to 1000 households, most of them few
  const households = Float64Array.from({ length: 900 }, () => Math.floor(40 + 960 * size() ** 2));

  // some 9 of the 900 cells are a neighbourhood: 3 to 400 events are expected in it
  test.each([300, 1000, 2500, 4000, 6000, 9000, 12_000, 15_000, 20_000, 40_000])(
    '%d events: at most 14 of 200 rounds show any cell at 0.05',
    (total) => {
      const random = createRandom(total);
      let alarms = 0;
      for (let round = 0; round < 200; round++) {
        const counts = reallocate(total, households, random);
        const { bin } = hotspots(board, { kind: 'rate', counts, per: households });
        if (bin.some((value) => Math.abs(value) >= 2)) alarms++;
      }
      expect(alarms).toBeLessThanOrEqual(14);
    },
  );
});

describeWithReference('hotspots', ({ text }) => {
  test.each([
    ['columbus', 'CRIME'],
    ['columbus', 'HOVAL'],
    ['stl_hom', 'HR8893'],
    ['stl_hom', 'HR8488'],
  ])('bins of %s %s from the published adjusted p', (folder, column) => {
    const columns = readColumns(text(`${folder}/expected_spdep.csv`));
    const values = readColumns(text(`${folder}/expected_local.csv`))[column] as Float64Array;
    const cells = readPairs(text(`${folder}/neighbors.csv`), values.length);
    const { z, p, bin } = hotspots(cells, { kind: 'measure', values });
    expect(apart(z, columns[`${column}__spdep_localG_Gistar`] ?? [])).toBeLessThan(1e-9);
    expect(apart(p, columns[`${column}__Gistar_p_two`] ?? [])).toBeLessThan(1e-9);
    const known = Array.from(columns[`${column}__Gistar_p_BH`] ?? [], (adjusted, i) => {
      const size = [0.1, 0.05, 0.01].filter((alpha) => adjusted <= alpha).length;
      return size === 0 ? 0 : size * Math.sign(z[i] as number);
    });
    expect([...bin]).toEqual(known);
  });
});
