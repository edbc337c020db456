import type { Browser } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ProgrammeDetail } from '#api/contract/programmes.ts';
import type { AssignmentItem, SubjectItem } from '#api/contract/registers.ts';
import { numberOf, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import {
  allSent,
  FIRMS,
  gapsOf,
  ledgerOf,
  NEEDY,
  noteFirst,
  officersOf,
  openList,
  QUOTA,
  seriousFaults,
  smallTargets,
} from './visiting.ts';
import { openDemoWorld, type World } from './world.ts';

const PHONE = { width: 390, height: 844 };

let world: World;
let browser: Browser;
/** Each test takes an officer of its own. */
let cadres: string[];
let gridWorkers: string[];

onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});
beforeAll(async () => {
  cadres = await officersOf(world, FIRMS.duty);
  gridWorkers = (await officersOf(world, NEEDY.duty)).filter((id) => id.startsWith('W-'));
}, 300_000);

/** Runs a test on a fresh page and asks that nothing went wrong in it. */
async function fresh(body: (watched: Watched) => Promise<void>, size = PHONE) {
  const watched = await watchedPage(browser, world.running.url, { ...size, touch: true });
  try {
    await body(watched);
    expect(watched.faults).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

/** The programme with one more field, put back afterwards. */
async function withField(id: string, field: object, body: () => Promise<void>) {
  const { id: _, versions: __, ...before } = await world.get<ProgrammeDetail>(`/api/programmes/${id}`);
  const put = async (programme: object) => {
    const answer = await fetch(`${world.running.url}/api/programmes/${id}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(programme),
    });
    expect(answer.status, await answer.clone().text()).toBe(200);
  };
  await put({ ...before, fields: [...before.fields, field] });
  try {
    await body();
  } finally {
    await put(before);
  }
}

describe('the one who calls', () => {
  test('lists everybody who has not been reached, once, the worst first, names masked', () =>
    fresh(async ({ page }) => {
      const me = gridWorkers[0]!;
      const needy = await gapsOf(world, NEEDY.duty, me);
      const frail = await gapsOf(world, 'frail-weekly', me);
      await openList(page, world, me);
      const subjects = new Set([...needy, ...frail].map(({ subject }) => subject));
      const shown = await page
        .getByTestId('my-row')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-subject')));
      expect(shown.toSorted()).toEqual([...subjects].toSorted());
      expect(await numberOf(page, 'todo')).toBe(subjects.size);
      for (const name of await page.locator('.visit-row__who > b').allTextContents())
        expect(name).toMatch(/^.\*\*$/u);
      // of the duty that most of the list is about the order is the interface's own
      const alone = needy.filter(({ subject }) => !frail.some((other) => other.subject === subject));
      const order = shown.filter((id) => alone.some(({ subject }) => subject === id));
      expect(order).toEqual(alone.map(({ subject }) => subject));
    }));

  test('three taps for the common case, and the visit is in the ledger', () =>
    fresh(async ({ page }) => {
      const me = cadres[0]!;
      await openList(page, world, me);
      const row = page.getByTestId('my-row').first();
      const subject = await row.getAttribute('data-subject');
      await row.getByRole('button').tap();
      await page.getByTestId('outcome-met').tap();
      await page.getByTestId('visit-save').tap();
      await soon(() => textOf(page, 'toast')).toContain('见到');
      expect(await page.locator(`[data-subject="${subject}"]`).count()).toBe(0);
      await allSent(page);
      const visits = await ledgerOf(world, me);
      expect(visits).toMatchObject([
        {
          subject,
          officers: [me],
          mode: 'onSite',
          outcome: 'met',
          programme: FIRMS.programme,
          day: '2026-11-20',
        },
      ]);
      expect(await numberOf(page, 'done-today')).toBe(1);
      await page.reload();
      await soon(() => numberOf(page, 'done-today')).toBe(1);
    }));

  test('an answer that must be given is asked for, and says that they were met', () =>
    fresh(async ({ page }) => {
      const me = gridWorkers[1]!;
      await openList(page, world, me);
      const row = page.getByTestId('my-row').first();
      const subject = await row.getAttribute('data-subject');
      await row.getByRole('button').tap();
      await page.getByTestId('visit-save').tap();
      await page.getByText('请先选结果。').waitFor();
      await page.getByTestId('outcome-met').tap();
      await page.getByText('请填写。').waitFor();
      await page.getByTestId('form-close').tap();
      // row, answer, save: the answer stands for the outcome
      await row.getByRole('button').tap();
      await page.getByTestId('field-condition-worse').tap();
      await page.getByTestId('visit-save').tap();
      await page.getByTestId('visit-form').waitFor({ state: 'detached' });
      await allSent(page);
      expect(await ledgerOf(world, me)).toMatchObject([
        { subject, outcome: 'met', fields: { condition: 'worse' }, programme: NEEDY.programme },
      ]);
    }));

  test('every type of field, the mode, the note and an earlier time arrive as typed', () =>
    fresh(async ({ page }) => {
      const me = cadres[1]!;
      await openList(page, world, me);
      await page.getByTestId('my-row').first().getByRole('button').tap();
      await page.getByTestId('outcome-met').tap();
      await page.getByTestId('mode-phone').tap();
      await page.getByTestId('more-fields').tap();
      await page.getByTestId('field-needs-land').tap();
      await page.getByTestId('field-needs-funds').tap();
      await page.getByTestId('field-need').fill('扩建厂房');
      await page.getByTestId('field-jobsOpen').fill('12');
      await page.getByTestId('field-toTaskForce-true').tap();
      await page.getByTestId('note').fill('下周再联系');
      await page.getByTestId('change-time').tap();
      await page.getByTestId('at').fill('2026-11-20T09:05');
      await page.getByTestId('visit-save').tap();
      await page.getByTestId('visit-form').waitFor({ state: 'detached' });
      await allSent(page);
      expect(await ledgerOf(world, me)).toMatchObject([
        {
          at: '2026-11-20T09:05:00+08:00',
          mode: 'phone',
          fields: { needs: ['land', 'funds'], need: '扩建厂房', jobsOpen: 12, toTaskForce: true },
        },
      ]);
    }));

  test('who was not in stays on the list, marked and behind the others', () =>
    fresh(async ({ page }) => {
      const me = gridWorkers[2]!;
      await openList(page, world, me);
      const count = await numberOf(page, 'todo');
      const subject = await noteFirst(page, 'notIn');
      const last = page.getByTestId('my-row').last();
      await soon(() => last.getAttribute('data-subject')).toBe(subject);
      expect(await last.textContent()).toMatch(/今天 \d\d:\d\d 不在/);
      expect(await numberOf(page, 'todo')).toBe(count);
      await allSent(page);
      expect(await ledgerOf(world, me)).toMatchObject([{ subject, outcome: 'notIn', fields: {} }]);
    }));

  test('for a few seconds a record can be taken back, and was never sent', () =>
    fresh(async ({ page }) => {
      const me = cadres[2]!;
      const sent: string[] = [];
      page.on('request', (request) => request.method() === 'POST' && sent.push(request.url()));
      await openList(page, world, me);
      const subject = await noteFirst(page, 'met');
      await page.getByTestId('undo').tap();
      await page.locator(`[data-subject="${subject}"]`).waitFor();
      await soon(() => textOf(page, 'toast')).toBe('已撤销');
      await allSent(page);
      expect(sent).toEqual([]);
      expect(await ledgerOf(world, me)).toEqual([]);
    }));

  test('a refused record says why, is mended in its form and sent', async () => {
    // The browser itself writes a refusal to the console.
    const watched = await watchedPage(browser, world.running.url, { ...PHONE, touch: true });
    const { page } = watched;
    const me = cadres[3]!;
    await openList(page, world, me);
    const field = {
      id: 'agreed',
      name: { zh: '已告知政策', en: 'Policy explained' },
      type: 'yesNo',
      required: true,
      options: [],
    };
    // The programme's form changes after the page has read it.
    await withField(FIRMS.programme, field, async () => {
      const subject = await noteFirst(page, 'met');
      await soon(() => textOf(page, 'outbox')).toContain('1 条被退回');
      await page.locator(`[data-subject="${subject}"]`).waitFor();
      await page.getByTestId('outbox-show').tap();
      expect(await textOf(page, 'outbox-entry')).toContain('被退回：agreed必填');
      await page.getByTestId('entry-change').tap();
      await page.getByTestId('field-agreed-true').tap();
      await page.getByTestId('visit-save').tap();
      await page.getByTestId('visit-form').waitFor({ state: 'detached' });
      await allSent(page);
      expect(await ledgerOf(world, me)).toMatchObject([{ subject, fields: { agreed: true } }]);
    });
    await watched.context.close();
  });

  test('a first secretary sees how many of the quota are done and whom there is left to call on', () =>
    fresh(async ({ page }) => {
      const me = (await officersOf(world, QUOTA.duty))[0]!;
      const [item] = await gapsOf(world, QUOTA.duty, me);
      await openList(page, world, me);
      expect(await textOf(page, 'quota')).toContain(`${item!.done} / ${item!.required}`);
      const { items: assigned } = await world.get<{ items: AssignmentItem[] }>(
        `/api/assignments?officer=${me}&on=2026-11-20&limit=100`,
      );
      const own = await Promise.all(
        assigned.map(({ area }) =>
          world.get<{ items: SubjectItem[] }>(`/api/subjects?area=${area}&type=household&limit=1000`),
        ),
      );
      const subjects = own.flatMap(({ items }) => items);
      expect(subjects.length).toBeGreaterThan(0);
      const { items: visits } = await world.get<{
        items: { subject: string; outcome: string; mode: string }[];
      }>(`/api/visits?officer=${me}&from=2026-11-01&limit=1000`);
      const met = new Set(
        visits.filter((v) => v.outcome === 'met' && v.mode === 'onSite').map(({ subject }) => subject),
      );
      const left = subjects.filter(({ id }) => !met.has(id)).map(({ id }) => id);
      const shown = await page
        .getByTestId('my-row')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-subject')));
      expect(shown).toEqual(expect.arrayContaining(left));
      const first = page.locator(`[data-subject="${left[0]}"]`);
      await first.getByRole('button').tap();
      await page.getByTestId('programme').or(page.getByTestId('field-list')).first().waitFor();
      if (await page.getByTestId('programme').count())
        await page.getByTestId(`programme-${QUOTA.programme}`).tap();
      await page.getByTestId('field-list-none').tap();
      await page.getByTestId('visit-save').tap();
      await page.getByTestId('visit-form').waitFor({ state: 'detached' });
      await allSent(page);
      await soon(() => textOf(page, 'quota')).toContain(`${item!.done + 1} / ${item!.required}`);
      await soon(() => first.count()).toBe(0);
    }));

  test('near me first, by the place that the device tells', () =>
    fresh(async ({ page, context }) => {
      const me = gridWorkers[3]!;
      const gaps = (await gapsOf(world, NEEDY.duty, me)).filter(({ position }) => position);
      const [longitude, latitude] = gaps.at(-1)!.position!;
      await context.grantPermissions(['geolocation']);
      await context.setGeolocation({ longitude, latitude });
      await openList(page, world, me);
      await page.getByTestId('order-near').tap();
      await page.getByTestId('metres').first().waitFor();
      expect(new URL(page.url()).searchParams.get('order')).toBe('near');
      const km = (text: string) => Number.parseFloat(text) * (text.endsWith('km') ? 1000 : 1);
      const metres = (await page.getByTestId('metres').allTextContents()).map(km);
      expect(metres).toEqual(metres.toSorted((a, b) => a - b));
      expect(metres[0]).toBeLessThanOrEqual(100);
      // and the visit says where it was made
      const request = page.waitForRequest((each) => each.method() === 'POST');
      await noteFirst(page, 'notIn');
      expect((await request).postDataJSON()).toMatchObject({ position: [longitude, latitude] });
      await allSent(page);
    }));

  test('where the place is refused the list says so and stays', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, { ...PHONE, touch: true });
    await openList(page, world, gridWorkers[3]!);
    const before = await page.getByTestId('my-row').allTextContents();
    await page.evaluate(() => {
      navigator.geolocation.getCurrentPosition = (_found, failed) =>
        failed?.({ code: 1, message: 'denied', PERMISSION_DENIED: 1 } as GeolocationPositionError);
    });
    await page.getByTestId('order-near').tap();
    await soon(() => textOf(page, 'place-note')).toContain('没有定位权限');
    expect(await page.getByTestId('my-row').allTextContents()).toEqual(before);
    await context.close();
  });

  test('asks who calls, and says when there is no such officer', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, { ...PHONE, touch: true });
    await page.goto(`${world.running.url}/visit`);
    await page.getByTestId('officer-go').tap();
    await soon(() => textOf(page, 'officer-fault')).toBe('请先填写编号。');
    await page.getByTestId('officer-id').fill('nobody');
    await page.getByTestId('officer-go').tap();
    await soon(() => textOf(page, 'officer-fault')).toBe('没有编号为 nobody 的干部。');
    await page.getByTestId('officer-id').fill(cadres[4]!);
    await page.getByTestId('officer-go').tap();
    await page.getByTestId('my-row').first().waitFor();
    expect(new URL(page.url()).searchParams.get('officer')).toBe(cadres[4]);
    await context.close();
  });

  test.each([
    [390, 844, 'zh-CN', false],
    [390, 844, 'en', true],
    [820, 1180, 'zh-CN', true],
    [820, 1180, 'en', false],
    [1366, 1024, 'zh-CN', false],
    [1366, 1024, 'en', true],
  ])(
    '%i x %i in %s (dark: %s): nothing serious by axe, targets of 44 px, no sideways scroll',
    async (width, height, lang, dark) => {
      const watched = await watchedPage(browser, world.running.url, { width, height, dark, touch: true });
      const { page } = watched;
      await openList(page, world, gridWorkers[4]!, `&lang=${lang}`);
      expect(await page.evaluate(() => document.documentElement.lang)).toBe(lang);
      const check = async (what: string) => {
        expect(await seriousFaults(page), what).toEqual([]);
        expect(await smallTargets(page), what).toEqual([]);
        const sideways = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(sideways, what).toBeLessThanOrEqual(0);
      };
      await check('list');
      await page.getByTestId('my-row').first().getByRole('button').tap();
      await page.getByTestId('visit-form').waitFor();
      await page.getByTestId('more-fields').tap();
      await check('form');
      await page.goto(`${world.running.url}/visit?lang=${lang}`);
      await page.getByTestId('officer-id').waitFor();
      await check('who');
      expect(watched.faults).toEqual([]);
      await watched.context.close();
    },
  );
});
