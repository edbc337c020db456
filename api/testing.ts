import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppParts, createApp, createServices, openAccess } from '#api/app.ts';
import { listen, type Running } from '#api/listen.ts';
import type { Principal } from '#api/services/access/principal.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import type { Store } from '#api/store/store.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import { PERMISSIONS } from '#geodata/presets/roles.ts';
import { type AreaInput, numberTree } from '#geodata/tree.ts';

/** A ledger in a folder of its own with a clock that tests set. */
export interface TestLedger {
  store: Store;
  dir: string;
  file: string;
  clock: { now: number };
  dayOf: (epochMs: number) => number;
  close(): Promise<void>;
}

/**
 * @param now the moment the clock starts at, such as `2026-11-20T14:32:00+08:00`
 * @param from data folder it begins as a copy of; empty when left out
 */
export async function openTestLedger(
  now: string,
  timezone = 'Asia/Shanghai',
  from?: string,
): Promise<TestLedger> {
  const dir = mkdtempSync(join(tmpdir(), 'guatu-test-'));
  if (from !== undefined) cpSync(from, dir, { recursive: true });
  const clock = { now: Date.parse(now) };
  const file = join(dir, 'guatu.sqlite');
  const store = await openSqliteStore(file, { timezone, now: () => clock.now });
  return {
    store,
    dir,
    file,
    clock,
    dayOf: civilDayIn(timezone),
    close: async () => {
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Puts a tree without shapes into the store. */
export async function putTestTree(
  ledger: TestLedger,
  areas: readonly (Partial<AreaInput> & Pick<AreaInput, 'code' | 'level' | 'parentCode'>)[],
): Promise<void> {
  const tree = numberTree(
    areas.map((area) => ({
      name: area.code,
      tree: 'administrative',
      urbanRural: null,
      households: null,
      ...area,
    })),
  );
  await ledger.store.putTree({
    validFrom: 0,
    areas: tree.map((area) => ({ ...area, illustrative: false })),
    shapes: new Map(),
    tiles: '0000000000000000',
  });
}

/** Who asks in tests that are about something else: may everything, everywhere. */
export const ANYBODY: Principal = {
  who: {
    kind: 'account',
    id: '00000000-0000-4000-8000-000000000000',
    name: 'anybody',
    displayName: '王强',
    roles: [],
    permissions: [...PERMISSIONS],
    officer: null,
    secondFactor: false,
    passwordDue: null,
    demonstration: false,
  },
  permissions: new Set(PERMISSIONS),
  areas: ['*'],
  organisations: [],
  session: '00000000-0000-4000-8000-000000000001',
};

export function testParts(ledger: TestLedger, webDir: string | null = null): AppParts {
  return {
    store: ledger.store,
    access: openAccess(ledger.dir, () => ledger.clock.now),
    identify: () => ANYBODY,
    now: () => ledger.clock.now,
    timezone: 'Asia/Shanghai',
    dataDir: ledger.dir,
    webDir,
    log: (message) => console.error(message),
  };
}

/** The interface without a socket. */
export function testApp(ledger: TestLedger) {
  const parts = testParts(ledger);
  const services = createServices(parts);
  const app = createApp(parts, services);
  return {
    services,
    request: (path: string, init?: RequestInit) => app.request(`http://localhost${path}`, init),
  };
}

/** The interface on a free port of this machine. */
export function testServer(ledger: TestLedger, webDir: string | null = null): Promise<Running> {
  return listen(testParts(ledger, webDir), '127.0.0.1', 0);
}
