import { createServices } from '#api/app.ts';
import type { SummaryAnswer } from '#api/contract/coverage.ts';
import { openTestLedger, putTestTree, type TestLedger, testParts } from '#api/testing.ts';
import { WEST_COAST_PROGRAMMES } from '#geodata/presets/west-coast/programmes.ts';
import { type Bench, type Figure, ratios } from './figure.ts';
import {
  benchAreas,
  benchSubjects,
  benchVisits,
  DISTRICT,
  evening,
  SCOPE,
  TIMEZONE,
  TODAY,
} from './ledger.ts';
import { cpuOf, elapsedOf, interleave, ROUNDS } from './rounds.ts';
import { Warehouse } from './warehouse.ts';
import { accept } from './writers.ts';

const SMALL = 100_000;
const MIDDLE = 1_000_000;
const LARGE = 10_000_000;
const SUBJECTS = 60_000;
/** Records handed in together. */
const BATCH = 5000;
/** Questions in a round: so many that the clock's grain does not count. */
const REPEAT = 20;

/** What a figure of the whole district costs, however many visits there are. */
export const coverage: Bench = async ({ large }, print) => {
  const figures: Figure[] = [];
  const small = await fill(SMALL, print);
  try {
    for (const visits of large ? [MIDDLE, LARGE] : [MIDDLE]) {
      const big = await fill(visits, print);
      try {
        figures.push(...(await compare(small, big, visits, print)));
      } finally {
        await big.ledger.close();
      }
    }
  } finally {
    await small.ledger.close();
  }
  return figures;
};

interface Filled {
  ledger: TestLedger;
  seconds: number;
  summary: () => Promise<SummaryAnswer>;
  grids: () => Promise<unknown>;
}

/** A ledger of a year's visits, written through the store's own door day by day. */
async function fill(visits: number, print: (message: string) => void): Promise<Filled> {
  print(`writing a year of ${visits.toLocaleString('en')} visits`);
  const ledger = await openTestLedger('2025-01-01T08:00:00+08:00', TIMEZONE);
  await putTestTree(ledger, benchAreas());
  for (const programme of WEST_COAST_PROGRAMMES) accept([await ledger.store.putProgramme(programme)]);
  const subjects = benchSubjects(SUBJECTS);
  for (let i = 0; i < subjects.length; i += BATCH)
    accept(await ledger.store.putSubjects(SCOPE, subjects.slice(i, i + BATCH)));
  const seconds =
    (await elapsedOf(async () => {
      for (const batch of benchVisits(subjects, { visits, days: 365, batch: BATCH })) {
        ledger.clock.now = evening(batch[0]!.day);
        accept(await ledger.store.ingestVisits(SCOPE, batch));
      }
    })) / 1000;
  const { coverage: service } = createServices(testParts(ledger));
  const asking = { scope: SCOPE, lang: 'zh-CN' as const, now: evening(TODAY) };
  return {
    ledger,
    seconds,
    summary: () => service.summary(asking, { area: DISTRICT }),
    grids: () => service.coverage(asking, { duty: 'needy-monthly', area: DISTRICT, level: 'grid' }),
  };
}

async function compare(
  small: Filled,
  big: Filled,
  visits: number,
  print: (message: string) => void,
): Promise<Figure[]> {
  print('asking for summaries');
  const cpuOfMany = (question: () => Promise<unknown>) => async () =>
    (await cpuOf(async () => {
      for (let i = 0; i < REPEAT; i++) await question();
    })) / REPEAT;
  const growth = await interleave(ROUNDS, cpuOfMany(small.summary), cpuOfMany(big.summary));
  const grids = await interleave(ROUNDS, cpuOfMany(big.summary), cpuOfMany(big.grids));

  print('loading the visits into DuckDB');
  const warehouse = await Warehouse.load(big.ledger.file);
  const records = await big.ledger.store.duties();
  assertSame(await big.summary(), await warehouse.summary(records, TODAY));
  print('asking DuckDB');
  const scan = await interleave(
    ROUNDS,
    async () =>
      (await elapsedOf(async () => {
        for (let i = 0; i < REPEAT; i++) await big.summary();
      })) / REPEAT,
    () => elapsedOf(() => warehouse.summary(records, TODAY)),
  );
  warehouse.close();
  const bench = 'coverage';
  const size = visits.toLocaleString('en');
  return [
    {
      bench,
      what: `district summary at ${size} visits, against ${SMALL.toLocaleString('en')}`,
      unit: 'x',
      rounds: ratios(growth[1], growth[0]),
      budget: { at: 'most', value: 1.2 },
    },
    {
      bench,
      what: `DuckDB scanning the ${size} visits, against the summary (elapsed)`,
      unit: 'x',
      rounds: ratios(scan[1], scan[0]),
      budget: { at: 'least', value: 50 },
    },
    {
      bench,
      what: `all grids for a month at ${size} visits, against the summary`,
      unit: 'x',
      rounds: ratios(grids[1], grids[0]),
    },
    { bench, what: `CPU of a summary at ${size} visits`, unit: 'us', rounds: growth[1] },
    { bench, what: `CPU of all grids at ${size} visits`, unit: 'us', rounds: grids[1] },
    {
      bench,
      what: `writing the ${size} visits through the store`,
      unit: 'rows/s',
      rounds: [visits / big.seconds],
    },
  ];
}

/** A comparison of speed means nothing unless both sides count the same. */
function assertSame(answer: SummaryAnswer, counted: Awaited<ReturnType<Warehouse['summary']>>): void {
  for (const { duty, n, required, done, gaps } of answer.rows) {
    const ours = JSON.stringify({ n, required, done, never: gaps.never });
    const theirs = JSON.stringify(counted.get(duty));
    if (ours !== theirs) throw new Error(`${duty}: the roll-ups say ${ours}, DuckDB counts ${theirs}`);
  }
}
