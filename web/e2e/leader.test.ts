import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ResponsibleAnswer } from '#api/contract/areas.ts';
import type { CoverageAnswer, GapsAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import { fillDemo } from '#api/services/demo.ts';
import { mapIdle, numberOf, openBrowser, textOf, type Watched, watchedPage } from './browser.ts';
import { openWorld, type World } from './world.ts';

const DISTRICT = '370211';
const TOWN = '370211007';
const DUTY = 'needy-monthly';

let world: World;
let browser: Browser;

beforeAll(async () => {
  world = await openWorld();
  await fillDemo(world.running.services, () => {});
  browser = await openBrowser();
}, 240_000);
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function open(path: string, size = { width: 1366, height: 1024 }): Promise<Watched> {
  const watched = await watchedPage(browser, world.running.url, size);
  await watched.page.goto(`${world.running.url}${path}`);
  await mapIdle(watched.page);
  return watched;
}

/** Runs a test on a page and asks that nothing went wrong in it. */
async function on(
  path: string,
  body: (watched: Watched) => Promise<void>,
  size?: { width: number; height: number },
) {
  const watched = await open(path, size);
  try {
    await body(watched);
    expect(watched.faults).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

describe('the leader’s screen', () => {
  test('starts on the district in Chinese with figures that equal the interface', () =>
    on('/', async ({ page }) => {
      expect(await textOf(page, 'area-title')).toBe('青岛西海岸新区');
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
      const summary = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${DISTRICT}`);
      const row = summary.rows[0]!;
      expect(await numberOf(page, 'figure-ratio')).toBe(Number(((row.ratio ?? 0) * 100).toFixed(1)));
      expect(await numberOf(page, 'figure-done')).toBe(row.done);
      expect(await numberOf(page, 'gap-total')).toBe(row.gapCount);
      for (const type of ['never', 'stale', 'belowQuota', 'pending', 'noData'] as const)
        expect(await numberOf(page, `gap-${type}`), type).toBe(row.gaps[type]);
    }));

  test('the legend counts every town once', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}`, async ({ page }) => {
      const counts = [];
      for (const index of [0, 1, 2, 3, 4, 5])
        counts.push(await numberOf(page, `legend-class-${index}-count`));
      expect(counts.reduce((a, b) => a + b, 0)).toBe(23);
      const { columns } = await world.get<CoverageAnswer>(
        `/api/coverage?duty=${DUTY}&area=${DISTRICT}&level=town`,
      );
      const towns = columns.light.slice(0, -1);
      // Running: the first two classes are green, the next two amber, the last red.
      expect(counts[1]! + counts[2]!).toBe(towns.filter((light) => light === 'green').length);
      expect(counts[3]! + counts[4]!).toBe(towns.filter((light) => light === 'amber').length);
      expect(counts[5]).toBe(towns.filter((light) => light === 'red').length);
      expect(counts[0]).toBe(towns.filter((light) => light === null).length);
    }));

  test('a tap on the map drills down, the breadcrumb goes up, Back undoes', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}`, async ({ page }) => {
      const canvas = page.getByTestId('map').locator('canvas').first();
      const box = (await canvas.boundingBox())!;
      // The middle of the map lies inside the district, whatever town is there.
      const panel = (await page.getByTestId('panel').boundingBox())!;
      await page.mouse.click((box.x + panel.x) / 2, box.y + box.height * 0.45);
      await page.waitForFunction(
        (code) => new URL(location.href).searchParams.get('area') !== code,
        DISTRICT,
      );
      const code = new URL(page.url()).searchParams.get('area')!;
      expect(code).toMatch(/^370211\d{3}$/);
      await mapIdle(page);
      const { area } = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${code}`);
      expect(await textOf(page, 'area-title')).toBe(area.name);
      await page.getByTestId('crumb-district').click();
      await expect.poll(() => textOf(page, 'area-title')).toBe('青岛西海岸新区');
      await page.goBack();
      await expect.poll(() => textOf(page, 'area-title')).toBe(area.name);
    }));

  test('another period is another figure, kept in the address and after a reload', () =>
    on(`/?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const before = await textOf(page, 'period-label');
      await page.getByTestId('period-prev').click();
      await expect.poll(() => textOf(page, 'period-label')).not.toBe(before);
      expect(new URL(page.url()).searchParams.get('period')).toBe('2026-10');
      const october = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${TOWN}&period=2026-10`);
      const row = october.rows.find(({ duty }) => duty === DUTY)!;
      await expect.poll(() => numberOf(page, 'figure-done')).toBe(row.done);
      await page.reload();
      await mapIdle(page);
      expect(await numberOf(page, 'figure-done')).toBe(row.done);
      expect(await numberOf(page, 'figure-ratio')).toBe(Number((row.ratio! * 100).toFixed(1)));
    }));

  test('a gap count opens the list of who is behind it, names masked', () =>
    on(`/?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const never = await numberOf(page, 'gap-never');
      expect(never).toBeGreaterThan(0);
      await page.getByTestId('gap-never').click();
      await page.getByTestId('gap-row').first().waitFor();
      const answer = await world.get<GapsAnswer>(`/api/coverage/gaps?duty=${DUTY}&area=${TOWN}&type=never`);
      expect(answer.counts.never).toBe(never);
      const first = (await page.getByTestId('gap-row').first().textContent()) ?? '';
      expect(first).toContain(answer.items[0]!.name);
      expect(answer.items.every(({ name }) => /^.\*\*$/u.test(name))).toBe(true);
      expect(await page.getByTestId('gap-row').count()).toBe(Math.min(never, answer.items.length));
    }));

  test('who answers is named level by level, masked, and nobody is said to be nobody', () =>
    on(`/?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const { chain } = await world.get<ResponsibleAnswer>(`/api/areas/${TOWN}/responsible`);
      const line = await textOf(page, 'responsible');
      for (const { officers } of chain) expect(line).toContain(officers[0]!.name);
      expect(chain.every(({ officers }) => officers.every(({ name }) => /^.\*\*$/u.test(name)))).toBe(true);
      const summary = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${TOWN}`);
      const row = summary.rows.find(({ duty }) => duty === DUTY)!;
      expect(await numberOf(page, 'gap-unassigned')).toBe(row.unassigned);
    }));

  test('staffing shows officers in post against those needed', () =>
    on(`/?area=${DISTRICT}&duty=member-staffing`, async ({ page }) => {
      const summary = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${DISTRICT}`);
      const row = summary.rows.find(({ duty }) => duty === 'member-staffing')!;
      expect(row).toMatchObject({ n: 1309, required: 6545, gapCount: 31 });
      expect(await numberOf(page, 'figure-done')).toBe(row.done);
      await page.getByTestId('open-list').click();
      await page.getByTestId('gap-row').first().waitFor();
      expect(await page.getByTestId('gap-row').count()).toBe(31);
    }));

  test('a visit that comes in changes the figure on the next look', () =>
    on(`/?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const before = await numberOf(page, 'figure-done');
      const gaps = await world.get<GapsAnswer>(`/api/coverage/gaps?duty=${DUTY}&area=${TOWN}&type=never`);
      const answer = await fetch(`${world.running.url}/api/visits`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          id: crypto.randomUUID(),
          subject: gaps.items[0]!.subject,
          officers: ['W-1'],
          at: '2026-11-20T10:00:00+08:00',
          mode: 'onSite',
          outcome: 'met',
        }),
      });
      expect(answer.status).toBe(201);
      await page.reload();
      await mapIdle(page);
      expect(await numberOf(page, 'figure-done')).toBe(before + 1);
    }));

  test('English at a switch, kept in the address', () =>
    on(`/?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      await page.getByTestId('lang-toggle').click();
      await expect.poll(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
      expect(new URL(page.url()).searchParams.get('lang')).toBe('en');
      await expect.poll(() => textOf(page, 'duty-select')).toContain('Needy households');
    }));

  test('search by pinyin initials goes to the place', () =>
    on('/', async ({ page }) => {
      await page
        .getByTestId('search')
        .locator('input')
        .or(page.locator('input[data-testid="search"]'))
        .first()
        .fill('lsw');
      await page
        .getByRole('option', { name: /灵山卫街道/ })
        .or(page.getByText('灵山卫街道', { exact: true }))
        .last()
        .click();
      await expect.poll(() => textOf(page, 'area-title')).toBe('灵山卫街道');
    }));

  test('an unknown area says so and leads back', async () => {
    const watched = await watchedPage(browser, world.running.url, { width: 1366, height: 1024 });
    await watched.page.goto(`${world.running.url}/?area=nowhere`);
    await watched.page.getByTestId('state-empty').waitFor();
    await watched.page.getByTestId('state-empty').getByRole('button').click();
    await expect.poll(() => textOf(watched.page, 'area-title')).toBe('青岛西海岸新区');
    await watched.context.close();
  });

  test('with the server away the last picture stays, stamped, and heals', async () => {
    const watched = await open(`/?area=${TOWN}&duty=${DUTY}`);
    const before = await textOf(watched.page, 'figure-done');
    await watched.context.setOffline(true);
    await watched.page.getByTestId('period-prev').click();
    await expect.poll(() => textOf(watched.page, 'connection'), { timeout: 30_000 }).toContain('连接中断');
    expect(await textOf(watched.page, 'data-as-of')).toContain('11-20');
    await watched.context.setOffline(false);
    await watched.page.getByTestId('period-next').click();
    await mapIdle(watched.page);
    await expect.poll(() => textOf(watched.page, 'figure-done')).toBe(before);
    await watched.context.close();
  });

  test.each([
    [820, 1180],
    [1440, 900],
    [390, 844],
  ])('fits %i x %i without a sideways scroll', (width, height) =>
    on(
      `/?area=${TOWN}`,
      async ({ page }) => {
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(sideways).toBeLessThanOrEqual(0);
        expect(await textOf(page, 'area-title')).toBe('灵山卫街道');
      },
      { width, height },
    ),
  );
});
