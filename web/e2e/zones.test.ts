import type { Browser, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { mapIdle, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { seriousFaults, smallTargets } from './visiting.ts';
import { openDemoWorld, type World } from './world.ts';

let world: World;
let browser: Browser;

/** Zones of the demonstration's network, users of each, and the one without a steward. */
const HEATED = { zones: 31, users: 32 };
const DESERTED = 'HN16';

onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

async function open(path: string, size = { width: 1366, height: 1024 }): Promise<Watched> {
  const watched = await watchedPage(browser, world.running.url, size);
  await watched.page.goto(`${world.running.url}${path}`);
  await mapIdle(watched.page);
  return watched;
}

/** Taps the map in the middle of what its controls leave free. */
async function tapMap(page: Page): Promise<void> {
  const map = (await page.locator('.map-canvas').boundingBox())!;
  const free = (await page.locator('.panel').boundingBox())!;
  // Beside the panel, or above it where it lies at the foot.
  const besides = free.x > map.x + map.width / 4;
  await page.mouse.click(
    map.x + (besides ? (free.x - map.x) * 0.25 : map.width / 2),
    besides ? map.y + map.height * 0.4 : map.y + (free.y - map.y) * 0.4,
  );
}

test('a duty kept by zones is drawn by zones, and a zone can be opened and left', async () => {
  const watched = await open('/?area=370211002');
  const { page } = watched;
  await page.getByTestId('duty-select').click();
  await page.getByTestId('duty-heating-users').click();
  // A town has no figures of it: the whole district is shown.
  await soon(() => textOf(page, 'area-title')).toEqual('青岛西海岸新区');
  await soon(() => page.getByTestId('legend').textContent()).toEqual(expect.stringContaining('片区'));
  await mapIdle(page);
  await soon(() => page.getByTestId('export-areas').textContent()).toEqual(
    expect.stringContaining(`${HEATED.zones} 个片区`),
  );
  await tapMap(page);
  await soon(() => textOf(page, 'area-title')).toEqual(expect.stringMatching(/^供热\d+片区$/));
  expect(new URL(page.url()).searchParams.get('area')).toMatch(/^HN\d\d$/);
  expect(await textOf(page, 'crumb-district')).toBe('青岛西海岸新区');
  await page.getByTestId('crumb-district').click();
  await soon(() => textOf(page, 'area-title')).toEqual('青岛西海岸新区');
  expect(new URL(page.url()).searchParams.get('duty')).toBe('heating-users');
  expect(watched.faults).toEqual([]);
  await page.context().close();
});

test('a zone tells its steward and who has not been reached; where nobody is steward it says so', async () => {
  const watched = await open('/?duty=heating-users&area=HN01');
  const { page } = watched;
  await soon(() => textOf(page, 'responsible')).toEqual(expect.stringContaining('*'));
  await page.getByTestId('open-list').click();
  await soon(() => page.locator('.gap-table').getAttribute('aria-rowcount')).toEqual(
    expect.stringMatching(/^1\d$/),
  );
  await mapIdle(page);
  await page.goto(`${world.running.url}/?duty=heating-users&area=${DESERTED}`);
  await mapIdle(page);
  await soon(() => textOf(page, 'responsible')).toEqual(expect.stringContaining('无'));
  await soon(() => page.getByTestId('gap-unassigned').textContent()).toEqual(
    expect.stringContaining(String(HEATED.users)),
  );
  expect(watched.faults).toEqual([]);
  await page.context().close();
});

test('what was chosen for another tree of areas gives way', async () => {
  const { page } = await open('/?area=HN07');
  await soon(() => new URL(page.url()).searchParams.get('duty')).toEqual('heating-users');
  await soon(() => textOf(page, 'area-title')).toEqual('供热7片区');
  await page.context().close();
});

test('upright too everything is large enough to touch and can be read', async () => {
  const watched = await open('/?duty=heating-users', { width: 820, height: 1180 });
  expect(await seriousFaults(watched.page)).toEqual([]);
  expect(await smallTargets(watched.page)).toEqual([]);
  expect(watched.faults).toEqual([]);
  await watched.page.context().close();
});
