import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVELS } from '#geodata/model.ts';
import { type AreaInput, numberTree, Tree } from '#geodata/tree.ts';

const input = (
  code: string,
  parentCode: string | null,
  level = LEVELS[5] as AreaInput['level'],
): AreaInput => ({
  code,
  parentCode,
  level,
  name: code,
  tree: 'administrative',
  urbanRural: null,
  households: null,
});

/** A forest of up to 60 areas: the parent of each is one that came before, or none. */
const forest = fc
  .array(fc.option(fc.nat(), { nil: null, freq: 12 }), { maxLength: 60 })
  .map((parents) =>
    parents.map((parent, i) =>
      input(`c${i}`, parent === null || i === 0 ? null : `c${parent % i}`, LEVELS[i % LEVELS.length]!),
    ),
  );

/** The codes from an area up to its top, by the parents alone. */
function chain(inputs: readonly AreaInput[], code: string): string[] {
  const parent = inputs.find((area) => area.code === code)!.parentCode;
  return parent === null ? [code] : [code, ...chain(inputs, parent)];
}

describe('numbering', () => {
  test('intervals are nested exactly where parents say so, and each number is used once', () => {
    fc.assert(
      fc.property(forest, (inputs) => {
        const areas = numberTree(inputs);
        const numbers = areas.flatMap((area) => [area.lft, area.rgt]).sort((a, b) => a - b);
        expect(numbers).toEqual(Array.from({ length: 2 * inputs.length }, (_, i) => i));
        for (const a of areas)
          for (const b of areas) {
            const inside = a.lft <= b.lft && b.rgt <= a.rgt;
            const apart = a.rgt < b.lft || b.rgt < a.lft;
            const below = chain(inputs, b.code).includes(a.code);
            expect(inside).toBe(below);
            expect(inside || apart || chain(inputs, a.code).includes(b.code)).toBe(true);
          }
      }),
      { numRuns: 50 },
    );
  });

  test('depends on the content and not on the order', () => {
    fc.assert(
      fc.property(forest, fc.infiniteStream(fc.nat()), (inputs, stream) => {
        const keys = new Map(inputs.map((area) => [area.code, stream.next().value as number]));
        const shuffled = inputs.toSorted((a, b) => keys.get(a.code)! - keys.get(b.code)!);
        expect(numberTree(shuffled)).toEqual(numberTree(inputs));
      }),
    );
  });

  test('an area carries the town it lies in; above the towns itself', () => {
    const areas = numberTree([
      input('d', null, 'district'),
      input('t', 'd', 'town'),
      input('c', 't', 'community'),
      input('g', 'c', 'grid'),
      input('loose', 'd', 'grid'),
    ]);
    expect(Object.fromEntries(areas.map((area) => [area.code, area.townCode]))).toEqual({
      d: 'd',
      t: 't',
      c: 't',
      g: 't',
      loose: 'loose',
    });
  });

  test('a missing parent, a double code and a ring are named', () => {
    expect(() => numberTree([input('a', null), input('b', 'x9')])).toThrow(
      new RangeError('parent x9 of b is unknown'),
    );
    expect(() => numberTree([input('a', null), input('a', null)])).toThrow(
      new RangeError('code a is there twice'),
    );
    expect(() => numberTree([input('top', null), input('r1', 'r2'), input('r2', 'r1')])).toThrow(
      new RangeError('parents form a ring: r1, r2'),
    );
    expect(() => numberTree([input('self', 'self')])).toThrow(new RangeError('parents form a ring: self'));
  });
});

describe('a tree', () => {
  test('answers as the parents say', () => {
    fc.assert(
      fc.property(forest, (inputs) => {
        const tree = new Tree(numberTree(inputs));
        for (const { code, level } of inputs) {
          expect(tree.ancestors(code).map((area) => area.code)).toEqual(
            chain(inputs, code).slice(1).reverse(),
          );
          const below = inputs.filter((area) => chain(inputs, area.code).includes(code));
          const codes = (areas: readonly { code: string }[]) => areas.map((area) => area.code).sort();
          expect(codes(tree.subtree(code))).toEqual(codes(below));
          expect(codes(tree.ofLevel(code, level))).toEqual(
            codes(below.filter((area) => area.level === level)),
          );
          expect(codes(tree.children(code))).toEqual(
            codes(inputs.filter((area) => area.parentCode === code)),
          );
          const atLevel = chain(inputs, code).find(
            (above) => inputs.find((area) => area.code === above)!.level === 'town',
          );
          expect(tree.atLevel(code, 'town')?.code).toBe(atLevel);
        }
      }),
      { numRuns: 30 },
    );
  });

  test('knows nothing of an unknown code', () => {
    const tree = new Tree(numberTree([input('a', null)]));
    expect([tree.get('b'), tree.atLevel('b', 'town'), tree.levelBelow('b')]).toEqual([
      undefined,
      undefined,
      null,
    ]);
    expect([tree.ancestors('b'), tree.subtree('b'), tree.children('b')]).toEqual([[], [], []]);
    expect(tree.contains('a', 'b') || tree.contains('b', 'a')).toBe(false);
  });
});
