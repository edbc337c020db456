import type { LayerSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import type { Palette } from '../palette.ts';

type Ref = { code: string; level: Level } | null;

function line(
  id: string,
  ref: NonNullable<Ref>,
  color: string,
  width: number,
  opacity = 1,
): LayerSpecification {
  return {
    id,
    type: 'line',
    source: 'areas',
    'source-layer': ref.level,
    filter: ['==', ['get', 'code'], ref.code],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': color, 'line-width': width, 'line-opacity': opacity },
  };
}

/** Border of the whole district: a thin line that does not compete with the selection. */
export function topOutline(ref: Ref, palette: Palette, scale: number): LayerSpecification[] {
  return ref ? [line('top', ref, palette.color['district-line'], 1.2 * scale, 0.7)] : [];
}

/** The area in view: ink with a casing, so that it holds on every fill. */
export function selection(ref: Ref, palette: Palette, scale: number): LayerSpecification[] {
  if (!ref) return [];
  return [
    line('select-casing', ref, palette.color['select-casing'], 5.2 * scale),
    line('select', ref, palette.color.select, 2.4 * scale),
  ];
}

/** The area under the pointer, or the place of the row under it. */
export function hover(ref: Ref, palette: Palette, scale: number): LayerSpecification[] {
  return ref ? [line('hover', ref, palette.color.select, 1.8 * scale)] : [];
}
