/**
 * The process that is killed: opens the ledger and writes without end, step after step, one line on the
 * standard output for everything the store has acknowledged.
 *
 * What to do is read from the standard input up to its end. A line is `[step, part, seqs]`, the seqs those of
 * the part's records in their order. When nobody reads the lines any more, writing them fails and the process
 * ends.
 */

import { readFileSync, writeSync } from 'node:fs';
import { handIn, KILL_TIMEZONE, killMoment, killStep, partsOf } from '#api/store/kill/plan.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import type { Store } from '#api/store/store.ts';

/** What the writer is told. */
export interface WriterTask {
  file: string;
  seed: number;
  /** The step it begins with. */
  first: number;
}

const { file, seed, first } = JSON.parse(readFileSync(0, 'utf8')) as WriterTask;
let step = first;
let store = await open();
for (; ; step++) {
  const work = killStep(seed, step);
  if (work.kind === 'reopen') {
    await store.close();
    store = await open();
  }
  await Promise.all(
    Array.from({ length: partsOf(work) }, async (_, part) => {
      const results = await handIn(store, work, part);
      const seqs = results.map((result) => {
        if (result.status === 'refused') throw new Error(`step ${step}: ${JSON.stringify(result)}`);
        return result.seq;
      });
      // Synchronous: a line still waiting in this process would be killed with it and its records go unchecked.
      writeSync(1, `${JSON.stringify([step, part, seqs])}\n`);
    }),
  );
}

function open(): Promise<Store> {
  return openSqliteStore(file, { timezone: KILL_TIMEZONE, now: () => killMoment(step) });
}
