import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askers } from '#api/askersFixture.ts';
import { type IssueImportAnswer, issueMapping } from '#api/contract/issueImports.ts';
import type { IssuesAnswer } from '#api/contract/issueQuestions.ts';
import type { IssueDetail } from '#api/contract/issues.ts';
import type { JobAnswer } from '#api/contract/jobs.ts';
import { checkTable, confirmOf, confirmTable, problemOf, sendTable } from '#api/issueImportFixture.ts';
import { type Principal, permissionsOf } from '#api/services/access/principal.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';
import { derivedId } from '#geodata/import/issues/ids.ts';
import { categoryTable } from '#geodata/issue/categories.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';
import { MAPPING_PRESETS } from '#geodata/presets/mappings/index.ts';
import type { Role } from '#geodata/presets/roles.ts';

const [G1, G2] = [`${TOWN_1}001001`, `${TOWN_2}001001`] as const;
/** Every import of a test is of a system of its own. */
const mappingOf = (system: string, fields: object = {}) => ({
  system,
  reference: 'id',
  createdAt: 'created',
  closedAt: ['closed'],
  status: { column: 'status', states: { open: 'reported', done: 'resolved', no: 'refused' } },
  category: { columns: ['kind'], categories: { noise: 'key-problems.noise', lift: 'key-problems.lifts' } },
  position: { x: 'lon', y: 'lat' },
  area: 'area',
  title: ['title'],
  ...fields,
});
const HEADER = 'id,created,closed,status,kind,lon,lat,area,title';
const GOOD = [
  '1,2026-11-16 09:00,,open,noise,120.01,35.91,,Loud',
  '2,2026-11-16 09:00,2026-11-17 10:00,done,lift,,,,Stuck',
];
const BAD = '3,2026-11-16 09:00,,open,odd,120.01,35.91,,=1+1';
const tableOf = (...rows: string[]) => `${[HEADER, ...rows].join('\n')}\n`;

let api: TestInterface;
const { identify, as } = askers();
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { identify });
  await api.importFile(squaresFile());
});
afterAll(() => api.ledger.close());

const commit = async () => (await api.ledger.store.lastCommit()).seq;
const detail = (system: string, reference: string) =>
  api.read<IssueDetail>(`/api/issues/${derivedId(system, reference)}`);
const listed = async () => (await api.read<IssuesAnswer>(`/api/issues?area=${DISTRICT}`)).matching;
const folders = () => readdirSync(join(api.ledger.dir, 'imports', 'issues')).sort();
function account(role: Role, areas: string[] = ['*'], id: string = role): Principal {
  const permissions = permissionsOf([role]);
  const who = { ...ANYBODY.who, id, name: role, displayName: role, permissions: [...permissions] };
  return { ...ANYBODY, who, permissions, areas };
}

test.each([...MAPPING_PRESETS])(
  'the mapping %s is sound, and its categories are among the presets',
  (name, preset) => {
    const read = issueMapping.parse(preset);
    const offered = categoryTable(ISSUE_CATEGORIES);
    expect(Object.values(read.category.categories).filter((id) => !offered.has(id))).toEqual([]);
    expect(read).toEqual({ ...preset });
    expect(name === 'hotline' ? '12345' : name).toBe(read.system);
  },
);

describe('an import', () => {
  test('is checked, told row by row, written when confirmed, and once only', async () => {
    const before = [await commit(), await listed()];
    const checked = await checkTable(api, tableOf(...GOOD), mappingOf('a'));
    expect(checked).toMatchObject({
      ...{ kind: 'issues', status: 'checked', system: 'a', rows: 2, create: 2, duplicate: 0, refused: 0 },
      ...{ unlocated: 1, states: { reported: 1, resolved: 1 }, written: 0, problemCount: 1 },
      codes: [{ code: 'unlocated', outcome: 'kept', rows: 1 }],
      problems: [{ row: 3, column: 'lon', code: 'unlocated', outcome: 'kept' }],
    });
    expect([await commit(), await listed()]).toEqual(before);
    expect(await api.read(`/api/imports/${checked.id}`)).toEqual(checked);

    const applied = await confirmTable(api, checked.id);
    expect(applied).toEqual({ ...checked, status: 'applied', appliedAt: checked.checkedAt, written: 2 });
    const after = await commit();
    expect(await confirmTable(api, checked.id)).toEqual(applied);
    expect([await commit(), await listed()]).toEqual([after, before[1]! + 2]);
    expect(await detail('a', '1')).toMatchObject({
      state: 'reported',
      area: { code: G1 },
      level: 'grid',
      reportedAt: '2026-11-16T09:00:00+08:00',
      log: [{ type: 'reported', by: '王**' }],
    });
    expect(await detail('a', '2')).toMatchObject({
      state: 'resolved',
      resolution: 'solved',
      area: { code: DISTRICT },
      level: 'district',
      position: null,
      settledAt: '2026-11-17T10:00:00+08:00',
      log: [{ type: 'reported' }, { type: 'accepted' }, { type: 'resolved' }],
    });

    const again = await checkTable(api, tableOf(...GOOD), mappingOf('a'));
    expect(again).toMatchObject({ rows: 2, create: 0, duplicate: 2, refused: 0 });
    expect(again.codes).toEqual([{ code: 'duplicateInLedger', outcome: 'duplicate', rows: 2 }]);
    expect(await confirmTable(api, again.id)).toMatchObject({ status: 'applied', written: 0 });
    expect(await commit()).toBe(after);
  });

  test('with rows refused is written only by who says so', async () => {
    const before = await commit();
    const checked = await checkTable(api, tableOf(...GOOD, BAD), mappingOf('b'));
    expect(checked).toMatchObject({ rows: 3, create: 2, refused: 1 });
    for (const body of [undefined, {}]) {
      const refused = await confirmOf(api, checked.id, body);
      expect([refused.status, (await problemOf(refused)).errors]).toMatchObject([
        409,
        [{ path: 'without', code: 'refusedRows' }],
      ]);
    }
    for (const body of [{ without: 'all' }, { with: 'refused' }])
      expect((await confirmOf(api, checked.id, body)).status).toBe(422);
    expect(await commit()).toBe(before);
    expect(await confirmTable(api, checked.id, 'refused')).toMatchObject({ status: 'applied', written: 2 });
  });

  test('tells all problems in a file that no spreadsheet takes for formulas', async () => {
    const mapping = mappingOf('c', { category: { columns: ['title'], categories: { x: 'firms.land' } } });
    const rows = Array.from({ length: 250 }, (_, i) => `${i},2026-11-16,,open,noise,,,,=cmd|${i}`);
    const checked = await checkTable(api, tableOf(...rows), mapping);
    expect(checked).toMatchObject({ rows: 250, create: 0, refused: 250, problemCount: 500 });
    expect(checked.problems).toHaveLength(200);
    const response = await api.get(`/api/imports/${checked.id}/problems`);
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect(response.headers.get('Content-Type')).toBe('text/csv; charset=utf-8');
    const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
    expect(text.startsWith('\ufeffrow,column,value,outcome,code,reason\r\n')).toBe(true);
    const told: Record<string, string>[] = parse(text, { columns: true, bom: true });
    expect(told).toHaveLength(500);
    expect(told.filter(({ code }) => code === 'unknownCategory')[7]).toEqual({
      ...{ row: '9', column: 'title', value: "'=cmd|7", outcome: 'refused', code: 'unknownCategory' },
      reason: 'is a category the mapping does not name',
    });
  });

  test('runs as a job for who would rather not wait', async () => {
    const started = await sendTable(api, tableOf(...GOOD), mappingOf('d'), { Prefer: 'respond-async' });
    expect(started.status).toBe(202);
    const ended = async (response: Response): Promise<JobAnswer> => {
      const { id } = (await response.json()) as JobAnswer;
      for (;;) {
        const job = await api.read<JobAnswer>(`/api/jobs/${id}`);
        if (job.endedAt !== null) return job;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    const id = (await ended(started)).result!.import!;
    expect(await api.read(`/api/imports/${id}`)).toMatchObject({ status: 'checked', create: 2 });
    const confirmed = await api.request(`/api/imports/${id}/confirm`, {
      method: 'POST',
      headers: { Prefer: 'respond-async' },
    });
    expect(confirmed.status).toBe(202);
    expect((await ended(confirmed)).state).toBe('done');
    expect(await api.read(`/api/imports/${id}`)).toMatchObject({ status: 'applied', written: 2 });
  });

  test('is not written when areas or categories have changed since its check', async () => {
    const other = await openTestInterface('2026-11-20T14:32:00+08:00');
    try {
      await other.importFile(squaresFile());
      const first = await checkTable(other, tableOf(...GOOD), mappingOf('e'));
      const { categories, defaults } = ISSUE_CATEGORIES;
      await other.ledger.store.issues.putCategories({ defaults, categories: categories.slice(0, 3) });
      const second = await checkTable(other, tableOf(...GOOD), mappingOf('e'));
      await other.importFile(squaresFile(SQUARES.slice(0, 1)));
      for (const { id } of [first, second]) expect((await confirmOf(other, id)).status).toBe(409);
      const third = await checkTable(other, tableOf(...GOOD), mappingOf('e'));
      expect((await confirmOf(other, third.id)).status).toBe(200);
    } finally {
      await other.ledger.close();
    }
  });

  test('of a reference that somebody else put in meanwhile counts what the ledger refused', async () => {
    const first = await checkTable(api, tableOf(...GOOD), mappingOf('f'));
    const other = tableOf('1,2026-11-16 09:00,,open,noise,120.01,35.91,,Other words');
    await confirmTable(api, (await checkTable(api, other, mappingOf('f'))).id);
    const applied = await confirmTable(api, first.id);
    expect(applied).toMatchObject({ status: 'applied', rows: 2, create: 1, refused: 1, written: 1 });
    expect([applied.states, applied.unlocated]).toEqual([{ reported: 0, resolved: 1 }, 1]);
    expect(applied.problems.at(-1)).toMatchObject({ row: 2, code: 'refusedByLedger', outcome: 'refused' });
    expect(await (await api.get(`/api/imports/${first.id}/problems`)).text()).toContain('refusedByLedger');
  });
});

describe('where an issue is at home', () => {
  const row = (lon: string, lat: string, area: string) =>
    tableOf(`1,2026-11-16,,open,noise,${lon},${lat},${area},x`);
  test.each([
    ['120.05', '35.91', '', {}, G2, true],
    ['120.05', '35.91', TOWN_1, {}, TOWN_1, true],
    ['', '', TOWN_2, {}, TOWN_2, false],
    ['', '', '', {}, DISTRICT, false],
    ['', '', '', { unlocatedArea: TOWN_1 }, TOWN_1, false],
    ['10', '50', '', { outside: 'unlocated' }, DISTRICT, false],
    ['0', '0', TOWN_1, { outside: 'unlocated' }, TOWN_1, false],
  ])('%s %s in %j by %j is at home in %s', async (lon, lat, area, mapping, home, isLocated) => {
    const system = `home-${lon}-${lat}-${area}-${Object.values(mapping).join('')}`;
    const { id, unlocated } = await checkTable(api, row(lon, lat, area), mappingOf(system, mapping));
    expect(unlocated).toBe(isLocated ? 0 : 1);
    await confirmTable(api, id);
    const found = await detail(system, '1');
    expect([found.area.code, found.position !== null]).toEqual([home, isLocated]);
  });

  test.each([
    ['10', '50', '', 'outside', 'lon', '10, 50'],
    ['0', '0', TOWN_1, 'outside', 'lon', '0, 0'],
    ['120.05', '35.91', 'nowhere', 'unknownArea', 'area', 'nowhere'],
  ])('%s %s in %j is refused as %s', async (lon, lat, area, code, column, value) => {
    const { problems, refused } = await checkTable(api, row(lon, lat, area), mappingOf('h'));
    expect([refused, problems]).toMatchObject([1, [{ row: 2, code, column, value, outcome: 'refused' }]]);
  });

  test('what lies outside the areas of who imports is as if it did not exist', async () => {
    const planner = account('planner', [TOWN_1]);
    const rows = [
      '1,2026-11-16,,open,noise,120.05,35.91,,x',
      `2,2026-11-16,,open,noise,,,${TOWN_2},x`,
      '3,2026-11-16,,open,noise,,,,x',
      '4,2026-11-16,,open,noise,120.01,35.91,,x',
    ];
    const checked = await as(planner, () => checkTable(api, tableOf(...rows), mappingOf('i')));
    expect(checked).toMatchObject({ create: 2, refused: 2, unlocated: 1 });
    expect(checked.problems.filter(({ outcome }) => outcome === 'refused')).toMatchObject([
      { row: 2, code: 'outside' },
      { row: 3, code: 'unknownArea' },
    ]);
    await as(planner, () => confirmTable(api, checked.id, 'refused'));
    expect((await detail('i', '3')).area.code).toBe(TOWN_1);
    const two = await as(account('planner', [TOWN_1, TOWN_2]), () =>
      checkTable(api, tableOf(rows[2]!.replace('3', '5')), mappingOf('i')),
    );
    expect(two.problems).toMatchObject([{ code: 'unlocated' }, { code: 'noArea', outcome: 'refused' }]);
    const response = await as(planner, () =>
      sendTable(api, tableOf(...rows), mappingOf('i', { unlocatedArea: TOWN_2 })),
    );
    expect([response.status, (await problemOf(response)).errors]).toMatchObject([
      422,
      [{ path: 'mapping.unlocatedArea' }],
    ]);
  });
});

describe('what cannot be read', () => {
  const good = tableOf(...GOOD);
  test.each(
    (
      [
        [good, 'none', 'mapping', 'notFound'],
        [good, '{', 'mapping', 'notFound'],
        [good, '[]', 'mapping', 'invalid_type'],
        [good, mappingOf('x', { colour: 'red' }), 'mapping.colour', 'unknownParameter'],
        [good, mappingOf('a b'), 'mapping.system', 'invalid_format'],
        [good, mappingOf('x', { dates: { formats: ['DD'] } }), 'mapping.dates.formats.0', 'custom'],
        [good, mappingOf('x', { dates: { timeZone: 'Mars/Base' } }), 'mapping.dates.timeZone', 'custom'],
        [
          good,
          mappingOf('x', { position: { x: 'lon', y: 'lat', crs: 'EPSG:1' } }),
          'mapping.position.crs',
          'custom',
        ],
        [good, mappingOf('x', { unlocatedArea: 'nowhere' }), 'mapping.unlocatedArea', 'notFound'],
        [
          good,
          mappingOf('x', { category: { columns: ['kind'], categories: { '*': 'none' } } }),
          'mapping.category.categories.*',
          'notFound',
        ],
        [good, mappingOf('x', { text: ['words'] }), 'mapping.text.0 (line 1)', 'noColumn'],
        ['', mappingOf('x'), 'file', 'noRows'],
        ['PK\u0003\u0004\u0014', mappingOf('x'), 'file (line 1)', 'zip'],
        [`${good}"`, mappingOf('x'), 'file (line 4)', 'csv'],
        [`${good}${'x'.repeat(10_000_000)}`, mappingOf('x'), 'file (line 4)', 'tooLong'],
        [Uint8Array.of(...Buffer.from(good), 0xff, 0xfe), mappingOf('x'), 'file (line 4)', 'encoding'],
      ] as [string | Uint8Array<ArrayBuffer>, string | object, string, string][]
    ).map(([file, mapping, path, code]) => ({ file, mapping, path, code })),
  )('$path is refused as $code, and leaves nothing', async ({ file, mapping, path, code }) => {
    const before = [await commit(), folders()];
    const response = await sendTable(api, file, mapping);
    expect([response.status, (await problemOf(response)).errors]).toMatchObject([422, [{ path, code }]]);
    expect([await commit(), folders()]).toEqual(before);
  });

  test('forms without their parts, other media and other queries are refused', async () => {
    const post = (path: string, init: RequestInit) => api.request(path, { method: 'POST', ...init });
    const form = new FormData();
    const url = '/api/imports?kind=issues';
    expect((await post(url, { body: form })).status).toBe(422);
    form.set('mapping', 'nyc311');
    expect((await problemOf(await post(url, { body: form }))).errors).toMatchObject([{ path: 'file' }]);
    expect((await post(url, { body: '{}', headers: { 'Content-Type': 'application/json' } })).status).toBe(
      415,
    );
    expect((await post(`${url}&crs=GCJ-02`, { body: form })).status).toBe(400);
    const broken = { 'Content-Type': 'multipart/form-data; boundary=x' };
    expect((await post(url, { body: 'nothing', headers: broken })).status).toBe(422);
  });

  test('nothing is taken before there are areas', async () => {
    const empty = await openTestInterface('2026-11-20T14:32:00+08:00');
    try {
      expect((await sendTable(empty, good, mappingOf('x'))).status).toBe(409);
    } finally {
      await empty.ledger.close();
    }
  });
});

describe('who may', () => {
  test('import issues is who keeps the registers, and an import is of who began it', async () => {
    const send = (who: Principal) => as(who, () => sendTable(api, tableOf(...GOOD), mappingOf('j')));
    for (const role of ['leader', 'officer', 'viewer'] as const)
      expect((await send(account(role))).status).toBe(403);
    const response = await send(account('planner'));
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as IssueImportAnswer;
    const other = account('planner', ['*'], 'another');
    for (const path of [`/api/imports/${id}`, `/api/imports/${id}/problems`])
      expect((await as(other, () => api.get(path))).status).toBe(404);
    expect((await as(other, () => confirmOf(api, id))).status).toBe(404);
    expect((await as(account('leader'), () => api.get(`/api/imports/${id}`))).status).toBe(403);
    expect((await as(account('administrator'), () => api.get(`/api/imports/${id}`))).status).toBe(200);
  });

  test('keep boundaries, but no registers, does not import issues, and the other way round', async () => {
    const only = (permission: 'boundary' | 'register'): Principal => ({
      ...ANYBODY,
      permissions: new Set(['read', permission]),
    });
    const issues = () => sendTable(api, tableOf(...GOOD), mappingOf('k'));
    expect((await as(only('boundary'), issues)).status).toBe(403);
    expect((await as(only('register'), issues)).status).toBe(201);
    expect((await as(only('register'), () => api.check(squaresFile()))).status).toBe(403);
    expect((await as(only('boundary'), () => api.check(squaresFile()))).status).toBe(201);
  });
});

test('what people wrote is kept in the ledger only, once it is there', async () => {
  const secret = '三楼王老五家';
  const checked = await checkTable(api, tableOf(GOOD[0]!.replace('Loud', secret)), mappingOf('l'));
  const folder = join(api.ledger.dir, 'imports', 'issues', checked.id);
  const holding = () =>
    readdirSync(folder).filter((name) => readFileSync(join(folder, name), 'utf8').includes(secret));
  expect(holding()).toEqual(['plan.ndjson']);
  await confirmTable(api, checked.id);
  expect(holding()).toEqual([]);
});
