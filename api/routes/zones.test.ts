import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AreaAtAnswer, AreaDetail, AreasAnswer } from '#api/contract/areas.ts';
import type { Problem } from '#api/contract/common.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import { household } from '#api/recordsFixture.ts';
import {
  DISTRICT,
  openTestInterface,
  SQUARES,
  type Square,
  squaresFile,
  type TestInterface,
} from '#api/squaresFixture.ts';

const zone = (code: string, parentCode: string | null, box: Square['box']): Square => ({
  code,
  name: `热网${code}`,
  level: 'zone',
  parentCode,
  box,
});
/** Two networks apart from each other, across the borders of grids; a station in the first, a block in that. */
const HEAT = [
  zone('north', null, [120.01, 35.905, 120.05, 35.935]),
  zone('station', 'north', [120.02, 35.91, 120.04, 35.93]),
  zone('block', 'station', [120.025, 35.915, 120.03, 35.925]),
  zone('south', null, [120.06, 35.905, 120.09, 35.935]),
];
const AS_HEAT = { tree: 'heat', level: 'zone' };

let api: TestInterface;
beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00');
  await api.importFile(squaresFile());
});
afterAll(() => api.ledger.close());

const check = async (zones: readonly Square[], query: Record<string, string> = {}) => {
  const response = await api.check(squaresFile(zones), { ...AS_HEAT, ...query });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as ImportAnswer;
};
const failing = (answer: ImportAnswer) => answer.checks.filter(({ ok }) => !ok).map((one) => one.check);
const codes = async (query: string) =>
  (await api.read<AreasAnswer>(`/api/areas${query}`)).items.map(({ code }) => code);
const stands = async () => ({
  version: (await api.ledger.store.treeState('newest')).version,
  commit: await api.ledger.store.lastCommit(),
});
const zonesAt = (lon: number, lat: number) => api.services.place.zones(lon, lat);

describe('a tree of zones', () => {
  test('comes after the administrative areas', async () => {
    const empty = await openTestInterface('2026-11-20T14:32:00+08:00');
    try {
      expect(await empty.services.place.zones(120.01, 35.91)).toEqual({});
      const response = await empty.check(squaresFile(HEAT), AS_HEAT);
      expect(response.status).toBe(409);
      expect((await empty.ledger.store.lastCommit()).seq).toBe(0);
    } finally {
      await empty.ledger.close();
    }
  });

  test('is written beside the administrative one, without gaps being asked for', async () => {
    const tiles = (await api.ledger.store.treeState('newest')).tiles;
    const answer = await check(HEAT);
    expect([answer.status, answer.tree, failing(answer)]).toEqual(['checked', 'heat', []]);
    expect((await api.send('POST', `/api/imports/${answer.id}/confirm`, undefined)).status).toBe(200);

    expect(await codes('?tree=heat')).toEqual(['north', 'station', 'block', 'south']);
    expect(await codes('?tree=administrative')).toEqual(SQUARES.map(({ code }) => code));
    expect(await codes('?level=zone&parent=north')).toEqual(['station', 'block']);
    expect(await codes('?tree=nothing')).toEqual([]);
    const { items } = await api.read<AreasAnswer>('/api/areas?parent=station');
    expect(items).toMatchObject([{ code: 'block', tree: 'heat', level: 'zone', childCount: 0 }]);
    const north = await api.read<AreaDetail>('/api/areas/north');
    expect(north).toMatchObject({ tree: 'heat', parentCode: null, ancestors: [], counts: { zone: 2 } });
    expect(north.siblings.map(({ code }) => code)).toEqual(['north', 'south']);
    const district = await api.read<AreaDetail>(`/api/areas/${DISTRICT}`);
    expect(district.siblings.map(({ code }) => code)).toEqual([DISTRICT]);
    // zones are not drawn: the tiles stay
    expect((await api.ledger.store.treeState('newest')).tiles).toBe(tiles);
  });

  test('does not change what lies at a position, and tells its own lowest zone', async () => {
    const { chain } = await api.read<AreaAtAnswer>('/api/areas/at?lon=120.027&lat=35.919');
    expect(chain.map(({ level }) => level)).toEqual(['district', 'town', 'community', 'grid']);
    expect(await zonesAt(120.027, 35.919)).toEqual({ heat: 'block' });
    expect(await zonesAt(120.035, 35.919)).toEqual({ heat: 'station' });
    expect(await zonesAt(120.045, 35.919)).toEqual({ heat: 'north' });
    expect(await zonesAt(120.055, 35.919)).toEqual({});
    // a network may reach out of the district
    expect(await zonesAt(120.085, 35.919)).toEqual({ heat: 'south' });
    expect((await api.read<AreaAtAnswer>('/api/areas/at?lon=120.085&lat=35.919')).chain).toEqual([]);
  });

  test('lies beside other trees, each of which answers for itself', async () => {
    await api.importFile(squaresFile([zone('school', null, [120, 35.9, 120.08, 35.94])]), {
      ...AS_HEAT,
      tree: '学区',
    });
    expect(await zonesAt(120.027, 35.919)).toEqual({ heat: 'block', 学区: 'school' });
  });

  test('stays when areas of another tree are replaced, and the other way round', async () => {
    const grids = SQUARES.filter(({ level }) => level === 'grid');
    await api.importFile(squaresFile(grids), { replace: '1' });
    expect(await codes('?level=zone')).toEqual(['north', 'station', 'block', 'school', 'south']);
    await api.importFile(squaresFile(HEAT.slice(0, 3)), { ...AS_HEAT, replace: '1' });
    expect(await codes('?level=zone')).toEqual(['north', 'station', 'block', 'school']);
    expect(await codes('?level=grid')).toHaveLength(8);
  });

  test('that changes takes its subjects along', async () => {
    const sent = [
      household('a', `${DISTRICT}001002001`, { zones: { heat: 'block', 学区: 'school' } }),
      household('b', `${DISTRICT}001002001`, { zones: { heat: 'station' } }),
    ];
    expect((await api.batch('/api/subjects', sent)).map(({ status }) => status)).toEqual([
      'created',
      'created',
    ]);
    await api.importFile(squaresFile([zone('cellar', 'station', [120.02, 35.91, 120.03, 35.93])]), {
      ...AS_HEAT,
      validFrom: '2026-12-01',
      drop: 'block',
      successors: 'block:cellar',
    });
    const { entries } = await api.read<{ entries: { validFrom: string; zones: object }[] }>(
      '/api/subjects/a',
    );
    expect(entries.map(({ validFrom, zones }) => [validFrom, zones])).toEqual([
      ['2026-01-01', { heat: 'block', 学区: 'school' }],
      ['2026-12-01', { heat: 'cellar', 学区: 'school' }],
    ]);
    expect(await api.ledger.store.rebuildDifferences()).toEqual([]);
  });
});

describe('zones that are refused', () => {
  const LATER = { validFrom: '2026-12-01' };
  const apart: Square['box'] = [120.001, 35.937, 120.005, 35.939];

  test.each<[string, Square[], Record<string, string>, string, string[]]>([
    ['two that overlap', [zone('x', null, [120.04, 35.92, 120.06, 35.95])], {}, 'noOverlaps', ['x', 'north']],
    ['a code of the administrative tree', [zone(DISTRICT, null, apart)], {}, 'uniqueCodes', [DISTRICT]],
    ['a code of another tree of zones', [zone('school', null, apart)], {}, 'uniqueCodes', ['school']],
    [
      'a parent in the administrative tree',
      [zone('x', DISTRICT, apart)],
      {},
      'parentExists',
      ['x', DISTRICT],
    ],
    ['a parent in another tree of zones', [zone('x', 'school', apart)], {}, 'parentExists', ['x', 'school']],
    [
      'a parent that is not there',
      [zone('x', 'nobody', apart)],
      { tree: 'new' },
      'parentExists',
      ['x', 'nobody'],
    ],
    ['a ring of parents', [zone('north', 'station', HEAT[0]!.box)], {}, 'parentExists', ['north', 'station']],
    ['a drop in another tree', [zone('x', null, apart)], { drop: 'school' }, 'droppedAreas', ['school']],
  ])('%s', async (_what, zones, query, name, found) => {
    const before = await stands();
    const answer = await check(zones, { ...LATER, ...query });
    expect([answer.status, failing(answer)]).toEqual(['refused', expect.arrayContaining([name])]);
    expect(answer.checks.find((one) => one.check === name)!.findings[0]).toMatchObject({ codes: found });
    expect(await stands()).toEqual(before);
  });

  test('a first file of grids may not name a code of a zone either', async () => {
    const response = await api.check(squaresFile([{ ...SQUARES[3]!, code: 'north' }]), LATER);
    expect(failing((await response.json()) as ImportAnswer)).toContain('uniqueCodes');
  });

  test.each([
    [{ tree: 'heat', level: 'grid' }, 'level'],
    [{ tree: 'administrative', level: 'zone' }, 'level'],
    [{ level: 'zone' }, 'level'],
    [{ tree: '', level: 'zone' }, 'tree'],
    [{ tree: 'x'.repeat(65), level: 'zone' }, 'tree'],
  ])('%j is not understood', async (query, path) => {
    const response = await api.check(squaresFile(HEAT), query);
    expect(response.status).toBe(400);
    expect(((await response.json()) as Problem).errors[0]!.path).toBe(path);
  });

  test.each([
    [HEAT, { tree: 'administrative', level: 'grid' }],
    [SQUARES, AS_HEAT],
  ])('features of a level that their tree does not have', async (areas, query) => {
    const response = await api.check(squaresFile(areas), query);
    expect(response.status).toBe(422);
    expect(((await response.json()) as Problem).errors[0]).toMatchObject({
      code: 'badLevel',
      path: expect.stringContaining('features[0].properties.level'),
    });
  });
});
