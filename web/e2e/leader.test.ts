import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ResponsibleAnswer } from '#api/contract/areas.ts';
import type {
  CoverageAnswer,
  ProgrammesAnswer,
  RankingAnswer,
  SummaryAnswer,
} from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import { mapIdle, numberOf, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { ALL_SILENT, addOtherKinds, SIGNED, SILENT_TOWNS } from './otherKinds.ts';
import { onStage } from './stage.ts';
import { openDemoWorld, type World } from './world.ts';

const DISTRICT = '370211';
const TOWN = '370211007';
/** A slow town with a late source: what it knows is amber, what it may not know would make it green. */
const LATE_TOWN = SILENT_TOWNS[0]!;
const DUTY = 'needy-monthly';

let world: World;
let browser: Browser;

onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});
beforeAll(async () => {
  await addOtherKinds(world.running.url);
}, 300_000);

/** Rows of the list, drawn or not. */
const rowCount = async (page: Page): Promise<number> =>
  Number(await page.locator('.gap-table').getAttribute('aria-rowcount')) - 1;

async function open(path: string, size = { width: 1366, height: 1024 }): Promise<Watched> {
  const watched = await watchedPage(browser, world.running.url, size);
  await watched.page.goto(`${world.running.url}${path}`);
  await mapIdle(watched.page);
  return watched;
}

/** Source of axe-core: handed to the page by the debugger, since its policy lets no foreign script in. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeViolation {
  id: string;
  impact: string;
  nodes: { target: string[]; failureSummary: string }[];
}

/** What axe finds that is serious or critical, in words. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(`if (!window.axe) { ${AXE} }`);
  const found = await page.evaluate(async (): Promise<AxeViolation[]> => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: AxeViolation[] }> };
    };
    return (await axe.run({ resultTypes: ['violations'] })).violations;
  });
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
    );
}

/** Controls that can be seen and are smaller than a finger. */
const smallControls = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const controls =
      'button, a[href], input, select, [role="slider"], [role="menuitemradio"], [role="option"]';
    return [...document.querySelectorAll<HTMLElement>(controls)].flatMap((element) => {
      const { width, height } = element.getBoundingClientRect();
      const hidden = !element.checkVisibility({ visibilityProperty: true }) || element.closest('[inert]');
      if (hidden || (width >= 43.5 && height >= 43.5)) return [];
      const name = element.dataset.testid ?? element.getAttribute('aria-label') ?? element.textContent;
      return [`${name}: ${width.toFixed(0)} x ${height.toFixed(0)}`];
    });
  });

/** Goes to another address within the page. */
async function turnTo(page: Page, query: string) {
  await page.evaluate((search) => {
    history.replaceState(null, '', search);
    dispatchEvent(new PopStateEvent('popstate'));
  }, query);
  await mapIdle(page);
  await soon(() => page.getByTestId('state-loading').count()).toBe(0);
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

/** The API's row of a duty. */
async function rowOf(area: string, duty: string, period = '') {
  const { rows } = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${area}${period}`);
  return rows.find((row) => row.duty === duty)!;
}

/** A count as the screen writes it. */
const written = (n: number): string => n.toLocaleString('en-US');

/** A share as the screen writes it. */
const percent = (share: number | null): string => ((share ?? 0) * 100).toFixed(1);

describe('the leader’s screen', () => {
  test('starts on the district in Chinese with figures that equal the interface', () =>
    on('/', async ({ page }) => {
      expect(await textOf(page, 'area-title')).toBe('青岛西海岸新区');
      expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN');
      const summary = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${DISTRICT}`);
      const programmes = await world.get<ProgrammesAnswer>('/api/programmes');
      // Of calls that are due all the time the first; deadlines may be few.
      const first = programmes.items
        .flatMap(({ duties }) => duties)
        .find(({ kind }) => kind === 'coverSubjects')!.id;
      const row = summary.rows.find(({ duty }) => duty === first)!;
      expect(await numberOf(page, 'figure-ratio')).toBe(Number(((row.ratio ?? 0) * 100).toFixed(1)));
      expect(await numberOf(page, 'figure-done')).toBe(row.done);
      expect(await numberOf(page, 'gap-total')).toBe(row.gapCount);
      for (const type of GAP_TYPES)
        if (await page.getByTestId(`gap-${type}`).count())
          expect(await numberOf(page, `gap-${type}`), type).toBe(row.gaps[type]);
        else expect(row.gaps[type], type).toBe(0);
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
      await soon(() => textOf(page, 'area-title')).toBe('青岛西海岸新区');
      await page.goBack();
      await soon(() => textOf(page, 'area-title')).toBe(area.name);
    }));

  test('another period is another figure, kept in the address and after a reload', () =>
    on(`/?area=${TOWN}&duty=${DUTY}`, async ({ page }) => {
      const before = await textOf(page, 'period-label');
      await page.getByTestId('period-prev').click();
      await soon(() => textOf(page, 'period-label')).not.toBe(before);
      expect(new URL(page.url()).searchParams.get('period')).toBe('2026-10');
      const october = await world.get<SummaryAnswer>(`/api/coverage/summary?area=${TOWN}&period=2026-10`);
      const row = october.rows.find(({ duty }) => duty === DUTY)!;
      await soon(() => numberOf(page, 'figure-done')).toBe(row.done);
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
      expect(await rowCount(page)).toBe(Math.min(never, answer.items.length));
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
      expect(await rowCount(page)).toBe(31);
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
      await soon(() => page.evaluate(() => document.documentElement.lang)).toBe('en');
      expect(new URL(page.url()).searchParams.get('lang')).toBe('en');
      await soon(() => textOf(page, 'duty-select')).toContain('Needy households');
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
      await soon(() => textOf(page, 'area-title')).toBe('灵山卫街道');
    }));

  test('an unknown area says so and leads back', async () => {
    const watched = await watchedPage(browser, world.running.url, { width: 1366, height: 1024 });
    await watched.page.goto(`${world.running.url}/?area=nowhere`);
    await watched.page.getByTestId('state-empty').waitFor();
    await watched.page.getByTestId('state-empty').getByRole('button').click();
    await soon(() => textOf(watched.page, 'area-title')).toBe('青岛西海岸新区');
    await watched.context.close();
  });

  test('with the server away the last picture stays, stamped, and heals', async () => {
    const watched = await open(`/?area=${TOWN}&duty=${DUTY}`);
    const before = await textOf(watched.page, 'figure-done');
    await watched.context.setOffline(true);
    await watched.page.getByTestId('period-prev').click();
    await soon(() => textOf(watched.page, 'connection')).toContain('连接中断');
    expect(await textOf(watched.page, 'data-as-of')).toContain('11-20');
    await watched.context.setOffline(false);
    await watched.page.getByTestId('period-next').click();
    await mapIdle(watched.page);
    await soon(() => textOf(watched.page, 'figure-done')).toBe(before);
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

describe('every kind of duty', () => {
  test('a quota counts officers, and lists them by name and role with how many they called on', () =>
    on(`/?area=${DISTRICT}&duty=secretary-quota`, async ({ page }) => {
      const row = await rowOf(DISTRICT, 'secretary-quota');
      expect(await textOf(page, 'duty-select')).toContain('每人每月走访 8 户');
      expect(await textOf(page, 'figure-counted')).toContain(
        `${written(row.n)} 名干部 · 应走 ${written(row.required)} 户`,
      );
      expect(await numberOf(page, 'figure-done')).toBe(row.done);
      expect(await numberOf(page, 'figure-ratio')).toBe(Number(percent(row.ratio)));
      for (const type of ['never', 'stale', 'belowQuota', 'pending', 'noData'] as const)
        expect(await numberOf(page, `gap-${type}`), type).toBe(row.gaps[type]);
      expect(await textOf(page, 'gap-belowQuota')).toContain('未达户数');
      await page.getByTestId('gap-belowQuota').click();
      await page.getByTestId('gap-row').first().waitFor();
      const { items } = await world.get<GapsAnswer>(
        `/api/coverage/gaps?duty=secretary-quota&area=${DISTRICT}&type=belowQuota`,
      );
      expect(await rowCount(page)).toBe(row.gaps.belowQuota);
      const first = await textOf(page, 'gap-row');
      expect(first).toContain(`${items[0]!.name} 第一书记`);
      expect(first).toContain(`${items[0]!.done} / 8`);
    }));

  test('a deadline counts events: overdue, still to come, made up late', () =>
    on(`/?area=${TOWN}&duty=settled-return`, async ({ page }) => {
      const row = await rowOf(TOWN, 'settled-return');
      expect(row.metLate).toBeGreaterThan(0);
      expect(await textOf(page, 'duty-select')).toContain('7 天内');
      expect(await numberOf(page, 'figure-counted')).toBe(row.n);
      expect(await numberOf(page, 'figure-done')).toBe(row.done);
      expect(await numberOf(page, 'figure-met-late')).toBe(row.metLate);
      for (const type of ['overdue', 'never', 'noData'] as const)
        expect(await numberOf(page, `gap-${type}`), type).toBe(row.gaps[type]);
      expect(await page.getByTestId('gap-stale').count()).toBe(0);
      expect(await textOf(page, 'gap-never')).toContain('待走访');
      await page.getByTestId('open-list').click();
      await page.getByTestId('gap-row').first().waitFor();
      const { items } = await world.get<GapsAnswer>(
        `/api/coverage/gaps?duty=settled-return&area=${TOWN}&limit=100`,
      );
      const rows = await page.getByTestId('gap-row').allTextContents();
      expect(await rowCount(page)).toBe(row.gapCount);
      // only what is in sight is drawn
      for (const [i, { name, event, type }] of items.slice(0, rows.length).entries()) {
        expect(rows[i]).toContain(name);
        expect(rows[i]).toContain(`办结回访 ${event!.day.slice(5)}`);
        expect(rows[i]).toContain(event!.due.slice(5));
        expect(rows[i]).toMatch(type === 'overdue' ? /逾 \d+ 天/ : /剩 \d+ 天|今日到期/);
      }
      const subjects = items.map(({ subject }) => subject);
      expect(new Set(subjects).size, 'somebody has two events').toBeLessThan(subjects.length);
    }));

  test('a pairing starts its clock itself', () =>
    on(`/?area=${DISTRICT}&duty=firm-paired&list=overdue`, async ({ page }) => {
      await page.getByTestId('gap-row').first().waitFor();
      const row = await rowOf(DISTRICT, 'firm-paired');
      expect(await rowCount(page)).toBe(row.gaps.overdue);
      expect(await textOf(page, 'gap-row')).toMatch(/结对 1[01]-\d\d/);
    }));

  test('a late source makes the figure a range and the light unsure', () =>
    on(`/?area=${LATE_TOWN}&duty=frail-weekly`, async ({ page }) => {
      const row = await rowOf(LATE_TOWN, 'frail-weekly');
      expect(row).toMatchObject({ light: 'grey' });
      expect(row.unknown).toBeGreaterThan(0);
      expect(await textOf(page, 'figure-ratio')).toBe(`${percent(row.ratio)}–100`);
      expect(await textOf(page, 'figure-light')).toBe('待核');
      expect(await textOf(page, 'figure-silent')).toBe(`数据来源中断，${row.gaps.noData} 人情况不明`);
      expect(await numberOf(page, 'gap-noData')).toBe(row.gaps.noData);
      await page.getByTestId('crumb-district').click();
      await soon(() => textOf(page, 'area-title')).toBe('青岛西海岸新区');
      await mapIdle(page);
      const { columns } = await world.get<CoverageAnswer>(
        `/api/coverage?duty=frail-weekly&area=${DISTRICT}&level=town`,
      );
      const unsure = columns.code.filter((_code, i) => columns.light[i] === 'grey');
      expect(unsure).toContain(LATE_TOWN);
      for (const code of SILENT_TOWNS)
        expect(columns.unknown[columns.code.indexOf(code)], code).toBeGreaterThan(0);
      const none = columns.light.slice(0, -1).filter((light) => light === null).length;
      expect(await numberOf(page, 'legend-class-0-count')).toBe(none + unsure.length);
    }));

  test('counted households are marked as an estimate and have no list', () =>
    on(`/?area=${TOWN}&duty=households-counted`, async ({ page }) => {
      const row = await rowOf(TOWN, 'households-counted');
      expect(row.estimated).toBe(1);
      expect(await textOf(page, 'figure-estimated')).toBe('估算 100 %');
      expect(await numberOf(page, 'figure-required')).toBe(row.required);
      expect(await page.getByTestId('open-list').count()).toBe(0);
    }));

  test('a signed month says who signed what, and what it is now', () =>
    on(`/?area=${SIGNED.area}&duty=${SIGNED.duty}&period=${SIGNED.period}`, async ({ page }) => {
      const { signed, done, required } = await rowOf(SIGNED.area, SIGNED.duty, `&period=${SIGNED.period}`);
      expect(signed).toMatchObject({ by: SIGNED.by, changed: true, done: done - 1 });
      expect(await textOf(page, 'figure-signed')).toBe(
        `已封账 ${SIGNED.by} 11-20：完成 ${done - 1} / ${required}，现为 ${done} / ${required}`,
      );
    }));

  test('the slowest are the last among their peers', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}`, async ({ page }) => {
      const { items, rule } = await world.get<RankingAnswer>(
        `/api/coverage/ranking?duty=${DUTY}&area=${DISTRICT}`,
      );
      const last = items
        .filter(({ ranked }) => ranked)
        .toSorted((a, b) => a.value! - b.value!)
        .slice(0, 5);
      await page.locator('[data-testid^="worst-"]').first().waitFor();
      const shown = await page.locator('[data-testid^="worst-"]').allTextContents();
      expect(shown).toHaveLength(5);
      const words = { front: '同类前列', middle: '中游', back: '靠后' };
      for (const [i, { name, band, done, required }] of last.entries()) {
        expect(shown[i]).toContain(name + words[band!]);
        expect(shown[i]).toContain(`${done} / ${required}`);
      }
      expect(await textOf(page, 'worst')).toContain(
        `同类比较，小样本收缩 · 应走不足 ${rule.minRequired} 次的不列`,
      );
    }));

  test('what is withheld is drawn as no data', async () => {
    const watched = await watchedPage(browser, world.running.url, { width: 1366, height: 1024 });
    const { page } = watched;
    await page.route('**/api/coverage?*', async (route) => {
      const response = await route.fetch();
      const answer = (await response.json()) as CoverageAnswer;
      const at = answer.columns.code.indexOf(TOWN);
      for (const column of Object.values(answer.columns)) column.splice(at, 1);
      await route.fulfill({ response, json: { ...answer, withheld: [TOWN], count: answer.count - 1 } });
    });
    await page.goto(`${world.running.url}/?area=${DISTRICT}&duty=${DUTY}`);
    await mapIdle(page);
    expect(await numberOf(page, 'legend-class-0-count')).toBe(1);
    expect(watched.faults).toEqual([]);
    await watched.context.close();
  });
});

describe('for everyone', () => {
  const GRID = `${TOWN}001001`;

  test.each([
    [820, 1180],
    [1366, 1024],
    [1440, 900],
  ])('axe finds nothing serious and every control is as large as a finger: %i x %i', (width, height) =>
    on(
      `/?area=${DISTRICT}&duty=${DUTY}`,
      async ({ page }) => {
        for (const query of [
          `?area=${DISTRICT}&duty=${DUTY}`,
          `?area=${DISTRICT}&duty=frail-weekly&theme=dark`,
          `?area=${DISTRICT}&duty=settled-return&lang=en`,
          `?area=${TOWN}&duty=${DUTY}&asOf=2026-11-12&compare=1`,
          `?area=${TOWN}&duty=${DUTY}&asOf=2026-11-12&compare=1&theme=dark&lang=en`,
          `?area=${GRID}&duty=${DUTY}&theme=dark`,
          `?area=${GRID}&duty=member-staffing&lang=en`,
        ]) {
          await turnTo(page, query);
          expect(await seriousFindings(page), query).toEqual([]);
          expect(await smallControls(page), query).toEqual([]);
        }
      },
      { width, height },
    ),
  );

  test('menus and the list of what is fresh, too', () =>
    on(`/?area=${TOWN}&duty=frail-weekly`, async ({ page }) => {
      for (const opener of ['duty-select', 'crumb-current', 'data-as-of']) {
        await page.getByTestId(opener).click();
        await page.locator('.menu').waitFor();
        expect(await seriousFindings(page), opener).toEqual([]);
        expect(await smallControls(page), opener).toEqual([]);
        await page.keyboard.press('Escape');
        await soon(() => page.locator('.menu').count()).toBe(0);
      }
    }));

  test('how fresh each area is, and which sources are silent', () =>
    on(`/?area=${DISTRICT}&duty=frail-weekly`, async ({ page }) => {
      const { columns } = await world.get<CoverageAnswer>(
        `/api/coverage?duty=frail-weekly&area=${DISTRICT}&level=town`,
      );
      expect(await textOf(page, 'data-as-of')).toContain(`${ALL_SILENT.length} 个镇街来源中断`);
      await page.getByTestId('data-as-of').click();
      for (const [i, code] of columns.code.slice(0, -1).entries()) {
        const text = await textOf(page, `fresh-${code}`);
        const at = columns.lastReceivedAt[i];
        expect(text).toContain(at ? `${at.slice(5, 10)} ${at.slice(11, 16)}` : '尚无记录');
        expect(text.includes('来源中断'), code).toBe(ALL_SILENT.includes(code));
      }
      await page.getByTestId(`fresh-${TOWN}`).click();
      await soon(() => textOf(page, 'area-title')).toBe('灵山卫街道');
    }));

  test('by keyboard alone from the search to the list, with the focus to be seen', () =>
    on(`/?area=${DISTRICT}&duty=${DUTY}`, async ({ page }) => {
      const focused = () =>
        page.evaluate(() => {
          const at = document.activeElement as HTMLElement | null;
          const part = at?.matches('[role="slider"]') ? '::before' : undefined;
          const { outlineStyle, outlineWidth } = getComputedStyle(at ?? document.body, part);
          return {
            id: at?.dataset.testid ?? at?.tagName ?? '',
            seen: outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2,
          };
        });
      /** Goes on by Tab to a control, over none that does not show that it has the focus. */
      const tabTo = async (id: string) => {
        const passed: string[] = [];
        for (let i = 0; i < 80; i++) {
          await page.keyboard.press('Tab');
          const at = await focused();
          // Behind the last control the focus is the browser's own before it comes round.
          if (at.id === 'BODY') continue;
          expect(at.seen, `focus on ${at.id}`).toBe(true);
          if (at.id === id) return;
          passed.push(at.id);
        }
        throw new Error(`${id} was not reached from ${passed.join(', ')}`);
      };
      await tabTo('search');
      await page.keyboard.type('lsw');
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await soon(() => textOf(page, 'area-title')).toBe('灵山卫街道');
      await tabTo('duty-select');
      await page.keyboard.press('Enter');
      await page.getByTestId(`duty-${DUTY}`).waitFor();
      // A duty that somebody still owes: what is done in full has no list.
      do await page.keyboard.press('ArrowDown');
      while ((await focused()).id !== 'duty-firm-monthly');
      await page.keyboard.press('Enter');
      await soon(() => new URL(page.url()).searchParams.get('duty')).toBe('firm-monthly');
      await tabTo('day-thumb');
      await page.keyboard.press('ArrowLeft');
      await page.getByTestId('history').waitFor();
      await tabTo('open-list');
      await page.keyboard.press('Enter');
      await page.getByTestId('gap-row').first().waitFor();
      await page.keyboard.press('Escape');
      await soon(() => page.getByTestId('gap-row').count()).toBe(0);
    }));

  test('the duty is switched by touch', async () => {
    const watched = await watchedPage(browser, world.running.url, { width: 820, height: 1180, touch: true });
    await watched.page.goto(`${world.running.url}/?area=${TOWN}&duty=${DUTY}`);
    await mapIdle(watched.page);
    await watched.page.getByTestId('duty-select').tap();
    await watched.page.getByTestId('duty-frail-weekly').tap();
    await soon(() => new URL(watched.page.url()).searchParams.get('duty')).toBe('frail-weekly');
    expect(watched.faults).toEqual([]);
    await watched.context.close();
  });
});
