import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { OutOfReachAnswer, PriorityAnswer, ReachAnswer } from '#api/contract/reach.ts';
import type { ServicePointsAnswer } from '#api/contract/servicePoints.ts';
import { mapIdle, numberOf, soon, textOf, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { DISTRICT, seriousFaults, smallTargets } from './visiting.ts';
import { openDemoWorld, type World } from './world.ts';

const TABLET = { width: 1366, height: 1024 };
const PORTRAIT = { width: 820, height: 1180, touch: true };
const DESK = { width: 1440, height: 900 };
const TOWN = '370211007';
const API = '/api/service-points';

let world: World;
let browser: Browser;
onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

/** Opens the layer of services, does something there, and wants no fault. */
async function on(
  query: string,
  act: (page: Page) => Promise<void>,
  options: Parameters<typeof watchedPage>[2] = TABLET,
): Promise<void> {
  const { page, context, faults } = await watchedPage(browser, world.running.url, options);
  await page.goto(`${world.running.url}/?layer=services${query}`);
  await page.getByTestId('clock-time').waitFor({ timeout: 60_000 });
  await mapIdle(page);
  await act(page);
  expect(faults).toEqual([]);
  await context.close();
}

const at = (day: string, time: string) => encodeURIComponent(`${day}T${time}:00+08:00`);
const pointsAt = (day: string, time: string) =>
  world.get<ServicePointsAnswer>(`${API}?area=${DISTRICT}&at=${at(day, time)}&limit=1000`);
const openOf = ({ items }: ServicePointsAnswer) => items.filter(({ open }) => open).length;
const percent = (share: number) => (Math.round(share * 1000) / 10).toFixed(1);

describe('the clock of services', () => {
  test('opens and shuts points, and moves desks', async () => {
    const [night, noon] = await Promise.all([
      pointsAt('2026-11-19', '03:00'),
      pointsAt('2026-11-19', '10:00'),
    ]);
    expect(openOf(noon)).toBeGreaterThan(openOf(night));
    const moved = noon.items.find(({ form, now }) => form === 'moving' && now !== null)!;
    await on('&at=2026-11-19T03:00', async (page) => {
      expect(await numberOf(page, 'clock-open')).toBe(openOf(night));
      expect(await textOf(page, 'clock-time')).toBe('03:00');
      await page.goto(`${world.running.url}/?layer=services&at=2026-11-19T10:00&point=${moved.id}`);
      await soon(() => numberOf(page, 'clock-open')).toBe(openOf(noon));
      await soon(() => textOf(page, 'point-state')).toContain('开放中');
      await page.getByTestId('clock-now').click();
      await soon(() => new URL(page.url()).searchParams.get('at')).toBeNull();
    });
  });

  test('steps on by half an hour, and by days', async () => {
    await on('&at=2026-11-19T10:00', async (page) => {
      await page.getByTestId('clock-play').click();
      await soon(() => textOf(page, 'clock-time')).toBe('10:30');
      await page.getByTestId('clock-day-before').click();
      await soon(() => new URL(page.url()).searchParams.get('at')).toBe('2026-11-18T10:30');
    });
  });
});

describe('reach', () => {
  test.each([DISTRICT, TOWN])('figures of %s are those of the interface', async (area) => {
    const { total } = await world.get<ReachAnswer>(`${API}/reach?area=${area}`);
    const far = await world.get<OutOfReachAnswer>(`${API}/out-of-reach?area=${area}&limit=1`);
    await on(`&area=${area}&reach=reach`, async (page) => {
      await soon(() => textOf(page, 'reach-share')).toBe(`${percent(total!.share!)}%`);
      expect(await numberOf(page, 'reach-far')).toBe(total!.outOfReach);
      await page.getByTestId('reach-far').click();
      await soon(() => numberOf(page, 'table-matching')).toBe(far.matching);
    });
  });

  test('a threshold of one’s own is asked for, a wrong one is told in words', async () => {
    const { total } = await world.get<ReachAnswer>(`${API}/reach?area=${DISTRICT}&metres=2500`);
    await on('', async (page) => {
      await page.getByTestId('filter-metres').click();
      await page.getByTestId('metres-own').fill('12');
      await page.getByTestId('metres-set').click();
      expect(await textOf(page, 'metres-own-fault')).toContain('50 到 100,000');
      await page.getByTestId('metres-own').fill('2500');
      await page.getByTestId('metres-set').click();
      await soon(() => textOf(page, 'reach-share')).toBe(`${percent(total!.share!)}%`);
    });
  });
});

test('the priority list follows its weights', async () => {
  const first = async (weights: string) =>
    (await world.get<PriorityAnswer>(`${API}/priority?area=${DISTRICT}&level=community&limit=1&${weights}`))
      .items[0]!;
  const reach = await first('gap=0&reach=10&issues=0');
  await on('&table=priority&ranks=0,10,0', async (page) => {
    const row = page.getByTestId('priority-row').first();
    await soon(() => row.getAttribute('data-area')).toBe(reach.area.code);
    expect(await textOf(page, 'weight-reach-share')).toBe('100%');
    await row.getByTestId('evidence-issues').click();
    await soon(() => new URL(page.url()).searchParams.get('ledger')).toBe('open');
  });
});

test('a siting is asked for, solved, and shown before and after', async () => {
  await on(
    `&area=${TOWN}&siting=new`,
    async (page) => {
      await page.getByTestId('siting-p').fill('0');
      await page.getByTestId('siting-run').click();
      expect(await textOf(page, 'siting-p-fault')).toContain('1 到 200');
      await page.getByTestId('siting-p').fill('2');
      await page.getByTestId('siting-run').click();
      await page.getByTestId('siting-outcome').waitFor({ timeout: 90_000 });
      const [before, after] = [
        await numberOf(page, 'siting-before-share'),
        await numberOf(page, 'siting-after-share'),
      ];
      expect(after).toBeGreaterThanOrEqual(before);
      expect(await page.getByTestId('siting-chosen').locator('li').count()).toBeLessThanOrEqual(2);
      await page.getByTestId('siting-before').click();
      await soon(() => page.getByTestId('siting-before').getAttribute('aria-checked')).toBe('true');
    },
    DESK,
  );
});

test.each([
  ['portrait, dark, English', '&lang=en', { ...PORTRAIT, dark: true }],
  ['at the desk, the priority list', '&table=priority', DESK],
  ['at the desk, siting in the dark', '&siting=new', { ...DESK, dark: true }],
])('%s: nothing is hard to reach or to read', async (_, query, options) => {
  await on(
    query,
    async (page) => {
      expect(await seriousFaults(page)).toEqual([]);
      expect(await smallTargets(page)).toEqual([]);
    },
    options,
  );
});
