import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import { readRealTowns } from '#api/services/demo/realTowns.ts';
import { fillDemo } from '#api/services/demo.ts';
import { scalePlan } from '#geodata/presets/demo/scale.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { mapIdle, numberOf, openBrowser, soon, textOf, watchedPage } from './browser.ts';
import { openWorld, type World } from './world.ts';

const DUTY = 'needy-monthly';

describeWithReference('boundaries-qingdao', ({ text }) => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await openWorld();
    const plan = scalePlan(WEST_COAST, 20_000);
    const real = readRealTowns(plan, text('osm_huangdao_towns.geojson'), null);
    await fillDemo(world.running.services, { plan, real, seed: 2, clock: world.ledger.clock });
    browser = await openBrowser();
  }, 300_000);
  afterAll(async () => {
    await browser.close();
    await world.close();
  });

  test('the coverage of every real town on the screen equals the interface', async () => {
    const { columns } = await world.get<CoverageAnswer>(`/api/coverage?duty=${DUTY}&area=370211&level=town`);
    expect(columns.code).toHaveLength(24);
    const { page, faults, context } = await watchedPage(browser, world.running.url, {
      width: 1366,
      height: 1024,
    });
    for (const [i, code] of columns.code.slice(0, -1).entries()) {
      await page.goto(`${world.running.url}/?area=${code}&duty=${DUTY}`);
      await soon(() => textOf(page, 'area-title')).toBe(columns.name[i]);
      await soon(() => numberOf(page, 'figure-done')).toBe(columns.done[i]);
      const ratio = columns.ratio[i] ?? null;
      // Where nobody is owed a call there is no share.
      if (ratio === null) expect(await textOf(page, 'figure-ratio')).toBe('—');
      else expect(await numberOf(page, 'figure-ratio')).toBe(Number((ratio * 100).toFixed(1)));
      expect(await page.getByTestId('figure-light').first().getAttribute('data-light')).toBe(
        columns.light[i] ?? 'none',
      );
    }
    await mapIdle(page);
    expect(faults).toEqual([]);
    await context.close();
  }, 300_000);
});
