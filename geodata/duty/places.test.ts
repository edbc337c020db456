import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowestHolding, TreeVersions, upFrom } from '#geodata/duty/places.ts';
import { areas, day, TREES } from '#geodata/testing/duty.ts';

const nodes = areas();
const first = areas();
const second = areas({ c2: 't2' });
const third = areas({ c2: null, g3: 'c1' });
const on = (trees: TreeVersions, text: string) => trees.on(day(text));

describe('the versions of the tree', () => {
  const trees = new TreeVersions([
    { from: day('2026-01-01'), nodes: first },
    { from: day('2026-07-01'), nodes: second },
    { from: day('2026-10-01'), nodes: third },
  ]);

  test('the one in force is the last that begins by the day', () => {
    expect(on(trees, '2026-06-30')).toBe(first);
    expect(on(trees, '2026-07-01')).toBe(second);
    expect(on(trees, '2026-09-30')).toBe(second);
    expect(on(trees, '2030-01-01')).toBe(third);
    expect(trees.newest).toBe(third);
  });

  test('the first holds for all days before it', () => {
    expect(on(trees, '2025-12-31')).toBe(first);
    expect(trees.on(-1e6)).toBe(first);
  });

  test('the days of change are those of the later versions', () => {
    expect(trees.changes).toEqual([day('2026-07-01'), day('2026-10-01')]);
    expect(TREES.changes).toEqual([]);
  });

  test('of two that begin on one day the later holds', () => {
    const mended = new TreeVersions([
      { from: day('2026-01-01'), nodes: first },
      { from: day('2026-07-01'), nodes: second },
      { from: day('2026-07-01'), nodes: third },
    ]);
    expect(on(mended, '2026-07-01')).toBe(third);
    expect(on(mended, '2026-06-30')).toBe(first);
    expect(mended.changes).toEqual([day('2026-07-01')]);
  });

  test('a first version that is replaced on its day is as if it had never been', () => {
    const from = day('2026-01-01');
    const mended = new TreeVersions([
      { from, nodes: first },
      { from, nodes: second },
    ]);
    expect(on(mended, '2020-01-01')).toBe(second);
    expect(mended.changes).toEqual([]);
    expect(mended.during(0, 1)).toEqual([{ from, nodes: second }]);
  });

  test('those whose days overlap a range, both ends included', () => {
    const during = (from: string, to: string) => trees.during(day(from), day(to)).map((each) => each.nodes);
    expect(during('2026-06-30', '2026-06-30')).toEqual([first]);
    expect(during('2026-06-30', '2026-07-01')).toEqual([first, second]);
    expect(during('2026-10-01', '2026-12-31')).toEqual([third]);
    expect(during('1999-01-01', '1999-12-31')).toEqual([first]);
  });

  test('every code that was ever in it', () => {
    expect(trees.codes().has('c2')).toBe(true);
    expect(trees.newest.has('c2')).toBe(false);
  });

  test('before the first boundaries there is nothing', () => {
    const none = new TreeVersions([]);
    expect(none.on(0).size + none.newest.size + none.codes().size).toBe(0);
    expect(none.changes).toEqual([]);
  });

  test('every day has just one of them', () => {
    const starts = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(starts, fc.integer({ min: -60, max: 60 }), (froms, asked) => {
        const versions = froms.toSorted((a, b) => a - b).map((from) => ({ from, nodes: areas() }));
        const all = new TreeVersions(versions);
        const expected = versions.findLast(({ from }) => from <= asked)?.nodes;
        const earliest = versions.findLast(({ from }) => from === versions[0]!.from)!.nodes;
        expect(all.on(asked)).toBe(expected ?? earliest);
        expect(all.during(asked, asked).map((each) => each.nodes)).toEqual([all.on(asked)]);
      }),
    );
  });
});

describe('upwards', () => {
  test('an area comes before its ancestors', () => {
    expect([...upFrom(nodes, 'b1')]).toEqual(['b1', 'g1', 'c1', 't1', 'd']);
    expect([...upFrom(nodes, 'd')]).toEqual(['d']);
    expect([...upFrom(nodes, 'z1')]).toEqual(['z1', 'z0']);
  });

  test('an area that is not in the tree has none, not even itself', () => {
    expect([...upFrom(nodes, 'g9')]).toEqual([]);
  });
});

describe('the lowest area that holds all', () => {
  test.each([
    [['g1'], 'g1'],
    [['g1', 'g1'], 'g1'],
    [['g1', 'g2'], 'c1'],
    [['g1', 'b1'], 'g1'],
    [['g1', 'c1'], 'c1'],
    [['g1', 'g3'], 't1'],
    [['g1', 'g2', 'g3', 'g4'], 'd'],
    [['t1', 'g4'], 'd'],
    [[], null],
    [['g1', 'z1'], null],
    [['g9'], null],
    [['g1', 'g9'], null],
  ] as const)('of %j is %s', (list, expected) => {
    expect(lowestHolding(nodes, list)).toBe(expected);
  });

  test('holds each of them, and none below it does', () => {
    const codes = [...nodes.keys()].filter((code) => !code.startsWith('z'));
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...codes), { minLength: 1, maxLength: 5 }), (list) => {
        const holding = codes.filter((code) => list.every((area) => [...upFrom(nodes, area)].includes(code)));
        const lowest = lowestHolding(nodes, list)!;
        expect(holding).toContain(lowest);
        expect(new Set(upFrom(nodes, lowest))).toEqual(new Set(holding));
        expect(lowestHolding(nodes, list.toReversed())).toBe(lowest);
      }),
    );
  });
});
