import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette.ts';
import { growing } from './zoom.ts';

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
      'line-width': growing(scale, [8, width / 3], [12, width], [16, width * 1.6]),
      'line-blur': growing(scale, [8, width / 6], [12, width / 2], [16, width * 0.8]),
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
    shore(palette, scale),
  ];
}

/** Edge of the land, beneath the fills: where areas reach the sea their own border is drawn. */
function shore(palette: Palette, scale: number): LayerSpecification {
  return {
    id: 'coast',
    type: 'line',
    source: 'basemap',
    filter: LAND,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': palette.color.coast,
      'line-width': growing(scale, [7, 0.5], [10, 0.9], [14, 1.4]),
    },
  };
}
