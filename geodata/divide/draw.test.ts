import fc from 'fast-check';
import { expect, test } from 'vitest';
import { tilesExactly } from '#geodata/import/checks/exactTiling.ts';
import { ADMINISTRATIVE, type Level } from '#geodata/model.ts';
import { type Child, checkChildren, type Existing, numberedChildren } from './children.ts';
import { box, faultsIn, imbalance, planeArea, poly } from './divisionFixture.ts';
import { drawChildren } from './draw.ts';

const WEST = { code: 'w', geometry: poly(box(120, 35.9, 120.1, 36)) };
const EAST = { code: 'e', geometry: poly(box(120.1, 35.9, 120.2, 36)) };
const child = (code: string, level: Level, parentCode: string, households: number | null = null): Child => ({
  code,
  name: code,
  level,
  parentCode,
  households,
  place: code,
});

test('two levels at once: grids share out their community, communities their town, all vertices in common', () => {
  const communities = ['w1', 'w2', 'w3'].map((code) => child(code, 'community', 'w'));
  const grids = communities.flatMap(({ code }) => numberedChildren(code, 'grid', 4));
  const east = numberedChildren('e', 'community', 5);
  const shares: number[] = [];
  // out of order on purpose: a child may come before its parent
  const features = drawChildren({
    parents: [WEST, EAST],
    children: [...grids, ...communities, ...east],
    seed: 3,
    onProgress: (share) => shares.push(share),
  });
  expect(features.map(({ properties }) => properties.code)).toEqual(
    [...grids, ...communities, ...east].map(({ code }) => code),
  );
  const shapes = (parent: string) =>
    features.filter(({ properties }) => properties.parentCode === parent).map(({ geometry }) => geometry);
  for (const { properties, geometry } of features)
    if (properties.level === 'community' && properties.parentCode === 'w')
      expect(tilesExactly(geometry, shapes(properties.code))).toBe(true);
  expect(faultsIn(WEST.geometry, shapes('w'))).toEqual([]);
  expect(imbalance(shapes('w'))).toBeLessThan(0.25);
  // the border between the two towns has the same vertices on both sides
  const all = { ...poly(box(120, 35.9, 120.2, 36)) };
  const leaves = features.filter(
    ({ properties }) => !communities.some(({ code }) => code === properties.code),
  );
  const seams = faultsIn(
    all,
    leaves.map(({ geometry }) => geometry),
  );
  expect(seams).toEqual([]);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBe(1);
});

test('a part is as large as its households, those of its own parts where it has none, a tenth of the mean at least', () => {
  const children = [
    child('a', 'community', 'w'),
    child('a1', 'grid', 'a', 200),
    child('a2', 'grid', 'a', 100),
    child('b', 'community', 'w', 600),
    child('c', 'community', 'w', 0),
    child('d', 'community', 'w'),
  ];
  const features = drawChildren({ parents: [WEST], children, seed: 1 });
  const sizes = new Map(features.map(({ properties, geometry }) => [properties.code, planeArea(geometry)]));
  // a 300, b 600, c 0 but a tenth of the mean 300 of those told of, d the mean
  const total = 300 + 600 + 30 + 300;
  for (const [code, share] of [
    ['a', 300],
    ['b', 600],
    ['c', 30],
    ['d', 300],
  ] as const)
    expect(Math.abs(sizes.get(code)! / ((0.01 * share) / total) - 1)).toBeLessThan(0.25);
  expect(Math.abs(sizes.get('a1')! / sizes.get('a2')! / 2 - 1)).toBeLessThan(0.5);
  expect(features.map(({ properties }) => properties.households)).toEqual([null, 200, 100, 600, 0, null]);
});

test('a parent is drawn alone as it is among others; another seed draws otherwise', () => {
  const grids = numberedChildren('w', 'grid', 6);
  const alone = drawChildren({ parents: [WEST], children: grids, seed: 7 });
  const again = drawChildren({ parents: [WEST], children: grids, seed: 7 });
  expect(again).toEqual(alone);
  expect(drawChildren({ parents: [WEST], children: grids, seed: 8 })).not.toEqual(alone);
  const far = { code: 'f', geometry: poly(box(121, 35.9, 121.1, 36)) };
  const both = drawChildren({
    parents: [far, WEST],
    children: [...numberedChildren('f', 'grid', 3), ...grids],
    seed: 7,
  });
  expect(both.slice(3)).toEqual(alone);
});

test('any tree of children is drawn without gap or overlap', () => {
  const counts = fc.array(fc.array(fc.nat(3), { minLength: 1, maxLength: 4 }), {
    minLength: 1,
    maxLength: 2,
  });
  fc.assert(
    fc.property(counts, fc.nat(), (towns, seed) => {
      const parents = [WEST, EAST].slice(0, towns.length);
      const children = towns.flatMap((communities, t) =>
        communities.flatMap((grids, c) => {
          const code = `${parents[t]!.code}${c}`;
          const own = child(code, 'community', parents[t]!.code);
          return [own, ...(grids > 0 ? numberedChildren(code, 'grid', grids) : [])];
        }),
      );
      const features = drawChildren({ parents, children, seed });
      const inner = new Set(children.map(({ parentCode }) => parentCode));
      for (const { code, geometry } of parents) {
        const leaves = features.filter(
          ({ properties }) => properties.code.startsWith(code) && !inner.has(properties.code),
        );
        expect(
          faultsIn(
            geometry,
            leaves.map((leaf) => leaf.geometry),
          ),
        ).toEqual([]);
      }
    }),
    { numRuns: 15 },
  );
}, 60_000);

const area = (code: string, level: Level, parentCode: string | null = null, tree = ADMINISTRATIVE) => ({
  code,
  level,
  parentCode,
  tree,
});
const areas = [
  area('t', 'town'),
  area('full', 'town'),
  area('full1', 'community', 'full'),
  area('bare', 'town'),
  area('z', 'zone', null, 'heating'),
  area('waits', 'community', 't'),
];
const EXISTING: Existing = {
  area: (code) => areas.find((known) => known.code === code),
  areaM2: (code) => ({ t: 10_000, full: 10_000, full1: 10_000, z: 10_000 })[code],
  drawnBelow: (code) => (code === 'full' ? 'full1' : undefined),
};
const codesOf = (...children: Child[]) =>
  checkChildren(children, EXISTING).map(({ path, code }) => [path, code]);

test('what cannot be drawn is refused with its place', () => {
  expect(codesOf(child('t1', 'community', 't'), child('t2', 'community', 't'))).toEqual([]);
  expect(codesOf(child('t1', 'community', 't'), child('g', 'grid', 't1'))).toEqual([]);
  expect(codesOf(child('waits', 'community', 't'))).toEqual([]);
  expect(codesOf(child('x', 'grid', 'nobody'))).toEqual([['x', 'unknownParent']]);
  expect(codesOf(child('x', 'grid', 'bare'))).toEqual([['x', 'noPolygon']]);
  expect(codesOf(child('x', 'community', 'full'))).toEqual([['x', 'hasChildren']]);
  expect(codesOf(child('x', 'grid', 'z'))).toContainEqual(['x', 'notAdministrative']);
  expect(codesOf(child('full1', 'community', 't'))).toEqual([['full1', 'codeTaken']]);
  expect(codesOf(child('waits', 'grid', 't'))).toEqual([['waits', 'codeTaken']]);
  expect(codesOf(child('x', 'community', 't'), { ...child('x', 'community', 't'), place: 'again' })).toEqual([
    ['again', 'duplicateCode'],
  ]);
  expect(codesOf(child('x', 'town', 't'))).toEqual([['x', 'badLevel']]);
  expect(codesOf(child('x', 'grid', 'x'))).toEqual([['x', 'badLevel']]);
  expect(codesOf(child('x', 'community', 'y'), child('y', 'grid', 'x'))).toContainEqual(['x', 'badLevel']);
  expect(codesOf(child('x', 'community', 't'), child('y', 'grid', 't'))).toEqual([['y', 'mixedLevels']]);
  expect(codesOf(...numberedChildren('t', 'grid', 100))).toEqual([]);
  expect(codesOf(...numberedChildren('t', 'grid', 101))).toEqual([['parentCode', 'tooMany']]);
});

test('numbered children are named by level', () => {
  expect(numberedChildren('370211001', 'grid', 2).map(({ code, name }) => [code, name])).toEqual([
    ['370211001001', '第01网格'],
    ['370211001002', '第02网格'],
  ]);
});
