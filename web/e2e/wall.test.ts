import { randomUUID } from 'node:crypto';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DisplayTokenMade } from '#api/contract/access.ts';
import type { SummaryAnswer } from '#api/contract/coverage.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { ReachAnswer } from '#api/contract/reach.ts';
import type { ServicePointsAnswer } from '#api/contract/servicePoints.ts';
import type { WallConfig } from '#api/contract/wall.ts';
import { mapIdle, numberOf, soon, textOf, type Watched, watchedPage } from './browser.ts';
import { beyondSignIn, type GuardedWorld, openGuardedWorld, type Person, signIn } from './guarded.ts';
import { onStage } from './stage.ts';
import { seriousFaults } from './visiting.ts';

const FULL_HD = { width: 1920, height: 1080 };
const DISTRICT = '370211';
const DUTY = 'firm-monthly';

let world: GuardedWorld;
let browser: Browser;
let admin: Person;
let planner: Person;
onStage(openGuardedWorld, (stage) => {
  ({ world, browser } = stage);
});
beforeAll(async () => {
  admin = await world.person('administrator');
  planner = await world.person('planner');
}, 300_000);

/** A display over an area, set to show something or the usual. */
function makeDisplay(wall: WallConfig | null = null, areas = [DISTRICT]): DisplayTokenMade {
  const { kept, token } = world.access.makeDisplay(`屏 ${randomUUID().slice(0, 8)}`, areas, 'test', wall);
  return { item: { id: kept.id } as DisplayTokenMade['item'], token };
}

const scenes = (...kinds: WallConfig['scenes']): WallConfig => ({
  scenes: kinds,
  theme: 'dark',
  title: null,
});
const OVERVIEW = { kind: 'overview', seconds: 600 } as const;
const OF_DUTY = { kind: 'duty', duty: DUTY, seconds: 600 } as const;
const ISSUES = { kind: 'issues', seconds: 600 } as const;
const HOTSPOTS = { kind: 'hotspots', seconds: 600 } as const;

/** Opens a wall by its token, does something with it, and sees that nothing went wrong but what was meant to. */
async function onWall(
  wall: WallConfig | null,
  act: (watched: Watched & { display: DisplayTokenMade }) => Promise<void>,
  {
    size = FULL_HD,
    expected,
    ...options
  }: { size?: { width: number; height: number }; expected?: RegExp; worker?: boolean; motion?: boolean } = {},
): Promise<void> {
  const display = makeDisplay(wall);
  const watched = await watchedPage(browser, world.url, { ...size, ...options });
  try {
    await watched.page.goto(`${world.url}/wall#token=${display.token}`);
    await watched.page.getByTestId('wall-news').first().waitFor({ timeout: 60_000 });
    await act({ ...watched, display });
    expect(beyondSignIn(watched.faults).filter((fault) => !expected?.test(fault))).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

const sceneOf = (page: Page) => page.getByTestId('wall-panel').first().getAttribute('data-scene');
const stateOf = (page: Page) => page.getByTestId('wall-connection').getAttribute('data-state');

describe('scenes', () => {
  test('figures are those of the interface, and stand with their light and change', async () => {
    await onWall(scenes(OF_DUTY), async ({ page }) => {
      const summary = await world.read<SummaryAnswer>(planner, `/api/coverage/summary?area=${DISTRICT}`);
      const row = summary.rows.find(({ duty }) => duty === DUTY)!;
      await soon(() => numberOf(page, 'wall-ratio')).toBe(Math.round(1000 * row.ratio!) / 10);
      expect(await page.getByTestId(`wall-${DUTY}`).getAttribute('data-light')).toBe(row.light);
      expect(await textOf(page, 'wall-ranking')).toContain('前列');
      expect(await textOf(page, 'wall-ranking')).toContain('不足 30');
      await soon(() => textOf(page, 'wall-since')).toContain('较昨日');
      expect(await textOf(page, 'wall-as-of')).toContain('数据截至');
    });
  });

  test('turn by themselves, in their order, round and round; without data they are left out', async () => {
    const wall = scenes(
      { ...ISSUES, seconds: 5 },
      // Towns have so few of them that a display is told nothing.
      { kind: 'duty', duty: 'frail-weekly', seconds: 5 },
      { ...OF_DUTY, seconds: 5 },
    );
    await onWall(wall, async ({ page }) => {
      await soon(() => page.getByTestId('wall-scenes').getByRole('listitem').count()).toBe(2);
      await soon(() => sceneOf(page)).toBe('duty');
      await soon(() => sceneOf(page)).toBe('issues');
      await soon(() => sceneOf(page)).toBe('duty');
    });
  });

  test('show whom services reach, and where those are that move', async () => {
    await onWall(scenes({ kind: 'services', seconds: 30 }), async ({ page }) => {
      await soon(() => sceneOf(page)).toBe('services');
      const reach = await world.read<ReachAnswer>(planner, `/api/service-points/reach?area=${DISTRICT}`);
      const points = await world.read<ServicePointsAnswer>(
        planner,
        `/api/service-points?area=${DISTRICT}&form=moving`,
      );
      expect(points.items.length).toBe(10);
      const share = (100 * reach.total!.share!).toFixed(1);
      await soon(() => textOf(page, 'wall-news')).toContain(`${share}%`);
      expect(await textOf(page, 'wall-legend')).toContain('90% 以上');
      expect(await page.getByTestId('wall-desks').getByRole('listitem').count()).toBe(4);
    });
  });

  test('follow arrow keys and those of a remote, and stand still when paused', async () => {
    await onWall(scenes(OVERVIEW, { ...OF_DUTY, seconds: 5 }, ISSUES, HOTSPOTS), async ({ page }) => {
      for (const [key, kind] of [
        ['ArrowRight', 'duty'],
        ['Space', 'duty'],
      ] as const) {
        await page.keyboard.press(key);
        await soon(() => sceneOf(page)).toBe(kind);
      }
      await page.getByTestId('wall-paused').waitFor();
      await page.waitForTimeout(7000);
      expect(await sceneOf(page)).toBe('duty');
      for (const [key, kind] of [
        ['PageDown', 'issues'],
        ['ArrowDown', 'hotspots'],
        ['PageUp', 'issues'],
        ['Home', 'overview'],
        ['ArrowLeft', 'hotspots'],
      ] as const) {
        await page.keyboard.press(key);
        await soon(() => sceneOf(page)).toBe(kind);
      }
      const press = (key: string) =>
        page.evaluate((name) => void dispatchEvent(new KeyboardEvent('keydown', { key: name })), key);
      await press('ChannelUp');
      await soon(() => sceneOf(page)).toBe('overview');
      await press('MediaPlayPause');
      await page.getByTestId('wall-paused').waitFor({ state: 'detached' });
    });
  });

  test('fly to the most urgent places and back, unless motion is not wanted', async () => {
    const wall = scenes({ ...OF_DUTY, seconds: 20 });
    await onWall(
      wall,
      async ({ page }) => {
        await page.getByTestId('wall-place').first().waitFor({ timeout: 40_000 });
        await page.getByTestId('wall-place').first().waitFor({ state: 'detached', timeout: 40_000 });
      },
      { motion: true },
    );
  });
});

describe('news', () => {
  test('a visit counts up and runs along the foot, and nobody is named', async () => {
    await onWall(scenes(OF_DUTY), async ({ page }) => {
      const gaps = await world.read<GapsAnswer>(
        planner,
        `/api/coverage/gaps?duty=${DUTY}&area=${DISTRICT}&limit=50`,
      );
      const gap = gaps.items.find(({ officer }) => officer !== null)!;
      const answer = await fetch(`${world.url}/api/session`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: planner.name, password: planner.password }),
      });
      const Cookie = answer.headers.get('Set-Cookie')!.split(';')[0]!;
      await soon(() => textOf(page, 'wall-connection')).toContain('已连接');
      const recorded = await fetch(`${world.url}/api/visits`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Cookie },
        body: JSON.stringify({
          ...{ id: randomUUID(), subject: gap.subject, officers: [gap.officer!.id] },
          ...{
            at: '2026-11-20T14:20:00+08:00',
            mode: 'onSite',
            outcome: 'met',
            programme: 'cadres-to-firms',
          },
        }),
      });
      expect(recorded.status).toBe(201);
      await soon(() => textOf(page, 'wall-ticker')).toMatch(/刚刚.*企业联系 走访 \+1/);
    });
  });

  test('nothing that a display is told names or numbers a person or whom they call on', async () => {
    const answers: string[] = [];
    const display = makeDisplay();
    const watched = await watchedPage(browser, world.url, FULL_HD);
    watched.page.on('response', async (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.startsWith('/api/') || pathname === '/api/live') return;
      answers.push(`${pathname} ${await response.text().catch(() => '')}`);
    });
    await watched.page.goto(`${world.url}/wall#token=${display.token}`);
    await mapIdle(watched.page);
    for (let i = 0; i < 8; i++) {
      await watched.page.keyboard.press('ArrowRight');
      await watched.page.waitForTimeout(500);
    }
    await soon(() => answers.some((answer) => answer.startsWith('/api/hotspots'))).toBe(true);
    const officers = await world.read<{ items: { id: string }[] }>(planner, '/api/officers?limit=200');
    const subjects = await world.read<{ items: { id: string }[] }>(
      planner,
      `/api/subjects?area=${DISTRICT}&limit=200`,
    );
    const ids = [...officers.items, ...subjects.items].map(({ id }) => `"${id}"`);
    expect(ids.length).toBeGreaterThan(300);
    const told = [...answers, await watched.page.content()];
    expect(told.length).toBeGreaterThan(20);
    for (const text of told) {
      expect(ids.filter((id) => text.includes(id))).toEqual([]);
      expect(text).not.toMatch(/"(officers?|subject|reporter|phone|contact)":\s*["{[]/);
      expect(text).not.toMatch(/"by":"[^"]*[\u4e00-\u9fff]/);
    }
    // Of small figures on people in focus it is only told that they are small.
    const summary = answers.find((answer) => answer.startsWith('/api/coverage/summary'))!;
    expect(JSON.parse(summary.slice(summary.indexOf('{'))).withheld.length).toBeGreaterThan(0);
    await watched.context.close();
  });
});

describe('sizes', () => {
  test.each([
    [1920, 1080, 1],
    [3840, 2160, 1],
    [5760, 1080, 3],
    [7680, 2160, 2],
  ])(
    '%i x %i: nothing smaller than 24 px at 1080 lines, key figures at least 90, nothing cut',
    async (width, height, maps) => {
      // The map is no text of the page: it is left out, since so many pixels take minutes without a graphics card.
      const watched = await watchedPage(browser, world.url, { width, height });
      await watched.context.addInitScript(() => {
        HTMLCanvasElement.prototype.getContext = () => null;
      });
      const { page } = watched;
      await page.goto(`${world.url}/wall#token=${makeDisplay().token}`);
      await page.getByTestId('wall-ratio').first().waitFor({ timeout: 60_000 });
      await page.getByTestId('wall-trend').waitFor({ timeout: 60_000 });
      const unit = height / 1080;
      for (let i = 0; i < 8; i++) {
        const found = await page.evaluate(() => {
          const root = document.querySelector('.wall')!;
          const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
          const texts: [number, string][] = [];
          for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            const parent = node.parentElement!;
            if (node.textContent?.trim() && parent.getClientRects().length > 0)
              texts.push([Number.parseFloat(getComputedStyle(parent).fontSize), node.textContent]);
          }
          const sizeOf = (selector: string) =>
            [...document.querySelectorAll(selector)].map((each) =>
              Number.parseFloat(getComputedStyle(each).fontSize),
            );
          const cut = [...document.querySelectorAll('.wall-column')].map(
            (each) => each.scrollHeight - each.clientHeight,
          );
          return { texts, keys: sizeOf('[data-testid="wall-ratio"], .wall-issues__overdue b'), cut };
        });
        expect(found.texts.length).toBeGreaterThan(40);
        expect(found.texts.filter(([size]) => size < 24 * unit - 0.01)).toEqual([]);
        expect(Math.min(...found.keys)).toBeGreaterThanOrEqual(90 * unit);
        expect(Math.max(...found.cut)).toBeLessThanOrEqual(2 * unit);
        await page.keyboard.press('ArrowRight');
        await page.waitForTimeout(300);
      }
      expect(await page.getByTestId('wall-panel').count()).toBe(maps);
      await watched.context.close();
    },
  );
});

/** Takes the graphics context away from the map, which is marked by it. */
const loseContext = (page: Page) =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas')!;
    canvas.dataset.lost = 'true';
    canvas.getContext('webgl2')!.getExtension('WEBGL_lose_context')!.loseContext();
  });

/** How many objects of a class something in the page still holds, behind a collection. */
async function alive(session: CDPSession, className: string): Promise<number> {
  const objectGroup = 'alive';
  const { result } = await session.send('Runtime.evaluate', {
    ...{ expression: `${className}.prototype`, objectGroup },
  });
  const { objects } = await session.send('Runtime.queryObjects', {
    ...{ prototypeObjectId: result.objectId!, objectGroup },
  });
  const counted = await session.send('Runtime.callFunctionOn', {
    ...{ objectId: objects.objectId!, functionDeclaration: 'function () { return this.length; }' },
  });
  // What is being counted must not be held by having been counted.
  await session.send('Runtime.releaseObjectGroup', { objectGroup });
  return counted.result.value as number;
}

describe('never blank', () => {
  const shown = async (page: Page) => {
    expect(await page.getByTestId('wall-ratio').first().isVisible()).toBe(true);
    expect(await numberOf(page, 'wall-ratio')).toBeGreaterThan(0);
    expect(await page.getByTestId('sign-in').count()).toBe(0);
  };

  test.each([
    ['the server away', (page: Page) => page.route('**/api/**', (route) => route.abort())],
    [
      'answers of 500',
      (page: Page) => page.route('**/api/**', (route) => route.fulfill({ status: 500, body: '{}' })),
    ],
    [
      'pages in the place of answers',
      (page: Page) =>
        page.route('**/api/**', (route) =>
          route.fulfill({ contentType: 'text/html', body: '<h1>portal</h1>' }),
        ),
    ],
    [
      'answers cut short',
      (page: Page) =>
        page.route('**/api/**', (route) =>
          route.fulfill({ contentType: 'application/json', body: '{"user":' }),
        ),
    ],
    [
      'answers of another form',
      (page: Page) => page.route('**/api/**', (route) => route.fulfill({ json: { rows: null, user: 7 } })),
    ],
  ])('%s: the last good picture stays, stamped within 15 s, and heals itself', async (_, breakIt) => {
    await onWall(
      scenes(OF_DUTY, ISSUES),
      async ({ page }) => {
        await soon(() => stateOf(page)).toBe('fresh');
        const before = await numberOf(page, 'wall-ratio');
        await breakIt(page);
        await expect.poll(() => stateOf(page), { timeout: 20_000 }).toBe('stale');
        expect(await textOf(page, 'wall-connection')).toMatch(/停于 14:\d\d/);
        await shown(page);
        expect(await numberOf(page, 'wall-ratio')).toBe(before);
        // Scenes go on with what is known.
        await page.keyboard.press('ArrowRight');
        await soon(() => sceneOf(page)).toBe('issues');
        await page.unrouteAll();
        await soon(() => stateOf(page)).toBe('fresh');
      },
      { expected: /failed|500|portal|console/ },
    );
  });

  test('a token that is revoked: what was shown stays, stamped, and nothing more is told', async () => {
    await onWall(
      scenes(OF_DUTY),
      async ({ page, display }) => {
        await soon(() => stateOf(page)).toBe('fresh');
        world.access.revokeDisplay(display.item.id);
        await soon(() => stateOf(page)).toBe('shut');
        await shown(page);
      },
      { expected: /401/ },
    );
  });

  test('a session that ended: the token opens it again by itself', async () => {
    await onWall(
      scenes(OF_DUTY),
      async ({ page, display }) => {
        await soon(() => stateOf(page)).toBe('fresh');
        world.access.sessions.endAll(display.item.id);
        await soon(() => world.access.sessions.of(display.item.id).length).toBe(1);
        await soon(() => stateOf(page)).toBe('fresh');
        await shown(page);
      },
      { expected: /401/ },
    );
  });

  test('the token leaves the address, and a kiosk that is started anew opens by itself', async () => {
    await onWall(
      scenes(OF_DUTY),
      async ({ page, context }) => {
        await soon(() => page.url()).toBe(`${world.url}/wall`);
        // What a restart of a browser forgets.
        await context.clearCookies();
        await page.goto(`${world.url}/wall`);
        await page.getByTestId('wall-ratio').first().waitFor();
        await soon(() => stateOf(page)).toBe('fresh');
      },
      { expected: /401/ },
    );
  });

  test('started anew while the server gives no good answer, it shows what it knew', async () => {
    await onWall(
      scenes(OF_DUTY),
      async ({ page }) => {
        await soon(() => stateOf(page)).toBe('fresh');
        const before = await numberOf(page, 'wall-ratio');
        // It keeps a copy some seconds after the first answers.
        await page.waitForTimeout(12_000);
        await page.route('**/api/**', (route) => route.fulfill({ status: 500, body: '{}' }));
        await page.reload();
        await page.getByTestId('wall-ratio').first().waitFor();
        expect(await numberOf(page, 'wall-ratio')).toBe(before);
        expect(await stateOf(page)).toBe('stale');
      },
      { expected: /500|console/ },
    );
  });

  test('a lost graphics context: its last picture stands in, and the map is back within seconds', async () => {
    await onWall(scenes(OF_DUTY), async ({ page }) => {
      await mapIdle(page);
      await page.locator('[data-testid="last-picture"][data-taken="true"]').waitFor();
      await loseContext(page);
      const picture = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>('[data-testid="last-picture"]')!;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(
          Array.from({ length: data.length / 400 }, (_, i) => data.slice(400 * i, 400 * i + 3).join()),
        ).size;
      });
      expect(picture).toBeGreaterThan(10);
      await page.locator('.maplibregl-canvas:not([data-lost])').waitFor();
      await mapIdle(page);
    });
  });

  test('maps whose context was lost are let go: of many there is one left', async () => {
    await onWall(scenes(OF_DUTY), async ({ page }) => {
      const session = await page.context().newCDPSession(page);
      await mapIdle(page);
      // So many in a minute would have the page opened anew, which lets go of everything.
      await page.evaluate(() => localStorage.setItem('guatu.wallReloadedAt', String(Date.now())));
      for (let i = 0; i < 8; i++) {
        await loseContext(page);
        // Lost again at once: while the new map's tiles are loaded another time, for its names.
        await page.waitForFunction(
          () =>
            document.querySelector<HTMLCanvasElement>('.maplibregl-canvas:not([data-lost])')?.style
              .visibility === '',
        );
      }
      // The one before may be held by what was last rendered.
      await soon(() => alive(session, 'WebGL2RenderingContext')).toBeLessThanOrEqual(2);
    });
  });

  test('midnight, the end of the year and a clock that jumps leave a whole picture', async () => {
    const { clock } = world.ledger;
    const now = clock.now;
    try {
      clock.now = Date.parse('2026-12-31T23:59:40+08:00');
      await onWall(scenes(OVERVIEW, OF_DUTY), async ({ page }) => {
        await soon(() => stateOf(page)).toBe('fresh');
        for (const moment of [
          '2027-01-01T00:10:00+08:00',
          '2027-02-28T12:00:00+08:00',
          '2026-11-20T14:32:00+08:00',
        ]) {
          clock.now = Date.parse(moment);
          await page.waitForTimeout(7000);
          await soon(() => stateOf(page)).toBe('fresh');
          await page.getByTestId('wall-news').first().waitFor();
          expect(await page.getByTestId('wall-pace').isVisible()).toBe(true);
        }
        await soon(() => textOf(page, 'wall-clock')).toMatch(/^14:3\d$/);
      });
    } finally {
      clock.now = now;
    }
  });
});

describe('what a display shows', () => {
  test('is set in its screen with a preview, and the display follows', async () => {
    await onWall(null, async ({ page, display }) => {
      const desk = await watchedPage(browser, world.url, { width: 1366, height: 1024 });
      await desk.page.goto(`${world.url}/admin/displays`);
      await signIn(desk.page, admin);
      const name = world.access.displays().find(({ id }) => id === display.item.id)!.name;
      await desk.page
        .locator(`[data-testid="display"][data-name="${name}"]`)
        .getByTestId('display-scenes')
        .click();
      const preview = desk.page.frameLocator('[data-testid="wall-preview"]');
      await preview.getByTestId('wall-news').first().waitFor({ timeout: 60_000 });
      const rows = desk.page.getByTestId('scene-row');
      const usual = await rows.count();
      expect(usual).toBeGreaterThan(5);
      // The last but one is that of hotspots.
      await rows
        .nth(usual - 1)
        .getByTestId('scene-remove')
        .click();
      await soon(() => rows.count()).toBe(usual - 1);
      for (let i = usual - 2; i > 0; i--) await rows.nth(i).getByTestId('scene-up').click();
      await soon(() => rows.first().getByTestId('scene-kind').inputValue()).not.toBe('duty');
      await rows.first().getByTestId('scene-seconds').fill('600');
      await desk.page.getByTestId('wall-title').fill('指挥室一号屏');
      await soon(() => preview.locator('h1').first().textContent()).toContain('指挥室一号屏');
      await desk.page.getByTestId('wall-save').click();
      await desk.page.getByText('已保存').waitFor();
      await soon(() => page.locator('h1').first().textContent()).toContain('指挥室一号屏');
      expect(beyondSignIn(desk.faults)).toEqual([]);
      await desk.context.close();
    });
  });

  test('light as dark, in an area of its own', async () => {
    const wall: WallConfig = { scenes: [{ ...ISSUES, area: '370211002' }], theme: 'light', title: null };
    await onWall(wall, async ({ page }) => {
      expect(await page.locator('html').getAttribute('data-theme')).toBe('light');
      await soon(() => sceneOf(page)).toBe('issues');
    });
  });

  test.each(['dark', 'light'] as const)('nothing serious for axe in any scene, %s', async (theme) => {
    const kinds: WallConfig['scenes'] = [
      OVERVIEW,
      OF_DUTY,
      ISSUES,
      HOTSPOTS,
      { kind: 'services', seconds: 600 },
    ];
    await onWall({ scenes: kinds, theme, title: null }, async ({ page }) => {
      await soon(() => page.getByTestId('wall-scenes').getByRole('listitem').count()).toBe(kinds.length);
      for (const { kind } of kinds) {
        await soon(() => sceneOf(page)).toBe(kind);
        await page.getByTestId('wall-trend').waitFor();
        expect(await seriousFaults(page)).toEqual([]);
        await page.keyboard.press('ArrowRight');
      }
    });
  });
});
