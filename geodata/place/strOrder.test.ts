import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BBox2 } from './bbox.ts';
import { strOrder } from './strOrder.ts';

const at = (x: number, y: number): BBox2 => [x, y, x + 1, y + 1];

test('up to one node is in order of y alone', () => {
  expect([...strOrder([at(0, 5), at(9, 1), at(4, 3)])]).toEqual([2, 0, 1]);
});

test('two slices, by x first and by y within', () => {
  // Eight boxes, two to a node: ceil(sqrt(4)) = 2 slices of 4, and then one of two nodes each.
  const boxes = [at(0, 9), at(1, 0), at(2, 5), at(3, 3), at(10, 1), at(11, 9.5), at(12, 4), at(13, 2)];
  expect([...strOrder(boxes, 2)]).toEqual([3, 0, 2, 1, 4, 7, 6, 5]);
});

test('ranks are a permutation', () => {
  const box = fc.tuple(fc.nat(50), fc.nat(50)).map(([x, y]) => at(x, y));
  fc.assert(
    fc.property(fc.array(box, { maxLength: 250 }), (boxes) => {
      const ranks = [...strOrder(boxes)].sort((a, b) => a - b);
      return ranks.every((rank, i) => rank === i) && ranks.length === boxes.length;
    }),
  );
});
