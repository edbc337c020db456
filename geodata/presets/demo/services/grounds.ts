import { booleanPointInPolygon } from '@turf/turf';
import type { Random } from '#geodata/divide/random.ts';
import type { Boundary, LonLat } from '#geodata/model.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import type { DistrictPlan, TownPlan } from '#geodata/presets/districts/plan.ts';
import { weightedPick } from '../draw.ts';

/** A community where a service may stand. */
export interface Ground {
  code: string;
  name: string;
  town: string;
  households: number;
  /** A place inside where people live. */
  position: LonLat;
  /** Lies in a town of the hills. */
  hills: boolean;
}

export interface Grounds {
  /** By code. */
  communities: Ground[];
  /** Where each town has its seat, inside the town. */
  seatOf: (town: TownPlan) => LonLat;
}

/** Places for services: by the households of each community's grids, so that they stand where people live. */
export function demoGrounds(areas: readonly Boundary[], plan: DistrictPlan, random: Random): Grounds {
  const byCode = new Map(areas.map((area) => [area.code, area]));
  const gridsOf = Map.groupBy(
    areas.filter(({ level }) => level === 'grid'),
    ({ parentCode }) => parentCode,
  );
  const hills = new Set(plan.services?.hills ?? []);
  const communities = areas
    .filter(({ level }) => level === 'community')
    .map(({ code, name, parentCode, geometry }): Ground => {
      const grids = gridsOf.get(code) ?? [];
      const weights = grids.map(({ households }) => households ?? 1);
      const grid = grids[weightedPick(weights, random)()];
      return {
        code,
        name: shortName(name),
        town: parentCode!,
        households: weights.reduce((sum, one) => sum + one, 0),
        position: rounded(labelPoint(grid?.geometry ?? geometry)!),
        hills: hills.has(parentCode!),
      };
    })
    .sort((a, b) => (a.code < b.code ? -1 : 1));
  return {
    communities,
    seatOf: ({ code, centre }) => {
      const { geometry } = byCode.get(code)!;
      return booleanPointInPolygon([...centre], geometry) ? rounded(centre) : rounded(labelPoint(geometry)!);
    },
  };
}

/** 盐滩社区居民委员会 is called 盐滩社区, 砚瓦村村委会 砚瓦村, 茂甲村委会 茂甲村. */
function shortName(name: string): string {
  return name.replace(/(居民委员会|村民委员会|委员会|居委会)$/, '').replace(/村?村委会$/, '村');
}

/** To about a metre. */
export function rounded([lon, lat]: LonLat): LonLat {
  return [Math.round(lon * 1e5) / 1e5, Math.round(lat * 1e5) / 1e5];
}

/** Squared distance in degrees of latitude, good enough to tell what is near. */
export function apart(a: LonLat, b: LonLat): number {
  const x = (a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180);
  return x * x + (a[1] - b[1]) ** 2;
}
