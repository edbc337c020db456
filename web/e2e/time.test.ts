import type { Browser, Page, Route } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AreaDetail } from '#api/contract/areas.ts';
import type {
  CoverageAnswer,
  RankingAnswer,
  SeriesAnswer,
  SummaryAnswer,
  SummaryRow,
} from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { fillDemo } from '#api/services/demo.ts';
import { mapIdle, numberOf, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { openWorld, type World } from './world.ts';

const DISTRICT = '370211';
const TOWN = '370211007';
const DUTY = 'needy-monthly';
const WEEKLY = 'frail-weekly';

let world: World;
let browser: Browser;

onStage(openWorld, (stage) => {
  ({ world, browser } = stage);
});
beforeAll(async () => {
  await fillDemo(world.running.services, { clock: world.ledger.clock });
}, 300_000);

interface Options {
  width?: number;
  height?: number;
  touch?: boolean;
  motion?: boolean;
  /** What is set up before the page is opened. */
  before?: (page: Page) => Promise<unknown>;
  /** Whether errors are forced: then the browser's own log of them is no fault. */
  faulty?: boolean;
}

/** Runs a test on a page and asks that nothing went wrong in it but what was forced. */
async function on(path: string, body: (watched: Watched) => Promise<void>, options: Options = {}) {
  const { before, faulty, ...rest } = options;
  const watched = await watchedPage(browser, world.running.url, { width: 1366, height: 1024, ...rest });
  try {
    await before?.(watched.page);
    await watched.page.goto(`${world.running.url}/${path}`);
    if (!faulty) await mapIdle(watched.page);
    await body(watched);
    const own = watched.faults.filter((fault) => !faulty || fault.startsWith('page:'));
    expect(own).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

const written = (n: number): string => n.toLocaleString('en-US');
const tenths = (share: number | null): number => Number(((share ?? 0) * 100).toFixed(1));

async function rowOf(area: string, duty: string, moment = ''): Promise<SummaryRow> {
  const { rows } = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${area}${moment}`);
  return rows.find((row) => row.duty === duty)!;
}

const param = (page: Page, key: string) => new URL(page.url()).searchParams.get(key);

/** That figure, light, pace and gaps of the duty in view are those of a row. */
async function showsRow(page: Page, row: SummaryRow) {
  await soon(() => numberOf(page, 'figure-done')).toBe(row.done);
  expect(await numberOf(page, 'figure-required')).toBe(row.required);
  expect(await numberOf(page, 'figure-ratio')).toBe(tenths(row.ratio));
  expect(await page.getByTestId('figure-light').getAttribute('data-light')).toBe(row.light);
  expect(await textOf(page, 'figure-pace')).toContain(Math.abs(tenths(row.pace)).toFixed(1));
  expect(await numberOf(page, 'gap-total')).toBe(row.gapCount);
  for (const type of ['never', 'stale', 'belowQuota', 'pending'] as const)
    expect(await numberOf(page, `gap-${type}`), type).toBe(row.gaps[type]);
}

describe('as of a past day', () => {
  test.each([
    ['asOf=2026-11-03', '11-03', '第 3 / 30 天'],
    ['asOf=2026-11-12', '11-12', '第 12 / 30 天'],
    ['asOf=2026-08-20', '08-20', '第 20 / 31 天'],
    ['period=2026-10&asOf=2026-10-31', '10-31', '第 31 / 31 天'],
  ])('everything on the screen is what had been recorded by then: %s', (moment, day, ofDays) =>
    on(`?area=${DISTRICT}&duty=${DUTY}&${moment}`, async ({ page }) => {
      expect(await textOf(page, 'history')).toContain(`数据截至 ${day} · 历史`);
      expect(await textOf(page, 'data-as-of')).toBe(`数据截至 ${day} · 历史`);
      expect(await textOf(page, 'period-day')).toBe(ofDays);
      const row = await rowOf(DISTRICT, DUTY, `&${moment}`);
      await showsRow(page, row);
      const { columns } = await world.get<CoverageAnswer>(
        `/api/coverage?duty=${DUTY}&area=${DISTRICT}&level=town&${moment}`,
      );
      const lights = columns.light.slice(0, -1);
      expect(await numberOf(page, 'legend-class-5-count')).toBe(lights.filter((l) => l === 'red').length);
      expect(
        (await numberOf(page, 'legend-class-1-count')) + (await numberOf(page, 'legend-class-2-count')),
      ).toBe(lights.filter((light) => light === 'green').length);
      const { items } = await world.get<RankingAnswer>(
        `/api/coverage/ranking?duty=${DUTY}&area=${DISTRICT}&${moment}`,
      );
      const worst = items
        .filter(({ ranked }) => ranked)
        .toSorted((a, b) => a.value! - b.value! || a.pace! - b.pace! || (a.code < b.code ? -1 : 1))
        .slice(0, 5);
      const shown = page.locator('button[data-testid^="worst-"]');
      await shown.first().waitFor();
      expect(await shown.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-testid')))).toEqual(
        worst.map(({ code }) => `worst-${code}`),
      );
    }),
  );

  test('the list is of that day', () =>
    on(`?area=${TOWN}&duty=${DUTY}&asOf=2026-11-05&list=all`, async ({ page }) => {
      const { items } = await world.get<GapsAnswer>(
        `/api/coverage/gaps?duty=${DUTY}&area=${TOWN}&asOf=2026-11-05`,
      );
      await page.getByTestId('gap-row').first().waitFor();
      expect(await textOf(page, 'gap-row')).toContain(items[0]!.name);
      const all = (await rowOf(TOWN, DUTY, '&asOf=2026-11-05')).gapCount;
      expect(await page.locator('.gap-list__head h1').textContent()).toContain(written(all));
    }));

  test('the trend ends with that day', () =>
    on(`?area=${TOWN}&duty=${DUTY}&asOf=2026-09-10`, async ({ page }) => {
      const bars = page.getByTestId('trend').getByRole('button');
      await bars.first().waitFor();
      const { rows } = await world.get<SeriesAnswer>(
        `/api/coverage/series?duty=${DUTY}&area=${TOWN}&from=2026-02&to=2026-09&asOf=2026-09-10`,
      );
      const labels = await bars.evaluateAll((all) => all.map((bar) => bar.getAttribute('title')));
      expect(labels).toHaveLength(8);
      expect(labels.at(-1)).toBe(`2026年9月：${tenths(rows.at(-1)!.ratio).toFixed(1)}`);
    }));

  test('the slider goes by days, has none in the future, and End is now again', () =>
    on(`?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const thumb = page.getByTestId('day-thumb');
      expect(await thumb.getAttribute('aria-valuemax')).toBe('19');
      await thumb.focus();
      await page.keyboard.press('ArrowRight');
      expect(param(page, 'asOf')).toBeNull();
      await page.keyboard.press('ArrowLeft');
      await soon(() => param(page, 'asOf')).toBe('2026-11-19');
      await showsRow(page, await rowOf(TOWN, DUTY, '&asOf=2026-11-19'));
      await page.keyboard.press('Home');
      await soon(() => param(page, 'asOf')).toBe('2026-11-01');
      await showsRow(page, await rowOf(TOWN, DUTY, '&asOf=2026-11-01'));
      await page.keyboard.press('End');
      await soon(() => param(page, 'asOf')).toBeNull();
      await showsRow(page, await rowOf(TOWN, DUTY));
      expect(await page.getByTestId('history').count()).toBe(0);
    }));

  test('a period that is over ends with its last day, and then with what is known now', () =>
    on(`?area=${TOWN}&duty=${DUTY}&period=2026-10`, async ({ page }) => {
      await page.getByTestId('day-thumb').focus();
      await page.keyboard.press('ArrowLeft');
      await soon(() => param(page, 'asOf')).toBe('2026-10-31');
      await showsRow(page, await rowOf(TOWN, DUTY, '&period=2026-10&asOf=2026-10-31'));
      await page.keyboard.press('ArrowRight');
      await soon(() => param(page, 'asOf')).toBeNull();
      expect(param(page, 'period')).toBe('2026-10');
      await showsRow(page, await rowOf(TOWN, DUTY, '&period=2026-10'));
    }));

  test('one tap leads back to now', () =>
    on(`?area=${TOWN}&duty=${DUTY}&period=2026-10&asOf=2026-10-09`, async ({ page }) => {
      await page.getByTestId('back-to-now').click();
      await soon(() => page.getByTestId('history').count()).toBe(0);
      expect([param(page, 'asOf'), param(page, 'period')]).toEqual([null, null]);
      await showsRow(page, await rowOf(TOWN, DUTY));
    }));

  test('the newest day asked for wins, whatever comes late', () =>
    on(`?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      let release = () => {};
      const held = new Promise<void>((resolve) => {
        release = resolve;
      });
      await page.route('**/api/coverage/summary?*asOf=2026-11-01*', async (route) => {
        await held;
        await route.continue().catch(() => undefined);
      });
      await page.getByTestId('day-thumb').focus();
      await page.keyboard.press('Home');
      await soon(() => param(page, 'asOf')).toBe('2026-11-01');
      for (let i = 0; i < 9; i++) await page.keyboard.press('ArrowRight');
      await soon(() => param(page, 'asOf')).toBe('2026-11-10');
      const row = await rowOf(TOWN, DUTY, '&asOf=2026-11-10');
      await showsRow(page, row);
      release();
      await page.unrouteAll({ behavior: 'wait' });
      await showsRow(page, row);
    }));
});

describe('playing the days', () => {
  test('goes day by day up to today, asks a day ahead, and waits for answers', () => {
    const asked: string[] = [];
    return on(
      `?area=${TOWN}&duty=${DUTY}&asOf=2026-11-16`,
      async ({ page }) => {
        const days: (string | null)[] = [];
        page.on('framenavigated', () => days.push(param(page, 'asOf')));
        await page.getByTestId('period-play').click();
        // It begins behind the paint that shows the tap.
        await soon(() => page.getByTestId('period-play').getAttribute('data-playing')).toBe('true');
        await soon(() => page.getByTestId('period-play').getAttribute('data-playing')).toBe('false');
        expect(days).toEqual(['2026-11-17', '2026-11-18', '2026-11-19', null]);
        // Each was asked for once, before it came into view.
        expect(asked).toEqual(['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19', 'now']);
        await showsRow(page, await rowOf(TOWN, DUTY));
      },
      {
        motion: true,
        before: (page) =>
          page.route('**/api/coverage/summary?*', async (route: Route) => {
            asked.push(new URL(route.request().url()).searchParams.get('asOf') ?? 'now');
            await new Promise((resolve) => setTimeout(resolve, 150));
            await route.continue();
          }),
      },
    );
  });

  test('begins anew from the first day, and stops at a touch of the slider', () =>
    on(
      `?area=${TOWN}&duty=${DUTY}`,
      async ({ page }) => {
        await page.getByTestId('period-play').click();
        await soon(() => param(page, 'asOf')).toBe('2026-11-02');
        await page.getByTestId('day-thumb').press('ArrowRight');
        await soon(() => page.getByTestId('period-play').getAttribute('data-playing')).toBe('false');
      },
      { motion: true },
    ));

  test('who asked for less motion goes on by a day a tap', () =>
    on(`?area=${TOWN}&duty=${DUTY}&asOf=2026-11-18`, async ({ page }) => {
      await page.getByRole('button', { name: '看下一天' }).click();
      await soon(() => param(page, 'asOf')).toBe('2026-11-19');
      await page.getByRole('button', { name: '看下一天' }).click();
      await soon(() => param(page, 'asOf')).toBeNull();
      expect(await page.getByTestId('period-play').getAttribute('data-playing')).toBe('false');
    }));
});

describe('beside the period before', () => {
  /** What the screen writes of a difference. */
  const delta = (now: number | null, then: number | null): string => {
    const points = Math.round(((now ?? 0) - (then ?? 0)) * 1000) / 10;
    if (points === 0) return '0.0持平';
    return `${points > 0 ? '+' : '−'}${Math.abs(points).toFixed(1)}${points > 0 ? '高' : '低'}`;
  };

  test.each([
    ['', '&period=2026-10&asOf=2026-10-21', '2026年10月第 21 / 31 天，数据截至 10-21'],
    ['&asOf=2026-11-10', '&period=2026-10&asOf=2026-10-10', '2026年10月第 10 / 31 天，数据截至 10-10'],
    ['&period=2026-10', '&period=2026-09', '上期：2026年9月全期'],
  ])('the same part of it is set beside every duty and area: now%s', (moment, prior, words) =>
    on(`?area=${DISTRICT}&duty=${DUTY}&compare=1${moment}`, async ({ page }) => {
      const [now, then] = [await rowOf(DISTRICT, DUTY, moment), await rowOf(DISTRICT, DUTY, prior)];
      await page.getByTestId('compare-line').waitFor();
      expect(await textOf(page, 'compare-line')).toContain(words);
      expect(await textOf(page, 'compare-ratio')).toContain(delta(now.ratio, then.ratio));
      expect(await textOf(page, 'compare-ratio')).toContain(`上期 ${tenths(then.ratio).toFixed(1)} %`);
      expect(await textOf(page, 'compare-pace')).toContain(delta(now.pace, then.pace));
      // The map's labels carry differences; the legend counts them.
      const at = (query: string) =>
        world.get<CoverageAnswer>(`/api/coverage?duty=${DUTY}&area=${DISTRICT}&level=town${query}`);
      const [here, there] = [await at(moment), await at(prior)];
      const ways = here.columns.code.slice(0, -1).map((code, i) => {
        const before = there.columns.ratio[there.columns.code.indexOf(code)] ?? null;
        const ratio = here.columns.ratio[i] ?? null;
        return before === null || ratio === null ? null : Math.sign(Math.round((ratio - before) * 1000));
      });
      expect(await numberOf(page, 'legend-higher')).toBe(ways.filter((way) => way === 1).length);
      expect(await numberOf(page, 'legend-lower')).toBe(ways.filter((way) => way === -1).length);
      // The fills stay what they are: pace of this period.
      const [best, next] = [1, 2].map((index) => numberOf(page, `legend-class-${index}-count`));
      const closed = moment === '&period=2026-10';
      expect(((await best) ?? 0) + (closed ? 0 : ((await next) ?? 0))).toBe(
        here.columns.light.slice(0, -1).filter((light) => light === 'green').length,
      );
    }),
  );

  test('a duty of another rhythm is compared in its own', () =>
    on(`?area=${DISTRICT}&duty=${DUTY}`, async ({ page }) => {
      await page.getByTestId('compare').click();
      expect(param(page, 'compare')).toBe('1');
      const now = await rowOf(DISTRICT, WEEKLY);
      // 20 November is the Friday of its week: the Friday before.
      const then = await rowOf(DISTRICT, WEEKLY, '&period=2026-W46&asOf=2026-11-13');
      await soon(() => textOf(page, `other-${WEEKLY}`)).toContain(`完成率 ${delta(now.ratio, then.ratio)}`);
      expect(await page.getByTestId(`other-${WEEKLY}`).getAttribute('title')).toContain('11-13');
      await page.getByTestId('compare').click();
      await soon(() => page.getByTestId('compare-line').count()).toBe(0);
      expect(param(page, 'compare')).toBeNull();
    }));
});

describe('the neighbours', () => {
  const siblings = async () => {
    const { siblings } = await world.get<AreaDetail>(`/api/areas/${TOWN}`);
    const at = siblings.findIndex(({ code }) => code === TOWN);
    return { siblings, before: siblings[at - 1]!, after: siblings[at + 1]! };
  };

  test('are a tap away, in the order of codes, which the buttons say', () =>
    on(`?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const { before, after, siblings: all } = await siblings();
      expect(await page.getByTestId('sibling-after').getAttribute('aria-label')).toContain('按区划代码');
      await page.getByTestId('sibling-after').click();
      await soon(() => textOf(page, 'area-title')).toBe(after.name);
      await page.getByTestId('sibling-before').press('Enter');
      await soon(() => textOf(page, 'area-title')).toBe(all.find(({ code }) => code === TOWN)!.name);
      await page.getByTestId('sibling-before').press('Enter');
      await soon(() => textOf(page, 'area-title')).toBe(before.name);
    }));

  test('the first has none before it, the last none behind', () =>
    on(`?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const { siblings: all } = await siblings();
      await page.goto(`${world.running.url}/?area=${all[0]!.code}&duty=${DUTY}`);
      await mapIdle(page);
      expect(await page.getByTestId('sibling-before').isDisabled()).toBe(true);
      await page.goto(`${world.running.url}/?area=${all.at(-1)!.code}&duty=${DUTY}`);
      await mapIdle(page);
      expect(await page.getByTestId('sibling-after').isDisabled()).toBe(true);
      expect(await page.getByTestId('sibling-before').isDisabled()).toBe(false);
    }));

  test('come in by a swipe over the head of the panel, and the menu names them all', () =>
    on(
      `?area=${TOWN}&duty=${DUTY}`,
      async ({ page, context }) => {
        const { after, siblings: all } = await siblings();
        const cdp = await context.newCDPSession(page);
        const swipe = async (dx: number, dy = 0) => {
          const box = (await page.getByTestId('area-title').boundingBox())!;
          const [x, y] = [box.x + 150, box.y + box.height / 2];
          const touch = (type: 'touchStart' | 'touchMove', share: number) =>
            cdp.send('Input.dispatchTouchEvent', {
              type,
              touchPoints: [{ x: x + dx * share, y: y + dy * share }],
            });
          await touch('touchStart', 0);
          for (const share of [0.25, 0.5, 0.75, 1]) await touch('touchMove', share);
          await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
        };
        await swipe(-140);
        await soon(() => textOf(page, 'area-title')).toBe(after.name);
        await mapIdle(page);
        await swipe(140);
        await soon(() => param(page, 'area')).toBe(TOWN);
        await mapIdle(page);
        // A short one, and one that goes down rather than sideways, mean something else.
        await swipe(-30);
        await swipe(-70, 60);
        expect(param(page, 'area')).toBe(TOWN);
        await page.getByTestId('crumb-current').click();
        expect(await page.getByRole('menuitemradio').allTextContents()).toEqual(all.map(({ name }) => name));
      },
      { touch: true, width: 820, height: 1180 },
    ));
});

describe('what goes wrong is said where it is missing', () => {
  const fail = (route: Route) =>
    route.fulfill({
      status: 500,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: '内部错误',
        status: 500,
        detail: '没能读取。',
        errors: [],
        requestId: 'r-1',
      }),
    });
  const NAMED = `?area=${DISTRICT}&duty=${DUTY}`;

  test.each([
    ['the map', '**/api/coverage?*', '[data-testid="map-error"]', '[data-testid="legend"]'],
    ['the panel', '**/api/coverage/summary?*', '[data-testid="panel"] > .panel__scroll', '.duty-figure'],
    ['the ranking', '**/api/coverage/ranking?*', '[data-testid="worst"]', '[data-testid^="worst-3"]'],
    ['the trend', '**/api/coverage/series?*', '.section:has(h2:text("走势"))', '[data-testid="trend"]'],
  ])('%s: an error with its words and a way to try again, the rest stays', (_what, url, place, healed) =>
    on(
      NAMED,
      async ({ page }) => {
        const error = page.locator(place).getByTestId('state-error');
        await error.waitFor();
        expect(await error.textContent()).toContain('内部错误');
        expect(await error.textContent()).toContain('r-1');
        await page.unrouteAll();
        await error.getByRole('button', { name: '重试' }).click();
        await page.locator(healed).first().waitFor();
        await soon(() => page.getByTestId('state-error').count()).toBe(0);
        await mapIdle(page);
      },
      { faulty: true, before: (page) => page.route(url, fail) },
    ),
  );

  test('who answers, the search, and the period before', () =>
    on(
      `${NAMED}&compare=1`,
      async ({ page }) => {
        await page.getByTestId('responsible-failed').waitFor();
        await page.getByTestId('panel').getByTestId('state-error').waitFor();
        await page.getByTestId('search').fill('lsw');
        await page.getByTestId('search-state').getByRole('button', { name: '重试' }).waitFor();
        await page.unrouteAll();
        await page.getByTestId('search-state').getByRole('button').click();
        await page.getByRole('option', { name: /灵山卫/ }).waitFor();
        expect(await page.getByRole('option').first().locator('mark').textContent()).toBe('灵山卫');
        await page.getByTestId('search').press('Escape');
        await page.getByTestId('responsible-failed').getByRole('button').click();
        await page.getByTestId('responsible').waitFor();
        await page.getByTestId('panel').getByTestId('state-error').getByRole('button').click();
        await page.getByTestId('compare-line').waitFor();
      },
      {
        faulty: true,
        before: async (page) => {
          await page.route('**/responsible?*', fail);
          await page.route('**/api/areas?q=*', fail);
          await page.route(/\/api\/coverage.*period=2026-10/, fail);
        },
      },
    ));

  test('what is on its way has its place, and what is not found says what to try', () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    return on(
      NAMED,
      async ({ page }) => {
        await page.getByTestId('panel').getByTestId('state-loading').first().waitFor();
        await page.getByTestId('search').fill('没有这个地方');
        await soon(() => textOf(page, 'search-state')).toContain('没有找到');
        expect(await textOf(page, 'search-state')).toContain('拼音首字母');
        expect(await page.locator('.legend').getByTestId('state-loading').count()).toBe(1);
        release();
        await page.getByTestId('figure-ratio').waitFor();
        await mapIdle(page);
        expect(await page.getByTestId('state-loading').count()).toBe(0);
      },
      {
        faulty: true,
        before: (page) =>
          page.route('**/api/coverage**', async (route) => {
            await held;
            await route.continue();
          }),
      },
    );
  });

  test('what could not be brought up to date says since when', () =>
    on(
      NAMED,
      async ({ page }) => {
        await mapIdle(page);
        const before = await textOf(page, 'figure-done');
        await page.route('**/api/coverage**', fail);
        // The next looks, a minute later.
        await page.clock.fastForward(62_000);
        await soon(() => page.getByTestId('section-stale').count()).toBeGreaterThanOrEqual(4);
        for (const text of await page.getByTestId('section-stale').allTextContents())
          expect(text).toContain('没能更新，数据截至 11-20 14:30');
        expect(await textOf(page, 'figure-done')).toBe(before);
        await page.unrouteAll();
        await page.clock.fastForward(62_000);
        await soon(() => page.getByTestId('section-stale').count()).toBe(0);
      },
      { faulty: true, before: (page) => page.clock.install() },
    ));
});
