import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialTwoSided, normalTwoSided, poissonAtMost } from './tails.ts';

// The known values were worked out with 40 digits.
const relative = (found: number, known: number): number => Math.abs(found / known - 1);

describe('normalTwoSided', () => {
  test.each([
    [0.1, 0.920344325445942],
    [0.5, 0.6170750774519738],
    [0.6744, 0.5000570427458813],
    [0.6745, 0.4999934857273983],
    [1, 0.3173105078629141],
    [1.5, 0.13361440253771614],
    [2, 0.04550026389635842],
    [3, 0.002699796063260189],
    [4, 0.00006334248366623985],
    [5, 5.733031437583878e-7],
    [5.65, 1.6044783701326994e-8],
    [5.66, 1.5137299503995428e-8],
    [6, 1.973175290075396e-9],
    [8, 1.2441921148543568e-15],
    [10, 1.523970604832105e-23],
    [20, 5.5072482372124675e-89],
    [37, 1.1451142445049154e-299],
  ])('of %d', (z, known) => {
    expect(relative(normalTwoSided(z), known)).toBeLessThan(1e-12);
    expect(normalTwoSided(-z)).toBe(normalTwoSided(z));
  });

  test('the values of Abramowitz and Stegun, table 26.1', () => {
    // P(x) to 15 decimals
    expect(1 - normalTwoSided(1) / 2).toBeCloseTo(0.841344746068543, 14);
    expect(1 - normalTwoSided(2) / 2).toBeCloseTo(0.977249868051821, 14);
    expect(1 - normalTwoSided(3) / 2).toBeCloseTo(0.99865010196837, 14);
  });

  test('0, what is too far out, and nothing', () => {
    expect(normalTwoSided(0)).toBe(1);
    expect(normalTwoSided(40)).toBe(0);
    expect(normalTwoSided(Infinity)).toBe(0);
    expect(normalTwoSided(Number.NaN)).toBeNaN();
  });
});

describe('binomialTwoSided', () => {
  test.each([
    // Conover's example in R's help of binom.test: p-value = 0.3825
    [682, 925, 0.75, 0.3824915595748517],
    [0, 10, 0.5, 0.001953125],
    [10, 10, 0.5, 0.001953125],
    [8, 10, 0.5, 0.109375],
    [3, 20, 0.1, 0.44464984940110325],
    [25, 1000, 0.01, 0.00004202920844836745],
    [30, 20_000, 0.0005, 2.485659767946594e-7],
    [0, 100_000, 0.0001, 0.0000922754149545544],
    [60, 1_000_000, 0.00001, 6.513887615551317e-27],
    [40, 50, 0.3, 3.933260914151251e-13],
    [19, 20, 0.95, 1],
    [120, 100_000, 0.0001, 6.966675201766484e-84],
    [3, 15, 0.4, 0.185549310558208],
    [0, 0, 0.3, 1],
  ])('%d of %d with a share of %d', (count, total, share, known) => {
    expect(relative(binomialTwoSided(count, total, share), known)).toBeLessThan(1e-12);
  });

  test('equals the sum over whole numbers of ways', () => {
    // share a / b: the chance of j is C(n, j) a^j (b - a)^(n - j) / b^n
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.nat(60), fc.integer({ min: 1, max: 99 }), (n, k, a) => {
        const count = Math.min(k, n);
        let ways = BigInt(100 - a) ** BigInt(n);
        const all = [ways];
        for (let j = 0; j < n; j++) {
          ways = (ways * BigInt(n - j) * BigInt(a)) / (BigInt(j + 1) * BigInt(100 - a));
          all.push(ways);
        }
        const own = all[count] as bigint;
        const most = own + own / 10_000_000n;
        const sum = all.reduce((total, chance) => (chance <= most ? total + chance : total), 0n);
        const digits = 10n ** 25n;
        const known = Number((sum * digits) / 100n ** BigInt(n)) / 1e25;
        fc.pre(known > 1e-9);
        expect(relative(binomialTwoSided(count, n, a / 100), known)).toBeLessThan(1e-12);
      }),
    );
  });

  test('further out than numbers reach it is 0', () => {
    expect(binomialTwoSided(50_000, 100_000, 0.0001)).toBe(0);
  });

  test.each([
    [11, 10, 0.5],
    [-1, 10, 0.5],
    [0.5, 10, 0.5],
    [1, 10, 0],
    [1, 10, 1],
    [1, 10, Number.NaN],
    [1000, 10_000, 0.1],
  ])('%d of %d with a share of %d is refused', (count, total, share) => {
    expect(() => binomialTwoSided(count, total, share)).toThrow(RangeError);
  });
});

describe('poissonAtMost', () => {
  test.each([
    [0, 3, 0.049787068367863944],
    [1, 3, 0.19914827347145578],
    [3, 3, 0.6472318887822313],
    [5, 3, 0.9160820579686966],
    [2, 10, 0.002769395715511576],
    [12, 12.5, 0.5189752188790508],
    [60, 100, 0.000010812218170244077],
    [100, 100, 0.5265621985299984],
    [130, 100, 0.9982931596294985],
    [900, 1000, 0.0006977673277963068],
    [9500, 10_000, 2.3793771979994753e-7],
    [99_000, 100_000, 0.0007742008294447389],
    [20, 200, 6.62325765386636e-60],
    [15, 15.2, 0.5476114438768804],
    [16, 15.2, 0.6447969919986312],
    [1000, 1, 1],
  ])('at most %d of %d', (count, mean, known) => {
    expect(relative(poissonAtMost(count, mean), known)).toBeLessThan(1e-12);
  });

  test('equals the sum from 0', () => {
    fc.assert(
      fc.property(fc.nat(80), fc.double({ min: 0.01, max: 60, noNaN: true }), (count, mean) => {
        let term = Math.exp(-mean);
        let sum = term;
        for (let j = 1; j <= count; j++) {
          term *= mean / j;
          sum += term;
        }
        expect(relative(poissonAtMost(count, mean), sum)).toBeLessThan(1e-12);
      }),
    );
  });

  test.each([
    [-1, 3],
    [1.5, 3],
    [1, 0],
    [1, Infinity],
    [Number.NaN, 3],
  ])('at most %d of %d is refused', (count, mean) => {
    expect(() => poissonAtMost(count, mean)).toThrow(RangeError);
  });
});
