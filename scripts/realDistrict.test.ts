import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { Running } from '#api/listen.ts';
import { type Loaded, loadDistrict } from '#api/services/districtLoader.ts';
import { openTestLedger, type TestLedger, testServer } from '#api/testing.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { describeWithReference } from '#geodata/testing/reference.ts';
import { recount } from './recount.ts';

const NOW = '2026-11-20T14:30:00+08:00';

describeWithReference('boundaries-qingdao', ({ path }) => {
  let ledger: TestLedger;
  let running: Running;
  let loaded: Loaded;

  beforeAll(async () => {
    ledger = await openTestLedger(NOW);
    running = await testServer(ledger);
    loaded = await loadDistrict(
      {
        towns: path('osm_huangdao_towns.geojson'),
        codes: path('../divisions-qingdao/streets.csv'),
        outline: path('osm_qingdao_city_and_districts.geojson'),
        district: '370211',
      },
      {
        url: running.url,
        seed: 1,
        visits: 200_000,
        today: parseDay('2026-11-20')!,
        now: Date.parse(NOW),
        timezone: 'Asia/Shanghai',
        print: () => {},
      },
    );
  }, 300_000);
  afterAll(async () => {
    await running.close();
    await ledger.close().catch(() => {});
  });

  test('the towns join their codes, do not overlap, and leave 4.4 % of the outline uncovered', async () => {
    const [, towns] = loaded.reports;
    expect(towns!.count).toBe(23);
    const by = new Map(towns!.checks.map((check) => [check.check, check]));
    expect(by.get('noOverlaps')).toMatchObject({ ok: true, findings: [] });
    expect(by.get('noGaps')!.ok).toBe(false);
    expect(by.get('noGaps')!.summary).toContain('4.4 %');
  });

  test('every town of every duty equals a recount over the raw records', async () => {
    expect(loaded.visits).toHaveLength(200_000);
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
    // Four duties, three days, 23 towns and the district's own row.
    expect(compared).toBe(4 * 3 * 24);
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  }, 120_000);
});

type Counts = ReturnType<typeof pickRow>;
const FIELDS = ['n', 'required', 'done', 'exempt', 'belowQuota', 'never', 'pending', 'stale'] as const;
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
