import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';

const GRIDS = [1, 2].flatMap((town) =>
  [1, 2].flatMap((community) => [1, 2].map((grid) => `${DISTRICT}00${town}00${community}00${grid}`)),
);
const TAGS = [['低保'], ['低保', '残疾'], ['低保', '特困']];
let api: TestInterface;
const visit = visitMaker();

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  const ids = Array.from({ length: 60 }, (_, i) => `h${i}`);
  await api.batch(
    '/api/subjects',
    ids.map((id, i) => household(id, GRIDS[i % GRIDS.length]!, { tags: TAGS[i % TAGS.length]! })),
  );
  await api.batch('/api/organisations', [
    { id: 'office', type: 'office', name: '街道办', area: DISTRICT, validFrom: '2025-01-01' },
  ]);
  await api.batch(
    '/api/officers',
    ['o1', 'o2'].map((id) => ({
      id,
      role: 'gridWorker',
      name: '张三丰',
      phone: null,
      organisation: 'office',
      validFrom: '2025-01-01',
    })),
  );
  // nobody answers for the last two grids
  await api.batch(
    '/api/assignments',
    GRIDS.slice(0, 6).map((area, i) => ({
      id: `a${i}`,
      officer: i % 3 === 0 ? 'o2' : 'o1',
      area,
      role: 'gridWorker',
      validFrom: '2025-01-01',
    })),
  );
  await api.batch(
    '/api/visits',
    ids.flatMap((id, i) => [
      ...Array.from({ length: i % 3 }, (_, k) => visit(id, `2026-10-${10 + k}`)),
      ...Array.from({ length: Math.floor(i / 3) % 3 }, (_, k) => visit(id, `2026-11-${10 + k}`)),
    ]),
  );
});
afterAll(() => api.ledger.close());

const gaps = (query = '', area: string = DISTRICT) =>
  api.read<GapsAnswer>(`/api/coverage/gaps?duty=poor-monthly&area=${area}&limit=1000${query}`);

const FILTERS = [
  '',
  '&type=never',
  '&type=never,stale',
  '&tag=%E6%AE%8B%E7%96%BE',
  '&tag=%E6%AE%8B%E7%96%BE,%E7%89%B9%E5%9B%B0&type=belowQuota,never',
  '&officer=o1',
  '&officer=o2&tag=%E7%89%B9%E5%9B%B0',
  '&unassigned=1',
  '&unassigned=1&type=pending',
];

describe('filters of the list', () => {
  test.each(FILTERS)('with%s leave the rows that pass them, and say how many', async (filter) => {
    const all = await gaps();
    const { items, matching, counts } = await gaps(filter);
    const asked = new URLSearchParams(filter);
    const list = (name: string) => asked.get(name)?.split(',');
    const wanted = all.items.filter(
      (item) =>
        (list('type')?.includes(item.type) ?? true) &&
        (list('tag')?.some((tag) => item.tags.includes(tag)) ?? true) &&
        (asked.get('officer') === null || item.officer?.id === asked.get('officer')) &&
        (asked.get('unassigned') === null || item.officer === null),
    );
    expect(items).toEqual(wanted);
    expect(wanted.length).toBeGreaterThan(0);
    expect(matching).toBe(wanted.length);
    expect(counts).toEqual(all.counts);
    expect((await gaps(`${filter}&limit=1`).catch(() => null))?.matching ?? matching).toBe(matching);
  });

  test.each(FILTERS)('with%s tell beforehand what each other choice would leave', async (filter) => {
    const { facets } = await gaps(filter);
    const but = (...names: string[]) => {
      const asked = new URLSearchParams(filter);
      for (const name of names) asked.delete(name);
      const rest = asked.toString();
      return rest === '' ? '' : `&${rest}`;
    };
    for (const [type, count] of Object.entries(facets.types))
      expect((await gaps(`${but('type')}&type=${type}`)).matching).toBe(count);
    for (const { tag, count } of facets.tags)
      expect((await gaps(`${but('tag')}&tag=${encodeURIComponent(tag)}`)).matching).toBe(count);
    for (const { id, count } of facets.officers)
      expect((await gaps(`${but('officer', 'unassigned')}&officer=${id}`)).matching).toBe(count);
    expect((await gaps(`${but('officer', 'unassigned')}&unassigned=1`)).matching).toBe(facets.unassigned);
    for (const { code, count } of facets.areas) expect((await gaps(filter, code)).matching).toBe(count);
  });

  test('officers of the choices are masked, nobody is a choice of its own', async () => {
    const { facets } = await gaps();
    expect(facets.officers.map(({ id, name }) => [id, name])).toEqual([
      ['o1', '张**'],
      ['o2', '张**'],
    ]);
    expect(facets.unassigned).toBeGreaterThan(0);
  });

  test('places are told to a hundred metres while names are masked', async () => {
    await api.batch('/api/subjects', [household('here', GRIDS[0]!, { position: [120.0112345, 35.9098765] })]);
    const { items } = await gaps();
    const { position } = items.find(({ subject }) => subject === 'here')!;
    expect(position).toEqual([120.011, 35.91]);
  });

  test('sorted by days or by who answers is the same list in another order', async () => {
    const worst = await gaps();
    const byDays = await gaps('&sort=days');
    expect(byDays.items.map(({ days }) => days)).toEqual(
      worst.items.map(({ days }) => days).sort((a, b) => b - a),
    );
    const byOfficer = await gaps('&sort=officer');
    const officers = byOfficer.items.map(({ officer }) => officer?.id ?? '');
    expect(officers).toEqual([...officers].sort());
    expect(new Set(byOfficer.items.map(({ subject }) => subject))).toEqual(
      new Set(worst.items.map(({ subject }) => subject)),
    );
  });

  test.each(['&type=late', '&type=', '&tag=', '&officer=o1&unassigned=1', '&unassigned=0', '&sort=name'])(
    'refuse%s',
    async (filter) => {
      const response = await api.get(`/api/coverage/gaps?duty=poor-monthly&area=${TOWN_1}${filter}`);
      expect(response.status).toBe(400);
      const problem = (await response.json()) as { errors: { path: string }[] };
      expect(filter).toContain(problem.errors[0]!.path.split('.')[0]);
    },
  );
});
