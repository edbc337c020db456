import { readFile } from 'node:fs/promises';
import axe from 'axe-core';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import type { ProgrammesAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { VisitRecord } from '#api/contract/records.ts';
import type { OfficerItem, SubjectDetail } from '#api/contract/registers.ts';
import { mapIdle, numberOf, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { openDemoWorld, type World } from './world.ts';

const DISTRICT = '370211';
const TOWN = '370211007';
const DUTY = 'needy-monthly';
const LIST = `/?area=${TOWN}&duty=${DUTY}`;
const DESK = { width: 1440, height: 900 };

let world: World;
let browser: Browser;

onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

type Options = Parameters<typeof watchedPage>[2];

/** Opens a screen, runs a test on it and asks that nothing went wrong in it. */
async function on(path: string, body: (watched: Watched) => Promise<void>, options: Options = DESK) {
  const watched = await watchedPage(browser, world.running.url, options);
  try {
    await watched.page.goto(`${world.running.url}${path}`);
    await mapIdle(watched.page);
    await body(watched);
    expect(watched.faults).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

/** The list as the interface gives it. */
const gaps = (query = '', area = TOWN, duty = DUTY) =>
  world.get<GapsAnswer>(`/api/coverage/gaps?duty=${duty}&area=${area}&limit=1000${query}`);

const rowsOf = (page: Page) => page.getByTestId('gap-row');
const subjects = (page: Page) =>
  rowsOf(page).evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.subject));
const param = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);

/** Waits until the list shows as many as an answer has. */
async function shows(page: Page, answer: GapsAnswer): Promise<void> {
  await soon(() => numberOf(page, 'list-title')).toBe(answer.matching);
  await soon(() => page.getByTestId('gap-table').getAttribute('aria-rowcount')).toBe(
    String(answer.matching + 1),
  );
  await mapIdle(page);
}

describe('the filters of the list', () => {
  test('count what they leave, narrow to it, and Back undoes', () =>
    on(`${LIST}&list=all`, async ({ page }) => {
      const all = await gaps();
      await shows(page, all);
      for (const type of ['never', 'stale', 'belowQuota', 'pending'] as const)
        expect(await numberOf(page, `filter-${type}`), type).toBe(all.counts[type]);
      expect(await numberOf(page, 'filter-unassigned')).toBe(all.facets.unassigned);

      await page.getByTestId('filter-stale').click();
      await shows(page, await gaps('&type=stale'));
      await page.getByTestId('filter-never').click();
      const two = await gaps('&type=stale,never');
      await shows(page, two);
      expect(await numberOf(page, 'list-all')).toBe(sum(two.counts));
      expect(await page.getByTestId('filter-never').getAttribute('aria-pressed')).toBe('true');
      expect(param(page, 'list')).toBe('never,stale');
      expect(await page.getByTestId('map').getAttribute('data-points')).toBe(String(two.matching));

      const { tag, count } = two.facets.tags[0]!;
      await page.getByTestId('filter-tags').click();
      expect(await numberOf(page, `choice-${tag}`)).toBe(count);
      await page.getByTestId(`choice-${tag}`).click();
      await page.keyboard.press('Escape');
      const tagged = await gaps(`&type=stale,never&tag=${encodeURIComponent(tag)}`);
      expect(tagged.matching).toBe(count);
      await shows(page, tagged);
      await page.goBack();
      await shows(page, two);
      await page.getByTestId('filter-clear').click();
      await shows(page, all);
      expect(param(page, 'list')).toBe('all');
    }));

  test('by officer, found by typing', () =>
    on(`${LIST}&list=all`, async ({ page }) => {
      const { facets } = await gaps();
      const officer = facets.officers.at(-1)!;
      await page.getByTestId('filter-officer').click();
      await page.getByTestId('filter-officer-search').fill(officer.name.slice(0, 1));
      await page.getByTestId(`choice-${officer.id}`).click();
      const theirs = await gaps(`&officer=${officer.id}`);
      expect(theirs.matching).toBe(officer.count);
      await shows(page, theirs);
      expect(await textOf(page, 'filter-officer')).toContain(officer.name);
    }));

  test('by place: it goes there and keeps the rest', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}&list=never`, async ({ page }) => {
      const { facets } = await gaps('&type=never', DISTRICT);
      const [place] = facets.areas;
      await page.getByTestId('filter-place').click();
      expect(await numberOf(page, `choice-${place!.code}`)).toBe(place!.count);
      await page.getByTestId(`choice-${place!.code}`).click();
      await shows(page, await gaps('&type=never', place!.code));
      expect(param(page, 'area')).toBe(place!.code);
      expect(param(page, 'list')).toBe('never');
      await page.getByTestId('crumb-district').click();
      await soon(() => numberOf(page, 'list-title')).toBe(sum({ n: facets.types.never }));
    }));

  test('nobody answers: from the panel’s count and from the chip', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}`, async ({ page }) => {
      const alone = await gaps('&unassigned=1', DISTRICT);
      expect(alone.matching).toBeGreaterThan(0);
      expect(await numberOf(page, 'gap-unassigned')).toBe(alone.matching);
      await page.getByTestId('gap-unassigned').click();
      await shows(page, alone);
      expect(await page.getByTestId('filter-unassigned').getAttribute('aria-pressed')).toBe('true');
      for (const text of await page.getByTestId('gap-officer').allTextContents())
        expect(text).toBe('无人包联');
    }));

  test('all of it is in the address: whoever opens it sees the same', () =>
    on(`${LIST}&list=belowQuota,stale&tag=低保&sort=days`, async ({ page }) => {
      const answer = await gaps(`&type=belowQuota,stale&tag=${encodeURIComponent('低保')}&sort=days`);
      await shows(page, answer);
      const drawn = await subjects(page);
      expect(drawn).toEqual(answer.items.slice(0, drawn.length).map(({ subject }) => subject));
      await page.reload();
      await shows(page, answer);
      expect(await page.getByTestId('sort-days').getAttribute('aria-sort')).toBe('descending');
    }));

  test('nothing left: why, and the way back', () =>
    on(`${LIST}&list=noData`, async ({ page }) => {
      await page.getByTestId('gap-list').getByTestId('state-empty').waitFor();
      expect(await textOf(page, 'state-empty')).toContain(String(sum((await gaps()).counts)));
      await page.getByTestId('state-empty').getByRole('button').click();
      await shows(page, await gaps());
    }));
});

test('each head that orders the list does, and says so', () =>
  on(`${LIST}&list=all`, async ({ page }) => {
    for (const sort of ['days', 'area', 'officer', 'worst'] as const) {
      await page.getByTestId(`sort-${sort}`).getByRole('button').click();
      const { items } = await gaps(`&sort=${sort}`);
      const expected = items.slice(0, 10).map(({ subject }) => subject);
      await soon(async () => (await subjects(page)).slice(0, 10)).toEqual(expected);
      expect(await page.locator('th[aria-sort="ascending"], th[aria-sort="descending"]').count()).toBe(1);
      expect(await page.getByTestId(`sort-${sort}`).getAttribute('aria-sort')).not.toBe('none');
    }
  }));

describe('list and map', () => {
  test('draw as many points as there are rows, and the rest as counts that add up', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}&list=all`, async ({ page }) => {
      const { matching } = await gaps('', DISTRICT);
      const drawn = Number(await page.getByTestId('map').getAttribute('data-points'));
      expect(drawn).toBe(500);
      expect(await numberOf(page, 'list-legend-counted')).toBe(matching - drawn);
      expect(await numberOf(page, 'list-legend')).toBe(matching);
    }));

  test('a point under the pointer lights its row, a tap marks it and brings it into sight', () =>
    on(`${LIST}&list=never,stale`, async ({ page }) => {
      const box = (await page.getByTestId('map').boundingBox())!;
      const panel = (await page.getByTestId('panel').boundingBox())!;
      const lit = page.locator('[data-pointed="true"]');
      const seek = async () => {
        for (let y = box.y + 140; y < box.y + 560; y += 14)
          for (let x = box.x + 40; x < panel.x - 90; x += 14) {
            await page.mouse.move(x, y);
            if (await lit.count()) return { x, y };
          }
        throw new Error('no point was found on the map');
      };
      const { x, y } = await seek();
      const subject = await lit.getAttribute('data-subject');
      await page.mouse.click(x, y);
      const row = page.locator('[data-marked="true"]');
      await row.waitFor();
      expect(await row.getAttribute('data-subject')).toBe(subject);
      expect(param(page, 'area'), 'a point is not its area').toBe(TOWN);
    }));

  test('a long list draws only what is in sight, and loads on as it is scrolled', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}&list=all`, async ({ page }) => {
      expect(await rowsOf(page).count()).toBeLessThan(60);
      const { items } = await gaps('', DISTRICT);
      await rowsOf(page).first().focus();
      await page.keyboard.press('End');
      await soon(() => page.evaluate(() => document.activeElement?.getAttribute('data-subject'))).toBe(
        items[499]!.subject,
      );
      await soon(async () => {
        await page.keyboard.press('End');
        return page.evaluate(() => document.activeElement?.getAttribute('data-subject'));
      }).toBe(items[999]!.subject);
    }));
});

test('arrow keys go from row to row, space chooses, Enter opens, Escape goes back to the row', () =>
  on(`${LIST}&list=never,stale`, async ({ page }) => {
    const { items } = await gaps('&type=never,stale');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('data-subject'));
    await rowsOf(page).first().focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    expect(await focused()).toBe(items[1]!.subject);
    await page.keyboard.press('Space');
    expect(await textOf(page, 'list-count')).toBe(`已选 1 户，共 ${items.length} 户`);
    await page.keyboard.press('Enter');
    await page.getByTestId('records').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('records').waitFor({ state: 'detached' });
    expect(await focused()).toBe(items[1]!.subject);
    expect(param(page, 'list'), 'the list stays open').toBe('never,stale');
  }));

describe('the records behind', () => {
  test('a row opens its subject: why, visits, register', () =>
    on(`${LIST}&list=stale`, async ({ page }) => {
      const { items } = await gaps('&type=stale');
      const item = items[0]!;
      await rowsOf(page).first().click();
      const visits = await world.get<{ items: VisitRecord[] }>(
        `/api/visits?subject=${item.subject}&limit=50`,
      );
      await soon(() => page.getByTestId('records-visits').getByTestId('visit-row').count()).toBe(
        visits.items.length,
      );
      const why = await textOf(page, 'records-why');
      expect(why).toContain(`应走 ${item.required} 次，已走 ${item.done} 次`);
      expect(why).toContain(`${item.days} 天`);
      const detail = await world.get<SubjectDetail>(`/api/subjects/${item.subject}`);
      await soon(() => page.getByTestId('records-register').locator('li').count()).toBe(
        detail.history.length,
      );
      expect(await textOf(page, 'records')).toContain(item.name);
    }));

  test('the figure of what is done opens the visits it was made from', () =>
    on(LIST, async ({ page }) => {
      const summary = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${TOWN}`);
      const row = summary.rows.find(({ duty }) => duty === DUTY)!;
      const { items: programmes } = await world.get<ProgrammesAnswer>('/api/programmes');
      const programme = programmes.find(({ duties }) => duties.some(({ id }) => id === DUTY))!;
      const households = await world.get<{ items: { id: string; tags: string[] }[] }>(
        `/api/subjects?area=${TOWN}&type=household&limit=1000&on=${row.period.end}`,
      );
      const wanted = new Set(households.items.map(({ id }) => id));
      const visits = await world.get<{ items: VisitRecord[] }>(
        `/api/visits?area=${TOWN}&from=${row.period.start}&to=${row.period.end}&limit=1000`,
      );
      const behind = visits.items.filter(
        (visit) => visit.programme === programme.id && wanted.has(visit.subject),
      );
      expect(behind.filter(({ outcome }) => outcome === 'met').length).toBeGreaterThanOrEqual(row.done);
      await page.getByTestId('open-visits').click();
      const more = page.getByTestId('visits-more');
      await page.getByTestId('visits').getByTestId('visit-row').first().waitFor();
      while (await more.count()) {
        await more.click({ timeout: 5000 }).catch(() => undefined);
        await page.waitForTimeout(50);
      }
      expect(await page.getByTestId('visits').getByTestId('visit-row').count()).toBe(behind.length);
      await page.keyboard.press('Escape');
      await page.getByTestId('visits').waitFor({ state: 'detached' });
      expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe(
        'open-visits',
      );
    }));
});

test('what is handed over is answered for by whom it was handed to, and says what changed', () =>
  on(`${LIST}&list=never,stale`, async ({ page }) => {
    const { items } = await gaps('&type=never,stale');
    const chosen = [items[0]!, items[3]!];
    for (const { subject } of chosen)
      await page.locator(`[data-subject="${subject}"]`).getByTestId('select-row').click();
    expect(await textOf(page, 'list-count')).toContain('已选 2 户');
    const links = await page.getByTestId('copy-links').getAttribute('data-text');
    for (const { officer } of chosen) expect(links).toContain(`/visit?officer=${officer!.id}`);
    const officers = await world.get<{ items: OfficerItem[] }>(`/api/officers?area=${TOWN}&limit=50`);
    const heir = officers.items.find(({ id }) => chosen.every(({ officer }) => officer?.id !== id))!;
    for (const round of ['created', 'same']) {
      await page.getByTestId('hand-over').click();
      await page.getByTestId('heir-search').fill(heir.id);
      await page.getByTestId(`heir-${heir.id}`).click();
      await page.getByTestId('handover-confirm').click();
      await page.getByTestId('handover-finish').waitFor();
      const states = page.getByTestId('handover-row');
      expect(
        await states.evaluateAll((rows) => rows.map((row) => (row as HTMLElement).dataset.state)),
      ).toEqual([round, round]);
      await page.getByTestId('handover-finish').click();
    }
    const after = await gaps('&type=never,stale');
    for (const { subject } of chosen) {
      const now = after.items.find((item) => item.subject === subject)!;
      expect(now.officer?.id).toBe(heir.id);
      const { assignments } = await world.get<SubjectDetail>(`/api/subjects/${subject}`);
      expect(assignments).toMatchObject([
        { officer: heir.id, role: 'gridWorker', validFrom: '2026-11-20', validTo: null },
      ]);
    }
    await soon(() =>
      page.locator(`[data-subject="${chosen[0]!.subject}"]`).getByTestId('gap-officer').textContent(),
    ).toContain(heir.name);
  }));

describe('a file of exactly what is seen', () => {
  /** Has a file written and reads it. */
  async function fileOf(page: Page, format: string): Promise<Buffer> {
    const { matching } = await gaps('&type=never,stale&sort=days');
    await page.getByTestId('export-list').click();
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      // Said for a moment only.
      page
        .getByTestId('export-list')
        .filter({ hasText: `已导出 ${matching} 行` })
        .waitFor({ timeout: 60_000 }),
      page.getByTestId(`export-list-${format}`).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`\\.${format}$`));
    return readFile(await download.path());
  }

  test('as CSV, XLSX and GeoJSON', () =>
    on(`${LIST}&list=never,stale&sort=days`, async ({ page }) => {
      const { items } = await gaps('&type=never,stale&sort=days');
      const csv = await fileOf(page, 'csv');
      const [head, ...rows] = parse(csv, { bom: true, relaxColumnCount: true }) as string[][];
      expect(rows.length).toBe(items.length);
      expect(rows.map((row) => row[1])).toEqual(items.map(({ subject }) => subject));
      expect(rows.map((row) => row[2])).toEqual(items.map(({ name }) => name));
      expect(head!.join(), 'in the language of the page').toMatch(/缺口/);
      expect(rows[0]!.at(-1)).toBe(page.url());

      const book = unzipSync(new Uint8Array(await fileOf(page, 'xlsx')));
      const sheet = strFromU8(book['xl/worksheets/sheet1.xml']!);
      expect(sheet.match(/<row /g)?.length).toBe(items.length + 1);

      const features = JSON.parse((await fileOf(page, 'geojson')).toString('utf8')) as {
        features: unknown[];
      };
      expect(features.features).toHaveLength(items.length);
    }));

  test('a refusal is shown, with a way to try again', async () => {
    const watched = await watchedPage(browser, world.running.url, DESK);
    const { page } = watched;
    await page.route('**/api/reports', (route) => route.abort());
    await page.goto(`${world.running.url}${LIST}&list=never`);
    await rowsOf(page).first().waitFor();
    await page.getByTestId('export-list').click();
    await page.getByTestId('export-list-csv').click();
    await page.getByTestId('export-failed').waitFor();
    await page.unroute('**/api/reports');
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: 60_000 }),
      page.getByTestId('export-failed').getByRole('button').first().click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/\.csv$/);
    await watched.context.close();
  });
});

test('while it loads, and when it fails', async () => {
  const watched = await watchedPage(browser, world.running.url, DESK);
  const { page } = watched;
  let held: (() => void) | null = null;
  const gate = new Promise<void>((resolve) => {
    held = resolve;
  });
  await page.route('**/api/coverage/gaps?*', async (route) => {
    await gate;
    await route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: '服务暂不可用',
        status: 503,
        detail: '账本正在维护',
        errors: [],
        requestId: 'test-1',
      }),
    });
  });
  await page.goto(`${world.running.url}${LIST}&list=all`);
  await page.getByTestId('gap-list').getByTestId('state-loading').waitFor();
  held!();
  await page.getByTestId('gap-list').getByTestId('state-error').waitFor();
  await page.unroute('**/api/coverage/gaps?*');
  await page.getByTestId('gap-list').getByTestId('state-error').getByRole('button').click();
  await shows(page, await gaps());
  await watched.context.close();
});

describe.each([
  [820, 1180, true],
  [1366, 1024, true],
  [1440, 900, false],
])('at %i x %i', (width, height, touch) => {
  test.each([
    ['zh-CN', false],
    ['zh-CN', true],
    ['en', false],
    ['en', true],
  ])('in %s, dark %s: nothing serious for axe, no sideways scroll', (lang, dark) =>
    on(
      `${LIST}&list=never,stale&lang=${lang}`,
      async ({ page }) => {
        const answer = await gaps('&type=never,stale');
        await shows(page, answer);
        expect(await page.getByTestId('map').getAttribute('data-points')).toBe(String(answer.matching));
        await rowsOf(page).nth(1).getByTestId('select-row').click();
        await serious(page);
        await rowsOf(page).first().click();
        await page.getByTestId('records-register').locator('li').first().waitFor();
        await serious(page);
        await page.keyboard.press('Escape');
        await page.getByTestId('hand-over').click();
        await page.getByTestId('handover').waitFor();
        await serious(page);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(sideways).toBeLessThanOrEqual(0);
        const small = await page.evaluate(() =>
          [...document.querySelectorAll<HTMLElement>('.gap-list button, .gap-list label, .drawer button')]
            .map((element) => ({ text: element.textContent, box: element.getBoundingClientRect() }))
            .filter(({ box }) => box.height > 0 && (box.height < 44 || box.width < 32))
            .map(({ text, box }) => `${text} ${box.width}x${box.height}`),
        );
        expect(small).toEqual([]);
      },
      { width, height, touch, dark },
    ),
  );
});

/** Asks axe, and wants nothing serious or critical. */
async function serious(page: Page): Promise<void> {
  // The page's own policy forbids scripts that are written into it; the debugger's are none of those.
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run(
      document,
      { resultTypes: ['violations'] },
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  });
  expect(found).toEqual([]);
}
