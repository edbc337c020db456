import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BOARD, EAST_TOWN, GRIDS, issueMaker, openBoard, plant, WEST_TOWN } from '#api/boardFixture.ts';
import type { Problem } from '#api/contract/common.ts';
import type {
  OutOfReachAnswer,
  PriorityAnswer,
  ReachAnswer,
  SitingResult,
  SitingsAnswer,
} from '#api/contract/reach.ts';
import type { ReportAnswer } from '#api/contract/reports.ts';
import { fixedPoint } from '#api/reachFixture.ts';
import { household, PROGRAMME_2026, uuidOf, visitMaker } from '#api/recordsFixture.ts';
import type { Principal } from '#api/services/access/principal.ts';
import type { TestInterface } from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';

let asker: Principal = ANYBODY;
let api: TestInterface;
const visit = visitMaker();
const issue = issueMaker();
/** Communities of the western town, and a grid of each. */
const COMMUNITIES = [1, 2, 3, 4].map((n) => `${WEST_TOWN}00${n}`);
const gridIn = (community: string) => GRIDS.find(({ code }) => code.startsWith(community))!;
const DESK = gridIn(COMMUNITIES[0]!);

beforeAll(async () => {
  api = await openBoard('2026-11-20T14:32:00+08:00', { identify: () => asker });
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  const homes = COMMUNITIES.slice(0, 3).flatMap((community, n) =>
    Array.from({ length: 10 }, (_, i) => household(`h-${n}-${i}`, gridIn(community).code)),
  );
  // the first community is not called on, the second twice, half of the third twice; the fourth has nobody
  const called = homes.filter(({ id }) => /^h-(1-|2-[0-4])/.test(id));
  const outcomes = [
    ...(await api.batch('/api/subjects', homes)),
    ...(await api.batch(
      '/api/visits',
      called.flatMap(({ id }) => [visit(id, '2026-11-03'), visit(id, '2026-11-10')]),
    )),
  ];
  expect(outcomes.filter(({ status }) => status !== 'created')).toEqual([]);
  await plant(
    api,
    [1, 2, 3, 4].map((day) => issue(gridIn(COMMUNITIES[1]!), `2026-11-0${day}`)),
  );
  const point = fixedPoint('desk', DESK.middle, { kind: 'communityStation', services: [] });
  const written = await api.ledger.store.services.writeServicePoints([{ point, homes: [DESK.code] }]);
  expect(written).toMatchObject([{ status: 'created' }]);
});
afterAll(async () => {
  await api.services.jobs.close();
  await api.services.statistics.close();
  await api.ledger.close();
});

async function as<T>(who: Partial<Principal>, work: () => Promise<T>): Promise<T> {
  asker = { ...ANYBODY, ...who };
  try {
    return await work();
  } finally {
    asker = ANYBODY;
  }
}
const PATH = '/api/service-points';
const refusal = async (path: string) => {
  const response = await api.get(path);
  return { ...((await response.json()) as Problem), status: response.status };
};

describe('reach', () => {
  test('listed and counted households are one: a hundred in each grid', async () => {
    const { columns, total, tiles } = await api.read<ReachAnswer>(
      `${PATH}/reach?area=${WEST_TOWN}&level=grid&metres=600`,
    );
    expect(new Set(columns.demand)).toEqual(new Set([100]));
    expect(columns.reached[columns.code.indexOf(DESK.code)]).toBe(100);
    expect(total).toMatchObject({ demand: 3200, reached: 100 });
    expect(tiles).toMatch(/^\/tiles\/\w+/);
    // nobody is at home above the grids, so that there is no own row
    expect(columns.code).not.toContain(WEST_TOWN);
  });

  test('what is at home above the grids has a row of its own', async () => {
    const before = (await api.ledger.store.lastCommit()).seq;
    await api.batch('/api/subjects', [household('above', EAST_TOWN, { type: 'household' })]);
    expect((await api.ledger.store.lastCommit()).seq).toBeGreaterThan(before);
    const { columns } = await api.read<ReachAnswer>(
      `${PATH}/reach?area=${EAST_TOWN}&level=grid&demand=needy`,
    );
    expect([columns.code.at(-1), columns.demand.at(-1)]).toEqual([EAST_TOWN, 1]);
    const list = await api.read<OutOfReachAnswer>(`${PATH}/out-of-reach?area=${EAST_TOWN}&demand=needy`);
    expect(list.items).toMatchObject([{ area: { code: EAST_TOWN }, demand: 1, outOfReach: 1 }]);
  });

  test('what is not known, or not there, is refused at its place', async () => {
    for (const path of ['reach', 'out-of-reach', 'priority'])
      for (const field of ['asOf', 'peer'])
        expect(await refusal(`${PATH}/${path}?area=${BOARD}&${field}=2026-11-01`)).toMatchObject({
          status: 400,
          errors: [{ path: field, code: 'unknownParameter' }],
        });
    expect(await refusal(`${PATH}/reach?area=${BOARD}&demand=nobody`)).toMatchObject({ status: 400 });
    expect(await refusal(`${PATH}/reach?area=${BOARD}&metres=1`)).toMatchObject({ status: 400 });
    expect(await refusal(`${PATH}/reach?area=x`)).toMatchObject({ status: 404 });
    expect(await refusal(`${PATH}/out-of-reach?area=${BOARD}&cursor=x`)).toMatchObject({
      status: 400,
      errors: [{ path: 'cursor' }],
    });
    await as({ areas: [EAST_TOWN] }, async () =>
      expect(await refusal(`${PATH}/reach?area=${WEST_TOWN}`)).toMatchObject({ status: 404 }),
    );
  });

  test('an unchanged answer costs nothing', async () => {
    const path = `${PATH}/reach?area=${BOARD}`;
    const tag = (await api.get(path)).headers.get('ETag')!;
    expect((await api.get(path, { 'If-None-Match': tag })).status).toBe(304);
    await api.batch('/api/subjects', [household('new', gridIn(COMMUNITIES[3]!).code, { tags: [] })]);
    expect((await api.get(path, { 'If-None-Match': tag })).status).toBe(200);
  });

  test('small cells are withheld from a display whatever it asks', async () => {
    await api.batch('/api/subjects', [household('one', GRIDS[63]!.code, { tags: ['低保'] })]);
    const path = `${PATH}/reach?area=${BOARD}&level=grid&demand=needy&smallCells=shown`;
    expect((await api.read<ReachAnswer>(path)).withheld).toEqual([]);
    const who = { ...ANYBODY.who, kind: 'display' as const };
    await as({ who, permissions: new Set(['read']) }, async () => {
      const { withheld, columns } = await api.read<ReachAnswer>(path);
      expect(withheld).toContain(GRIDS[63]!.code);
      expect(columns.code).not.toContain(GRIDS[63]!.code);
    });
  });
});

describe('the priority list', () => {
  const priority = (query = '') => api.read<PriorityAnswer>(`${PATH}/priority?area=${WEST_TOWN}${query}`);

  test('is the weighted mean of the ranks of gap, reach and open issues', async () => {
    const { items, ...head } = await priority();
    expect(head).toMatchObject({
      ...{ duty: 'poor-monthly', period: '2026-11', matching: 4, nextCursor: null },
      weights: { gap: 1, reach: 1, issues: 1 },
    });
    const [W1, W2, W3, W4] = COMMUNITIES.map((code) => items.find(({ area }) => area.code === code)!);
    const partsOf = (item: typeof W1) => [item!.gap.rank, item!.reach.rank, item!.issues.rank];
    // three communities are wholly out of reach and share the mean of ranks 2 to 4, three have no open issue
    expect(partsOf(W1)).toEqual([1, 0, 1 / 3]);
    expect(partsOf(W2)).toEqual([0, 2 / 3, 1]);
    expect(partsOf(W3)).toEqual([0.5, 2 / 3, 1 / 3]);
    expect(partsOf(W4)).toEqual([null, 2 / 3, 1 / 3]);
    expect(W1).toMatchObject({
      // ten households, each twice a month
      gap: { value: 1, gap: 20, required: 20 },
      reach: { value: 700 / 800, outOfReach: 700, demand: 800 },
    });
    expect(W2!.issues).toEqual({ value: 5, rank: 1, open: 4 });
    expect(items.map(({ score }) => score!.toFixed(4))).toEqual(['0.5556', '0.5000', '0.5000', '0.4444']);
    expect(items.map(({ area }) => area.code)).toEqual([1, 2, 3, 0].map((n) => COMMUNITIES[n]));
    const page = await priority('&limit=2');
    const rest = await priority(`&limit=2&cursor=${page.nextCursor}`);
    expect([...page.items, ...rest.items]).toEqual(items);
    expect(rest.nextCursor).toBeNull();
  });

  test('by weights and duty as they are asked for', async () => {
    const { items } = await priority('&gap=1&reach=0&issues=0');
    expect(items.map(({ score }) => score)).toEqual([1, 0.5, 0, null]);
    expect((await priority('&duty=firm-weekly')).items.every(({ gap }) => gap.value === null)).toBe(true);
    expect(await refusal(`${PATH}/priority?area=${BOARD}&gap=0&reach=0&issues=0`)).toMatchObject({
      status: 400,
      errors: [{ path: 'gap' }],
    });
    expect(await refusal(`${PATH}/priority?area=${BOARD}&duty=x`)).toMatchObject({ status: 404 });
  });
});

describe('siting', () => {
  const plan = (fields: object = {}) =>
    api.send('POST', `${PATH}/plan`, {
      ...{ id: uuidOf(900_001), area: WEST_TOWN, metres: 2000 },
      ...{ goal: { kind: 'points', p: 2 }, candidates: { kind: 'communities' }, ...fields },
    });

  test('is a job to follow, kept with what it found, and written to a file', async () => {
    const started = await plan();
    expect(started.status).toBe(202);
    const { id, job } = (await started.json()) as SitingResult;
    const events = await (await api.get(`/api/jobs/${job}/events?lang=en`)).text();
    expect(events).toMatch(/"state":"done".*"siting":"00000000-0000-4000-8000-000000900001"/);
    const siting = await api.read<SitingResult>(`${PATH}/plans/${id}`);
    expect(siting).toMatchObject({ state: 'done', by: '王强', job: null, result: { proof: 'optimal' } });
    expect(siting.result!.after.reached).toBeGreaterThan(siting.result!.before.reached);
    expect((await plan()).status).toBe(200);
    expect((await plan({ metres: 1000 })).status).toBe(409);
    const { items } = await api.read<SitingsAnswer>(`${PATH}/plans`);
    expect(items).toMatchObject([{ id, state: 'done' }]);
    expect(items[0]).not.toHaveProperty('result');
    await as({ areas: [EAST_TOWN] }, async () => {
      expect(await refusal(`${PATH}/plans/${id}`)).toMatchObject({ status: 404 });
      expect((await api.read<SitingsAnswer>(`${PATH}/plans`)).items).toEqual([]);
    });
    const rows = csvOf(await made('siting', 'csv', { id }));
    expect(rows.map((row) => [row['Chosen place'], Number(row['Newly reached'])])).toEqual(
      siting.result!.chosen.map(({ name, gained }) => [name, gained]),
    );
    expect(rows[0]!.Proof).toBe('proven optimal');
  });

  test('weights of the planner count, and what cannot be asked is refused', async () => {
    // two grids of a hundred households each: the open issues are in the second
    const points = [3, 1].map((n) => ({ name: `候选${n}`, position: gridIn(COMMUNITIES[n]!).middle }));
    for (const [n, weights, name] of [
      [2, { gap: 0, issues: 0 }, '候选3'],
      [4, { gap: 0, issues: 1 }, '候选1'],
    ] as const) {
      const started = await plan({
        ...{ id: uuidOf(900_000 + n), metres: 600, weights },
        ...{ goal: { kind: 'points', p: 1 }, candidates: { kind: 'drawn', points } },
      });
      const { job, id } = (await started.json()) as SitingResult;
      await (await api.get(`/api/jobs/${job}/events`)).text();
      const { result } = await api.read<SitingResult>(`${PATH}/plans/${id}`);
      expect(result!.chosen.map((each) => each.name)).toEqual([name]);
      expect(result!.after.reached - result!.before.reached).toBe(100);
    }
    for (const [fields, path] of [
      [{ goal: { kind: 'points', p: 0 } }, 'goal.p'],
      [
        { candidates: { kind: 'drawn', points: [{ name: '海', position: [121, 36] }] } },
        'candidates.points.0.position',
      ],
      [{ id: 'x' }, 'id'],
    ] as const) {
      const response = await plan({ id: uuidOf(900_003), ...fields });
      expect(response.status).toBe(422);
      expect(((await response.json()) as Problem).errors[0]!.path).toBe(path);
    }
    expect((await plan({ id: uuidOf(900_003), area: '999999' })).status).toBe(404);
    expect((await plan({ id: uuidOf(900_003), travel: 'network' })).status).toBe(409);
    expect(await refusal(`${PATH}/plans/${uuidOf(900_003)}`)).toMatchObject({ status: 404 });
  });

  test('places that were chosen become stops of a moving point, through the door of points', async () => {
    const stop = { id: 'a', name: '站', position: DESK.middle };
    const run = {
      id: 'r',
      stop: 'a',
      rule: 'FREQ=WEEKLY;BYDAY=MO',
      firstDay: '2026-01-05',
      from: '09:00',
      to: '11:00',
    };
    const bus = (id: string) => ({
      ...{ id, kind: 'approvalBus', name: `${id}号车`, services: ['pension'], capacity: 80 },
      ...{
        validFrom: '2026-01-01',
        whereabouts: { form: 'moving', timetable: { stops: [stop], runs: [run] } },
      },
    });
    expect(await api.batch('/api/service-points', [bus('bus')])).toMatchObject([{ status: 'created' }]);
    const path = `${PATH}/plans/${uuidOf(900_001)}/stops`;
    const times = { rule: 'FREQ=WEEKLY;BYDAY=TU', from: '09:30', to: '11:00', firstDay: '2026-12-01' };
    const ask = async (fields: object) => {
      const response = await api.send('POST', path, {
        point: 'bus',
        stops: [{ chosen: 0, ...times }],
        ...fields,
      });
      return { status: response.status, body: await response.json() };
    };
    const refusals: [object, number, string][] = [
      [{ stops: [{ chosen: 9, ...times }] }, 422, 'stops.0.chosen'],
      [
        {
          stops: [
            { chosen: 0, ...times },
            { chosen: 1, ...times, rule: 'FREQ=HOURLY' },
          ],
        },
        422,
        'stops.1.rule',
      ],
      // it cannot be at two places at once
      [{ stops: [0, 1].map((chosen) => ({ chosen, ...times })) }, 422, 'stops.1'],
      [{ stops: [{ chosen: 0, ...times, from: '9' }] }, 422, 'stops.0.from'],
      [{ point: 'desk' }, 422, 'point'],
    ];
    for (const [fields, status, at] of refusals) {
      const refused = await ask(fields);
      expect([refused.status, refused.body.errors[0].path]).toEqual([status, at]);
    }
    expect((await ask({ point: 'nothing' })).status).toBe(404);
    const { result } = await api.read<SitingResult>(`${PATH}/plans/${uuidOf(900_001)}`);
    for (const _ of [1, 2]) {
      const { status, body } = await ask({});
      expect(status).toBe(200);
      const { stops, runs } = body.whereabouts.timetable;
      expect(stops.map(({ name }: { name: string }) => name)).toEqual(['站', result!.chosen[0]!.name]);
      expect(runs[1]).toMatchObject({ stop: stops[1].id, ...times });
      expect(body).toMatchObject({ id: 'bus', capacity: 80, services: [{ id: 'pension' }] });
    }
    // from December on it reaches those who live there
    const days = 'from=2026-12-01&to=2026-12-31&kinds=approvalBus&metres=2000&level=town';
    const month = await api.read<ReachAnswer>(`${PATH}/reach?area=${BOARD}&${days}`);
    expect(month.total!.reached).toBeGreaterThanOrEqual(result!.chosen[0]!.gained);
  });
});

test('the list of places out of reach as a file has its rows, its filter and its definition', async () => {
  const query = { area: WEST_TOWN, level: 'community' };
  const { items } = await api.read<OutOfReachAnswer>(
    `${PATH}/out-of-reach?${new URLSearchParams(query)}&lang=en`,
  );
  const rows = csvOf(await made('outOfReach', 'csv', query));
  expect(rows.map((row) => [row['Area code'], Number(row['Out of reach'])])).toEqual(
    items.map(({ area, outOfReach }) => [area.code, outOfReach]),
  );
  expect(rows[0]).toMatchObject({ Filter: 'Kinds: all; Service: all', Demand: expect.anything() });
  expect(rows[0]!.Definition).toContain('geodesic distance times 1.3');
  const geojson = JSON.parse(new TextDecoder().decode(await made('outOfReach', 'geojson', query)));
  expect(geojson.features[0].geometry).toEqual({ type: 'Point', coordinates: items[0]!.position });
  expect(
    (await api.send('POST', '/api/reports', { kind: 'siting', format: 'csv', query: { id: uuidOf(7) } }))
      .status,
  ).toBe(404);
});

async function made(kind: string, format: string, query: object): Promise<Uint8Array> {
  const started = await api.send('POST', '/api/reports?lang=en', { kind, format, query });
  if (started.status !== 202) throw new Error(`${started.status} ${await started.text()}`);
  const { id } = (await started.json()) as ReportAnswer;
  await (await api.get(`/api/jobs/${id}/events`)).text();
  const report = await api.read<ReportAnswer>(`/api/reports/${id}`);
  expect(report).toMatchObject({ kind, state: 'done', problem: null });
  return new Uint8Array(await (await api.get(report.file!.url)).arrayBuffer());
}
const csvOf = (bytes: Uint8Array) =>
  parse(Buffer.from(bytes), { bom: true, columns: true }) as Record<string, string>[];
