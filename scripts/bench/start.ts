import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAccess } from '#api/app.ts';
import { listen } from '#api/listen.ts';
import { fillDemo } from '#api/services/demo.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { ANYBODY } from '#api/testing.ts';
import { calibration } from './calibration.ts';
import type { Bench, Figure } from './figure.ts';
import { elapsedOf, processCpuOf } from './rounds.ts';

const TIMEZONE = 'Asia/Shanghai';
const NOW = Date.parse('2026-11-20T14:32:00+08:00');
const STARTS = 5;
/** A start that takes longer has failed. */
const PATIENCE_MS = 120_000;

/** How long the first fill and every later `npm start` keep somebody waiting. */
export const start: Bench = async (_options, print) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'guatu-bench-'));
  try {
    print('filling the demonstration district');
    const figures = await fill(dataDir);
    // The first one installs and builds what is missing: after it the machine is prepared.
    print('starting once to prepare');
    await startOnce(dataDir);
    const times: number[] = [];
    for (let round = 0; round < STARTS; round++) {
      print(`start ${round + 1} of ${STARTS}`);
      times.push((await startOnce(dataDir)) / 1000);
    }
    const unit = (await calibration()) / 1000;
    const bench = 'start';
    return [
      {
        bench,
        what: 'npm start on a prepared machine until it is ready',
        unit: 's',
        rounds: times,
        budget: { at: 'most', value: 3 },
      },
      { bench, what: 'the same, against calibration', unit: 'x', rounds: times.map((time) => time / unit) },
      ...figures,
    ];
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Fills an empty ledger as the server does, and tells where the time goes. */
async function fill(dataDir: string): Promise<Figure[]> {
  const spent = new Map<string, number>();
  const file = join(dataDir, 'guatu.sqlite');
  const clock = { now: NOW };
  const store = await openSqliteStore(file, { timezone: TIMEZONE, now: () => clock.now });
  const running = await listen(
    {
      store: timed(store, spent),
      access: openAccess(dataDir, () => clock.now),
      identify: () => ANYBODY,
      now: () => clock.now,
      timezone: TIMEZONE,
      dataDir,
      webDir: null,
      log: (message) => console.error(message),
    },
    '127.0.0.1',
    0,
  );
  const { context } = running.services;
  context.jobs = timed(context.jobs, spent);
  try {
    let cpu = 0;
    const seconds =
      (await elapsedOf(async () => {
        cpu = await processCpuOf(() => fillDemo(running.services, { clock }));
      })) / 1000;
    const bench = 'start';
    const steps = [
      'drawDemoAreas',
      'checkBoundaryFile',
      'drawTiles',
      'putTree',
      'putSubjects',
      'ingestVisits',
    ];
    return [
      {
        bench,
        what: 'demonstration district generated and imported',
        unit: 's',
        rounds: [seconds],
        budget: { at: 'most', value: 20 },
      },
      {
        bench,
        what: 'the same, against calibration',
        unit: 'x',
        rounds: [(seconds * 1000) / (await calibration())],
      },
      { bench, what: 'the same, CPU of all threads', unit: 's', rounds: [cpu / 1000] },
      ...steps.map(
        (step): Figure => ({
          bench,
          what: `of it ${step}`,
          unit: 's',
          rounds: [(spent.get(step) ?? 0) / 1000],
        }),
      ),
    ];
  } finally {
    await running.close();
  }
}

/** The same object, with the milliseconds until each of its methods' answers added up by name. */
function timed<T extends object>(target: T, spent: Map<string, number>): T {
  return new Proxy(target, {
    get: (_, key) => {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== 'function') return value;
      return async (...args: unknown[]): Promise<unknown> => {
        const before = performance.now();
        try {
          return await Reflect.apply(value, target, args);
        } finally {
          spent.set(String(key), (spent.get(String(key)) ?? 0) + performance.now() - before);
        }
      };
    },
  });
}

/** Runs `npm start` until `/readyz` says yes, then ends it. Milliseconds it took. */
async function startOnce(dataDir: string): Promise<number> {
  const before = performance.now();
  const child = spawn('npm', ['start'], {
    cwd: join(import.meta.dirname, '../..'),
    env: { ...process.env, DATA_DIR: dataDir, PORT: '0', HOST: '127.0.0.1', DATABASE_URL: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
    // a process group of its own: npm, the starter and the server are ended together
    detached: true,
  });
  try {
    const url = await addressOf(child);
    const answer = await fetch(new URL('/readyz', url));
    if (!answer.ok) throw new Error(`the server is not ready: ${await answer.text()}`);
    return performance.now() - before;
  } finally {
    await end(child);
  }
}

/** The address the server says it is open at. */
function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`not started after ${PATIENCE_MS} ms:\n${said}`)),
      PATIENCE_MS,
    );
    const listenTo = (chunk: Buffer): void => {
      said += chunk.toString();
      const found = /is open at (http:\S+)/.exec(said);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[1]!);
    };
    child.stdout!.on('data', listenTo);
    child.stderr!.on('data', listenTo);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`npm start ended with ${code}:\n${said}`));
    });
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.removeAllListeners('exit');
    child.on('exit', () => resolve());
    process.kill(-child.pid, 'SIGTERM');
  });
}
