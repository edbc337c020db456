import { parse } from 'csv-parse/sync';
import { latLngToCell } from 'h3-js';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { HeatCells, HeatRaster } from '#api/contract/hotspots.ts';
import type { ImportAnswer } from '#api/contract/imports.ts';
import type { IssuePointsAnswer } from '#api/contract/issueQuestions.ts';
import { PROGRAMME_2026, uuidOf } from '#api/recordsFixture.ts';
import { IMPORT_QUERY, type Square, squaresFile } from '#api/squaresFixture.ts';
import type { IssueWrite } from '#api/store/issueStore.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { mapIdle, openBrowser, soon, textOf, watchedPage } from './browser.ts';
import { openWorld, type World } from './world.ts';

const COUNTRY = 'GB';
/** An island as one district of two towns: the points are of the whole of it. */
const LAND: readonly Square[] = [
  { code: COUNTRY, name: 'Great Britain', level: 'district', parentCode: null, box: [-8, 49, 3, 61] },
  { code: 'GB-S', name: 'South', level: 'town', parentCode: COUNTRY, box: [-8, 49, 3, 53] },
  { code: 'GB-N', name: 'North', level: 'town', parentCode: COUNTRY, box: [-8, 53, 3, 61] },
];
const DAYS = 'from=2026-11-01&to=2026-11-20';

/** Most that the store takes at once. */
const BATCH = 5000;

/** The file has places alone: each row is an issue of one day and category, at home in the town it lies in. */
function issueOf({ lng, lat }: { lng: string; lat: string }, i: number): IssueWrite {
  const position: [number, number] | null = lng === '' || lat === '' ? null : [Number(lng), Number(lat)];
  return {
    ...{ id: uuidOf(i), category: 'public-space.rubbish', source: 'import', level: 'district' },
    ...{ at: Date.parse('2026-11-10T09:00:00+08:00'), day: parseDay('2026-11-10')! },
    home: position === null ? COUNTRY : position[1] < 53 ? 'GB-S' : 'GB-N',
    position,
    ...{ title: 'accident', text: null, reporterName: null, reporterPhone: null, subject: null },
    ...{ visit: null, programme: null, officer: null, reference: String(i + 1), by: null },
  };
}

describeWithReference('points-uk', ({ text }) => {
  let world: World;
  let browser: Browser;
  let rows: { lng: string; lat: string }[];
  const statuses = new Map<string, number>();

  beforeAll(async () => {
    world = await openWorld();
    await setUp(world);
    rows = parse(text('uk_accidents_heatmap-data.csv'), { columns: true, bom: true });
    const { issues } = world.ledger.store;
    for (let from = 0; from < rows.length; from += BATCH) {
      const some = rows.slice(from, from + BATCH).map((row, i) => issueOf(row, from + i));
      for (const { status } of await issues.putIssues({ codes: [COUNTRY] }, some))
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    browser = await openBrowser();
  }, 600_000);
  afterAll(async () => {
    await browser?.close();
    await world.close();
  });

  const located = () => rows.filter(({ lng, lat }) => lng !== '' && lat !== '');

  test('every row is an issue, the 27 without a place among them', () => {
    expect(rows).toHaveLength(140_056);
    expect([...statuses]).toEqual([['created', 140_056]]);
    expect(located()).toHaveLength(140_029);
  });

  test('the interface has them all as points, in cells and as heat', async () => {
    const points = await world.get<IssuePointsAnswer>(`/api/issues/points?area=${COUNTRY}&${DAYS}`);
    expect([points.count, points.unlocated]).toEqual([140_029, 27]);
    const cells = await world.get<HeatCells>(`/api/issues/heatmap?area=${COUNTRY}&${DAYS}&resolution=5`);
    const counted = new Map<string, number>();
    for (const { lng, lat } of located()) {
      const cell = latLngToCell(Number(lat), Number(lng), 5);
      counted.set(cell, (counted.get(cell) ?? 0) + 1);
    }
    expect(cells.columns.cell).toEqual([...counted.keys()].sort());
    expect(cells.columns.count).toEqual(cells.columns.cell.map((cell) => counted.get(cell)));
    const heat = await world.get<HeatRaster>(
      `/api/issues/heatmap?area=${COUNTRY}&${DAYS}&format=raster&bandwidth=10000`,
    );
    expect([heat.located, heat.unlocated]).toEqual([140_029, 27]);
    const pixels = new Uint16Array(Uint8Array.from(Buffer.from(heat.data, 'base64')).buffer);
    expect(pixels.reduce((n, value) => n + (value > 0 ? 1 : 0), 0)).toBeGreaterThan(5000);
  }, 300_000);

  test('the browser draws them as points, as heat and as columns', async () => {
    const { page, faults, context } = await watchedPage(browser, world.running.url, {
      width: 1366,
      height: 1024,
    });
    await page.goto(`${world.running.url}/?layer=issues&show=counts&period=2026-11`);
    await page.getByTestId('issues-open').waitFor({ timeout: 90_000 });
    await mapIdle(page);
    const bare = await picture(page);
    for (const [show, told] of [
      ['points', '140,029 件有位置'],
      ['heat', '140,029 件有位置'],
      ['columns', '140,029 件有位置'],
    ] as const) {
      await page.getByTestId(`show-${show}`).click();
      await soon(() => textOf(page, 'legend')).toContain(told);
      await soon(() => textOf(page, 'legend')).toContain('27');
      await mapIdle(page);
      const now = await picture(page);
      // The lowest byte of a pixel is its red, the third its blue. Heat and columns are warm, ground and points are not;
      // beside London little of the island is hot.
      const warm = now.filter((pixel) => (pixel & 255) - ((pixel >> 16) & 255) > 60).length;
      const changed = now.filter((pixel, i) => pixel !== bare[i]).length;
      if (show === 'points') expect([changed > 1500, warm < 100]).toEqual([true, true]);
      else expect(warm, show).toBeGreaterThan(500);
    }
    expect(faults).toEqual([]);
    await context.close();
  }, 300_000);
});

/** The colours of the map where nothing lies over it, as one number a pixel. */
async function picture(page: Page): Promise<number[]> {
  const clip = { x: 40, y: 220, width: 760, height: 420 };
  const png = (await page.screenshot({ clip })).toString('base64');
  return page.evaluate(
    async ({ png, width, height }) => {
      const bytes = Uint8Array.from(atob(png), (char) => char.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      return [...new Uint32Array(context.getImageData(0, 0, width, height).data.buffer)];
    },
    { png, width: clip.width, height: clip.height },
  );
}

/** The land with its tiles, and a programme, without which there is nothing to look at. */
async function setUp({ running }: World): Promise<void> {
  const send = async <T>(path: string, init: RequestInit): Promise<T> => {
    const response = await fetch(running.url + path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  };
  const { id } = await send<ImportAnswer>(
    `/api/imports?${new URLSearchParams({ ...IMPORT_QUERY, level: 'town' })}`,
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/geo+json' },
      body: squaresFile(LAND),
    },
  );
  await send(`/api/imports/${id}/confirm`, { method: 'POST' });
  await send('/api/programmes/p', {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(PROGRAMME_2026),
  });
}
