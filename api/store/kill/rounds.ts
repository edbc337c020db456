import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { type Acknowledged, KillChecker, type KillFault } from '#api/store/kill/checker.ts';
import {
  KILL_SCOPE,
  KILL_TIMEZONE,
  killAreas,
  killMoment,
  killOfficers,
  killSubjects,
} from '#api/store/kill/plan.ts';
import type { WriterTask } from '#api/store/kill/writer.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import type { Store } from '#api/store/store.ts';
import { createRandom } from '#geodata/divide/random.ts';
import { OPEN_END } from '#geodata/model.ts';
import { WEST_COAST_PROGRAMMES } from '#geodata/presets/districts/index.ts';

/** The writer is killed at most so many milliseconds after its first acknowledgment in a round. */
const LONGEST = 150;

export interface KillOptions {
  /** Where the ledger is made; the same file goes through all rounds. */
  file: string;
  seed: number;
  rounds: number;
}

export interface KillRound {
  round: number;
  /** Milliseconds from the first acknowledgment to the kill. */
  delay: number;
  /** Records acknowledged in this round, also those that were known before. */
  acknowledged: number;
  faults: KillFault[];
}

/**
 * Lets a process of its own write into a ledger, kills it in the midst of it and checks what is left, round
 * after round. The last round checks everything that was acknowledged in any of them.
 */
export async function* killRounds({ file, seed, rounds }: KillOptions): AsyncGenerator<KillRound> {
  const checker = new KillChecker(seed);
  const random = createRandom(seed);
  await prepare(file);
  let writer = new Writer();
  try {
    for (let round = 1; round <= rounds; round++) {
      const delay = random() * LONGEST;
      const lines = await writer.writeUntilKilled({ file, seed, first: checker.next }, delay);
      // The next one loads its modules meanwhile: half of a round would be spent waiting for that.
      if (round < rounds) writer = new Writer();
      const store = await open(file, lines.at(-1)![0] + 1);
      try {
        const faults = await checker.check(store, file, lines, round === rounds);
        const acknowledged = lines.reduce((sum, [, , seqs]) => sum + seqs.length, 0);
        yield { round, delay, acknowledged, faults };
      } finally {
        await store.close();
      }
    }
  } finally {
    writer.kill();
  }
}

/** Areas, duties and registers, before anybody is killed. */
async function prepare(file: string): Promise<void> {
  const store = await open(file, 0);
  await store.putTree({
    validFrom: 0,
    areas: killAreas().map((area) => ({ ...area, illustrative: false })),
    shapes: new Map(),
    tiles: '0000000000000000',
  });
  for (const programme of WEST_COAST_PROGRAMMES) await store.putProgramme(programme);
  await store.putSubjects(KILL_SCOPE, killSubjects());
  const span = { validFrom: 0, validTo: OPEN_END };
  await store.putOrganisations(KILL_SCOPE, [{ id: 'o', type: 'office', name: 'o', home: 'd', ...span }]);
  await store.putOfficers(
    KILL_SCOPE,
    killOfficers().map((id) => ({
      id,
      type: 'gridWorker',
      name: id,
      phone: null,
      organisation: 'o',
      ...span,
    })),
  );
  await store.close();
}

function open(file: string, step: number): Promise<Store> {
  return openSqliteStore(file, { timezone: KILL_TIMEZONE, now: () => killMoment(step) });
}

/** The process that is killed; it waits to be told where to begin. */
class Writer {
  readonly #child = spawn(process.execPath, [join(import.meta.dirname, 'writer.ts')]);
  // Not `exit`: what was written before the end may be read after it.
  readonly #closed = once(this.#child, 'close') as Promise<[code: number | null, signal: string | null]>;
  #errors = '';

  constructor() {
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#errors += text;
    });
    // One that ended before it was told anything is noticed by its end.
    this.#child.stdin.on('error', () => {});
  }

  /** @returns what the store had acknowledged to it */
  async writeUntilKilled(task: WriterTask, delay: number): Promise<Acknowledged[]> {
    let out = '';
    let timer: NodeJS.Timeout | undefined;
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      if (out.includes('\n')) timer ??= setTimeout(() => this.kill(), delay);
    });
    this.#child.stdin.end(JSON.stringify(task));
    const [, signal] = await this.#closed;
    clearTimeout(timer);
    if (signal !== 'SIGKILL') throw new Error(`the writer ended by itself: ${this.#errors}`);
    // A line that was cut off acknowledges nothing.
    const lines = out.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as Acknowledged);
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
