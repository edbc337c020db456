import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { mapIdle, numberOf, soon, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { openDemoWorld, type World } from './world.ts';

const TABLET = { width: 1366, height: 1024 };

let world: World;
let browser: Browser;

onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

const open = () => watchedPage(browser, world.running.url, TABLET);
const filesOf = ({ page }: Watched): Promise<string[]> =>
  page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname));

test('what is not on the first picture is not fetched for it', async () => {
  const watched = await open();
  await watched.page.goto(world.running.url);
  await mapIdle(watched.page);
  const files = await filesOf(watched);
  for (const part of [
    'en',
    'GapList',
    'VisitsDrawer',
    'SignOutDialog',
    'implementation',
    'IssueLayer',
    'Wall',
  ])
    expect(
      files.filter((path) => path.startsWith(`/assets/${part}-`)),
      part,
    ).toEqual([]);
  expect(watched.faults).toEqual([]);
  await watched.context.close();
});

test('the map is fetched behind the app and its answers', async () => {
  const watched = await open();
  await watched.page.goto(world.running.url);
  await mapIdle(watched.page);
  const entries = await watched.page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[]).map(
      ({ name, startTime, responseEnd }) => ({
        path: new URL(name).pathname,
        begun: startTime,
        there: responseEnd,
      }),
    ),
  );
  const named = (part: string) => entries.find(({ path }) => path.startsWith(part));
  const map = named('/assets/maplibre-');
  const app = named('/assets/app-');
  expect(map?.begun).toBeGreaterThanOrEqual(app?.there ?? Infinity);
  expect(map?.begun).toBeGreaterThanOrEqual(named('/api/coverage/summary')?.begun ?? Infinity);
  await watched.context.close();
});

test('a browser without a calendar of its own is lent one', async () => {
  const watched = await open();
  await watched.page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'Temporal');
  });
  await watched.page.goto(world.running.url);
  await mapIdle(watched.page);
  expect((await filesOf(watched)).some((path) => path.startsWith('/assets/implementation-'))).toBe(true);
  expect(await numberOf(watched.page, 'figure-required')).toBeGreaterThan(0);
  expect(watched.faults).toEqual([]);
  await watched.context.close();
});

test('English is fetched by those who read it, and Chinese stays where it does not come', async () => {
  const watched = await open();
  const { page } = watched;
  await page.goto(`${world.running.url}/?lang=en`);
  await mapIdle(page);
  await soon(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
  expect(await page.locator('body').textContent()).toContain('Furthest behind');
  expect(watched.faults).toEqual([]);
  await watched.context.close();

  const away = await open();
  await away.page.route(/\/assets\/en-.*\.js$/, (route) => route.abort());
  await away.page.goto(`${world.running.url}/?lang=en`);
  await mapIdle(away.page);
  expect(await away.page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
  expect(await numberOf(away.page, 'figure-required')).toBeGreaterThan(0);
  await away.context.close();
});
