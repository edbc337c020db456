import { booleanPointInPolygon, distance } from '@turf/turf';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseDay, startOfDay } from '#geodata/duty/calendar.ts';
import type { Boundary, LonLat } from '#geodata/model.ts';
import { HAISHU, WEST_COAST } from '#geodata/presets/districts/index.ts';
import type { ServicePoint } from '#geodata/service/types.ts';
import { buildDemoAreas } from './areas.ts';
import { type DemoServices, demoServices } from './services/index.ts';

const TODAY = parseDay('2026-11-20')!;
const FROM = TODAY - 460;
const options = (plan: typeof WEST_COAST) => ({
  ...{ plan, seed: plan.seed, today: TODAY, now: 0 },
  startOfDay: (day: number) => startOfDay(day, 'Asia/Shanghai'),
});
const placesOf = ({ whereabouts }: ServicePoint): readonly LonLat[] =>
  whereabouts.form === 'fixed'
    ? [whereabouts.position]
    : whereabouts.timetable.stops.map(({ position }) => position);

describe('services of the West Coast', { timeout: 60_000 }, () => {
  let areas: Boundary[];
  let made: DemoServices;
  beforeAll(() => {
    areas = buildDemoAreas(WEST_COAST, { seed: WEST_COAST.seed });
    made = demoServices(areas, options(WEST_COAST), FROM);
  }, 300_000);
  const count = (kind: string) => made.points.filter((point) => point.kind === kind).length;

  test('are the 23 platforms, 378 stations, six desks, two buses and 18 mountain points on two rounds', () => {
    expect(['townPlatform', 'communityStation', 'travellingDesk', 'approvalBus'].map(count)).toEqual([
      23, 378, 6, 2,
    ]);
    const rounds = made.points.filter(({ kind }) => kind === 'mountainPoint');
    expect(rounds).toHaveLength(2);
    expect(rounds.flatMap(placesOf)).toHaveLength(18);
    expect(rounds.every(({ name, illustrative }) => illustrative && name.includes('示意'))).toBe(true);
    expect(new Set(made.points.map(({ id }) => id)).size).toBe(made.points.length);
  });

  test('two communities have two stations, every other one', () => {
    const stations = made.points.filter(({ kind }) => kind === 'communityStation');
    const perCommunity = Map.groupBy(stations, ({ id }) => id.split('-')[1]);
    const communities = areas.filter(({ level }) => level === 'community');
    expect(perCommunity.size).toBe(communities.length);
    expect([...perCommunity.values()].filter((own) => own.length === 2)).toHaveLength(2);
  });

  test('every place lies in the district', () => {
    const district = areas.find(({ level }) => level === 'district')!;
    for (const point of made.points)
      for (const place of placesOf(point))
        expect(booleanPointInPolygon([...place], district.geometry), `${point.id} ${place}`).toBe(true);
  });

  test('in the hills fewer communities have a station within a kilometre than elsewhere', () => {
    const stations = made.points.filter(({ kind }) => kind === 'communityStation').flatMap(placesOf);
    const hills = new Set(WEST_COAST.services!.hills);
    const near = { hills: [0, 0], plain: [0, 0] };
    for (const grid of areas.filter(({ level }) => level === 'grid')) {
      const own = near[hills.has(grid.code.slice(0, 9)) ? 'hills' : 'plain'];
      const ring =
        grid.geometry.type === 'Polygon' ? grid.geometry.coordinates[0]! : grid.geometry.coordinates[0]![0]!;
      own[1]!++;
      if (stations.some((at) => distance([...at], ring[0]!) < 1)) own[0]!++;
    }
    expect(near.hills[0]! / near.hills[1]!).toBeLessThan(0.4 * (near.plain[0]! / near.plain[1]!));
  });

  test('who was served is told of days before today on which a point stood', () => {
    const known = new Map(made.points.map((point) => [point.id, point]));
    expect(made.sessions.length).toBeGreaterThan(1500);
    expect(new Set(made.sessions.map(({ id }) => id)).size).toBe(made.sessions.length);
    for (const { point, stop, day, served } of made.sessions) {
      expect(day).toBeLessThan(TODAY);
      expect(served).toBeGreaterThan(0);
      const { whereabouts } = known.get(point)!;
      expect(whereabouts.form === 'fixed').toBe(stop === null);
      if (whereabouts.form === 'moving')
        expect(whereabouts.timetable.stops.some(({ id }) => id === stop)).toBe(true);
    }
  });

  test('are the same again for the same seed', () => {
    expect(demoServices(areas, options(WEST_COAST), FROM)).toEqual(made);
  });
});

test('Haishu has the 18 health points of its mountains', { timeout: 60_000 }, () => {
  const { points } = demoServices(buildDemoAreas(HAISHU, { seed: HAISHU.seed }), options(HAISHU), FROM);
  expect(points.filter(({ kind }) => kind === 'mountainPoint').flatMap(placesOf)).toHaveLength(18);
});
