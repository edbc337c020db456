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
    await assignOfficers(running.url, loaded);
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
    // Four duties of visits and one of staffing, three days, 23 towns and the district's own row.
    expect(compared).toBe(5 * 3 * 24);
    expect(await ledger.store.rebuildDifferences()).toEqual([]);
  }, 120_000);
});

/** Officers for some towns and firms, for a while or for good, and a duty to staff the towns with them. */
async function assignOfficers(url: string, { subjects }: Loaded): Promise<void> {
  const from = { validFrom: '2025-01-01' };
  const towns = (await get<{ items: { code: string }[] }>(`${url}/api/areas?parent=370211`)).items;
  const officers = ['w1', 'w2', 'w3'];
  const firms = subjects.filter(({ type }, i) => type === 'firm' && i % 3 === 0);
  await send(url, 'organisations', [{ id: 'o', type: 'townOffice', name: '中心', area: '370211', ...from }]);
  await send(
    url,
    'officers',
    officers.map((id) => ({ id, role: 'cadre', name: `王${id}`, organisation: 'o', ...from })),
  );
  await send(url, 'assignments', [
    ...towns.slice(0, 15).flatMap(({ code }, i) =>
      officers.slice(0, 1 + (i % 3)).map((officer) => ({
        id: `${code}-${officer}`,
        officer,
        area: code,
        role: i % 4 === 0 ? 'member' : 'cadre',
        validTo: i % 5 === 0 ? '2026-10-20' : null,
        ...from,
      })),
    ),
    ...firms.map(({ id }) => ({ id: `A-${id}`, officer: 'w1', subject: id, role: 'cadre', ...from })),
  ]);
  const answer = await fetch(`${url}/api/programmes/staffing`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      name: { zh: '配员', en: 'Staffing' },
      firstDay: '2025-01-01',
      lastDay: '2027-12-31',
      duties: [
        {
          kind: 'staffing',
          id: 'town-staffing',
          name: { zh: '镇街配员', en: 'Towns' },
          period: 'month',
          level: 'town',
          min: 2,
          max: 3,
          role: 'cadre',
        },
      ],
    }),
  });
  expect(answer.status).toBe(200);
}

async function send(url: string, register: string, records: readonly object[]): Promise<void> {
  const response = await fetch(`${url}/api/${register}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-ndjson' },
    body: records.map((record) => `${JSON.stringify(record)}\n`).join(''),
  });
  const outcomes = (await response.text()).trim().split('\n');
  expect(outcomes).toHaveLength(records.length);
  for (const line of outcomes) expect(JSON.parse(line)).toMatchObject({ status: 'created' });
}

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
