import { expect, test } from 'vitest';
import { homesBelow } from '#api/store/homes.ts';
import { numberTree, Tree } from '#geodata/tree.ts';

const area = (
  code: string,
  level: 'district' | 'town' | 'community' | 'zone',
  parentCode: string | null,
) => ({
  code,
  name: code,
  level,
  parentCode,
  tree: level === 'zone' ? 'heat' : 'administrative',
  urbanRural: null,
  households: null,
});
const TREE = new Tree(
  numberTree([
    area('d', 'district', null),
    area('t1', 'town', 'd'),
    area('c1', 'community', 't1'),
    area('c2', 'community', 't1'),
    area('t2', 'town', 'd'),
    area('z', 'zone', null),
  ]),
);

test.each([
  ['nothing', [], []],
  ['an area that is not there', ['x'], []],
  [
    'the whole district',
    ['d'],
    [
      ['d', null],
      ['t1', null],
      ['t2', null],
    ],
  ],
  ['a whole town', ['t1'], [['t1', null]]],
  ['part of a town', ['c2'], [['t1', ['c2']]]],
  ['parts of which one holds the other', ['c1', 't1', 'c1'], [['t1', null]]],
  ['a zone', ['z'], [['z', null]]],
])('%s: its towns, and its areas where a town is asked for in part', (_, tops, expected) => {
  expect(homesBelow(TREE, tops).map(({ town, homes }) => [town, homes])).toEqual(expected);
});
