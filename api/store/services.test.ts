import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ServicePointsQuestion } from '#api/store/serviceStore.ts';
import { openTestLedger, putTestTree, type TestLedger } from '#api/testing.ts';
import { OPEN_END } from '#geodata/model.ts';
import { DEFAULT_SERVICE_SETTINGS } from '#geodata/presets/services.ts';
import { day, run, servicePoint, timetable } from '#geodata/service/serviceFixture.ts';
import type { ServicePoint } from '#geodata/service/types.ts';
import { numberTree } from '#geodata/tree.ts';

const [D, T1, T2] = [{ codes: ['d'] }, { codes: ['t1'] }, { codes: ['t2'] }];
const TODAY = day('2026-11-20');
const AREAS = [
  { code: 'd', level: 'district', parentCode: null },
  { code: 't1', level: 'town', parentCode: 'd' },
  { code: 't2', level: 'town', parentCode: 'd' },
  { code: 'g1', level: 'grid', parentCode: 't1' },
  { code: 'g2', level: 'grid', parentCode: 't2' },
] as const;
let ledger: TestLedger;

beforeEach(async () => {
  ledger = await openTestLedger('2026-11-20T09:00:00+08:00');
  await putTestTree(ledger, AREAS);
});
afterEach(() => ledger.close());

const services = () => ledger.store.services;
const seq = async () => (await ledger.store.lastCommit()).seq;
const put = (point: ServicePoint, homes: readonly string[] = ['g1']) =>
  services().writeServicePoints([{ point, homes }]);
const fixed = (id: string, fields: Partial<ServicePoint> = {}) => servicePoint({ id, ...fields });
const bus = (id: string, fields: Partial<ServicePoint> = {}) =>
  servicePoint({
    ...{ id, kind: 'approvalBus', whereabouts: { form: 'moving', timetable: timetable() } },
    ...fields,
  });
const found = async (scope: { codes: string[] }, fields: Partial<ServicePointsQuestion> = {}) =>
  (await services().servicePoints(scope, { area: null, on: TODAY, ...fields }))?.map(({ point }) => point.id);

describe('a point', () => {
  test('is put on record once, and changed from a day on', async () => {
    const before = await seq();
    expect(await put(fixed('p'))).toEqual([{ status: 'created', id: 'p', seq: before + 1 }]);
    expect(await put(fixed('p'))).toEqual([{ status: 'duplicate', id: 'p', seq: before + 1 }]);
    // the same said again for later days says nothing new
    expect(await put(fixed('p', { validFrom: TODAY }))).toMatchObject([{ status: 'duplicate' }]);
    expect(await put(fixed('p', { name: '新站', validFrom: TODAY }))).toMatchObject([{ status: 'created' }]);
    const versions = await services().servicePoints(D, { area: null, on: 0, to: OPEN_END });
    expect(versions!.map(({ point }) => [point.name, point.validFrom, point.validTo])).toEqual([
      ['前湾社区人社服务站', day('2026-01-01'), TODAY - 1],
      ['新站', TODAY, OPEN_END],
    ]);
    expect((await services().servicePoint(D, 'p'))!.point.name).toBe('新站');
    expect(await found(D)).toEqual(['p']);
    expect(await ledger.store.changesAfter(before, 10)).toEqual(
      [1, 2].map((n) => ({
        ...{ seq: before + n, areas: ['g1'], duties: [], issues: false, services: true },
      })),
    );
  });

  test('sent twice in a batch is what was sent last', async () => {
    const rows = [fixed('p'), fixed('p', { name: '二' }), fixed('p', { name: '三', validFrom: TODAY })];
    await services().writeServicePoints(rows.map((point) => ({ point, homes: ['g1'] })));
    const versions = await services().servicePoints(D, { area: null, on: 0, to: OPEN_END });
    expect(versions!.map(({ point, homes }) => [point.name, point.validTo, ...homes])).toEqual([
      ['二', TODAY - 1, 'g1'],
      ['三', OPEN_END, 'g1'],
    ]);
  });

  test('is ended after a day, or taken off', async () => {
    await put(fixed('p'));
    expect(await services().endServicePoint(T2, 'p', TODAY)).toMatchObject({ code: 'notFound' });
    expect(await services().endServicePoint(T1, 'q', TODAY)).toMatchObject({ code: 'notFound' });
    expect(await services().endServicePoint(T1, 'p', TODAY)).toMatchObject({ status: 'created' });
    expect(await services().endServicePoint(T1, 'p', TODAY)).toMatchObject({ status: 'duplicate' });
    expect(await found(D)).toEqual(['p']);
    expect(await found(D, { on: TODAY + 1 })).toEqual([]);
    expect(await services().endServicePoint(T1, 'p', day('2025-12-31'))).toMatchObject({ status: 'created' });
    expect(await services().servicePoint(D, 'p')).toBeNull();
  });

  test('is seen where any of its places lies, and there alone', async () => {
    await put(fixed('p'), ['g2']);
    await put(bus('b'), ['g1', 'g2']);
    expect(await found(D)).toEqual(['b', 'p']);
    expect(await found(T1)).toEqual(['b']);
    expect(await found(D, { area: 't2' })).toEqual(['b', 'p']);
    expect(await found(T1, { area: 'g2' })).toBeUndefined();
    expect(await found({ codes: [] })).toEqual([]);
    expect((await services().servicePoint(T1, 'b'))!.homes).toEqual(['g1', 'g2']);
    expect(await services().servicePoint(T1, 'p')).toBeNull();
    // ended by whoever has all of it
    expect(await services().endServicePoint(T1, 'b', TODAY)).toMatchObject({ status: 'refused' });
  });

  test('is refused where there is no such area, and changes nothing', async () => {
    const before = await seq();
    expect(await put(fixed('p'), ['x'])).toMatchObject([{ status: 'refused', code: 'notFound' }]);
    expect(await seq()).toBe(before);
  });
});

test('a tree moves points on the day it comes into force', async () => {
  await put(bus('b'), ['g1', 'g2']);
  await put(fixed('p'), ['g2']);
  // the west is g3 of town 1 and the east g4 of town 3; g2 is no more
  const box = (west: number, east: number) => ({
    geometry: {
      type: 'Polygon' as const,
      coordinates: [
        [
          [west, 35],
          [east, 35],
          [east, 36],
          [west, 36],
          [west, 35],
        ],
      ],
    },
    bbox: [west, 35, east, 36] as const,
  });
  const tree = numberTree(
    [
      ...AREAS.slice(0, 2),
      { code: 't3', level: 'town', parentCode: 'd' } as const,
      { code: 'g3', level: 'grid', parentCode: 't1' } as const,
      { code: 'g4', level: 'grid', parentCode: 't3' } as const,
    ].map((area) => ({
      ...{ name: area.code, tree: 'administrative', urbanRural: null, households: null },
      ...area,
    })),
  );
  const shapes = new Map([
    ['g3', box(120, 120.02)],
    ['g4', box(120.02, 120.04)],
  ]);
  await ledger.store.putTree({
    ...{ validFrom: TODAY + 1, tiles: '1', shapes },
    areas: tree.map((area) => ({ ...area, illustrative: true })),
  });
  const homes = async () =>
    (await services().servicePoints(D, { area: null, on: TODAY }))!.map((each) => each.homes);
  expect(await homes()).toEqual([['g1', 'g2'], ['g2']]);
  // one that comes in between is found in both
  await put(fixed('q', { validFrom: TODAY }), ['g1']);
  expect(await homes()).toEqual([['g1', 'g2'], ['g2'], ['g1']]);
  await services().endServicePoint(D, 'p', TODAY + 5);
  ledger.clock.now += 86_400_000;
  expect(await homes()).toEqual([['g3', 'g4'], ['g3'], ['g3']]);
  expect(await found({ codes: ['t3'] })).toEqual(['b']);
});

test('a place in no area of a tree stays with what is left of its home', async () => {
  await put(bus('b'), ['g1', 'g2']);
  await putTestTree(ledger, AREAS.slice(0, 3));
  expect((await services().servicePoint(D, 'b'))!.homes).toEqual(['t1', 't2']);
  await putTestTree(ledger, [{ code: 'e', level: 'district', parentCode: null }]);
  expect((await services().servicePoint({ codes: ['e'] }, 'b'))!.homes).toEqual(['e', 'e']);
});

describe('sessions', () => {
  const session = (id: string, served: number, fields: object = {}) => ({
    ...{ id, point: 'b', stop: 'a', day: day('2026-11-17'), served },
    ...fields,
  });
  test('are taken once, and of one opening the last counts', async () => {
    await put(bus('b', { whereabouts: { form: 'moving', timetable: timetable({ runs: [run()] }) } }));
    await put(fixed('p'));
    const write = (...rows: ReturnType<typeof session>[]) => services().writeServiceSessions(rows);
    expect(await write(session('s1', 12), session('s2', 7, { point: 'p', stop: null }))).toMatchObject([
      { status: 'created' },
      { status: 'created' },
    ]);
    expect(await write(session('s1', 12), session('s1', 13), session('s3', 15))).toMatchObject([
      { status: 'duplicate' },
      { status: 'refused', code: 'conflict' },
      { status: 'created' },
    ]);
    // in one batch too
    expect(await write(session('s4', 16), session('s5', 14))).toHaveLength(2);
    for (const wrong of [{ point: 'x' }, { day: day('2025-12-31') }])
      expect(await write(session('s6', 1, wrong))).toMatchObject([{ status: 'refused', code: 'notFound' }]);
    const sessions = await services().serviceSessions(['b', 'p'], day('2026-11-01'), TODAY);
    expect(sessions.map(({ id, point, stop, served }) => [id, point, stop, served])).toEqual([
      ['s5', 'b', 'a', 14],
      ['s2', 'p', null, 7],
    ]);
    expect(await services().serviceSessions(['b', 'p'], day('2026-11-18'), TODAY)).toEqual([]);
    expect(await services().serviceSessions(['x'], 0, TODAY)).toEqual([]);
  });
});

test('demand is who is in force on a day, with home and position', async () => {
  const subject = (id: string, fields: object = {}) => ({
    ...{ id, type: 'household' as const, name: '张三', tags: [] as string[], home: 'g1', zones: {} },
    ...{ position: [120.01, 35.91] as const, validFrom: day('2026-01-01'), validTo: OPEN_END },
    ...fields,
  });
  await ledger.store.putSubjects(D, [
    subject('a', { tags: ['低保'] }),
    subject('b', { home: 'g2', position: null, tags: ['残疾', '特困'] }),
    subject('c', { tags: ['低保边缘'] }),
    subject('d', { validTo: TODAY - 1 }),
    subject('e', { type: 'firm' }),
  ]);
  const ask = async (scope: { codes: string[] }, area: string, fields: object = {}) => {
    const columns = await services().demand(scope, {
      area,
      type: 'household',
      tags: [],
      on: TODAY,
      ...fields,
    });
    return (
      columns && [...columns.home].map((home, i) => [columns.homes[home], columns.lon[i], columns.lat[i]])
    );
  };
  expect(await ask(D, 'd')).toEqual([
    ['g1', 120.01, 35.91],
    ['g1', 120.01, 35.91],
    ['g2', Number.NaN, Number.NaN],
  ]);
  expect(await ask(D, 'd', { on: TODAY - 1 })).toHaveLength(4);
  expect(await ask(D, 'd', { type: 'firm' })).toHaveLength(1);
  expect(await ask(D, 'd', { tags: ['低保', '特困'] })).toHaveLength(2);
  expect(await ask(D, 'd', { tags: ['低'] })).toEqual([]);
  expect(await ask(T1, 't1')).toHaveLength(2);
  expect(await ask(T1, 'd')).toBeNull();
  expect(await ask(T1, 'x')).toBeNull();
});

test('settings, network and sitings are kept', async () => {
  const before = await seq();
  expect(await services().serviceSettings()).toBeNull();
  await services().putServiceSettings(DEFAULT_SERVICE_SETTINGS);
  expect(await services().serviceSettings()).toEqual(DEFAULT_SERVICE_SETTINGS);
  expect(await services().travelNetwork()).toBeNull();
  const figures = { edges: 1, kilometres: 2, oneWay: 0, ferries: 0, parts: 1 };
  const kept = { id: 'n', name: '路网', source: 'geojson', at: 1, by: '王强', figures } as const;
  await services().writeTravelNetwork({ kept: { ...kept, id: 'm' }, edges: Uint8Array.of(9) });
  await services().writeTravelNetwork({ kept, edges: Uint8Array.of(1, 2, 3) });
  expect(await services().travelNetwork()).toEqual({ kept, edges: Uint8Array.of(1, 2, 3) });
  await services().writeTravelNetwork(null);
  expect(await services().travelNetwork()).toBeNull();
  // each is told to everybody
  const changes = await ledger.store.changesAfter(before, 10);
  expect(changes.map(({ services: told, areas }) => [told, areas.length])).toEqual(
    Array.from({ length: 4 }, () => [true, 5]),
  );

  const siting = (id: string, at: number, area = 't1') => ({
    ...{ id, area, at, by: '王强', state: 'running' as const, input: '{}', result: null, failure: null },
  });
  for (const each of [siting('a', 1), siting('b', 2), siting('c', 2), siting('d', 3, 't2')])
    await services().writeSiting(each);
  const listed = async (areas: string[], limit: number, place: { at: number; id: string } | null = null) =>
    (await services().sitings(areas, limit, place)).map(({ id }) => id);
  expect(await listed(['t1', 't2'], 10)).toEqual(['d', 'c', 'b', 'a']);
  expect(await listed(['t1'], 1, { at: 2, id: 'c' })).toEqual(['b']);
  await services().writeSiting({ ...siting('a', 1), state: 'done', result: '{"x":1}' });
  expect(await services().siting('a')).toEqual({ ...siting('a', 1), state: 'done', result: '{"x":1}' });
  expect(await services().siting('x')).toBeNull();
  expect(await seq()).toBe(before + 4);
});
