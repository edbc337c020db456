import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { REGULAR } from '../fonts.ts';
import type { Palette } from '../palette.ts';
import { isPlain, type MapView, type Stratum } from '../view.ts';
import { CODE, isIn } from './choropleth.ts';
import { cellFills } from './issues.ts';
import { lift } from './outline.ts';
import { labelsOf, shapesOf } from './source.ts';
import { FILL_OVER_PICTURES } from './widths.ts';

/** Radius of a circle that stands for one, in pixels; its area grows with the count. */
const ONE = 1.9;
/** Bounds of the radius: room for a digit, and for the neighbours. */
const SMALLEST = 11;
const LARGEST = 30;

type Amounts = NonNullable<NonNullable<MapView['points']>['amounts']>;

const lastOf = (view: MapView): Stratum | undefined => view.strata.at(-1);

/** Areas without values: those in view on plain ground with their borders, those around as land. */
export function plainAreas(view: MapView, palette: Palette): LayerSpecification[] {
  if (!isPlain(view) || !view.tiles) return [];
  const { color } = palette;
  const last = lastOf(view);
  const tables = view.strata.map((stratum) => ({
    stratum,
    codes: Object.fromEntries(stratum.areas.map(({ code }) => [code, true])),
  }));
  return [
    ...tables.flatMap(({ stratum, codes }): LayerSpecification[] => [
      // The parts of the area in view stand out from those around it.
      ...(stratum === last && tables.length > 1 ? lift(view.selected, palette, view.scale) : []),
      {
        // Under the name of the fills, which answer to a tap.
        id: `fill-${stratum.level}`,
        type: 'fill',
        ...shapesOf(stratum.level),
        filter: isIn(codes),
        paint: {
          'fill-color': stratum === last ? color.plain : color.land,
          'fill-opacity': view.raster ? FILL_OVER_PICTURES : 1,
          'fill-antialias': false,
        },
      },
    ]),
    ...cellFills(view, palette),
    ...tables.toReversed().map(
      ({ stratum, codes }): LayerSpecification => ({
        id: `border-${stratum.level}`,
        type: 'line',
        ...shapesOf(stratum.level),
        filter: isIn(codes),
        layout: { 'line-join': 'round' },
        paint: { 'line-color': color['plain-line'], 'line-width': (stratum === last ? 1.1 : 1) * view.scale },
      }),
    ),
  ];
}

/** Names of the areas, quiet under the points, and circles for what has no point. */
export function plainNames(view: MapView, palette: Palette): LayerSpecification[] {
  if (!isPlain(view) || !view.tiles) return [];
  const { color } = palette;
  const last = lastOf(view);
  const hasCircles = view.points?.amounts ?? view.issues?.kind === 'counts';
  return [
    ...view.strata.map((stratum): LayerSpecification => {
      const names = Object.fromEntries(
        stratum.areas
          .filter(({ code, name }) => name !== '' && !view.inside.includes(code))
          .map(({ code, name }) => [code, name]),
      );
      const near = stratum === last;
      return {
        id: `label-${stratum.level}`,
        type: 'symbol',
        ...labelsOf(stratum.level),
        filter: isIn(names),
        layout: {
          'text-field': [
            'to-string',
            ['get', CODE, ['literal', names]],
          ] as unknown as ExpressionSpecification,
          'text-font': REGULAR,
          'text-size': (near ? 12.5 : 13) * view.scale,
          'text-max-width': 20,
          'text-padding': 2,
          // Under its circle, or wherever the points leave room.
          'text-variable-anchor-offset':
            hasCircles && near
              ? ['top', [0, 1.7], 'bottom', [0, -1.7]]
              : [
                  'center',
                  [0, 0],
                  'top',
                  [0, 0.5],
                  'bottom',
                  [0, -0.5],
                  'left',
                  [0.8, 0],
                  'right',
                  [-0.8, 0],
                ],
        },
        paint: {
          'text-color': near ? color['ink-2'] : color['land-label'],
          'text-halo-color': near ? color.plain : color.land,
          'text-halo-width': 1.6 * view.scale,
        },
      };
    }),
    ...amounts(view, palette),
  ];
}

function placesOf({ level, counts }: Amounts) {
  const count = ['to-number', ['get', CODE, ['literal', counts]]];
  const codes = Object.fromEntries(Object.keys(counts).map((code) => [code, true]));
  return { count, place: { ...labelsOf(level), filter: isIn(codes) } };
}

/** Counts as circles whose area is proportional, never as fills. */
function amounts({ points, scale }: MapView, palette: Palette): LayerSpecification[] {
  const of = points?.amounts;
  if (!of) return [];
  const { color } = palette;
  const { place, count } = placesOf(of);
  return [
    {
      id: 'amounts',
      type: 'circle',
      ...place,
      paint: {
        'circle-radius': [
          'max',
          SMALLEST * scale,
          ['min', LARGEST * scale, ['*', ONE * scale, ['sqrt', count]]],
        ] as unknown as ExpressionSpecification,
        'circle-color': color['accent-soft'],
        'circle-opacity': 0.86,
        'circle-stroke-color': color.accent,
        'circle-stroke-width': 1.2 * scale,
      },
    },
  ];
}

/** The number in each circle, above the points so that it can be read. */
export function plainCounts({ points, tiles, scale }: MapView, palette: Palette): LayerSpecification[] {
  const of = points?.amounts;
  if (!of || !tiles) return [];
  const { color } = palette;
  const { place, count } = placesOf(of);
  return [
    {
      id: 'amounts-count',
      type: 'symbol',
      ...place,
      layout: {
        'text-field': ['to-string', count] as unknown as ExpressionSpecification,
        'text-font': REGULAR,
        'text-size': 13 * scale,
        'text-allow-overlap': true,
      },
      paint: {
        'text-color': color.ink,
        'text-halo-color': color['accent-soft'],
        'text-halo-width': 1.8 * scale,
      },
    },
  ];
}
