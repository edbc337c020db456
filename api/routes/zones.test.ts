import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type {
  AreaAtAnswer,
  AreaDetail,
  AreasAnswer,
  ResponsibleAnswer,
  ZonesAnswer,
} from '#api/contract/areas.ts';
import type { Problem } from '#api/contract/common.ts';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import { household, visitMaker } from '#api/recordsFixture.ts';
import { seenFrom } from '#api/services/areas.ts';
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

describe('a duty kept by zones', () => {
  const TREE = 'heating';
  const NAME = { zh: '用热户走访', en: 'Calls on users of heating' };
  const users = {
    kind: 'coverSubjects',
    subjectType: 'household',
    tags: ['用热户'],
    n: 1,
    name: NAME,
  } as const;
  /** The first network lies across the border of two towns; nothing of the second is called on. */
  const NETWORKS = [
    zone('N1', null, [120.03, 35.905, 120.05, 35.935]),
    zone('N2', null, [120.055, 35.905, 120.075, 35.935]),
  ];
  const GRID = `${DISTRICT}001002001`;
  const visit = visitMaker();
  let heat: TestInterface;
  const user = (id: string, fields: Record<string, unknown>) =>
    household(id, GRID, { tags: ['用热户'], ...fields });
  const coverage = (query: string) => heat.read<CoverageAnswer>(`/api/coverage?period=2026-11&${query}`);
  const rows = ({ columns: { code, required, done, unassigned } }: CoverageAnswer) =>
    code.map((each, i) => [each, required[i], done[i], unassigned[i]]);

  beforeAll(async () => {
    heat = await openTestInterface('2026-11-20T14:32:00+08:00');
    await heat.importFile(squaresFile(), { validFrom: '2026-01-01' });
    // Before there are zones: two with a position, one of them in no zone to come.
    await heat.batch('/api/subjects', [
      user('before', { position: [120.035, 35.91] }),
      user('outside', { position: [120.021, 35.901] }),
    ]);
    await heat.importFile(squaresFile(NETWORKS), { tree: TREE, level: 'zone', validFrom: '2026-10-01' });
    await heat.send('PUT', '/api/programmes/heat', {
      name: NAME,
      firstDay: '2026-01-01',
      lastDay: '2026-12-31',
      duties: [
        { ...users, id: 'by-zone', period: 'month', tree: TREE, responsibleUpTo: 'zone' },
        { ...users, id: 'by-area', period: 'month' },
        {
          ...{ kind: 'staffing', id: 'stewards', name: NAME, period: 'month', tree: TREE, level: 'zone' },
          ...{ min: 1, max: 1, role: 'heatingSteward' },
        },
      ],
    });
    const FROM = { validFrom: '2026-01-01' };
    await heat.batch('/api/organisations', [
      { id: 'O-1', type: 'company', name: '热力公司', area: DISTRICT, ...FROM },
    ]);
    const officer = { id: 'S-1', organisation: 'O-1', name: '王管家', role: 'heatingSteward', ...FROM };
    await heat.batch('/api/officers', [officer]);
    await heat.batch('/api/assignments', [
      { id: 'A-1', officer: 'S-1', role: 'heatingSteward', area: 'N1', ...FROM, validFrom: '2026-10-01' },
    ]);
    await heat.batch('/api/subjects', [
      user('after', { area: undefined, position: [120.045, 35.91] }),
      user('named', { zones: { [TREE]: 'N2' }, validFrom: '2026-10-01' }),
      user('there', { area: undefined, position: [120.06, 35.91] }),
    ]);
    await heat.batch('/api/visits', [visit('after', '2026-11-03')]);
  });
  afterAll(() => heat.ledger.close());

  test('finds the zone of a subject from its position, also when the zones come later', async () => {
    const zonesOf = async (id: string) =>
      (
        await heat.read<{ entries: { validFrom: string; zones: object }[] }>(`/api/subjects/${id}`)
      ).entries.map(({ validFrom, zones }) => [validFrom, zones]);
    expect(await zonesOf('before')).toEqual([
      ['2026-01-01', {}],
      ['2026-10-01', { [TREE]: 'N1' }],
    ]);
    expect(await zonesOf('outside')).toEqual([['2026-01-01', {}]]);
    // Sent when the zones are there, for days before them too.
    expect(await zonesOf('after')).toEqual([
      ['2026-01-01', {}],
      ['2026-10-01', { [TREE]: 'N1' }],
    ]);
    const [again] = await heat.batch('/api/subjects', [user('before', { position: [120.035, 35.91] })]);
    expect(again!.status).toBe('duplicate');
    expect((await zonesOf('before')).map(([from]) => from)).toEqual(['2026-01-01', '2026-10-01']);
    expect((await zonesOf('named')).at(-1)![1]).toEqual({ [TREE]: 'N2' });
    expect(await heat.ledger.store.rebuildDifferences()).toEqual([]);
  });

  test('counts a subject in its grid by one duty and in its zone by the other', async () => {
    expect(rows(await coverage(`duty=by-zone&area=${DISTRICT}`))).toEqual([
      ['N1', 2, 1, 0],
      ['N2', 2, 0, 2],
      [DISTRICT, 0, 0, 0],
    ]);
    expect(rows(await coverage('duty=by-zone&area=N1'))).toEqual([['N1', 2, 1, 0]]);
    expect(rows(await coverage(`duty=by-area&area=${DISTRICT}`)).map((row) => row.slice(0, 3))).toEqual([
      [`${DISTRICT}001`, 3, 0],
      [`${DISTRICT}002`, 2, 1],
      [DISTRICT, 0, 0],
    ]);
    const at = await heat.get(`/api/coverage?period=2026-11&duty=by-zone&area=${DISTRICT}001`);
    expect(at.status).toBe(400);
    expect(((await at.json()) as Problem).errors[0]!.path).toBe('area');
  });

  test('lists who has not been reached, for the district and for a zone', async () => {
    const names = async (area: string) =>
      (await heat.read<GapsAnswer>(`/api/coverage/gaps?period=2026-11&duty=by-zone&area=${area}`)).items.map(
        ({ subject, area: home, officer }) => [subject, home.code, officer?.id ?? null],
      );
    expect(new Set(await names(DISTRICT))).toEqual(
      new Set([
        ['before', 'N1', 'S-1'],
        ['named', 'N2', null],
        ['there', 'N2', null],
      ]),
    );
    expect(await names('N1')).toEqual([['before', 'N1', 'S-1']]);
  });

  test('tells who answers for a zone, and which zone has nobody', async () => {
    const chain = async (code: string) =>
      (await heat.read<ResponsibleAnswer>(`/api/areas/${code}/responsible`)).chain.map(
        ({ area, officers }) => [area.code, officers.map(({ id }) => id)],
      );
    expect(await chain('N1')).toEqual([['N1', ['S-1']]]);
    expect(await chain('N2')).toEqual([['N2', []]]);
    expect(rows(await coverage(`duty=stewards&area=${DISTRICT}`)).map((row) => row.slice(0, 3))).toEqual([
      ['N1', 1, 1],
      ['N2', 1, 0],
      [DISTRICT, 0, 0],
    ]);
  });

  test('has its outlines with a place for the name', async () => {
    const { features } = await heat.read<ZonesAnswer>(`/api/areas/zones?tree=${TREE}`);
    expect(features.map(({ properties: { code, level } }) => [code, level])).toEqual([
      ['N1', 'zone'],
      ['N2', 'zone'],
    ]);
    for (const [i, { properties, geometry }] of features.entries()) {
      const [west, south, east, north] = NETWORKS[i]!.box;
      const [lon, lat] = properties.label!;
      expect(lon > west && lon < east && lat > south && lat < north).toBe(true);
      expect(geometry.type).toBe('Polygon');
    }
    expect((await heat.read<ZonesAnswer>('/api/areas/zones?tree=nothing')).features).toEqual([]);
    expect((await heat.get('/api/areas/zones?tree=administrative')).status).toBe(400);
    expect((await heat.get('/api/areas/zones')).status).toBe(400);
  });

  test('goes with a whole district, and not with a part of it', async () => {
    const { tree } = await heat.ledger.store.treeState();
    expect(seenFrom(tree, ['*'])).toEqual([DISTRICT, 'N1', 'N2']);
    expect(seenFrom(tree, [DISTRICT])).toEqual([DISTRICT, 'N1', 'N2']);
    expect(seenFrom(tree, [`${DISTRICT}001`])).toEqual([`${DISTRICT}001`]);
    expect(seenFrom(tree, ['N2'])).toEqual(['N2']);
  });
});
