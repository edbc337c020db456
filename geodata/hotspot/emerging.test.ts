import { describe, expect, test } from 'vitest';
import { createRandom } from '#geodata/divide/random.ts';
import { courseOf, emergingHotspots } from './emerging.ts';
import { giStar, REASONS } from './giStar.ts';
import { apart, chessboard, neighboursOf, rowsOf } from './hotspotFixture.ts';
import { hotspots } from './hotspots.ts';
import type { Neighbours } from './neighbours.ts';
import { NO_BIN } from './significance.ts';
import { normalTwoSided } from './tails.ts';

const NO = Number.NaN;

/** Steps as letters: H and h are hot at 0.01 and 0.05, w is warm (0.10 only), C, c, k the same for cold, . neither. */
const BINS: Record<string, number> = { H: 3, h: 2, w: 1, '.': 0, k: -1, c: -2, C: -3 };
const bins = (steps: string) => Array.from(steps, (letter) => BINS[letter] as number);
const mirror = (steps: string) =>
  Array.from(steps, (letter) => ({ H: 'C', h: 'c', w: 'k', k: 'w', c: 'h', C: 'H' })[letter] ?? letter).join(
    '',
  );

describe('courseOf', () => {
  test.each([
    // each class and its nearest miss
    ['new', '.........h', 0, 'new'],
    ['only warm at the end', '.........w', 0, 'none'],
    ['hot in the last step and once before', '..h......h', 0, 'sporadic'],
    ['new after cold', '..c......h', 0, 'new'],
    ['intensifying', 'hhhhhhhhhH', 1, 'intensifying'],
    ['nine of ten, last hot, up', '.hhhhhhhhh', 1, 'intensifying'],
    ['eight of ten, last hot, up', '..hhhhhhhh', 1, 'consecutive'],
    ['diminishing', 'Hhhhhhhhhh', -1, 'diminishing'],
    ['nine of ten, last hot, down', 'HHHH.hhhhh', -1, 'diminishing'],
    ['persistent', 'hhhhhhhhhh', 0, 'persistent'],
    ['nine of ten, last hot, no trend', 'hhhhhwhhhh', 0, 'persistent'],
    ['eight of ten with gaps', 'hh.hhw hhhh'.replace(' ', ''), 0, 'sporadic'],
    ['historical', 'hhhhhhhhh.', 0, 'historical'],
    ['historical, whatever the trend', 'hhhhhhhhhw', -1, 'historical'],
    ['eight of ten, last not', '.hhhhhhhh.', 0, 'none'],
    ['eleven steps: nine are not 90 %', 'hhhhhhhhhw.', 0, 'none'],
    ['twenty steps: eighteen are 90 %', '..hhhhhhhhhhhhhhhhhh', 0, 'persistent'],
    ['twenty steps: seventeen are not', '...hhhhhhhhhhhhhhhhh', 0, 'consecutive'],
    ['consecutive', '........hh', 0, 'consecutive'],
    ['a run, but hot once before', 'h.......hh', 0, 'sporadic'],
    ['a run after cold is still one run', 'c.......hh', 0, 'consecutive'],
    ['a run that ended', '.......hh.', 0, 'none'],
    ['oscillating', 'h..c....hh', 0, 'oscillating'],
    ['once cool only', 'h..k....hh', 0, 'sporadic'],
    ['sporadic', '.h.h.h.h.h', 0, 'sporadic'],
    ['on and off, last not', 'h.h.h.h.h.', 0, 'none'],
    ['never anything', '..........', 1, 'none'],
  ])('%s: %s', (_name, steps, trend, pattern) => {
    const of = (side: 'hot' | 'cold') => (pattern === 'none' ? 'none' : { side, pattern });
    expect(courseOf(bins(steps), trend)).toEqual(of('hot'));
    expect(courseOf(bins(mirror(steps)), -trend)).toEqual(of('cold'));
  });

  test('the last step decides the side: hot nearly always and cold at last is a new cold spot', () => {
    expect(courseOf(bins('hhhhhhhhhc'), 0)).toEqual({ side: 'cold', pattern: 'new' });
    expect(courseOf(bins('hchchchchc'), 0)).toEqual({ side: 'cold', pattern: 'oscillating' });
    expect(courseOf(bins('ccccccccc.'), 0)).toEqual({ side: 'cold', pattern: 'historical' });
  });
});

/** Cells times steps as one list of cells: itself and its neighbours now and a step ago. */
function unfold(cells: Neighbours, steps: number): Neighbours {
  const rows = rowsOf(cells);
  return neighboursOf(
    Array.from({ length: rows.length * steps }, (_, at) => {
      const [step, cell] = [Math.floor(at / rows.length), at % rows.length];
      const near = rows[cell] ?? [];
      const now = near.map((other) => step * rows.length + other);
      const before = [cell, ...near].map((other) => (step - 1) * rows.length + other);
      return step === 0 ? now : [...now, ...before];
    }),
  );
}

describe('emergingHotspots', () => {
  const board = chessboard(8, 8);
  const STEPS = 12;
  const random = createRandom(3);
  const values = Float64Array.from({ length: 64 * STEPS }, () => Math.floor(20 * random()));

  test('Gi* with neighbours in this step and the one before, over all cells and steps', () => {
    const withGaps = values.map((value, i) => (i % 11 === 0 ? NO : value));
    const found = emergingHotspots(board, STEPS, { kind: 'measure', values: withGaps });
    const known = giStar(unfold(board, STEPS), withGaps);
    expect(found.n).toBe(known.n);
    expect([...found.reason]).toEqual([...known.reason]);
    const there = (column: Float64Array) => column.filter((value) => !Number.isNaN(value));
    expect(there(found.z)).toHaveLength(known.n);
    expect(apart(there(found.z), there(known.z))).toBeLessThan(1e-9);
    expect(apart(there(found.p), there(known.z).map(normalTwoSided))).toBeLessThan(1e-9);
  });

  test('a corner that rises, a heap in the last step only, and all others', () => {
    const counts = new Float64Array(64 * STEPS).fill(3);
    for (let step = 0; step < STEPS; step++)
      for (const cell of [0, 1, 8, 9]) counts[step * 64 + cell] = 20 + 4 * step;
    for (const cell of [54, 55, 62, 63]) counts[(STEPS - 1) * 64 + cell] = 40;
    const { courses, trendP, bin } = emergingHotspots(board, STEPS, { kind: 'count', counts });
    expect(courses[0]).toEqual({ side: 'hot', pattern: 'intensifying' });
    expect(trendP[0]).toBeLessThan(0.001);
    expect(courses[63]).toEqual({ side: 'hot', pattern: 'new' });
    expect(courses[36]).toBe('none');
    expect(bin[63]).toBeLessThanOrEqual(0);
  });

  test('nine steps say nothing', () => {
    const found = emergingHotspots(board, 9, { kind: 'count', counts: values.slice(0, 64 * 9) });
    expect(new Set(found.courses)).toEqual(new Set(['fewSteps']));
    expect(found.z[0]).not.toBeNaN();
  });

  test('gaps are left out; a gap at the end, or more than two, leave nothing to say', () => {
    const withGaps = values.slice();
    const gap = (cell: number, steps: number[]) => {
      for (const step of steps) withGaps[step * 64 + cell] = NO;
    };
    gap(5, [3, 4]);
    gap(20, [3, 4, 5]);
    gap(30, [STEPS - 1]);
    const { courses, trendZ, bin } = emergingHotspots(board, STEPS, { kind: 'count', counts: withGaps });
    expect(courses[20]).toBe('fewSteps');
    expect(courses[30]).toBe('noData');
    expect(typeof courses[5] === 'object' || courses[5] === 'none').toBe(true);
    expect(trendZ[5]).not.toBeNaN();
    expect(trendZ[20]).toBeNaN();
    expect(bin[3 * 64 + 5]).toBe(NO_BIN);
  });

  test('an island keeps z and has no course, though it has itself a step ago', () => {
    const lonely = neighboursOf(rowsOf(board).map((row, i) => (i === 63 ? [] : row.filter((j) => j !== 63))));
    const { z, bin, reason, courses } = emergingHotspots(lonely, STEPS, { kind: 'count', counts: values });
    const last = STEPS * 64 - 1;
    expect(z[last]).not.toBeNaN();
    expect(bin[last]).toBe(NO_BIN);
    expect(REASONS[reason[last] ?? 0]).toBe('noNeighbour');
    expect(courses[63]).toBe('noNeighbour');
  });

  test('equal values, no data, no cells, no steps: why nothing is said', () => {
    const same = new Float64Array(64 * STEPS).fill(2);
    expect(emergingHotspots(board, STEPS, { kind: 'count', counts: same }).courses[0]).toBe('equalValues');
    const none = same.map(() => NO);
    expect(emergingHotspots(board, STEPS, { kind: 'count', counts: none }).courses[0]).toBe('noData');
    const empty = { kind: 'count', counts: new Float64Array() } as const;
    expect(emergingHotspots(chessboard(0, 0), STEPS, empty).courses).toEqual([]);
    expect(emergingHotspots(board, 0, empty).courses).toEqual(new Array(64).fill('fewSteps'));
    const few = { kind: 'count', counts: Float64Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12) } as const;
    expect(emergingHotspots(neighboursOf([[]]), 12, few).courses).toEqual(['fewCells']);
    expect(() => emergingHotspots(board, 11, { kind: 'count', counts: same })).toThrow(RangeError);
  });

  test('rates and counts: p and bins as of one list of cells and steps', () => {
    const per = Float64Array.from({ length: 64 * STEPS }, () => 20 + Math.floor(200 * random()));
    const counts = per.map((d, i) => Math.floor(0.2 * d * random()) + (i % 64 < 4 ? 30 : 0));
    per[100] = 0;
    for (const values of [{ kind: 'rate', counts, per } as const, { kind: 'count', counts } as const]) {
      const found = emergingHotspots(board, STEPS, values);
      const known = hotspots(unfold(board, STEPS), values);
      expect(new Set(found.pMethod)).toEqual(new Set([0, 1]));
      expect([...found.pMethod]).toEqual([...known.pMethod]);
      expect([...found.bin]).toEqual([...known.bin]);
      expect(found.bin.some((value) => value === 3)).toBe(true);
      found.p.forEach((p, i) => {
        if (i !== 100 || values.kind === 'count') expect(p).toBeCloseTo(known.p[i] as number, 9);
        else expect(p).toBeNaN();
      });
    }
  });
});
