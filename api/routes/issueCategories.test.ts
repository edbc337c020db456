import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { IssueDetail } from '#api/contract/issues.ts';
import { issueMaker } from '#api/issuesFixture.ts';
import { openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';

const READ = '/api/issues/categories';
const PUT = '/api/settings/issue-categories';
const G1 = `${TOWN_1}001001`;
let api: TestInterface;
const issue = issueMaker();

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
});
afterAll(() => api.ledger.close());

const name = { zh: '甲', en: 'A' };
const put = (set: unknown) => api.send('PUT', PUT, set);
const commit = async () => (await api.ledger.store.lastCommit()).seq;

test('the presets are there before a district has set its own', async () => {
  expect(await api.read(READ)).toEqual(JSON.parse(JSON.stringify(ISSUE_CATEGORIES)));
});

test('what is read can be sent again, and its tag changes with it', async () => {
  const first = await api.get(READ);
  const tag = first.headers.get('ETag')!;
  expect((await api.get(READ, { 'If-None-Match': tag })).status).toBe(304);
  const set = await first.json();
  expect((await put(set)).status).toBe(200);
  const again = await api.get(READ, { 'If-None-Match': tag });
  expect([again.status, await again.json()]).toEqual([200, set]);
});

test('a change moves due moments, and what is retired is not taken any more', async () => {
  const made = issue(G1, '2026-11-18');
  await api.send('POST', '/api/issues', made);
  const due = async () => (await api.read<IssueDetail>(`/api/issues/${made.id}`)).dueAt;
  expect(await due()).toBe('2026-11-19T23:59:59+08:00');
  const top = { id: 'key-problems', name, children: [{ id: 'key-problems.noise', name, retired: true }] };
  const set: IssueCategorySet = { ...ISSUE_CATEGORIES, categories: [top] };
  expect((await put(set)).status).toBe(200);
  expect(await due()).toBe('2026-11-20T23:59:59+08:00');
  const refused = await api.send('POST', '/api/issues', issue(G1, '2026-11-18'));
  expect([refused.status, await refused.json()]).toMatchObject([422, { errors: [{ path: 'category' }] }]);
  const upper = issue(G1, '2026-11-18', { category: 'key-problems' });
  expect((await api.send('POST', '/api/issues', upper)).status).toBe(201);
});

describe('a set that is refused changes nothing', () => {
  const { defaults } = ISSUE_CATEGORIES;
  const term = { amount: 0, unit: 'day', calendar: 'civil' };
  test.each([
    [{ defaults }, 'categories'],
    [{ defaults, categories: [] }, 'categories'],
    [{ defaults: {}, categories: [{ id: 'a', name, children: [] }] }, 'defaults.grid'],
    [
      { defaults, categories: [{ id: 'a', name, children: [{ id: 'b', name }] }] },
      'categories.0.children.0.id',
    ],
    [{ defaults, categories: [{ id: 'a', name: { zh: '甲' }, children: [] }] }, 'categories.0.name.en'],
    [{ defaults, categories: [{ id: 'a', name, children: [], colour: 'red' }] }, 'categories.0.colour'],
    [
      { defaults, categories: [{ id: 'a', name, children: [], clocks: { town: { handling: term } } }] },
      'categories.0.clocks.town.handling.amount',
    ],
  ])('%j', async (set, path) => {
    const before = await commit();
    const response = await put(set);
    expect(response.status).toBe(422);
    expect(((await response.json()) as Problem).errors[0]).toMatchObject({ path });
    expect(await commit()).toBe(before);
  });
});
