import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette.ts';
import { SHORE_STOPS, WATERLINES, waterlineBlur, waterlineStops } from './widths.ts';
import { growing } from './zoom.ts';

const LAND: FilterSpecification = ['==', ['get', 'kind'], 'land'];

/** Sea, waterlines along the coast, land. The lines' landward halves lie under the land. */
export function ground(palette: Palette, scale: number): LayerSpecification[] {
  const { color } = palette;
  const waterline = (id: string, [tint, width]: (typeof WATERLINES)[number]): LayerSpecification => ({
    id,
    type: 'line',
    source: 'basemap',
    filter: LAND,
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': color[tint],
      'line-width': growing(scale, ...waterlineStops(width)),
      'line-blur': growing(scale, ...waterlineBlur(width)),
    },
  });
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': color.sea } },
    waterline('waterline-far', WATERLINES[0]),
    waterline('waterline-near', WATERLINES[1]),
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
      'line-width': growing(scale, ...SHORE_STOPS),
    },
  };
}
