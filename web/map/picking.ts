import type { Map as MapLibreMap } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import type { AreaAt } from './controller.ts';
import type { DeckIssues } from './deckIssues.ts';
import { tapLayers } from './layers/index.ts';
import { HEXAGONS } from './layers/issues.ts';
import { POINT_LAYERS } from './layers/points.ts';
import type { MapView } from './view.ts';

/** How far from a point, in pixels, a tap still means it. */
const POINT_REACH = 12;

/** Those of some layers that the map has. */
const there = (map: MapLibreMap, ids: readonly string[]): string[] => ids.filter((id) => map.getLayer(id));

/** The key of the point nearest to a pixel, within reach of a finger's tip. */
export function pointAt(map: MapLibreMap, x: number, y: number): string | null {
  const layers = there(map, POINT_LAYERS);
  if (layers.length === 0) return null;
  const found = map.queryRenderedFeatures(
    [
      [x - POINT_REACH, y - POINT_REACH],
      [x + POINT_REACH, y + POINT_REACH],
    ],
    { layers },
  );
  const near = found.flatMap(({ geometry, properties }) => {
    if (geometry.type !== 'Point') return [];
    const [lon = 0, lat = 0] = geometry.coordinates;
    const at = map.project([lon, lat]);
    return [{ key: String(properties.key), far: Math.hypot(at.x - x, at.y - y) }];
  });
  return near.toSorted((a, b) => a.far - b.far)[0]?.key ?? null;
}

/** The hexagon at a pixel, by its column or by its fill. */
export function cellAt(
  map: MapLibreMap,
  { issues }: MapView,
  deck: DeckIssues | null,
  x: number,
  y: number,
): string | null {
  if (issues?.kind === 'columns') return deck?.columnAt(x, y) ?? null;
  if (issues?.kind !== 'hexagons' || !map.getLayer(HEXAGONS)) return null;
  const [found] = map.queryRenderedFeatures([x, y], { layers: [HEXAGONS] });
  const code: unknown = found?.properties.code;
  return code === undefined ? null : String(code);
}

/** The area at a pixel, of the lowest level that can be tapped there. */
export function areaAt(map: MapLibreMap, view: MapView, x: number, y: number): AreaAt | null {
  const layers = there(map, tapLayers(view));
  if (layers.length === 0) return null;
  const found = map.queryRenderedFeatures([x, y], { layers });
  for (const id of layers) {
    const feature = found.find(({ layer }) => layer.id === id);
    const code: unknown = feature?.properties?.code;
    if (code !== undefined) return { code: String(code), level: id.slice('fill-'.length) as Level };
  }
  return null;
}

/** How many points are drawn in sight. */
export function pointsInSight(map: MapLibreMap): number {
  const layers = there(map, POINT_LAYERS);
  if (layers.length === 0) return 0;
  const found = map.queryRenderedFeatures({ layers });
  return new Set(found.map(({ properties }) => properties.key)).size;
}
