import { beforeAll, expect, test } from 'vitest';
import { parseDay, startOfDay } from '#geodata/duty/calendar.ts';
import { checkAnswers } from '#geodata/form.ts';
import type { Boundary } from '#geodata/model.ts';
import { polygonsOf } from '#geodata/place/bbox.ts';
import { createEdgeIndex, isInside } from '#geodata/place/edgeIndex.ts';
import { ringArea } from '#geodata/place/ringArea.ts';
import { HAISHU, WEST_COAST } from '#geodata/presets/districts/index.ts';
import { planFaults } from '#geodata/presets/districts/plan.ts';
import { HEATING_STEWARDS } from '#geodata/presets/programmes/heatingStewards.ts';
import { buildDemoAreas } from './areas.ts';
import { type DemoHeat, demoHeat, HEATED } from './heating.ts';

const optionsOn = (day: string, plan = WEST_COAST) => ({
  ...{ plan, seed: WEST_COAST.seed, today: parseDay(day)! },
  now: Date.parse(`${day}T14:32:00+08:00`),
  startOfDay: (at: number) => startOfDay(at, 'Asia/Shanghai'),
});
const FROM = parseDay('2025-08-17')!;
const OPTIONS = optionsOn('2026-11-20');
let areas: Boundary[];
let heat: DemoHeat;
beforeAll(() => {
  areas = buildDemoAreas(WEST_COAST, { seed: WEST_COAST.seed });
  heat = demoHeat(areas, OPTIONS, FROM);
}, 120_000);

const inside = (geometry: Boundary['geometry'], [lon, lat]: readonly [number, number]): boolean =>
  polygonsOf(geometry).some((rings) => isInside(createEdgeIndex(rings), lon, lat));
const sizeOf = (geometry: Boundary['geometry']): number =>
  polygonsOf(geometry)
    .flat()
    .reduce((sum, ring) => sum + ringArea(ring), 0);

test('31 zones tile the heated towns and keep to no border between them', () => {
  expect(new Set(heat.zones.map(({ code }) => code)).size).toBe(31);
  const towns = areas.filter(({ code }) => WEST_COAST.heating!.towns.includes(code));
  expect(towns).toHaveLength(3);
  const sum = (list: readonly { geometry: Boundary['geometry'] }[]): number =>
    list.reduce((total, { geometry }) => total + Math.abs(sizeOf(geometry)), 0);
  expect(sum(heat.zones) / sum(towns)).toBeCloseTo(1, 3);
  const townsIn = heat.zones.map(({ code }) => {
    const users = heat.subjects.filter(({ id }) => id.startsWith(`U-${code}-`));
    return towns.filter(({ geometry }) => users.some(({ position }) => inside(geometry, position))).length;
  });
  expect(townsIn.filter((count) => count > 1).length).toBeGreaterThan(0);
});

test('every user lies in the own zone; every zone but one has a steward, who alone calls there', () => {
  expect(heat.subjects).toHaveLength(WEST_COAST.heating!.users);
  const zones = new Map(heat.zones.map((zone) => [zone.code, zone]));
  const zoneOf = (user: string): string => user.split('-')[1]!;
  expect(
    heat.subjects.filter(({ id, position }) => !inside(zones.get(zoneOf(id))!.geometry, position)),
  ).toEqual([]);
  expect(heat.subjects.every(({ tags }) => tags.join() === HEATED)).toBe(true);
  expect(heat.assignments).toHaveLength(30);
  const stewards = new Map(heat.assignments.map(({ officer, area }) => [officer, area]));
  expect(
    heat.visits.filter(({ subject, officers }) => stewards.get(officers[0]!) !== zoneOf(subject)),
  ).toEqual([]);
});

test('most zones are on pace, some behind, one is not called on at all; the forms are filled in', () => {
  const done = Map.groupBy(
    heat.visits.filter(({ outcome }) => outcome === 'met'),
    ({ subject }) => subject.split('-')[1]!,
  );
  // 37 of 78 days
  const pace = heat.zones.map(({ code }) => (done.get(code)?.length ?? 0) / (32 * (37 / 78)));
  expect(pace.filter((each) => each === 0)).toHaveLength(1);
  expect(pace.filter((each) => each > 0.9).length).toBeGreaterThan(15);
  expect(pace.filter((each) => each < 0.6).length).toBeGreaterThan(2);
  expect(
    heat.visits.flatMap(({ fields, outcome }) =>
      outcome === 'met' ? checkAnswers(HEATING_STEWARDS.fields, fields) : [],
    ),
  ).toEqual([]);
  expect(new Set(heat.visits.map(({ subject }) => subject)).size).toBe(heat.visits.length);
  expect(heat.visits.every(({ at }) => at <= OPTIONS.now)).toBe(true);
});

test('before the season nobody calls; after it all that were to be called on have been, but for the zones behind', () => {
  expect(demoHeat(areas, optionsOn('2026-07-01'), FROM).visits).toEqual([]);
  const after = demoHeat(areas, optionsOn('2027-06-01'), FROM);
  expect(after.visits.length).toBeGreaterThan(700);
  expect(after.visits.every(({ received }) => received <= parseDay('2026-12-31')!)).toBe(true);
});

test('the same each time; a district without a network has none; a plan is checked', () => {
  expect(demoHeat(areas, OPTIONS, FROM)).toEqual(heat);
  expect(demoHeat([], optionsOn('2026-11-20', HAISHU), FROM).zones).toEqual([]);
  const faulty = { ...HAISHU, heating: { towns: ['370211001'], zones: 5, users: 3 } };
  expect(planFaults(faulty).map(({ path }) => path.join('.'))).toEqual(
    expect.arrayContaining(['heating.towns.0', 'heating.users', 'heating']),
  );
});
