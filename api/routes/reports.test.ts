import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { ReportAnswer } from '#api/contract/reports.ts';
import { household, PROGRAMME_2026, visitMaker } from '#api/recordsFixture.ts';
import { DISTRICT, openTestInterface, squaresFile, type TestInterface, TOWN_1 } from '#api/squaresFixture.ts';

const GRIDS = [1, 2].flatMap((community) => [1, 2].map((grid) => `${TOWN_1}00${community}00${grid}`));
const LINK = 'https://guatu.example/?area=370211&list=all';
let api: TestInterface;
const visit = visitMaker();

beforeAll(async () => {
  api = await openTestInterface('2026-11-20T14:32:00+08:00', { threads: true });
  await api.importFile(squaresFile());
  await api.send('PUT', '/api/programmes/p', PROGRAMME_2026);
  const ids = Array.from({ length: 30 }, (_, i) => `h${i}`);
  await api.batch(
    '/api/subjects',
    ids.map((id, i) =>
      household(id, GRIDS[i % GRIDS.length]!, {
        name: i === 1 ? '=HYPERLINK("http://x")' : `张${i}`,
        tags: i % 2 === 0 ? ['低保'] : ['低保', '残疾'],
      }),
    ),
  );
  await api.batch(
    '/api/visits',
    ids
      .slice(0, 20)
      .flatMap((id, i) => [
        visit(id, '2026-10-10'),
        ...(i % 3 === 0 ? [visit(id, '2026-11-10'), visit(id, '2026-11-11')] : []),
      ]),
  );
});
afterAll(async () => {
  await api.services.jobs.close();
  await api.ledger.close();
});

/** Starts a report, waits for it and fetches its file. */
async function made(kind: string, format: string, query: Record<string, string>, lang = '') {
  const started = await api.send('POST', `/api/reports${lang}`, { kind, format, link: LINK, query });
  if (started.status !== 202) throw new Error(`${started.status} ${await started.text()}`);
  const { id } = (await started.json()) as ReportAnswer;
  await (await api.get(`/api/jobs/${id}/events`)).text();
  const report = await api.read<ReportAnswer>(`/api/reports/${id}`);
  expect(report).toMatchObject({ kind, format, state: 'done', progress: 1, problem: null });
  const response = await api.get(report.file!.url);
  expect(response.status).toBe(200);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(bytes.length).toBe(report.file!.bytes);
  return { report, response, bytes };
}

const GAPS = { duty: 'poor-monthly', area: TOWN_1 };
const gaps = (query = '') =>
  api.read<GapsAnswer>(`/api/coverage/gaps?duty=poor-monthly&area=${TOWN_1}&limit=1000${query}`);
const csvOf = (bytes: Uint8Array) =>
  parse(Buffer.from(bytes), { bom: true, columns: true }) as Record<string, string>[];

describe('a file of the list', () => {
  test.each([
    ['all of it', {}, ''],
    [
      'what passes the filters, in the order seen',
      { type: 'never,stale', tag: '残疾', sort: 'area' },
      '&type=never,stale&tag=%E6%AE%8B%E7%96%BE&sort=area',
    ],
  ])('has exactly %s', async (_, filter, query) => {
    const { items, matching } = await gaps(query);
    const { report, bytes } = await made('gaps', 'csv', { ...GAPS, ...(filter as Record<string, string>) });
    expect(report.file!.rows).toBe(matching);
    const rows = csvOf(bytes);
    expect(rows.map((row) => row.编号)).toEqual(items.map((item) => item.subject));
    expect(rows.map((row) => Number(row.未见天数))).toEqual(items.map((item) => item.days));
    expect(rows.map((row) => row.上次走访 || null)).toEqual(items.map((item) => item.lastVisit));
    for (const [i, row] of rows.entries())
      expect(row['名称（已掩码）']!.replace(/^'/, '')).toBe(items[i]!.name);
  });

  test('says what, when, for whom, by which definition, and from where', async () => {
    const { bytes, response } = await made('gaps', 'csv', { ...GAPS, type: 'never' });
    expect(csvOf(bytes)[0]).toMatchObject({
      内容: '低保户 · 名单',
      区划: `辛安街道 ${TOWN_1}`,
      期间: '2026-11 (2026-11-01 – 2026-11-30)',
      导出人: '王强',
      数据截至: '2026-11-20T14:30:00+08:00',
      筛选: '缺口类型: 从未走访',
      排序: '最紧要在前',
      统计口径: '每月每个对象（低保） 2 次；上门、电话且见到本人的走访计入',
      链接: LINK,
      个人信息: '姓名已掩码，位置取到约 100 米',
    });
    expect(response.headers.get('cache-control')).toBe('no-store');
    const disposition = decodeURIComponent(response.headers.get('content-disposition')!);
    expect(disposition).toContain("filename*=UTF-8''辛安街道_低保户_2026-11_名单_20261120-1430.csv");
  });

  test('has neither a name nor a formula in it', async () => {
    const { bytes } = await made('gaps', 'csv', GAPS);
    const text = Buffer.from(bytes).toString();
    expect(text).not.toContain('HYPERLINK');
    expect(text).toContain("'=**");
  });

  test('as a workbook has the same rows', async () => {
    const { items } = await gaps();
    const { bytes, response } = await made('gaps', 'xlsx', GAPS);
    expect(response.headers.get('content-type')).toContain('spreadsheetml');
    const files = unzipSync(bytes);
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml']!);
    expect(sheet.match(/<row /g)).toHaveLength(items.length + 1);
    const strings = strFromU8(files['xl/sharedStrings.xml']!);
    for (const { subject } of items) expect(strings).toContain(`>${subject}<`);
    expect(strings).toContain(LINK.replace('&', '&amp;'));
  });

  test('as GeoJSON speaks the language asked for', async () => {
    const { items } = await gaps();
    const { bytes } = await made('gaps', 'geojson', GAPS, '?lang=en');
    const { features, about } = JSON.parse(Buffer.from(bytes).toString());
    expect(features).toHaveLength(items.length);
    expect(about).toMatchObject({ what: 'Low income · List', filter: 'none', sort: 'worst first' });
  });

  test('of a day gone by has what was on record then', async () => {
    const { items } = await gaps('&asOf=2026-11-20');
    const { bytes } = await made('gaps', 'csv', { ...GAPS, asOf: '2026-11-20' });
    expect(csvOf(bytes).map((row) => row.编号)).toEqual(items.map((item) => item.subject));
    expect(csvOf(bytes)[0]!.数据截至).toBe('2026-11-20');
  });
});

describe('a file of the areas', () => {
  test('has the figures of the map, the own row last', async () => {
    const { columns, count } = await api.read<CoverageAnswer>(
      `/api/coverage?duty=poor-monthly&area=${DISTRICT}`,
    );
    const { bytes } = await made('coverage', 'csv', { duty: 'poor-monthly', area: DISTRICT });
    const rows = csvOf(bytes);
    expect(rows).toHaveLength(count);
    expect(rows.map((row) => row.区划编码)).toEqual(columns.code);
    expect(rows.map((row) => Number(row.应完成))).toEqual(columns.required);
    expect(rows.map((row) => Number(row.已完成))).toEqual(columns.done);
    expect(rows.map((row) => (row.完成率 === '' ? null : Number(row.完成率)))).toEqual(columns.ratio);
    expect(rows.at(-1)!.名称).toContain('本级');
    expect(rows[0]!.个人信息).toBe('不含个人信息');
  });

  test('as GeoJSON has their shapes', async () => {
    const { bytes } = await made('coverage', 'geojson', { duty: 'poor-monthly', area: DISTRICT });
    const { features } = JSON.parse(Buffer.from(bytes).toString());
    const types = (features as { geometry: { type: string } | null }[]).map(
      ({ geometry }) => geometry?.type ?? null,
    );
    expect(types.slice(0, -1).every((type) => type === 'Polygon' || type === 'MultiPolygon')).toBe(true);
    expect(types.at(-1)).toBeNull();
  });
});

describe('refused', () => {
  test.each([
    ['an unknown duty', { kind: 'gaps', format: 'csv', query: { ...GAPS, duty: 'none' } }, 404],
    [
      'an area out of sight',
      { kind: 'coverage', format: 'csv', query: { duty: 'poor-monthly', area: '999' } },
      404,
    ],
    ['an unknown format', { kind: 'gaps', format: 'exe', query: GAPS }, 422],
    ['an unknown filter', { kind: 'gaps', format: 'csv', query: { ...GAPS, name: '张' } }, 422],
    ['a link that is none', { kind: 'gaps', format: 'csv', link: 'javascript:alert(1)', query: GAPS }, 422],
    ['a period of another rhythm', { kind: 'gaps', format: 'csv', query: { ...GAPS, period: '2026' } }, 400],
  ])('%s', async (_, body, status) => {
    const response = await api.send('POST', '/api/reports', body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('problem+json');
  });

  test('a report that never was', async () => {
    const id = '00000000-0000-4000-8000-000000000000';
    for (const path of [`/api/reports/${id}`, `/api/reports/${id}/file`])
      expect((await api.get(path)).status).toBe(404);
  });
});

test('a file is taken away after an hour', async () => {
  const { report } = await made('gaps', 'csv', GAPS);
  api.ledger.clock.now += 3_600_000;
  expect((await api.get(`/api/reports/${report.id}`)).status).toBe(404);
  expect((await api.get(report.file!.url)).status).toBe(404);
});
