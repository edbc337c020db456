import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BOARD, EAST_TOWN, GRIDS, openBoard, WEST_TOWN } from '#api/boardFixture.ts';
import { outOfReachQuery, reachQuery } from '#api/contract/reach.ts';
import { fixedPoint, MemoryServices, reachOver, SETTINGS } from '#api/reachFixture.ts';
import type { Asking } from '#api/services/context.ts';
import type { TestInterface } from '#api/squaresFixture.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { LonLat } from '#geodata/model.ts';
import { OPEN_END } from '#geodata/model.ts';
import { haversine } from '#geodata/reach/distance.ts';

const NOW = '2026-11-20T14:32:00+08:00';
let api: TestInterface;
let memory: MemoryServices;
let served: ReturnType<typeof reachOver>;
beforeAll(async () => {
  api = await openBoard(NOW);
});
beforeEach(() => {
  memory = new MemoryServices();
  served = reachOver(api, memory, {
    ...SETTINGS,
    thresholds: { ...SETTINGS.thresholds, rural: 2000 },
  });
});
afterAll(async () => {
  await api.services.statistics.close();
  await api.ledger.close();
});

const asking = (codes: readonly string[] = [BOARD]): Asking => ({
  scope: { codes },
  organisations: [],
  namesSearched: true,
  lang: 'en',
  now: Date.parse(NOW),
});
const gridAt = (column: number, row: number) => GRIDS[row * 8 + column]!;
const reach = (query: object = {}, codes?: string[]) =>
  served.reach.reach(asking(codes), reachQuery.parse({ area: BOARD, ...query }));
const outOfReach = (query: object = {}, codes?: string[]) =>
  served.reach.outOfReach(asking(codes), outOfReachQuery.parse({ area: BOARD, ...query }));
/** One column as a map by code. */
function byCode<T>(columns: { code: string[] } & Record<string, unknown>, name: string): Map<string, T> {
  const column = columns[name] as T[];
  return new Map(columns.code.map((code, i) => [code, column[i]!]));
}

describe('counted households, each at the place of its grid', () => {
  // 500 m of travel in the lower half, 2000 m in the villages of the upper one
  const town = gridAt(0, 0);
  const village = gridAt(3, 6);

  test('what two points reach, worked by hand', async () => {
    memory.points = [
      { point: fixedPoint('a', town.middle), homes: [town.code] },
      { point: fixedPoint('b', village.middle), homes: [village.code] },
    ];
    const answer = await reach({ level: 'grid' });
    // grids are 901 m wide and 1112 m high, 2000 m of travel are 1538 m of straight line: the eight around and no more
    const near = GRIDS.filter(({ column, row }) => Math.abs(column - 3) <= 1 && Math.abs(row - 6) <= 1).map(
      ({ code }) => code,
    );
    expect(near).toHaveLength(9);
    const reached = byCode<number>(answer.columns, 'reached');
    for (const { code } of GRIDS)
      expect([code, reached.get(code)]).toEqual([code, near.includes(code) || code === town.code ? 100 : 0]);
    expect(answer.total).toEqual({
      demand: 6300,
      reached: 1000,
      share: 1000 / 6300,
      outOfReach: 5300,
      cutOff: 0,
    });
    expect(answer).toMatchObject({
      travel: 'geodesic',
      detour: 1.3,
      points: 2,
      withoutCapacity: 0,
      from: '2026-10-22',
      to: '2026-11-20',
      thresholds: { ...SETTINGS.thresholds, rural: 2000 },
      withheld: [],
      count: 64,
    });
    const metres = byCode<number>(answer.columns, 'metres');
    expect([metres.get(town.code), metres.get(village.code)]).toEqual([500, 2000]);
    // 100 people a full week for 900 households; nobody else competes for the other
    const score = byCode<number>(answer.columns, 'score');
    expect(score.get(village.code)).toBeCloseTo((1000 * 100) / 900, 9);
    expect(score.get(town.code)).toBeCloseTo(1000, 9);
    expect(score.get(gridAt(7, 0).code)).toBe(0);
    const nearest = byCode<string>(answer.columns, 'nearest');
    expect([nearest.get(gridAt(1, 1).code), nearest.get(gridAt(7, 7).code)]).toEqual(['a', null]);
  });

  test('the list of places out of reach, page after page', async () => {
    memory.points = [{ point: fixedPoint('a', town.middle), homes: [town.code] }];
    const whole = await outOfReach({ level: 'community' });
    // communities have 8 grids of 100; that of the point has 7 left, and the last grid is not counted
    expect(whole.items.map(({ area, outOfReach: out }) => [area.code, out])).toEqual([
      ...[`${WEST_TOWN}002`, `${WEST_TOWN}003`, `${WEST_TOWN}004`].map((code) => [code, 800]),
      ...[`${EAST_TOWN}001`, `${EAST_TOWN}002`, `${EAST_TOWN}003`].map((code) => [code, 800]),
      [`${WEST_TOWN}001`, 700],
      [`${EAST_TOWN}004`, 700],
    ]);
    expect(whole.items[6]).toMatchObject({
      demand: 800,
      share: 1 / 8,
      threshold: 500,
      chain: [{ code: WEST_TOWN }],
      nearest: { id: 'a', position: town.middle },
    });
    let cursor: string | null = null;
    const paged = [];
    do {
      const page = await outOfReach({ level: 'community', limit: 3, ...(cursor && { cursor }) });
      expect(page.matching).toBe(8);
      paged.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(paged).toEqual(whole.items);
  });

  test('scope cuts the rows and hides points outside, and changes no figure', async () => {
    memory.points = [{ point: fixedPoint('b', [120.0402, 35.955]), homes: [gridAt(4, 5).code] }];
    const all = await reach({ area: WEST_TOWN, level: 'grid' });
    const own = await reach({ area: WEST_TOWN, level: 'grid' }, [WEST_TOWN]);
    // the point lies in the eastern town and serves people of the western one
    expect(own.total!.reached).toBeGreaterThan(0);
    expect({ ...own.columns, nearest: [] }).toEqual({ ...all.columns, nearest: [] });
    expect(new Set(all.columns.nearest)).toEqual(new Set(['b']));
    expect(new Set(own.columns.nearest)).toEqual(new Set([null]));
    await expect(reach({ area: EAST_TOWN }, [WEST_TOWN])).rejects.toMatchObject({ code: 'notFound' });
  });

  test('what is asked for and not there is refused at its place', async () => {
    const refused = (path: string, code = 'badRequest') => ({ code, errors: [{ path }] });
    await expect(reach({ kinds: 'station,boat' })).rejects.toMatchObject(refused('kinds'));
    await expect(reach({ service: 'x' })).rejects.toMatchObject(refused('service'));
    await expect(reach({ demand: 'x' })).rejects.toMatchObject(refused('demand'));
    await expect(reach({ from: '2026-11-02', to: '2026-11-01' })).rejects.toMatchObject(refused('to'));
    await expect(reach({ from: '2025-11-01', to: '2026-11-02' })).rejects.toMatchObject(refused('to'));
    await expect(reach({ travel: 'network' })).rejects.toMatchObject(refused('travel', 'conflict'));
  });
});

describe('subjects with a place of their own', () => {
  /** Numbers that look like chance and are the same every time. */
  const chance = (seed: number) => () => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 32;
  };
  const somewhere = (next: () => number): LonLat => [120 + 0.08 * next(), 35.9 + 0.08 * next()];
  const gridOf = ([lon, lat]: LonLat) =>
    gridAt(Math.floor((lon - 120) / 0.01), Math.floor((lat - 35.9) / 0.01));
  const limitOf = (home: string) => (gridAtCode(home).row >= 4 ? 2000 : 500);
  const gridAtCode = (code: string) => GRIDS.find((grid) => grid.code === code)!;

  function scatter(seed: number, count: number) {
    const next = chance(seed);
    return Array.from({ length: count }, () => {
      const position = somewhere(next);
      return { type: 'household' as const, tags: ['低保'], home: gridOf(position).code, position };
    });
  }
  function stations(seed: number, count: number) {
    const next = chance(seed);
    return Array.from({ length: count }, (_, i) => {
      const position = somewhere(next);
      return { point: fixedPoint(`s${i}`, position), homes: [gridOf(position).code] };
    });
  }
  const positionOf = ({ whereabouts }: ReturnType<typeof fixedPoint>): LonLat =>
    whereabouts.form === 'fixed' ? whereabouts.position : [0, 0];

  test('equal to a recount over all pairs, also the floating catchment', async () => {
    memory.subjects = scatter(1, 700);
    memory.points = stations(2, 40);
    const answer = await reach({ demand: 'poor', level: 'grid' });
    const distances = memory.subjects.map(({ position }) =>
      memory.points.map(({ point }) => 1.3 * haversine(...position!, ...positionOf(point))),
    );
    const isIn = (i: number, j: number) => distances[i]![j]! <= limitOf(memory.subjects[i]!.home);
    const met = memory.points.map((_, j) => memory.subjects.filter((_s, i) => isIn(i, j)).length);
    for (const { code } of GRIDS) {
      const mine = memory.subjects.flatMap(({ home }, i) => (home === code ? [i] : []));
      const nearest = mine.map((i) => Math.min(...distances[i]!)).sort((a, b) => a - b);
      const row = answer.columns.code.indexOf(code);
      const of = (name: 'demand' | 'reached' | 'located' | 'meanMetres' | 'medianMetres' | 'score') =>
        answer.columns[name][row];
      expect([code, of('demand'), of('located')]).toEqual([code, mine.length, mine.length]);
      expect(of('reached')).toBe(nearest.filter((metres) => metres <= limitOf(code)).length);
      if (mine.length === 0) continue;
      expect(of('meanMetres')).toBeCloseTo(nearest.reduce((a, b) => a + b, 0) / mine.length, 6);
      expect(of('medianMetres')).toBeCloseTo(nearest[Math.ceil(mine.length / 2) - 1]!, 6);
      const access = mine.map((i) =>
        memory.points.reduce((sum, _, j) => sum + (isIn(i, j) ? (1000 * 100) / met[j]! : 0), 0),
      );
      expect(of('score')).toBeCloseTo(access.reduce((a, b) => a + b, 0) / mine.length, 6);
      const bands = answer.columns.bands.map((band) => band[row]!);
      expect(bands.reduce((a, b) => a + b, 0)).toBe(mine.length);
      expect(bands[0]! + bands[1]!).toBe(of('reached'));
    }
  });

  test('another point never lowers reach', async () => {
    memory.subjects = scatter(3, 300);
    const all = stations(4, 12);
    let before = -1;
    for (const count of [0, 1, 4, 8, 12]) {
      memory.points = all.slice(0, count);
      // the clock of commits stands still here: another ledger, nothing kept
      served = reachOver(api, memory);
      const { reached } = (await reach({ demand: 'poor' })).total!;
      expect(reached).toBeGreaterThanOrEqual(before);
      before = reached;
    }
    expect(before).toBeGreaterThan(0);
  });

  test('small cells: withheld alone, in company, and all below what is withheld above', async () => {
    const [alone, many, more] = [gridAt(0, 0), gridAt(2, 0), gridAt(4, 4)];
    const at = ({ code: home, middle: position }: typeof alone, count: number) =>
      Array.from({ length: count }, () => ({ type: 'household' as const, tags: ['低保'], home, position }));
    memory.subjects = [...at(alone, 3), ...at(many, 20), ...at(more, 30)];
    const shown = await reach({ demand: 'poor', level: 'town' });
    expect(shown.withheld).toEqual([]);
    const withheld = await reach({ demand: 'poor', level: 'grid', smallCells: 'withheld' });
    expect(withheld.withheld.sort()).toEqual([alone.code, many.code].sort());
    expect(withheld.columns.code).not.toContain(alone.code);
    expect(withheld.columns.demand.reduce((a, b) => a + b, 0)).toBe(30);
    const list = await outOfReach({ demand: 'poor', smallCells: 'withheld' });
    expect(list.items.map(({ area }) => area.code)).toEqual([more.code]);
    // the community of the three is withheld among its siblings, so that what lies below is as well
    const below = await reach({ area: `${WEST_TOWN}001`, demand: 'poor', smallCells: 'withheld' });
    expect(below).toMatchObject({ count: 0, total: null });
    // everybody is no focus
    const all = await reach({ level: 'grid', smallCells: 'withheld' });
    expect(all.withheld).toEqual([]);
  });

  test('a moving point counts where it stops in the interval, by its hours there', async () => {
    const [here, there] = [gridAt(1, 1), gridAt(6, 1)];
    memory.subjects = [here, there].map(({ code: home, middle: position }) => ({
      type: 'household' as const,
      tags: ['低保'],
      home,
      position,
    }));
    const run = (stop: string, rule: string, firstDay: string) => ({
      id: `r-${stop}`,
      stop,
      rule,
      firstDay: parseDay(firstDay)!,
      lastDay: null,
      from: 540,
      to: 660,
    });
    const bus = fixedPoint('bus-1', here.middle, {
      kind: 'bus',
      whereabouts: {
        form: 'moving',
        timetable: {
          stops: [
            { id: 'h', name: '此', position: here.middle },
            { id: 't', name: '彼', position: there.middle },
          ],
          runs: [
            run('h', 'FREQ=WEEKLY;BYDAY=TU', '2026-01-06'),
            run('t', 'FREQ=MONTHLY;BYMONTHDAY=5', '2026-01-05'),
          ],
          exceptions: [],
          route: null,
        },
      },
      validTo: OPEN_END,
    });
    memory.points = [{ point: bus, homes: [here.code, there.code] }];
    const month = await reach({ demand: 'poor', level: 'grid' });
    expect(month).toMatchObject({ points: 1, total: { demand: 2, reached: 2 } });
    // 22 October to 20 November: four Tuesdays of two hours, the 5th once; 100 people are served in 40 hours
    const score = byCode<number>(month.columns, 'score');
    const weeks = 30 / 7;
    expect(score.get(here.code)).toBeCloseTo((1000 * 100 * (4 * 2)) / weeks / 40, 6);
    expect(score.get(there.code)).toBeCloseTo((1000 * 100 * 2) / weeks / 40, 6);
    const week = await reach({ demand: 'poor', from: '2026-11-09', to: '2026-11-15' });
    expect(week.total).toMatchObject({ demand: 2, reached: 1 });
    const monday = await reach({ demand: 'poor', from: '2026-11-09', to: '2026-11-09' });
    expect(monday).toMatchObject({ points: 0, total: { reached: 0 } });
  });
});
