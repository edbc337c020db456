import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AreaDetail } from '#api/contract/areas.ts';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { Running } from '#api/listen.ts';
import { readRealTowns } from '#api/services/demo/realTowns.ts';
import { type DemoFilled, fillDemo } from '#api/services/demo.ts';
import { openTestLedger, type TestLedger, testServer } from '#api/testing.ts';
import { scalePlan } from '#geodata/presets/demo/scale.ts';
import { WEST_COAST } from '#geodata/presets/districts/index.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { recount } from './recount.ts';

const NOW = '2026-11-20T14:30:00+08:00';
const VISITS = 40_000;

describeWithReference('boundaries-qingdao', ({ text }) => {
  let ledger: TestLedger;
  let running: Running;
  let filled: DemoFilled;

  beforeAll(async () => {
    ledger = await openTestLedger(NOW);
    running = await testServer(ledger);
    // The recount knows of no sources and of no zones: nothing is unknown where calls are typed in, and what is
    // kept by zones has no towns.
    const programmes = WEST_COAST.programmes.filter(({ preset }) => preset !== 'heating-stewards');
    const plan = scalePlan({ ...WEST_COAST, feeds: [], programmes, heating: null }, VISITS);
    const real = readRealTowns(
      plan,
      text('osm_huangdao_towns.geojson'),
      text('osm_qingdao_city_and_districts.geojson'),
    );
    filled = await fillDemo(running.services, { plan, real, seed: 1, clock: ledger.clock });
  }, 300_000);
  afterAll(async () => {
    await running.close();
    await ledger.close().catch(() => {});
  });

  test('the towns join their codes, do not overlap, and leave 4.4 % of the outline uncovered', async () => {
    const by = new Map(filled.townChecks!.map((check) => [check.check, check]));
    expect(by.get('noOverlaps')).toMatchObject({ ok: true, findings: [] });
    expect(by.get('noGaps')!.ok).toBe(false);
    expect(by.get('noGaps')!.summary).toContain('4.4 %');
    const { counts } = await get<AreaDetail>(`${running.url}/api/areas/370211`);
    expect(counts).toEqual({ town: 23, community: 376, grid: 1309 });
    // The communities and grids drawn within them are whole.
    expect(filled.checks.filter(({ ok }) => !ok)).toEqual([]);
  });

  test('every town of every duty equals a recount over the raw records', async () => {
    expect(filled.ledger.visits).toHaveLength(VISITS);
    let compared = 0;
    for (const on of ['2026-11-20', '2026-10-15', '2026-03-02']) {
      const rows = await recount(ledger.file, on, '2026-11-20');
      for (const duty of new Set(rows.map((row) => row.duty))) {
        const own = rows.filter((row) => row.duty === duty);
        const key = await periodKey(running.url, duty, own[0]!.start);
        const answer = await get<CoverageAnswer>(
          `${running.url}/api/coverage?duty=${duty}&period=${key}&area=370211&level=town`,
        );
        expect(answer.period.start).toBe(own[0]!.start);
        const { columns } = answer;
        for (const [i, code] of columns.code.entries()) {
          const row = own.find((candidate) => candidate.town === code);
          expect({ duty, key, code, ...pickColumns(columns, i) }).toEqual({
            duty,
            key,
            code,
            ...(row ? pickRow(row) : NOTHING),
          });
          compared++;
        }
      }
    }
    // Four duties of visits and one of staffing, three days, 23 towns and the district's own row.
    expect(compared).toBe(5 * 3 * 24);
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  }, 300_000);
});

type Counts = ReturnType<typeof pickRow>;
const FIELDS = [
  'n',
  'required',
  'done',
  'exempt',
  'belowQuota',
  'never',
  'pending',
  'stale',
  'unassigned',
] as const;
const NOTHING = Object.fromEntries(FIELDS.map((field) => [field, 0])) as Counts;

function pickRow(row: Awaited<ReturnType<typeof recount>>[number]) {
  return Object.fromEntries(FIELDS.map((field) => [field, row[field]])) as Record<
    (typeof FIELDS)[number],
    number
  >;
}

function pickColumns(columns: CoverageAnswer['columns'], i: number): Counts {
  return Object.fromEntries(FIELDS.map((field) => [field, columns[field][i]])) as Counts;
}

/** The written period that starts on a day, as the series names it. */
async function periodKey(url: string, duty: string, start: string): Promise<string> {
  const kinds: Record<string, (day: string) => string> = {
    'firm-onsite-yearly': (day) => day.slice(0, 4),
    'frail-weekly': isoWeek,
  };
  const key = (kinds[duty] ?? ((day: string) => day.slice(0, 7)))(start);
  const answer = await get<{ rows: unknown[] }>(
    `${url}/api/coverage/series?duty=${duty}&area=370211&from=${key}&to=${key}`,
  );
  expect(answer.rows).toHaveLength(1);
  return key;
}

/** ISO week of a Monday: counted from the week that holds 4 January. */
function isoWeek(monday: string): string {
  const day = Date.parse(`${monday}T00:00:00Z`);
  const year = new Date(day + 3 * 86_400_000).getUTCFullYear();
  const fourth = Date.UTC(year, 0, 4);
  const first = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * 86_400_000;
  return `${year}-W${String(Math.round((day - first) / 604_800_000) + 1).padStart(2, '0')}`;
}

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}
