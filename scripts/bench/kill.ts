import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KillFault } from '#api/store/kill/checker.ts';
import { killRounds } from '#api/store/kill/rounds.ts';
import type { Bench, Figure } from './figure.ts';

const ROUNDS = 200;

const FAULTS: Readonly<Record<KillFault['kind'], string>> = {
  lost: 'acknowledged and not there as it was',
  half: 'batches of which only a part is there',
  difference: 'roll-ups that a recount does not confirm',
  corrupt: 'damage found by integrity_check',
  sequence: 'commits with gaps or out of order',
};

/** What a writer leaves behind that is killed at random moments, 200 times over one growing file. */
export const kill: Bench = async (_options, print) => {
  const dir = mkdtempSync(join(tmpdir(), 'guatu-bench-'));
  const seed = Math.floor(Math.random() * 2 ** 31);
  const found: KillFault[] = [];
  let rounds = 0;
  let acknowledged = 0;
  try {
    print(`killing a writer ${ROUNDS} times, seed ${seed}`);
    for await (const round of killRounds({ file: join(dir, 'guatu.sqlite'), seed, rounds: ROUNDS })) {
      rounds++;
      acknowledged += round.acknowledged;
      for (const { kind, what } of round.faults)
        print(`round ${round.round}, killed after ${round.delay.toFixed(1)} ms: ${kind}: ${what}`);
      found.push(...round.faults);
      // What comes after a broken promise says nothing of its own.
      if (found.length > 0) break;
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  const bench = 'kill';
  return [
    { bench, what: 'a writer killed while it wrote', unit: 'rounds', rounds: [rounds] },
    { bench, what: 'records acknowledged to it', unit: 'records', rounds: [acknowledged] },
    ...Object.entries(FAULTS).map(
      ([kind, what]): Figure => ({
        bench,
        what,
        unit: 'faults',
        rounds: [found.filter((fault) => fault.kind === kind).length],
        budget: { at: 'most', value: 0 },
      }),
    ),
  ];
};
