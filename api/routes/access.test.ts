import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IssueDetail } from '#api/contract/issues.ts';
import type { RecordOutcome } from '#api/contract/records.ts';
import { formOf, jpegOf } from '#api/photoFixture.ts';
import { household, PROGRAMME_2026, uuidOf } from '#api/recordsFixture.ts';
import { RULES } from '#api/routes/rules.ts';
import type { Principal } from '#api/services/access/principal.ts';
import { permissionsOf } from '#api/services/access/principal.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  squaresFile,
  type TestInterface,
  TOWN_1,
} from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';
import { PERMISSIONS, type Permission, ROLES } from '#geodata/presets/roles.ts';

const TOWN_2 = `${DISTRICT}002`;
/** Everything that lies in the other town has this in its name or id. */
const MARK = 'zz';
const NOBODY = null;
const roles = [...ROLES, 'display'] as const;
type Asker = (typeof roles)[number];

/** Whoever asks next. */
let asker: Principal | null = ANYBODY;
let api: TestInterface;
/** Id of the photo that the issues of both towns have. */
let photo = '';

function principal(role: Asker, areas: readonly string[]): Principal {
  const permissions = role === 'display' ? new Set<Permission>(['read']) : permissionsOf([role]);
  const kind = role === 'display' ? 'display' : 'account';
  const who = { ...ANYBODY.who, kind, roles: role === 'display' ? [] : [role], id: uuidOf(7) } as const;
  return {
    ...ANYBODY,
    who: { ...who, roles: [...who.roles], permissions: [...permissions] },
    permissions,
    areas,
  };
}

/** An issue of a town that was dispatched to its own organisation and has a photo. */
function issueOf(town: string, mark: string) {
  const grid = `${town}001001`;
  const [west] = SQUARES.find(({ code }) => code === grid)!.box;
  return {
    ...{ id: uuidOf(mark === MARK ? 2002 : 2001), category: 'questions.living', source: 'visit', area: grid },
    ...{ at: '2026-11-03T09:00:00+08:00', title: `${mark}题`, text: `${mark}文`, reference: `${mark}-1` },
    ...{ subject: `${mark}-home`, position: [west + 0.01, 35.91], reporter: { name: `${mark}家` } },
  };
}
const supervised = (id: number, m: string) => ({
  id: uuidOf(id),
  object: { kind: 'gap', duty: 'poor-monthly', period: '2026-11', subject: `${m}-gap` },
  to: { kind: 'officer', id: `${m}-w` },
  due: '2026-11-30',
  text: `${m}督`,
});

/** Both towns have one of everything; those of the second are marked. */
async function seed(): Promise<void> {
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  const since = { validFrom: '2026-01-01' };
  for (const [town, m] of [
    [TOWN_1, 'aa'],
    [TOWN_2, MARK],
  ] as const) {
    const grid = `${town}001001`;
    await api.batch('/api/subjects', [
      household(`${m}-home`, grid, { name: `${m}家`, position: null }),
      household(`${m}-gap`, grid, { name: `${m}缺` }),
    ]);
    await api.batch('/api/organisations', [
      { id: `${m}-org`, type: 'office', name: `${m}办`, area: town, ...since },
    ]);
    await api.batch('/api/officers', [
      {
        id: `${m}-w`,
        role: 'gridWorker',
        name: `${m}员`,
        phone: '13812345678',
        organisation: `${m}-org`,
        ...since,
      },
    ]);
    await api.batch('/api/assignments', [
      { id: `${m}-a`, officer: `${m}-w`, area: grid, role: 'gridWorker', ...since },
      { id: `${m}-b`, officer: `${m}-w`, subject: `${m}-home`, role: 'pair', ...since },
    ]);
    await api.batch('/api/events', [
      { id: `${m}-e`, kind: 'birthday', subject: `${m}-home`, day: '2026-11-02' },
    ]);
    await api.batch('/api/feeds', [
      { id: `${m}-f`, name: `${m}源`, areas: [town], intervalDays: 7, ...since },
    ]);
    await api.batch('/api/visits', [
      {
        ...{ id: uuidOf(m === MARK ? 2 : 1), subject: `${m}-home`, officers: [`${m}-w`], note: `${m}记` },
        ...{ at: '2026-11-03T09:00:00+08:00', mode: 'onSite', outcome: 'met' },
      },
    ]);
    const issue = issueOf(town, m);
    expect(await api.batch('/api/issues', [issue])).toMatchObject([{ status: 'created' }]);
    for (const [i, event] of [
      { type: 'accepted', note: `${m}记` },
      { type: 'dispatched', organisations: [`${m}-org`] },
    ].entries()) {
      const id = uuidOf((m === MARK ? 200 : 100) + i);
      const happened = await api.send('POST', `/api/issues/${issue.id}/events`, { ...event, id });
      expect(happened.status).toBe(201);
    }
    const form = formOf([['photo', await jpegOf(20, 20)]]);
    const added = await api.request(`/api/issues/${issue.id}/photos`, { method: 'POST', body: form });
    expect(added.status).toBe(201);
    await api.batch('/api/supervision', [supervised(m === MARK ? 32 : 31, m)]);
  }
}

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { identify: () => asker });
  await seed();
  const { pictures } = await api.read<IssueDetail>(`/api/issues/${issueOf(TOWN_1, 'aa').id}`);
  photo = pictures[0]!.id;
});
afterAll(() => api.ledger.close());

const as = async <T>(who: Principal | null, ask: () => Promise<T>): Promise<T> => {
  asker = who;
  try {
    return await ask();
  } finally {
    asker = ANYBODY;
  }
};

/** Routes as the OpenAPI document has them. */
async function operations(): Promise<string[]> {
  const { paths } = await api.read<{ paths: Record<string, Record<string, unknown>> }>('/api/openapi.json');
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
}

/** Queries without which a route says no more than 400. */
const QUERIES: Record<string, string> = {
  '/api/areas/at': 'lon=120.05&lat=35.85',
  '/api/coverage': 'duty=poor-monthly&area=$',
  '/api/coverage/summary': 'area=$',
  '/api/coverage/series': 'duty=poor-monthly&area=$&from=2026-10&to=2026-11',
  '/api/coverage/gaps': 'duty=poor-monthly&area=$',
  '/api/coverage/ranking': 'duty=poor-monthly&area=$',
  '/api/service-points/reach': 'area=$&level=grid&demand=needy',
  '/api/service-points/out-of-reach': 'area=$&demand=needy',
  '/api/service-points/priority': 'area=$',
  '/api/hotspots': 'area=$',
  '/api/hotspots/emerging': 'area=$',
  '/api/hotspots/silence': 'area=$',
  '/api/issues/heatmap': 'area=$',
  '/api/periods/{period}/changes': 'area=$&duty=poor-monthly',
  '/api/issues': 'area=$',
  '/api/issues/points': 'area=$',
  '/api/issues/series': 'area=$',
  '/api/issues/summary': 'area=$&by=area&level=grid',
};

/** The address of a route for a town: its area, its register entries. */
function addressOf(path: string, town: string, mark: string): string {
  const entry = /subjects/.test(path) ? 'home' : (/\/api\/(\w)/.exec(path)?.[1] ?? '');
  const id = { a: 'a', o: path.includes('officers') ? 'w' : 'org', e: 'e', f: 'f' }[entry] ?? entry;
  const uuid = /visits|users|imports|jobs|reports|sessions|tokens|plans/.test(path);
  const values: Record<string, string> = {
    code: town,
    id: path.includes('issues')
      ? issueOf(town, mark).id
      : path.includes('/supervision/')
        ? uuidOf(mark === MARK ? 32 : 31)
        : uuid
          ? uuidOf(mark === MARK ? 2 : 1)
          : path.includes('programmes')
            ? 'p'
            : `${mark}-${id}`,
    session: uuidOf(3),
    hash: '0'.repeat(27),
    period: '2026-10',
    register: 'assignments',
    photo,
    version: '00000000',
    z: '0',
    x: '0',
    y: '0',
  };
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? name);
  const query = QUERIES[path]?.replaceAll('$', town);
  return query === undefined ? filled : `${filled}?${query}`;
}

const ask = async (operation: string, address: string): Promise<Response> => {
  const [method = ''] = operation.split(' ');
  return method === 'GET' || method === 'DELETE'
    ? api.request(address, { method })
    : api.send(method, address, {});
};

describe('every route', () => {
  test('has a rule, and every rule a route', async () => {
    const documented = await operations();
    expect(documented.filter((operation) => !(operation in RULES))).toEqual([]);
    const pages = /^GET \/api\/(openapi\.json|docs|basemap\.json|session\/single-sign-on)/;
    expect(Object.keys(RULES).filter((rule) => !documented.includes(rule) && !pages.test(rule))).toEqual([]);
  });

  test('asks for a session unless it is open, for the permission, and for no more', async () => {
    for (const operation of await operations()) {
      const rule = RULES[operation]!;
      const address = addressOf(operation.split(' ')[1]!, TOWN_1, 'aa');
      const nobody = await as(NOBODY, () => ask(operation, address));
      if (rule === 'open') expect(nobody.status, operation).not.toBe(401);
      else expect(nobody.status, `nobody: ${operation}`).toBe(401);
      await nobody.body?.cancel();
      if (rule === 'open') continue;
      for (const role of roles) {
        const who = principal(role, ['*']);
        const may =
          rule === 'signedIn' ||
          (rule === 'account' ? role !== 'display' : rule.some((each) => who.permissions.has(each)));
        const response = await as(who, () => ask(operation, address));
        if (may) expect([401, 403], `${role}: ${operation}`).not.toContain(response.status);
        else expect(response.status, `${role}: ${operation}`).toBe(403);
        await response.body?.cancel();
      }
    }
    // DELETE and POST above changed nothing that the tests below ask for
    expect((await api.get(`/api/areas/${TOWN_1}`)).status).toBe(200);
  });

  test('of reads gives nothing of another town, asked for or not', async () => {
    // a stream has no end: what it tells is asked for beside its route
    const reads = (await operations()).filter((each) => each.startsWith('GET ') && each !== 'GET /api/live');
    let answered = 0;
    for (const operation of reads) {
      const path = operation.split(' ')[1]!;
      for (const role of roles)
        for (const areas of [[], [TOWN_1]]) {
          const who = principal(role, areas);
          const addresses = [
            addressOf(path, TOWN_2, MARK),
            addressOf(path, DISTRICT, MARK),
            addressOf(path, TOWN_1, 'aa'),
          ];
          for (const address of [...addresses, path]) {
            const response = await as(who, () => ask(operation, address));
            const text = await response.text();
            if (response.status !== 200) continue;
            answered++;
            const told = `${role} of ${areas}: ${address}`;
            expect(text.includes(TOWN_2), told).toBe(false);
            expect(text.includes(MARK), told).toBe(false);
            if (areas.length === 0) expect(/aa-|aa家/.test(text), told).toBe(false);
          }
        }
    }
    expect(answered).toBeGreaterThan(100);
  });

  test('shows a town its own issue, with its photo to who may see it', async () => {
    const id = issueOf(TOWN_1, 'aa').id;
    for (const [role, status] of [
      ['officer', 200],
      ['viewer', 403],
    ] as const) {
      const who = principal(role, [TOWN_1]);
      const paths = [`/api/issues?area=${TOWN_1}`, `/api/issues/${id}`];
      for (const path of paths) expect(await as(who, async () => (await api.get(path)).text())).toContain(id);
      const response = await as(who, () => api.get(`/api/issues/${id}/photos/${photo}`));
      expect([role, response.status]).toEqual([role, status]);
    }
    const other = await as(principal('officer', [TOWN_1]), () =>
      api.get(`/api/issues/${issueOf(TOWN_2, MARK).id}/photos/${photo}`),
    );
    expect(other.status).toBe(404);
  });

  test('shows the own town what the whole shows of it', async () => {
    const path = `/api/coverage/summary?area=${TOWN_1}`;
    const own = await as(principal('leader', [TOWN_1]), () => api.read<{ rows: unknown[] }>(path));
    expect(own.rows.length).toBeGreaterThan(0);
    expect(own.rows).toEqual((await api.read<{ rows: unknown[] }>(path)).rows);
  });

  test('of writes refuses what lies in another town, and changes nothing', async () => {
    const before = await api.ledger.store.lastCommit();
    const since = { validFrom: '2026-02-01' };
    const grid = `${TOWN_2}001001`;
    const visit = {
      id: uuidOf(9),
      subject: `${MARK}-home`,
      officers: ['aa-w'],
      mode: 'onSite',
      outcome: 'met',
    };
    const records: [string, unknown][] = [
      ['/api/visits', { ...visit, at: '2026-11-03T10:00:00+08:00' }],
      ['/api/subjects', household('new-1', grid)],
      ['/api/subjects', household(`${MARK}-home`, `${TOWN_1}001001`, { validFrom: '2026-03-01' })],
      ['/api/organisations', { id: 'new-2', type: 'x', name: 'x', area: TOWN_2, ...since }],
      ['/api/officers', { id: 'new-3', role: 'x', name: 'x', organisation: `${MARK}-org`, ...since }],
      ['/api/assignments', { id: 'new-4', officer: 'aa-w', area: grid, role: 'x', ...since }],
      ['/api/assignments', { id: 'new-5', officer: 'aa-w', subject: `${MARK}-home`, role: 'x', ...since }],
      ['/api/events', { id: 'new-6', kind: 'x', subject: `${MARK}-home`, day: '2026-11-02' }],
      ['/api/issues', { ...issueOf(TOWN_2, MARK), id: uuidOf(11), subject: null }],
      ['/api/issues', { ...issueOf(TOWN_2, MARK), id: uuidOf(12), subject: null, area: undefined }],
      ['/api/issues', { ...issueOf(TOWN_1, 'aa'), id: uuidOf(13), subject: `${MARK}-home` }],
      ['/api/supervision', supervised(33, MARK)],
      ['/api/supervision', { ...supervised(34, 'aa'), to: { kind: 'officer', id: `${MARK}-w` } }],
      ['/api/feeds', { id: 'new-7', name: 'x', areas: [TOWN_2], intervalDays: 7, ...since }],
    ];
    const who = { ...principal('planner', [TOWN_1]), permissions: new Set(PERMISSIONS) };
    await as(who, async () => {
      for (const [path, record] of records) {
        const [outcome] = (await api.batch(path, [record])) as [RecordOutcome];
        expect([path, outcome.status]).toEqual([path, 'refused']);
      }
      const others: [string, string, unknown][] = [
        ['POST', `/api/visits/${uuidOf(2)}/void`, { reason: 'x' }],
        ['POST', `/api/subjects/${MARK}-home/end`, { on: '2026-11-01' }],
        ['POST', `/api/officers/${MARK}-w/end`, { on: '2026-11-01' }],
        ['POST', `/api/assignments/${MARK}-a/end`, { on: '2026-11-01' }],
        ['POST', `/api/feeds/${MARK}-f/deliveries`, { at: '2026-11-01T10:00:00+08:00' }],
        ['POST', `/api/periods/2026-10/close`, { area: TOWN_2 }],
        ['POST', `/api/periods/2026-10/close`, { area: DISTRICT }],
        ['POST', `/api/subjects/${MARK}-home/unmask`, {}],
        ['POST', `/api/officers/${MARK}-w/unmask`, {}],
        ['POST', `/api/issues/${issueOf(TOWN_2, MARK).id}/unmask`, {}],
        [
          ...(['POST', `/api/issues/${issueOf(TOWN_2, MARK).id}/events`] as const),
          { type: 'handling', id: uuidOf(14), organisation: `${MARK}-org` },
        ],
        ['POST', `/api/supervision/${uuidOf(32)}/events`, { id: uuidOf(35), type: 'read' }],
        ['POST', `/api/supervision/${uuidOf(32)}/unmask`, {}],
        ['POST', '/api/display-tokens', { name: 'x', areas: [TOWN_2] }],
      ];
      for (const [method, path, body] of others)
        expect([path, (await api.send(method, path, body)).status]).toEqual([path, 404]);
      const whole: [string, string, unknown][] = [
        ['PUT', '/api/programmes/q', PROGRAMME_2026],
        ['PUT', '/api/settings/calendar', { holidays: [], workdays: [] }],
        ['PUT', '/api/settings/issue-categories', ISSUE_CATEGORIES],
        ['PUT', '/api/settings/supervision', { on: false, url: null }],
        ['PUT', '/api/settings/map', { baseMap: null, approvalNumber: null }],
      ];
      for (const [method, path, body] of whole)
        expect([path, (await api.send(method, path, body)).status]).toEqual([path, 403]);
      for (const path of ['/api/audit', '/api/audit/file', '/api/audit/verification'])
        expect([path, (await api.get(path)).status]).toEqual([path, 403]);
    });
    expect((await api.ledger.store.lastCommit()).seq).toBe(before.seq);
  });

  test('of exports writes nothing of another town, and gives a file to nobody else', async () => {
    const input = (area: string) => ({
      ...{ kind: 'gaps', format: 'csv' },
      query: { duty: 'poor-monthly', area },
    });
    const leader = principal('leader', [TOWN_1]);
    const beyond = await as(leader, () => api.send('POST', '/api/reports', input(TOWN_2)));
    expect(beyond.status).toBe(404);
    const started = await as(leader, () => api.send('POST', '/api/reports', input(TOWN_1)));
    expect(started.status, await started.clone().text()).toBe(202);
    const { id } = (await started.json()) as { id: string };
    await expect
      .poll(
        () =>
          as(
            leader,
            async () => ((await (await api.get(`/api/reports/${id}`)).json()) as { state: string }).state,
          ),
        // a thread is started for it, which takes its time on a busy machine
        { timeout: 10_000 },
      )
      .toBe('done');
    const text = await as(leader, async () => (await api.get(`/api/reports/${id}/file`)).text());
    expect(text).toContain('a**');
    expect(text).not.toContain(MARK);
    const other = { ...leader, who: { ...leader.who, id: uuidOf(8) } };
    for (const path of [
      `/api/reports/${id}`,
      `/api/reports/${id}/file`,
      `/api/jobs/${id}`,
      `/api/jobs/${id}/events`,
    ])
      expect([path, (await as(other, () => api.get(path))).status]).toEqual([path, 404]);
  });
});

describe('an account bound to organisations', () => {
  const bound = (organisation: string) => ({
    ...principal('viewer', [DISTRICT]),
    organisations: [organisation],
  });

  test('sees the officers of those alone, on lists, one by one and in breakdowns', async () => {
    await as(bound('aa-org'), async () => {
      const ids = async (path: string) =>
        (await api.read<{ items: { id: string }[] }>(path)).items.map(({ id }) => id);
      expect(await ids('/api/officers')).toEqual(['aa-w']);
      expect(await ids('/api/organisations')).toEqual(['aa-org']);
      expect((await api.get('/api/officers/aa-w')).status).toBe(200);
      for (const path of [`/api/officers/${MARK}-w`, `/api/organisations/${MARK}-org`])
        expect([path, (await api.get(path)).status]).toEqual([path, 404]);
      for (const [by, id] of [
        ['officer', 'aa-w'],
        ['organisation', 'aa-org'],
      ] as const) {
        const path = `/api/coverage?duty=poor-monthly&area=${DISTRICT}&by=${by}`;
        expect((await api.read<{ columns: { code: string[] } }>(path)).columns.code).toEqual([id]);
      }
      // and still everybody's figures in its areas
      type Rows = { rows: { duty: string; required: number }[] };
      const { rows } = await api.read<Rows>(`/api/coverage/summary?area=${DISTRICT}`);
      expect(rows.find(({ duty }) => duty === 'poor-monthly')!.required).toBe(8);
    });
  });
});

test('a name is searched for by who may see it', async () => {
  const find = (role: Asker, q = 'aa家') =>
    as(principal(role, ['*']), async () => {
      const init = { method: 'POST', headers: { 'Content-Type': 'application/json' } };
      const response = await api.request('/api/subjects/search', { ...init, body: JSON.stringify({ q }) });
      return ((await response.json()) as { items: unknown[] }).items.length;
    });
  expect(await find('viewer')).toBe(0);
  expect(await find('leader')).toBe(1);
  expect(await find('viewer', 'aa-home')).toBe(1);
});

describe('tricks with the path', () => {
  const tricks = [
    '/api%2Fareas',
    '/api//areas',
    '//api/areas',
    '/API/areas',
    '/api/Areas',
    '/api/areas/',
    '/api/./areas',
    '/x/../api/areas',
    '/api%5Careas',
    '/api\\areas',
    '/%61pi/areas',
    '/api/areas;x=1',
    '/api/areas%00',
    '/api/session/../areas',
    '/assets/../api/areas',
    '/assets/..%2fapi/areas',
    '/tiles//tiles.json',
    '/TILES/tiles.json',
    '/tiles%2Ftiles.json',
    '/tiles/00000000/0/0/0.mvt',
    '/tiles/00000000/sketch/370211.json',
  ];
  test.each(tricks)('%s gives nobody anything of the ledger', async (trick) => {
    const response = await as(NOBODY, async () => api.request(trick));
    const text = await response.text();
    expect(text).not.toContain(DISTRICT);
    if (response.status === 200) expect(response.headers.get('Content-Type')).toMatch(/^text\/html/);
    else expect([401, 403, 404]).toContain(response.status);
  });
});
