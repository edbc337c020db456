import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { OfficerDetail, SubjectDetail, SubjectItem } from '#api/contract/registers.ts';
import { household } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { OPEN_END } from '#geodata/model.ts';

const COMMUNITY = `${TOWN_1}001`;
const [G1, G2, G3] = [`${COMMUNITY}001`, `${COMMUNITY}002`, `${TOWN_2}002001`] as const;
const FROM = { validFrom: '2026-01-01' };
const PERSONAL = ['subjects', 'officers', 'assignments', 'events'] as const;
const PUBLIC = ['organisations', 'feeds'] as const;
let api: TestInterface;

type Item = { id: string } & Record<string, unknown>;
interface List {
  items: Item[];
  nextCursor: string | null;
}

/** Households at home in the squares' grids in turn, in both towns. */
const MANY = Array.from({ length: 23 }, (_, i) =>
  household(`m-${String(i).padStart(2, '0')}`, [G1, G3, G2][i % 3]!, { tags: ['many'] }),
);

/** Puts rows into the register as they are kept. */
function insertRows(rows: readonly Record<string, unknown>[]): void {
  const db = new Database(api.ledger.file);
  const row = { tags: '[]', name: '', validTo: OPEN_END, subject: null, officer: null, detail: null };
  const insert = db.prepare(
    `INSERT INTO register_version (town, kind, x, validFrom, validTo, home, type, tags, name, subject, officer, detail, seq)
     VALUES (@town, @kind, @x, @validFrom, @validTo, @home, @type, @tags, @name, @subject, @officer, @detail,
       (SELECT max(seq) FROM "commit"))`,
  );
  for (const fields of rows) insert.run({ ...row, ...fields });
  db.close();
}

function event(x: string, kind: string, subject: string, home: string, day: string) {
  const validFrom = parseDay(day)!;
  return { kind: 'event', x, type: kind, subject, home, town: home.slice(0, 9), validFrom, officer: 'w' };
}

beforeAll(async () => {
  api = await openTestInterface('2026-10-01T09:00:00+08:00');
  await api.importFile(squaresFile());
  await api.batch('/api/subjects', [
    household('a', G1, { name: '张三', zones: {} }),
    household('b', G3, { name: '李四', tags: ['低保', '独居'] }),
    { ...household('firm', G2, { name: '前湾水产' }), type: 'firm', tags: [] },
    household('gone', G1, { validTo: '2026-06-30' }),
    household('quoted', G1, { tags: ['x"低保', ','] }),
    ...MANY,
  ]);
  await api.batch('/api/organisations', [
    { id: 'o1', type: 'townOffice', name: '辛安街道办', area: TOWN_1, ...FROM },
    { id: 'o2', type: 'residentUnit', name: '供热公司', area: DISTRICT, ...FROM },
  ]);
  await api.batch('/api/officers', [
    { id: 'w', role: 'gridWorker', name: '王小明', phone: '13800005678', organisation: 'o1', ...FROM },
    { id: 'W2', role: 'cadre', name: '赵大', organisation: 'o2', ...FROM },
  ]);
  await api.batch('/api/assignments', [
    { id: 'as-area', officer: 'w', area: G1, role: 'gridWorker', ...FROM },
    { id: 'as-b', officer: 'w', subject: 'b', role: 'cadre', ...FROM },
    { id: 'as-old', officer: 'w', area: G2, role: 'gridWorker', ...FROM, validTo: '2026-03-31' },
  ]);
  // A month later 张三 moves to the other town, is renamed, and then the move is put right.
  api.ledger.clock.now = Date.parse('2026-11-01T09:00:00+08:00');
  await api.batch('/api/subjects', [household('a', G3, { name: '张三丰', validFrom: '2026-10-15' })]);
  api.ledger.clock.now = Date.parse('2026-11-20T14:32:00+08:00');
  await api.batch('/api/subjects', [household('a', G2, { name: '张三丰', validFrom: '2026-11-01' })]);
  const detail = { areas: [G1, G2], duties: ['poor-monthly'], intervalDays: 7 };
  insertRows([
    event('e1', 'birthday', 'a', G2, '2026-11-05'),
    event('e2', 'illness', 'a', G2, '2026-11-10'),
    event('e3', 'birthday', 'b', G3, '2026-12-01'),
    ...['f1', 'f2'].map((x) => ({
      kind: 'feed',
      x,
      type: '',
      name: '网格上报',
      home: COMMUNITY,
      town: TOWN_1,
      validFrom: parseDay('2026-01-01')!,
      detail: JSON.stringify(detail),
    })),
  ]);
  const db = new Database(api.ledger.file);
  const deliver = db.prepare('INSERT INTO feed_delivery (feed, seq, at, day, recDay) VALUES (?, ?, 0, ?, 0)');
  for (const [seq, day] of ['2026-11-10', '2026-11-17', '2026-11-12'].entries())
    deliver.run('f1', seq, parseDay(day)!);
  db.close();
});
afterAll(() => api.ledger.close());

const search = (kind: 'subjects' | 'officers', body: object) =>
  api.request(`/api/${kind}/search`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const idsOf = async (path: string) => (await api.read<List>(path)).items.map((item) => item.id);

describe('a list', () => {
  test.each<[string, string[]]>([
    ['subjects?type=firm', ['firm']],
    ['subjects?tag=独居', ['b']],
    ['subjects?tag=低保', ['a', 'b']],
    ['subjects?tag=,', ['quoted']],
    ['subjects?type=household&tag=低保&area=370211001', ['a']],
    [`subjects?tag=低保&area=${G1}`, []],
    [`subjects?tag=低保&area=${G1}&on=2026-10-14`, ['a']],
    [`subjects?tag=低保&area=${G1}&on=2026-10-15`, []],
    ['subjects?tag=低保&on=2025-12-31', []],
    ['subjects?tag=低保&on=2026-06-30', ['a', 'b', 'gone']],
    ['officers', ['W2', 'w']],
    ['officers?role=cadre', ['W2']],
    ['officers?organisation=o1', ['w']],
    [`officers?area=${TOWN_1}`, ['w']],
    ['organisations', ['o1', 'o2']],
    ['organisations?type=residentUnit', ['o2']],
    [`organisations?area=${TOWN_1}`, ['o1']],
    ['organisations?q=供热', ['o2']],
    ['assignments', ['as-area', 'as-b']],
    ['assignments?on=2026-03-31', ['as-area', 'as-b', 'as-old']],
    ['assignments?subject=b', ['as-b']],
    ['assignments?officer=W2', []],
    ['assignments?officer=w&role=gridWorker', ['as-area']],
    [`assignments?area=${TOWN_2}`, ['as-b']],
    ['events', ['e1', 'e2', 'e3']],
    ['events?kind=birthday', ['e1', 'e3']],
    ['events?subject=a', ['e1', 'e2']],
    ['events?from=2026-11-10', ['e2', 'e3']],
    ['events?from=2026-11-05&to=2026-11-09', ['e1']],
    [`events?area=${TOWN_2}`, ['e3']],
    ['feeds', ['f1', 'f2']],
    [`feeds?area=${COMMUNITY}`, ['f1', 'f2']],
    [`feeds?area=${TOWN_2}`, []],
  ])('%s: %j', async (path, ids) => {
    expect((await idsOf(`/api/${path}`)).filter((id) => !id.startsWith('m-'))).toEqual(ids);
  });

  test.each<['subjects' | 'officers', object, string[]]>([
    ['subjects', { q: '三丰' }, ['a']],
    ['subjects', { q: 'M-2' }, ['m-20', 'm-21', 'm-22']],
    ['subjects', { q: 'M-2', limit: 2 }, ['m-20', 'm-21']],
    ['subjects', { q: '三丰', area: G1 }, []],
    ['subjects', { q: '%' }, []],
    ['subjects', { q: '_' }, []],
    ['subjects', { q: "'" }, []],
    ['officers', { q: 'w' }, ['W2', 'w']],
    ['officers', { q: 'w', role: 'gridWorker' }, ['w']],
    ['officers', { q: '小明' }, ['w']],
    ['officers', { q: '5678' }, []],
  ])('%s searched with %j: %j', async (kind, body, ids) => {
    const response = await search(kind, body);
    expect([response.status, response.headers.get('Cache-Control')]).toEqual([200, 'no-store']);
    expect(((await response.json()) as List).items.map(({ id }) => id)).toEqual(ids);
  });

  test.each([
    ['subjects', { q: '' }, 'q'],
    ['subjects', { q: ' ' }, 'q'],
    ['subjects', { q: 'x'.repeat(101) }, 'q'],
    ['subjects', {}, 'q'],
    ['officers', { q: 'w', colour: 'red' }, 'colour'],
    ['officers', { q: 'w', limit: 0 }, 'limit'],
  ] as const)('%s searched with %j is refused, naming %s', async (kind, body, field) => {
    const response = await search(kind, body);
    expect(response.status).toBe(422);
    expect(((await response.json()) as Problem).errors).toMatchObject([{ path: field }]);
  });

  test.each(['subjects', 'officers'])('a name in the address of %s is refused with advice', async (kind) => {
    const response = await api.get(`/api/${kind}?q=${encodeURIComponent('张三丰')}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors).toEqual([
      { path: 'q', code: 'inAddress', message: expect.stringContaining(`POST /api/${kind}/search`) },
    ]);
  });

  test.each([1, 2, 7, 22, 23, 24, 1000])('in pages of %i gives each once, in one order', async (limit) => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor === null ? '' : `&cursor=${cursor}`;
      const page: List = await api.read<List>(`/api/subjects?tag=many&limit=${limit}${query}`);
      expect(page.items.length).toBeLessThanOrEqual(limit);
      ids.push(...page.items.map((item) => item.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(ids).toEqual(MANY.map(({ id }) => id));
  });

  test('says of each what is in force, names and phones masked', async () => {
    const subjects = (await (await search('subjects', { q: '三丰' })).json()) as List;
    expect(subjects.items).toEqual([
      {
        id: 'a',
        type: 'household',
        name: '张**',
        tags: ['低保'],
        area: G2,
        zones: {},
        validFrom: '2026-11-01',
        validTo: null,
      },
    ]);
    expect((await api.read<List>('/api/officers?role=gridWorker')).items).toEqual([
      {
        id: 'w',
        role: 'gridWorker',
        name: '王**',
        phone: '138****5678',
        organisation: 'o1',
        area: TOWN_1,
        validFrom: '2026-01-01',
        validTo: null,
      },
    ]);
    expect((await api.read<List>('/api/organisations?q=o1')).items).toMatchObject([{ name: '辛安街道办' }]);
    expect((await api.read<List>('/api/assignments?on=2026-03-31')).items).toMatchObject([
      { id: 'as-area', officer: 'w', role: 'gridWorker', area: G1, subject: null, home: G1, validTo: null },
      { id: 'as-b', officer: 'w', role: 'cadre', area: null, subject: 'b', home: G3 },
      { id: 'as-old', validTo: '2026-03-31' },
    ]);
    expect((await api.read<List>('/api/events?kind=illness')).items).toEqual([
      { id: 'e2', kind: 'illness', subject: 'a', day: '2026-11-10', officer: 'w', area: G2 },
    ]);
    const feed = {
      name: '网格上报',
      areas: [G1, G2],
      duties: ['poor-monthly'],
      intervalDays: 7,
      area: COMMUNITY,
      validFrom: '2026-01-01',
      validTo: null,
    };
    expect((await api.read<List>('/api/feeds')).items).toEqual([
      { id: 'f1', ...feed, lastDelivery: '2026-11-17' },
      { id: 'f2', ...feed, lastDelivery: null },
    ]);
  });

  test.each([
    ['subjects?colour=red', 'colour'],
    ['subjects?type=castle', 'type'],
    ['subjects?on=2026-02-30', 'on'],
    ['subjects?on=all', 'on'],
    [`subjects?tag=${'x'.repeat(41)}`, 'tag'],
    ['subjects?limit=0', 'limit'],
    ['subjects?limit=1001', 'limit'],
    ['subjects?cursor=nonsense', 'cursor'],
    ['subjects?cursor=WzEsImEiXQ', 'cursor'],
    ['officers?organisation=a%20b', 'organisation'],
    ['officers?type=cadre', 'type'],
    ['organisations?role=cadre', 'role'],
    ['assignments?q=w', 'q'],
    ['events?on=2026-11-05', 'on'],
    ['events?from=yesterday', 'from'],
    ['feeds?on=2026-11-05', 'on'],
    ['subjects/a?on=2026-11-05', 'on'],
    ['subjects/a%20b', 'id'],
  ])('%s is refused, naming %s', async (path, field) => {
    const response = await api.get(`/api/${path}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors).toMatchObject([{ path: field }]);
  });

  test.each([...PERSONAL, ...PUBLIC])('of %s in an area that is not there is 404', async (kind) => {
    expect((await api.get(`/api/${kind}?area=nowhere`)).status).toBe(404);
  });
});

describe('one id', () => {
  test('has what is on record now, and every row that ever was, newest first', async () => {
    const { entries, history, ...rest } = await api.read<SubjectDetail>('/api/subjects/a');
    expect(rest).toEqual({ id: 'a', assignments: [] });
    const days = ({ area, validFrom, validTo }: Omit<SubjectItem, 'id'>) => [area, validFrom, validTo];
    expect(entries.map(days)).toEqual([
      [G1, '2026-01-01', '2026-10-14'],
      [G3, '2026-10-15', '2026-10-31'],
      [G2, '2026-11-01', null],
    ]);
    const [first, second, third] = [
      '2026-10-01T09:00:00+08:00',
      '2026-11-01T09:00:00+08:00',
      '2026-11-20T14:32:00+08:00',
    ];
    expect(history.map((row) => [...days(row), row.recordedAt, row.replacedAt])).toEqual([
      [G2, '2026-11-01', null, third, null],
      [G3, '2026-10-15', '2026-10-31', third, null],
      [G3, '2026-10-15', null, second, third],
      [G1, '2026-01-01', '2026-10-14', second, null],
      [G1, '2026-01-01', null, first, second],
    ]);
    expect(new Set([...entries, ...history].map(({ name }) => name))).toEqual(new Set(['张**']));
  });

  test('of an officer has its assignments in force, and of a subject those to it', async () => {
    const officer = await api.read<OfficerDetail>('/api/officers/w');
    expect(officer.assignments.map(({ id }) => id)).toEqual(['as-area', 'as-b']);
    expect(officer.entries).toMatchObject([{ name: '王**', phone: '138****5678' }]);
    expect(officer.history).toMatchObject([{ name: '王**', phone: '138****5678' }]);
    const subject = await api.read<SubjectDetail>('/api/subjects/b');
    // An event names a subject and an officer as well and is no assignment.
    expect(subject.assignments).toMatchObject([{ id: 'as-b', officer: 'w', subject: 'b' }]);
  });

  test('of the other registers', async () => {
    expect(await api.read('/api/organisations/o1')).toMatchObject({
      id: 'o1',
      entries: [{ name: '辛安街道办', area: TOWN_1, validTo: null }],
      history: [{ replacedAt: null }],
    });
    expect(await api.read('/api/assignments/as-old')).toMatchObject({
      entries: [{ area: G2, validTo: '2026-03-31' }],
    });
    expect(await api.read('/api/events/e2')).toMatchObject({
      entries: [{ kind: 'illness', subject: 'a', day: '2026-11-10' }],
      history: [{ recordedAt: '2026-11-20T14:32:00+08:00', replacedAt: null }],
    });
    expect(await api.read('/api/feeds/f1')).toMatchObject({
      entries: [{ areas: [G1, G2], intervalDays: 7 }],
      history: [{ duties: ['poor-monthly'] }],
      lastDelivery: '2026-11-17',
    });
  });

  test.each([...PERSONAL, ...PUBLIC])('that is not among the %s is 404', async (kind) => {
    const known: Record<string, string> = { subjects: 'w' };
    expect((await api.get(`/api/${kind}/${known[kind] ?? 'a'}`)).status).toBe(404);
  });

  test('shows no name and no phone unmasked anywhere', async () => {
    const ids = ['subjects/a', 'officers/w', 'assignments/as-b', 'events/e1'];
    for (const path of [...PERSONAL, ...ids]) {
      const text = await (await api.get(`/api/${path}`)).text();
      expect(text).not.toMatch(/张三|李四|前湾水产|王小明|赵大|13800005678|0000/);
    }
  });
});

describe('what may be kept on the way', () => {
  test.each([
    'subjects',
    'subjects/a',
    'officers',
    'officers/w',
    'assignments',
    'assignments/as-b',
    'events',
    'events/e1',
  ])('/api/%s is about people: nothing', async (path) => {
    const { headers } = await api.get(`/api/${path}`);
    expect([headers.get('Cache-Control'), headers.get('ETag')]).toEqual(['no-store', null]);
  });

  test.each(['organisations', 'organisations/o1', 'feeds', 'feeds/f1'])('/api/%s has a tag', async (path) => {
    const tag = (await api.get(`/api/${path}`)).headers.get('ETag');
    expect(tag).toMatch(/^"/);
    expect((await api.get(`/api/${path}`, { 'If-None-Match': tag! })).status).toBe(304);
  });
});

describe('whoever sees one town', () => {
  const within = (code: string) => ({
    scope: { codes: [code] },
    lang: 'zh-CN' as const,
    now: api.ledger.clock.now,
    organisations: [],
    namesSearched: true,
  });
  const all = { limit: 1000 };

  test('is shown what is at home there, and nothing else', async () => {
    const { registerReads: reads } = api.services;
    const of = async (list: Promise<List | { items: { id: string }[] }>) =>
      (await list).items.map(({ id }) => id);
    expect(await of(reads.officers(within(TOWN_1), all))).toEqual(['w']);
    expect(await of(reads.organisations(within(TOWN_2), all))).toEqual([]);
    expect(await of(reads.assignments(within(TOWN_2), all))).toEqual(['as-b']);
    expect(await of(reads.events(within(TOWN_1), all))).toEqual(['e1', 'e2']);
    expect(await of(reads.feeds(within(TOWN_2), all))).toEqual([]);
    expect(await of(reads.subjects(within(TOWN_2), { ...all, tag: '低保' }))).toEqual(['b']);
    // A community is part of a town: its homes are asked for one by one.
    expect(await of(reads.subjects(within(COMMUNITY), { ...all, tag: '低保' }))).toEqual(['a']);
    expect(await of(reads.subjects({ ...within(TOWN_1), scope: { codes: [] } }, all))).toEqual([]);
    await expect(reads.subjects(within(TOWN_2), { ...all, area: TOWN_1 })).rejects.toMatchObject({
      code: 'notFound',
    });
  });

  test('finds one id only there, and of its rows only those', async () => {
    const { registerReads: reads } = api.services;
    const moved = await reads.subject(within(TOWN_2), 'a');
    expect(new Set([...moved.entries, ...moved.history].map(({ area }) => area))).toEqual(new Set([G3]));
    expect(moved.history).toHaveLength(2);
    const officer = await reads.officer(within(TOWN_1), 'w');
    expect(officer.assignments.map(({ id }) => id)).toEqual(['as-area']);
    for (const asked of [
      reads.subject(within(TOWN_1), 'b'),
      reads.officer(within(TOWN_2), 'w'),
      reads.organisation(within(TOWN_1), 'o2'),
      reads.event(within(TOWN_2), 'e1'),
      reads.feed(within(G1), 'f1'),
      reads.subject({ ...within(TOWN_1), scope: { codes: [] } }, 'a'),
    ])
      await expect(asked).rejects.toMatchObject({ code: 'notFound' });
  });

  test('sees what was at home in an area that has left the tree, when it sees the town', async () => {
    const { registerReads: reads } = api.services;
    const left = { kind: 'organisation', x: 'o-left', type: 'taskForce', home: `${TOWN_1}999`, town: TOWN_1 };
    insertRows([{ ...left, validFrom: 0 }]);
    expect((await reads.organisations(within(TOWN_1), all)).items).toContainEqual(
      expect.objectContaining({ id: 'o-left' }),
    );
    expect((await reads.organisation(within(TOWN_1), 'o-left')).entries).toHaveLength(1);
    for (const code of [TOWN_2, COMMUNITY]) {
      expect((await reads.organisations(within(code), all)).items).toEqual([]);
      await expect(reads.organisation(within(code), 'o-left')).rejects.toMatchObject({ code: 'notFound' });
    }
  });
});

test('the document tells of every list and every read beside the writes', async () => {
  const { paths } = await api.read<{ paths: Record<string, object> }>('/api/openapi.json');
  for (const kind of [...PERSONAL, ...PUBLIC]) {
    expect(paths[`/api/${kind}`]).toHaveProperty('get');
    expect(paths[`/api/${kind}/{id}`]).toHaveProperty('get');
  }
  expect(paths['/api/subjects']).toHaveProperty('post');
});
