import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { HeatRaster, HotspotsAnswer } from '#api/contract/hotspots.ts';
import type { IssuePointsAnswer, IssueSummaryAnswer, IssuesAnswer } from '#api/contract/issueQuestions.ts';
import { mapIdle, numberOf, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { DISTRICT, seriousFaults, smallTargets } from './visiting.ts';
import { openDemoWorld, type World } from './world.ts';

const TABLET = { width: 1366, height: 1024 };
const PORTRAIT = { width: 820, height: 1180, touch: true };
const TOWN = '370211007';
const MONTH = 'from=2026-11-01&to=2026-11-20';

let world: World;
let browser: Browser;
onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

/** Opens the layer of issues, does something there, and wants no fault. */
async function on(
  query: string,
  act: (page: Page) => Promise<void>,
  options: Parameters<typeof watchedPage>[2] = TABLET,
): Promise<void> {
  const { page, context, faults }: Watched = await watchedPage(browser, world.running.url, options);
  await page.goto(`${world.running.url}/?layer=issues${query}`);
  await page.getByTestId('issues-open').waitFor({ timeout: 60_000 });
  await mapIdle(page);
  await act(page);
  expect(faults).toEqual([]);
  await context.close();
}

const summaryOf = (area: string, more = '') =>
  world.get<IssueSummaryAnswer>(`/api/issues/summary?area=${area}&period=2026-11${more}`);
const percent = (share: number | null) => (share === null ? '—' : String(Math.round(share * 1000) / 10));

describe('the layer of issues', () => {
  test.each([DISTRICT, TOWN])('figures of %s are those of the interface', async (area) => {
    const { measures } = await summaryOf(area);
    expect(measures.reported).toBeGreaterThan(0);
    await on(`&area=${area}`, async (page) => {
      expect(await numberOf(page, 'issues-open')).toBe(measures.open);
      expect(await textOf(page, 'issues-overdue')).toContain(
        measures.overdue > 0 ? String(measures.overdue) : '没有超期',
      );
      expect(await textOf(page, 'issues-settled')).toBe(
        `本期上报 ${measures.reported} 件，已办结 ${measures.settled} 件`,
      );
      expect(Number(await textOf(page, 'issues-rate'))).toBe(Number(percent(measures.settlementRate)));
      expect(await textOf(page, 'issues-on-time')).toBe(
        measures.onTimeRate === null ? '—' : Number(percent(measures.onTimeRate)).toFixed(1),
      );
    });
  });

  test('figures lead to the issues behind them, and those to an address', async () => {
    const { measures } = await summaryOf(DISTRICT);
    const ledger = await world.get<IssuesAnswer>(`/api/issues?area=${DISTRICT}&open=1&limit=1`);
    expect(ledger.matching).toBe(measures.open);
    await on('', async (page) => {
      await page.getByTestId('issues-open').click();
      await soon(() => numberOf(page, 'ledger-matching')).toBe(measures.open);
      await page.getByTestId('ledger-overdue').click();
      await soon(() => numberOf(page, 'ledger-matching')).toBe(measures.overdue);
      expect(new URL(page.url()).searchParams.get('ledger')).toBe('overdue');
      await page.getByTestId('ledger-close').click();
      await page.getByTestId('issues-open').waitFor();
    });
  });

  test('a category narrows figures and map, and is left again', async () => {
    const { rows } = await summaryOf(DISTRICT, '&by=category');
    const [top] = rows
      .filter(({ parent }) => parent === null)
      .toSorted((a, b) => b.measures.reported - a.measures.reported);
    const narrowed = await summaryOf(DISTRICT, `&category=${top!.key}`);
    await on('', async (page) => {
      await page.getByTestId(`category-${top!.key}`).click();
      await soon(() => numberOf(page, 'issues-open')).toBe(narrowed.measures.open);
      expect(new URL(page.url()).searchParams.get('category')).toBe(top!.key);
      await page.getByTestId('categories-back').click();
      const { measures } = await summaryOf(DISTRICT);
      await soon(() => numberOf(page, 'issues-open')).toBe(measures.open);
    });
  });

  test('a week of the trend narrows everything to it', async () => {
    const week = await world.get<IssueSummaryAnswer>(`/api/issues/summary?area=${DISTRICT}&period=2026-W45`);
    await on('', async (page) => {
      await page.getByTestId('trend-2026-W45').click();
      await soon(() => textOf(page, 'issues-settled')).toBe(
        `本期上报 ${week.measures.reported} 件，已办结 ${week.measures.settled} 件`,
      );
      expect(new URL(page.url()).searchParams.get('period')).toBe('2026-W45');
    });
  });

  test('hot cells of the map are counted as the interface has them', async () => {
    const { columns } = await world.get<HotspotsAnswer>(
      `/api/hotspots?area=${DISTRICT}&cell=community&${MONTH}`,
    );
    const of = (bin: number) => columns.bin.filter((each) => each === bin).length;
    expect(of(3)).toBeGreaterThan(0);
    await on('&show=hotspots', async (page) => {
      for (const [bin, name] of [
        [3, 'hot3'],
        [2, 'hot2'],
        [1, 'hot1'],
        [0, 'none'],
        [-3, 'cold3'],
      ] as const)
        expect(await numberOf(page, `legend-${name}`)).toBe(of(bin));
      // A hot place leads to the issues in it.
      const row = page.getByTestId('found-hotspots').locator('button').first();
      const code = (await row.getAttribute('data-testid'))!.replace('found-', '');
      await row.click();
      await soon(() => numberOf(page, 'ledger-matching')).toBe(columns.observed[columns.code.indexOf(code)]);
    });
  });

  test('heat and points show every issue that has a place', async () => {
    const heat = await world.get<HeatRaster>(
      `/api/issues/heatmap?area=${DISTRICT}&format=raster&${MONTH}&bandwidth=900&width=384&height=384`,
    );
    const points = await world.get<IssuePointsAnswer>(`/api/issues/points?area=${DISTRICT}&${MONTH}`);
    expect(heat.located).toBe(points.count);
    await on('&show=heat', async (page) => {
      expect(Number(await textOf(page, 'legend-densest'))).toBeCloseTo(heat.max, 0);
      await page.getByTestId('show-points').click();
      await soon(() => textOf(page, 'legend')).toContain(points.count.toLocaleString('en-US'));
      await mapIdle(page);
    });
  });

  test('played day by day the figures are those on record by then', async () => {
    const first = await summaryOf(DISTRICT, '&asOf=2026-11-01');
    const second = await summaryOf(DISTRICT, '&asOf=2026-11-02');
    await on('&show=heat&period=2026-11&asOf=2026-11-01', async (page) => {
      expect(await numberOf(page, 'issues-open')).toBe(first.measures.open);
      await page.getByTestId('period-play').click();
      await soon(() => new URL(page.url()).searchParams.get('asOf')).toBe('2026-11-02');
      await soon(() => numberOf(page, 'issues-open')).toBe(second.measures.open);
      await mapIdle(page);
    });
  });

  test('emerging and silent places are explained in words', async () => {
    await on('&show=emerging', async (page) => {
      expect(await textOf(page, 'found-emerging')).toContain('近 12 个整周');
      await page.getByTestId('show-silence').click();
      await soon(() => textOf(page, 'found-silence')).toContain('走访多而几乎不报问题');
      await mapIdle(page);
    });
  });

  test('in portrait, in the dark and in English nothing is hard to reach or to read', async () => {
    await on(
      '&lang=en',
      async (page) => {
        expect(await seriousFaults(page)).toEqual([]);
        expect(await smallTargets(page)).toEqual([]);
      },
      { ...PORTRAIT, dark: true },
    );
  });
});
