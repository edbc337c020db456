import type { DataDrivenPropertyValueSpecification, LayerSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import type { Palette } from '../palette.ts';
import { shapesOf } from './source.ts';
import { SELECT_CASING_STOPS, SELECT_STOPS, TOP_STOPS } from './widths.ts';
import { growing } from './zoom.ts';

type Ref = { code: string; level: Level } | null;
type Width = DataDrivenPropertyValueSpecification<number>;

function line(
  id: string,
  ref: NonNullable<Ref>,
  color: string,
  width: Width,
  paint: { 'line-opacity'?: number; 'line-blur'?: Width } = {},
): LayerSpecification {
  return {
    id,
    type: 'line',
    ...shapesOf(ref.level),
    filter: ['==', ['get', 'code'], ref.code],
    layout: { 'line-join': 'round', 'line-cap': 'round' },
    paint: { 'line-color': color, 'line-width': width, ...paint },
  };
}

/** A soft shadow that lifts an area off what lies around it; what is drawn next covers its inner half. */
export function lift(ref: Ref, palette: Palette, scale: number): LayerSpecification[] {
  if (!ref) return [];
  return [
    line('lift', ref, palette.color['town-shadow'], growing(scale, [8, 7], [12, 14]), {
      'line-blur': growing(scale, [8, 7], [12, 14]),
    }),
  ];
}

/** Border of the whole district: a thin line that does not compete with the selection. */
export function topOutline(ref: Ref, palette: Palette, scale: number): LayerSpecification[] {
  if (!ref) return [];
  return [line('top', ref, palette.color['district-line'], growing(scale, ...TOP_STOPS))];
}

/** The area in view: ink with a casing, so that it holds on every fill. */
export function selection(ref: Ref, palette: Palette, scale: number): LayerSpecification[] {
  if (!ref) return [];
  return [
    line('select-casing', ref, palette.color['select-casing'], growing(scale, ...SELECT_CASING_STOPS)),
    line('select', ref, palette.color.select, growing(scale, ...SELECT_STOPS)),
  ];
}

/** The area under the pointer, or the place of the row under it: as the selection, but finer. */
export function hover(ref: Ref, palette: Palette, scale: number): LayerSpecification[] {
  if (!ref) return [];
  return [
    line('hover-casing', ref, palette.color['select-casing'], 3.6 * scale, { 'line-opacity': 0.8 }),
    line('hover', ref, palette.color.select, 1.6 * scale),
  ];
}
