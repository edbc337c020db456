import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { openBrowser } from './browser.ts';

/** Filling a district and starting a browser, on a busy machine. */
const PATIENCE_MS = 300_000;

/**
 * Opens a world and a browser before the tests of a file, and closes them behind its last.
 *
 * @param set what the tests read them from
 */
export function onStage<W extends { close(): Promise<void> }>(
  open: () => Promise<W>,
  set: (stage: { world: W; browser: Browser }) => void,
): void {
  let world: W | null = null;
  let browser: Browser | null = null;
  beforeAll(async () => {
    world = await open();
    browser = await openBrowser();
    set({ world, browser });
  }, PATIENCE_MS);
  afterAll(async () => {
    await browser?.close();
    await world?.close();
  });
}
