import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IssueImportAnswer } from '#api/contract/issueImports.ts';
import type { IssuesAnswer } from '#api/contract/issueQuestions.ts';
import { checkTable } from '#api/issueImportFixture.ts';
import { DISTRICT, openTestInterface, squaresFile } from '#api/squaresFixture.ts';
import { openTestLedger, testServer } from '#api/testing.ts';

const NOW = '2026-11-20T14:32:00+08:00';
const ROWS = 1500;
const ROUNDS = 2;
const WRITER = resolve(import.meta.dirname, '../../killedImportFixture.ts');

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'guatu-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A data folder with an import that waits to be confirmed. */
async function prepare(): Promise<string> {
  const api = await openTestInterface(NOW);
  await api.importFile(squaresFile());
  const lines = Array.from(
    { length: ROWS },
    (_, i) => `${i},2026-11-0${1 + (i % 9)},${i % 3 ? 'done' : 'open'},120.01,35.91`,
  );
  const { id } = await checkTable(api, ['id,at,status,x,y', ...lines].join('\n'), {
    ...{ system: 'killed', reference: 'id', createdAt: 'at', closedAt: ['at'], title: ['id'] },
    status: { column: 'status', states: { done: 'resolved', open: 'reported' } },
    category: { columns: ['status'], categories: { '*': 'key-problems' } },
    position: { x: 'x', y: 'y' },
  });
  await api.ledger.store.close();
  cpSync(api.ledger.dir, dir, { recursive: true });
  await api.ledger.close();
  return id;
}

/** Lets a process go on with the import, or its taking back, and kills it a moment after so many transactions. */
async function workAndKill(
  what: 'confirm' | 'undo',
  id: string,
  transactions: number,
  delayMs: number,
): Promise<void> {
  const writer = spawn(process.execPath, [WRITER, dir, id, NOW, what], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(writer, 'exit');
  let begun = 0;
  for await (const _ of createInterface({ input: writer.stdout })) if (++begun === transactions) break;
  expect(begun).toBe(transactions);
  await new Promise((done) => setTimeout(done, delayMs));
  writer.kill('SIGKILL');
  const [code, signal] = (await ended) as [number | null, string | null];
  // a writer that was done before it was killed would prove nothing
  expect([code, signal]).toEqual([null, 'SIGKILL']);
}

test('an import that was killed again and again goes on at the next start, and each row is there once', async () => {
  const id = await prepare();
  for (let round = 0; round < ROUNDS; round++)
    await workAndKill('confirm', id, 2 + round, Math.random() * 10);
  const ledger = await openTestLedger(NOW, 'Asia/Shanghai', dir);
  const running = await testServer(ledger);
  try {
    const read = async <T>(path: string): Promise<T> =>
      (await fetch(`${running.url}${path}`)).json() as Promise<T>;
    const before = await read<IssueImportAnswer>(`/api/imports/${id}`);
    expect(before.written).toBeLessThan(ROWS);
    let now = before;
    while (now.status === 'applying') {
      await new Promise((done) => setTimeout(done, 20));
      now = await read<IssueImportAnswer>(`/api/imports/${id}`);
    }
    expect(now).toMatchObject({
      ...{ status: 'applied', rows: ROWS, create: ROWS, written: ROWS, refused: 0 },
      // told at its check; nothing was refused later
      codes: [{ code: 'closedThoughOpen', outcome: 'kept', rows: ROWS / 3 }],
    });
    const { matching, facets } = await read<IssuesAnswer>(`/api/issues?area=${DISTRICT}&limit=1`);
    expect(matching).toBe(ROWS);
    expect(facets.states).toMatchObject({ reported: ROWS / 3, resolved: (2 * ROWS) / 3 });
  } finally {
    await running.close();
    rmSync(ledger.dir, { recursive: true, force: true });
  }
}, 300_000);

test('the taking back of an import that was killed again and again goes on at the next start', async () => {
  const id = await prepare();
  const first = await openTestLedger(NOW, 'Asia/Shanghai', dir);
  const writing = await testServer(first);
  const confirmed = await fetch(`${writing.url}/api/imports/${id}/confirm`, { method: 'POST' });
  expect(await confirmed.json()).toMatchObject({ status: 'applied', written: ROWS });
  await writing.close();
  rmSync(dir, { recursive: true, force: true });
  cpSync(first.dir, dir, { recursive: true });
  rmSync(first.dir, { recursive: true, force: true });
  for (let round = 0; round < ROUNDS; round++) await workAndKill('undo', id, 2 + round, Math.random() * 10);
  const ledger = await openTestLedger(NOW, 'Asia/Shanghai', dir);
  const running = await testServer(ledger);
  try {
    const read = async <T>(path: string): Promise<T> =>
      (await fetch(`${running.url}${path}`)).json() as Promise<T>;
    let now = await read<IssueImportAnswer>(`/api/imports/${id}`);
    expect(now.undone).toBeGreaterThan(0);
    expect(now.undone).toBeLessThan(ROWS);
    while (now.status === 'undoing') {
      await new Promise((done) => setTimeout(done, 20));
      now = await read<IssueImportAnswer>(`/api/imports/${id}`);
    }
    expect(now).toMatchObject({ status: 'undone', written: ROWS, undone: ROWS });
    expect((await read<IssuesAnswer>(`/api/issues?area=${DISTRICT}&limit=1`)).matching).toBe(0);
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  } finally {
    await running.close();
    rmSync(ledger.dir, { recursive: true, force: true });
  }
}, 300_000);
