import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import type { Palette } from '../palette.ts';
import type { MapView } from '../view.ts';

const ZONES = 'zones';
const ZONE_LABELS = 'zone-labels';
type From = { source: string; 'source-layer'?: string };

/** Where the shapes of a level come from: those of zones are not in the tiles. */
export const shapesOf = (level: Level): From =>
  level === 'zone' ? { source: ZONES } : { source: 'areas', 'source-layer': level };

/** Where the places of a level's names come from. */
export const labelsOf = (level: Level): From =>
  level === 'zone' ? { source: ZONE_LABELS } : { source: 'areas', 'source-layer': `${level}_label` };

/** The zones as sources of the style, where some are shown. */
export function zoneSources({ zones }: MapView): StyleSpecification['sources'] {
  if (!zones) return {};
  const labels: FeatureCollection = {
    type: 'FeatureCollection',
    features: zones.features.flatMap(({ properties }) =>
      properties?.label
        ? [{ type: 'Feature', properties, geometry: { type: 'Point', coordinates: properties.label } }]
        : [],
    ),
  };
  return { [ZONES]: { type: 'geojson', data: zones }, [ZONE_LABELS]: { type: 'geojson', data: labels } };
}

/** The towns that zones lie over, without values: where one is, and where no zone is. */
export function zoneGround({ zones, raster, scale }: MapView, { color }: Palette): LayerSpecification[] {
  if (!zones) return [];
  const towns = { source: 'areas', 'source-layer': 'town' };
  return [
    ...(raster
      ? []
      : [{ id: 'zone-ground', type: 'fill' as const, ...towns, paint: { 'fill-color': color.plain } }]),
    {
      id: 'zone-ground-border',
      type: 'line',
      ...towns,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': color['plain-line'], 'line-width': scale },
    },
  ];
}
