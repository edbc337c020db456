import { expect, it } from 'vitest';
import { visibleChain } from './ownTree.ts';

const city = { code: 'c', name: 'C', level: 'city' as const };
const district = { code: 'd', name: 'D', level: 'district' as const };
const town = { code: 't', name: 'T', level: 'town' as const };

it('the way down begins at the top of what may be seen', () => {
  expect(visibleChain([city, district, town], [district])).toEqual([district, town]);
  expect(visibleChain([city, district], [town])).toEqual([]);
  expect(visibleChain([], [district])).toEqual([]);
});
