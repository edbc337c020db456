import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '#api/store/sqlite/connection.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { type Bench, ratios } from './figure.ts';
import { benchSubjects, benchVisits } from './ledger.ts';
import { cpuOf, elapsedOf, interleave, ROUNDS } from './rounds.ts';
import { ledgerWriter, rawWriter } from './writers.ts';

const SUBJECTS = 60_000;
const BATCH = 1000;
/** Batches in a round: enough for every round to meet a checkpoint of the log. */
const BATCHES = 10;
/** Batches handed in on one day: what five million visits a year come to. */
const BATCHES_A_DAY = 14;

/** What keeping the roll-ups with every record costs, against storing the records alone. */
export const ingest: Bench = async (_options, print) => {
  const dir = mkdtempSync(join(tmpdir(), 'guatu-bench-'));
  try {
    print(`preparing a register of ${SUBJECTS}`);
    const subjects = benchSubjects(SUBJECTS);
    const full = openDatabase(join(dir, 'full.sqlite'), 'writer');
    const raw = openDatabase(join(dir, 'raw.sqlite'), 'writer');
    const writers = [ledgerWriter(full, subjects), rawWriter(raw, subjects)] as const;
    const batches = (ROUNDS + 1) * BATCHES;
    const days = Math.ceil(batches / BATCHES_A_DAY);
    // A batch never holds two days: some of a day's are smaller, so there are a few more of them.
    const all = [...benchVisits(subjects, { visits: batches * BATCH, days, batch: BATCH })];
    const rounds = Array.from({ length: ROUNDS + 1 }, (_, i) => all.slice(i * BATCHES, (i + 1) * BATCHES));

    print(`writing ${rounds.length} rounds of ${BATCHES} batches of ${BATCH}, both ways`);
    const cpu: [full: number[], raw: number[]] = [[], []];
    const side = (which: 0 | 1) => (round: number) =>
      elapsedOf(async () => {
        const used = await cpuOf(() => rounds[round]!.forEach(writers[which]));
        if (round > 0) cpu[which].push(used);
      });
    const times = await interleave(ROUNDS, side(0), side(1));
    full.close();
    raw.close();

    const bench = 'ingest';
    const rows = (round: number): number =>
      rounds[round]!.reduce((sum: number, batch: VisitWrite[]) => sum + batch.length, 0);
    const speed = (ms: readonly number[]): number[] => ms.map((value, i) => (rows(i + 1) * 1000) / value);
    const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
    return [
      {
        bench,
        what: `visits with roll-ups in batches of ${BATCH}, durable, against raw inserts`,
        unit: 'x',
        rounds: ratios(times[1], times[0]),
        budget: { at: 'least', value: 0.4 },
      },
      {
        bench,
        what: 'the same, all rounds together',
        unit: 'x',
        rounds: [total(times[1]) / total(times[0])],
      },
      { bench, what: 'the same, CPU of the writer alone', unit: 'x', rounds: ratios(cpu[1], cpu[0]) },
      { bench, what: 'visits with roll-ups', unit: 'rows/s', rounds: speed(times[0]) },
      { bench, what: 'raw inserts', unit: 'rows/s', rounds: speed(times[1]) },
    ];
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};
