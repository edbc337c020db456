import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askers } from '#api/askersFixture.ts';
import type { Problem } from '#api/contract/common.ts';
import type { IssueDetail, UnmaskedIssue } from '#api/contract/issues.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import { eventMaker, issueMaker } from '#api/issuesFixture.ts';
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
const SECRET = { title: '王家漏水', text: '三楼王老五家', phone: '13987654321', name: '王老五' };
let api: TestInterface;
const { identify, as } = askers();
const issue = issueMaker();
const event = eventMaker();

function named(displayName: string, role: Role, areas: string[] = ['*']): Principal {
  const permissions = permissionsOf([role]);
  const id = `account-${displayName}`;
  const who = { ...ANYBODY.who, id, name: displayName, displayName, permissions: [...permissions] };
  return { ...ANYBODY, who, permissions, areas };
}
const officer = named('李雷', 'officer');
const leader = named('韩梅梅', 'leader');

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
});
afterAll(() => api.ledger.close());

const post = (body: unknown) => api.send('POST', '/api/issues', body);
const happen = (id: string, body: unknown) => api.send('POST', `/api/issues/${id}/events`, body);
const detail = (id: string) => api.read<IssueDetail>(`/api/issues/${id}`);
const commit = async () => (await api.ledger.store.lastCommit()).seq;
const problemOf = async (response: Response) => (await response.json()) as Problem;
async function reported(area: string = G1, fields = {}): Promise<string> {
  const made = issue(area, '2026-11-16', fields);
  const response = await post(made);
  expect([response.status, await response.clone().text()]).toEqual([201, expect.anything()]);
  return made.id;
}

describe('one issue', () => {
  test('is created, is a duplicate when sent again, and a conflict with other content', async () => {
    const made = issue(G1, '2026-11-16');
    const before = await commit();
    const first = await post(made);
    expect(first.status).toBe(201);
    const created = (await first.json()) as RecordOutcome;
    expect(created).toEqual({ line: 1, id: made.id, status: 'created', commit: before + 1, errors: [] });
    const again = await post({ ...made, text: null });
    expect([again.status, await again.json()]).toEqual([200, { ...created, status: 'duplicate' }]);
    for (const change of [{ title: 'x' }, { category: 'questions.living' }, { level: 'district' }]) {
      const other = await post({ ...made, ...change });
      expect([other.status, (await problemOf(other)).errors]).toMatchObject([409, [{ path: 'id' }]]);
    }
    expect(await commit()).toBe(before + 1);
  });

  test('lies with the level of its area, and is at home where its position lies', async () => {
    const levels: [string, string][] = [
      [G1, 'grid'],
      [`${TOWN_1}001`, 'community'],
      [TOWN_1, 'town'],
      [DISTRICT, 'district'],
    ];
    for (const [area, level] of levels)
      expect(await detail(await reported(area))).toMatchObject({ level, area: { code: area } });
    const located = await reported(G1, { area: undefined, position: [120.0512345, 35.9112345] });
    expect(await detail(located)).toMatchObject({
      area: { code: G2, level: 'grid' },
      chain: [{ code: TOWN_2 }, { code: `${TOWN_2}001` }],
      position: [120.051, 35.911],
    });
    expect(await detail(await reported(G1, { position: [120.05, 35.91], level: 'town' }))).toMatchObject({
      area: { code: G1 },
      level: 'town',
    });
  });

  test.each([
    [{ id: 'no-uuid' }, 422, 'id'],
    [{ category: 'none' }, 422, 'category'],
    [{ category: 'a b' }, 422, 'category'],
    [{ source: 'rumour' }, 422, 'source'],
    [{ at: '2026-11-20T14:43:00+08:00' }, 422, 'at'],
    [{ at: '1999-12-31T00:00:00Z' }, 422, 'at'],
    [{ at: '2026-11-20' }, 422, 'at'],
    [{ area: 'nowhere' }, 404, 'area'],
    [{ area: undefined }, 404, 'area'],
    [{ area: undefined, position: [10, 50] }, 404, 'position'],
    [{ position: [10, 50] }, 404, 'position'],
    [{ position: [36, 120] }, 422, 'position.1'],
    [{ level: 'building' }, 422, 'level'],
    [{ title: ' ' }, 422, 'title'],
    [{ title: 'x'.repeat(201) }, 422, 'title'],
    [{ text: 'x'.repeat(4001) }, 422, 'text'],
    [{ text: '\ud800' }, 422, 'text'],
    [{ reporter: { name: 'x', address: 'y' } }, 422, 'reporter.address'],
    [{ subject: 'nobody' }, 404, 'subject'],
    [{ programme: 'none' }, 404, 'programme'],
    [{ visit: 'x' }, 422, 'visit'],
    [{ colour: 'red' }, 422, 'colour'],
  ])('with %j is refused with %i at %s, and changes nothing', async (wrong, status, path) => {
    const before = await commit();
    const response = await post(issue(G1, '2026-11-16', wrong));
    expect([response.status, (await problemOf(response)).errors]).toMatchObject([status, [{ path }]]);
    expect(await commit()).toBe(before);
  });

  test('of 4000 characters goes through however it is escaped', async () => {
    const escaped = JSON.stringify(issue(G1, '2026-11-16')).replace(
      '"title"',
      `"text":"${'\\u6c34'.repeat(4000)}","title"`,
    );
    const response = await api.request('/api/issues', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: escaped,
    });
    expect(response.status).toBe(201);
  });
});

test('a batch is told line by line what became of it', async () => {
  const [a, b] = [issue(G1, '2026-11-16'), issue('nowhere', '2026-11-16')];
  const outcomes = await api.batch('/api/issues', [a, b, '{', a, issue(G1, '2026-11-16', { category: 'x' })]);
  expect(outcomes.map(({ line, status, errors }) => [line, status, errors[0]?.path])).toEqual([
    [1, 'created', undefined],
    [2, 'refused', 'area'],
    [3, 'refused', ''],
    [4, 'duplicate', undefined],
    [5, 'refused', 'category'],
  ]);
});

describe('the closed loop', () => {
  test('goes from the report to the end, each by who may', async () => {
    const id = await as(officer, () => reported(G1, { subject: 's-1', programme: 'p' }));
    const day = '2026-11-17';
    const steps: [Principal, ReturnType<typeof event>][] = [
      [officer, event('accepted', day, { category: 'key-problems.lifts' })],
      [officer, event('dispatched', day, { organisations: ['town-1', 'bureau'] })],
      [officer, event('handling', day, { organisation: 'town-1' })],
      [officer, event('extended', day, { amount: 2, unit: 'day', reason: '等配件' })],
      [officer, event('suspended', day, { reason: '等配件' })],
      [officer, event('resumed', '2026-11-18')],
      [officer, event('resolved', '2026-11-18', { kind: 'solved', organisation: 'town-1', note: '已换' })],
      [officer, event('resolved', '2026-11-18', { kind: 'explained', organisation: 'bureau' })],
      [officer, event('rated', '2026-11-19', { rater: 's-1', rating: 'not', settled: false })],
      [leader, event('verified', '2026-11-19')],
      [leader, event('closed', '2026-11-19')],
    ];
    for (const [who, body] of steps) {
      const response = await as(who, () => happen(id, body));
      expect([body, response.status, await response.text()]).toEqual([body, 201, expect.anything()]);
      const again = await as(who, () => happen(id, body));
      expect([again.status, ((await again.json()) as RecordOutcome).status]).toEqual([200, 'duplicate']);
    }
    const found = await detail(id);
    expect(found).toMatchObject({
      state: 'closed',
      category: { id: 'key-problems.lifts', parent: { id: 'key-problems' } },
      area: { code: G1 },
      dueAt: null,
      settledAt: '2026-11-18T10:00:00+08:00',
      resolution: 'explained',
      organisations: [
        { id: 'town-1', name: '辛安城管', state: 'done' },
        { id: 'bureau', name: '区住建局', state: 'done' },
      ],
      rating: 'not',
      raters: 1,
      allowed: ['rated', 'reopened'],
      programme: 'p',
      subject: 's-1',
    });
    expect(found.rectificationDueAt).toHaveLength(1);
    expect(found.log.map(({ n, type }) => [n, type])).toEqual(
      ['reported', ...steps.map(([, body]) => (body as { type?: string }).type)].map((type, n) => [n, type]),
    );
    expect(found.log[0]).toMatchObject({
      by: '李**',
      level: 'grid',
      receivedAt: '2026-11-20T14:32:00+08:00',
    });
    expect(found.log[2]!.organisations).toEqual([
      { id: 'town-1', name: '辛安城管' },
      { id: 'bureau', name: '区住建局' },
    ]);
    expect(found.log.map(({ hasNote }) => hasNote)).toEqual(
      [0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, 0].map((flag) => flag === 1),
    );
    expect(found.log[11]).toMatchObject({ by: '韩**', type: 'closed' });
  });

  test('tells its clocks, and whether they have run out', async () => {
    const id = await reported(TOWN_1, { category: 'questions.living' });
    // five working days from Monday the 16th
    expect(await detail(id)).toMatchObject({
      dueAt: '2026-11-23T23:59:59+08:00',
      promisedAt: '2026-11-23T23:59:59+08:00',
      overdue: false,
      escalationDueAt: null,
    });
    const late = await reported(G1);
    expect(await detail(late)).toMatchObject({ dueAt: '2026-11-17T23:59:59+08:00', overdue: true });
    await happen(late, event('accepted', '2026-11-18'));
    await happen(late, { ...event('escalated', '2026-11-20'), at: '2026-11-20T14:00:00+08:00' });
    expect(await detail(late)).toMatchObject({
      state: 'escalated',
      level: 'community',
      escalationDueAt: '2026-11-20T18:00:00+08:00',
      allowed: expect.arrayContaining(['returned']),
    });
  });

  test('an event that is not allowed is told what is, and changes nothing', async () => {
    const id = await reported();
    const before = await commit();
    const response = await happen(id, event('closed', '2026-11-17'));
    expect(response.status).toBe(409);
    const problem = await problemOf(response);
    expect(problem.errors).toMatchObject([{ path: 'type' }]);
    expect(problem.detail).toContain('allowed now: accepted, refused, merged');
    expect(await commit()).toBe(before);
  });

  test('an event without a moment happens now, and not before the last', async () => {
    const ahead = await reported(G1, { at: '2026-11-20T14:40:00+08:00' });
    const { at: _, ...now } = event('accepted', '') as { id: string; at: string };
    expect((await happen(ahead, now)).status).toBe(201);
    expect((await happen(ahead, now)).status).toBe(200);
    expect((await detail(ahead)).log[1]!.at).toBe('2026-11-20T14:40:00+08:00');
    const id = await reported();
    await happen(id, { ...now, id: uuidOf(9999) });
    expect((await detail(id)).log[1]!.at).toBe('2026-11-20T14:32:00+08:00');
  });

  test.each([
    [{ type: 'vanished' }, 422, 'type'],
    [{ id: 'x' }, 422, 'id'],
    [{ at: '2026-11-20T15:00:00+08:00' }, 422, 'at'],
    [{ at: '2026-11-15T10:00:00+08:00' }, 409, 'at'],
    [{ category: 'none' }, 422, 'category'],
    [{ reason: 'x' }, 422, 'reason'],
    [{ type: 'refused' }, 422, 'reason'],
    [{ type: 'refused', reason: '' }, 422, 'reason'],
    [{ type: 'merged', into: uuidOf(1) }, 422, 'into'],
  ])('%j is refused with %i at %s', async (wrong, status, path) => {
    const id = await reported();
    const before = await commit();
    const response = await happen(id, { ...event('accepted', '2026-11-17'), ...wrong });
    expect([response.status, (await problemOf(response)).errors]).toMatchObject([status, [{ path }]]);
    expect(await commit()).toBe(before);
  });

  test('an issue is handed to organisations of the own areas and of those above, to no others', async () => {
    const planner = named('王五', 'planner', [TOWN_1]);
    const id = await reported();
    await happen(id, event('accepted', '2026-11-17'));
    const dispatch = (organisations: string[]) =>
      as(planner, () => happen(id, event('dispatched', '2026-11-17', { organisations })));
    for (const organisation of ['none', 'town-2']) {
      const response = await dispatch(['bureau', organisation]);
      expect([response.status, (await problemOf(response)).errors]).toMatchObject([
        404,
        [{ path: 'organisations.1' }],
      ]);
    }
    expect((await dispatch(['bureau', 'town-1'])).status).toBe(201);
    expect((await detail(id)).organisations.map((one) => one.id)).toEqual(['bureau', 'town-1']);
  });
});

describe('duties are kept apart', () => {
  async function resolvedBy(who: Principal): Promise<string> {
    const id = await reported();
    await happen(id, event('accepted', '2026-11-17'));
    await as(who, () => happen(id, event('resolved', '2026-11-17', { kind: 'solved' })));
    return id;
  }

  test('it goes by accounts: two people may have one name', async () => {
    const id = await resolvedBy(leader);
    const namesake = { ...leader, who: { ...leader.who, id: '00000000-0000-4000-8000-0000000000aa' } };
    expect((await as(namesake, () => happen(id, event('verified', '2026-11-18')))).status).toBe(201);
  });

  test('who resolved an issue does not verify it, even when somebody did before the reopening', async () => {
    const id = await resolvedBy(leader);
    const refused = await as(leader, () => happen(id, event('verified', '2026-11-18')));
    expect([refused.status, (await problemOf(refused)).errors]).toMatchObject([
      409,
      [{ path: 'type', code: 'sameAccount' }],
    ]);
    expect((await detail(id)).state).toBe('resolved');
    expect((await happen(id, event('verified', '2026-11-18'))).status).toBe(201);
    await happen(id, event('reopened', '2026-11-18', { cause: 'served' }));
    await as(officer, () => happen(id, event('resolved', '2026-11-18', { kind: 'solved' })));
    expect((await as(leader, () => happen(id, event('verified', '2026-11-18')))).status).toBe(201);
  });

  test('raters whom nobody names count one each, whoever notes them; the same rating again counts once', async () => {
    const id = await resolvedBy(officer);
    const rate = (fields: object) => as(officer, () => happen(id, event('rated', '2026-11-18', fields)));
    const first = event('rated', '2026-11-18', { rating: 'very' });
    expect((await as(officer, () => happen(id, first))).status).toBe(201);
    expect((await as(officer, () => happen(id, first))).status).toBe(200);
    expect((await detail(id)).raters).toBe(1);
    await rate({ rating: 'not', settled: false });
    expect((await detail(id)).raters).toBe(2);
    // of one who is named the last rating counts
    await rate({ rating: 'very', rater: 'reporter' });
    await rate({ rating: 'fairly', rater: 'reporter' });
    expect((await detail(id)).raters).toBe(3);
  });

  test('each event needs its permission', async () => {
    const id = await resolvedBy(officer);
    for (const type of ['verified', 'closed'])
      expect((await as(officer, () => happen(id, event(type, '2026-11-18')))).status).toBe(403);
    const reopened = event('reopened', '2026-11-18', { cause: 'served' });
    expect((await as(officer, () => happen(id, reopened))).status).toBe(403);
    const rated = event('rated', '2026-11-18', { rater: 'r', rating: 'very' });
    expect((await as(named('甲', 'viewer'), () => happen(id, rated))).status).toBe(403);
    expect((await as(officer, () => happen(id, rated))).status).toBe(201);
    const open = await reported();
    expect(
      (await as(named('甲', 'administrator'), () => happen(open, event('accepted', '2026-11-18')))).status,
    ).toBe(403);
  });
});

describe('what people wrote', () => {
  const texts = Object.values(SECRET);
  let id: string;
  beforeAll(async () => {
    id = await as(officer, () =>
      reported(G1, {
        ...{ title: SECRET.title, text: SECRET.text, position: [120.0112345, 35.9112345] },
        reporter: { name: SECRET.name, phone: SECRET.phone },
      }),
    );
    await as(officer, () => happen(id, event('accepted', '2026-11-17', { note: SECRET.text })));
    await as(officer, () => happen(id, event('suspended', '2026-11-17', { reason: SECRET.name })));
  });

  test('is in no list, detail or point, whoever asks', async () => {
    for (const path of [
      `/api/issues?area=${DISTRICT}&limit=1000`,
      `/api/issues/${id}`,
      `/api/issues/points?area=${DISTRICT}`,
    ]) {
      const response = await api.get(path);
      expect([path, response.status, response.headers.get('Cache-Control')]).toEqual([path, 200, 'no-store']);
      expect(response.headers.get('ETag')).toBe(null);
      const text = await response.text();
      expect(text).toContain(id);
      for (const secret of [...texts, '李雷', '120.0112345'])
        expect([path, secret, text.includes(secret)]).toEqual([path, secret, false]);
    }
  });

  test('is told one by one to who may see it, and that it was is kept', async () => {
    const lines = () =>
      api.services.access.audit.search({ limit: 1000, action: 'unmask', target: `issue/${id}` });
    const before = lines().length;
    const refused = await as(named('甲', 'viewer'), () => api.send('POST', `/api/issues/${id}/unmask`, {}));
    expect(refused.status).toBe(403);
    expect(lines().length).toBe(before);
    const response = await as(officer, () => api.send('POST', `/api/issues/${id}/unmask`, {}));
    expect(response.headers.get('Cache-Control')).toBe('no-store');
    expect((await response.json()) as UnmaskedIssue).toEqual({
      id,
      title: SECRET.title,
      text: SECRET.text,
      reporter: { name: SECRET.name, phone: SECRET.phone },
      position: [120.0112345, 35.9112345],
      notes: [
        { n: 0, by: '李雷', note: null, reason: null },
        { n: 1, by: '李雷', note: SECRET.text, reason: null },
        { n: 2, by: '李雷', note: null, reason: SECRET.name },
      ],
    });
    expect(lines().slice(0, 1)).toMatchObject([{ actor: '李雷', outcome: 'done' }]);
    expect(lines().length).toBe(before + 1);
  });
});
