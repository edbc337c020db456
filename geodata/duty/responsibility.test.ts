import { describe, expect, test } from 'vitest';
import { TreeVersions } from '#geodata/duty/places.ts';
import { answering, answeringAll, responsibility } from '#geodata/duty/responsibility.ts';
import type { AssignmentSpan } from '#geodata/duty/types.ts';
import { LEVELS, type Level } from '#geodata/model.ts';
import { areas, assigned, day, TREES } from '#geodata/testing/duty.ts';

const on = day('2026-11-30');
const held = (spans: Record<string, AssignmentSpan[]>) => new Map(Object.entries(spans));
const since = (officer: string) => assigned(officer, '2026-01-01');

describe('who answers for a subject', () => {
  const answered = (area: string, upTo: Level, home = 'b1') =>
    responsibility(TREES, held({ [area]: [since('o')] }), [], [home], upTo).answeredOn(on, home);

  test('one assigned to the subject itself, wherever it lives', () => {
    const own = [assigned('o', '2026-11-01', '2026-11-30')];
    const { answeredOn } = responsibility(TREES, new Map(), own, ['g1'], 'grid');
    const at = (text: string) => answeredOn(day(text), 'g1');
    expect(['2026-10-31', '2026-11-01', '2026-11-30', '2026-12-01'].map(at)).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(answeredOn(on, 'nowhere')).toBe(true);
  });

  test.each([
    ['building', ['b1']],
    ['grid', ['b1', 'g1']],
    ['community', ['b1', 'g1', 'c1']],
    ['town', ['b1', 'g1', 'c1', 't1']],
    ['district', ['b1', 'g1', 'c1', 't1', 'd']],
  ] as const)('up to a %s those of %j count and none above', (upTo, expected) => {
    expect(['b1', 'g1', 'c1', 't1', 'd'].filter((area) => answered(area, upTo))).toEqual(expected);
  });

  test('those of its own area count however high it lies', () => {
    expect(answered('c1', 'grid', 'c1')).toBe(true);
    expect(answered('t1', 'grid', 'c1')).toBe(false);
    expect(answered('d', 'grid', 'd')).toBe(true);
  });

  test('those of a neighbour or of an area below do not', () => {
    expect(answered('g2', 'district')).toBe(false);
    expect(answered('b1', 'district', 'g1')).toBe(false);
  });

  test('a level lower down never finds more', () => {
    for (const area of ['b1', 'g1', 'c1', 't1', 'd'])
      for (let i = 1; i < LEVELS.length; i++)
        expect(answered(area, LEVELS[i]!) && !answered(area, LEVELS[i - 1]!)).toBe(false);
  });

  test('zones over a zone count at any level named', () => {
    expect(answered('z0', 'grid', 'z1')).toBe(true);
  });
});

describe('as the tree changes', () => {
  // From July on g3 lies in c1; before, in c2.
  const trees = new TreeVersions([
    { from: day('2026-01-01'), nodes: areas() },
    { from: day('2026-07-01'), nodes: areas({ c2: null, g3: 'c1' }) },
  ]);

  test('the ancestors are those of the day', () => {
    const of = (community: string) =>
      responsibility(trees, held({ [community]: [since('o')] }), [], ['g3'], 'community');
    const at = (community: string) =>
      ['2026-06-30', '2026-07-01'].map((text) => of(community).answeredOn(day(text), 'g3'));
    expect(at('c2')).toEqual([true, false]);
    expect(at('c1')).toEqual([false, true]);
  });

  test('the days of change are those of the assignments that bear on it in any version, and of the tree', () => {
    const assignments = held({
      c1: [assigned('a', '2026-02-01', '2026-02-28')],
      c2: [assigned('b', '2026-03-01', '2026-03-31')],
      g1: [assigned('c', '2026-04-01', '2026-04-30')],
      t1: [assigned('d', '2026-05-01', '2026-05-31')],
    });
    const own = [assigned('e', '2026-08-01', '2026-08-31')];
    const { changes } = responsibility(trees, assignments, own, ['g3'], 'community');
    expect([...changes()].sort((a, b) => a - b)).toEqual(
      ['2026-02-01', '2026-02-28', '2026-03-01', '2026-03-31', '2026-07-01', '2026-08-01', '2026-08-31'].map(
        day,
      ),
    );
  });
});

describe('by name', () => {
  const assignments = held({
    g1: [since('a'), since('b'), assigned('gone', '2026-01-01', '2026-10-31')],
    c1: [since('c')],
    t1: [since('t')],
  });
  const nodes = TREES.newest;
  const names = (spans: Iterable<AssignmentSpan>) => [...spans].map(({ officer }) => officer);

  test('its own come before all others, or else those of the nearest area that has any', () => {
    const nearest = (own: AssignmentSpan[], home: string, upTo: Level = 'community') =>
      names(answering(nodes, assignments, own, home, on, upTo));
    expect(nearest([since('own')], 'g1')).toEqual(['own']);
    expect(nearest([assigned('past', '2026-01-01', '2026-01-31')], 'g1')).toEqual(['a', 'b']);
    expect(nearest([], 'b1')).toEqual(['a', 'b']);
    expect(nearest([], 'g2')).toEqual(['c']);
    expect(nearest([], 'g2', 'grid')).toEqual([]);
    expect(nearest([], 'g3')).toEqual([]);
  });

  test('all of them are named from the nearest up to the level', () => {
    const all = (upTo: Level) => names(answeringAll(nodes, assignments, [since('own')], 'g1', on, upTo));
    expect(all('grid')).toEqual(['own', 'a', 'b']);
    expect(all('community')).toEqual(['own', 'a', 'b', 'c']);
    expect(all('district')).toEqual(['own', 'a', 'b', 'c', 't']);
  });
});
