import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { killRounds } from '#api/store/kill/rounds.ts';

const ROUNDS = 20;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'guatu-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('killed at random moments, nothing acknowledged is lost and no figure drifts', async () => {
  // When to kill is not repeatable, so every run may as well write something else.
  const seed = Math.floor(Math.random() * 2 ** 31);
  let rounds = 0;
  for await (const { round, delay, faults } of killRounds({
    file: join(dir, 'guatu.sqlite'),
    seed,
    rounds: ROUNDS,
  })) {
    expect(faults, `seed ${seed}, round ${round}, killed after ${delay.toFixed(1)} ms`).toEqual([]);
    rounds++;
  }
  expect(rounds).toBe(ROUNDS);
  // Twenty processes and sixty threads are started: where others work too that may take minutes.
}, 600_000);
