import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AreaDetail } from '#api/contract/areas.ts';
import type { CoverageAnswer, SeriesAnswer, SummaryAnswer } from '#api/contract/coverage.ts';
import type { IssueSummaryAnswer, IssuesAnswer } from '#api/contract/issueQuestions.ts';
import type { SupervisionsAnswer } from '#api/contract/supervision.ts';
import { fillDemo } from '#api/services/demo.ts';
import { openTestLedger, type TestLedger, testApp } from '#api/testing.ts';
import { scalePlan } from '#geodata/presets/demo/scale.ts';
import { HAISHU, WEST_COAST } from '#geodata/presets/districts/index.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

const NOW = '2026-11-20T14:32:00+08:00';
const VISITS = 24_000;

interface Page {
  items: Record<string, unknown>[];
  nextCursor: string | null;
}

/** A district filled through its services, asked through the interface. */
function filledDistrict(plan: DistrictPlan) {
  let ledger: TestLedger;
  let app: ReturnType<typeof testApp>;
  beforeAll(async () => {
    ledger = await openTestLedger(NOW);
    app = testApp(ledger);
    await fillDemo(app.services, { plan: scalePlan(plan, VISITS), clock: ledger.clock });
  }, 300_000);
  afterAll(() => ledger.close());
  const get = async <T>(path: string): Promise<T> => {
    const response = await app.request(path);
    expect({ path, status: response.status }).toEqual({ path, status: 200 });
    return (await response.json()) as T;
  };
  const listed = async (path: string): Promise<Record<string, unknown>[]> => {
    const items: Record<string, unknown>[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Page = await get<Page>(
        `${path}${path.includes('?') ? '&' : '?'}limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  };
  return { get, listed, clock: () => ledger.clock.now, store: () => ledger.store };
}

describe('West Coast, as the interface tells it', { timeout: 120_000 }, () => {
  const { get, listed, clock, store } = filledDistrict(WEST_COAST);

  test('the published totals: 23 towns, 376 communities, 1309 grids; households are counts', async () => {
    const { counts, households, illustrative } = await get<AreaDetail>('/api/areas/370211');
    expect(counts).toEqual({ town: 23, community: 376, grid: 1309 });
    expect(households).toBe(630_000);
    expect(illustrative).toBe(true);
    const grid = await get<AreaDetail>('/api/areas/370211001001001');
    expect(grid.households).toBeGreaterThan(50);
  });

  test('10 000 members five to ten a grid with some short, 150 first secretaries, 1033 cadres and firms', async () => {
    expect(await listed('/api/officers?role=member')).toHaveLength(10_000);
    expect(await listed('/api/officers?role=firstSecretary')).toHaveLength(150);
    expect(await listed('/api/officers?role=cadre')).toHaveLength(1033);
    expect(await listed('/api/subjects?type=firm')).toHaveLength(1033);
    const pairings = (await listed('/api/assignments?role=cadre')).map(({ subject }) =>
      JSON.stringify(subject),
    );
    expect(new Set(pairings).size).toBe(1033);
    const { columns } = await get<CoverageAnswer>(
      '/api/coverage?duty=member-staffing&area=370211&level=grid',
    );
    expect(columns.code).toHaveLength(1310);
    expect(columns.belowQuota.reduce((a, b) => a + b) + columns.never.reduce((a, b) => a + b)).toBe(31);
  });

  test('commits are dated by the walk of the clock; as-of reads the history back', async () => {
    expect(clock()).toBe(Date.parse(NOW));
    expect((await store().lastCommit()).at).toBe(Date.parse(NOW));
    const done = async (asOf: string): Promise<number> => {
      const { rows } = await get<SeriesAnswer>(
        `/api/coverage/series?duty=needy-monthly&area=370211&from=2026-06&to=2026-06${asOf}`,
      );
      return rows[0]!.done;
    };
    const [mid, end, later, now] = [
      await done('&asOf=2026-06-15'),
      await done('&asOf=2026-06-30'),
      await done('&asOf=2026-08-10'),
      await done(''),
    ];
    expect(mid).toBeGreaterThan(0);
    expect(end).toBeGreaterThan(mid);
    // Ledgers kept on paper came in after the month had ended.
    expect(later).toBeGreaterThan(end);
    expect(now).toBe(later);
  });

  test('a late ledger is backfilled, others are not', async () => {
    const late = await listed('/api/visits?area=370211015&from=2026-03-01&to=2026-05-31');
    const prompt = await listed('/api/visits?area=370211007&from=2026-03-01&to=2026-05-31');
    const share = (visits: Record<string, unknown>[]): number =>
      visits.filter(({ backfilled }) => backfilled).length / visits.length;
    expect(late.length).toBeGreaterThan(50);
    expect(share(late)).toBeGreaterThan(0.7);
    expect(share(prompt)).toBeLessThan(0.15);
  });

  test('towns lead and lag, firms were never contacted, a silent source makes calls unknown', async () => {
    const { rows } = await get<SummaryAnswer>('/api/coverage/summary?area=370211&period=2026-10');
    expect(rows.length).toBeGreaterThan(4);
    const towns = await get<CoverageAnswer>(
      '/api/coverage?duty=needy-monthly&area=370211&level=town&period=2026-10',
    );
    const ratios = towns.columns.ratio.filter((ratio) => ratio !== null);
    expect(Math.max(...ratios) - Math.min(...ratios)).toBeGreaterThan(0.3);
    const never = await listed('/api/coverage/gaps?duty=firm-monthly&area=370211&type=never');
    expect(never.length).toBeGreaterThan(10);
    const weekly = await get<CoverageAnswer>('/api/coverage?duty=frail-weekly&area=370211&level=town');
    const silent = weekly.columns.code.indexOf(WEST_COAST.feeds[0]!.town);
    expect(weekly.columns.unknown[silent]).toBeGreaterThan(0);
    expect(weekly.columns.unknown.filter((count) => count > 0)).toHaveLength(1);
  });

  test('the published totals of problems found and settled, over the days of each campaign', async () => {
    const summary = (programme: string, more = ''): Promise<IssueSummaryAnswer> =>
      get(`/api/issues/summary?area=370211&period=programme&programme=${programme}${more}`);
    const totals = async (programme: string, more = ''): Promise<number[]> => {
      const { reported, settled } = (await summary(programme, more)).measures;
      return [reported, settled];
    };
    expect(await totals('first-secretaries')).toEqual([372, 283]);
    const states = (await summary('first-secretaries', '&by=state')).rows;
    expect(states.find(({ key }) => key === 'closed')!.measures.settled).toBe(283);
    expect(await totals('cadres-to-firms')).toEqual([766, 446]);
    const [needs] = await totals('cadres-to-firms', '&category=firms.land,firms.labour,firms.policy');
    expect(needs).toBe(305);
    expect(await totals('members-to-households')).toEqual([1228, 1201]);
  });

  test('issues came to be known day by day; some are overdue, a few dozen are not located', async () => {
    const known = async (asOf: string): Promise<number> => {
      const path = `/api/issues/summary?area=370211&period=2026&asOf=${asOf}`;
      return (await get<IssueSummaryAnswer>(path)).measures.reported;
    };
    const [spring, autumn] = [await known('2026-04-30'), await known('2026-10-31')];
    expect(spring).toBeGreaterThan(500);
    expect(autumn).toBeGreaterThan(spring + 1000);
    const { matching, facets } = await get<IssuesAnswer>('/api/issues?area=370211&limit=1');
    expect(matching).toBeGreaterThan(6500);
    expect(facets.overdue).toBeGreaterThan(100);
    expect(facets.unlocated).toBeGreaterThan(20);
    expect(Object.keys(facets.states).length).toBeGreaterThanOrEqual(10);
  });

  test('some of it is supervised: answered, sent back, accepted, overdue', async () => {
    const { items, open, overdue } = await get<SupervisionsAnswer>('/api/supervision?area=370211&limit=100');
    expect([items.length, open, overdue]).toEqual([12, 10, 5]);
    const states = items.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['issued', 'read', 'answered', 'sentBack', 'accepted']));
    // nothing was to be delivered while the district was filled
    expect(items.every(({ delivered, nextAttemptAt }) => !delivered && nextAttemptAt === null)).toBe(true);
  });

  test('incremental figures equal a rebuild', async () => {
    expect(await store().rebuildDifferences()).toEqual([]);
  });
});

describe('Haishu, by configuration only', { timeout: 120_000 }, () => {
  const { get, listed } = filledDistrict(HAISHU);

  test('17 towns, 280 communities, 1409 grids', async () => {
    const detail = await get<AreaDetail>('/api/areas/330203');
    expect(detail.name).toBe('海曙区');
    expect(detail.counts).toEqual({ town: 17, community: 280, grid: 1409 });
  });

  test('the three services: four levels of contact with firms, each with its figures', async () => {
    const { rows } = await get<SummaryAnswer>('/api/coverage/summary?area=330203&period=2026-Q3');
    const duties = ['firm-district-leader', 'firm-department', 'firm-town'];
    for (const duty of duties) {
      const row = rows.find((candidate) => candidate.duty === duty)!;
      expect(row.required).toBeGreaterThan(0);
      expect(row.done).toBeGreaterThan(row.required / 3);
    }
    const grid = await get<CoverageAnswer>(
      '/api/coverage?duty=firm-grid&area=330203&level=town&period=2026-10',
    );
    expect(grid.columns.done.reduce((a, b) => a + b)).toBeGreaterThan(0);
    expect(await listed('/api/subjects?type=firm')).toHaveLength(HAISHU.firms.count);
  });

  test('the basemap is the one around Ningbo', async () => {
    const { features } = await get<{ features: { properties: { name?: string } }[] }>('/api/basemap.json');
    const names = features.map(({ properties }) => properties.name);
    expect(names).toContain('杭州湾');
    expect(names).not.toContain('胶州湾');
  });
});
