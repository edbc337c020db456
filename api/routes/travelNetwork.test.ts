import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BOARD, GRIDS, openBoard, WEST_TOWN } from '#api/boardFixture.ts';
import type { Problem } from '#api/contract/common.ts';
import type { NetworkImportAnswer } from '#api/contract/networkImports.ts';
import type { ReachAnswer, TravelNetwork } from '#api/contract/reach.ts';
import { fixedPoint } from '#api/reachFixture.ts';
import { household } from '#api/recordsFixture.ts';
import type { Principal } from '#api/services/access/principal.ts';
import type { TestInterface } from '#api/squaresFixture.ts';
import { ANYBODY } from '#api/testing.ts';
import { blockOf, fileOf } from '#geodata/import/network/osmFixture.ts';
import { haversine } from '#geodata/reach/distance.ts';

let asker: Principal = ANYBODY;
let api: TestInterface;
/** Middles of the southernmost grids from the west. */
const MIDDLES = GRIDS.slice(0, 8).map(({ middle }) => middle);
const [A, B, C, D, E, F, G, H] = MIDDLES as [number, number][];
/** Metres from one middle to the next. */
const STEP = haversine(...A!, ...B!);

const line = (coordinates: unknown, properties: object = {}) => ({
  type: 'Feature',
  properties,
  geometry: { type: 'LineString', coordinates },
});
const lines = (...features: object[]) => JSON.stringify({ type: 'FeatureCollection', features });
/** A and B lead to C and back, C leads to D and not back, a ferry from D to E, E to F; G and H are an island. */
const NETWORK = lines(
  line([A, B, C]),
  line([C, D], { oneway: 'yes' }),
  line([D, E], { ferry: true }),
  line([E, F]),
  line([G, H]),
  { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: A } },
);

beforeAll(async () => {
  api = await openBoard('2026-11-20T14:32:00+08:00', { identify: () => asker });
  const created = await api.batch(
    '/api/subjects',
    MIDDLES.map((position, i) => household(`h-${i}`, GRIDS[i]!.code, { position })),
  );
  expect(created.every(({ status }) => status === 'created')).toBe(true);
});
beforeEach(async () => {
  await api.send('DELETE', '/api/travel-network', {});
});
afterAll(async () => {
  await api.services.jobs.close();
  await api.services.statistics.close();
  await api.ledger.close();
});

const check = (
  body: BodyInit,
  type = 'application/geo+json',
  query = 'name=%E8%B7%AF%E7%BD%91',
): Promise<Response> =>
  Promise.resolve(
    api.request(`/api/imports?kind=network&${query}`, {
      method: 'POST',
      headers: { 'Content-Type': type },
      body,
      ...({ duplex: 'half' } as object),
    }),
  );
async function putInForce(body = NETWORK): Promise<NetworkImportAnswer> {
  const checked = await check(body);
  expect(checked.status).toBe(201);
  const { id } = (await checked.json()) as NetworkImportAnswer;
  const confirmed = await api.send('POST', `/api/imports/${id}/confirm`, {});
  expect(confirmed.status).toBe(200);
  return (await confirmed.json()) as NetworkImportAnswer;
}
const inForce = async () => (await api.read<TravelNetwork>('/api/travel-network')).network;

test('a network is told of, in force when confirmed, and taken away', async () => {
  const checked = await check(NETWORK);
  const answer = (await checked.json()) as NetworkImportAnswer;
  expect(answer).toMatchObject({
    ...{ kind: 'network', status: 'checked', name: '路网', source: 'geojson' },
    ...{ edges: 6, oneWay: 1, ferries: 1, parts: 2, dropped: { skipped: 1, outside: 0 } },
  });
  expect(answer.kilometres).toBeCloseTo((6 * STEP) / 1000, 6);
  expect(await inForce()).toBeNull();
  expect(await api.read(`/api/imports/${answer.id}`)).toEqual(answer);
  for (const _ of [1, 2]) {
    const confirmed = await api.send('POST', `/api/imports/${answer.id}/confirm`, {});
    expect(await confirmed.json()).toEqual({ ...answer, status: 'applied' });
  }
  expect(await inForce()).toMatchObject({ id: answer.id, name: '路网', by: '王强', edges: 6, parts: 2 });
  await api.send('DELETE', '/api/travel-network', {});
  expect(await inForce()).toBeNull();
});

test('an extract of OpenStreetMap is told by its first bytes', async () => {
  const nodes = [A!, B!, C!].map(([lon, lat], i) => ({ id: i + 1, lon, lat }));
  const ways = [
    { refs: [1, 2, 3], tags: { highway: 'residential' } },
    { refs: [1, 3], tags: { building: 'yes' } },
  ];
  const extract = new Uint8Array(fileOf(blockOf({ nodes }), blockOf({ ways })));
  const checked = await check(extract, 'application/octet-stream');
  expect(await checked.json()).toMatchObject({
    ...{ status: 'checked', source: 'osmPbf', edges: 2, oneWay: 0, ferries: 0, parts: 1 },
    dropped: { skipped: 1, outside: 0 },
  });
});

describe('what is refused', () => {
  const refusal = async (response: Response): Promise<Problem> => {
    const problem = (await response.json()) as Problem;
    return { ...problem, status: response.status };
  };
  test.each<[string, BodyInit, string, RegExp]>([
    [
      'points',
      lines({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: A } }),
      'noNetwork',
      /^\$$/,
    ],
    [
      'roads of another town',
      lines(
        line([
          [10, 50],
          [10.1, 50],
        ]),
      ),
      'noNetwork',
      /^\$$/,
    ],
    ['a position that is text', lines(line([A, ['x', 35.9]])), 'geojson', /^features\[0\]\.geometry/],
    ['text cut off', NETWORK.slice(0, 60), 'json', /line 1/],
  ])('%s, with the place', async (_name, body, code, path) => {
    const problem = await refusal(await check(body));
    expect(problem).toMatchObject({ status: 422, errors: [{ code }] });
    expect(problem.errors[0]!.path).toMatch(path);
    expect(await inForce()).toBeNull();
  });

  test('a broken extract, with its block', async () => {
    const broken = Uint8Array.from([0, 0, 0, 13, 10, 9, 79, 83, 77, 72, 101]);
    const problem = await refusal(await check(broken, 'application/octet-stream'));
    expect(problem).toMatchObject({ status: 422 });
    expect(problem.errors[0]!.path).toMatch(/^blobs\[0\]/);
  });

  test('other media, fields that are not known, and who sees a part alone', async () => {
    expect((await check(NETWORK, 'text/csv')).status).toBe(415);
    const unknown = await refusal(await check(NETWORK, undefined, 'name=x&level=grid'));
    expect(unknown).toMatchObject({ status: 400, errors: [{ path: 'level' }] });
    asker = { ...ANYBODY, areas: [WEST_TOWN] };
    try {
      expect((await check(NETWORK)).status).toBe(403);
      expect((await api.send('DELETE', '/api/travel-network', {})).status).toBe(403);
    } finally {
      asker = ANYBODY;
    }
  });

  test('a network asked for that is not there', async () => {
    const response = await api.get(`/api/service-points/reach?area=${BOARD}&travel=network`);
    expect(await refusal(response)).toMatchObject({ status: 409, errors: [{ path: 'travel' }] });
  });
});

describe('distances follow the network', () => {
  const DEMAND = `area=${BOARD}&level=grid&demand=needy&metres=100000`;
  const station = async ([lon, lat]: readonly number[]): Promise<void> => {
    const home = GRIDS[MIDDLES.findIndex(([x]) => x === lon)]!.code;
    const point = fixedPoint('desk', [lon!, lat!], { kind: 'communityStation' });
    const [outcome] = await api.ledger.store.services.writeServicePoints([{ point, homes: [home] }]);
    expect(outcome).toMatchObject({ status: 'created' });
  };
  const ways = async (query = DEMAND): Promise<[(number | null)[], number]> => {
    const { columns, total } = await api.read<ReachAnswer>(`/api/service-points/reach?${query}`);
    return [
      GRIDS.slice(0, 8).map(({ code }) => columns.meanMetres[columns.code.indexOf(code)]!),
      total!.cutOff,
    ];
  };

  test('over one-way streets, by ferry, and not to an island', async () => {
    await station(D!);
    const [straight] = await ways();
    expect(straight[0]).toBeCloseTo(1.3 * haversine(...A!, ...D!), 6);
    await putInForce();
    const answer = await api.read<ReachAnswer>(`/api/service-points/reach?${DEMAND}`);
    expect(answer).toMatchObject({ travel: 'network', detour: null });
    const [metres, cutOff] = await ways();
    for (const [i, steps] of [3, 2, 1, 0, 1, 2].entries()) expect(metres[i]).toBeCloseTo(steps * STEP, 6);
    expect(metres.slice(6)).toEqual([null, null]);
    expect(cutOff).toBe(2);
    // who asks for it has the straight line
    expect((await ways(`${DEMAND}&travel=geodesic`))[0]).toEqual(straight);
  });

  test('and not against a one-way street', async () => {
    await station(A!);
    await putInForce();
    const [metres, cutOff] = await ways();
    for (const [i, steps] of [0, 1, 2].entries()) expect(metres[i]).toBeCloseTo(steps * STEP, 6);
    // D lies beyond the one-way street and on nothing else
    expect(metres.slice(4)).toEqual([null, null, null, null]);
    expect(cutOff).toBeGreaterThanOrEqual(4);
  });

  test('an answer is as new as the network', async () => {
    const path = `/api/service-points/reach?${DEMAND}`;
    const before = (await api.get(path)).headers.get('ETag')!;
    expect((await api.get(path, { 'If-None-Match': before })).status).toBe(304);
    await putInForce();
    expect((await api.get(path, { 'If-None-Match': before })).status).toBe(200);
  });
});
