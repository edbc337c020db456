import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { floatingCatchment, supplyOf } from './catchment.ts';
import { type Decay, LUO_QI_STEPS, weightOf } from './decay.ts';
import { pairsOf } from './reachFixture.ts';

/** The second place reaches both points, the others one each. */
const pairs = pairsOf([
  [[0, 100]],
  [
    [0, 200],
    [1, 400],
  ],
  [[1, 800]],
  [],
]);
const demand = Float64Array.of(100, 50, 150, 10);

describe('the plain method', () => {
  test('worked by hand', () => {
    // R0 = 30 / (100 + 50) = 0.2, R1 = 10 / (50 + 150) = 0.05; the second place has both
    const supply = Float64Array.of(30, 10);
    const found = floatingCatchment({ pairs, demand, supply });
    expect([...found.ratio]).toEqual([0.2, 0.05]);
    expect([...found.access]).toEqual([200, 250, 50, 0]);
    expect(found.unknownPoints).toBe(0);
    expect([...floatingCatchment({ pairs, demand, supply }, { per: 1 }).access]).toEqual([
      0.2, 0.25, 0.05, 0,
    ]);
  });

  test('a point of unknown supply is left out and told', () => {
    const found = floatingCatchment({ pairs, demand, supply: Float64Array.of(30, Number.NaN) });
    expect([...found.access]).toEqual([200, 200, 0, 0]);
    expect(found.unknownPoints).toBe(1);
    expect([...found.hasUnknown]).toEqual([0, 1, 1, 0]);
    expect(found.ratio[1]).toBeNaN();
  });

  test('a point in whose reach nobody lives has no ratio', () => {
    const empty = Float64Array.of(0, 0, 0, 0);
    const found = floatingCatchment({ pairs, demand: empty, supply: Float64Array.of(30, 10) });
    expect([...found.access, ...found.ratio]).toEqual([0, 0, 0, 0, Number.NaN, Number.NaN]);
  });
});

const rows = fc.array(
  fc.tuple(
    fc.double({ min: 0.1, max: 5000, noNaN: true }),
    fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.double({ min: 0, max: 900, noNaN: true })), {
      selector: ([point]) => point,
      maxLength: 6,
    }),
  ),
  { maxLength: 20 },
);
const decays: Decay[] = [
  { kind: 'binary' },
  { kind: 'gaussian', reach: 1000 },
  { kind: 'power', exponent: 1.5 },
  { kind: 'stepped', steps: LUO_QI_STEPS, reach: 1000 },
];

test.each(decays)('what all receive is what the reached points offer, $kind', (decay) => {
  fc.assert(
    fc.property(
      rows,
      fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 6, maxLength: 6 }),
      fc.boolean(),
      (places, offered, isChosen) => {
        const supply = Float64Array.from(offered);
        const people = Float64Array.from(places, ([count]) => count);
        const near = pairsOf(places.map(([, row]) => row));
        const found = floatingCatchment(
          { pairs: near, demand: people, supply },
          { decay, per: 1, ...(isChosen && { choice: near }) },
        );
        const received = found.access.reduce((sum, a, i) => sum + a * (people[i] as number), 0);
        const reached = supply.reduce((sum, s, j) => sum + (Number.isNaN(found.ratio[j]) ? 0 : s), 0);
        expect(Math.abs(received - reached)).toBeLessThan(1e-9 * (1 + reached));
      },
    ),
  );
});

describe('decay', () => {
  test('Gaussian: 1 at the point, 0 at the reach, by hand between', () => {
    const weight = weightOf({ kind: 'gaussian', reach: Float64Array.of(1000, 3000) }, 2);
    expect(weight(0, 0)).toBe(1);
    expect(weight(0, 1000)).toBe(0);
    expect(weight(0, 2000)).toBe(0);
    // (exp(-0.125) - exp(-0.5)) / (1 - exp(-0.5)) = (0.8824969 - 0.6065307) / 0.3934693
    expect(weight(0, 500)).toBeCloseTo(0.7013665, 6);
    expect(weight(1, 1500)).toBe(weight(0, 500));
  });

  test('steps hold up to their end, nothing beyond the last', () => {
    const weight = weightOf({ kind: 'stepped', steps: LUO_QI_STEPS, reach: 900 }, 1);
    expect([0, 300, 301, 600, 601, 900, 901].map((metres) => weight(0, metres))).toEqual([
      1, 1, 0.68, 0.68, 0.22, 0.22, 0,
    ]);
  });

  test('the inverse power takes what is next door as 1 m', () => {
    const weight = weightOf({ kind: 'power', exponent: 2 }, 1);
    expect([0, 0.5, 1, 10].map((metres) => weight(0, metres))).toEqual([1, 1, 1, 0.01]);
    expect(weightOf({ kind: 'power', exponent: 1, least: 50 }, 1)(0, 3)).toBe(1 / 50);
  });

  test.each<[string, Decay]>([
    ['no reach', { kind: 'gaussian', reach: 0 }],
    ['a reach too many', { kind: 'gaussian', reach: Float64Array.of(1, 1) }],
    ['a negative exponent', { kind: 'power', exponent: -1 }],
    ['no least distance', { kind: 'power', exponent: 1, least: 0 }],
    ['no steps', { kind: 'stepped', steps: [], reach: 1 }],
    [
      'steps that fall',
      {
        kind: 'stepped',
        steps: [
          { to: 0.5, weight: 1 },
          { to: 0.4, weight: 0.5 },
        ],
        reach: 1,
      },
    ],
    ['a weight above 1', { kind: 'stepped', steps: [{ to: 1, weight: 2 }], reach: 1 }],
  ])('%s is refused', (_name, decay) => {
    expect(() => weightOf(decay, 1)).toThrow(RangeError);
  });
});

test('supply is capacity by hours, and unknown when either is', () => {
  expect(supplyOf(10, 40)).toBe(10);
  expect(supplyOf(10, 20)).toBe(5);
  expect(supplyOf(10, 0)).toBe(0);
  expect(supplyOf(null, 40)).toBeNaN();
  expect(supplyOf(10, null)).toBeNaN();
});

test.each([
  ['demand of another length', { demand: Float64Array.of(1) }, {}],
  ['negative demand', { demand: Float64Array.of(1, 1, -1, 1) }, {}],
  ['demand not known', { demand: Float64Array.of(1, 1, Number.NaN, 1) }, {}],
  ['negative supply', { supply: Float64Array.of(1, -1) }, {}],
  ['a point that is not there', { supply: Float64Array.of(1) }, {}],
  ['choices of other places', {}, { choice: pairsOf([]) }],
  ['access per nothing', {}, { per: 0 }],
])('%s is refused', (_name, input, options) => {
  const whole = { pairs, demand, supply: Float64Array.of(30, 10), ...input };
  expect(() => floatingCatchment(whole, options)).toThrow(RangeError);
});

interface Scenario {
  cost_origin_dest: [number, number, number][];
  expected_2sfca_gravity_minus1_maxcost61: Record<string, number>;
  expected_2sfca_binary_maxcost61: Record<string, number>;
  access_pkg: { t_doc: Record<string, number> };
}

describeWithReference('catchment', ({ text }) => {
  const { tracts, scenarios } = JSON.parse(text('hospital_example.json')) as {
    tracts: { geoid: number; pop: number; doc: number }[];
    scenarios: Record<string, Scenario>;
  };
  const people = Float64Array.from(tracts, ({ pop }) => pop);
  const supply = Float64Array.from(tracts, ({ doc }) => doc);
  const costs = ({ cost_origin_dest }: Scenario, most: number) =>
    pairsOf(
      tracts.map(({ geoid }) =>
        tracts.flatMap((to, j) =>
          cost_origin_dest
            .filter(([a, b, cost]) => a === geoid && b === to.geoid && cost <= most)
            .map(([, , cost]): [number, number] => [j, cost]),
        ),
      ),
    );
  const inOrder = (expected: Record<string, number>) => tracts.map(({ geoid }) => expected[geoid] as number);
  const expectClose = (found: Float64Array, expected: Record<string, number>) => {
    inOrder(expected).forEach((value, i) => {
      expect(Math.abs((found[i] as number) / value - 1)).toBeLessThan(1e-9);
    });
    expect(found).toHaveLength(3);
  };
  const gravity: Decay = { kind: 'power', exponent: 1 };

  test.each(Object.entries(scenarios))('%s', (_name, scenario) => {
    const near = { pairs: costs(scenario, 61), demand: people, supply };
    expectClose(
      floatingCatchment(near, { decay: gravity, per: 1 }).access,
      scenario.expected_2sfca_gravity_minus1_maxcost61,
    );
    expectClose(floatingCatchment(near, { per: 1 }).access, scenario.expected_2sfca_binary_maxcost61);
    expectClose(
      floatingCatchment(near, { per: 1000 }).access.map((a) => a / 1000),
      scenario.expected_2sfca_binary_maxcost61,
    );
    // the three-step figures choose among all, however far
    const choice = costs(scenario, Infinity);
    const chosen = floatingCatchment(near, { decay: gravity, per: 1, choice });
    expectClose(chosen.access, scenario.access_pkg.t_doc);
  });

  test('four scenarios', () => expect(Object.keys(scenarios)).toHaveLength(4));
});
