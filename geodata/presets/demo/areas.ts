import { area, booleanPointInPolygon, centroid } from '@turf/turf';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { dividePolygon } from '../../divide/divide.ts';
import { createRandom } from '../../divide/random.ts';
import { dissolve, weldBorders } from '../../divide/weld.ts';
import type { Boundary, LonLat } from '../../model.ts';
import { communitiesOf, type DistrictPlan, type TownPlan } from '../districts/plan.ts';
import { apportion } from './apportion.ts';
import { householdDensity } from './density.ts';
import { districtLand } from './outline.ts';

type Polygonal = Polygon | MultiPolygon;

/** Pieces per part: towns are seen large, so their borders are drawn finer. */
const DETAIL = { town: 260, community: 72, grid: 40 } as const;

export interface DemoAreasOptions {
  /** Any number; the same seed gives the same areas. */
  seed: number;
  /** Towns to use in place of the drawn ones, WGS 84, with the town's nine-digit code as property `code`. */
  towns?: FeatureCollection<Polygonal, { code: string }>;
  /** Told before a town is divided, with its place in the plan. */
  onTown?: (i: number) => void;
}

interface Community {
  code: string;
  name: string;
  urbanRural: string;
  town: string;
  geometry: Polygonal;
  households: number;
  density: (lon: number, lat: number) => number;
}

interface Grid {
  boundary: Omit<Boundary, 'index'>;
  town: string;
}

/**
 * The areas of a demonstration district: the district, its towns, communities and grids, in this order,
 * parents before children. Names and codes down to the communities are the plan's; borders, grids and
 * households are made up. Towns grow from about their seats, and communities and grids hold about the same
 * number of households each. Neighbours of every level share all vertices, and each area is exactly the
 * union of its children. Households stand on grids only.
 *
 * @throws RangeError when `towns` lacks one of the plan's codes
 */
export function buildDemoAreas(
  plan: DistrictPlan,
  { seed, towns, onTown = () => {} }: DemoAreasOptions,
): Boundary[] {
  const shapes = towns === undefined ? drawTowns(plan, seed) : givenTowns(towns);
  const residents = plan.towns.map((town) => town.residents);
  const households = apportion(residents, plan.households);
  const communities = plan.towns.flatMap((town, i) => {
    const shape = shapes.get(town.code);
    if (shape === undefined) throw new RangeError(`no town with code ${town.code}`);
    onTown(i);
    const density = householdDensity(middleOf(shape, town.centre), plan.builtUp);
    return divideTown(town, shape, density, households[i]!, seed);
  });
  const counts = apportion(
    communities.map((community) => community.households),
    plan.grids,
    1,
  );
  const grids = communities.flatMap((community, i) => divideCommunity(community, counts[i]!, seed));
  return assemble(plan, communities, grids);
}

function drawTowns(plan: DistrictPlan, seed: number): Map<string, Polygonal> {
  const { mainland, islands } = districtLand(plan);
  const sketches = plan.towns.filter(({ island }) => !island);
  const parts = dividePolygon({
    geometry: { type: 'MultiPolygon', coordinates: mainland.map(({ coordinates }) => coordinates) },
    parts: sketches.length,
    centres: sketches.map(({ centre }) => centre),
    shares: sketches.map(({ size }) => size),
    seed,
    detail: DETAIL.town,
  });
  const shapes = new Map<string, Polygonal>(sketches.map(({ code }, i) => [code, parts[i]!]));
  for (const [code, island] of islands) shapes.set(code, island);
  return shapes;
}

function givenTowns({ features }: NonNullable<DemoAreasOptions['towns']>): Map<string, Polygonal> {
  return new Map(features.map(({ properties, geometry }) => [properties.code, geometry]));
}

/** The town's seat where it lies in the town as drawn, else the middle of the town. */
function middleOf(shape: Polygonal, seat: LonLat): LonLat {
  if (booleanPointInPolygon([...seat], shape)) return seat;
  const [lon = 0, lat = 0] = centroid(shape).geometry.coordinates;
  return [lon, lat];
}

function divideTown(
  { code: town, ...plan }: TownPlan,
  shape: Polygonal,
  density: Community['density'],
  townHouseholds: number,
  seed: number,
): Community[] {
  const own = communitiesOf({ code: town, ...plan });
  const random = createRandom(mix(seed, town));
  const households = apportion(
    own.map(() => 0.6 + random()),
    townHouseholds,
    1,
  );
  const parts = dividePolygon({
    geometry: shape,
    parts: own.length,
    weight: density,
    shares: households,
    seed: mix(seed, town),
    detail: DETAIL.community,
  });
  // Resident committees take the places with most households per area, village committees the rest.
  const places = parts
    .map((geometry, i) => ({
      geometry,
      households: households[i]!,
      density: households[i]! / area(geometry),
    }))
    .sort((a, b) => b.density - a.density);
  const names = own.toSorted((a, b) =>
    a.urbanRural < b.urbanRural ? -1 : a.urbanRural > b.urbanRural ? 1 : 0,
  );
  return names
    .map((name, i) => ({ ...name, ...places[i]!, town, density }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
}

function divideCommunity(community: Community, count: number, seed: number): Grid[] {
  const cells = dividePolygon({
    geometry: community.geometry,
    parts: count,
    weight: community.density,
    seed: mix(seed, community.code),
    detail: DETAIL.grid,
  });
  const random = createRandom(mix(seed + 1, community.code));
  const households = apportion(
    cells.map(() => 0.85 + 0.3 * random()),
    community.households,
    1,
  );
  return cells.map((geometry, i): Grid => {
    const number = String(i + 1);
    return {
      town: community.town,
      boundary: {
        code: `${community.code}${number.padStart(3, '0')}`,
        name: `第${number.padStart(2, '0')}网格`,
        level: 'grid',
        parentCode: community.code,
        urbanRural: community.urbanRural,
        households: households[i]!,
        geometry,
      },
    };
  });
}

/** Welds the grids and builds every level above out of them, so that all levels agree. */
function assemble(plan: DistrictPlan, communities: readonly Community[], grids: readonly Grid[]): Boundary[] {
  const welded = weldBorders(grids.map(({ boundary }) => boundary.geometry));
  const shapes = (groupOf: (grid: Grid) => string): Map<string, Polygonal> =>
    dissolve(welded, grids.map(groupOf));
  const communityShapes = shapes(({ boundary }) => boundary.parentCode!);
  const townShapes = shapes(({ town }) => town);
  const upper = { urbanRural: null, households: null };
  const district = { code: plan.code, name: plan.name, parentCode: plan.parentCode };
  const boundaries: Omit<Boundary, 'index'>[] = [
    { ...district, level: 'district', ...upper, geometry: shapes(() => plan.code).get(plan.code)! },
    ...plan.towns.map(({ code, name, urbanRural }) => ({
      ...{ code, name, urbanRural, households: null, parentCode: plan.code, level: 'town' as const },
      geometry: townShapes.get(code)!,
    })),
    ...communities.map(({ code, name, urbanRural, town }) => ({
      ...{ code, name, urbanRural, households: null, parentCode: town, level: 'community' as const },
      geometry: communityShapes.get(code)!,
    })),
    ...grids.map(({ boundary }, i) => ({ ...boundary, geometry: welded[i]! })),
  ];
  return boundaries.map((boundary, index) => ({ ...boundary, index }));
}

/** A seed of its own for each area. */
function mix(seed: number, code: string): number {
  return Math.imul(seed + 1, 0x9e3779b1) ^ Number(code);
}
