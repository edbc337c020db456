import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '#api/contract/common.ts';
import type { BaseMap, MapSettings, SettingsAnswer } from '#api/contract/settings.ts';
import { openTestLedger, type TestLedger, testApp } from '#api/testing.ts';

const XYZ = {
  kind: 'xyz',
  url: 'http://10.20.30.40:8080/tiles/{z}/{x}/{y}.png',
  dark: 'https://night.example/{z}/{x}/{y}.png',
  tileSize: 256,
  minZoom: 5,
  maxZoom: 18,
  attribution: '区自然资源局',
  coordinateSystem: 'EPSG:3857',
} satisfies BaseMap;
const SET: MapSettings = { baseMap: XYZ, approvalNumber: '鲁S（2026）012号' };

let ledger: TestLedger;
let request: ReturnType<typeof testApp>['request'];

beforeAll(async () => {
  ledger = await openTestLedger('2026-11-20T14:32:00+08:00');
  request = testApp(ledger).request;
});
afterAll(() => ledger.close());

const put = (body: unknown) =>
  request('/api/settings/map', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const settings = async () => (await (await request('/api/settings')).json()) as SettingsAnswer;

describe('the settings of the map', () => {
  test('begin with the built-in basemap and no approval number', async () => {
    expect(await settings()).toEqual({ map: { baseMap: null, approvalNumber: null } });
  });

  test('are kept as they were set, seen at once, and taken away again', async () => {
    const answer = await put(SET);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual(SET);
    expect(await settings()).toEqual({ map: SET });
    const bare = { baseMap: null, approvalNumber: null };
    expect((await put(bare)).status).toBe(200);
    expect(await settings()).toEqual({ map: bare });
  });

  test('fill in what may be left out', async () => {
    const { dark: _, ...lean } = XYZ;
    expect((await put({ ...SET, baseMap: lean })).status).toBe(200);
    expect((await settings()).map.baseMap).toEqual({ ...XYZ, dark: null });
  });

  test.each([
    ['url', 'http://a/{z}/{x}.png', 'lacks {y}'],
    ['url', `http://a/{z}/{x}/{y}?${'k'.repeat(2000)}`, '2000'],
    ['dark', 'ftp://a/{z}/{x}/{y}', 'must begin with'],
    ['kind', 'wms', 'xyz'],
    ['tileSize', 300, '256 or 512'],
    ['minZoom', 19, 'deeper'],
    ['maxZoom', 30, '22'],
    ['attribution', '  ', '1'],
    ['coordinateSystem', 'EPSG:4490', 'web mercator'],
    ['coordinateSystem', 'GCJ-02', 'web mercator'],
    ['subdomains', 'abc', 'not known'],
  ])('refuse %s %j with its place', async (key, value, why) => {
    const before = await settings();
    const answer = await put({ ...SET, baseMap: { ...XYZ, [key]: value } });
    expect(answer.status).toBe(422);
    const { errors } = (await answer.json()) as Problem;
    expect(errors.map(({ path }) => path)).toContain(`baseMap.${key}`);
    expect(errors.map(({ message }) => message).join()).toContain(why);
    expect(await settings()).toEqual(before);
  });

  test.each([
    [{ baseMap: null }],
    [{ approvalNumber: null }],
    [{ baseMap: null, approvalNumber: '' }],
    [{ baseMap: null, approvalNumber: 'GS\n1' }],
    [{ baseMap: null, approvalNumber: '号'.repeat(65) }],
    [[]],
    [null],
  ])('refuse the body %j', async (body) => {
    expect((await put(body)).status).toBe(422);
  });

  test('are read without parameters', async () => {
    expect((await request('/api/settings?area=1')).status).toBe(400);
  });

  test('are read as not set when what is kept is of another form', async () => {
    await ledger.store.putSetting('map', { baseMap: { kind: 'xyz' } });
    expect(await settings()).toEqual({ map: { baseMap: null, approvalNumber: null } });
  });
});
