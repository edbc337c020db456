import type { Boundary, LonLat } from '#geodata/model.ts';
import { labelPoint } from '#geodata/place/interior.ts';

/**
 * What is put into the issues of the demonstration on purpose, so that whoever looks for hotspots can be held
 * against it. The analysis never reads this file: only the generator and the script that compares the two do.
 */
export interface PlantedTruth {
  kind: 'hotspot' | 'emerging' | 'silence';
  /** The category that is raised; null for a silence spot. */
  category: string | null;
  /** Communities it is planted in. */
  communities: readonly string[];
  /** Issues put there beside those that are there anyway. */
  extra: number;
}

interface Plan extends Omit<PlantedTruth, 'communities'> {
  /** The community in the middle; the others are the nearest to it of the same class. */
  centre: string;
  size: number;
}

/** Days over which an emerging hotspot grows. */
export const EMERGING_DAYS = 40;

const PLANS: Readonly<Record<string, readonly Plan[]>> = {
  '370211': [
    {
      kind: 'hotspot',
      category: 'key-problems.illegal-parking',
      centre: '370211005009',
      size: 7,
      extra: 130,
    },
    { kind: 'hotspot', category: 'key-problems.drains', centre: '370211010001', size: 6, extra: 100 },
    { kind: 'hotspot', category: 'public-space.roads', centre: '370211105315', size: 6, extra: 110 },
    { kind: 'hotspot', category: 'key-problems.title-deeds', centre: '370211009036', size: 6, extra: 90 },
    { kind: 'emerging', category: 'key-problems.noise', centre: '370211007018', size: 6, extra: 84 },
    { kind: 'silence', category: null, centre: '370211003034', size: 1, extra: 0 },
  ],
};

/**
 * The truths planted in a district, with their communities; none where nothing is planted or the communities are
 * not there.
 *
 * @param areas the district's areas, whole
 */
export function plantedTruths(district: string, areas: readonly Boundary[]): PlantedTruth[] {
  const plans = PLANS[district] ?? [];
  if (plans.length === 0) return [];
  const communities = areas.filter(({ level }) => level === 'community');
  const points = new Map(communities.map(({ code, geometry }) => [code, labelPoint(geometry)]));
  return plans.flatMap(({ centre, size, ...plan }) => {
    const middle = communities.find(({ code }) => code === centre);
    if (!middle) return [];
    const own = communities.filter(({ urbanRural }) => urbanRural === middle.urbanRural);
    const far = new Map(own.map(({ code }) => [code, distance(points.get(code), points.get(centre))]));
    const nearest = own.toSorted((a, b) => far.get(a.code)! - far.get(b.code)! || (a.code < b.code ? -1 : 1));
    return [{ ...plan, communities: nearest.slice(0, size).map(({ code }) => code) }];
  });
}

/** In degrees of latitude; good enough to tell which is nearer. */
function distance(a: LonLat | null | undefined, b: LonLat | null | undefined): number {
  if (!a || !b) return Number.POSITIVE_INFINITY;
  return Math.hypot((a[0] - b[0]) * Math.cos((a[1] * Math.PI) / 180), a[1] - b[1]);
}
