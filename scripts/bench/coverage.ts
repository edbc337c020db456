import { createServices } from '#api/app.ts';
import type { SummaryAnswer } from '#api/contract/coverage.ts';
import { type TestLedger, testParts } from '#api/testing.ts';
import { fillDistrict } from './district.ts';
import { type Bench, type Figure, ratios } from './figure.ts';
import { DISTRICT, evening, SCOPE, TODAY } from './ledger.ts';
import { cpuOf, elapsedOf, interleave, ROUNDS } from './rounds.ts';
import { Warehouse } from './warehouse.ts';

const SMALL = 100_000;
const MIDDLE = 1_000_000;
const LARGE = 10_000_000;
/** Questions in a round: so many that the clock's grain does not count. */
const REPEAT = 20;

/** What a figure of the whole district costs, however many visits there are. */
export const coverage: Bench = async ({ large }, print) => {
  const figures: Figure[] = [];
  const small = await fill(SMALL, print);
  try {
    const wrong = await small.ledger.store.rebuildDifferences();
    if (wrong.length > 0) throw new Error(`the copied towns do not add up: ${wrong[0]}`);
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
  summary: () => Promise<SummaryAnswer>;
  grids: () => Promise<unknown>;
}

async function fill(visits: number, print: (message: string) => void): Promise<Filled> {
  print(`writing a year of ${visits.toLocaleString('en')} visits`);
  const ledger = await fillDistrict(visits);
  const { coverage: service } = createServices(testParts(ledger));
  const asking = {
    scope: SCOPE,
    lang: 'zh-CN' as const,
    now: evening(TODAY),
    organisations: [],
    namesSearched: true,
  };
  return {
    ledger,
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
  ];
}

/** A comparison of speed means nothing unless both sides count the same. */
function assertSame(answer: SummaryAnswer, counted: Awaited<ReturnType<Warehouse['summary']>>): void {
  for (const [duty, theirs] of counted) {
    const row = answer.rows.find((candidate) => candidate.duty === duty);
    const ours = row && { n: row.n, required: row.required, done: row.done, never: row.gaps.never };
    if (JSON.stringify(ours) !== JSON.stringify(theirs))
      throw new Error(
        `${duty}: the roll-ups say ${JSON.stringify(ours)}, DuckDB counts ${JSON.stringify(theirs)}`,
      );
  }
}
