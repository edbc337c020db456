import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CDPSession, chromium, type Page } from 'playwright-core';
import { openAccess } from '#api/app.ts';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import { listen } from '#api/listen.ts';
import { fillDemo } from '#api/services/demo.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { ANYBODY } from '#api/testing.ts';
import type { Bench } from './figure.ts';

const TIMEZONE = 'Asia/Shanghai';
const NOW = Date.parse('2026-11-20T14:32:00+08:00');
const FULL_HD = { width: 1920, height: 1080 };
const DISTRICT = '370211';
const DUTY = 'firm-monthly';
/** A day of a wall, compressed. */
const DAY = { updates: 10_000, losses: 500, awayMs: 600_000, hours: 24 };
/** Parts that the day is run in: after each the heap is measured. */
const PARTS = 10;
/** The server is away for this much shorter than it stands for; its clock goes on by all of it. */
const AWAY_SHORTER = 20;
/** Share of a day that is run where not all sizes are asked for. */
const SHORT = 0.1;
const PATIENCE_MS = 60_000;

/**
 * A day of a wall, compressed: updates that are told live, lost graphics contexts, the server away, scenes turning
 * all the while. The heap is measured behind a forced collection; its growth is set against the hours that the
 * part of the day stands for.
 */
export const wall: Bench = async ({ large }, print) => {
  const share = large ? 1 : SHORT;
  const dataDir = mkdtempSync(join(tmpdir(), 'guatu-bench-'));
  const clock = { now: NOW };
  const store = await openSqliteStore(join(dataDir, 'guatu.sqlite'), {
    timezone: TIMEZONE,
    now: () => clock.now,
  });
  const access = openAccess(dataDir, () => clock.now);
  const serve = () =>
    listen(
      {
        ...{ store, access, now: () => clock.now, timezone: TIMEZONE, dataDir },
        // Who brings no session is the bench itself.
        identify: (token) => (token === null ? ANYBODY : access.identify(token)),
        webDir: join(import.meta.dirname, '../../web/dist'),
        log: (message) => console.error(message),
      },
      '127.0.0.1',
      0,
    );
  const running = await serve();
  const { url } = running;
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--enable-unsafe-swiftshader',
    ],
  });
  try {
    print('filling the demonstration district');
    await fillDemo(running.services, { clock });
    const { token } = access.makeDisplay('soak', [DISTRICT], 'bench', {
      scenes: [
        { kind: 'overview', seconds: 5 },
        { kind: 'duty', duty: DUTY, seconds: 5 },
        { kind: 'issues', seconds: 5 },
        { kind: 'hotspots', seconds: 5 },
      ],
      theme: 'dark',
      title: null,
    });
    const page = await browser.newPage({ viewport: FULL_HD });
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    const session = await page.context().newCDPSession(page);
    await page.goto(`${url}/wall#token=${token}`);
    await drawn(page);
    const visits = await visitsToPay(url);
    const heaps: number[] = [];
    const back: number[] = [];
    let sent = 0;
    // What is loaded once is no leak.
    for (let i = 0; i < 8; i++) await loseContext(page);
    for (let part = 0; part < PARTS; part++) {
      print(`part ${part + 1} of ${PARTS}`);
      for (let i = 0; i < (DAY.updates * share) / PARTS; i++) await pay(url, visits[sent++ % visits.length]!);
      for (let i = 0; i < (DAY.losses * share) / PARTS; i++) back.push(await loseContext(page));
      heaps.push(await heapOf(session));
    }
    print('the server is away');
    await page.route('**/api/**', (route) => route.abort());
    await stateIs(page, 'stale');
    await page.waitForTimeout((DAY.awayMs * share) / AWAY_SHORTER);
    clock.now += DAY.awayMs;
    const blank = (await page.getByTestId('wall-ratio').count()) === 0;
    await page.unrouteAll();
    const returned = performance.now();
    await stateIs(page, 'fresh');
    const healed = (performance.now() - returned) / 1000;
    const bench = 'wall';
    const times = large ? '' : ` (${SHORT} of a day)`;
    return [
      {
        bench,
        what: `heap, after each part${times}`,
        unit: 'KB',
        rounds: heaps.map((bytes) => bytes / 1024),
      },
      {
        ...{ bench, what: 'heap slope over the hours it stands for', unit: 'MB/h' as const },
        rounds: [slope(heaps) / 2 ** 20 / ((DAY.hours * share) / PARTS)],
        budget: { at: 'most', value: 1 },
      },
      {
        ...{
          bench,
          what: `map drawn anew after a lost context, slowest of ${back.length}`,
          unit: 's' as const,
        },
        rounds: [Math.max(...back)],
        budget: { at: 'most', value: 5 },
      },
      { bench, what: 'map drawn anew after a lost context', unit: 's', rounds: back },
      { bench, what: 'fresh again after the server is back', unit: 's', rounds: [healed] },
      {
        ...{ bench, what: 'errors in the page, and blank pictures', unit: 'faults' as const },
        rounds: [faults.length + (blank ? 1 : 0)],
        budget: { at: 'most', value: 0 },
      },
    ];
  } finally {
    await browser.close();
    await running.close();
    await store.close();
    access.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
};

const drawn = (page: Page) =>
  page.waitForFunction(() => document.documentElement.dataset.mapIdle === 'true', null, {
    timeout: PATIENCE_MS,
  });

const stateIs = (page: Page, state: string) =>
  page.locator(`[data-testid="wall-connection"][data-state="${state}"]`).waitFor({ timeout: PATIENCE_MS });

/** Visits that are still to be paid, as they are sent. */
async function visitsToPay(url: string): Promise<{ subject: string; officer: string }[]> {
  const response = await fetch(`${url}/api/coverage/gaps?duty=${DUTY}&area=${DISTRICT}&limit=1000`);
  const { items } = (await response.json()) as GapsAnswer;
  return items.flatMap(({ subject, officer }) => (officer ? [{ subject, officer: officer.id }] : []));
}

async function pay(url: string, { subject, officer }: { subject: string; officer: string }): Promise<void> {
  const response = await fetch(`${url}/api/visits`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...{ id: randomUUID(), subject, officers: [officer], at: '2026-11-20T14:20:00+08:00' },
      ...{ mode: 'onSite', outcome: 'met', programme: 'cadres-to-firms' },
    }),
  });
  if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`);
}

/** Takes the graphics context away. @returns seconds until another has drawn the map */
async function loseContext(page: Page): Promise<number> {
  const begun = performance.now();
  await page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas');
    if (!canvas) throw new Error('there is no map');
    canvas.dataset.lost = 'true';
    canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  });
  // Flights and scenes go on meanwhile: drawn is what has all its areas, not what stands still.
  await page.waitForFunction(
    () =>
      document.querySelector<HTMLCanvasElement>('.maplibregl-canvas:not([data-lost])')?.style.visibility ===
      '',
    null,
    { timeout: PATIENCE_MS },
  );
  return (performance.now() - begun) / 1000;
}

/** Bytes in use behind a collection. */
async function heapOf(session: CDPSession): Promise<number> {
  for (let i = 0; i < 3; i++) await session.send('HeapProfiler.collectGarbage');
  return (await session.send('Runtime.getHeapUsage')).usedSize;
}

/** Growth from one value to the next, by least squares. */
function slope(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const over = values.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0);
  return over / values.reduce((sum, _, i) => sum + (i - middle) ** 2, 0);
}
