import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inject } from 'vitest';
import type { Running } from '#api/listen.ts';
import { openTestLedger, type TestLedger, testServer } from '#api/testing.ts';

export const WEB_DIR = join(dirname(fileURLToPath(import.meta.url)), '../dist');
export const NOW = '2026-11-20T14:32:00+08:00';

export interface World {
  ledger: TestLedger;
  running: Running;
  get<T>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** The built product on a free port over a ledger filled with the demonstration district. */
export const openDemoWorld = (webDir = WEB_DIR): Promise<World> => openWorld(webDir, inject('demoDir'));

/**
 * The built product on a free port over a real ledger.
 *
 * @param from data folder the ledger begins as a copy of; empty when left out
 */
export async function openWorld(webDir = WEB_DIR, from?: string): Promise<World> {
  const ledger = await openTestLedger(NOW, 'Asia/Shanghai', from);
  const running = await testServer(ledger, webDir);
  return {
    ledger,
    running,
    async get<T>(path: string) {
      const response = await fetch(`${running.url}${path}`);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    close: async () => {
      await running.close();
      await ledger.close();
    },
  };
}
