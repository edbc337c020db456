import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import { loadDistrict } from '#api/services/districtLoader.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { mapIdle, numberOf, openBrowser, soon, textOf, watchedPage } from './browser.ts';
import { NOW, openWorld, type World } from './world.ts';

const DUTY = 'needy-monthly';

describeWithReference('boundaries-qingdao', ({ path }) => {
  let world: World;
  let browser: Browser;

  beforeAll(async () => {
    world = await openWorld();
    await loadDistrict(
      {
        towns: path('osm_huangdao_towns.geojson'),
        codes: path('../divisions-qingdao/streets.csv'),
        outline: path('osm_qingdao_city_and_districts.geojson'),
        district: '370211',
      },
      {
        url: world.running.url,
        seed: 2,
        visits: 20_000,
        today: parseDay('2026-11-20')!,
        now: Date.parse(NOW),
        timezone: 'Asia/Shanghai',
        print: () => {},
      },
    );
    browser = await openBrowser();
  }, 240_000);
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
      expect(await numberOf(page, 'figure-ratio')).toBe(Number(((columns.ratio[i] ?? 0) * 100).toFixed(1)));
      expect(await page.getByTestId('figure-light').first().getAttribute('data-light')).toBe(
        columns.light[i],
      );
    }
    await mapIdle(page);
    expect(faults).toEqual([]);
    await context.close();
  }, 240_000);
});
