import { area, booleanPointInPolygon, centroid } from '@turf/turf';
import type { FeatureCollection, MultiPolygon, Polygon } from 'geojson';
import { dividePolygon } from '../../divide/divide.ts';
import { createRandom } from '../../divide/random.ts';
import { dissolve, weldBorders } from '../../divide/weld.ts';
import type { Boundary, LonLat } from '../../model.ts';
import { apportion } from './apportion.ts';
import { householdDensity } from './density.ts';
import divisions from './divisions.json' with { type: 'json' };
import { districtLand } from './outline.ts';
import { ISLAND_TOWN, TOWN_SKETCHES } from './towns.ts';

type Polygonal = Polygon | MultiPolygon;

export const DISTRICT = { code: '370211', name: '青岛西海岸新区', parentCode: '370200' } as const;
/** Published: 10 000 party members over 1309 grids. */
export const GRID_COUNT = 1309;
/** Households of the demonstration; about the district's. */
export const HOUSEHOLD_COUNT = 630_000;

/** Pieces per part: towns are seen large, so their borders are drawn finer. */
const DETAIL = { town: 260, community: 72, grid: 40 } as const;

export interface DemoAreasOptions {
  /** Any number; the same seed gives the same areas. */
  seed: number;
  /** Towns to use in place of the drawn ones, WGS 84, with the town's nine-digit code as property `code`. */
  towns?: FeatureCollection<Polygonal, { code: string }>;
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
 * The areas of the demonstration district: one district, 23 towns, 376 communities, 1309 grids, in this order,
 * parents before children. Names and codes down to the communities are real; borders, grids and households
 * are made up. The shore is the basemap's, towns grow from about their seats, and communities and grids hold
 * about the same number of households each. Neighbours of every level share all vertices, and each area is
 * exactly the union of its children. Households stand on grids only.
 *
 * @throws RangeError when `towns` lacks one of the 23 codes
 */
export function buildDemoAreas({ seed, towns }: DemoAreasOptions): Boundary[] {
  const shapes = towns === undefined ? drawTowns(seed) : givenTowns(towns);
  const residents = TOWN_SKETCHES.map((sketch) => sketch.residents);
  const households = apportion(residents, HOUSEHOLD_COUNT);
  const communities = TOWN_SKETCHES.flatMap(({ code, centre }, i) => {
    const shape = shapes.get(code);
    if (shape === undefined) throw new RangeError(`no town with code ${code}`);
    return divideTown(code, shape, middleOf(shape, centre), households[i]!, seed);
  });
  const counts = apportion(
    communities.map((community) => community.households),
    GRID_COUNT,
    1,
  );
  const grids = communities.flatMap((community, i) => divideCommunity(community, counts[i]!, seed));
  return assemble(communities, grids);
}

function drawTowns(seed: number): Map<string, Polygonal> {
  const { mainland, lingshan } = districtLand();
  const sketches = TOWN_SKETCHES.filter(({ code }) => code !== ISLAND_TOWN);
  const parts = dividePolygon({
    geometry: { type: 'MultiPolygon', coordinates: mainland.map(({ coordinates }) => coordinates) },
    parts: sketches.length,
    centres: sketches.map(({ centre }) => centre),
    shares: sketches.map(({ size }) => size),
    seed,
    detail: DETAIL.town,
  });
  const shapes = new Map<string, Polygonal>(sketches.map(({ code }, i) => [code, parts[i]!]));
  return shapes.set(ISLAND_TOWN, lingshan);
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
  town: string,
  shape: Polygonal,
  seat: LonLat,
  townHouseholds: number,
  seed: number,
): Community[] {
  const own = divisions.towns.find(({ code }) => code === town)?.communities ?? [];
  const random = createRandom(mix(seed, town));
  const households = apportion(
    own.map(() => 0.6 + random()),
    townHouseholds,
    1,
  );
  const density = householdDensity(seat);
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
function assemble(communities: readonly Community[], grids: readonly Grid[]): Boundary[] {
  const welded = weldBorders(grids.map(({ boundary }) => boundary.geometry));
  const shapes = (groupOf: (grid: Grid) => string): Map<string, Polygonal> =>
    dissolve(welded, grids.map(groupOf));
  const communityShapes = shapes(({ boundary }) => boundary.parentCode!);
  const townShapes = shapes(({ town }) => town);
  const upper = { urbanRural: null, households: null };
  const boundaries: Omit<Boundary, 'index'>[] = [
    { ...DISTRICT, level: 'district', ...upper, geometry: shapes(() => DISTRICT.code).get(DISTRICT.code)! },
    ...divisions.towns.map(({ code, name, urbanRural }) => ({
      ...{ code, name, urbanRural, households: null, parentCode: DISTRICT.code, level: 'town' as const },
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
