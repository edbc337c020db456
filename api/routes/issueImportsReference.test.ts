import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HeatCells, HotspotsAnswer } from '#api/contract/hotspots.ts';
import type { IssueImportAnswer } from '#api/contract/issueImports.ts';
import type { IssuesAnswer } from '#api/contract/issueQuestions.ts';
import type { IssueItem } from '#api/contract/issues.ts';
import { checkTable, confirmTable } from '#api/issueImportFixture.ts';
import { openTestInterface, ring, type TestInterface } from '#api/squaresFixture.ts';
import { derivedId } from '#geodata/import/issues/ids.ts';
import { bboxOf } from '#geodata/place/bbox.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { type AreaInput, numberTree } from '#geodata/tree.ts';

const NOW = '2026-11-20T14:32:00+08:00';

type Drawn = Pick<AreaInput, 'code' | 'level' | 'parentCode'> & { geometry: Polygon | MultiPolygon };
const boxed = (
  code: string,
  level: AreaInput['level'],
  parentCode: string | null,
  box: [number, number, number, number],
): Drawn => ({ code, level, parentCode, geometry: { type: 'Polygon', coordinates: [ring(box)] } });

/** An interface over a tree as it is drawn; real polygons overlap and gape, so no check of boundaries is asked. */
async function openWith(areas: readonly Drawn[]): Promise<TestInterface> {
  const api = await openTestInterface(NOW);
  const plain = { tree: 'administrative', urbanRural: null, households: null };
  const tree = numberTree(areas.map(({ geometry: _, ...area }) => ({ name: area.code, ...plain, ...area })));
  await api.ledger.store.putTree({
    validFrom: 0,
    areas: tree.map((area) => ({ ...area, illustrative: false })),
    shapes: new Map(areas.map(({ code, geometry }) => [code, { geometry, bbox: bboxOf(geometry) }])),
    tiles: '0000000000000000',
  });
  return api;
}

async function importAll(api: TestInterface, table: string, mapping: string): Promise<IssueImportAnswer> {
  const { id } = await checkTable(api, table, mapping);
  return confirmTable(api, id);
}

/** All issues of an area by id. */
async function issuesOf(api: TestInterface, area: string): Promise<Map<string, IssueItem>> {
  const found = new Map<string, IssueItem>();
  let cursor: string | null = '';
  while (cursor !== null) {
    const place: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const page: IssuesAnswer = await api.read(`/api/issues?area=${area}&sort=newest&limit=1000${place}`);
    for (const item of page.items) found.set(item.id, item);
    cursor = page.nextCursor;
  }
  return found;
}

/** Asks a table with another reader than the product's: sums by the first column of the answer. */
async function ask(file: string, sql: string): Promise<Record<string, number>> {
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  try {
    await duck.run(`CREATE VIEW t AS FROM read_csv('${file.replaceAll("'", "''")}', all_varchar = true)`);
    const rows = await (await duck.run(sql)).getRows();
    return Object.fromEntries(rows.map(([key, count]) => [String(key), Number(count)]));
  } finally {
    duck.closeSync();
  }
}

function countBy<T>(items: Iterable<T>, key: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
}

const sum = (values: Iterable<number | null>): number =>
  [...values].reduce((all: number, one) => all + (one ?? 0), 0);

describeWithReference('issues-nyc311', ({ path, text }) => {
  const DAYS = 'from=2018-10-20&to=2018-10-23';
  let api: TestInterface;
  let applied: IssueImportAnswer;
  let issues: Map<string, IssueItem>;
  beforeAll(async () => {
    api = await openWith([
      boxed('nyc', 'district', null, [-74.3, 40.45, -73.65, 40.95]),
      boxed('west', 'town', 'nyc', [-74.3, 40.45, -73.95, 40.95]),
      boxed('east', 'town', 'nyc', [-73.95, 40.45, -73.65, 40.95]),
    ]);
    applied = await importAll(api, text('nyc311_sample.csv'), 'nyc311');
    issues = await issuesOf(api, 'nyc');
  }, 120_000);
  afterAll(() => api.ledger.close());

  test('each of the 6765 requests is created, the 115 without coordinates are kept as not located', () => {
    expect(applied).toMatchObject({
      ...{
        status: 'applied',
        rows: 6765,
        create: 6765,
        written: 6765,
        duplicate: 0,
        refused: 0,
        unlocated: 115,
      },
    });
    const codes = countBy(applied.codes, ({ code, outcome }) => `${code} ${outcome}`);
    expect(Object.keys(codes).sort()).toEqual([
      'closedThoughOpen kept',
      'otherClosingDate kept',
      'unlocated kept',
    ]);
    expect(Object.fromEntries(applied.codes.map(({ code, rows }) => [code, rows]))).toEqual({
      unlocated: 115,
      closedThoughOpen: 117,
      otherClosingDate: 2,
    });
    expect(issues.size).toBe(6765);
    expect(countBy(issues.values(), ({ position }) => String(position !== null))).toEqual({
      true: 6650,
      false: 115,
    });
  });

  test('states, categories, sources and hours of the day are as another reader counts them', async () => {
    const file = path('nyc311_sample.csv');
    const states = await ask(
      file,
      `SELECT CASE WHEN "Status" = 'Closed' THEN 'resolved' WHEN "Status" IN ('Open', 'Unassigned') THEN 'reported'
         WHEN "Status" = 'Started' THEN 'handling' ELSE 'accepted' END, count(*) FROM t GROUP BY 1`,
    );
    expect(countBy(issues.values(), ({ state }) => state)).toEqual(states);
    expect(applied.states).toEqual(states);
    const noisy = await ask(
      file,
      `SELECT "Complaint Type" LIKE 'Noise%' OR "Complaint Type" = 'Collection Truck Noise', count(*) FROM t GROUP BY 1`,
    );
    expect(countBy(issues.values(), ({ category }) => String(category.id === 'key-problems.noise'))).toEqual(
      noisy,
    );
    const phoned = await ask(file, `SELECT "Open Data Channel Type" = 'PHONE', count(*) FROM t GROUP BY 1`);
    expect(countBy(issues.values(), ({ source }) => String(source === 'hotline'))).toEqual(phoned);
    const hours = await ask(
      file,
      `SELECT strftime(strptime("Created Date", '%m/%d/%y %H:%M'), '%H'), count(*) FROM t GROUP BY 1`,
    );
    // daylight saving: four hours behind UTC
    const local = (at: string) => new Date(Date.parse(at) - 4 * 3_600_000).toISOString().slice(11, 13);
    expect(countBy(issues.values(), ({ reportedAt }) => local(reportedAt))).toEqual(hours);
    const minutes = await ask(
      file,
      `SELECT 'all', sum(date_diff('minute', strptime("Created Date", '%m/%d/%y %H:%M'),
         strptime(coalesce("Closed Date", "Resolution Action Updated Date"), '%m/%d/%y %H:%M')))
       FROM t WHERE "Status" = 'Closed'`,
    );
    const taken = [...issues.values()].map(({ reportedAt, settledAt }) =>
      settledAt === null ? 0 : (Date.parse(settledAt) - Date.parse(reportedAt)) / 60_000,
    );
    expect(sum(taken)).toBe(minutes.all);
  });

  test('the heat map has every one that is located', async () => {
    const heat = await api.read<HeatCells>(`/api/issues/heatmap?area=nyc&${DAYS}&resolution=7`);
    expect([heat.located, heat.unlocated, sum(heat.columns.count)]).toEqual([6650, 115, 6650]);
  });

  test('sent again it creates nothing', async () => {
    const again = await checkTable(api, text('nyc311_sample.csv'), 'nyc311');
    expect(again).toMatchObject({ rows: 6765, create: 0, duplicate: 6765, refused: 0 });
  });
});

describeWithReference('issues-la311', ({ path, text }) => {
  const DAYS = 'from=2020-01-01&to=2020-01-05';
  const { features } = JSON.parse(text('nc_boundary_2019.geojson')) as FeatureCollection<
    Polygon | MultiPolygon,
    { nc_id: string }
  >;
  const rows: Record<string, string>[] = parse(text('la311_2020_requests.csv'), { columns: true });
  let api: TestInterface;
  let applied: IssueImportAnswer;
  let issues: Map<string, IssueItem>;
  beforeAll(async () => {
    const box: [number, number, number, number] = [-118.75, 33.65, -118.1, 34.4];
    api = await openWith([
      boxed('la', 'district', null, box),
      boxed('city', 'town', 'la', box),
      ...features.map(
        ({ properties, geometry }): Drawn => ({
          code: properties.nc_id,
          level: 'community',
          parentCode: 'city',
          geometry,
        }),
      ),
    ]);
    applied = await importAll(api, text('la311_2020_requests.csv'), 'la311');
    issues = await issuesOf(api, 'la');
  }, 120_000);
  afterAll(() => api.ledger.close());

  test('each of the 10 000 requests is created, the 11 without coordinates are kept as not located', () => {
    expect(applied).toMatchObject({
      ...{
        status: 'applied',
        rows: 10_000,
        create: 10_000,
        written: 10_000,
        duplicate: 0,
        refused: 0,
        unlocated: 11,
      },
    });
    expect(Object.fromEntries(applied.codes.map(({ code, rows: count }) => [code, count]))).toEqual({
      unlocated: 11,
      otherClosingDate: 18,
    });
    expect(issues.size).toBe(10_000);
  });

  test('each is at home in the council that holds it, in the city where none does', () => {
    const expected = new Map(
      parse<Record<string, string>>(text('expected_point_in_polygon.csv'), { columns: true }).map((row) => [
        Number(row.row),
        row.nc_by_point_in_polygon || 'city',
      ]),
    );
    expect(expected.size).toBe(9989);
    const homes = rows.map(({ srnumber }) => issues.get(derivedId('la311', srnumber!))?.area.code);
    expect(homes).toEqual(rows.map((_, i) => expected.get(i) ?? 'la'));
  });

  test('states are as another reader counts them', async () => {
    const states = await ask(
      path('la311_2020_requests.csv'),
      `SELECT CASE status WHEN 'Open' THEN 'reported' WHEN 'Pending' THEN 'accepted' WHEN 'Cancelled' THEN 'refused'
         ELSE 'resolved' END, count(*) FROM t GROUP BY 1`,
    );
    expect(countBy(issues.values(), ({ state }) => state)).toEqual(states);
    const kinds = await ask(
      path('la311_2020_requests.csv'),
      `SELECT CASE status WHEN 'Referred Out' THEN 'passedOn' WHEN 'Closed' THEN 'solved' END, count(*) FROM t GROUP BY 1`,
    );
    expect(countBy(issues.values(), ({ resolution }) => String(resolution))).toEqual(kinds);
  });

  // What the city has cancelled is refused here: it is in the ledger, and no figure of where things go wrong.
  const counted = rows.filter(({ status }) => status !== 'Cancelled');
  const located = counted.filter(({ latitude }) => latitude !== '');

  test('hotspots over the 99 councils count every one', async () => {
    const found = await api.read<HotspotsAnswer>(`/api/hotspots?area=la&cell=community&${DAYS}`);
    expect(found.columns.code.toSorted()).toEqual(features.map(({ properties }) => properties.nc_id).sort());
    const perCouncil = countBy(
      [...issues.values()].filter(({ state }) => state !== 'refused'),
      ({ area }) => area.code,
    );
    expect(found.columns.observed).toEqual(found.columns.code.map((code) => perCouncil[code] ?? 0));
    expect(sum(found.columns.observed) + found.unplaced).toBe(counted.length);
    expect(found.columns.bin.some((bin) => bin !== null && bin > 0)).toBe(true);
  });

  test('the heat map has every one that is located', async () => {
    const heat = await api.read<HeatCells>(`/api/issues/heatmap?area=la&${DAYS}&resolution=7`);
    expect([heat.located, heat.unlocated, sum(heat.columns.count)]).toEqual([
      located.length,
      counted.length - located.length,
      located.length,
    ]);
  });
});

describe('a table of many transactions', () => {
  test('is written whole', async () => {
    const api = await openWith([boxed('d', 'district', null, [100, 30, 110, 40])]);
    try {
      const lines = Array.from({ length: 12_000 }, (_, i) => `${i},2026-11-${1 + (i % 9)},done,105,35`);
      const mapping = {
        ...{ system: 'many', reference: 'id', createdAt: 'at', closedAt: ['at'], title: ['id'] },
        ...{ dates: { formats: ['YYYY-M-D'] }, status: { column: 'status', states: { done: 'resolved' } } },
        ...{
          position: { x: 'x', y: 'y' },
          category: { columns: ['status'], categories: { '*': 'key-problems' } },
        },
      };
      const { id } = await checkTable(api, ['id,at,status,x,y', ...lines].join('\n'), mapping);
      const before = (await api.ledger.store.lastCommit()).seq;
      expect(await confirmTable(api, id)).toMatchObject({ written: 12_000, states: { resolved: 12_000 } });
      // 5000, 5000 and 2000 issues, and twice as many events in transactions of at most 5000
      expect((await api.ledger.store.lastCommit()).seq - before).toBe(3 + 5);
    } finally {
      await api.ledger.close();
    }
  }, 120_000);
});
