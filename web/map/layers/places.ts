import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import { REGULAR } from '../fonts.ts';
import type { Palette } from '../palette.ts';
import { growing, zoomAt } from './zoom.ts';

/** Kinds of places that the basemap names, as it tells them apart. */
type PlaceClass = 'sea' | 'bay' | 'island' | 'city' | 'district' | 'mountain';

/**
 * Names of seas and neighbours: quiet, spaced as an atlas does, first to give way. Mountains are left out: they
 * would lie on the fills, and nobody is called on there.
 *
 * @param drawn names that areas bear already: not written twice
 */
export function placeLabels(
  english: boolean,
  drawn: readonly string[],
  palette: Palette,
  scale: number,
): LayerSpecification[] {
  const { color } = palette;
  const isPlace = (kind: PlaceClass): FilterSpecification =>
    [
      'all',
      ['==', ['get', 'class'], kind],
      ['>=', ['zoom'], ['+', ['coalesce', ['get', 'minZoom'], 0], Math.log2(scale)]],
      ['!', ['in', ['get', 'name'], ['literal', drawn]]],
    ] as unknown as FilterSpecification;
  const name: ExpressionSpecification = english
    ? ['coalesce', ['get', 'nameEn'], ['get', 'name']]
    : ['get', 'name'];
  const label = (
    id: string,
    filter: FilterSpecification,
    from: number,
    size: ExpressionSpecification,
    spacing: number,
    tint: { ink: string; halo: string },
    below = 0,
  ): LayerSpecification => ({
    id,
    type: 'symbol',
    source: 'basemap',
    minzoom: zoomAt(from, scale),
    filter,
    layout: {
      'text-field': name,
      'text-font': REGULAR,
      'text-size': size,
      'text-letter-spacing': english ? spacing / 4 : spacing,
      'text-max-width': 20,
      'text-anchor': below > 0 ? 'top' : 'center',
      'text-offset': [0, below],
      'text-padding': 10 * scale,
    },
    paint: { 'text-color': tint.ink, 'text-halo-color': tint.halo, 'text-halo-width': 1.4 * scale },
  });
  const water = { ink: color['sea-label'], halo: color.sea };
  const ground = { ink: color['land-label'], halo: color.land };
  return [
    label('place-island', isPlace('island'), 10.8, growing(scale, [10, 12], [14, 14]), 0.1, water, 0.9),
    label('place-bay', isPlace('bay'), 9, growing(scale, [9, 12], [12, 16], [15, 20]), 0.3, water),
    label(
      'place-district',
      isPlace('district'),
      9,
      growing(scale, [9, 12], [11, 14], [14, 18]),
      0.12,
      ground,
    ),
    label('place-city', isPlace('city'), 7.5, growing(scale, [8, 12], [11, 16], [14, 20]), 0.18, ground),
    label('place-sea', isPlace('sea'), 6, growing(scale, [7, 14], [10, 20], [13, 26]), 0.6, water),
  ];
}
