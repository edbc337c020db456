import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addHistograms,
  exactQuantile,
  HISTOGRAM_ERROR,
  histogramOf,
  histogramQuantile,
  NO_DURATIONS,
} from './histogram.ts';

const MINUTE = 60_000;
const durations = fc.array(fc.oneof(fc.nat(90 * MINUTE), fc.nat(400 * 24 * 60 * MINUTE)), { maxLength: 60 });
const of = (all: readonly number[]) =>
  all.map(histogramOf).reduce((sum, one) => addHistograms(sum, one), NO_DURATIONS);

test('nearest rank: the least that so large a share does not exceed', () => {
  expect([0.5, 0.9, 1].map((q) => exactQuantile([4, 1, 3, 2], q))).toEqual([2, 4, 4]);
  expect([0.5, 0.9].map((q) => exactQuantile([10, 9, 8, 7, 6, 5, 4, 3, 2, 1], q))).toEqual([5, 9]);
  expect([0.01, 0.5].map((q) => exactQuantile([7], q))).toEqual([7, 7]);
  // 0.07 · 100 is a little more than 7 in floating point
  expect(
    exactQuantile(
      Array.from({ length: 100 }, (_, i) => i + 1),
      0.07,
    ),
  ).toBe(7);
  expect(exactQuantile([], 0.5)).toBeNull();
  expect(histogramQuantile(NO_DURATIONS, 0.5)).toBeNull();
});

test('a quantile is off by no more than the stated error', () => {
  fc.assert(
    fc.property(durations, fc.constantFrom(0.01, 0.25, 0.5, 0.9, 1), (all, q) => {
      const exact = exactQuantile(all, q);
      const near = histogramQuantile(of(all), q);
      if (exact === null) expect(near).toBeNull();
      else if (exact < MINUTE) expect(near).toBe(0);
      else expect(Math.abs(near! - exact)).toBeLessThanOrEqual(exact * (HISTOGRAM_ERROR + 1e-9));
    }),
    { numRuns: 500 },
  );
});

test('bounds: a minute is no longer short, and each bucket is told by its upper end', () => {
  expect(histogramQuantile(of([MINUTE - 1]), 0.5)).toBe(0);
  for (const ms of [MINUTE, MINUTE * (1.01 / 0.99), MINUTE * (1.01 / 0.99) ** 2, 1e12])
    expect(Math.abs(histogramQuantile(of([ms]), 0.5)! / ms - 1)).toBeLessThanOrEqual(HISTOGRAM_ERROR + 1e-9);
});

test('parts add up to the whole, and what is taken away is gone', () => {
  fc.assert(
    fc.property(durations, durations, (a, b) => {
      const whole = of([...a, ...b]);
      expect(addHistograms(of(a), of(b))).toEqual(whole);
      expect(addHistograms(whole, of(b), -1)).toEqual(of(a));
    }),
  );
});
