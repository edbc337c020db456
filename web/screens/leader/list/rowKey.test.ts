import { describe, expect, it } from 'vitest';
import type { GapItem } from '#api/contract/gaps.ts';
import { amountsOf, pointsOf } from './rowKey.ts';

const item = (subject: string, community: string, position: [number, number] | null): GapItem => ({
  subject,
  name: '张**',
  subjectType: 'household',
  tags: [],
  officer: null,
  event: null,
  area: { code: `${community}-1`, name: 'g', level: 'grid' },
  chain: [
    { code: 'town', name: 't', level: 'town' },
    { code: community, name: community, level: 'community' },
  ],
  position,
  type: 'never',
  done: 0,
  required: 2,
  lastVisit: null,
  days: 3,
});
const areas = [
  { code: 'a', level: 'community' as const, count: 3 },
  { code: 'b', level: 'community' as const, count: 1 },
];

describe('what the map shows of a list', () => {
  it('is a point for each row with a place, and counts for the others', () => {
    const items = [item('1', 'a', [120, 36]), item('2', 'a', null), item('3', 'b', [120, 36])];
    expect(pointsOf(items).map(({ key }) => key)).toEqual(['1 ', '3 ']);
    expect(amountsOf(areas, items)).toEqual({ level: 'community', counts: { a: 2 } });
  });
  it('has no counts when every row has its point', () => {
    const all = ['1', '2', '3'].map((id) => item(id, 'a', [120, 36]));
    expect(amountsOf(areas, [...all, item('4', 'b', [120, 36])])).toBeNull();
    expect(amountsOf([], [])).toBeNull();
  });
  it('finds the home in the area itself when that is the level below', () => {
    const grids = [{ code: 'a-1', level: 'grid' as const, count: 2 }];
    expect(amountsOf(grids, [item('1', 'a', [120, 36])])).toEqual({ level: 'grid', counts: { 'a-1': 1 } });
  });
});
