import { randomUUID } from 'node:crypto';
import type { CDPSession, Page } from 'playwright-core';
import type { GapsAnswer } from '#api/contract/gaps.ts';
import type { Figure } from './figure.ts';
import { DISTRICT, DUTY, drawn, FULL_HD, type WallWorld } from './wallWorld.ts';

/** A day of a wall, compressed. */
const DAY = { updates: 10_000, losses: 500, awayMs: 600_000, hours: 24 };
/** Parts that the day is run in: after each the heap is measured. */
const PARTS = 10;
/** The server is away for this much shorter than it stands for; its clock goes on by all of it. */
const AWAY_SHORTER = 20;
/** Lost contexts before the first measure: what is loaded once is no leak. */
const WARM_UP = 4;
const PATIENCE_MS = 60_000;
/** Where the page notes when it was last opened anew, as its watchdog calls it. */
const RELOADED_AT = 'guatu.wallReloadedAt';

/**
 * A day of a wall, compressed: updates that are told live, lost graphics contexts, the server away, scenes turning
 * all the while. The heap is measured behind a forced collection; its growth is set against the hours that the
 * part of the day stands for.
 *
 * @param share of the day that is run, above 0 and at most 1
 */
export async function soak(
  { browser, url, clock, makeDisplay }: WallWorld,
  share: number,
  print: (message: string) => void,
): Promise<Figure[]> {
  const token = makeDisplay([
    { kind: 'overview', seconds: 5 },
    { kind: 'duty', duty: DUTY, seconds: 5 },
    { kind: 'issues', seconds: 5 },
    { kind: 'hotspots', seconds: 5 },
  ]);
  // A service worker would go on asking the server that the page is kept from.
  const page = await browser.newPage({ viewport: FULL_HD, serviceWorkers: 'block' });
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  const session = await page.context().newCDPSession(page);
  await page.goto(`${url}/wall#token=${token}`);
  await drawn(page);
  const visits = await visitsToPay(url);
  const heaps: number[] = [];
  const back: number[] = [];
  let sent = 0;
  for (let i = 0; i < WARM_UP; i++) await loseContext(page);
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
  const times = share === 1 ? '' : ` (${share} of a day)`;
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
}

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
  await page.evaluate((reloaded) => {
    // So many losses within a minute have the page opened anew, once in ten. That would hide what it leaks, and they
    // only come so close because a day is compressed: it is told that it has just been.
    localStorage.setItem(reloaded, String(Date.now()));
    const canvas = document.querySelector<HTMLCanvasElement>('.maplibregl-canvas');
    if (!canvas) throw new Error('there is no map');
    canvas.dataset.lost = 'true';
    canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
  }, RELOADED_AT);
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
