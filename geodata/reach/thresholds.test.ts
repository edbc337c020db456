import { describe, expect, test } from 'vitest';
import {
  BEYOND,
  bandOf,
  DEFAULT_THRESHOLDS,
  isReached,
  NO_BAND,
  reachClassOf,
  thresholdOf,
  thresholdsOf,
} from './thresholds.ts';

describe('classes', () => {
  test.each([
    ['111', 'town', 500],
    ['112', 'town', 500],
    ['121', 'fringe', 1000],
    ['122', 'fringe', 1000],
    ['123', 'fringe', 1000],
    ['210', 'rural', 3000],
    ['220', 'rural', 3000],
    [null, 'unknown', 1000],
    ['', 'unknown', 1000],
    ['113', 'unknown', 1000],
    ['1111', 'unknown', 1000],
    ['22', 'unknown', 1000],
    ['310', 'unknown', 1000],
  ] as const)('%s is %s with %d m', (code, name, metres) => {
    expect(reachClassOf(code)).toBe(name);
    expect(thresholdOf(code)).toBe(metres);
  });

  test('the fifteen-minute circle is a setting', () => {
    const thresholds = { ...DEFAULT_THRESHOLDS, town: 1000, unknown: 700 };
    expect([...thresholdsOf(['111', '220', null], thresholds)]).toEqual([1000, 3000, 700]);
  });

  test.each([0, -1, Number.NaN, Infinity])('a threshold of %d m is refused', (rural) => {
    expect(() => thresholdsOf([], { ...DEFAULT_THRESHOLDS, rural })).toThrow(/for rural/);
  });
});

describe('bands', () => {
  test.each([
    [0, 0],
    [250, 0],
    [250.01, 1],
    [500, 1],
    [500.01, 2],
    [750, 2],
    [1000, 3],
    [1000.01, BEYOND],
    [Infinity, BEYOND],
    [Number.NaN, NO_BAND],
  ])('%d m of 500 m is in band %d', (metres, band) => {
    expect(bandOf(metres, 500)).toBe(band);
  });

  test('the first two bands are what is reached', () => {
    for (const metres of [0, 499, 500, 501, 2000, Infinity, Number.NaN])
      expect(isReached(metres, 500)).toBe(bandOf(metres, 500) <= 1);
  });
});
