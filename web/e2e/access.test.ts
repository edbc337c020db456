import { TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { beforeAll, describe, expect, test } from 'vitest';
import type { AuditAnswer } from '#api/contract/access.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { mapIdle, quiet, soon, textOf, type Watched, watchedPage } from './browser.ts';
import {
  beyondSignIn,
  type GuardedWorld,
  openGuardedWorld,
  type Person,
  signIn,
  typeSignIn,
} from './guarded.ts';
import { onStage } from './stage.ts';
import { DISTRICT, FIRMS, noteFirst, seriousFaults, smallTargets } from './visiting.ts';

const DESK = { width: 1440, height: 900 };
const TABLET = { width: 820, height: 1180, touch: true };
const PHONE = { width: 390, height: 844, touch: true };
const TOWN = '370211007';
const LIST = `/?area=${TOWN}&duty=needy-monthly&list=all`;

let world: GuardedWorld;
let browser: Browser;
let leader: Person;
let administrator: Person;

onStage(openGuardedWorld, (stage) => {
  ({ world, browser } = stage);
});
beforeAll(async () => {
  leader = await world.person('leader');
  administrator = await world.person('administrator');
}, 300_000);

type Options = Parameters<typeof watchedPage>[2];

/** Opens a screen, runs a test on it, and asks that nothing went wrong but what it expects. */
async function on(
  path: string,
  body: (watched: Watched) => Promise<void>,
  options: Options = DESK,
  expected: RegExp = /^$/,
) {
  const watched = await watchedPage(browser, world.url, options);
  try {
    await watched.page.goto(`${world.url}${path}`);
    await body(watched);
    expect(beyondSignIn(watched.faults).filter((each) => !expected.test(each))).toEqual([]);
  } finally {
    await watched.context.close();
  }
}

const lookAgain = (page: Page) => page.evaluate(() => void dispatchEvent(new Event('visibilitychange')));

/** Everything the browser keeps of this origin in the clear, and the address. */
const kept = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const texts = [location.href, JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request, { ignoreVary: true });
        if (/json/.test(answer?.headers.get('Content-Type') ?? ''))
          texts.push(name, decodeURIComponent(request.url), (await answer?.text()) ?? '');
      }
    }
    return texts.join('\n');
  });

const auditOf = async (query: string) =>
  (await world.read<AuditAnswer>(administrator, `/api/audit?${query}`)).items;

describe('signing in', () => {
  test('a wrong password is said in words; the right one opens the view of the address', async () => {
    await on(`/?area=${TOWN}`, async ({ page }) => {
      await typeSignIn(page, leader.name, 'not the password');
      expect(await page.getByRole('alert').textContent()).toContain('账号或密码不对');
      await page.getByTestId('lang-toggle').click();
      await page.getByRole('alert').waitFor({ state: 'detached' });
      await page.getByTestId('lang-toggle').click();
      await page.getByTestId('sign-in-password').fill(leader.password);
      await page.keyboard.press('Enter');
      await mapIdle(page);
      expect(new URL(page.url()).search).toBe(`?area=${TOWN}`);
      expect(await textOf(page, 'crumb-current')).toContain('灵山卫');
    });
  });

  test('a password that was given is changed before anything else is shown', async () => {
    const fresh = await world.newPerson('viewer');
    await on(
      '/',
      async ({ page }) => {
        await signIn(page, fresh);
        await page.getByTestId('password-due').waitFor();
        const fill = async (current: string, next: string) => {
          await page.getByTestId('password-current').fill(current);
          await page.getByTestId('password-next').fill(next);
          await page.getByTestId('password-again').fill(next);
          await page.getByTestId('password-save').click();
        };
        await fill(fresh.password, 'short');
        expect(await textOf(page, 'password-next-fault')).toContain('至少写 12 个字符');
        await fill(fresh.password, 'password123456');
        await soon(() => page.getByTestId('password-next-fault').textContent()).toContain('太常见');
        await fill(fresh.password, 'salt marsh heron 17');
        await mapIdle(page);
      },
      PHONE,
      /422.*\/api\/account\/password/,
    );
    await on('/', async ({ page }) => {
      await typeSignIn(page, fresh.name, fresh.password);
      await page.getByTestId('sign-in-fault').waitFor();
    });
  });

  test('the second factor: switched on with a code, asked for from then on, switched off', async () => {
    const person = await world.person('leader');
    await on('/account', async ({ page }) => {
      await signIn(page, person);
      await page.getByTestId('second-start').click();
      const secret = (await textOf(page, 'second-secret')).replace(/\s/g, '');
      const code = () => new TOTP({ secret }).generate({ timestamp: world.ledger.clock.now });
      await page.getByTestId('second-code').fill(code());
      await page.getByTestId('second-confirm').click();
      await soon(() => textOf(page, 'second-state')).toBe('双因素验证已开启。');

      await page.getByTestId('account-menu').click();
      await page.getByTestId('sign-out').click();
      await page.getByTestId('sign-in').waitFor();
      await typeSignIn(page, person.name, person.password);
      await page.getByTestId('sign-in-code').fill('000000');
      await page.getByTestId('sign-in-verify').click();
      await soon(() => page.getByTestId('sign-in-code-fault').textContent()).toContain('验证码不对');
      world.ledger.clock.now += 60_000;
      await page.getByTestId('sign-in-code').fill(code());
      await page.getByTestId('sign-in-verify').click();
      await page.getByTestId('second-remove').click();
      world.ledger.clock.now += 60_000;
      await page.getByTestId('second-code').fill(code());
      await page.getByTestId('second-confirm').click();
      await soon(() => textOf(page, 'second-state')).toBe('双因素验证已关闭。');
    });
  });

  test('a session that was revoked leads to the sign-in page, and signing in to the same view', async () => {
    const person = await world.person('leader');
    await on(
      `/?area=${TOWN}`,
      async ({ page }) => {
        await signIn(page, person);
        await mapIdle(page);
        world.access.sessions.endAll(person.id);
        await lookAgain(page);
        await page.getByTestId('sign-in').waitFor();
        expect(new URL(page.url()).search).toBe(`?area=${TOWN}`);
        await signIn(page, person);
        await mapIdle(page);
        expect(await textOf(page, 'crumb-current')).toContain('灵山卫');
      },
      DESK,
      // Whatever was being asked at that moment is refused too.
      /401/,
    );
  });
});

describe('signing out', () => {
  test('asks about unsent records, then leaves nothing on the device', async () => {
    const facets = await world.read<GapsAnswer>(
      leader,
      `/api/coverage/gaps?duty=${FIRMS.duty}&area=${DISTRICT}&limit=1`,
    );
    const officer = facets.facets.officers[0]?.id ?? '';
    await on(
      `/visit?officer=${officer}`,
      async ({ page }) => {
        await signIn(page, leader);
        await page.getByTestId('my-row').first().waitFor();
        await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        await quiet(page);
        expect(await kept(page)).toContain('/api/session');
        await page
          .context()
          .route('**/api/visits', (route) =>
            route.request().method() === 'POST' ? route.abort() : route.continue(),
          );
        await noteFirst(page, 'met');
        const leave = async () => {
          await page.getByTestId('account-menu').tap();
          await page.getByTestId('sign-out').tap();
        };
        await leave();
        expect(await textOf(page, 'sign-out-dialog')).toContain('1 条记录');
        await page.getByTestId('stay').tap();
        await page.getByTestId('outbox').waitFor();
        await leave();
        await page.getByTestId('leave-anyway').tap();
        await page.getByTestId('sign-in').waitFor();
        expect(await page.evaluate(() => ({ ...localStorage }))).toEqual({});
        const names = await page.evaluate(async () => caches.keys());
        expect(names.filter((name) => ['frame', 'figures', 'shapes'].includes(name))).toEqual([]);
        const records = await page.evaluate(async () => {
          const known = (await indexedDB.databases()).some(({ name }) => name === 'guatu-outbox');
          if (!known) return 0;
          return new Promise<number>((resolve, reject) => {
            const opening = indexedDB.open('guatu-outbox');
            opening.onerror = () => reject(opening.error);
            opening.onsuccess = () => {
              const db = opening.result;
              if (!db.objectStoreNames.contains('records')) return resolve(0);
              const count = db.transaction('records').objectStore('records').count();
              count.onsuccess = () => resolve(count.result);
            };
          });
        });
        expect(records).toBe(0);
      },
      { ...PHONE, worker: true },
      /\/api\/visits|Failed to load resource: net::ERR_FAILED/,
    );
  });
});

describe('administration', () => {
  test('is refused to others', async () => {
    await on('/admin', async ({ page }) => {
      await signIn(page, leader);
      await page.getByTestId('admin-refused').waitFor();
    });
  });

  test('makes an account that works, and the audit says so', async () => {
    let made = { name: `li.${Date.now() % 1e6}`, password: '' };
    await on('/admin', async ({ page }) => {
      await signIn(page, administrator);
      await page.getByTestId('user-new').click();
      await page.getByTestId('user-save').click();
      expect(await page.getByTestId('account-form').getByRole('alert').count()).toBeGreaterThan(2);
      await page.getByTestId('user-display-name').fill('李伟');
      await page.getByTestId('user-name').fill(made.name);
      await page.getByTestId('user-role-viewer').check();
      await page.getByTestId('user-areas-search').fill('灵山卫街道');
      await page.getByRole('option', { name: '灵山卫街道' }).first().click();
      await page.getByTestId('user-save').click();
      made = { ...made, password: (await textOf(page, 'one-time-password')).trim() };
      expect(await page.evaluate(() => JSON.stringify({ ...localStorage }))).not.toContain(made.password);
      await page.getByTestId('account-drawer-close').click();
      await page.getByTestId('user-search').fill(made.name);
      await soon(() => page.getByTestId('user').count()).toBe(1);

      await page.getByTestId('section-audit').click();
      await soon(() => textOf(page, 'audit-chain')).toContain('记录完整');
      await page.getByTestId('audit-actor').fill(administrator.name);
      await page.getByTestId('audit-action').fill('users');
      await page.getByTestId('audit-find').click();
      await soon(() => textOf(page, 'audit-row')).toContain('POST /api/users');
      // who was looked for stays out of the address
      expect(page.url()).not.toContain(administrator.name);
      const [file] = await Promise.all([
        page.waitForEvent('download'),
        page.getByTestId('audit-file').click(),
      ]);
      expect(file.suggestedFilename()).toMatch(/\.csv$/);
    });
    await on('/', async ({ page }) => {
      await signIn(page, made);
      await page.getByTestId('password-due').waitFor();
    });
  });

  test('ends sessions, resets passwords and switches accounts off', async () => {
    const person = await world.person('viewer');
    await world.read(person, '/api/session');
    await on('/admin', async ({ page }) => {
      await signIn(page, administrator);
      await page.getByTestId('user-search').fill(person.name);
      await page.locator(`[data-name="${person.name}"]`).getByRole('button').click();
      await page.getByTestId('end-session').first().click();
      await page.getByTestId('end-session-yes').click();
      await soon(() => world.access.sessions.of(person.id).length).toBe(0);
      await page.getByTestId('reset-password').click();
      // Escape takes back the question, not the sheet
      await page.keyboard.press('Escape');
      await page.getByTestId('reset-password').click();
      await page.getByTestId('reset-password-yes').click();
      expect(await textOf(page, 'one-time-password')).toMatch(/^\w{5}(-\w{5}){3}$/);
      await page.getByTestId('user-active').uncheck();
      await page.getByTestId('user-save').click();
      await page.getByTestId('user-saved').waitFor();
      await soon(() => page.locator(`[data-name="${person.name}"]`).getAttribute('data-active')).toBe(
        'false',
      );
    });
  });

  test('makes a display that opens by its address alone, until it is revoked', async () => {
    await on('/admin/displays', async ({ page }) => {
      await signIn(page, administrator);
      await page.getByTestId('display-new').click();
      await page.getByTestId('display-name').fill('指挥室一号屏');
      await page.getByTestId('display-areas-search').fill('灵山卫街道');
      await page.getByRole('option', { name: '灵山卫街道' }).first().click();
      await page.getByTestId('display-make').click();
      const address = (await textOf(page, 'display-address')).trim();
      expect(address.startsWith(`${world.url}/wall#token=`)).toBe(true);
      await page.keyboard.press('Escape');
      await on(address.slice(world.url.length), async ({ page: wall }) => {
        await mapIdle(wall);
        expect(await wall.getByTestId('account-menu').count()).toBe(0);
        await page.getByTestId('display-revoke').click();
        await page.getByTestId('display-revoke-yes').click();
        await page.getByText('撤销').first().waitFor();
      });
      await on(
        address.slice(world.url.length),
        async ({ page: wall }) => wall.getByText('这块大屏已不能使用。').waitFor(),
        DESK,
        /401.*\/api\/session\/display/,
      );
    });
  });
});

describe('names', () => {
  test('are shown one by one to who may, leave an entry, and nothing on the device', async () => {
    await on(
      LIST,
      async ({ page }) => {
        await signIn(page, leader);
        const row = page.getByTestId('gap-row').first();
        const subject = await row.getAttribute('data-subject');
        await row.click();
        const title = page.getByTestId('records').getByRole('heading').first();
        await page.getByTestId('unmask').first().waitFor();
        const masked = (await title.textContent()) ?? '';
        expect(masked).toContain('*');
        await page.getByTestId('unmask').first().click();
        await soon(() => title.textContent()).not.toContain('*');
        const name = ((await title.textContent()) ?? '').trim().split(/\s/)[0]!;
        const entries = await auditOf(`action=unmask&actor=${leader.name}`);
        expect(entries.map(({ target }) => target)).toContain(`subject/${subject}`);
        expect(await kept(page)).not.toContain(name);
        expect(await kept(page)).not.toContain(leader.displayName);
        await page.getByTestId('records-close').click();
        await row.click();
        expect(await title.textContent()).toBe(masked);
      },
      { ...DESK, worker: true },
    );
  });

  test('stay masked for who manages accounts', async () => {
    await on(LIST, async ({ page }) => {
      await signIn(page, administrator);
      await page.getByTestId('gap-row').first().click();
      await page.getByTestId('records-register').waitFor();
      expect(await page.getByTestId('unmask').count()).toBe(0);
    });
  });

  test('an account of an officer opens its own list unasked', async () => {
    const { facets } = await world.read<GapsAnswer>(
      leader,
      `/api/coverage/gaps?duty=${FIRMS.duty}&area=${DISTRICT}&limit=1`,
    );
    const officer = facets.officers[1]?.id ?? '';
    const person = await world.person('officer', { officer });
    await on(
      '/visit',
      async ({ page }) => {
        await signIn(page, person);
        await page.getByTestId('my-row').first().waitFor();
        expect(await page.getByTestId('other-officer').count()).toBe(0);
        expect(new URL(page.url()).search).toBe('');
        await page.getByTestId('my-row').first().getByRole('button').tap();
        await page.getByTestId('unmask').tap();
        await soon(() => page.getByRole('dialog').getByRole('heading').nth(1).textContent()).not.toContain(
          '*',
        );
      },
      PHONE,
    );
  });
});

describe.each([false, true])('dark %s', (dark) => {
  test('nothing serious for axe, and every target as wide as a finger', async () => {
    const fine = async (page: Page, what: string) => {
      expect(await seriousFaults(page), what).toEqual([]);
      expect(await smallTargets(page), what).toEqual([]);
    };
    await on(
      '/account',
      async ({ page }) => {
        await page.getByTestId('sign-in').waitFor();
        await fine(page, 'sign in');
        await signIn(page, administrator);
        await page.getByTestId('second-start').click();
        await page.getByTestId('second-secret').waitFor();
        await page.getByTestId('password-change').click();
        await fine(page, 'account');
        for (const [path, ready] of [
          ['/admin', 'user'],
          ['/admin/displays', 'displays'],
          ['/admin/audit', 'audit-row'],
        ] as const) {
          await page.goto(`${world.url}${path}`);
          await page.getByTestId(ready).first().waitFor();
          await fine(page, path);
        }
        await page.goto(`${world.url}/admin`);
        await page.getByTestId('user-new').click();
        await page.getByTestId('account-form').waitFor();
        await fine(page, 'account form');
      },
      { ...TABLET, dark },
    );
  });
});
