import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mapIdle, numberOf, openBrowser, quiet, soon, textOf, watchedPage } from './browser.ts';
import { allSent, FIRMS, ledgerOf, NEEDY, noteFirst, officersOf, openList } from './visiting.ts';
import { openDemoWorld, type World } from './world.ts';

const PHONE = { width: 390, height: 844, touch: true, worker: true };
const TABLET = { width: 1366, height: 1024, worker: true };
const TOWN = '370211007';

let world: World;
let browser: Browser;
let webDir: string;
/** Each test takes an officer of its own. */
let cadres: string[];

beforeAll(async () => {
  // A copy, of which one test makes a newer version.
  webDir = mkdtempSync(join(tmpdir(), 'guatu-web-'));
  cpSync(join(import.meta.dirname, '../dist'), webDir, { recursive: true });
  world = await openDemoWorld(webDir);
  cadres = await officersOf(world, FIRMS.duty);
  browser = await openBrowser();
}, 300_000);
afterAll(async () => {
  await browser.close();
  await world.close();
  rmSync(webDir, { recursive: true, force: true });
});

/** Waits until the service worker has this page in its charge and has kept what it shows. */
async function underWorker(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await quiet(page);
}

/** Another page of the same device. */
async function reopened(context: BrowserContext, before: Page, path: string): Promise<Page> {
  await before.close();
  const page = await context.newPage();
  await page.goto(`${world.running.url}${path}`);
  return page;
}

/** The server away for good, and back on the same port. */
const stopServer = async (): Promise<() => Promise<void>> => {
  const { server, url } = world.running;
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  return () =>
    new Promise((resolve) => server.listen(Number(new URL(url).port), '127.0.0.1', () => resolve()));
};

/** A server that takes requests and never answers. @returns what makes it answer again */
function muteServer(): () => void {
  const { server } = world.running;
  const answer = server.listeners('request') as (() => void)[];
  server.removeAllListeners('request');
  server.on('request', () => {});
  return () => {
    server.removeAllListeners('request');
    for (const each of answer) server.on('request', each);
    server.closeAllConnections();
  };
}

/** Everything this origin keeps on the device: databases and stores as text, answers with their addresses. */
async function everythingKept(
  page: Page,
): Promise<{ databases: string; storages: string; answers: string[] }> {
  return page.evaluate(async () => {
    const done = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const readable = (value: unknown): unknown => {
      if (value instanceof ArrayBuffer || ArrayBuffer.isView(value))
        return new TextDecoder().decode(value as ArrayBuffer);
      if (value instanceof CryptoKey) return { extractable: value.extractable };
      if (typeof value === 'object' && value !== null)
        return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, readable(each)]));
      return value;
    };
    const databases: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      const db = await done(indexedDB.open(name ?? ''));
      for (const store of db.objectStoreNames)
        databases.push(
          name,
          store,
          (await done(db.transaction(store).objectStore(store).getAll())).map(readable),
        );
      db.close();
    }
    const answers: string[] = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request, { ignoreVary: true });
        const text = /json/.test(answer?.headers.get('Content-Type') ?? '') ? await answer?.text() : '';
        answers.push(`${name} ${decodeURIComponent(request.url)} ${text}`);
      }
    }
    return {
      databases: JSON.stringify(databases),
      storages: JSON.stringify([{ ...localStorage }, { ...sessionStorage }]),
      answers,
    };
  });
}

describe('the outbox', () => {
  test('two visits made offline survive a restart and are sent exactly once when the network is back', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, PHONE);
    const me = (await officersOf(world, NEEDY.duty)).find((id) => id.startsWith('W-'))!;
    await openList(page, world, me);
    await underWorker(page);
    await context.setOffline(true);
    const first = await noteFirst(page, 'notIn');
    const second = await noteFirst(page, 'refused');
    await soon(() => textOf(page, 'connection')).toContain('连接中断');
    await soon(() => textOf(page, 'outbox')).toContain('2 条待发送');

    const again = await reopened(context, page, `/visit?officer=${me}`);
    await soon(() => textOf(again, 'outbox')).toContain('2 条待发送');
    // the list itself is about persons, and gone
    await again.getByText('名单涉及个人信息').waitFor();
    expect(await again.getByTestId('my-row').count()).toBe(0);
    await again.getByTestId('outbox-show').tap();
    expect(await again.getByTestId('outbox-entry').count()).toBe(2);
    expect(await ledgerOf(world, me)).toEqual([]);

    await context.setOffline(false);
    await again.getByTestId('send-now').tap();
    await allSent(again);
    const visits = await ledgerOf(world, me);
    expect(visits.map(({ subject, outcome }) => `${subject} ${outcome}`).toSorted()).toEqual(
      [`${first} notIn`, `${second} refused`].toSorted(),
    );
    await context.close();
  });

  test('the same with the network there and the server down', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, PHONE);
    const me = cadres[0]!;
    await openList(page, world, me);
    await underWorker(page);
    const start = await stopServer();
    const subject = await noteFirst(page, 'met');
    await soon(() => textOf(page, 'outbox')).toContain('连不上服务器');
    const again = await reopened(context, page, `/visit?officer=${me}`);
    await soon(() => textOf(again, 'outbox')).toContain('1 条待发送');
    await start();
    // nobody taps: it tries by itself
    await allSent(again);
    expect(await ledgerOf(world, me)).toMatchObject([{ subject, outcome: 'met' }]);
    await context.close();
  });

  test('what the server took without its answer arriving is sent again and counts once', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, { ...PHONE, worker: false });
    const me = cadres[1]!;
    let lost = 0;
    await page.route('**/api/visits', async (route) => {
      if (route.request().method() !== 'POST' || lost > 0) return route.fallback();
      await route.fetch();
      lost++;
      return route.abort();
    });
    await openList(page, world, me);
    const subject = await noteFirst(page, 'met');
    await soon(() => textOf(page, 'outbox')).toContain('连不上服务器');
    expect(lost).toBe(1);
    await allSent(page);
    expect(await ledgerOf(world, me)).toMatchObject([{ subject }]);
    await context.close();
  });

  test('several tabs send each record once', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, PHONE);
    const me = cadres[2]!;
    await openList(page, world, me);
    await underWorker(page);
    const others = [await context.newPage(), await context.newPage()];
    const posts: string[] = [];
    context.on('request', (request) => {
      if (request.method() === 'POST') posts.push(String(request.postDataJSON()?.id));
    });
    for (const other of others) await openList(other, world, me);
    await context.setOffline(true);
    await noteFirst(page, 'notIn');
    await noteFirst(page, 'notIn');
    for (const other of others) await soon(() => textOf(other, 'outbox')).toContain('2 条待发送');
    await soon(() => textOf(page, 'outbox')).toContain('连不上服务器');
    posts.length = 0;
    await context.setOffline(false);
    for (const each of [page, ...others]) await allSent(each);
    expect(new Set(posts).size).toBe(posts.length);
    expect(await ledgerOf(world, me)).toHaveLength(2);
    await context.close();
  });

  test('what is too old goes, and that is told', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, PHONE);
    await openList(page, world, cadres[3]!);
    await underWorker(page);
    await context.setOffline(true);
    await noteFirst(page, 'notIn');
    await soon(() => textOf(page, 'outbox')).toContain('1 条待发送');
    await page.evaluate(async () => {
      const db = await new Promise<IDBDatabase>((resolve) => {
        const request = indexedDB.open('guatu-outbox');
        request.onsuccess = () => resolve(request.result);
      });
      const tx = db.transaction('records', 'readwrite');
      const rows = tx.objectStore('records');
      const all = rows.getAll();
      all.onsuccess = () => {
        for (const row of all.result) rows.put({ ...row, createdAt: row.createdAt - 7 * 86_400_000 });
      };
      await new Promise((resolve) => {
        tx.oncomplete = resolve;
      });
      db.close();
    });
    const again = await reopened(context, page, `/visit?officer=${cadres[3]}`);
    await soon(() => textOf(again, 'outbox-lost')).toContain('1 条记录存放超过 7 天');
    expect(await again.getByTestId('outbox').count()).toBe(0);
    await again.getByTestId('outbox-lost').getByRole('button').tap();
    await soon(() => again.getByTestId('outbox-lost').count()).toBe(0);
    await context.close();
  });

  test('nothing personal lies open on the device', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, { ...TABLET, touch: true });
    const me = cadres[4]!;
    await page.goto(`${world.running.url}/?area=${TOWN}&duty=${NEEDY.duty}`);
    await mapIdle(page);
    await underWorker(page);
    await page.getByTestId('open-list').click();
    await page.getByTestId('gap-row').first().waitFor();
    await openList(page, world, me);
    const names = await page.locator('.visit-row__who > b').allTextContents();
    await context.setOffline(true);
    await page.getByTestId('my-row').first().getByRole('button').tap();
    await page.getByTestId('outcome-met').tap();
    await page.getByTestId('note').fill('家中漏雨，电话13812345678');
    await page.getByTestId('visit-save').tap();
    await soon(() => textOf(page, 'outbox')).toContain('1 条待发送');
    const { databases, storages, answers } = await everythingKept(page);
    // the record is there, sealed with a key that cannot be read out
    expect(databases).toContain('guatu-outbox');
    expect(databases).toContain('{"extractable":false}');
    const kept = [databases, storages, ...answers.map((each) => each.replace(/ https?:\S+/, ''))].join('\n');
    expect(kept).not.toMatch(/漏雨|13812345678/);
    for (const name of names) expect(kept).not.toContain(name);
    expect(kept).not.toMatch(/[\p{sc=Han}]\*\*/u);
    const addresses = answers.map((each) => new URL(each.split(' ')[1]!));
    expect(addresses.some(({ pathname }) => pathname === '/api/session')).toBe(true);
    for (const { pathname, search } of addresses) {
      expect(pathname).not.toMatch(/gaps|responsible|visits?$|officers|subjects|assignments|reports/);
      expect(search).not.toContain(me);
    }
    await context.close();
  });
});

describe('without the network', () => {
  test('the leader’s screen shows the last figures and shapes, stamped, and says so', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, TABLET);
    const path = `/?area=${TOWN}&duty=${NEEDY.duty}`;
    await page.goto(`${world.running.url}${path}`);
    await mapIdle(page);
    await underWorker(page);
    await page.reload();
    await mapIdle(page);
    await quiet(page);
    const figures = async (of: Page) => ({
      title: await textOf(of, 'area-title'),
      ratio: await textOf(of, 'figure-ratio'),
      done: await numberOf(of, 'figure-done'),
      gaps: await numberOf(of, 'gap-total'),
    });
    const before = await figures(page);
    const picture = await page.getByTestId('map').locator('canvas').first().screenshot();

    await context.setOffline(true);
    const again = await reopened(context, page, path);
    await mapIdle(again);
    expect(await figures(again)).toEqual(before);
    await soon(() => textOf(again, 'connection')).toContain('连接中断');
    expect(await textOf(again, 'connection')).toContain('数据截至 11-20 14:30');
    expect(await textOf(again, 'state-stale')).toContain('连接中断，数据截至 11-20 14:30');
    // shapes are drawn: an empty map would be a much smaller picture
    const drawn = await again.getByTestId('map').locator('canvas').first().screenshot();
    expect(drawn.length).toBeGreaterThan(picture.length * 0.9);

    await context.setOffline(false);
    await soon(() => textOf(again, 'connection')).toContain('已连接');
    expect(await again.getByTestId('state-stale').count()).toBe(0);
    await context.close();
  });

  test('a server that does not answer is waited for three seconds, then what was kept is shown', async () => {
    const { page, context } = await watchedPage(browser, world.running.url, TABLET);
    await page.goto(`${world.running.url}/?area=${TOWN}`);
    await mapIdle(page);
    await underWorker(page);
    const done = await numberOf(page, 'figure-done');
    const restore = muteServer();
    try {
      await page.reload();
      await mapIdle(page);
      expect(await numberOf(page, 'figure-done')).toBe(done);
      await soon(() => textOf(page, 'connection')).toContain('连接中断');
    } finally {
      restore();
    }
    await context.close();
  });

  test('the app can be installed: manifest, icons, worker, each of its type', async () => {
    const manifest = await fetch(`${world.running.url}/manifest.webmanifest`);
    expect(manifest.headers.get('Content-Type')).toMatch(/^application\/manifest\+json/);
    expect(manifest.headers.get('Cache-Control')).toBe('no-cache');
    const { name, icons, start_url, display } = (await manifest.json()) as {
      name: string;
      icons: { src: string; sizes: string; type: string; purpose: string }[];
      start_url: string;
      display: string;
    };
    expect({ name, start_url, display }).toEqual({ name: '挂图', start_url: '/', display: 'standalone' });
    expect(icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`)).toEqual(
      expect.arrayContaining(['192x192 any', '512x512 any', '512x512 maskable']),
    );
    for (const { src, type, sizes } of icons) {
      const icon = await fetch(`${world.running.url}${src}`);
      expect(icon.status, src).toBe(200);
      expect(icon.headers.get('Content-Type')?.split(';')[0], src).toBe(type);
      if (type !== 'image/png') continue;
      // width and height of a PNG: bytes 16 to 23 (IHDR)
      const head = new DataView(await icon.arrayBuffer());
      expect(`${head.getUint32(16)}x${head.getUint32(20)}`, src).toBe(sizes);
    }
    const worker = await fetch(`${world.running.url}/sw.js`);
    expect(worker.headers.get('Content-Type')).toMatch(/^text\/javascript/);
    expect(worker.headers.get('Cache-Control')).toBe('no-cache');
    expect(worker.headers.get('Content-Security-Policy')).toContain("worker-src 'self'");
  });

  test('a newer version waits, says so, and takes over when the page is opened anew', async () => {
    const { page, context, faults } = await watchedPage(browser, world.running.url, PHONE);
    const path = `/visit?officer=${cadres[5]}`;
    await openList(page, world, cadres[5]!);
    await underWorker(page);
    const file = join(webDir, 'sw.js');
    const first = readFileSync(file, 'utf8');
    try {
      // what lies compressed beside it is of the one before
      for (const packed of ['br', 'gz']) rmSync(`${file}.${packed}`, { force: true });
      writeFileSync(file, `${first}\nself.newer = true;\n`);
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.update());
      await page.getByText('新版本已就绪').waitFor();
      // the page at work is left alone
      expect(await page.getByTestId('my-row').count()).toBeGreaterThan(0);
      await page.evaluate(() => {
        (globalThis as { mark?: boolean }).mark = true;
      });
      await page.getByRole('button', { name: '刷新' }).tap();
      await page.waitForFunction(() => !('mark' in globalThis));
      await page.getByTestId('my-row').first().waitFor();
      await soon(() =>
        page.evaluate(async () => {
          const registration = await navigator.serviceWorker.getRegistration();
          return registration?.waiting === null && registration.active?.state === 'activated';
        }),
      ).toBe(true);
      expect(await page.getByText('新版本已就绪').count()).toBe(0);
      expect(page.url()).toContain(path);
      expect(faults).toEqual([]);
    } finally {
      writeFileSync(file, first);
    }
    await context.close();
  });
});
