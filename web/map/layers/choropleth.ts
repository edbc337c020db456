import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { hatchImage, redHatchImage } from '../images.ts';
import { classColors, type Palette } from '../palette.ts';
import type { Stratum } from '../view.ts';
import { shapesOf } from './source.ts';
import { borderStops } from './widths.ts';
import { growing } from './zoom.ts';

/** How the fills of a level are drawn. */
export interface FillOptions {
  /** 0 to 1; less than 1 lets a base map of pictures through. */
  opacity: number;
  /** Whether areas whose light is red get a hatch too, for who cannot tell the hues. */
  hatchRed: boolean;
  /** Codes of areas whose parts are drawn in their stead, lest a fill shine through theirs. */
  without: readonly string[];
}

/** `properties.code` of a feature. */
export const CODE: ExpressionSpecification = ['get', 'code'];

/** Whether the feature's code is a key of the table. */
export function isIn(table: Record<string, unknown>): ExpressionSpecification {
  return ['has', CODE, ['literal', table]] as unknown as ExpressionSpecification;
}

/** What the table has for the feature's code. */
const ofCode = (table: Record<string, unknown>): ExpressionSpecification =>
  ['get', CODE, ['literal', table]] as unknown as ExpressionSpecification;

/** Fills of one level by class of pace, with "no data" hatched, and what is red too when asked for. */
export function fills(
  stratum: Stratum,
  palette: Palette,
  { opacity, hatchRed, without }: FillOptions,
): LayerSpecification[] {
  const colors: Record<string, string> = {};
  const unknown: Record<string, boolean> = {};
  const red: Record<string, string> = {};
  for (const { code, index, light } of stratum.areas) {
    if (without.includes(code)) continue;
    colors[code] = classColors(palette, index).fill;
    if (index === 0) unknown[code] = true;
    else if (hatchRed && light === 'red') red[code] = redHatchImage(index, palette);
  }
  const { level } = stratum;
  const layer = (id: string, of: Record<string, unknown>) =>
    ({
      id,
      type: 'fill',
      ...shapesOf(level),
      filter: isIn(of),
    }) as const;
  return [
    {
      ...layer(`fill-${level}`, colors),
      paint: {
        'fill-color': ['to-color', ofCode(colors)] as ExpressionSpecification,
        'fill-opacity': opacity,
        'fill-antialias': false,
      },
    },
    {
      ...layer(`hatch-${level}`, unknown),
      paint: { 'fill-pattern': hatchImage(palette), 'fill-opacity': opacity },
    },
    ...(Object.keys(red).length === 0
      ? []
      : [
          {
            ...layer(`red-${level}`, red),
            paint: {
              'fill-pattern': ['image', ['to-string', ofCode(red)]] as unknown as ExpressionSpecification,
            },
          },
        ]),
  ];
}

/** Borders of one level, in the colour of the sea between. */
export function borders(stratum: Stratum, palette: Palette, scale: number): LayerSpecification[] {
  const codes = Object.fromEntries(stratum.areas.map(({ code }) => [code, true]));
  return [
    {
      id: `border-${stratum.level}`,
      type: 'line',
      ...shapesOf(stratum.level),
      filter: isIn(codes),
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': palette.color['ramp-line'],
        'line-width': growing(scale, ...borderStops(stratum.level)),
      },
    },
  ];
}
