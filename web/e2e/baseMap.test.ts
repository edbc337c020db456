import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BaseMap } from '#api/contract/settings.ts';
import { PROGRAMME_2026 } from '#api/recordsFixture.ts';
import { IMPORT_QUERY, squaresFile } from '#api/squaresFixture.ts';
import { mapIdle, openBrowser, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { pixelAt, plainPng, type Rgb } from './pixels.ts';
import { openWorld, type World } from './world.ts';

/** A place on the screen that neither the squares nor the chrome cover. */
const BARE = [300, 230] as const;
const RED: Rgb = [250, 20, 20];
const GREEN: Rgb = [20, 200, 20];

let world: World;
let browser: Browser;
/** A server of pictures on the district's network. */
let pictures: { server: Server; origin: string; asked: string[]; answer: (path: string) => Buffer | null };
let watched: Watched;

beforeAll(async () => {
  world = await openWorld();
  await send(
    'POST',
    `/api/imports?${new URLSearchParams(IMPORT_QUERY)}`,
    squaresFile(),
    'application/geo+json',
  ).then(({ id }) => send('POST', `/api/imports/${String(id)}/confirm`));
  await send('PUT', '/api/programmes/p', JSON.stringify(PROGRAMME_2026));
  pictures = { asked: [], answer: () => plainPng(256, RED), origin: '', server: createServer() };
  pictures.server.on('request', (request, response) => {
    pictures.asked.push(request.url ?? '');
    const picture = pictures.answer(request.url ?? '');
    response.writeHead(picture ? 200 : 404, {
      'Content-Type': 'image/png',
      'Access-Control-Allow-Origin': '*',
    });
    response.end(picture ?? '');
  });
  await new Promise<void>((done) => pictures.server.listen(0, '127.0.0.1', done));
  pictures.origin = `http://127.0.0.1:${(pictures.server.address() as AddressInfo).port}`;
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  await browser.close();
  pictures.server.closeAllConnections();
  pictures.server.close();
  await world.close();
});

beforeEach(async () => {
  pictures.asked.length = 0;
  pictures.answer = () => plainPng(256, RED);
  watched = await watchedPage(browser, world.running.url, { width: 1366, height: 1024 });
});
afterEach(() => watched.context.close());

async function send(method: string, path: string, body = '', type = 'application/json') {
  const response = await fetch(world.running.url + path, { method, body, headers: { 'Content-Type': type } });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Record<string, unknown>;
}

const setBaseMap = (baseMap: Partial<BaseMap> | null) =>
  send(
    'PUT',
    '/api/settings/map',
    JSON.stringify({
      baseMap: baseMap && {
        kind: 'xyz',
        tileSize: 256,
        minZoom: 0,
        maxZoom: 18,
        attribution: '区自然资源局',
        coordinateSystem: 'EPSG:3857',
        ...baseMap,
      },
      approvalNumber: '鲁S（2026）012号',
    }),
  );

async function open(query = '') {
  await watched.page.goto(`${world.running.url}/${query}`);
  await mapIdle(watched.page);
}

const bare = () => pixelAt(watched.page, ...BARE);
/** What went wrong, but for requests to the server of pictures, which are no fault here. */
const faults = () => watched.faults.filter((fault) => !fault.includes(pictures.origin));
const isRedder = ([red, green]: Rgb): boolean => red > green + 80;
const isGreener = ([red, green]: Rgb): boolean => green > red + 40;

describe('a base map on the district’s own network', () => {
  test('is drawn beneath the areas, with its source and the approval number', async () => {
    await setBaseMap({ url: `${pictures.origin}/t/{z}/{x}/{y}.png` });
    await open();
    expect(isRedder(await bare())).toBe(true);
    expect(pictures.asked[0]).toMatch(/^\/t\/\d+\/\d+\/\d+\.png$/);
    const credits = await textOf(watched.page, 'credits');
    expect(credits).toContain('区自然资源局');
    expect(credits).toContain('审图号 鲁S（2026）012号');
    expect(faults()).toEqual([]);
  });

  test('is asked for row by column by a WMTS, and has pictures of its own in the dark', async () => {
    pictures.answer = (path) => plainPng(256, path.includes('night') ? GREEN : RED);
    const address = (layer: string) =>
      `${pictures.origin}/wmts?REQUEST=GetTile&LAYER=${layer}&TILEMATRIX={TileMatrix}&TILEROW={TileRow}&TILECOL={TileCol}`;
    await setBaseMap({ kind: 'wmts', url: address('day'), dark: address('night') });
    await open();
    expect(isRedder(await bare())).toBe(true);
    // Before the place is known the whole world is asked for: the last picture is one of here.
    const last = new URL(pictures.asked.at(-1) ?? '', pictures.origin).searchParams;
    const [zoom, row, column] = ['TILEMATRIX', 'TILEROW', 'TILECOL'].map((key) => Number(last.get(key)));
    // Around 120 degrees east and 35.9 north the column is 5/6 and the row about 2/5 of the way.
    expect(column! / 2 ** zoom!).toBeCloseTo(300 / 360, 1);
    expect(row! / 2 ** zoom!).toBeCloseTo(0.395, 1);
    await open('?theme=dark');
    expect(isGreener(await bare())).toBe(true);
    expect(faults()).toEqual([]);
  });

  test('that does not answer leaves the built-in one to be seen', async () => {
    await setBaseMap(null);
    await open();
    const builtIn = await bare();
    expect(isRedder(builtIn)).toBe(false);
    pictures.answer = () => null;
    await setBaseMap({ url: `${pictures.origin}/gone/{z}/{x}/{y}.png` });
    await open();
    expect(pictures.asked.length).toBeGreaterThan(0);
    expect(await bare()).toEqual(builtIn);
    // The browser itself logs an answer of 404; the page says nothing of its own.
    expect(faults().filter((fault) => !/Failed to load resource/.test(fault))).toEqual([]);
  });

  test('is not fetched from any other place than was set', async () => {
    await setBaseMap({ url: `${pictures.origin}/t/{z}/{x}/{y}.png` });
    const policy = (await fetch(world.running.url)).headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain(`connect-src 'self' ${pictures.origin};`);
    expect(policy).toContain("script-src 'self';");
    await setBaseMap(null);
    const strict = (await fetch(world.running.url)).headers.get('Content-Security-Policy') ?? '';
    expect(strict).not.toContain(pictures.origin);
  });
});

describe('the map on a device', () => {
  test('that takes the graphics context away is drawn anew where it stood', async () => {
    await setBaseMap(null);
    await open();
    const { page } = watched;
    await page.getByRole('button', { name: '放大' }).click();
    await mapIdle(page);
    const before = await page.getByTestId('credits').locator('.scale-bar').textContent();
    const picture = await bare();
    await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas');
      canvas?.setAttribute('data-lost', 'true');
      canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    });
    await soon(() => page.locator('.maplibregl-canvas:not([data-lost])').count()).toBe(1);
    await mapIdle(page);
    expect(await page.locator('.maplibregl-canvas').count()).toBe(1);
    expect(await bare()).toEqual(picture);
    expect(await page.getByTestId('credits').locator('.scale-bar').textContent()).toBe(before);
    expect(faults()).toEqual([]);
  });

  test('hatches what is red when asked, and remembers it', async () => {
    await open();
    const { page } = watched;
    await page.getByTestId('hatch-red').click();
    expect(await page.getByTestId('hatch-red').getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.legend__swatch[data-hatch="true"]').count()).toBe(1);
    await page.reload();
    await mapIdle(page);
    expect(await page.getByTestId('hatch-red').getAttribute('aria-pressed')).toBe('true');
    await page.getByTestId('hatch-red').click();
    expect(await page.locator('.legend__swatch[data-hatch="true"]').count()).toBe(0);
    expect(faults()).toEqual([]);
  });
});
