import fc from 'fast-check';
import type { Polygon } from 'geojson';
import { expect, test } from 'vitest';
import { without } from './clip.ts';
import { exactTilings, tilesExactly } from './exactTiling.ts';
import { box, polygon, tiling } from './tilingFixture.ts';
import { VertexIds } from './vertexIds.ts';

const WHOLE = polygon(box(0, 0, 2, 1));
const WEST = polygon(box(0, 0, 1, 1));
const EAST = polygon(box(1, 0, 2, 1));
/** WHOLE with the two vertices its halves add to it. */
const CUT = polygon([
  [0, 0],
  [1, 0],
  [2, 0],
  [2, 1],
  [1, 1],
  [0, 1],
  [0, 0],
]);

test.each<[string, Polygon, Polygon[], boolean]>([
  ['two halves', CUT, [WEST, EAST], true],
  ['the whole itself', WHOLE, [WHOLE], true],
  ['a hole and what fills it', WHOLE, [polygon(box(0, 0, 2, 1), hole()), polygon(hole())], true],
  ['any winding', CUT, [WEST, polygon(box(1, 0, 2, 1).reverse())], true],
  ['negative zero', CUT, [polygon(box(-0, -0, 1, 1)), EAST], true],
  ['a border cut at other vertices', WHOLE, [WEST, EAST], false],
  ['a half missing', CUT, [WEST], false],
  ['a half twice', CUT, [WEST, EAST, EAST], false],
  ['one more outside', CUT, [WEST, EAST, polygon(box(2, 0, 3, 1))], false],
  ['one more on top', CUT, [WEST, EAST, polygon(box(0.2, 0.2, 0.3, 0.3))], false],
  ['a hole nothing fills', WHOLE, [polygon(box(0, 0, 2, 1), hole())], false],
])('%s', (_, whole, children, expected) => {
  expect(tilesExactly(whole, children)).toBe(expected);
});

test('siblings that meet their parent between its vertices tile it, unless they miss its edge', () => {
  const area = (code: string, parentCode: string | null, geometry: Polygon) => ({
    ...{ code, name: code, level: 'grid' as const, parentCode, urbanRural: null, households: null, index: 0 },
    geometry,
  });
  const tiled = (...children: Polygon[]) =>
    exactTilings({
      boundaries: children.map((geometry, i) => area(`${i}`, 'p', geometry)),
      stored: [area('p', null, WHOLE)],
    }).size === 1;
  expect(tiled(WEST, EAST)).toBe(true);
  expect(tiled(WEST, polygon(box(1, 0, 2, 1 - 1e-11)))).toBe(false);
  expect(tiled(WEST)).toBe(false);
  expect(tiled(WEST, EAST, polygon(box(0.2, 0.2, 0.3, 0.3)))).toBe(false);
});

/** The same positions, wound like an outer ring. */
function hole() {
  return box(0.5, 0.25, 1.5, 0.75);
}

test('what is called a tiling leaves nothing when it is cut out, and is none without one of its cells', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 30 }), fc.integer({ min: 1, max: 1e4 }), (n, seed) => {
      const cells = tiling(n, seed).map(({ geometry }) => geometry as Polygon);
      const [first, ...rest] = cells;
      // What the others leave has all their vertices; it is the first cell, or clipping moved a vertex.
      const whole = without(polygon(box(120, 36, 121, 37)), [first!])!;
      expect(tilesExactly(whole, cells)).toBe(false);
      return !tilesExactly(whole, rest) || without(whole, rest) === null;
    }),
    { numRuns: 20 },
  );
});

test('equal positions have equal numbers, others others', () => {
  const positions = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.integer({ min: -2, max: 2 })));
  fc.assert(
    fc.property(positions, (points) => {
      const ids = new VertexIds(points.length);
      const known = points.map(([x, y]) => ids.of(x, y));
      return points.every(([x, y], i) =>
        points.every(([u, v], j) => (known[i] === known[j]) === (x === u && y === v)),
      );
    }),
  );
});
