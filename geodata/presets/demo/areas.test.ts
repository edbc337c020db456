import { booleanPointInPolygon, pointToPolygonDistance } from '@turf/turf';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Boundary } from '../../model.ts';
import { describeWithReference } from '../../testing/reference.ts';
import { DISTRICT_PLANS, WEST_COAST } from '../districts/index.ts';
import { communitiesOf } from '../districts/plan.ts';
import { buildDemoAreas } from './areas.ts';

type Polygonal = Polygon | MultiPolygon;

function areaOf(g: Polygonal): number {
  const rings = g.type === 'Polygon' ? g.coordinates : g.coordinates.flat();
  return rings.reduce((sum, ring) => {
    let twice = 0;
    for (let i = 1; i < ring.length; i++) {
      const [ax = 0, ay = 0, bx = 0, by = 0] = [...ring[i - 1]!, ...ring[i]!];
      twice += (ax - 120) * (by - 36) - (bx - 120) * (ay - 36);
    }
    return sum + twice / 2;
  }, 0);
}

/** Directed edges of a geometry, by their ends. */
function edgesOf(g: Polygonal): string[] {
  const rings = g.type === 'Polygon' ? g.coordinates : g.coordinates.flat();
  return rings.flatMap((ring) => ring.slice(1).map((p, i) => `${ring[i]}>${p}`));
}

/** What is left of the children's edges when those they share vanish: must be the parent's own. */
function outlineOf(children: Polygonal[]): Set<string> {
  const left = new Set<string>();
  for (const edge of children.flatMap(edgesOf)) {
    const back = edge.split('>').reverse().join('>');
    if (!left.delete(back)) {
      if (left.has(edge)) throw new Error(`used twice: ${edge}`);
      left.add(edge);
    }
  }
  return left;
}

/** Published: towns and communities of the table of divisions, grids of the districts' own reports. */
const COUNTS: Record<string, number[]> = { '370211': [1, 23, 376, 1309], '330203': [1, 17, 280, 1409] };

describe.each([...DISTRICT_PLANS])('areas of %s', (district, plan) => {
  let areas: Boundary[];
  const ofLevel = (level: string): Boundary[] => areas.filter((area) => area.level === level);
  beforeAll(() => {
    areas = buildDemoAreas(plan, { seed: 1 });
  }, 60_000);

  test('as many of each level as published, parents first, codes unique', () => {
    expect(['district', 'town', 'community', 'grid'].map((level) => ofLevel(level).length)).toEqual(
      COUNTS[district],
    );
    const seen = new Set<string>();
    for (const [i, { code, parentCode, level, index }] of areas.entries()) {
      expect(index).toBe(i);
      expect(seen.has(code)).toBe(false);
      if (level !== 'district') {
        expect(seen.has(parentCode!)).toBe(true);
        expect(code.startsWith(parentCode!)).toBe(true);
      }
      seen.add(code);
    }
    for (const { code, name } of ofLevel('grid')) {
      expect(code).toMatch(/^\d{15}$/);
      expect(name).toMatch(/^第\d{2,3}网格$/);
    }
  });

  test('names and codes are the published ones', () => {
    const published = plan.towns.flatMap((town) => [town, ...communitiesOf(town)]);
    const drawn = new Map(areas.map(({ code, name }) => [code, name]));
    for (const { code, name } of published) expect(drawn.get(code)).toBe(name);
  });

  test('every area is exactly the union of its children, without overlap', () => {
    const children = Map.groupBy(areas, ({ parentCode }) => parentCode);
    for (const { code, level, geometry } of areas) {
      if (level === 'grid') continue;
      const own = children.get(code)!.map((child) => child.geometry);
      expect(outlineOf(own), code).toEqual(new Set(edgesOf(geometry)));
      const sum = own.reduce((total, child) => total + areaOf(child), 0);
      expect(Math.abs(sum / areaOf(geometry) - 1)).toBeLessThan(1e-9);
    }
  });

  test("households: the plan's in all, on grids only, about the same in each", () => {
    const grids = ofLevel('grid').map(({ households }) => households!);
    expect(grids.reduce((a, b) => a + b, 0)).toBe(plan.households);
    expect(Math.min(...grids)).toBeGreaterThan(50);
    expect(Math.max(...grids)).toBeLessThan(1000);
    expect(areas.every(({ level, households }) => (level === 'grid') === (households !== null))).toBe(true);
  });

  test('towns contain their centres', () => {
    const towns = new Map(ofLevel('town').map((town) => [town.code, town]));
    for (const { code, centre } of plan.towns) {
      expect(booleanPointInPolygon([...centre], towns.get(code)!.geometry), code).toBe(true);
    }
  });

  test('the same seed gives the same areas, another seed the same tree', () => {
    expect(buildDemoAreas(plan, { seed: 1 })).toEqual(areas);
    const other = buildDemoAreas(plan, { seed: 2 });
    expect(other.map(({ level }) => level)).toEqual(areas.map(({ level }) => level));
    expect(other.at(-1)!.geometry).not.toEqual(areas.at(-1)!.geometry);
  }, 60_000);
});

/** The protected area of Lingshan Island, a town of its own. */
const ISLAND = '370211401';

describeWithReference('boundaries-qingdao', ({ text }) => {
  type Towns = FeatureCollection<Polygonal, { name: string }>;
  const read = (): Towns => JSON.parse(text('osm_huangdao_towns.geojson')) as Towns;
  const codeOf = new Map(WEST_COAST.towns.map(({ name, code }) => [name, code]));

  test('town centres lie in the real town or within 3 km of it', () => {
    const real = new Map(read().features.map((f) => [codeOf.get(f.properties.name), f.geometry]));
    expect(real.size).toBe(23);
    for (const { code, centre } of WEST_COAST.towns) {
      const km = pointToPolygonDistance([...centre], real.get(code)!, { units: 'kilometers' });
      expect(km, code).toBeLessThan(3);
    }
  });

  test('real towns are taken in place of the drawn ones', () => {
    const { features } = read();
    const towns = {
      type: 'FeatureCollection' as const,
      features: features.map((f) => ({ ...f, properties: { code: codeOf.get(f.properties.name)! } })),
    };
    const areas = buildDemoAreas(WEST_COAST, { seed: 1, towns });
    expect(areas.filter(({ level }) => level === 'grid')).toHaveLength(WEST_COAST.grids);
    const island = areas.find(({ code }) => code === ISLAND)!;
    const real = towns.features.find(({ properties }) => properties.code === ISLAND)!;
    expect(areaOf(island.geometry) / Math.abs(areaOf(real.geometry))).toBeCloseTo(1, 9);
  }, 60_000);
});
