import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResponsibleAnswer } from '#api/contract/areas.ts';
import type { Problem } from '#api/contract/common.ts';
import type { ProgrammesAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { household, PROGRAMME_2026 } from '#api/recordsFixture.ts';
import { openTestInterface, squaresFile, type TestInterface, TOWN_1, TOWN_2 } from '#api/squaresFixture.ts';

const COMMUNITY = `${TOWN_1}001`;
const GRID = `${COMMUNITY}001`;
const FROM = { validFrom: '2026-01-01' };
let api: TestInterface;

const STAFFING = {
  name: { zh: '配员', en: 'Staffing' },
  firstDay: '2026-01-01',
  lastDay: '2026-12-31',
  duties: [
    {
      kind: 'staffing',
      id: 'staff',
      name: { zh: '配员', en: 'Staff' },
      period: 'month',
      level: 'grid',
      min: 2,
      max: 3,
    },
  ],
};
const organisation = { id: 'o', type: 'townOffice', name: '街道办', area: TOWN_1, ...FROM };
const officer = {
  id: 'w',
  role: 'gridWorker',
  name: '王小明',
  phone: '13800005678',
  organisation: 'o',
  ...FROM,
};
const assignment = { id: 'a', officer: 'w', area: GRID, role: 'gridWorker', ...FROM };

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  await api.send('PUT', '/api/programmes/q', STAFFING);
  await api.batch('/api/subjects', [household('x', GRID), household('y', `${TOWN_2}001001`)]);
  for (const [path, record] of [
    ['/api/organisations', organisation],
    ['/api/officers', officer],
    ['/api/assignments', assignment],
  ] as const)
    expect((await api.send('POST', path, record)).status).toBe(201);
});
afterAll(() => api.ledger.close());

const get = async <T>(path: string) => (await (await api.request(path)).json()) as T;
const post = (path: string, record: object) => api.send('POST', path, record);
const errorsOf = async (response: Response) => ((await response.json()) as Problem).errors;

describe('registers of who answers', () => {
  test('the same again is a duplicate and takes no commit', async () => {
    const before = await api.ledger.store.lastCommit();
    for (const [path, record] of [
      ['/api/organisations', organisation],
      ['/api/officers', officer],
      ['/api/assignments', assignment],
    ] as const)
      expect((await post(path, record)).status).toBe(200);
    expect(await api.ledger.store.lastCommit()).toEqual(before);
  });

  test('what refers to nothing is refused by its field', async () => {
    for (const [path, record, field] of [
      ['/api/organisations', { ...organisation, id: 'o2', area: 'nowhere' }, 'area'],
      ['/api/officers', { ...officer, id: 'w2', organisation: 'none' }, 'organisation'],
      ['/api/assignments', { ...assignment, id: 'a2', officer: 'none' }, 'officer'],
    ] as const) {
      const response = await post(path, record);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await errorsOf(response)).toMatchObject([{ path: field }]);
    }
  });

  test('an assignment names an area or a subject, one of the two, and its days in order', async () => {
    for (const [change, field] of [
      [{ subject: 'x' }, 'area'],
      [{ area: null }, 'area'],
      [{ validTo: '2025-12-31' }, 'validTo'],
    ] as const) {
      const response = await post('/api/assignments', { ...assignment, id: 'a3', ...change });
      expect(response.status).toBe(422);
      expect(await errorsOf(response)).toMatchObject([{ path: field }]);
    }
  });

  test('the chain says who answers at each level, names masked, never a phone', async () => {
    const response = await api.request(`/api/areas/${GRID}/responsible`);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    const text = await response.text();
    expect(text).not.toContain('王小明');
    expect(text).not.toContain('5678');
    const { chain } = JSON.parse(text) as ResponsibleAnswer;
    expect(chain.map(({ area, officers }) => [area.level, officers.map(({ name }) => name)])).toEqual([
      ['district', []],
      ['town', []],
      ['community', []],
      ['grid', ['王**']],
    ]);
    expect((await api.request('/api/areas/nowhere/responsible')).status).toBe(404);
  });

  test('gaps name who answers, and figures count those nobody answers for', async () => {
    const gaps = await get<GapsAnswer>('/api/coverage/gaps?duty=poor-monthly&area=370211');
    expect(gaps.items.map(({ subject, officer: who }) => [subject, who?.name ?? null])).toEqual([
      ['x', '王**'],
      ['y', null],
    ]);
    const summary = await get<SummaryAnswer>('/api/coverage/summary?area=370211');
    expect(summary.rows.find(({ duty }) => duty === 'poor-monthly')).toMatchObject({
      gapCount: 2,
      unassigned: 1,
    });
  });

  test('a staffing duty lists areas by name and tells its range', async () => {
    const gaps = await get<GapsAnswer>(`/api/coverage/gaps?duty=staff&area=${COMMUNITY}`);
    expect(gaps.items.find(({ subject }) => subject === GRID)).toMatchObject({
      subjectType: 'area',
      done: 1,
      required: 2,
      type: 'belowQuota',
    });
    const { items } = await get<ProgrammesAnswer>('/api/programmes');
    expect(items.find(({ id }) => id === 'q')!.duties[0]).toMatchObject({ kind: 'staffing', n: 2, max: 3 });
    const upside = { ...STAFFING, duties: [{ ...STAFFING.duties[0], id: 's2', min: 4 }] };
    const response = await api.send('PUT', '/api/programmes/r', upside);
    expect(response.status).toBe(422);
    expect(await errorsOf(response)).toMatchObject([{ path: 'duties.0.max' }]);
  });
});
