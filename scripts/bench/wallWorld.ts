import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openAccess } from '#api/app.ts';
import type { WallConfig } from '#api/contract/wall.ts';
import { listen } from '#api/listen.ts';
import { fillDemo } from '#api/services/demo.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { ANYBODY } from '#api/testing.ts';

const TIMEZONE = 'Asia/Shanghai';
const NOW = Date.parse('2026-11-20T14:32:00+08:00');
const PATIENCE_MS = 60_000;

export const FULL_HD = { width: 1920, height: 1080 };
export const DISTRICT = '370211';
export const DUTY = 'firm-monthly';

/** The demonstration district behind a server, and a browser without a graphics card. */
export interface WallWorld {
  url: string;
  clock: { now: number };
  browser: Browser;
  /** @returns the token of a display that shows these scenes; null the usual ones */
  makeDisplay(scenes: WallConfig['scenes'] | null): string;
  close(): Promise<void>;
}

/** Opens all that a wall is measured in, on a directory of its own. */
export async function openWallWorld(print: (message: string) => void): Promise<WallWorld> {
  const dataDir = mkdtempSync(join(tmpdir(), 'guatu-bench-'));
  const clock = { now: NOW };
  const store = await openSqliteStore(join(dataDir, 'guatu.sqlite'), {
    timezone: TIMEZONE,
    now: () => clock.now,
  });
  const access = openAccess(dataDir, () => clock.now);
  const running = await listen(
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
  print('filling the demonstration district');
  await fillDemo(running.services, { clock });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-quic',
      '--disable-background-networking',
      '--enable-unsafe-swiftshader',
    ],
  });
  return {
    url: running.url,
    clock,
    browser,
    makeDisplay: (scenes) =>
      access.makeDisplay(
        'bench',
        [DISTRICT],
        'bench',
        scenes && { scenes: [...scenes], theme: 'dark', title: null },
      ).token,
    close: async () => {
      await browser.close();
      await running.close();
      await store.close();
      access.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Waits until everything asked for is drawn and nothing moves. */
export const drawn = (page: Page) =>
  page.waitForFunction(() => document.documentElement.dataset.mapIdle === 'true', null, {
    timeout: PATIENCE_MS,
  });
