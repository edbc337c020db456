import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { demandWeights } from './demand.ts';
import { prioritise } from './priority.ts';
import { ranksOf } from './ranks.ts';

const nan = Number.NaN;
const column = (...values: number[]) => Float64Array.from(values);
const anyColumn = (size: number) =>
  fc.array(
    fc.oneof(fc.integer({ min: 0, max: 4 }), fc.double({ min: 0, max: 9, noNaN: true }), fc.constant(nan)),
    {
      minLength: size,
      maxLength: size,
    },
  );

describe('ranksOf', () => {
  test.each([
    [column(), []],
    [column(7), [0.5]],
    [column(nan, 7), [nan, 0.5]],
    [column(3, 3, 3), [0.5, 0.5, 0.5]],
    [column(10, 0, 5), [1, 0, 0.5]],
    // ranks 1, 2.5, 2.5, 4, 5
    [column(9, 2, 2, 1, 5), [1, 0.375, 0.375, 0, 0.75]],
    [column(-1, nan, 1), [0, nan, 1]],
    [column(-Infinity, 0, Infinity), [0, 0.5, 1]],
  ])('%o', (values, ranks) => {
    expect([...ranksOf(values)]).toEqual(ranks);
  });

  test('a rank is half of those below and those not above', () => {
    fc.assert(
      fc.property(anyColumn(12), (values) => {
        const ranks = ranksOf(Float64Array.from(values));
        const known = values.filter((value) => !Number.isNaN(value));
        values.forEach((value, i) => {
          expect(Number.isNaN(ranks[i])).toBe(Number.isNaN(value));
          if (Number.isNaN(value) || known.length === 1) return;
          const below = known.filter((other) => other < value).length;
          const alike = known.filter((other) => other === value).length;
          expect(ranks[i]).toBeCloseTo((below + (alike - 1) / 2) / (known.length - 1), 12);
        });
      }),
    );
  });
});

describe('demandWeights', () => {
  test('worked by hand', () => {
    const input = { demand: column(100, 200, 50), gap: column(0, 10, 5), issues: column(4, 4, 0) };
    // ranks of gap 0, 1, 0.5; of issues 0.75, 0.75, 0
    const found = demandWeights(input, { gap: 2, issues: 1 });
    expect([...found.weights]).toEqual([100 * 1.75, 200 * 3.75, 50 * 2]);
    expect([...found.gapShare]).toEqual([0, 1, 0.5]);
    expect([...found.issueShare]).toEqual([0.75, 0.75, 0]);
    expect(found.unknown).toEqual({ demand: 0, gap: 0, issues: 0 });
    expect([...demandWeights(input).weights]).toEqual([100, 200, 50]);
  });

  test('what is not known adds nothing and is counted', () => {
    const input = { demand: column(100, nan, 50), gap: column(nan, 10, 5), issues: column(nan, nan, nan) };
    const found = demandWeights(input, { gap: 1, issues: 1 });
    expect([...found.weights]).toEqual([100, 0, 50]);
    expect(found.unknown).toEqual({ demand: 1, gap: 1, issues: 3 });
  });

  test.each([
    ['columns of different length', { gap: column(1) }, { gap: 1, issues: 1 }],
    ['negative demand', { demand: column(1, -1) }, { gap: 1, issues: 1 }],
    ['infinite demand', { demand: column(1, Infinity) }, { gap: 1, issues: 1 }],
    ['a negative factor', {}, { gap: -1, issues: 1 }],
    ['a factor not known', {}, { gap: 1, issues: nan }],
  ])('%s are refused', (_name, input, factors) => {
    const whole = { demand: column(1, 1), gap: column(1, 1), issues: column(1, 1), ...input };
    expect(() => demandWeights(whole, factors)).toThrow(RangeError);
  });
});

describe('prioritise', () => {
  const values = { gap: column(0, 5, 10), reach: column(0.2, nan, 0.1), issues: column(nan, nan, 3) };

  test('worked by hand, unknown parts leave with their weight', () => {
    const found = prioritise(values, { gap: 2, reach: 1, issues: 1 });
    // (2·0 + 1·1) / 3; 2·0.5 / 2; (2·1 + 1·0 + 1·0.5) / 4
    expect([...found.score]).toEqual([1 / 3, 0.5, 0.625]);
    expect([...found.known]).toEqual([0.75, 0.5, 1]);
    expect([...found.order]).toEqual([2, 1, 0]);
    expect([...found.ranks.reach]).toEqual([1, nan, 0]);
  });

  test('without anything known that weighs there is no score and no place in the list', () => {
    const found = prioritise(values, { gap: 0, reach: 0, issues: 5 });
    expect([...found.score]).toEqual([nan, nan, 0.5]);
    expect([...found.order]).toEqual([2]);
    expect([...found.known]).toEqual([0, 0, 1]);
  });

  test('the order falls, scores lie between the ranks, only proportions of weights count', () => {
    const anyWeight = fc.integer({ min: 1, max: 9 });
    fc.assert(
      fc.property(
        fc.record({ gap: anyColumn(9), reach: anyColumn(9), issues: anyColumn(9) }),
        fc.record({ gap: anyWeight, reach: anyWeight, issues: anyWeight }),
        ({ gap, reach, issues }, weights) => {
          const input = { gap: column(...gap), reach: column(...reach), issues: column(...issues) };
          const found = prioritise(input, weights);
          const twice = prioritise(input, {
            gap: 2 * weights.gap,
            reach: 2 * weights.reach,
            issues: 2 * weights.issues,
          });
          expect(twice.score).toEqual(found.score);
          found.score.forEach((score, i) => {
            const ranks = Object.values(found.ranks).flatMap((part) =>
              Number.isNaN(part[i]) ? [] : [part[i] ?? 0],
            );
            expect(Number.isNaN(score)).toBe(ranks.length === 0);
            if (ranks.length === 0) return;
            expect(score).toBeGreaterThanOrEqual(Math.min(...ranks) - 1e-12);
            expect(score).toBeLessThanOrEqual(Math.max(...ranks) + 1e-12);
          });
          const listed = Array.from(found.order, (i) => found.score[i] as number);
          expect(listed).toEqual(listed.toSorted((a, b) => b - a));
          expect(listed).toHaveLength([...found.score].filter((score) => !Number.isNaN(score)).length);
        },
      ),
    );
  });

  test.each([
    ['no weight at all', values, { gap: 0, reach: 0, issues: 0 }],
    ['a negative weight', values, { gap: 2, reach: -1, issues: 1 }],
    ['columns of different length', { ...values, reach: column(1) }, { gap: 1, reach: 1, issues: 1 }],
  ])('%s is refused', (_name, input, weights) => {
    expect(() => prioritise(input, weights)).toThrow(RangeError);
  });
});
