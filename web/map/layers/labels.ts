import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import { BOLD, REGULAR } from '../fonts.ts';
import { LIGHT_GAP, lightImage } from '../images.ts';
import { classColors, type Palette } from '../palette.ts';
import type { Stratum } from '../view.ts';
import { CODE, isIn } from './choropleth.ts';
import { labelsOf } from './source.ts';
import { growing, zoomAt } from './zoom.ts';

/** How the names of a level are set: pixels by zoom, and the zoom (whole ones tell) from which they are in full. */
interface Setting {
  size: [zoom: number, pixels: number][];
  full: number;
}
const SETTINGS: Partial<Record<Level, Setting>> = {
  town: {
    size: [
      [8.6, 12],
      [9.4, 13.5],
      [10.6, 15],
      [13, 18],
    ],
    full: 10,
  },
  community: {
    size: [
      [10.4, 12],
      [12, 13],
      [13.4, 14.5],
      [15, 16],
    ],
    full: 13,
  },
  zone: {
    size: [
      [9.5, 12],
      [11, 13],
      [13, 15],
    ],
    full: 12,
  },
  grid: {
    size: [
      [12.5, 12],
      [14, 13],
      [16, 15],
    ],
    full: 14,
  },
};
/** Pixels of the names around the area in view. */
const CONTEXT_SIZE = 13.5;
const ANY: Setting = {
  size: [
    [8, 13],
    [12, 15],
  ],
  full: 11,
};

/**
 * Where a label may stand: on its point, which lies well inside, else with an edge of it there. Shares of the
 * text's size, so that it stays on its area.
 */
const ANCHORS = [
  ['center', [0, 0]],
  ['top', [0, -0.5]],
  ['bottom', [0, 0.5]],
  ['left', [-1.4, 0]],
  ['right', [1.4, 0]],
  ['top-left', [-1, -0.3]],
  ['top-right', [1, -0.3]],
  ['bottom-left', [-1, 0.3]],
  ['bottom-right', [1, 0.3]],
].flat();

interface Label {
  name: string;
  short: string;
  note: string;
  image: string;
  ink: string;
  halo: string;
  /** Pixels. */
  haloWidth: number;
  rank: number;
  size: number;
}

/**
 * Names with light and pace of one level: urgent ones find room first, and where there is none for the name
 * the light alone is shown.
 *
 * @param hidden codes of the areas whose parts are labelled in their stead
 * @param inView whether this is the level looked at; those above it are the surroundings, and quieter
 */
export function areaLabels(
  stratum: Stratum,
  hidden: readonly string[],
  inView: boolean,
  palette: Palette,
  scale: number,
): LayerSpecification[] {
  const table: Record<string, Label> = {};
  const lights: Record<string, string> = {};
  for (const area of stratum.areas) {
    if (hidden.includes(area.code) || area.name === '') continue;
    const { ink, halo } = classColors(palette, area.index);
    const image = area.light === null ? '' : lightImage(area.light, palette);
    if (image !== '') lights[area.code] = image;
    const { name, short, note, rank, size = 1 } = area;
    // A hatch beneath a name asks for more room around it.
    const haloWidth = (area.index === 0 ? 3 : 1.8) * scale;
    table[area.code] = { name, short, note, image, ink, halo, haloWidth, rank, size };
  }
  const field = (key: keyof Label): ExpressionSpecification =>
    ['get', key, ['object', ['get', CODE, ['literal', table]]]] as unknown as ExpressionSpecification;
  const { size, full } = SETTINGS[stratum.level] ?? ANY;
  const rank = ['to-number', field('rank')] as unknown as ExpressionSpecification;
  const from = labelsOf(stratum.level);
  return [
    {
      id: `light-${stratum.level}`,
      type: 'symbol',
      ...from,
      filter: isIn(lights),
      layout: {
        'icon-image': ['to-string', ['get', CODE, ['literal', lights]]] as unknown as ExpressionSpecification,
        'icon-size': growing(1, [9, 0.7], [12, 0.9]),
        // The room for a name is none of the light.
        'icon-offset': [(LIGHT_GAP / 2) * scale, 0],
        'icon-padding': 0,
        'symbol-sort-key': rank,
      },
    },
    {
      id: `label-${stratum.level}`,
      type: 'symbol',
      ...from,
      filter: isIn(table),
      layout: {
        'text-field': [
          'step',
          ['zoom'],
          withLight(field, 'short'),
          zoomAt(full, scale),
          withLight(field, 'name'),
        ] as unknown as ExpressionSpecification,
        'text-font': inView ? BOLD : REGULAR,
        'text-size': inView ? growing(scale, ...size) : CONTEXT_SIZE * scale,
        'text-line-height': 1.22,
        'text-max-width': 20,
        'text-padding': 0,
        'text-justify': 'center',
        'text-variable-anchor-offset': ANCHORS as [],
        'symbol-sort-key': rank,
      },
      paint: {
        'text-color': ['to-color', field('ink')] as unknown as ExpressionSpecification,
        'text-halo-color': ['to-color', field('halo')] as unknown as ExpressionSpecification,
        'text-halo-width': ['to-number', field('haloWidth')] as unknown as ExpressionSpecification,
      },
    },
  ];
}

/** Light and name in the first line, the pace in the second. */
function withLight(field: (key: keyof Label) => ExpressionSpecification, name: 'name' | 'short'): unknown {
  const size = ['to-number', field('size')];
  const first = { 'font-scale': size };
  const note = { 'font-scale': ['*', 0.92, size], 'text-font': ['literal', REGULAR] };
  const second = [['concat', '\n', field('note')], note];
  return [
    'case',
    ['==', field('image'), ''],
    ['format', ['to-string', field(name)], first, ...second],
    [
      'format',
      ['image', ['to-string', field('image')]],
      { 'vertical-align': 'center' },
      ['to-string', field(name)],
      first,
      ...second,
    ],
  ];
}
