import { existsSync } from 'node:fs';
import { type Browser, type BrowserContext, chromium, type Page, type Request } from 'playwright-core';
import { expect } from 'vitest';

const CHROMIUM = [
  process.env.CHROMIUM_PATH,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path && existsSync(path));

/** Chromium without a GPU and without anything that calls home. */
export function openBrowser(): Promise<Browser> {
  if (!CHROMIUM) throw new Error('no Chromium found; npm test says how to install one');
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--enable-unsafe-swiftshader',
    ],
  });
}

export interface Watched {
  page: Page;
  context: BrowserContext;
  /** Console errors, unhandled rejections, failed requests, error answers, requests to other hosts. */
  faults: string[];
}

const pending = new WeakMap<Page, Set<Request>>();
const QUIET_MS = 500;

/** Waits until a watched page has asked for nothing for half a second. */
export async function quiet(page: Page): Promise<void> {
  const onTheWay = pending.get(page);
  if (!onTheWay) throw new Error('this page is not watched');
  const deadline = Date.now() + 60_000;
  for (let since = Date.now(); Date.now() - since < QUIET_MS; ) {
    await page.waitForTimeout(50);
    if (onTheWay.size > 0) since = Date.now();
    if (Date.now() > deadline) throw new Error(`still asking for ${[...onTheWay].map((each) => each.url())}`);
  }
}

/** A page that writes down everything that goes wrong in it. */
export async function watchedPage(
  browser: Browser,
  origin: string,
  options: {
    width: number;
    height: number;
    dark?: boolean;
    touch?: boolean;
    worker?: boolean;
    motion?: boolean;
  },
): Promise<Watched> {
  const context = await browser.newContext({
    viewport: { width: options.width, height: options.height },
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: options.motion ? 'no-preference' : 'reduce',
    hasTouch: options.touch ?? false,
    // What a worker fetches no test can route; those about working offline ask for it.
    serviceWorkers: options.worker ? 'allow' : 'block',
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => faults.push(`page: ${error.message}`));
  page.on('requestfailed', (request) => {
    // A newer question makes the page drop an older one; that is no fault.
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') faults.push(`failed: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  const onTheWay = new Set<Request>();
  pending.set(page, onTheWay);
  const isOver = (request: Request) => onTheWay.delete(request);
  page.on('requestfinished', isOver);
  page.on('requestfailed', isOver);
  page.on('request', (request) => {
    const url = new URL(request.url());
    // what tells of changes never ends
    if (url.pathname !== '/api/live') onTheWay.add(request);
    if (!['data:', 'blob:'].includes(url.protocol) && url.origin !== origin)
      faults.push(`other host: ${url.href}`);
  });
  return { page, context, faults };
}

/** Waits until the map stands still with the newest data drawn. */
export async function mapIdle(page: Page): Promise<void> {
  await page.waitForFunction(() => document.documentElement.dataset.mapIdle === 'true', null, {
    timeout: 90_000,
  });
}

/** What becomes true in time, on a busy machine too. */
export const soon = <T>(value: () => Promise<T> | T) => expect.poll(value, { timeout: 30_000 });

/** Text of an element by its test id, white space folded. */
export async function textOf(page: Page, testId: string): Promise<string> {
  const text = await page.getByTestId(testId).first().textContent({ timeout: 30_000 });
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** The number in an element's text: thousands and signs as the screen writes them. */
export async function numberOf(page: Page, testId: string): Promise<number> {
  const text = await textOf(page, testId);
  const match = /[+\-−]?[\d,]+(?:\.\d+)?/.exec(text);
  expect(match, `a number in ${testId}: ${text}`).not.toBeNull();
  return Number(match![0].replaceAll(',', '').replace('−', '-'));
}
