import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditAnswer } from '#api/contract/access.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { IssuesAnswer } from '#api/contract/issueQuestions.ts';
import type { IssueDetail } from '#api/contract/issues.ts';
import { phonePhoto } from '#api/photoFixture.ts';
import { mapIdle, soon, textOf, watchedPage } from './browser.ts';
import { beyondSignIn, type GuardedWorld, openGuardedWorld, type Person, signIn } from './guarded.ts';
import { onStage } from './stage.ts';
import { allSent, DISTRICT, FIRMS, seriousFaults, smallTargets } from './visiting.ts';

const TOWN = '370211007';
const TABLET = { width: 1366, height: 1024 };
const PHONE = { width: 390, height: 844, touch: true };
/** In the middle of the town. */
const HERE = { longitude: 120.17, latitude: 35.9 };

let world: GuardedWorld;
let browser: Browser;
let planner: Person;
let leader: Person;
/** Cadres to firms: each test takes one of its own. */
let officers: string[];
let photo: { name: string; mimeType: string; buffer: Buffer };

onStage(openGuardedWorld, (stage) => {
  ({ world, browser } = stage);
});
beforeAll(async () => {
  planner = await world.person('planner', { displayName: '周规划' });
  leader = await world.person('leader', { displayName: '李书记' });
  const { facets } = await world.read<GapsAnswer>(
    planner,
    `/api/coverage/gaps?duty=${FIRMS.duty}&area=${DISTRICT}&limit=1`,
  );
  officers = facets.officers.map(({ id }) => id);
  photo = { name: 'a.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(await phonePhoto(3000, 2000)) };
}, 300_000);

interface Opened {
  page: Page;
  context: BrowserContext;
  faults: string[];
}

/** A screen as somebody sees it. */
async function open(
  who: Person,
  path: string,
  size: typeof TABLET & { touch?: boolean; worker?: boolean; dark?: boolean } = TABLET,
): Promise<Opened> {
  const watched = await watchedPage(browser, world.running.url, size);
  await watched.page.goto(`${world.running.url}${path}`);
  await signIn(watched.page, who);
  return watched;
}

const issuesOf = (query: string) =>
  world.read<IssuesAnswer>(planner, `/api/issues?area=${DISTRICT}&sort=newest&limit=100${query}`);
const detailOf = (id: string) => world.read<IssueDetail>(planner, `/api/issues/${id}`);

/** Reports an issue over the wire as the planner. @returns its id */
async function reported(page: Page, more: object = {}): Promise<string> {
  return page.evaluate(
    async ({ area, fields }) => {
      const id = crypto.randomUUID();
      const response = await fetch('/api/issues', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({
          ...{ id, category: 'key-problems.noise', source: 'hotline', at: '2026-11-20T09:00:00+08:00', area },
          ...{ title: '夜间施工', text: '连续三晚', reporter: { name: '王建国', phone: '13864221907' } },
          ...fields,
        }),
      });
      if (!response.ok) throw new Error(await response.text());
      return id;
    },
    { area: TOWN, fields: more },
  );
}

/** Chooses something to be done, fills its form in and sends it. */
async function act(page: Page, type: string, fill: (page: Page) => Promise<void> = async () => {}) {
  if ((await page.getByTestId(`act-${type}`).count()) === 0) await page.getByTestId('act-more').click();
  await page.getByTestId(`act-${type}`).click();
  await fill(page);
  await page.getByTestId('event-send').click();
  await page.getByTestId('event-form').waitFor({ state: 'detached' });
}
const state = (page: Page) => page.getByTestId('issue-state').getAttribute('data-state');

/** How many photos this device holds. */
const photosHeld = (page: Page) =>
  page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'guatu-outbox')) return 0;
    return new Promise<number>((resolve, reject) => {
      const opening = indexedDB.open('guatu-outbox');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const db = opening.result;
        const count = db.transaction('photos').objectStore('photos').count();
        count.onsuccess = () => {
          db.close();
          resolve(count.result);
        };
      };
    });
  });

describe('the closed loop', () => {
  test('from the report with a photo to the end, by people whose duties are apart, seen live by others', async () => {
    const office = await open(planner, `/?layer=issues&area=${TOWN}`);
    const { page } = office;
    await page.getByTestId('open-report').click();
    await page.getByTestId('report-send').click();
    expect(await textOf(page, 'report-category')).toContain('请选类别');
    await page.getByTestId('report-category-key-problems').click();
    await page.getByTestId('report-category-below-key-problems.noise').click();
    await page.getByTestId('report-title').fill('工地夜里不停');
    await page.getByTestId('report-photo').setInputFiles([photo, photo]);
    await soon(() => page.locator('.photo-input img').count()).toBe(2);
    await page.getByRole('button', { name: '去掉第 2 张' }).click();
    // the place is tapped on the map
    await mapIdle(page);
    await page.getByTestId('report-place-map').click();
    await page.getByTestId('map').click({ position: { x: 440, y: 480 } });
    expect(await textOf(page, 'report-where')).toMatch(/地图位置：12\d\.\d+, 3\d\.\d+/);
    expect(new URL(page.url()).searchParams.get('area')).toBe(TOWN);
    await page.getByTestId('report-send').click();
    await page.getByTestId('issue-detail').waitFor();
    const id = new URL(page.url()).searchParams.get('issue')!;
    expect(await detailOf(id)).toMatchObject({
      ...{ state: 'reported', photos: 1, source: 'snapAndReport', category: { id: 'key-problems.noise' } },
      // large photos are made small before they leave
      pictures: [{ width: 1067, height: 1600 }],
    });

    // somebody else has it open and touches nothing
    const desk = await open(leader, new URL(page.url()).search);
    await soon(() => state(desk.page)).toBe('reported');
    await act(page, 'accepted');
    await act(page, 'dispatched', async () => {
      await page.getByTestId('event-send').click();
      expect(await textOf(page, 'event-organisations')).toContain('至少选一个');
      await page.getByTestId('event-organisations-search').fill('民政');
      await page.getByRole('option').first().click();
    });
    await soon(() => state(desk.page)).toBe('dispatched');
    expect(await textOf(desk.page, 'issue-organisations')).toContain('民政局');
    await act(page, 'handling');
    await act(page, 'resolved', async () => {
      await page.getByTestId('event-kind-solved').click();
      await page.getByTestId('event-note').fill('工地已停止夜间施工');
    });
    await soon(() => state(page)).toBe('resolved');
    // whoever deals with it does not verify it
    expect(await page.getByTestId('act-verified').count()).toBe(0);
    await act(page, 'rated', async () => {
      await page.getByTestId('event-rating-satisfied').click();
      await page.getByTestId('event-settled-yes').click();
    });
    await soon(() => state(desk.page)).toBe('resolved');
    await act(desk.page, 'verified');
    await act(desk.page, 'closed');
    await soon(() => state(page)).toBe('closed');
    expect(await textOf(page, 'issue-rating')).toContain('满意');
    expect(
      await page
        .getByTestId('issue-event')
        .evaluateAll((rows) => rows.map((row) => row.getAttribute('data-type'))),
    ).toEqual([
      ...['reported', 'accepted', 'dispatched', 'handling', 'resolved', 'rated', 'verified', 'closed'],
    ]);
    expect((await detailOf(id)).log.map(({ by }) => by)).toEqual([...Array(6).fill('周**'), '李**', '李**']);
    for (const { faults, context } of [office, desk]) {
      expect(beyondSignIn(faults)).toEqual([]);
      await context.close();
    }
  });

  test('what is not allowed any more is told with what is, and nothing changes', async () => {
    const { page, context } = await open(planner, `/?layer=issues&area=${TOWN}`);
    const id = await reported(page);
    await page.goto(`${world.running.url}/?layer=issues&area=${TOWN}&issue=${id}`);
    await page.getByTestId('act-refused').click();
    await page.getByTestId('event-reason').fill('不属实');
    // somebody was quicker
    await page.evaluate(
      (issue) =>
        fetch(`/api/issues/${issue}/events`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify({ id: crypto.randomUUID(), type: 'accepted' }),
        }),
      id,
    );
    await page.getByTestId('event-send').click();
    await soon(() => textOf(page, 'event-refused')).toContain('现在可以：分派、');
    expect(await state(page)).toBe('accepted');
    await page.getByTestId('event-cancel').click();
    await page.getByTestId('act-dispatched').waitFor();
    expect((await detailOf(id)).log.map(({ type }) => type)).toEqual(['reported', 'accepted']);
    await context.close();
  });

  test('the way back leads to where one was, and the map marks what is open', async () => {
    const { page, context, faults } = await open(planner, `/?layer=issues&area=${TOWN}`);
    await reported(page, { position: [HERE.longitude, HERE.latitude] });
    await page.getByTestId('open-ledger').click();
    const row = page.getByTestId('ledger-row').first();
    const id = await row.getAttribute('data-issue');
    await row.click();
    await page.getByTestId('issue-detail').waitFor();
    expect(new URL(page.url()).searchParams.get('issue')).toBe(id);
    await soon(() => page.locator('.maplibregl-marker').textContent()).toContain('噪声扰民');
    await page.getByTestId('issue-back').click();
    await page.getByTestId('ledger').waitFor();
    await page.getByTestId('ledger-row').first().click();
    await page.getByTestId('issue-detail').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('ledger').waitFor();
    await page.goto(`${world.running.url}/?layer=issues&issue=4ad224ce-6866-452c-8f03-e73de0678dd1`);
    await soon(() => textOf(page, 'issue-detail')).toContain('没有这个问题');
    expect(beyondSignIn(faults).filter((each) => !/404/.test(each))).toEqual([]);
    await context.close();
  });
});

test('what was written is shown when asked for, photos load only then, and each look is kept', async () => {
  const { page, context, faults } = await open(planner, `/?layer=issues&area=${TOWN}`);
  const photos: string[] = [];
  page.on('request', (request) => request.url().includes('/photos/') && photos.push(request.url()));
  await page.getByTestId('open-report').click();
  await page.getByTestId('report-category-public-space').click();
  await page.getByTestId('report-title').fill('路灯坏了一排');
  await page.getByTestId('report-name').fill('王建国');
  await page.getByTestId('report-photo').setInputFiles(photo);
  await soon(() => page.locator('.photo-input img').count()).toBe(1);
  await page.getByTestId('report-send').click();
  await page.getByTestId('issue-show').waitFor();
  const id = new URL(page.url()).searchParams.get('issue')!;
  expect(await page.locator('body').textContent()).not.toMatch(/路灯坏了一排|王建国/);
  expect(photos).toEqual([]);
  await page.getByTestId('issue-show').click();
  await soon(() => textOf(page, 'issue-title')).toBe('路灯坏了一排');
  expect(await textOf(page, 'issue-reporter')).toBe('王建国');
  await page.getByTestId('issue-photo').click();
  await soon(() =>
    page
      .getByTestId('photo-large')
      .locator('img')
      .evaluate((each: HTMLImageElement) => each.naturalHeight),
  ).toBe(1600);
  await page.keyboard.press('Escape');
  await page.getByTestId('photo-large').waitFor({ state: 'detached' });
  await page.getByTestId('issue-hide').click();
  expect(await page.locator('body').textContent()).not.toContain('路灯坏了一排');
  const admin = await world.person('administrator');
  const { items } = await world.read<AuditAnswer>(admin, '/api/audit?limit=200');
  const targets = items.map(({ target }) => target).filter((target) => target?.includes(id));
  expect(targets.some((target) => target === `issue/${id}`)).toBe(true);
  expect(targets.some((target) => target?.startsWith(`issue/${id}/photo/`))).toBe(true);
  expect(beyondSignIn(faults)).toEqual([]);
  await context.close();
});

describe('snap and report', () => {
  /** An officer's own screen. */
  const visiting = async (officer: string, size = {}): Promise<Opened & { me: Person }> => {
    const me = await world.person('officer', { areas: [DISTRICT], officer });
    const opened = await open(me, '/visit', { ...PHONE, ...size });
    await opened.page.getByTestId('my-row').first().waitFor();
    return { ...opened, me };
  };
  const snapsOf = async (officer: string) => {
    const { items } = await issuesOf('&source=snapAndReport,visit');
    const details = await Promise.all(items.map(({ id }) => detailOf(id)));
    return details.filter(
      ({ category }) => category.id === (officer === officers[0] ? 'services' : 'proposals'),
    );
  };

  test('without the network: three taps, kept sealed through a restart, sent once', async () => {
    const { page, context } = await visiting(officers[0]!, { worker: true });
    await context.grantPermissions(['geolocation']);
    await context.setGeolocation(HERE);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await context.setOffline(true);
    // the first tap opens the camera, which gives its photo
    await page.getByTestId('snap-file').setInputFiles(photo);
    await page.getByTestId('snap-category-services').tap();
    await soon(() => textOf(page, 'snap-where')).toContain('本机所在位置');
    await page.getByTestId('snap-send').tap();
    await page.getByTestId('snap-sheet').waitFor({ state: 'detached' });
    await soon(() => textOf(page, 'outbox')).toContain('1 条待发送');
    await page.getByTestId('outbox-show').tap();
    await soon(() => textOf(page, 'outbox-entry')).toContain('1 张照片');
    // nothing of the photo lies open on the device
    const kept = await page.evaluate(async () => {
      const done = <T>(request: IDBRequest<T>) =>
        new Promise<T>((resolve, reject) => {
          request.onsuccess = () => resolve(request.result);
          request.onerror = () => reject(request.error);
        });
      const db = await done(indexedDB.open('guatu-outbox'));
      const rows = await done(db.transaction('photos').objectStore('photos').getAll());
      db.close();
      return rows.map(({ sealed }) => [...new Uint8Array(sealed as ArrayBuffer).slice(0, 3)]);
    });
    expect(kept).toHaveLength(1);
    expect(kept[0]).not.toEqual([0xff, 0xd8, 0xff]);
    await soon(() => textOf(page, 'outbox')).toContain('连不上服务器');
    await page.close();
    const again = await context.newPage();
    const posts: string[] = [];
    context.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/api/issues')) posts.push(request.url());
    });
    await again.goto(`${world.running.url}/visit`);
    await soon(() => textOf(again, 'outbox')).toContain('1 条待发送');
    posts.length = 0;
    await context.setOffline(false);
    await allSent(again);
    const sent = await snapsOf(officers[0]!);
    expect(sent).toMatchObject([
      {
        source: 'snapAndReport',
        photos: 1,
        position: [HERE.longitude, HERE.latitude],
        log: [{ type: 'reported' }],
      },
    ]);
    expect(posts).toHaveLength(1);
    await context.close();
  });

  test('on a visit: tied to it, where the subject is at home when the device has no position', async () => {
    const { page, context, faults } = await visiting(officers[1]!);
    const row = page.getByTestId('my-row').first();
    const subject = await row.getAttribute('data-subject');
    await row.getByRole('button').tap();
    await page.getByTestId('outcome-met').tap();
    await page.getByTestId('found').tap();
    await page.getByTestId('visit-save').tap();
    // what was begun is asked for
    await soon(() => textOf(page, 'snap-category')).toContain('请选类别');
    await page.getByTestId('snap-category-proposals').tap();
    await page.getByTestId('visit-save').tap();
    await page.getByTestId('visit-form').waitFor({ state: 'detached' });
    await allSent(page);
    expect(await snapsOf(officers[1]!)).toMatchObject([
      { source: 'visit', subject, position: null, photos: 0 },
    ]);
    expect(beyondSignIn(faults)).toEqual([]);
    await context.close();
  });

  test('can be taken back, and is wiped at sign-out', async () => {
    const { page, context } = await visiting(officers[2]!);
    const count = (await issuesOf('')).matching;
    await page.getByTestId('snap-file').setInputFiles(photo);
    await page.getByTestId('snap-category-services').tap();
    await page.getByTestId('snap-send').tap();
    await page.getByTestId('undo').tap();
    await soon(() => page.getByTestId('outbox').count()).toBe(0);
    await context.route('**/api/issues', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.getByTestId('snap-file').setInputFiles(photo);
    await page.getByTestId('snap-category-services').tap();
    await page.getByTestId('snap-send').tap();
    await soon(() => photosHeld(page)).toBe(1);
    await page.getByTestId('account-menu').tap();
    await page.getByTestId('sign-out').tap();
    expect(await textOf(page, 'sign-out-dialog')).toContain('1 条记录');
    await page.getByTestId('leave-anyway').tap();
    await page.getByTestId('sign-in').waitFor();
    expect(await photosHeld(page)).toBe(0);
    await context.close();
    expect((await issuesOf('')).matching).toBe(count);
  });
});

describe('for everybody', () => {
  test.each([[{ ...TABLET, dark: false }], [{ width: 820, height: 1180, dark: true }]])(
    'detail, forms and report at %o have nothing serious and nothing too small',
    async (size) => {
      const { page, context } = await open(planner, `/?layer=issues&area=${TOWN}`, size);
      const id = await reported(page);
      await page.getByTestId('open-report').click();
      await page.getByTestId('report-category-key-problems').click();
      const look = async (what: string) => {
        expect([what, await seriousFaults(page)]).toEqual([what, []]);
        expect([what, await smallTargets(page)]).toEqual([what, []]);
      };
      await look('report');
      await page.goto(`${world.running.url}/?layer=issues&area=${TOWN}&issue=${id}`);
      await page.getByTestId('issue-show').click();
      await page.getByTestId('issue-title').waitFor();
      await look('detail');
      for (const type of ['accepted', 'refused', 'merged']) {
        if ((await page.getByTestId(`act-${type}`).count()) === 0) await page.getByTestId('act-more').click();
        await page.getByTestId(`act-${type}`).click();
        await look(type);
        await page.getByTestId('event-cancel').click();
      }
      await context.close();
    },
  );

  test('so has the sheet of a snap', async () => {
    const me = await world.person('officer', { areas: [DISTRICT], officer: officers[3]! });
    const { page, context } = await open(me, '/visit', PHONE);
    await page.getByTestId('my-row').first().waitFor();
    expect(await smallTargets(page)).toEqual([]);
    await page.getByTestId('snap-file').setInputFiles(photo);
    await page.getByTestId('snap-category-key-problems').tap();
    expect(await seriousFaults(page)).toEqual([]);
    expect(await smallTargets(page)).toEqual([]);
    await context.close();
  });
});
