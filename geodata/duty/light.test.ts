import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LightInput, light } from '#geodata/duty/light.ts';
import { DEFAULT_THRESHOLDS } from '#geodata/duty/types.ts';

/** Inputs that the pace preset does not read. */
const unread = { gap: 7, daysLeft: 0, overdue: 3 };
const running = (required: number, done: number, expected: number, thresholds = DEFAULT_THRESHOLDS) =>
  light(
    { ...unread, done, expected, ratio: done / required, pace: (done - expected) / required, closed: false },
    thresholds,
  );
const closed = (ratio: number, thresholds = DEFAULT_THRESHOLDS) =>
  light({ ...unread, done: 0, expected: 1, ratio, pace: ratio - 1, closed: true }, thresholds);

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

describe('by deadline', () => {
  const thresholds = { ...DEFAULT_THRESHOLDS, preset: 'deadline' as const };
  /** Ten required, four expected, four done, ten days left: nothing to tell. */
  const calm: LightInput = {
    done: 4,
    expected: 4,
    ratio: 0.4,
    pace: 0,
    closed: false,
    gap: 6,
    daysLeft: 10,
    overdue: 0,
  };
  const by = (change: Partial<LightInput>, settings = thresholds) => light({ ...calm, ...change }, settings);

  test('on time and far from the end is green', () => {
    expect(by({})).toBe('green');
  });

  test('anything overdue is red, running or closed, whatever the ratio', () => {
    expect(by({ overdue: 1 })).toBe('red');
    expect(by({ overdue: 1, closed: true, ratio: 1, done: 10, gap: 0 })).toBe('red');
  });

  test('closed it is green or red', () => {
    const lenient = { ...thresholds, target: 0.95 };
    const at = (ratio: number) => ({ closed: true, daysLeft: 0, expected: 100, done: 100 * ratio, ratio });
    expect([1, 0.99, 0].map((ratio) => by({ ...at(ratio), gap: 100 - 100 * ratio }))).toEqual([
      'green',
      'red',
      'red',
    ]);
    expect([0.95, 0.949].map((ratio) => by({ ...at(ratio), gap: 100 - 100 * ratio }, lenient))).toEqual([
      'green',
      'red',
    ]);
  });

  test('one whole visit behind is amber, however good the pace', () => {
    expect(by({ expected: 4.999 })).toBe('green');
    expect(by({ expected: 5, pace: -0.001 })).toBe('amber');
    expect(by({ expected: 10, done: 0, pace: -1 })).toBe('amber');
  });

  test('a gap in the last three days is amber, none is green', () => {
    expect([4, 3, 1, 0].map((daysLeft) => by({ daysLeft }))).toEqual(['green', 'amber', 'amber', 'amber']);
    expect(by({ daysLeft: 1, done: 10, gap: 0, ratio: 1 })).toBe('green');
    expect(by({ daysLeft: 4 }, { ...thresholds, nearDays: 5 })).toBe('amber');
  });

  test('time running out never brings a better light', () => {
    const order = ['red', 'amber', 'green'];
    const counts = fc.record({ done: fc.nat(10), expected: fc.double({ min: 0, max: 10, noNaN: true }) });
    fc.assert(
      fc.property(counts, fc.nat(20), fc.nat(20), ({ done, expected }, a, b) => {
        const at = (daysLeft: number) =>
          order.indexOf(by({ done, expected, gap: 10 - done, ratio: done / 10, daysLeft }));
        expect(at(Math.min(a, b))).toBeLessThanOrEqual(at(Math.max(a, b)));
      }),
    );
  });
});
