import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AreaDetail, AreasAnswer } from '#api/contract/areas.ts';
import type { Problem } from '#api/contract/common.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import type { JobAnswer } from '#api/contract/jobs.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
} from '#api/squaresFixture.ts';
import { createRandom } from '#geodata/divide/random.ts';

const NOW = '2026-11-20T14:32:00+08:00';
/** A district with two towns, that has nothing below them. */
const BARE = SQUARES.filter(({ level }) => level === 'district' || level === 'town');
const [TOWN_1, TOWN_2] = ['370211001', '370211002'];
let api: TestInterface;
beforeAll(async () => {
  api = await openTestInterface(NOW);
  await api.importFile(squaresFile(BARE), { validFrom: '2026-01-01' });
});
afterAll(() => api.ledger.close());

const post = (body: string, type = 'text/csv', query = '') =>
  api.request(`/api/divisions${query}`, { method: 'POST', headers: { 'Content-Type': type }, body });
const postJson = (body: unknown) => post(JSON.stringify(body), 'application/json');
const HEADER = 'code,name,level,parentCode,households';
const table = (...rows: string[]) => [HEADER, ...rows, ''].join('\n');
const problemOf = async (response: Response): Promise<Problem> => {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  return (await response.json()) as Problem;
};

/** The job that a request started, when it has ended. */
async function ended(response: Response): Promise<JobAnswer> {
  if (response.status !== 202) throw new Error(`${response.status} ${await response.text()}`);
  const { id } = (await response.json()) as JobAnswer;
  expect(response.headers.get('location')).toBe(`/api/jobs/${id}`);
  const stream = await api.get(`/api/jobs/${id}/events`);
  expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
  await stream.text();
  return api.read<JobAnswer>(`/api/jobs/${id}`);
}
async function drawn(response: Response): Promise<ImportAnswer> {
  const job = await ended(response);
  expect(job).toMatchObject({ kind: 'division', state: 'done', progress: 1, problem: null });
  return api.read<ImportAnswer>(`/api/imports/${job.result!.import}`);
}

describe('what cannot be drawn', () => {
  const long = '9'.repeat(65);
  test.each([
    ['an unknown parent', table('a,A,grid,nobody,1'), 'unknownParent', 'line 2'],
    ['a code twice', table(`a,A,grid,${TOWN_1},1`, `a,B,grid,${TOWN_1},1`), 'duplicateCode', 'line 3'],
    ['a code that is taken', table(`${TOWN_2},A,grid,${TOWN_1},1`), 'codeTaken', 'line 2'],
    ['fewer than no households', table(`a,A,grid,${TOWN_1},-1`), 'badHouseholds', 'households (line 2)'],
    ['a level that does not exist', table(`a,A,street,${TOWN_1},1`), 'badLevel', 'level (line 2)'],
    ['a level above its parent', table(`a,A,district,${TOWN_1},1`), 'badLevel', 'line 2'],
    ['a parent with areas already', table(`a,A,town,${DISTRICT},1`), 'hasChildren', 'line 2'],
    ['a code too long', table(`${long},A,grid,${TOWN_1},1`), 'badCode', 'code (line 2)'],
    ['no rows', HEADER, 'noRows', '$'],
    ['a quote left open', `${HEADER}\n"a,A\n`, 'csv', '$ (line 2)'],
  ])('%s is refused with its place', async (_, csv, code, path) => {
    const before = await api.ledger.store.lastCommit();
    const response = await post(csv);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toContainEqual({
      code,
      path,
      message: expect.stringMatching(/./),
    });
    expect(await api.ledger.store.lastCommit()).toEqual(before);
  });

  test('more areas than the polygon has room for', async () => {
    const tiny = await openTestInterface(NOW);
    await tiny.importFile(
      squaresFile([
        { code: 'p', name: 'p', level: 'town', parentCode: null, box: [120, 36, 120.0005, 36.0005] },
      ]),
    );
    const response = await tiny.send('POST', '/api/divisions', { parentCode: 'p', level: 'grid', count: 30 });
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors).toMatchObject([{ path: 'parentCode', code: 'tooMany' }]);
    await tiny.ledger.close();
  });

  test.each([
    [{ parentCode: TOWN_1, level: 'grid', count: 0 }, 'count'],
    [{ parentCode: TOWN_1, level: 'grid', count: 1000 }, 'count'],
    [{ parentCode: TOWN_1, level: 'grid', count: 1.5 }, 'count'],
    [{ parentCode: TOWN_1, level: 'zone', count: 2 }, 'level'],
    [{ parentCode: TOWN_1, level: 'grid', count: 2, seed: -1 }, 'seed'],
    [{ parentCode: TOWN_1, level: 'grid', count: 2, colour: 'red' }, 'colour'],
    [{ parentCode: TOWN_1, level: 'grid', count: 2, validFrom: '2026-02-30' }, 'validFrom'],
    [{ areas: [] }, 'areas'],
    [
      { areas: [{ code: 'a', name: 'a', level: 'grid', parentCode: TOWN_1, households: -1 }] },
      'areas.0.households',
    ],
    [{ areas: [{ code: 'a', name: 'a', level: 'grid', parentCode: 'nobody' }] }, 'areas.0'],
    [[], ''],
  ])('%j is refused at %s', async (body, path) => {
    const response = await postJson(body);
    expect(response.status).toBe(422);
    expect((await problemOf(response)).errors.map((fault) => fault.path)).toContain(path);
  });

  test.each([
    ['{', 'application/json', '', 400],
    ['x', 'text/plain', '', 415],
    [table(`a,A,grid,${TOWN_1},1`), 'text/csv', '?colour=red', 400],
    [table(`a,A,grid,${TOWN_1},1`), 'text/csv', '?seed=x', 400],
    ['{}', 'application/json', '?seed=1', 400],
    [' '.repeat(17 * 1024 * 1024), 'text/csv', '', 413],
    [' '.repeat(2 * 1024 * 1024), 'application/json', '', 413],
  ])('a body, media type or query that does not fit is refused: %#', async (body, type, query, status) => {
    const response = await post(body, type, query);
    expect(response.status).toBe(status);
    await problemOf(response);
  });

  test('noise in any shape is refused, never a fault of the server', async () => {
    const random = createRandom(11);
    const letters = [',', '"', '\n', 'code', 'grid', TOWN_1, '0', '\0', '𠮷', '-1', ' '];
    for (let i = 0; i < 40; i++) {
      const noise = Array.from({ length: 30 }, () => letters[Math.floor(random() * letters.length)]).join('');
      const response = await post(i % 2 === 0 ? noise : `${HEADER}\n${noise}`);
      expect([400, 422]).toContain(response.status);
    }
  });
});

describe('a district that starts with its towns', () => {
  test('gets communities and grids from a table: written only when confirmed, marked as illustrative', async () => {
    const before = await api.ledger.store.lastCommit();
    const rows = ['1', '2', '3'].flatMap((c) => [
      `${TOWN_1}00${c},第${c}社区,community,${TOWN_1},${Number(c) * 100}`,
      ...['1', '2', '3', '4'].map((g) => `${TOWN_1}00${c}00${g},第${g}网格,grid,${TOWN_1}00${c},`),
    ]);
    const checked = await drawn(await post(table(...rows), 'text/csv', '?seed=5&validFrom=2026-06-01'));
    expect(checked).toMatchObject({ status: 'checked', count: 15, validFrom: '2026-06-01' });
    expect(checked.checks.filter((check) => !check.ok)).toEqual([]);
    expect(await api.ledger.store.lastCommit()).toEqual(before);
    expect((await api.read<AreasAnswer>('/api/areas')).items).toHaveLength(BARE.length);

    const confirmed = await api.send('POST', `/api/imports/${checked.id}/confirm`, undefined);
    expect(confirmed.status).toBe(200);
    expect((await api.read<AreasAnswer>('/api/areas?level=grid')).items).toHaveLength(12);
    const community = await api.read<AreaDetail>(`/api/areas/${TOWN_1}003`);
    expect(community).toMatchObject({ name: '第3社区', households: 300, illustrative: true });
    const town = await api.read<AreaDetail>(`/api/areas/${TOWN_1}`);
    expect(town).toMatchObject({ illustrative: false, illustrativeLevels: ['community', 'grid'] });
    expect(await api.read<AreaDetail>(`/api/areas/${TOWN_2}`)).toMatchObject({ illustrativeLevels: [] });
  });

  test('numbered grids of the other town follow later, the same for the same seed', async () => {
    const body = { parentCode: TOWN_2, level: 'grid', count: 7, seed: 9 };
    const [first, second] = [await drawn(await postJson(body)), await drawn(await postJson(body))];
    expect(first.count).toBe(7);
    expect((await api.send('POST', `/api/imports/${first.id}/confirm`, undefined)).status).toBe(200);
    // the other was checked against what is no longer so
    expect((await api.send('POST', `/api/imports/${second.id}/confirm`, undefined)).status).toBe(409);
    const { items } = await api.read<AreasAnswer>(`/api/areas?parent=${TOWN_2}`);
    expect(items.map(({ code, name }) => [code, name])[0]).toEqual([`${TOWN_2}001`, '第01网格']);
    const again = await postJson(body);
    expect(again.status).toBe(422);
    expect((await problemOf(again)).errors.map(({ code }) => code)).toContain('hasChildren');
  });
});
