import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { HeatCells, HotspotsAnswer } from '#api/contract/hotspots.ts';
import type { IssuePointsAnswer, IssueSummaryAnswer, IssuesAnswer } from '#api/contract/issueQuestions.ts';
import { mapIdle, numberOf, quiet, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { DISTRICT, seriousFaults, smallTargets } from './visiting.ts';
import { openDemoWorld, type World } from './world.ts';

const TABLET = { width: 1366, height: 1024 };
const PORTRAIT = { width: 820, height: 1180, touch: true };
const MONTH = 'from=2026-11-01&to=2026-11-20';
/** A stretch with towns cut through the middle. */
const BOX = '119.9,35.85,120.1,35.98';

let world: World;
let browser: Browser;
onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

/** Opens the layer of issues, does something there with the requests for a summary at hand, and wants no fault. */
async function on(
  query: string,
  act: (page: Page, asked: URL[]) => Promise<void>,
  options: Parameters<typeof watchedPage>[2] = TABLET,
): Promise<void> {
  const { page, context, faults }: Watched = await watchedPage(browser, world.running.url, options);
  const asked: URL[] = [];
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.pathname.startsWith('/api/')) asked.push(url);
  });
  await page.goto(`${world.running.url}/?layer=issues${query}`);
  await page.getByTestId('issues-open').waitFor({ timeout: 60_000 });
  await mapIdle(page);
  await act(page, asked);
  expect(faults).toEqual([]);
  await context.close();
}

const summaryOf = (more: string, period = '2026-11') =>
  world.get<IssueSummaryAnswer>(`/api/issues/summary?area=${DISTRICT}&period=${period}${more}`);
const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const settledOf = ({ measures: { reported, settled } }: IssueSummaryAnswer) =>
  `本期上报 ${reported} 件，已办结 ${settled} 件`;

describe('only what is in sight', () => {
  test('a link with a box shows its figures, heat, points, hotspots and ledger', async () => {
    const all = await summaryOf('');
    const cut = await summaryOf(`&bbox=${BOX}`);
    expect(cut.measures.open).toBeGreaterThan(0);
    expect(cut.measures.open).toBeLessThan(all.measures.open);
    const cells = await world.get<HotspotsAnswer>(
      `/api/hotspots?area=${DISTRICT}&cell=community&${MONTH}&bbox=${BOX}`,
    );
    const points = await world.get<IssuePointsAnswer>(
      `/api/issues/points?area=${DISTRICT}&${MONTH}&bbox=${BOX}`,
    );
    for (const [i, lon] of points.columns.lon.entries()) {
      const lat = points.columns.lat[i]!;
      expect(lon >= 119.9 && lon <= 120.1 && lat >= 35.85 && lat <= 35.98).toBe(true);
    }
    await on(`&show=points&bbox=${BOX}`, async (page, asked) => {
      expect(await numberOf(page, 'issues-open')).toBe(cut.measures.open);
      expect(await textOf(page, 'issues-settled')).toBe(settledOf(cut));
      expect(await textOf(page, 'extent-pill')).toBe('只看画面内');
      expect(await textOf(page, 'legend')).toContain(points.count.toLocaleString('en-US'));
      // Who opens the link sees what was sent, whatever the screen.
      expect(param(page, 'bbox')).toBe(BOX);
      await page.getByTestId('show-hotspots').click();
      await soon(() => numberOf(page, 'legend-hot3')).toBe(
        cells.columns.bin.filter((bin) => bin === 3).length,
      );
      await page.getByTestId('show-heat').click();
      await soon(() => textOf(page, 'legend')).toContain(`${points.count.toLocaleString('en-US')} 件有位置`);
      for (const path of ['points', 'summary', 'series', 'heatmap'])
        expect(
          asked
            .filter(({ pathname }) => pathname === `/api/issues/${path}`)
            .map((u) => u.searchParams.get('bbox')),
        ).toContain(BOX);
      // The list covers more of the map: it still speaks of the same issues.
      await page.getByTestId('issues-open').click();
      await soon(() => numberOf(page, 'ledger-matching')).toBe(cut.measures.open);
      await mapIdle(page);
      expect(param(page, 'bbox')).toBe(BOX);
      await page.getByTestId('ledger-close').click();
      await page.getByTestId('extent-leave').click();
      await soon(() => numberOf(page, 'issues-open')).toBe(all.measures.open);
      expect(param(page, 'bbox')).toBeNull();
    });
  });

  test('the switch takes what is in sight and follows the map', async () => {
    const all = await summaryOf('');
    await on('', async (page) => {
      await page.getByTestId('extent').click();
      await soon(() => param(page, 'bbox')).not.toBeNull();
      const first = param(page, 'bbox')!;
      for (let i = 0; i < 2; i++) {
        const before = param(page, 'bbox');
        await page.getByRole('button', { name: '放大' }).click();
        await soon(() => param(page, 'bbox')).not.toBe(before);
      }
      const box = param(page, 'bbox')!;
      expect(box).toMatch(/^(-?\d+(\.\d{1,4})?,){3}-?\d+(\.\d{1,4})?$/);
      const [w, s, e, n] = box.split(',').map(Number) as [number, number, number, number];
      const [west, , east] = first.split(',').map(Number) as [number, number, number, number];
      expect((e - w) / (east - west)).toBeCloseTo(0.25, 1);
      const cut = await summaryOf(`&bbox=${box}`);
      expect(cut.measures.open).toBeLessThan(all.measures.open);
      await soon(() => numberOf(page, 'issues-open')).toBe(cut.measures.open);
      // Dragging moves it along.
      await page.mouse.move(400, 500);
      await page.mouse.down();
      await page.mouse.move(300, 460, { steps: 5 });
      await page.mouse.up();
      await soon(() => param(page, 'bbox')).not.toBe(box);
      await mapIdle(page);
      await quiet(page);
      const moved = param(page, 'bbox')!.split(',').map(Number);
      expect(moved[0]!).toBeGreaterThan(w);
      expect(moved[1]!).toBeLessThan(s);
      expect(moved[3]!).toBeLessThan(n);
      await page.getByTestId('extent').click();
      await soon(() => numberOf(page, 'issues-open')).toBe(all.measures.open);
    });
  });
});

test('one answer tells the totals, the categories, the sources and the areas', async () => {
  await on('', async (page, asked) => {
    await quiet(page);
    const summaries = asked.filter(({ pathname }) => pathname === '/api/issues/summary');
    expect(summaries.map((url) => url.searchParams.get('by'))).toEqual(['category,source,area']);
  });
});

describe('columns', () => {
  test('stand for the issues of their hexagons, and lead to them', async () => {
    const { columns, located } = await world.get<HeatCells>(
      `/api/issues/heatmap?area=${DISTRICT}&${MONTH}&resolution=7`,
    );
    const most = Math.max(...columns.count);
    const cell = columns.cell[columns.count.indexOf(most)]!;
    const ledger = await world.get<IssuesAnswer>(
      `/api/issues?area=${DISTRICT}&${MONTH}&cell=${cell}&limit=1`,
    );
    expect(ledger.matching).toBeGreaterThanOrEqual(most);
    await on('&show=columns', async (page) => {
      expect(await textOf(page, 'legend')).toContain(`最高 ${most} 件`);
      expect(await textOf(page, 'legend')).toContain(`${located} 件有位置`);
      let drawn = 0;
      for (const each of ['heat-1', 'heat-2', 'heat-3', 'heat-4'])
        drawn += await numberOf(page, `legend-${each}`);
      expect(drawn).toBe(columns.cell.length);
      expect(await seriousFaults(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
      // Somewhere on the map is a column: its pill says how many, and a tap opens them.
      const pill = page.locator('.map-pill--tip');
      const found = await findOnMap(page, async () =>
        (await pill.count()) ? (await pill.textContent())! : '',
      );
      const told = Number(/(\d+) 件/.exec(found.text)![1]);
      expect(columns.count).toContain(told);
      await page.mouse.click(found.x, found.y);
      await soon(() => param(page, 'cell')).not.toBeNull();
      const chosen = param(page, 'cell')!;
      expect(columns.count[columns.cell.indexOf(chosen)]).toBe(told);
      const behind = await world.get<IssuesAnswer>(
        `/api/issues?area=${DISTRICT}&${MONTH}&cell=${chosen}&limit=1`,
      );
      await soon(() => numberOf(page, 'ledger-matching')).toBe(behind.matching);
      await page.getByTestId('ledger-cell').click();
      const whole = await world.get<IssuesAnswer>(`/api/issues?area=${DISTRICT}&${MONTH}&limit=1`);
      await soon(() => numberOf(page, 'ledger-matching')).toBe(whole.matching);
    });
  });
});

/** Looks with the pointer where on the map something is said, and makes sure of it: the pill follows with a delay. */
async function findOnMap(page: Page, told: () => Promise<string>) {
  const isSaid = (text: string) => /\d+ 件/.test(text) && text.includes('平方公里');
  const stayAt = async (x: number, y: number) => {
    await page.mouse.move(x + 1, y);
    await page.mouse.move(x, y);
    await page.waitForTimeout(800);
    return told();
  };
  for (let y = 400; y < 640; y += 40)
    for (let x = 140; x < 760; x += 30) {
      await page.mouse.move(x, y);
      await page.waitForTimeout(50);
      if (!isSaid(await told())) continue;
      for (const back of [0, 30, 60, 90, 120]) {
        const text = await stayAt(x - back, y);
        if (isSaid(text)) return { x: x - back, y, text };
      }
    }
  throw new Error('nothing is said anywhere on the map');
}

describe('settings of hotspots', () => {
  test('are chosen in a panel, stand in the address and in words, and are what is asked', async () => {
    const spots = (query: string) =>
      world.get<HotspotsAnswer>(`/api/hotspots?area=${DISTRICT}&${MONTH}&${query}`);
    const hot = (answer: HotspotsAnswer, least = 3) =>
      answer.columns.bin.filter((bin) => bin !== null && bin >= least).length;
    const grids = await spots('cell=grid&value=perHousehold&weights=knn&k=12');
    const hexagons = await spots('cell=h3&resolution=8&weights=knn&k=12&alpha=0.05');
    await on('&show=hotspots', async (page) => {
      await page.getByTestId('spot-settings').click();
      await page.getByTestId('spot-cells-grid').click();
      await page.getByTestId('spot-value-perHousehold').click();
      await page.getByTestId('spot-weights-knn').click();
      await page.getByTestId('spot-k').fill('0');
      expect(await textOf(page, 'spot-k-fault')).toContain('1 至 100');
      await page.getByTestId('spot-k').fill('12');
      await soon(() => textOf(page, 'spot-words')).toContain('每户件数 · 全区各网格 · 与最近的 12 个一起看');
      expect(['value', 'cells', 'weights', 'k'].map((name) => param(page, name))).toEqual([
        'perHousehold',
        'grid',
        'knn',
        '12',
      ]);
      await soon(() => numberOf(page, 'legend-hot3')).toBe(hot(grids));
      expect(await seriousFaults(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
      await page.getByTestId('spot-cells-h3').click();
      // Households are not known by hexagon: the choice is gone, and so is what cannot be asked.
      await soon(() => page.getByTestId('spot-value-perHousehold').count()).toBe(0);
      await page.getByTestId('spot-alpha-0.05').click();
      await soon(() => numberOf(page, 'legend-hot3')).toBe(hot(hexagons));
      await page.keyboard.press('Escape');
      await soon(() => numberOf(page, 'legend-none')).toBe(
        hexagons.columns.bin.filter((bin) => bin === 0).length,
      );
      await soon(() => textOf(page, 'found-hotspots')).toContain('把握不低于 95%');
      await mapIdle(page);
      // A hot hexagon is named by the community it lies in, and leads to its issues.
      const row = page.getByTestId('found-hotspots').locator('button').first();
      const code = (await row.getAttribute('data-testid'))!.replace('found-', '');
      const { area } = hexagons.hexagons!.find((each) => each.code === code)!;
      expect((await row.textContent())!.replace(/\s/g, '')).toContain(
        area.name.replace('居委会', '').slice(0, 2),
      );
      await row.click();
      await soon(() => param(page, 'cell')).toBe(code);
      await soon(() => numberOf(page, 'ledger-matching')).toBe(
        hexagons.columns.observed[hexagons.columns.code.indexOf(code)],
      );
    });
  });

  test('what is found of hexagons over time is drawn too', async () => {
    await on('&show=emerging&cells=h3&resolution=7', async (page) => {
      expect(await textOf(page, 'found-emerging')).toContain('按 H3 7 级六边形');
    });
  });
});

describe('map and charts narrow each other', () => {
  test('a source and a category narrow the map', async () => {
    const { groups } = await summaryOf('&by=category,source');
    const [top] = groups!.category!.filter(({ parent }) => parent === null);
    const points = (more: string) =>
      world.get<IssuePointsAnswer>(`/api/issues/points?area=${DISTRICT}&${MONTH}${more}`);
    const [all, ofCategory, ofBoth] = [
      await points(''),
      await points(`&category=${top!.key}`),
      await points(`&category=${top!.key}&source=hotline`),
    ];
    expect(new Set([all.count, ofCategory.count, ofBoth.count]).size).toBe(3);
    const drawn = async (page: Page, answer: IssuePointsAnswer) => {
      await soon(() => textOf(page, 'legend')).toContain(`${answer.count} 件有位置`);
      await mapIdle(page);
    };
    await on('&show=points', async (page) => {
      await drawn(page, all);
      await page.getByTestId(`category-${top!.key}`).click();
      await drawn(page, ofCategory);
      await page.getByTestId('filter-source').click();
      await page.getByTestId('choice-hotline').click();
      await drawn(page, ofBoth);
    });
  });

  test('a week of the trend narrows the map', async () => {
    const week = await world.get<IssuePointsAnswer>(
      `/api/issues/points?area=${DISTRICT}&from=2026-11-02&to=2026-11-08`,
    );
    await on('&show=points', async (page) => {
      await page.getByTestId('trend-2026-W45').click();
      await soon(() => textOf(page, 'legend')).toContain(`${week.count} 件有位置`);
      await mapIdle(page);
    });
  });

  test('an area tapped on the map narrows the charts', async () => {
    await on('', async (page) => {
      // Somewhere in the middle of the district.
      await page.mouse.click(440, 560);
      await soon(() => param(page, 'area')).not.toBeNull();
      const code = param(page, 'area')!;
      const { groups, measures } = await world.get<IssueSummaryAnswer>(
        `/api/issues/summary?area=${code}&period=2026-11&by=category,source`,
      );
      await soon(() => numberOf(page, 'issues-open')).toBe(measures.open);
      const [top] = groups!.category!.filter(
        ({ parent, measures: of }) => parent === null && of.reported > 0,
      );
      await soon(() => textOf(page, `category-${top!.key}`)).toContain(
        `${top!.name}${top!.measures.reported}`,
      );
      const { columns } = await world.get<{ columns: { reported: number[] } }>(
        `/api/issues/series?area=${code}&from=2026-10-09&to=2026-11-20&step=week`,
      );
      const bars = await page.getByTestId('issue-trend').locator('.visually-hidden').allInnerTexts();
      expect(bars.map((text) => Number(/上报 (\d+) 件/.exec(text)![1]))).toEqual(columns.reported);
    });
  });
});

test('in portrait, in the dark and in English nothing is hard to reach or to read', async () => {
  await on(
    `&lang=en&show=columns&bbox=${BOX}`,
    async (page) => {
      expect(await textOf(page, 'extent-pill')).toBe('In view only');
      expect(await seriousFaults(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
      await page.getByTestId('show-hotspots').click();
      await page.getByTestId('spot-settings').click();
      await page.getByTestId('spot-panel').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
    },
    { ...PORTRAIT, dark: true },
  );
});
