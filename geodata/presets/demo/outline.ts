import { booleanPointInPolygon, featureCollection, intersect, polygon } from '@turf/turf';
import type { Polygon, Position } from 'geojson';
import { basemapRegion, regionAround } from '#geodata/basemap/index.ts';
import { createRandom } from '#geodata/divide/random.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

/** How far the middle of a stretch is pushed aside, as a share of its length. */
const ROUGHNESS = 0.16;
const ROUGHENINGS = 4;

/** Gives a drawn line the small bends of a real one: midpoint displacement (Fournier and others 1982). */
function roughen(line: readonly Position[], seed: number): Position[] {
  const random = createRandom(seed);
  let points = [...line];
  for (let round = 0; round < ROUGHENINGS; round++) {
    points = points.flatMap((a, i) => {
      const b = points[i + 1];
      if (b === undefined) return [a];
      const [ax = 0, ay = 0, bx = 0, by = 0] = [a[0], a[1], b[0], b[1]];
      const push = (random() * 2 - 1) * ROUGHNESS;
      const x = (ax + bx) / 2 - push * (by - ay);
      const y = (ay + by) / 2 + push * (bx - ax);
      return [a, [Number(x.toFixed(5)), Number(y.toFixed(5))]];
    });
  }
  return points;
}

/** Land of a demonstration district: the mainland with its small islands, and islands that are towns. */
export interface DistrictLand {
  mainland: Polygon[];
  /** By code of the town. */
  islands: ReadonlyMap<string, Polygon>;
}

/**
 * Land within a plan's outline. Where the plan asks for it, it is cut out of the basemap's land, so that its
 * shore is the basemap's shore. The border stays the same whatever the seed of the rest.
 *
 * @throws RangeError when the basemap has no coast there, or no land where an island's centre is
 */
export function districtLand({ code, outline, towns }: DistrictPlan): DistrictLand {
  const drawn = outline.water.length === 0 ? [...outline.border, outline.border[0]!] : outline.border;
  const border = [...roughen(drawn, Number(code)), ...outline.water];
  const closed = outline.water.length === 0 ? border : [...border, border[0]!];
  const window = polygon([closed]);
  const pieces = outline.coast ? cutByCoast(window) : [window.geometry];
  const islands = new Map<string, Polygon>();
  for (const town of towns.filter(({ island }) => island)) {
    const piece = pieces.find((land) => booleanPointInPolygon([...town.centre], land));
    if (!piece) throw new RangeError(`there is no island at the centre of ${town.name}`);
    islands.set(town.code, piece);
  }
  const taken = new Set(islands.values());
  return { mainland: pieces.filter((piece) => !taken.has(piece)), islands };
}

function cutByCoast(window: ReturnType<typeof polygon>): Polygon[] {
  const [lons, lats] = [0, 1].map((axis) => window.geometry.coordinates[0]!.map((p) => p[axis]!));
  const bounds = [Math.min(...lons!), Math.min(...lats!), Math.max(...lons!), Math.max(...lats!)] as const;
  const region = regionAround(bounds);
  if (region === null) throw new RangeError('the basemap has no coast around the outline');
  return basemapRegion(region).land.features.flatMap((land): Polygon[] => {
    const cut = intersect(featureCollection([land, window]))?.geometry;
    if (cut === undefined) return [];
    return cut.type === 'Polygon'
      ? [cut]
      : cut.coordinates.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }));
  });
}
