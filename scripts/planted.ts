import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServices, openAccess } from '#api/app.ts';
import { emergingQuery, hotspotsQuery, silenceQuery } from '#api/contract/hotspots.ts';
import type { Asking } from '#api/services/context.ts';
import { progressLines } from '#api/services/demo/progressLines.ts';
import { fillDemo } from '#api/services/demo.ts';
import type { Services } from '#api/services/index.ts';
import { openSqliteStore } from '#api/store/sqlite/index.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import { queenNeighbours } from '#geodata/hotspot/contiguity.ts';
import { buildDemoAreas } from '#geodata/presets/demo/areas.ts';
import type { PlantedTruth } from '#geodata/presets/demo/plantedTruths.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';
import { packAreas } from '#geodata/tiles/pack.ts';

/**
 * Holds the analysis against what was planted in the demonstration: fills one in a folder that is thrown away, asks
 * the services the routes ask, and tells what was found, missed and found where nothing is.
 */

const PLAN = WEST_COAST;
const NOW = '2026-11-20T14:32:00+08:00';
const TIMEZONE = 'Asia/Shanghai';
/** Communities this hot are told of: bins ±2 and ±3 are significant at 5 and 1 %. */
const HOT = 2;
const YEAR = 365;

/** Courses of a hotspot that is new or grows. */
const GROWING = ['new', 'consecutive', 'intensifying'];

const dir = mkdtempSync(join(tmpdir(), 'guatu-planted-'));
const clock = { now: Date.parse(NOW) };
const now = (): number => clock.now;
const store = await openSqliteStore(join(dir, 'guatu.sqlite'), { timezone: TIMEZONE, now });
const access = openAccess(dir, now);
try {
  const log = (message: string): void => console.error(message);
  const parts = { store, access, now, timezone: TIMEZONE, dataDir: dir, webDir: null, log };
  const services = createServices(parts);
  const report = progressLines((line) => console.log(line));
  const { ledger } = await fillDemo(services, { plan: PLAN, clock, report });
  await compare(services, ledger.truths);
  await services.statistics.close();
} finally {
  await store.close();
  access.close();
  rmSync(dir, { recursive: true });
}

async function compare({ hotspots, context }: Services, truths: readonly PlantedTruth[]): Promise<void> {
  const asking: Asking = {
    ...{ scope: { codes: [PLAN.code] }, organisations: [], namesSearched: false },
    ...{ lang: 'zh-CN', now: clock.now },
  };
  const today = context.dayOf(clock.now);
  const lastYear = { from: formatDay(today - YEAR), to: formatDay(today) };
  const beside = bordering();
  const found = { hits: 0, misses: 0, falseAlarms: 0 };

  /** Tells of one question: communities planted, those the analysis names, those next to a planted one. */
  const tell = (what: string, planted: readonly string[], named: readonly string[]): void => {
    const hits = planted.filter((code) => named.includes(code));
    const elsewhere = named.filter((code) => !planted.includes(code));
    // The neighbourhood of a neighbour holds the planted ones: that it is hot follows from the statistic.
    const rim = elsewhere.filter((code) => planted.some((own) => beside(own).has(code)));
    const falseAlarms = elsewhere.filter((code) => !rim.includes(code));
    found.hits += hits.length;
    found.misses += planted.length - hits.length;
    found.falseAlarms += falseAlarms.length;
    if (planted.length === 0 && falseAlarms.length === 0) return;
    const missed = planted.filter((code) => !hits.includes(code));
    const list = (codes: readonly string[]): string => (codes.length > 0 ? ` (${codes.join(' ')})` : '');
    console.log(
      `${what}: ${hits.length} of ${planted.length} found, ${missed.length} missed${list(missed)}, ${rim.length} next to them, ${falseAlarms.length} false alarms${list(falseAlarms)}`,
    );
  };
  const plantedIn = (kind: PlantedTruth['kind'], category: string | null): readonly string[] =>
    truths
      .filter((truth) => truth.kind === kind && truth.category === category)
      .flatMap((truth) => truth.communities);

  const categories = ISSUE_CATEGORIES.categories.flatMap(({ children }) => children.map(({ id }) => id));
  const shared = { area: PLAN.code, cell: 'community', value: 'perHousehold', peer: 'urbanRural' };
  for (const category of categories) {
    // What grows is hot too, where it is looked at over the year.
    const planted = [...plantedIn('hotspot', category), ...plantedIn('emerging', category)];
    const query = hotspotsQuery.parse({ ...shared, ...lastYear, category });
    const { columns } = await hotspots.hotspots(asking, query);
    tell(
      `hotspot  ${category}`,
      planted,
      columns.code.filter((_, i) => (columns.bin[i] ?? 0) >= HOT),
    );
  }
  for (const category of categories) {
    const { columns } = await hotspots.emerging(asking, emergingQuery.parse({ ...shared, category }));
    const growing = columns.code.filter(
      (_, i) => columns.side[i] === 'hot' && GROWING.includes(columns.course[i]!),
    );
    // A hotspot that was there all year may come up in the last weeks again; that is no false alarm.
    const stood = new Set(plantedIn('hotspot', category).flatMap((code) => [code, ...beside(code)]));
    tell(
      `emerging ${category}`,
      plantedIn('emerging', category),
      growing.filter((code) => !stood.has(code)),
    );
  }
  const { columns } = await hotspots.silence(asking, silenceQuery.parse({ area: PLAN.code, ...lastYear }));
  tell(
    'silence ',
    plantedIn('silence', null),
    columns.code.filter((_, i) => columns.silent[i]),
  );
  console.log(`in all: ${found.hits} found, ${found.misses} missed, ${found.falseAlarms} false alarms`);
}

/** Which communities border on which. */
function bordering(): (code: string) => ReadonlySet<string> {
  const areas = buildDemoAreas(PLAN, { seed: PLAN.seed });
  const packed = packAreas(areas.filter(({ level }) => level === 'community'));
  const codes = packed.areas.map(({ code }) => code);
  const { offsets, neighbours } = queenNeighbours(packed);
  const rows = new Map(
    codes.map((code, i) => [
      code,
      new Set(Array.from(neighbours.subarray(offsets[i], offsets[i + 1]), (j) => codes[j]!)),
    ]),
  );
  return (code) => rows.get(code) ?? new Set();
}
