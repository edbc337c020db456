import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BOARD, boardSquares, GRIDS, openBoard } from '#api/boardFixture.ts';
import type { ReachAnswer } from '#api/contract/reach.ts';
import { fixedPoint } from '#api/reachFixture.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import type { Statistics } from '#api/services/statistics.ts';
import { squaresFile, type TestInterface } from '#api/squaresFixture.ts';
import type { ServicePointWrite } from '#api/store/serviceStore.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { LonLat } from '#geodata/model.ts';

let api: TestInterface;
let read: () => { demand: number; nearest: number; rows: number };
const visit = visitMaker();
const [HERE, THERE] = [GRIDS[0]!, GRIDS[27]!];
const REACH = `/api/service-points/reach?area=${BOARD}&level=grid`;
const ask = () => api.read<ReachAnswer>(REACH);
const desk = (position: LonLat, home: string, fields: object = {}): ServicePointWrite => ({
  point: fixedPoint('desk', position, { kind: 'communityStation', services: [], ...fields }),
  homes: [home],
});
const write = async (row: ServicePointWrite): Promise<void> => {
  const [written] = await api.ledger.store.services.writeServicePoints([row]);
  expect(written).toMatchObject({ status: expect.stringMatching(/created|updated/) });
};

/** What a question makes the server do again. */
async function worked(): Promise<{ demand: boolean; nearest: boolean; rows: boolean; answer: ReachAnswer }> {
  const before = read();
  const answer = await ask();
  const after = read();
  return {
    demand: after.demand > before.demand,
    nearest: after.nearest > before.nearest,
    rows: after.rows > before.rows,
    answer,
  };
}
const NOTHING = { demand: false, nearest: false, rows: false };

beforeAll(async () => {
  api = await openBoard('2026-11-20T14:32:00+08:00');
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  await api.batch('/api/subjects', [household('h-1', HERE.code), household('h-2', HERE.code)]);
  await write(desk(HERE.middle, HERE.code));
  const demand = vi.spyOn(api.ledger.store.services, 'demand');
  const statistics = api.services.statistics as Statistics & typeof api.services.statistics;
  const nearest = vi.spyOn(statistics, 'reachNearest');
  const rows = vi.spyOn(statistics, 'reachRows');
  read = () => ({
    demand: demand.mock.calls.length,
    nearest: nearest.mock.calls.length,
    rows: rows.mock.calls.length,
  });
});
afterAll(async () => {
  await api.services.jobs.close();
  await api.services.statistics.close();
  await api.ledger.close();
});

describe('what reach was reckoned from is kept', () => {
  test('over visits, issues and officers, whose commits the answer tells of all the same', async () => {
    const first = await worked();
    expect(first).toMatchObject({ demand: true, nearest: true, rows: true });
    const [called] = await api.batch('/api/visits', [visit('h-1', '2026-11-19')]);
    expect(called).toMatchObject({ status: 'created' });
    const organisation = { id: 'O-1', type: 'department', name: '局', area: BOARD, validFrom: '2026-01-01' };
    expect(await api.batch('/api/organisations', [organisation])).toMatchObject([{ status: 'created' }]);
    const then = await worked();
    expect(then).toMatchObject(NOTHING);
    expect(then.answer.columns).toEqual(first.answer.columns);
    expect(then.answer.commit).toBeGreaterThan(first.answer.commit);
  });

  test('until a point moves, or serves more', async () => {
    const before = await worked();
    await write(desk(THERE.middle, THERE.code));
    const moved = await worked();
    expect(moved).toMatchObject({ demand: false, nearest: true, rows: true });
    const reachedAt = ({ columns }: ReachAnswer, code: string) => columns.reached[columns.code.indexOf(code)];
    expect([HERE, THERE].map(({ code }) => reachedAt(before.answer, code))).toEqual([100, 0]);
    expect([HERE, THERE].map(({ code }) => reachedAt(moved.answer, code))).toEqual([0, 100]);
    await write(desk(THERE.middle, THERE.code, { capacity: 200 }));
    const score = ({ columns }: ReachAnswer) => columns.score[columns.code.indexOf(THERE.code)]!;
    const { answer } = await worked();
    expect(score(answer)).toBeCloseTo(2 * score(moved.answer), 9);
  });

  test('and not over another name, which the answers go by at once', async () => {
    await ask();
    await write(desk(THERE.middle, THERE.code, { capacity: 200, name: '新站' }));
    expect(await worked()).toMatchObject(NOTHING);
    const { items } = await api.read<{ items: { nearest: { name: string } | null }[] }>(
      `/api/service-points/out-of-reach?area=${BOARD}&level=grid&limit=1`,
    );
    expect(items[0]!.nearest!.name).toBe('新站');
  });

  test('until a household comes, leaves or moves', async () => {
    const before = await worked();
    await api.batch('/api/subjects', [
      ...Array.from({ length: 150 }, (_, i) => household(`n-${i}`, THERE.code)),
    ]);
    const more = await worked();
    expect(more).toMatchObject({ demand: true, nearest: true, rows: true });
    // more are listed there than were counted
    expect(more.answer.total!.demand).toBe(before.answer.total!.demand + 50);
    const ended = await api.send('POST', '/api/subjects/n-0/end', { on: '2026-11-19' });
    expect(ended.status).toBe(200);
    expect((await worked()).answer.total!.demand).toBe(before.answer.total!.demand + 49);
    await api.batch('/api/subjects', [household('n-1', HERE.code, { validFrom: '2026-11-20' })]);
    const { answer } = await worked();
    expect(answer.total!.demand).toBe(before.answer.total!.demand + 48);
  });

  test('until the district sets other thresholds or another detour', async () => {
    await ask();
    const settings = await api.read<Record<string, unknown>>('/api/settings/services');
    const thresholds = { town: 5000, fringe: 5000, rural: 5000, unknown: 5000 };
    const put = await api.send('PUT', '/api/settings/services', { ...settings, thresholds });
    expect(put.status).toBe(200);
    const wide = await worked();
    expect(wide).toMatchObject({ demand: false, nearest: false, rows: true });
    expect(wide.answer.thresholds).toEqual(thresholds);
    await api.send('PUT', '/api/settings/services', { ...settings, thresholds, detour: 2 });
    const slow = await worked();
    expect(slow).toMatchObject({ demand: false, nearest: true, rows: true });
    expect(slow.answer.total!.reached).toBeLessThan(wide.answer.total!.reached);
  });

  test('until another network is in force, or none', async () => {
    await ask();
    const line = { type: 'LineString', coordinates: GRIDS.slice(0, 8).map(({ middle }) => middle) };
    const body = {
      type: 'FeatureCollection',
      features: [{ type: 'Feature', properties: {}, geometry: line }],
    };
    const checked = await api.request('/api/imports?kind=network&name=x', {
      ...{ method: 'POST', headers: { 'Content-Type': 'application/geo+json' }, body: JSON.stringify(body) },
      ...({ duplex: 'half' } as object),
    });
    const { id } = (await checked.json()) as { id: string };
    expect((await api.send('POST', `/api/imports/${id}/confirm`, {})).status).toBe(200);
    const along = await worked();
    expect(along).toMatchObject({ demand: false, nearest: true, answer: { travel: 'network' } });
    await api.send('DELETE', '/api/travel-network', {});
    expect((await worked()).answer.travel).toBe('geodesic');
  });

  test('until other areas or counts of households are in force', async () => {
    const before = await ask();
    const areas = boardSquares().map((area) =>
      area.code === GRIDS[40]!.code ? { ...area, households: 700 } : area,
    );
    await api.importFile(squaresFile(areas), {
      ...{ householdsProperty: 'households', urbanRuralProperty: 'urbanRural', validFrom: '2026-11-20' },
    });
    const after = await worked();
    expect(after).toMatchObject({ demand: true, nearest: true, rows: true });
    expect(after.answer.total!.demand).toBe(before.total!.demand + 600);
  });

  test('until the next day: who is at home by then is asked anew', async () => {
    await ask();
    api.ledger.clock.now += 86_400_000;
    const { answer, demand } = await worked();
    expect([demand, answer.to]).toEqual([true, '2026-11-21']);
    expect(parseDay(answer.to)! - parseDay(answer.from)!).toBe(29);
  });
});
