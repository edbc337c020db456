import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRandom } from '#geodata/divide/random.ts';
import { SILENCE_REASONS, type SilenceInput, silenceSpots } from './silence.ts';

const NO = Number.NaN;

interface Cell {
  peer: number;
  households: number;
  visits: number;
  found: number;
  others: number;
}
const columns = (cells: readonly Cell[]): SilenceInput => ({
  peers: cells.map(({ peer }) => peer),
  households: Float64Array.from(cells, ({ households }) => households),
  visits: Float64Array.from(cells, ({ visits }) => visits),
  found: Float64Array.from(cells, ({ found }) => found),
  others: Float64Array.from(cells, ({ others }) => others),
});
const cell = (part: Partial<Cell> = {}): Cell => ({
  peer: 0,
  households: 100,
  visits: 50,
  found: 10,
  others: 4,
  ...part,
});

/** The definition read off line by line: quantiles by sorting, Poisson from 0 up, the correction by sorting. */
function recount(cells: readonly Cell[]): { silent: boolean; contradicted: boolean }[] {
  const ok = ({ households, visits, found }: Cell) => households > 0 && !Number.isNaN(visits + found);
  const at = (list: number[], share: number): number => {
    const sorted = [...list].sort((a, b) => a - b);
    const k = (sorted.length - 1) * share;
    const [low = 0, high = 0] = [sorted[Math.floor(k)], sorted[Math.ceil(k)]];
    return low + (high - low) * (k % 1);
  };
  const p = cells.map((one) => {
    if (!ok(one)) return null;
    const mates = cells.filter((other) => ok(other) && other.peer === one.peer);
    const bound = at(
      mates.map(({ visits, households }) => visits / households),
      0.75,
    );
    const total = (of: 'found' | 'visits') => mates.reduce((sum, mate) => sum + mate[of], 0);
    const mean = (one.visits * total('found')) / total('visits');
    if (one.visits / one.households < bound - 1e-12 || !(mean >= 3)) return null;
    let [term, sum] = [Math.exp(-mean), 0];
    for (let k = 0; k <= one.found; k++) {
      sum += term;
      term *= mean / (k + 1);
    }
    return sum;
  });
  const tested = p.filter((value) => value !== null).sort((a, b) => a - b);
  const last = tested.findLastIndex((value, k) => value <= (0.05 * (k + 1)) / tested.length);
  return cells.map((one, i) => {
    const silent = last >= 0 && p[i] !== null && (p[i] as number) <= (tested[last] as number);
    const usual = cells
      .filter((other) => ok(other) && other.peer === one.peer && !Number.isNaN(other.others))
      .map(({ others, households }) => others / households);
    const contradicted = silent && one.others > 0 && one.others / one.households >= at(usual, 0.5);
    return { silent, contradicted };
  });
}
const answers = (cells: readonly Cell[]) => {
  const { silent, contradicted } = silenceSpots(columns(cells));
  return cells.map((_, i) => ({ silent: silent[i] === 1, contradicted: contradicted[i] === 1 }));
};

describe('silenceSpots', () => {
  // ten ordinary cells and one that is visited twice as often
  const ordinary = Array.from({ length: 10 }, () => cell());
  const reasonOf = (one: Partial<Cell>) => {
    const found = silenceSpots(columns([...ordinary, cell(one)]));
    return { found, why: SILENCE_REASONS[found.reason[10] ?? 0], silent: found.silent[10] };
  };

  test('visited often, nothing found', () => {
    const { found, why, silent } = reasonOf({ visits: 100, found: 0, others: 0 });
    expect(why).toBe('tested');
    expect(silent).toBe(1);
    expect(found.expected[10]).toBeCloseTo((100 * 100) / 600, 12);
    expect(found.p[10]).toBeCloseTo(Math.exp(-(100 * 100) / 600), 15);
    expect(found.contradicted[10]).toBe(0);
  });

  test('the nearest misses: found as elsewhere, not visited often, too little expected', () => {
    expect(reasonOf({ visits: 100, found: 15 })).toMatchObject({ why: 'tested', silent: 0 });
    expect(reasonOf({ visits: 40, found: 0 })).toMatchObject({ why: 'fewVisits', silent: 0 });
    // as often for each household, but only 12 visits: 2.0 expected
    expect(reasonOf({ households: 10, visits: 12, found: 0 })).toMatchObject({
      why: 'fewExpected',
      silent: 0,
    });
  });

  test('contradicted from the median of other sources on, by households, and not by nothing', () => {
    const of = (others: number, rest: Partial<Cell> = {}) =>
      silenceSpots(
        columns([...ordinary.map((one) => ({ ...one, ...rest })), cell({ visits: 100, found: 0, others })]),
      ).contradicted[10];
    expect(of(4)).toBe(1);
    expect(of(3)).toBe(0);
    expect(of(0, { others: 0 })).toBe(0);
    expect(of(1, { others: 0 })).toBe(1);
    expect(of(NO)).toBe(0);
    expect(of(4, { others: NO })).toBe(1);
  });

  test('peers are compared with peers', () => {
    // the second class finds little everywhere: its quiet cell is nothing special
    const second = Array.from({ length: 10 }, () => cell({ peer: 1, found: 1 }));
    const quiet = cell({ peer: 1, visits: 100, found: 0 });
    const loud = cell({ peer: 0, visits: 100, found: 0 });
    const { silent, reason } = silenceSpots(columns([...ordinary, ...second, quiet, loud]));
    expect([silent[20], silent[21]]).toEqual([0, 1]);
    expect(SILENCE_REASONS[reason[20] ?? 0]).toBe('fewExpected');
  });

  test('no households, nothing known, nothing at all', () => {
    expect(reasonOf({ households: 0 }).why).toBe('noData');
    expect(reasonOf({ households: NO }).why).toBe('noData');
    expect(reasonOf({ visits: NO }).why).toBe('noData');
    expect(reasonOf({ found: NO }).why).toBe('noData');
    expect(silenceSpots(columns([]))).toMatchObject({ threshold: null });
    const unvisited = silenceSpots(columns([cell({ visits: 0, found: 0 })]));
    expect(SILENCE_REASONS[unvisited.reason[0] ?? 0]).toBe('fewExpected');
    expect(unvisited.silent[0]).toBe(0);
  });

  test('what cannot be is refused', () => {
    for (const part of [{ visits: -1 }, { found: 0.5 }, { households: -2 }, { others: Infinity }])
      expect(() => silenceSpots(columns([cell(part)]))).toThrow(RangeError);
    expect(() => silenceSpots({ ...columns([cell()]), others: new Float64Array(2) })).toThrow(RangeError);
  });

  test('equals a plain recount', () => {
    const anyCell = fc.record<Cell>({
      peer: fc.nat(2),
      households: fc.integer({ min: 0, max: 60 }),
      visits: fc.oneof(fc.nat(200), fc.constant(NO)),
      found: fc.oneof(fc.nat(30), fc.constant(0)),
      others: fc.oneof(fc.nat(10), fc.constant(NO)),
    });
    let spots = 0;
    fc.assert(
      fc.property(fc.array(anyCell, { minLength: 1, maxLength: 40 }), (cells) => {
        const known = recount(cells);
        spots += known.filter(({ silent }) => silent).length;
        expect(answers(cells)).toEqual(known);
      }),
      { numRuns: 300 },
    );
    expect(spots).toBeGreaterThan(50);
  });

  test('where nobody keeps silent hardly anyone is accused', () => {
    const random = createRandom(8);
    let accused = 0;
    for (let round = 0; round < 100; round++) {
      const cells = Array.from({ length: 200 }, (_, i) => {
        const visits = Math.floor(20 + 80 * random());
        let found = 0;
        for (let k = 0; k < visits; k++) if (random() < 0.1) found++;
        return cell({ peer: i % 2, visits, found });
      });
      if (answers(cells).some(({ silent }) => silent)) accused++;
    }
    expect(accused).toBeLessThanOrEqual(7);
  });
});
