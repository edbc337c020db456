import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette.ts';

const LAND: FilterSpecification = ['==', ['get', 'kind'], 'land'];

/** Sea, waterlines along the coast, land. The lines' landward halves lie under the land. */
export function ground(palette: Palette, scale: number): LayerSpecification[] {
  const { color } = palette;
  const waterline = (id: string, tint: string, width: number): LayerSpecification => ({
    id,
    type: 'line',
    source: 'basemap',
    filter: LAND,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': tint,
      'line-width': ['interpolate', ['linear'], ['zoom'], 8, (width / 3) * scale, 12, width * scale],
      'line-blur': ['interpolate', ['linear'], ['zoom'], 8, (width / 6) * scale, 12, (width / 2) * scale],
    },
  });
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': color.sea } },
    waterline('waterline-far', color['sea-1'], 64),
    waterline('waterline-near', color['sea-2'], 30),
    {
      id: 'land',
      type: 'fill',
      source: 'basemap',
      filter: LAND,
      paint: { 'fill-color': color.land },
    },
  ];
}

/** The coast, above the fills so that they end at a drawn line. */
export function coast(palette: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'coast',
      type: 'line',
      source: 'basemap',
      filter: LAND,
      layout: { 'line-join': 'round' },
      paint: { 'line-color': palette.color.coast, 'line-width': 0.9 * scale },
    },
  ];
}
