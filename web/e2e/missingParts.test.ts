import type { Browser } from 'playwright-core';
import { expect, test } from 'vitest';
import { mapIdle, numberOf, soon, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { openDemoWorld, type World } from './world.ts';

const TABLET = { width: 1366, height: 1024 };

let world: World;
let browser: Browser;

onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

const open = () => watchedPage(browser, world.running.url, TABLET);

test('a list whose file does not come says so in its place, and comes when it is asked for again', async () => {
  const { page, context } = await open();
  const files = /\/assets\/GapList-.*\.js$/;
  await page.route(files, (route) => route.abort());
  await page.goto(world.running.url);
  await mapIdle(page);
  await page.getByTestId('open-list').click();
  const missing = page.getByTestId('panel').getByTestId('part-missing');
  await missing.waitFor();
  // What stands around it goes on.
  expect(await page.getByTestId('crumb-current').textContent()).toContain('青岛西海岸新区');
  await page.unroute(files);
  await missing.getByTestId('part-again').click();
  await page.getByTestId('gap-list').waitFor();
  expect(await page.getByTestId('part-missing').count()).toBe(0);
  await context.close();
});

test('figures and colours stand without what steers them, which comes when it is asked for again', async () => {
  const { page, context } = await open();
  const files = /\/assets\/furniture-.*\.js$/;
  await page.route(files, (route) => route.abort());
  await page.goto(world.running.url);
  await page.getByTestId('part-missing').waitFor();
  expect(await numberOf(page, 'figure-required')).toBeGreaterThan(0);
  expect(await page.getByTestId('legend').count()).toBe(0);
  await page.unroute(files);
  await page.getByTestId('part-again').click();
  await page.getByTestId('legend').waitFor();
  await page.getByTestId('account-menu').waitFor();
  expect(await page.getByTestId('part-missing').count()).toBe(0);
  await context.close();
});

test('an answer that was shown before it was checked and is none is asked for again', async () => {
  const { page, context } = await open();
  await page.goto(world.running.url);
  const required = await numberOf(page, 'figure-required');
  let asked = 0;
  await page.route(/\/api\/coverage\/summary\?/, async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    if (asked++ === 0)
      // Drawn as it comes, and no figure of the contract.
      for (const row of answer.rows) Object.assign(row, { required: row.required + 0.5 });
    await route.fulfill({ response, json: answer });
  });
  await page.reload();
  await soon(() => asked).toBeGreaterThanOrEqual(2);
  await soon(() => numberOf(page, 'figure-required')).toBe(required);
  await context.close();
});
