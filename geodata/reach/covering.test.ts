import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { type CoverInput, type CoveringProgress, fewestPoints, maximalCovering } from './covering.ts';
import { loadHighsSolver } from './highsSolver.ts';
import type { SolveMilp } from './milp.ts';
import { pairsOf } from './reachFixture.ts';

const solve = await loadHighsSolver();

/** Places by the points that reach them and their weight. */
function inputOf(places: readonly (readonly [points: readonly number[], weight: number])[], fixed: number[]) {
  const pairs = pairsOf(places.map(([points]) => points.map((j): [number, number] => [j, 100])));
  const weights = Float64Array.from(places, ([, weight]) => weight);
  return { pairs, weights, fixed: Uint8Array.from(fixed) } satisfies CoverInput;
}

const POINTS = 8;
const anyInput = fc
  .tuple(
    fc.array(
      fc.tuple(
        fc.subarray(Array.from({ length: POINTS }, (_, j) => j)),
        fc.oneof(fc.integer({ min: 0, max: 900 }), fc.double({ min: 0.001, max: 40, noNaN: true })),
      ),
      { maxLength: 14 },
    ),
    fc.array(fc.constantFrom(0, 0, 0, 1), { minLength: POINTS, maxLength: POINTS }),
  )
  .map(([places, fixed]) => inputOf(places, fixed));

/** Weight in reach of any of these points or a fixed one. */
function weightOf({ pairs, weights, fixed }: CoverInput, points: readonly number[]): number {
  return weights.reduce((sum, weight, i) => {
    const row = pairs.point.subarray(pairs.start[i], pairs.start[i + 1]);
    return sum + (row.some((j) => fixed[j] || points.includes(j)) ? weight : 0);
  }, 0);
}

/** Every choice of candidates. */
function choices({ fixed }: CoverInput): number[][] {
  const candidates = [...fixed.keys()].filter((j) => !fixed[j]);
  return Array.from({ length: 2 ** candidates.length }, (_, bits) =>
    candidates.filter((_candidate, k) => (bits >> k) & 1),
  );
}

const close = (found: number, expected: number) => {
  expect(Math.abs(found - expected)).toBeLessThan(1e-6 * (1 + expected));
};

describe('maximalCovering', () => {
  test('equals the best of all choices, is never below step by step, and rises with p', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        let last = -1;
        for (let p = 0; p <= POINTS; p++) {
          const found = maximalCovering(input, p, solve);
          const best = Math.max(
            ...choices(input)
              .filter((some) => some.length <= p)
              .map((some) => weightOf(input, some)),
          );
          expect(found.status).toBe('optimal');
          expect(found.gap).toBe(0);
          expect(found.bound).toBe(found.objective);
          close(found.objective, best);
          expect(found.chosen.length).toBeLessThanOrEqual(p);
          expect(found.chosen.some((j) => input.fixed[j])).toBe(false);
          close(weightOf(input, found.chosen), found.objective);
          expect(found.greedyObjective).toBeLessThanOrEqual(found.objective + 1e-9);
          expect(found.objective).toBeGreaterThanOrEqual(last - 1e-9);
          last = found.objective;
          // what is told of each place is what the chosen and fixed points reach
          const told = input.weights.reduce(
            (sum, weight, i) => sum + weight * (found.covered[i] as number),
            0,
          );
          close(told, found.objective);
          for (const j of found.chosen)
            expect(
              weightOf(
                input,
                found.chosen.filter((other) => other !== j),
              ),
            ).toBeLessThan(found.objective);
        }
        const { before, attainable, total } = maximalCovering(input, 1, solve).weight;
        close(before, weightOf(input, []));
        close(attainable, weightOf(input, [0, 1, 2, 3, 4, 5, 6, 7]));
        close(
          total,
          input.weights.reduce((sum, weight) => sum + weight, 0),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('one more candidate never lowers what can be covered', () => {
    fc.assert(
      fc.property(anyInput, fc.integer({ min: 1, max: 4 }), (input, p) => {
        const without = { ...input, fixed: input.fixed.slice() };
        const { start, point } = input.pairs;
        const fewer = pairsOf(
          Array.from(input.weights, (_, i) =>
            Array.from(point.subarray(start[i], start[i + 1]))
              .filter((j) => j !== 7)
              .map((j): [number, number] => [j, 100]),
          ),
        );
        const before = maximalCovering({ ...without, pairs: fewer }, p, solve).objective;
        expect(maximalCovering(input, p, solve).objective).toBeGreaterThanOrEqual(before - 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  /** Step by step takes the middle one first and then needs both others. */
  const trap = inputOf(
    [
      [[0], 4],
      [[0, 1], 3],
      [[1, 2], 3],
      [[2], 4],
    ],
    [0, 0, 0],
  );

  test('finds what step by step misses', () => {
    const wider = inputOf(
      [
        [[0], 5],
        [[0, 1], 6],
        [[1, 2], 6],
        [[2], 5],
        [[1], 1],
      ],
      [0, 0, 0],
    );
    const found = maximalCovering(wider, 2, solve);
    expect(found).toMatchObject({ chosen: [0, 2], objective: 22, greedyObjective: 18, status: 'optimal' });
    expect([...found.covered]).toEqual([1, 1, 1, 1, 0]);
  });

  test('a solver out of time leaves the best known and how far it may be off', () => {
    const stopped: SolveMilp = () => ({ status: 'stopped', x: null, bound: 20 });
    const wider = inputOf(
      [
        [[0], 5],
        [[0, 1], 6],
        [[1, 2], 6],
        [[2], 5],
        [[1], 1],
        [[3], 7],
      ],
      [0, 0, 0, 1],
    );
    const found = maximalCovering(wider, 2, stopped);
    expect(found).toMatchObject({ status: 'bound', objective: 25, bound: 27, greedyObjective: 25 });
    expect(found.gap).toBeCloseTo(2 / 27, 12);
  });

  test('progress begins with what is known, and stopping leaves it', () => {
    // every two of nine points share a place, so that rounding alone proves nothing
    const points = Array.from({ length: 9 }, (_, j) => j);
    const knit = inputOf(
      points.flatMap((a) =>
        points.slice(a + 1).map((b): [number[], number] => [[a, b], 100 + ((7 * a + 5 * b) % 11)]),
      ),
      points.map(() => 0),
    );
    const told: CoveringProgress[] = [];
    const found = maximalCovering(knit, 4, solve, { onProgress: (p) => told.push(p) });
    expect(found.status).toBe('optimal');
    const solving = told.filter((p) => p.phase === 'solving');
    expect(solving.length).toBeGreaterThan(0);
    for (const { objective, bound, gap } of solving) {
      expect(objective).toBeGreaterThanOrEqual(found.greedyObjective);
      expect(objective).toBeLessThanOrEqual(found.objective);
      expect(bound).toBeGreaterThanOrEqual(found.objective - 1e-6);
      expect(gap).toBeCloseTo((bound - objective) / bound, 9);
    }
    const stopped = maximalCovering(knit, 4, solve, { isStopped: () => true });
    expect(stopped.status).toBe('bound');
    expect(stopped.objective).toBeGreaterThanOrEqual(stopped.greedyObjective);
    expect(stopped.bound).toBeGreaterThanOrEqual(found.objective);
    expect(stopped.bound).toBeLessThanOrEqual(stopped.weight.attainable);
  });

  test('the solver begins with step by step', () => {
    const asked: (Float64Array | undefined)[] = [];
    const spy: SolveMilp = (model, options) => {
      asked.push(options?.warm);
      return solve(model, options);
    };
    const found = maximalCovering(trap, 1, spy, { seconds: 10 });
    expect(found.objective).toBe(7);
    expect(asked).toEqual([Float64Array.of(1, 1, 0, 0, 1, 0, 0)]);
  });

  test.each([
    ['half a point', 0.5, {}],
    ['fewer than none', -1, {}],
    ['a weight below 0', 1, { weights: Float64Array.of(1, 1, -1, 1) }],
    ['a weight not known', 1, { weights: Float64Array.of(1, 1, Number.NaN, 1) }],
    ['a weight that is as good as none', 1, { weights: Float64Array.of(1, 1, 1e-9, 1) }],
    ['weights of other places', 1, { weights: Float64Array.of(1) }],
    ['a point that is not there', 1, { fixed: Uint8Array.of(0, 0) }],
  ])('%s is refused', (_name, p, input) => {
    expect(() => maximalCovering({ ...trap, ...input }, p, solve)).toThrow(RangeError);
  });
});

describe('fewestPoints', () => {
  test('equals the smallest of all choices that reach the share', () => {
    fc.assert(
      fc.property(anyInput, fc.constantFrom(0.2, 0.5, 0.8, 0.95, 1), (input, share) => {
        const total = input.weights.reduce((sum, weight) => sum + weight, 0);
        const enough = (some: readonly number[]) => weightOf(input, some) >= share * total * (1 - 1e-9);
        const found = fewestPoints(input, share, solve);
        const good = choices(input).filter(enough);
        if (good.length === 0) {
          expect(found.status).toBe('impossible');
          close(found.weight.covered, found.weight.attainable);
          return;
        }
        expect(found.status).toBe('optimal');
        expect(found.objective).toBe(Math.min(...good.map((some) => some.length)));
        expect(found.bound).toBe(found.objective);
        expect(found.chosen).toHaveLength(found.objective);
        expect(enough(found.chosen)).toBe(true);
        expect(found.greedyObjective).toBeGreaterThanOrEqual(found.objective);
      }),
      { numRuns: 150 },
    );
  });

  test('a solver out of time tells how few there could be', () => {
    const stopped: SolveMilp = () => ({ status: 'stopped', x: null, bound: 1.2 });
    // step by step takes 0 first, then 1 and 2 for what is left of theirs
    const places = inputOf(
      [
        [[0, 1], 5],
        [[0, 2], 5],
        [[1], 3],
        [[2], 3],
        [[3], 1],
      ],
      [0, 0, 0, 0],
    );
    expect(fewestPoints(places, 0.9, stopped)).toMatchObject({ status: 'optimal', objective: 2, bound: 2 });
    expect(fewestPoints(places, 1, stopped)).toMatchObject({ status: 'bound', objective: 3, bound: 2 });
    expect(fewestPoints(places, 1, solve)).toMatchObject({
      status: 'optimal',
      objective: 3,
      chosen: [1, 2, 3],
    });
  });

  test.each([0, -0.5, 1.01, Number.NaN])('a share of %d is refused', (share) => {
    expect(() => fewestPoints(inputOf([[[0], 1]], [0]), share, solve)).toThrow(RangeError);
  });
});

interface Expected {
  computed_exact_by_enumeration: {
    mclp_5000_p4: { covered_pop: number; sites: string[]; uncovered_tracts: number };
    lscp_5000: { min_sites: number };
    lscp_8000: { min_sites: number };
  };
}

describeWithReference('covering', ({ text }) => {
  const rows = (name: string) =>
    parse<Record<string, string>>(text(`spopt_sf/${name}`), { columns: true, bom: true });
  const sites = rows('SF_store_site_16_longlat.csv').map(({ NAME }) => NAME as string);
  const tracts = rows('SF_demand_205_centroid_uniform_weight.csv');
  const placeOf = new Map(tracts.map(({ NAME }, i) => [NAME as string, i]));
  const { computed_exact_by_enumeration: expected } = JSON.parse(text('spopt_sf/expected.json')) as Expected;
  const within = (metres: number, weights: Float64Array): CoverInput => {
    const near = tracts.map((): [number, number][] => []);
    for (const row of rows('SF_network_distance_candidateStore_16_censusTract_205_new.csv')) {
      const distance = Number(row.distance);
      if (distance <= metres)
        near[placeOf.get(row.DestinationName as string) as number]?.push([
          sites.indexOf(row.name as string),
          distance,
        ]);
    }
    for (const row of near) row.sort(([a], [b]) => a - b);
    return { pairs: pairsOf(near), weights, fixed: new Uint8Array(sites.length) };
  };
  const people = Float64Array.from(tracts, ({ POP2000 }) => Number(POP2000));
  const alike = new Float64Array(tracts.length).fill(1);

  test('maximal covering of 5000 m by four', () => {
    const found = maximalCovering(within(5000, people), 4, solve);
    const { covered_pop, sites: chosen, uncovered_tracts } = expected.mclp_5000_p4;
    expect(found.status).toBe('optimal');
    expect(found.objective).toBe(covered_pop);
    expect(found.chosen.map((j) => sites[j] as string).sort()).toEqual(chosen);
    expect(found.covered.filter((isCovered) => !isCovered)).toHaveLength(uncovered_tracts);
  });

  test.each([
    [5000, expected.lscp_5000.min_sites],
    [8000, expected.lscp_8000.min_sites],
  ])('fewest points for all within %d m', (metres, fewest) => {
    const found = fewestPoints(within(metres, alike), 1, solve);
    expect(found.status).toBe('optimal');
    expect(found.objective).toBe(fewest);
    expect(found.covered.every((isCovered) => isCovered)).toBe(true);
  });
});
