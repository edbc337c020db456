import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askers } from '#api/askersFixture.ts';
import type { Problem } from '#api/contract/common.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import type {
  SupervisionItem,
  SupervisionSettings,
  SupervisionsAnswer,
  UnmaskedSupervision,
} from '#api/contract/supervision.ts';
import { issueMaker } from '#api/issuesFixture.ts';
import { household, PROGRAMME_2026, uuidOf } from '#api/recordsFixture.ts';
import type { Principal } from '#api/services/access/principal.ts';
import { permissionsOf } from '#api/services/access/principal.ts';
import {
  DISTRICT,
  openTestInterface,
  squaresFile,
  type TestInterface,
  TOWN_1,
  TOWN_2,
} from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';
import type { Role } from '#geodata/presets/roles.ts';

const [G1, G2] = [`${TOWN_1}001001`, `${TOWN_2}001001`] as const;
const SECRET = '三楼王老五家漏水';
let api: TestInterface;
const { identify, as } = askers();
let next = 1;
const newId = () => uuidOf(9000 + next++);

function named(
  id: number,
  name: string,
  role: Role,
  more: Partial<Principal & Principal['who']> = {},
): Principal {
  const permissions = permissionsOf([role]);
  const { areas = ['*'], organisations = [], officer = null } = more;
  const who = { ...ANYBODY.who, id: uuidOf(id), name, displayName: name, officer };
  return { ...ANYBODY, who: { ...who, permissions: [...permissions] }, permissions, areas, organisations };
}
const leader = named(801, '韩梅梅', 'leader');
const other = named(802, '林涛', 'leader');
const worker = named(803, '李雷', 'officer', { officer: 'w-1', areas: [TOWN_1] });
const office = named(804, '赵敏', 'officer', { organisations: ['town-1'], areas: [TOWN_1] });

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { identify });
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  await api.batch('/api/subjects', [household('s-1', G1), household('s-2', G2)]);
  const since = { type: 'office', validFrom: '2026-01-01' };
  await api.batch('/api/organisations', [
    { id: 'town-1', name: '辛安城管', area: TOWN_1, ...since },
    { id: 'town-2', name: '长江路城管', area: TOWN_2, ...since },
    { id: 'bureau', name: '区住建局', area: DISTRICT, ...since },
  ]);
  await api.batch('/api/officers', [
    { id: 'w-1', role: 'gridWorker', name: '李雷', organisation: 'town-1', validFrom: '2026-01-01' },
  ]);
});
afterAll(() => api.ledger.close());

const gap = { kind: 'gap', duty: 'poor-monthly', period: '2026-11', subject: 's-1' };
const item = (fields: object = {}) => ({
  id: newId(),
  object: gap,
  to: { kind: 'officer', id: 'w-1' },
  due: '2026-11-25',
  text: SECRET,
  ...fields,
});
const post = (body: unknown) => api.send('POST', '/api/supervision', body);
const happen = (id: string, type: string, fields: object = {}) =>
  api.send('POST', `/api/supervision/${id}/events`, { id: newId(), type, ...fields });
const detail = (id: string) => api.read<SupervisionItem>(`/api/supervision/${id}`);
const list = (query = '') => api.read<SupervisionsAnswer>(`/api/supervision?${query}`);
const commit = async () => (await api.ledger.store.lastCommit()).seq;
const faultsOf = async (response: Response) => ((await response.json()) as Problem).errors;
async function issued(fields: object = {}): Promise<string> {
  const made = item(fields);
  const response = await as(leader, () => post(made));
  expect([response.status, await response.clone().text()]).toEqual([201, expect.anything()]);
  return made.id;
}

describe('the whole loop', () => {
  test('from its issue to an accepted answer', async () => {
    const id = await issued();
    expect(await as(leader, () => detail(id))).toMatchObject({
      object: { kind: 'gap', id: 's-1', name: '张**', duty: { id: 'poor-monthly', name: '低保户' } },
      area: { code: G1 },
      to: { kind: 'officer', id: 'w-1', name: '李**' },
      by: '韩**',
      state: 'issued',
      overdue: false,
      hasText: true,
      delivered: false,
      nextAttemptAt: null,
      addressedToMe: false,
    });
    // whoever it is addressed to has read it by looking at it, once
    for (const _ of [1, 2])
      expect(await as(worker, () => detail(id))).toMatchObject({ state: 'read', addressedToMe: true });
    expect((await as(worker, () => happen(id, 'answered', { note: '已上门' }))).status).toBe(201);
    expect((await as(other, () => happen(id, 'sentBack', { note: '请附照片' }))).status).toBe(201);
    expect((await as(office, () => happen(id, 'answered', { note: '已附' }))).status).toBe(201);
    expect((await as(other, () => happen(id, 'accepted'))).status).toBe(201);
    const closed = await detail(id);
    expect([closed.state, closed.allowed]).toEqual(['accepted', []]);
    expect(closed.log.map(({ type, by, hasNote }) => [type, by, hasNote])).toEqual([
      ['issued', '韩**', false],
      ['read', '李**', false],
      ['answered', '李**', true],
      ['sentBack', '林**', true],
      ['answered', '赵**', true],
      ['accepted', '林**', false],
    ]);
  });

  test('an organisation has read what is addressed to it, and nobody else for it', async () => {
    const id = await issued({ to: { kind: 'organisation', id: 'town-1' } });
    expect(await as(worker, () => detail(id))).toMatchObject({ state: 'issued', addressedToMe: false });
    expect(await as(office, () => detail(id))).toMatchObject({ state: 'read', addressedToMe: true });
  });

  test('of an issue is told by its category, and found by its id', async () => {
    const issue = issueMaker()(G1, '2026-11-16');
    expect((await api.send('POST', '/api/issues', issue)).status).toBe(201);
    const id = await issued({
      object: { kind: 'issue', issue: issue.id },
      to: { kind: 'organisation', id: 'bureau' },
    });
    const found = await list(`issue=${issue.id}&lang=en`);
    expect(found.items.map((each) => [each.id, each.object.id, each.to.name])).toEqual([
      [id, issue.id, '区住建局'],
    ]);
    expect(found.items[0]!.object.name).toMatch(/noise/i);
    const body = item({ object: { kind: 'organisation', organisation: 'town-1' } });
    expect((await as(leader, () => post(body))).status).toBe(201);
    expect((await detail(body.id)).object).toMatchObject({ id: 'town-1', name: '辛安城管' });
  });
});

describe('refused', () => {
  test('who answered does not accept, whatever else they may', async () => {
    const id = await issued();
    await as(leader, () => happen(id, 'answered', { note: '已办' }));
    expect(await as(leader, () => detail(id))).toMatchObject({ answeredByMe: true });
    const refused = await as(leader, () => happen(id, 'accepted'));
    expect([refused.status, await faultsOf(refused)]).toMatchObject([409, [{ code: 'sameAccount' }]]);
    // an account of the same name is another one
    const namesake = named(805, '韩梅梅', 'leader');
    expect((await as(namesake, () => happen(id, 'accepted'))).status).toBe(201);
  });

  test('without the permission', async () => {
    const id = await issued();
    expect((await as(worker, () => post(item()))).status).toBe(403);
    await as(worker, () => happen(id, 'answered', { note: '已办' }));
    for (const type of ['accepted', 'withdrawn'])
      expect((await as(worker, () => happen(id, type))).status).toBe(403);
    expect((await as(worker, () => happen(id, 'sentBack', { note: 'x' }))).status).toBe(403);
    const planner = named(806, '周', 'planner');
    expect((await as(planner, () => happen(id, 'accepted'))).status).toBe(403);
    expect((await as(named(807, '看', 'viewer'), () => happen(id, 'read'))).status).toBe(403);
  });

  test('what is not allowed now, with what is', async () => {
    const id = await issued();
    const before = await commit();
    const refused = await happen(id, 'accepted');
    expect(refused.status).toBe(409);
    expect((await faultsOf(refused))[0]).toMatchObject({
      path: 'type',
      message: expect.stringContaining('answered'),
    });
    expect(await commit()).toBe(before);
  });

  test.each<[object, number, string]>([
    [{ id: 'x' }, 422, 'id'],
    [{ due: '2026-11-19' }, 422, 'due'],
    [{ due: '2026-02-30' }, 422, 'due'],
    [{ object: { ...gap, subject: 's-9' } }, 404, 'object.subject'],
    [{ object: { ...gap, duty: 'none' } }, 404, 'object.duty'],
    [{ object: { ...gap, period: '2026-W47' } }, 422, 'object.period'],
    [{ object: { ...gap, period: '2026-13' } }, 422, 'object.period'],
    [{ object: { ...gap, event: 'e-9' } }, 404, 'object.event'],
    [{ object: { kind: 'issue', issue: uuidOf(77) } }, 404, 'object.issue'],
    [{ object: { kind: 'organisation', organisation: 'none' } }, 404, 'object.organisation'],
    [{ object: { kind: 'delivered' } }, 422, 'object.kind'],
    [{ to: { kind: 'officer', id: 'town-1' } }, 404, 'to.id'],
    [{ to: { kind: 'organisation', id: 'none' } }, 404, 'to.id'],
    [{ to: null }, 422, 'to'],
    [{ text: 'x'.repeat(2001) }, 422, 'text'],
    [{ state: 'accepted' }, 422, 'state'],
  ])('%j', async (fields, status, path) => {
    const before = await commit();
    const response = await post(item(fields));
    expect([response.status, (await faultsOf(response))[0]?.path]).toEqual([status, path]);
    expect(await commit()).toBe(before);
  });

  test('an event without words that it needs, or that only the server tells', async () => {
    const id = await issued();
    for (const [type, fields] of [
      ['answered', {}],
      ['answered', { note: '  ' }],
      ['sentBack', { note: null }],
      ['delivered', {}],
      ['failed', { note: 'x' }],
      ['issued', {}],
    ] as const)
      expect([type, (await happen(id, type, fields)).status]).toEqual([type, 422]);
  });

  test('somebody of another organisation, of who is bound to some', async () => {
    const bound = named(808, '谢', 'leader', { organisations: ['town-1'] });
    const to = (id: string) => ({ to: { kind: 'organisation', id } });
    expect((await as(bound, () => post(item(to('town-1'))))).status).toBe(201);
    expect((await as(bound, () => post(item(to('bureau'))))).status).toBe(404);
    expect((await as(bound, () => post(item()))).status).toBe(201);
  });
});

describe('sent again', () => {
  test('an item is a duplicate, also after its due day and when its object has gone', async () => {
    const made = item({ due: '2026-11-20' });
    expect((await as(leader, () => post(made))).status).toBe(201);
    const start = api.ledger.clock.now;
    api.ledger.clock.now += 2 * 86_400_000;
    const again = await as(leader, () => post(made));
    expect([again.status, ((await again.json()) as RecordOutcome).status]).toEqual([200, 'duplicate']);
    expect(await detail(made.id)).toMatchObject({ overdue: true });
    expect((await list('overdue=1')).items.map(({ id }) => id)).toContain(made.id);
    api.ledger.clock.now = start;
    expect((await as(leader, () => post({ ...made, text: 'x' }))).status).toBe(409);
  });

  test('an event is taken once', async () => {
    const id = await issued();
    const body = { id: newId(), type: 'answered', note: '已办' };
    const send = () => api.send('POST', `/api/supervision/${id}/events`, body);
    expect([(await send()).status, (await send()).status]).toEqual([201, 200]);
    expect((await detail(id)).log).toHaveLength(2);
  });

  test('many at once are told one by one', async () => {
    const [good, bad] = [item(), item({ object: { ...gap, subject: 's-9' } })];
    const outcomes = await as(leader, () => api.batch('/api/supervision', [good, bad, good]));
    expect(outcomes.map(({ status }) => status)).toEqual(['created', 'refused', 'duplicate']);
  });
});

describe('reading', () => {
  test('lists by area, state and page, and counts', async () => {
    const id = await issued({
      object: { ...gap, subject: 's-2' },
      to: { kind: 'organisation', id: 'town-2' },
    });
    const inTown = await list(`area=${TOWN_2}`);
    expect([inTown.items.map((each) => each.id), inTown.open, inTown.matching]).toEqual([[id], 1, 1]);
    await happen(id, 'withdrawn');
    expect(await list(`area=${TOWN_2}&open=1`)).toMatchObject({ matching: 0, open: 0, items: [] });
    expect(await list(`area=${TOWN_2}&state=withdrawn,accepted`)).toMatchObject({ matching: 1 });
    const first = await list('limit=1');
    const second = await list(`limit=1&cursor=${first.nextCursor}`);
    expect(second.items[0]!.id).not.toBe(first.items[0]!.id);
    for (const query of ['state=late', 'open=0', 'cursor=x', 'issue=x', 'nonsense=1'])
      expect([query, (await api.get(`/api/supervision?${query}`)).status]).toEqual([query, 400]);
    expect((await api.get('/api/supervision?area=nowhere')).status).toBe(404);
    expect((await api.get(`/api/supervision/${uuidOf(78)}`)).status).toBe(404);
  });

  test('gives nobody what was written but one by one, and keeps that', async () => {
    const id = await issued();
    await as(worker, () => happen(id, 'answered', { note: '王老五在家' }));
    const texts = await Promise.all(
      [`/api/supervision/${id}`, '/api/supervision'].map(async (path) => (await api.get(path)).text()),
    );
    for (const text of texts) expect(text).not.toMatch(/王老五|韩梅梅|李雷|张s-1/);
    const response = await as(leader, () => api.send('POST', `/api/supervision/${id}/unmask`, {}));
    expect((await response.json()) as UnmaskedSupervision).toEqual({
      id,
      text: SECRET,
      notes: [
        { n: 0, by: '韩梅梅', note: null },
        { n: 1, by: '李雷', note: '王老五在家' },
      ],
    });
    type Audit = { items: { action: string; target: string; actor: string }[] };
    const { items } = await api.read<Audit>('/api/audit');
    expect(items[0]).toMatchObject({ action: 'unmask', target: `supervision/${id}`, actor: '韩梅梅' });
    const viewer = named(809, '看', 'viewer');
    expect((await as(viewer, () => api.send('POST', `/api/supervision/${id}/unmask`, {}))).status).toBe(403);
  });
});

describe('the settings', () => {
  const administrator = named(810, '管', 'administrator');
  const put = (body: object) => as(administrator, () => api.send('PUT', '/api/settings/supervision', body));
  const read = () => as(administrator, () => api.read<SupervisionSettings>('/api/settings/supervision'));
  const secret = 'a-secret-of-the-district';

  test('take a secret in, keep it sealed and never give it back', async () => {
    expect(await read()).toEqual({
      on: false,
      url: null,
      hasSecret: false,
      withText: false,
      link: null,
      also: [],
    });
    const settings = {
      ...{ on: true, url: 'http://127.0.0.1:9/in', withText: false, link: null },
      also: ['sentBack', 'overdue'],
    };
    expect((await put(settings)).status).toBe(422);
    const response = await put({ ...settings, secret });
    expect(await response.text()).not.toContain(secret);
    expect(await read()).toEqual({ ...settings, hasSecret: true });
    expect(JSON.stringify(await api.ledger.store.setting('supervision'))).not.toContain(secret);
    // left out it stays
    expect((await put({ ...settings, on: false })).status).toBe(200);
    expect(await read()).toEqual({ ...settings, on: false, hasSecret: true });
  });

  test.each([
    'ftp://example.org/x',
    'javascript:alert(1)',
    'not an address',
    'http://name:word@example.org/',
    'http://name@example.org/',
    'http://169.254.169.254/latest/meta-data',
    'http://2852039166/',
    'http://0xA9FEA9FE/',
    'http://[fe80::1]/',
    'http://[::ffff:169.254.169.254]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://100.100.100.200/',
  ])('refuse %s and change nothing', async (url) => {
    const before = await read();
    const response = await put({ on: true, url, secret });
    expect([response.status, (await faultsOf(response))[0]?.path]).toEqual([422, 'url']);
    expect(await read()).toEqual(before);
  });

  test('allow what runs on the own network', async () => {
    for (const url of [
      'http://localhost:8080/in',
      'https://10.1.2.3/in',
      'http://[::1]/in',
      'http://oa.local/',
    ])
      expect([url, (await put({ on: false, url, secret })).status]).toEqual([url, 200]);
  });

  test('are for administrators of the whole tree', async () => {
    const body = { on: false, url: null };
    const send = (who: Principal) =>
      as(who, async () => (await api.send('PUT', '/api/settings/supervision', body)).status);
    expect(await send(leader)).toBe(403);
    expect(await send(named(811, '管', 'administrator', { areas: [TOWN_1] }))).toBe(403);
    expect(await send(administrator)).toBe(200);
  });
});
