import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { IssuesAnswer } from '#api/contract/issueQuestions.ts';
import { eventMaker, issueMaker } from '#api/issuesFixture.ts';
import { uuidOf } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';

const [G1, G2] = [`${TOWN_1}001001`, `${TOWN_2}001001`] as const;
const problemOf = async (response: Response) => (await response.json()) as Problem;

describe('the ledger', () => {
  let ledger: TestInterface;
  let ids: string[];
  beforeAll(async () => {
    ledger = await openTestInterface('2026-11-20T14:32:00+08:00');
    await ledger.importFile(squaresFile());
    const make = issueMaker();
    const sent = [
      make(G1, '2026-11-16', { position: [120.01, 35.91] }),
      make(G1, '2026-11-19', { category: 'key-problems.lifts', source: 'visit' }),
      make(G2, '2026-11-18', { category: 'key-problems' }),
      make(TOWN_2, '2026-11-20', { category: 'questions.living', source: 'visit' }),
      make(G2, '2026-10-08'),
    ];
    ids = sent.map(({ id }) => id);
    await ledger.batch('/api/issues', sent);
    const settle = eventMaker();
    await ledger.send('POST', `/api/issues/${ids[4]}/events`, settle('accepted', '2026-10-09'));
    await ledger.send(
      'POST',
      `/api/issues/${ids[4]}/events`,
      settle('resolved', '2026-10-09', { kind: 'solved' }),
    );
  });
  afterAll(() => ledger.ledger.close());
  const list = (query = '', area = DISTRICT) =>
    ledger.read<IssuesAnswer>(`/api/issues?area=${area}${query}&lang=en`);
  const found = async (query: string, area?: string) =>
    (await list(query, area)).items.map(({ id }) => ids.indexOf(id));

  test('has those that are open first, the longest past due in front', async () => {
    expect(await found('')).toEqual([0, 1, 2, 3, 4]);
    expect(await found('&sort=newest')).toEqual([3, 1, 2, 0, 4]);
  });

  test.each([
    ['&category=key-problems', [0, 1, 2, 4]],
    ['&category=key-problems.noise,questions', [0, 3, 4]],
    ['&category=never-heard-of', []],
    ['&source=visit', [1, 3]],
    ['&state=resolved', [4]],
    ['&open=1&from=2026-11-18&to=2026-11-19', [1, 2]],
    ['&overdue=1', [0, 1]],
    ['&unlocated=1&source=visit', [1, 3]],
    ['&subject=s-1', []],
  ])('%s leaves %j', async (query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  test('is of the area that is asked for, and pages through it without a gap', async () => {
    expect(await found('', TOWN_2)).toEqual([2, 3, 4]);
    const paged: string[] = [];
    let cursor = '';
    do {
      const page = await list(`&limit=2${cursor}`);
      expect(page.matching).toBe(5);
      paged.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(paged.map((id) => ids.indexOf(id))).toEqual([0, 1, 2, 3, 4]);
  });

  test('tells how many each choice would leave', async () => {
    const { facets, area, items } = await list();
    expect(area.code).toBe(DISTRICT);
    expect(facets).toEqual({
      states: { reported: 4, resolved: 1 },
      sources: { hotline: 3, visit: 2 },
      categories: [
        { key: 'key-problems', name: 'Key problem list', count: 4, parent: null },
        { key: 'key-problems.noise', name: 'Noise', count: 2, parent: 'key-problems' },
        { key: 'key-problems.lifts', name: 'Lifts out of order', count: 1, parent: 'key-problems' },
        { key: 'questions', name: 'The five questions', count: 1, parent: null },
        { key: 'questions.living', name: 'Living standard', count: 1, parent: 'questions' },
      ],
      organisations: [],
      areas: [
        { code: TOWN_2, name: expect.any(String), level: 'town', count: 3 },
        { code: TOWN_1, name: expect.any(String), level: 'town', count: 2 },
      ],
      open: 4,
      overdue: 2,
      unlocated: 4,
    });
    expect(items[0]).toMatchObject({ position: [120.01, 35.91], overdue: true, photos: 0 });
  });

  test.each([
    ['', 'area'],
    [`?area=${DISTRICT}&colour=red`, 'colour'],
    [`?area=${DISTRICT}&asOf=2026-11-01`, 'asOf'],
    [`?area=${DISTRICT}&state=lost`, 'state.0'],
    [`?area=${DISTRICT}&cursor=x`, 'cursor'],
    [`?area=${DISTRICT}&from=2026-02-30`, 'from'],
  ])('%j is refused at %s', async (query, path) => {
    const response = await ledger.get(`/api/issues${query}`);
    expect([response.status, (await problemOf(response)).errors]).toMatchObject([400, [{ path }]]);
  });

  test('knows no area and no issue that is not there', async () => {
    expect((await ledger.get('/api/issues?area=none')).status).toBe(404);
    expect((await ledger.get(`/api/issues/${uuidOf(1)}`)).status).toBe(404);
    expect((await ledger.get('/api/issues/none')).status).toBe(400);
  });
});
