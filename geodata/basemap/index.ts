import type { Feature, FeatureCollection, Point, Polygon } from 'geojson';
import coast from './coast.json' with { type: 'json' };
import type { PlaceKind } from './labels.ts';
import { PLACE_LABELS } from './labels.ts';

export type { PlaceKind, PlaceLabel } from './labels.ts';
export { PLACE_LABELS } from './labels.ts';

/** Window of the built-in basemap, degrees WGS 84. */
export const BASEMAP_WINDOW = { west: 117.6, south: 34.6, east: 121.6, north: 36.95 } as const;

/**
 * Land around Jiaozhou Bay as polygons within `BASEMAP_WINDOW`, the mainland first, then islands by size;
 * outer rings counterclockwise. Edges on the window's border are not coast. Source and licence (GSHHG,
 * LGPL-3) in LICENSE-coast.txt.
 */
export const LAND = coast as unknown as FeatureCollection<Polygon>;

export type BasemapFeature =
  | Feature<Polygon, { kind: 'land' }>
  | Feature<Point, { kind: PlaceKind; name: string; english: string }>;

/** Land and labels as one GeoJSON collection, to be sent to the map; told apart by `kind`. */
export function basemap(): { type: 'FeatureCollection'; features: BasemapFeature[] } {
  const land = LAND.features.map(
    ({ geometry }): BasemapFeature => ({ type: 'Feature', properties: { kind: 'land' }, geometry }),
  );
  const labels = PLACE_LABELS.map(
    ({ position, ...properties }): BasemapFeature => ({
      type: 'Feature',
      properties,
      geometry: { type: 'Point', coordinates: [...position] },
    }),
  );
  return { type: 'FeatureCollection', features: [...land, ...labels] };
}
