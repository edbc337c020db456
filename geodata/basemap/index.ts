import type { Feature, FeatureCollection, Point, Polygon } from 'geojson';
import ningbo from './coast-ningbo.json' with { type: 'json' };
import qingdao from './coast-qingdao.json' with { type: 'json' };
import { PLACE_LABELS, type PlaceKind, type PlaceLabel } from './labels.ts';
import { BASEMAP_REGIONS, type Window } from './regions.ts';

export type { PlaceKind, PlaceLabel } from './labels.ts';
export type { Window } from './regions.ts';

export type RegionName = keyof typeof BASEMAP_REGIONS;

/** What the built-in basemap has of a region. */
export interface BasemapRegion {
  window: Window;
  /**
   * Land as polygons within the window, the mainland first, then islands by size; outer rings
   * counterclockwise. Edges on the window's border are not coast. Source and licence (GSHHG, LGPL-3) in
   * LICENSE-coast.txt.
   */
  land: FeatureCollection<Polygon>;
  labels: readonly PlaceLabel[];
}

const COASTS: Record<RegionName, unknown> = { qingdao, ningbo };

/** A region of the built-in basemap. */
export function basemapRegion(name: RegionName): BasemapRegion {
  return {
    window: BASEMAP_REGIONS[name].window,
    land: COASTS[name] as FeatureCollection<Polygon>,
    labels: PLACE_LABELS[name],
  };
}

/**
 * The region that holds a district whole.
 *
 * @param bounds west, south, east, north in degrees, WGS 84
 * @returns null where there is none
 */
export function regionAround([west, south, east, north]: readonly [
  number,
  number,
  number,
  number,
]): RegionName | null {
  const names = Object.keys(BASEMAP_REGIONS) as RegionName[];
  const holds = (w: Window): boolean =>
    w.west <= west && w.south <= south && w.east >= east && w.north >= north;
  return names.find((name) => holds(BASEMAP_REGIONS[name].window)) ?? null;
}

export type BasemapFeature =
  | Feature<Polygon, { kind: 'land' }>
  | Feature<Point, { kind: 'place'; class: PlaceKind; name: string; nameEn: string; minZoom: number }>;

/** As far as Web Mercator reaches. */
const EVERYWHERE: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [-180, -85],
      [180, -85],
      [180, 85],
      [-180, 85],
      [-180, -85],
    ],
  ],
};

/**
 * Land and labels as one GeoJSON collection, to be sent to the map; told apart by `kind`.
 *
 * @param region null where the basemap has no coast: plain land everywhere
 */
export function basemap(region: RegionName | null): {
  type: 'FeatureCollection';
  features: BasemapFeature[];
} {
  const { land, labels } =
    region === null ? { land: { features: [{ geometry: EVERYWHERE }] }, labels: [] } : basemapRegion(region);
  return {
    type: 'FeatureCollection',
    features: [
      ...land.features.map(
        ({ geometry }): BasemapFeature => ({ type: 'Feature', properties: { kind: 'land' }, geometry }),
      ),
      ...labels.map(
        ({ kind, name, english, position, minZoom }): BasemapFeature => ({
          type: 'Feature',
          properties: { kind: 'place', class: kind, name, nameEn: english, minZoom },
          geometry: { type: 'Point', coordinates: [...position] },
        }),
      ),
    ],
  };
}
