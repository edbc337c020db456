import { expect, test } from 'vitest';
import { mergeTarget } from './merging.ts';

const PARENTS: Record<string, string> = { b: 'a', c: 'b', x: 'y', y: 'x' };
const parentOf = (id: string) => PARENTS[id] ?? null;

test.each([
  ['new', 'a', 'a'],
  ['new', 'c', 'a'],
  ['c', 'a', 'a'],
  ['a', 'a', null],
  ['a', 'c', null],
  ['b', 'c', null],
  // a ring that should not be there is no end either
  ['new', 'x', null],
])('%s into %s lives on in %s', (id, into, target) => {
  expect(mergeTarget(id, into, parentOf)).toBe(target);
});
