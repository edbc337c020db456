import { describe, expect, test } from 'vitest';
import { light } from '#geodata/duty/light.ts';
import { DEFAULT_THRESHOLDS } from '#geodata/duty/types.ts';

const running = (required: number, done: number, expected: number, thresholds = DEFAULT_THRESHOLDS) =>
  light(
    { done, expected, ratio: done / required, pace: (done - expected) / required, closed: false },
    thresholds,
  );
const closed = (ratio: number, thresholds = DEFAULT_THRESHOLDS) =>
  light({ done: 0, expected: 1, ratio, pace: ratio - 1, closed: true }, thresholds);

describe('while the period runs', () => {
  test('less than one whole visit behind is green, however bad the pace', () => {
    expect(running(1, 0, 0.999)).toBe('green');
    expect(running(2, 0, 0.999)).toBe('green');
    expect(running(1, 0, 1)).toBe('amber');
  });

  test('a pace above -10 % is green, at -10 % no longer', () => {
    expect(running(100, 41, 50)).toBe('green');
    expect(running(100, 40, 50)).toBe('amber');
    expect(running(1000, 401, 501)).toBe('amber');
    expect(running(1000, 402, 501)).toBe('green');
  });

  test('a pace below -30 % is red, at -30 % not yet', () => {
    expect(running(100, 20, 50)).toBe('amber');
    expect(running(100, 19, 50)).toBe('red');
  });

  test('red needs two whole visits behind', () => {
    expect(running(3, 0, 1.999)).toBe('amber');
    expect(running(3, 0, 2)).toBe('red');
  });

  test('half-way through the month half of the work is green, and a third of it red', () => {
    expect(running(200, 100, 100)).toBe('green');
    expect(running(200, 100 / 3, 100)).toBe('red');
  });

  test('a sum of shares that should be whole counts as whole', () => {
    const expected = Array.from({ length: 10 }, () => 0.1).reduce((a, b) => a + b);
    expect(expected).toBeLessThan(1);
    expect(running(3, 0, expected)).toBe('amber');
  });

  test('ahead of the plan is green', () => {
    expect(running(10, 10, 1)).toBe('green');
    expect(running(10, 0, 0)).toBe('green');
  });

  test('thresholds are settings', () => {
    const strict = { ...DEFAULT_THRESHOLDS, greenPace: -0.02, redPace: -0.05 };
    expect(running(100, 48, 50, strict)).toBe('amber');
    expect(running(100, 49, 50, strict)).toBe('green');
    expect(running(100, 45, 50, strict)).toBe('amber');
    expect(running(100, 44, 50, strict)).toBe('red');
  });
});

describe('when it is closed', () => {
  test.each([
    [1, 'green'],
    [0.999, 'amber'],
    [0.9, 'amber'],
    [0.899, 'red'],
    [0, 'red'],
  ])('a ratio of %d is %s', (ratio, expected) => {
    expect(closed(ratio)).toBe(expected);
  });

  test('a lower target is reached earlier', () => {
    const lenient = { ...DEFAULT_THRESHOLDS, target: 0.95, amberRatio: 0.8 };
    expect([0.95, 0.949, 0.8, 0.799].map((ratio) => closed(ratio, lenient))).toEqual([
      'green',
      'amber',
      'amber',
      'red',
    ]);
  });
});
