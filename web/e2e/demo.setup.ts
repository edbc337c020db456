import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { fillDemo } from '#api/services/demo.ts';
import { openTestLedger, testServer } from '#api/testing.ts';
import { NOW } from './world.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Data folder of a ledger filled with the demonstration district; every test file works on a copy. */
    demoDir: string;
  }
}

/** Fills the demonstration once for all browser tests: it takes a minute. */
export default async function setup(project: TestProject): Promise<() => void> {
  const ledger = await openTestLedger(NOW);
  const running = await testServer(ledger);
  await fillDemo(running.services, { clock: ledger.clock });
  await running.close();
  await ledger.store.close();
  const demoDir = mkdtempSync(join(tmpdir(), 'guatu-demo-'));
  cpSync(ledger.dir, demoDir, { recursive: true });
  rmSync(ledger.dir, { recursive: true });
  project.provide('demoDir', demoDir);
  return () => rmSync(demoDir, { recursive: true, force: true });
}
