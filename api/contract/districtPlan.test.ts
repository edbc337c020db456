import { describe, expect, test } from 'vitest';
import { DISTRICT_PLANS, WEST_COAST } from '#geodata/presets/districts/index.ts';
import { communitiesOf } from '#geodata/presets/districts/plan.ts';
import { PlanError, readPlan } from './districtPlan.ts';

const faultOf = (change: object): string => {
  try {
    readPlan({ ...WEST_COAST, ...change });
  } catch (error) {
    if (error instanceof PlanError) return error.message;
    throw error;
  }
  return '';
};
const town = WEST_COAST.towns[0]!;
const withTown = (change: object) => ({
  towns: [{ ...town, ...change }, ...WEST_COAST.towns.slice(1)],
});

/** The plan with other totals of its first campaign. */
function withTotals(change: object) {
  const { campaigns } = WEST_COAST.issues;
  return {
    issues: { campaigns: [{ ...campaigns[0], ...change }, ...campaigns.slice(1)] },
  };
}

test('the plans that come with the product are read, and are the same as JSON', () => {
  expect([...DISTRICT_PLANS.keys()]).toEqual(['370211', '330203']);
  for (const plan of DISTRICT_PLANS.values())
    expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
});

describe('a plan that cannot be used is refused with the place of the fault', () => {
  test.each([
    [{ grids: 300 }, 'grids: 300 grids are too few for 376 communities'],
    [{ code: '37021' }, 'code: a district has six digits'],
    [{ households: 1400 }, 'households: 1400 households are too few for 1309 grids'],
    [{ members: { count: 20_000, shortGrids: 24, emptyGrids: 7 } }, 'members.count: 20000 members cannot be'],
    [{ members: { count: 9, shortGrids: 1300, emptyGrids: 70 } }, 'members.shortGrids: 1370 grids of 1309'],
    [withTown({ code: '370212001' }), 'towns.0.code: 370212001 does not begin with 370211'],
    [withTown({ code: WEST_COAST.towns[1]!.code, communities: 3 }), 'is there twice'],
    [withTown({ centre: [200, 36] }), 'towns.0.centre.0'],
    [{ firstSecretaries: 400 }, 'firstSecretaries: there are only 376 communities'],
    [
      { programmes: [{ preset: 'no-such', firstDay: '2024-01-01', lastDay: '2025-01-01' }] },
      'programmes.0.preset',
    ],
    [
      { programmes: [{ preset: 'people-in-focus', firstDay: '2024-02-30', lastDay: '2025-01-01' }] },
      'programmes.0.firstDay: a day YYYY-MM-DD',
    ],
    [
      { programmes: [{ preset: 'people-in-focus', firstDay: '2025-02-03', lastDay: '2025-01-01' }] },
      'programmes.0.lastDay: lies before the first day',
    ],
    [{ feeds: [{ ...WEST_COAST.feeds[0], town: '370211999' }] }, 'feeds.0.town: there is no town 370211999'],
    [withTotals({ settled: 373 }), 'issues.campaigns.0.settled: 373 are more than the 372 found'],
    [withTotals({ preset: 'three-services' }), 'issues.campaigns.0.preset: three-services is none of the'],
    [withTotals({ preset: 'people-in-focus' }), 'issues.campaigns.0.preset'],
    [withTotals({ preset: 'cadres-to-firms' }), 'issues.campaigns.1.preset: cadres-to-firms is there twice'],
    [
      withTotals({ among: { count: 373, categories: ['public-space.roads'] } }),
      'issues.campaigns.0.among.count: 373 are more than the 372 found',
    ],
    [
      withTotals({ among: { count: 3, categories: ['firms.land'] } }),
      'issues.campaigns.0.among.categories: first-secretaries finds nothing of firms.land',
    ],
    [{ issues: { others: -1 } }, 'issues.others'],
    [{ colour: 'red' }, 'the plan'],
  ])('%#', (change, message) => expect(faultOf(change)).toContain(message));

  test('anything that is no plan at all', () => {
    for (const value of [null, 3, 'plan', [], {}]) expect(() => readPlan(value)).toThrow(PlanError);
  });
});

test('communities that are only counted are numbered below their town', () => {
  const plan = readPlan({ ...WEST_COAST, ...withTown({ communities: 12 }), firstSecretaries: 0 });
  expect(communitiesOf(plan.towns[0]!).map(({ code }) => code)).toEqual(
    Array.from({ length: 12 }, (_, i) => `${town.code}${String(i + 1).padStart(3, '0')}`),
  );
});
