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

/** Lets a process go on with the import and kills it a moment after so many transactions. */
async function confirmAndKill(id: string, transactions: number, delayMs: number): Promise<void> {
  const writer = spawn(process.execPath, [WRITER, dir, id, NOW], { stdio: ['ignore', 'pipe', 'inherit'] });
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
  for (let round = 0; round < ROUNDS; round++) await confirmAndKill(id, 2 + round, Math.random() * 10);
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
