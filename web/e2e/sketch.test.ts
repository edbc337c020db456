import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { AreasAnswer } from '#api/contract/areas.ts';
import { mapIdle, quiet, soon, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { openDemoWorld, type World } from './world.ts';

const DISTRICT = '370211';
const TOWN = '370211007';
const TABLET = { width: 1366, height: 1024 };
/** What lies open of the map beside the panel, above the legend. */
const OPEN = { left: 60, top: 140, width: 780, height: 540 };

let world: World;
let browser: Browser;

onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

const sketchOf = (page: Page) => page.getByTestId('map-sketch');

/** A page whose map's program does not come before it is let through. */
async function openHeld(path: string, dark = false): Promise<Watched & { letThrough: () => void }> {
  const watched = await watchedPage(browser, world.running.url, { ...TABLET, dark });
  const { promise, resolve } = Promise.withResolvers<void>();
  await watched.page.route(/\/assets\/controller-.*\.js$/, async (route) => {
    await promise;
    await route.continue();
  });
  await watched.page.goto(`${world.running.url}${path}`);
  await sketchOf(watched.page).waitFor();
  await soon(() => watched.page.evaluate(() => performance.getEntriesByName('areas-sketched').length)).toBe(
    1,
  );
  return { ...watched, letThrough: resolve };
}

/** A page on a device without WebGL. */
async function openWithoutWebGl(path: string): Promise<Watched> {
  const watched = await watchedPage(browser, world.running.url, TABLET);
  await watched.page.addInitScript(() => {
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (
      this: HTMLCanvasElement,
      kind: string,
      ...rest: unknown[]
    ) {
      return /webgl/.test(kind) ? null : Reflect.apply(real, this, [kind, ...rest]);
    } as typeof real;
  });
  await watched.page.goto(`${world.running.url}${path}`);
  await mapIdle(watched.page);
  return watched;
}

interface Picture {
  width: number;
  height: number;
  data: Buffer;
}
async function pictureOf(page: Page): Promise<Picture> {
  const { data, info } = await sharp(await page.screenshot())
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}
const rgbAt = ({ width, data }: Picture, x: number, y: number) =>
  [0, 1, 2].map((channel) => data[3 * (y * width + x) + channel]!);

/** Share of the open map's pixels that differ clearly when one picture is laid over the other, moved so far. */
function difference(a: Picture, b: Picture, dx: number, dy: number): number {
  let differ = 0;
  for (let y = OPEN.top; y < OPEN.top + OPEN.height; y++)
    for (let x = OPEN.left; x < OPEN.left + OPEN.width; x++) {
      const [one, other] = [rgbAt(a, x, y), rgbAt(b, x + dx, y + dy)];
      if (one.some((value, i) => Math.abs(value - other[i]!) > 24)) differ++;
    }
  return differ / (OPEN.width * OPEN.height);
}

/** Places on areas of the sketch, well inside, spread over the map: which area and which fill. */
const placesOn = (page: Page) =>
  page.evaluate(({ left, top, width, height }) => {
    const at = (x: number, y: number) => document.elementFromPoint(x, y) as SVGElement | null;
    const found: { x: number; y: number; code: string; fill: string }[] = [];
    for (let y = top; y < top + height; y += 12)
      for (let x = left; x < left + width; x += 12) {
        const element = at(x, y);
        const { code } = element?.dataset ?? {};
        if (!element || !code || found.some((each) => each.code === code)) continue;
        const inside = [-7, 7].every((d) => at(x + d, y) === element && at(x, y + d) === element);
        if (inside) found.push({ x, y, code, fill: getComputedStyle(element).fill });
      }
    return found;
  }, OPEN);

const rgbOf = (css: string) => css.match(/\d+/g)!.slice(0, 3).map(Number);

describe('the sketch, until the map stands', () => {
  test.each([false, true])('has the colours of the map and lies where it lies (dark: %s)', async (dark) => {
    const { page, faults, letThrough, context } = await openHeld('/', dark);
    const places = await placesOn(page);
    expect(places.length).toBeGreaterThan(14);
    const sketch = await pictureOf(page);
    letThrough();
    await mapIdle(page);
    await soon(() => sketchOf(page).count()).toBe(0);
    const map = await pictureOf(page);

    const names = new Map(
      (await world.get<AreasAnswer>(`/api/areas?parent=${DISTRICT}&level=town&limit=100`)).items.map(
        ({ code, name }) => [code, name],
      ),
    );
    // The same area under the same pixel, as the map itself says, in the same colour where no name is written.
    let same = 0;
    for (const { x, y, code, fill } of places) {
      expect([code, rgbAt(sketch, x, y)]).toEqual([code, rgbOf(fill)]);
      if (rgbAt(map, x, y).every((value, i) => Math.abs(value - rgbOf(fill)[i]!) <= 2)) same++;
    }
    expect(same / places.length).toBeGreaterThan(0.7);
    for (const { x, y, code } of places.slice(0, 8)) {
      await page.mouse.move(x, y);
      const name = names.get(code)!;
      await soon(() => page.locator('.map-pill--tip').textContent()).toContain(name.slice(0, 2));
    }
    await page.mouse.move(5, 5);

    // Names and lights are the one thing that comes; moved by little nothing would fit any more.
    const still = difference(sketch, map, 0, 0);
    expect(still).toBeLessThan(0.1);
    for (const [dx, dy] of [
      [2, 0],
      [-2, 0],
      [0, 2],
      [0, -2],
    ] as const)
      expect(difference(sketch, map, dx, dy), `moved by ${dx}, ${dy}`).toBeGreaterThan(still);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('leads into an area by a tap, before there is a map', async () => {
    const { page, faults, letThrough, context } = await openHeld('/');
    const place = (await placesOn(page)).find(({ code }) => code === TOWN) ?? (await placesOn(page))[0]!;
    await page.mouse.click(place.x, place.y);
    await soon(() => new URL(page.url()).searchParams.get('area')).toBe(place.code);
    await soon(() => sketchOf(page).locator('[data-level="community"]').count()).toBeGreaterThan(3);
    letThrough();
    await mapIdle(page);
    await soon(() => sketchOf(page).count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  });

  test('comes back while a lost picture is drawn anew, where the camera stood', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, TABLET);
    await page.goto(world.running.url);
    await mapIdle(page);
    const before = await pictureOf(page);
    await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas');
      canvas?.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
    });
    await sketchOf(page).waitFor();
    expect(difference(before, await pictureOf(page), 0, 0)).toBeLessThan(0.1);
    await soon(() => sketchOf(page).count()).toBe(0);
    await mapIdle(page);
    await context.close();
  });
});

describe('the sketch, where the map cannot be drawn', () => {
  test('is the map: with names, a word about it, and every area to be tapped', async () => {
    const { page, faults, context } = await openWithoutWebGl('/');
    await soon(() => sketchOf(page).locator('text').count()).toBeGreaterThan(12);
    expect(await sketchOf(page).getAttribute('role')).toBe('img');
    expect(await page.locator('.leader__notice').textContent()).toContain('简图');
    // What cannot move has no buttons for it.
    expect(await page.locator('.controls__zoom').count()).toBe(0);
    const place = (await placesOn(page))[0]!;
    await page.mouse.click(place.x, place.y);
    await soon(() => new URL(page.url()).searchParams.get('area')).toBe(place.code);
    await soon(() => sketchOf(page).locator('[data-level="community"]').count()).toBeGreaterThan(3);
    expect(faults).toEqual([]);
    await context.close();
  });
});

test('without the network the sketch is there again', async () => {
  const { page, context } = await watchedPage(browser, world.running.url, { ...TABLET, worker: true });
  await page.goto(world.running.url);
  await mapIdle(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await quiet(page);
  const isKept = () =>
    page.evaluate(async () => {
      const kept = await (await caches.open('shapes')).keys();
      return kept.some(({ url }) => url.includes('/sketch/'));
    });
  await soon(isKept).toBe(true);
  await context.setOffline(true);
  const again = await context.newPage();
  await again.goto(world.running.url);
  await soon(() => again.evaluate(() => performance.getEntriesByName('areas-sketched').length)).toBe(1);
  await context.close();
});
