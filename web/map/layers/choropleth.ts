import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import { hatchImage } from '../images.ts';
import { classColors, type Palette } from '../palette.ts';
import type { Stratum } from '../view.ts';

/** Width of the border between two areas of a level. */
const BORDER: Partial<Record<Level, number>> = { town: 1, community: 1, grid: 0.6 };

/** `properties.code` of a feature. */
export const CODE: ExpressionSpecification = ['get', 'code'];

/** Whether the feature's code is a key of the table. */
export function isIn(table: Record<string, unknown>): ExpressionSpecification {
  return ['has', CODE, ['literal', table]] as unknown as ExpressionSpecification;
}

/** Fills of one level by class of pace, with "no data" hatched. */
export function fills(stratum: Stratum, palette: Palette): LayerSpecification[] {
  const colors: Record<string, string> = {};
  const unknown: Record<string, boolean> = {};
  for (const { code, index } of stratum.areas) {
    colors[code] = classColors(palette, index).fill;
    if (index === 0) unknown[code] = true;
  }
  const { level } = stratum;
  return [
    {
      id: `fill-${level}`,
      type: 'fill',
      source: 'areas',
      'source-layer': level,
      filter: isIn(colors),
      paint: {
        'fill-color': ['to-color', ['get', CODE, ['literal', colors]]] as unknown as ExpressionSpecification,
        'fill-antialias': false,
      },
    },
    {
      id: `hatch-${level}`,
      type: 'fill',
      source: 'areas',
      'source-layer': level,
      filter: isIn(unknown),
      paint: { 'fill-pattern': hatchImage(palette) },
    },
  ];
}

/** Borders of one level, in the colour of the sea between. */
export function borders(stratum: Stratum, palette: Palette, scale: number): LayerSpecification[] {
  const codes = Object.fromEntries(stratum.areas.map(({ code }) => [code, true]));
  return [
    {
      id: `border-${stratum.level}`,
      type: 'line',
      source: 'areas',
      'source-layer': stratum.level,
      filter: isIn(codes),
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.color['ramp-line'],
        'line-width': (BORDER[stratum.level] ?? 1) * scale,
      },
    },
  ];
}
