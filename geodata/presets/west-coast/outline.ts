import { booleanPointInPolygon, featureCollection, intersect, polygon } from '@turf/turf';
import type { Polygon, Position } from 'geojson';
import { LAND } from '../../basemap/index.ts';
import { createRandom } from '../../divide/random.ts';

/**
 * The landward border of the demonstration district, drawn by hand for this product from the south-western
 * shore to Jiaozhou Bay. Illustrative: it follows no survey and no map.
 */
const LANDWARD: readonly Position[] = [
  [119.68, 35.57],
  [119.63, 35.582],
  [119.592, 35.592],
  [119.555, 35.612],
  [119.52, 35.605],
  [119.505, 35.64],
  [119.53, 35.672],
  [119.518, 35.705],
  [119.56, 35.735],
  [119.572, 35.775],
  [119.61, 35.8],
  [119.6, 35.85],
  [119.635, 35.88],
  [119.655, 35.925],
  [119.69, 35.94],
  [119.683, 35.985],
  [119.73, 36.02],
  [119.775, 36.015],
  [119.81, 36.05],
  [119.855, 36.045],
  [119.89, 36.075],
  [119.93, 36.07],
  [119.955, 36.11],
  [119.995, 36.105],
  [120.03, 36.135],
  [120.075, 36.125],
  [120.14, 36.15],
];

/** Through the water, around everything the district has there. */
const SEAWARD: readonly Position[] = [
  [120.2, 36.1],
  [120.262, 36.042],
  [120.35, 36.03],
  [120.45, 35.9],
  [120.3, 35.6],
  [119.75, 35.5],
];

/** How far the middle of a stretch is pushed aside, as a share of its length. */
const ROUGHNESS = 0.16;
const ROUGHENINGS = 4;
/** Not settable: the district's outline stays the same whatever the seed of the rest. */
const OUTLINE_SEED = 370211;

/** Gives a drawn line the small bends of a real one: midpoint displacement (Fournier and others 1982). */
function roughen(line: readonly Position[]): Position[] {
  const random = createRandom(OUTLINE_SEED);
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

/** Land of the demonstration district: the mainland with its small islands, and Lingshan Island. */
export interface DistrictLand {
  mainland: Polygon[];
  lingshan: Polygon;
}

/** Cuts the district out of the basemap's land, so that its shore is the basemap's shore. */
export function districtLand(): DistrictLand {
  const border = [...roughen(LANDWARD), ...SEAWARD];
  const window = polygon([[...border, border[0]!]]);
  const pieces = LAND.features.flatMap((land): Polygon[] => {
    const cut = intersect(featureCollection([land, window]))?.geometry;
    if (cut === undefined) return [];
    return cut.type === 'Polygon'
      ? [cut]
      : cut.coordinates.map((coordinates): Polygon => ({ type: 'Polygon', coordinates }));
  });
  const lingshan = pieces.find((piece) => booleanPointInPolygon([120.17, 35.76], piece));
  if (lingshan === undefined) throw new Error('Lingshan Island is missing from the basemap');
  return { mainland: pieces.filter((piece) => piece !== lingshan), lingshan };
}
