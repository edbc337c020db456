import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import { BOLD, REGULAR } from '../fonts.ts';
import { lightImage } from '../images.ts';
import { classColors, type Palette } from '../palette.ts';
import type { Stratum } from '../view.ts';
import { CODE, isIn } from './choropleth.ts';

const SIZE: Partial<Record<Level, number>> = { town: 14.5, community: 13, grid: 12 };

interface Label {
  name: string;
  note: string;
  image: string;
  ink: string;
  halo: string;
  rank: number;
}

/**
 * Names with light and pace of one level: urgent ones find room first.
 *
 * @param hidden codes of the areas whose parts are labelled in their stead
 */
export function areaLabels(
  stratum: Stratum,
  hidden: readonly string[],
  palette: Palette,
  scale: number,
): LayerSpecification[] {
  const table: Record<string, Label> = {};
  for (const area of stratum.areas) {
    if (hidden.includes(area.code) || area.name === '') continue;
    const { ink, halo } = classColors(palette, area.index);
    table[area.code] = {
      name: area.name,
      note: area.note,
      image: area.light === null ? '' : lightImage(area.light, palette),
      ink,
      halo,
      rank: area.rank,
    };
  }
  const field = (key: keyof Label): ExpressionSpecification =>
    ['get', key, ['object', ['get', CODE, ['literal', table]]]] as unknown as ExpressionSpecification;
  const size = (SIZE[stratum.level] ?? 14) * scale;
  const small = Math.max(12 * scale, size * 0.86);
  const note = { 'font-scale': 0.92, 'text-font': ['literal', REGULAR] };
  return [
    {
      id: `label-${stratum.level}`,
      type: 'symbol',
      source: 'areas',
      'source-layer': `${stratum.level}_label`,
      filter: isIn(table),
      layout: {
        'text-field': [
          'case',
          ['==', field('image'), ''],
          ['format', ['to-string', field('name')], {}, ['concat', '\n', field('note')], note],
          [
            'format',
            ['image', ['to-string', field('image')]],
            { 'vertical-align': 'center' },
            ['concat', ' ', field('name')],
            {},
            ['concat', '\n', field('note')],
            note,
          ],
        ] as unknown as ExpressionSpecification,
        'text-font': BOLD,
        // Names of a whole district at once are set smaller, to find room.
        'text-size': ['interpolate', ['linear'], ['zoom'], 9.4, small, 10.6, size],
        'text-line-height': 1.25,
        'text-max-width': 20,
        'text-padding': 1,
        'symbol-sort-key': ['to-number', field('rank')] as unknown as ExpressionSpecification,
      },
      paint: {
        'text-color': ['to-color', field('ink')] as unknown as ExpressionSpecification,
        'text-halo-color': ['to-color', field('halo')] as unknown as ExpressionSpecification,
        'text-halo-width': 1.8 * scale,
      },
    },
  ];
}

/** Names of seas and neighbouring places from the basemap. */
export function placeLabels(english: boolean, palette: Palette, scale: number): LayerSpecification[] {
  const name: ExpressionSpecification = english
    ? ['coalesce', ['get', 'nameEn'], ['get', 'name']]
    : ['get', 'name'];
  const { color } = palette;
  return [
    {
      id: 'place-sea',
      type: 'symbol',
      source: 'basemap',
      filter: [
        'all',
        ['==', ['get', 'kind'], 'place'],
        ['in', ['get', 'class'], ['literal', ['sea', 'bay']]],
      ],
      layout: {
        'text-field': name,
        'text-font': REGULAR,
        'text-size': 15 * scale,
        'text-letter-spacing': english ? 0.12 : 0.42,
        'text-padding': 8,
      },
      paint: { 'text-color': color['sea-label'], 'text-halo-color': color.sea, 'text-halo-width': 1.5 },
    },
    {
      id: 'place-land',
      type: 'symbol',
      source: 'basemap',
      filter: [
        'all',
        ['==', ['get', 'kind'], 'place'],
        ['in', ['get', 'class'], ['literal', ['city', 'district']]],
      ],
      layout: { 'text-field': name, 'text-font': REGULAR, 'text-size': 13 * scale, 'text-padding': 12 },
      paint: { 'text-color': color['land-label'], 'text-halo-color': color.land, 'text-halo-width': 1.5 },
    },
  ];
}
