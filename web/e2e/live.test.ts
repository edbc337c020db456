import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { mapIdle, numberOf, soon, type Watched, watchedPage } from './browser.ts';
import { onStage } from './stage.ts';
import { FIRMS, gapsOf, officersOf } from './visiting.ts';
import { openDemoWorld, type World } from './world.ts';

const DESK = { width: 1366, height: 1024 };

let world: World;
let browser: Browser;
onStage(openDemoWorld, (stage) => {
  ({ world, browser } = stage);
});

/** Calls on somebody this officer has not reached yet. */
async function callOnOne(officer: string): Promise<void> {
  const [gap] = await gapsOf(world, FIRMS.duty, officer);
  const { status } = await fetch(`${world.running.url}/api/visits`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      ...{ id: randomUUID(), subject: gap!.subject, officers: [officer], at: '2026-11-20T14:20:00+08:00' },
      ...{ mode: 'onSite', outcome: 'met', programme: FIRMS.programme },
    }),
  });
  expect(status).toBe(201);
}

const open = async (): Promise<Watched & { streams: string[] }> => {
  const watched = await watchedPage(browser, world.running.url, DESK);
  const streams: string[] = [];
  watched.context.on('request', (request) => {
    if (request.url().endsWith('/api/live')) streams.push(request.url());
  });
  await watched.page.goto(`${world.running.url}/?duty=${FIRMS.duty}`);
  await mapIdle(watched.page);
  return { ...watched, streams };
};

describe('live', () => {
  test('a visit stands on every open screen at once; tabs of one browser share one stream', async () => {
    const [one, another] = await officersOf(world, FIRMS.duty);
    const [first, other] = [await open(), await open()];
    const second = await first.context.newPage();
    await second.goto(`${world.running.url}/?duty=${FIRMS.duty}`);
    await mapIdle(second);
    const done = await numberOf(first.page, 'figure-done');
    const pages = [first.page, second, other.page];
    for (const page of pages) expect(await numberOf(page, 'figure-done')).toBe(done);

    await callOnOne(one!);
    // Long before any of them would ask by itself.
    for (const page of pages) await soon(() => numberOf(page, 'figure-done')).toBe(done + 1);
    expect(first.streams).toHaveLength(1);

    // When the tab that listens goes, another takes over.
    await first.page.close();
    await soon(() => first.streams.length).toBe(2);
    await callOnOne(another!);
    for (const page of [second, other.page]) await soon(() => numberOf(page, 'figure-done')).toBe(done + 2);
    expect([...first.faults, ...other.faults]).toEqual([]);
    await first.context.close();
    await other.context.close();
  });
});
