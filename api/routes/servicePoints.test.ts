import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { ServicePointDetail, ServicePointsAnswer, StopsAnswer } from '#api/contract/servicePoints.ts';
import { uuidOf } from '#api/recordsFixture.ts';
import { type Principal, permissionsOf } from '#api/services/access/principal.ts';
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
import { DEFAULT_SERVICE_SETTINGS } from '#geodata/presets/services.ts';

// Friday 2026-11-20; town 1 lies west of 120.04
const NOW = '2026-11-20T14:32:00+08:00';
const [WEST, EAST, NOWHERE] = [
  [120.01, 35.91],
  [120.05, 35.91],
  [121, 35.91],
] as const;
let api: TestInterface;
let asker: Principal = ANYBODY;

function named(role: Role, areas: string[] = ['*']): Principal {
  return { ...ANYBODY, permissions: permissionsOf([role]), areas };
}
const as = async <T>(who: Principal, ask: () => Promise<T>): Promise<T> => {
  asker = who;
  try {
    return await ask();
  } finally {
    asker = ANYBODY;
  }
};

const OFFICE = {
  weekly: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
};
const station = (id: string, fields: object = {}) => ({
  ...{ id, kind: 'communityStation', name: '前湾社区人社服务站', services: ['pension'], capacity: 200 },
  ...{ validFrom: '2026-01-01', whereabouts: { form: 'fixed', position: WEST, hours: OFFICE } },
  ...fields,
});
const TIMETABLE = {
  stops: [
    { id: 'a', name: '前湾', position: WEST },
    { id: 'b', name: '香江', position: EAST },
  ],
  runs: [
    {
      id: 'tue',
      stop: 'a',
      rule: 'FREQ=WEEKLY;BYDAY=TU',
      firstDay: '2026-01-06',
      from: '09:00',
      to: '11:00',
    },
    {
      id: 'fri',
      stop: 'b',
      rule: 'FREQ=WEEKLY;BYDAY=FR',
      firstDay: '2026-01-02',
      from: '13:00',
      to: '15:00',
    },
  ],
  exceptions: [{ kind: 'cancelled', run: 'tue', day: '2026-11-24', reason: '大雪' }],
};
const bus = (id: string, timetable: object = {}, fields: object = {}) => ({
  ...{ id, kind: 'approvalBus', name: '政务直通车', validFrom: '2026-01-01', illustrative: true },
  whereabouts: { form: 'moving', timetable: { ...TIMETABLE, ...timetable } },
  ...fields,
});
const post = (body: object) => api.send('POST', '/api/service-points', body);
const problem = async (response: Response) => (await response.json()) as Problem;
/** Status and places of what a refused point is told. */
const faultsOf = async (body: object) => {
  const response = await post(body);
  return [response.status, ...(await problem(response)).errors.map(({ path, code }) => `${path} ${code}`)];
};
const list = (query = '') => api.read<ServicePointsAnswer>(`/api/service-points?lang=en&${query}`);
const idsOf = async (query = '') => (await list(query)).items.map(({ id }) => id);

beforeAll(async () => {
  api = await openTestInterface(NOW, { identify: () => asker });
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/settings/calendar', { holidays: ['2026-10-01'], workdays: ['2026-11-21'] });
  await api.batch('/api/organisations', [
    { id: 'hr', type: 'bureau', name: '区人社局', area: DISTRICT, validFrom: '2026-01-01' },
  ]);
  const outcomes = await api.batch('/api/service-points', [
    station('s-1', { organisation: 'hr' }),
    station('s-2', {
      name: '香江社区',
      whereabouts: { form: 'fixed', position: EAST, hours: null },
    }),
    bus('b-1'),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['created', 'created', 'created']);
});
afterAll(() => api.ledger.close());

describe('points', () => {
  test('are told on one clock', async () => {
    const { items, kinds, matching, at } = await list();
    expect({ at, matching }).toEqual({ at: '2026-11-20T14:30:00+08:00', matching: 3 });
    const [moving, fixed, unknown] = items;
    expect(fixed).toMatchObject({
      ...{ id: 's-1', form: 'fixed', kindName: 'Community service station', capacity: 200, served: null },
      organisation: { id: 'hr', name: '区人社局' },
      services: [{ id: 'pension', name: 'Pension eligibility check' }],
      ...{ open: true, until: '2026-11-20T17:00:00+08:00', weeklyHours: 48, position: WEST },
      area: { code: `${TOWN_1}001001` },
    });
    expect(unknown).toMatchObject({ id: 's-2', open: null, until: null, weeklyHours: null });
    expect(moving).toMatchObject({
      ...{ id: 'b-1', open: true, until: '2026-11-20T15:00:00+08:00', weeklyHours: 4, illustrative: true },
      now: { stop: 'b', stopName: '香江', from: '2026-11-20T13:00:00+08:00', position: EAST },
      last: { stop: 'a', day: '2026-11-17', area: { code: `${TOWN_1}001001` } },
      // the Tuesday between is cancelled
      next: { stop: 'b', day: '2026-11-27' },
      ...{ position: EAST, area: { code: `${TOWN_2}001001` } },
    });
    expect(kinds.find(({ id }) => id === 'approvalBus')).toMatchObject({ count: 1, open: 1, form: 'moving' });
    expect(kinds.find(({ id }) => id === 'communityStation')).toMatchObject({ count: 2, open: 1 });
  });

  test('are told at another moment', async () => {
    const [moving, fixed] = (await list(`at=${encodeURIComponent('2026-11-21T10:00:00+08:00')}`)).items;
    // the Saturday on which all work, and a bus on its way
    expect(fixed).toMatchObject({ open: true, until: '2026-11-21T17:00:00+08:00' });
    expect(moving).toMatchObject({
      open: false,
      until: '2026-11-27T13:00:00+08:00',
      position: EAST,
      now: null,
    });
    expect((await list(`at=${encodeURIComponent('2025-06-01T10:00:00+08:00')}`)).matching).toBe(0);
  });

  test('are filtered, searched and paged', async () => {
    expect(await idsOf(`area=${TOWN_1}`)).toEqual(['b-1', 's-1']);
    expect(await idsOf(`area=${TOWN_2}`)).toEqual(['b-1', 's-2']);
    expect(await idsOf('kind=approvalBus,proxyStation')).toEqual(['b-1']);
    expect(await idsOf('form=fixed&open=1')).toEqual(['s-1']);
    expect(await idsOf(`q=${encodeURIComponent('社区')}`)).toEqual(['s-1', 's-2']);
    expect(await idsOf('q=QWSQ')).toEqual(['s-1']);
    const first = await list('limit=2');
    expect(await idsOf(`limit=2&cursor=${first.nextCursor}`)).toEqual(['s-2']);
    for (const wrong of ['kind=x', 'at=now', 'open=0', 'cursor=x', 'limit=0', 'nothing=1'])
      expect((await api.get(`/api/service-points?${wrong}`)).status).toBe(400);
    expect((await api.get('/api/service-points?area=x')).status).toBe(404);
  });

  test('can be sent again as they are told, and then nothing changes', async () => {
    for (const id of ['s-1', 'b-1']) {
      const { kind, name, organisation, services, capacity, illustrative, whereabouts, validFrom, validTo } =
        await api.read<ServicePointDetail>(`/api/service-points/${id}`);
      const again = { id, kind, name, capacity, illustrative, whereabouts, validFrom, validTo };
      const sent = await post({
        ...again,
        organisation: organisation?.id ?? null,
        services: services.map((each) => each.id),
      });
      expect([sent.status, await sent.json()]).toMatchObject([200, { status: 'duplicate' }]);
    }
    expect(await api.read<ServicePointDetail>('/api/service-points/b-1')).toMatchObject({
      validTo: null,
      chain: [{ code: TOWN_2 }, { code: `${TOWN_2}001` }],
    });
    expect((await api.get('/api/service-points/x')).status).toBe(404);
  });

  test('answer 304 until something is written', async () => {
    const etag = (await api.get('/api/service-points')).headers.get('ETag')!;
    expect((await api.get('/api/service-points', { 'If-None-Match': etag })).status).toBe(304);
    await post(station('s-9'));
    expect((await api.get('/api/service-points', { 'If-None-Match': etag })).status).toBe(200);
    const ended = await api.send('POST', '/api/service-points/s-9/end', { on: '2025-12-31' });
    expect(ended.status).toBe(200);
    expect((await api.get('/api/service-points/s-9')).status).toBe(404);
    expect((await api.send('POST', '/api/service-points/s-9/end', { on: '2026-12-31' })).status).toBe(404);
  });

  test('change from a day on, and stay what they were before', async () => {
    await post(bus('b-2'));
    await post(bus('b-2', { runs: [TIMETABLE.runs[0]], exceptions: [] }, { validFrom: '2026-11-20' }));
    const changed = await api.read<ServicePointDetail>('/api/service-points/b-2');
    expect(changed).toMatchObject({ open: false, last: { day: '2026-11-17' }, next: { day: '2026-11-24' } });
    const { items } = await api.read<StopsAnswer>(
      '/api/service-points/stops?point=b-2&from=2026-11-13&to=2026-11-28',
    );
    expect(items.map(({ day, stop }) => `${day} ${stop}`)).toEqual([
      '2026-11-13 b',
      '2026-11-17 a',
      '2026-11-24 a',
    ]);
    await api.send('POST', '/api/service-points/b-2/end', { on: '2025-12-31' });
  });
});

describe('a bad point is refused with its place', () => {
  const runs = TIMETABLE.runs;
  test.each<[string, object, object]>([
    [
      'stops.1.position outside',
      { stops: [TIMETABLE.stops[0], { ...TIMETABLE.stops[1], position: NOWHERE }] },
      {},
    ],
    ['runs.0.stop notFound', { runs: [{ ...runs[0], stop: 'c' }], exceptions: [] }, {}],
    ['runs.0.lastDay invalid', { runs: [{ ...runs[0], lastDay: '2026-01-05' }], exceptions: [] }, {}],
    ['runs.0.to invalid', { runs: [{ ...runs[0], to: '09:00' }], exceptions: [] }, {}],
    ['runs.0.rule invalid', { runs: [{ ...runs[0], rule: 'FREQ=YEARLY' }], exceptions: [] }, {}],
    [
      'runs.0.rule invalid',
      { runs: [{ ...runs[0], rule: 'FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30' }], exceptions: [] },
      {},
    ],
    [
      'runs.2 overlap',
      { runs: [...runs, { ...runs[0], id: 'x', stop: 'b', from: '10:00', to: '12:00' }] },
      {},
    ],
    ['exceptions.0.day invalid', { exceptions: [{ kind: 'cancelled', run: 'tue', day: '2026-11-25' }] }, {}],
    ['exceptions.0.run notFound', { exceptions: [{ kind: 'cancelled', run: 'x', day: '2026-11-24' }] }, {}],
  ])('%s', async (fault, timetable) => {
    const [status, ...faults] = await faultsOf(bus('bad', timetable));
    expect(faults).toEqual([`whereabouts.timetable.${fault}`]);
    expect(status).toBe(fault.endsWith('notFound') ? 404 : 422);
    expect((await api.get('/api/service-points/bad')).status).toBe(404);
  });

  test('hours, days, kinds, services, organisations', async () => {
    const hours = (fields: object) =>
      station('bad', { whereabouts: { form: 'fixed', position: WEST, hours: { ...OFFICE, ...fields } } });
    const twice = [...OFFICE.weekly, { weekday: 5, from: '16:00', to: '18:00' }];
    expect(await faultsOf(hours({ weekly: twice }))).toEqual([422, 'whereabouts.hours.weekly.5 overlap']);
    const exceptions = [{ from: '2026-11-02', to: '2026-11-01', spans: [] }];
    expect(await faultsOf(hours({ exceptions }))).toEqual([422, 'whereabouts.hours.exceptions.0.to invalid']);
    expect((await faultsOf(hours({ weekly: [{ weekday: 1, from: '9:00', to: '25:00' }] })))[0]).toBe(422);
    const outside = { whereabouts: { form: 'fixed', position: NOWHERE } };
    expect(await faultsOf(station('bad', outside))).toEqual([422, 'whereabouts.position outside']);
    expect(await faultsOf(station('bad', { validTo: '2025-01-01' }))).toEqual([422, 'validTo invalid']);
    expect(await faultsOf(station('bad', { kind: 'x' }))).toEqual([422, 'kind invalid']);
    expect(await faultsOf(station('bad', { kind: 'approvalBus' }))).toEqual([
      422,
      'whereabouts.form invalid',
    ]);
    expect(await faultsOf(station('bad', { services: ['pension', 'x'] }))).toEqual([
      422,
      'services.1 invalid',
    ]);
    expect(await faultsOf(station('bad', { organisation: 'x' }))).toEqual([404, 'organisation notFound']);
    expect(await faultsOf(station('bad', { id: 'a b' }))).toMatchObject([422, expect.stringMatching(/^id /)]);
    expect((await post(station('bad', { unknown: 1 }))).status).toBe(422);
  });

  test('of a batch every line is told of', async () => {
    const outcomes = await api.batch('/api/service-points', [
      station('s-1'),
      station('bad', { kind: 'x' }),
      '{',
    ]);
    expect(outcomes.map(({ line, status }) => `${line} ${status}`)).toEqual([
      '1 created',
      '2 refused',
      '3 refused',
    ]);
    await post(station('s-1', { organisation: 'hr' }));
  });
});

describe('scope', () => {
  const west = named('planner', [TOWN_1]);
  test('what lies outside is not there', async () => {
    await as(west, async () => {
      expect(await idsOf()).toEqual(['b-1', 's-1']);
      expect((await api.get('/api/service-points/s-2')).status).toBe(404);
      expect((await api.get(`/api/service-points?area=${TOWN_2}`)).status).toBe(404);
      const stops = '/api/service-points/stops?from=2026-11-16&to=2026-11-22';
      expect((await api.read<StopsAnswer>(stops)).items.map(({ stop }) => stop)).toEqual(['a']);
      // told alike: outside the district, and outside of what may be seen
      const east = { whereabouts: { form: 'fixed', position: EAST } };
      expect(await faultsOf(station('new', east))).toEqual([422, 'whereabouts.position outside']);
      expect(await faultsOf(station('s-2'))).toEqual([404, 'id notFound']);
      expect(await faultsOf(bus('b-1', { stops: [TIMETABLE.stops[0]], runs: [TIMETABLE.runs[0]] }))).toEqual([
        404,
        'id notFound',
      ]);
      expect((await api.send('POST', '/api/service-points/s-2/end', { on: '2026-11-30' })).status).toBe(404);
    });
    await as({ ...west, areas: [] }, async () => expect(await idsOf()).toEqual([]));
  });

  test('permissions are asked for', async () => {
    const session = { id: uuidOf(1), point: 's-1', day: '2026-11-19', served: 1 };
    const statuses = () =>
      Promise.all([
        post(station('x')),
        api.send('POST', '/api/service-points/s-1/end', { on: '2026-11-30' }),
        api.send('POST', '/api/service-points/sessions', session),
        api.send('PUT', '/api/settings/services', DEFAULT_SERVICE_SETTINGS),
      ]).then((answers) => answers.map(({ status }) => status));
    expect(await as(named('viewer'), statuses)).toEqual([403, 403, 403, 403]);
    expect(await as(named('leader'), statuses)).toEqual([403, 403, 201, 403]);
  });
});

describe('sessions', () => {
  const SESSIONS = '/api/service-points/sessions';
  const session = (id: number, served: number, fields: object = {}) => ({
    ...{ id: uuidOf(id), point: 'b-1', stop: 'a', day: '2026-11-17', served },
    ...fields,
  });
  const send = async (body: object) => {
    const response = await api.send('POST', SESSIONS, body);
    const { errors } = await problem(response);
    return [response.status, ...errors.map(({ path }) => path)];
  };

  test('are counted at their stop and in thirty days', async () => {
    expect(await send(session(11, 23))).toEqual([201]);
    expect(await send(session(11, 23))).toEqual([200]);
    expect(await send(session(11, 24))).toEqual([409, 'id']);
    // told anew
    expect(await send(session(12, 25))).toEqual([201]);
    expect(await send(session(13, 5, { stop: 'b', day: '2026-10-23' }))).toEqual([201]);
    expect(await send(session(14, 9, { stop: 'b', day: '2026-10-16' }))).toEqual([201]);
    const detail = await api.read<ServicePointDetail>('/api/service-points/b-1');
    expect([detail.last!.served, detail.now!.served, detail.served]).toEqual([25, null, 30]);
    const { items } = await api.read<StopsAnswer>('/api/service-points/stops?from=2026-10-16&to=2026-10-23');
    expect(items.map(({ point, stop, served }) => [point, stop, served])).toEqual([
      ['b-1', 'b', 9],
      ['b-1', 'a', null],
      ['b-1', 'b', 5],
    ]);
  });

  test('are refused with their place', async () => {
    expect(await send(session(20, 1, { point: 'x' }))).toEqual([404, 'point']);
    expect(await send(session(20, 1, { day: '2025-11-18' }))).toEqual([404, 'point']);
    expect(await send(session(20, 1, { day: '2026-11-21' }))).toEqual([422, 'day']);
    expect(await send(session(20, 1, { day: '2026-11-18' }))).toEqual([422, 'day']);
    expect(await send(session(20, 1, { stop: null }))).toEqual([422, 'stop']);
    expect(await send(session(20, 1, { point: 's-1' }))).toEqual([422, 'stop']);
    expect(await send(session(20, -1))).toEqual([422, 'served']);
    // the stop lies in the other town
    const east = session(20, 1, { stop: 'b', day: '2026-11-20' });
    expect(await as(named('officer', [TOWN_1]), () => send(east))).toEqual([422, 'day']);
  });
});

test('stops are asked for by days in order', async () => {
  for (const wrong of ['from=2026-11-20&to=2026-11-19', 'from=2026-01-01&to=2026-04-04', 'from=2026-11-20'])
    expect((await api.get(`/api/service-points/stops?${wrong}`)).status).toBe(400);
  const days = 'from=2026-01-01&to=2026-01-07';
  expect((await api.get(`/api/service-points/stops?${days}&point=x`)).status).toBe(404);
  expect((await api.read<StopsAnswer>(`/api/service-points/stops?${days}`)).items).toMatchObject([
    {
      point: 'b-1',
      stop: 'b',
      from: '2026-01-02T13:00:00+08:00',
      kind: 'approvalBus',
      pointName: '政务直通车',
    },
    { point: 'b-1', stop: 'a', from: '2026-01-06T09:00:00+08:00' },
  ]);
});

describe('settings', () => {
  const put = (fields: object) =>
    api.send('PUT', '/api/settings/services', { ...DEFAULT_SERVICE_SETTINGS, ...fields });
  test('begin with those of the preset, and are set whole', async () => {
    expect(await api.read('/api/settings/services')).toEqual(DEFAULT_SERVICE_SETTINGS);
    const kinds = DEFAULT_SERVICE_SETTINGS.kinds.map((kind) =>
      kind.id === 'approvalBus' ? { ...kind, name: { zh: '直通车', en: 'Bus' } } : kind,
    );
    expect((await put({ kinds, detour: 1.4 })).status).toBe(200);
    expect(await api.read('/api/settings/services')).toMatchObject({ detour: 1.4 });
    expect((await list()).items[0]!.kindName).toBe('Bus');
    expect((await put({})).status).toBe(200);
  });

  test('are refused with their place, and where a kind is in use', async () => {
    const { kinds } = DEFAULT_SERVICE_SETTINGS;
    const twice = await put({ kinds: [...kinds, kinds[0]] });
    expect([twice.status, (await problem(twice)).errors[0]!.path]).toEqual([422, 'kinds.6.id']);
    expect((await put({ kinds: kinds.filter(({ id }) => id !== 'approvalBus') })).status).toBe(409);
    expect((await put({ kinds: kinds.map((kind) => ({ ...kind, form: 'fixed' })) })).status).toBe(409);
    expect((await put({ kinds: kinds.filter(({ id }) => id !== 'proxyStation') })).status).toBe(200);
    expect((await put({ detour: 0.5 })).status).toBe(422);
    expect((await as(named('planner', [TOWN_1]), () => put({}))).status).toBe(403);
    expect((await put({})).status).toBe(200);
  });
});

test('all of it is in the OpenAPI document', async () => {
  const { paths } = await api.read<{ paths: Record<string, object> }>('/api/openapi.json');
  expect(Object.keys(paths)).toEqual(
    expect.arrayContaining([
      '/api/service-points',
      '/api/service-points/sessions',
      '/api/service-points/stops',
      '/api/service-points/{id}',
      '/api/service-points/{id}/end',
      '/api/settings/services',
    ]),
  );
});
