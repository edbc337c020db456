import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import { BOLD } from '../fonts.ts';
import type { Palette } from '../palette.ts';
import type { CellClass, MapView } from '../view.ts';
import { CODE, isIn } from './choropleth.ts';

const HEAT = 'heat';
/** Source and layer of hexagons that something is told of; they answer to a tap. */
export const HEXAGONS = 'hexagons';

/** Radius of the circle of one issue, in pixels; its area grows with the count. */
const ONE = 2.4;
const SMALLEST = 12;
const LARGEST = 44;

/** Cells by what they are found to be; those of which nothing is said are nearly transparent, as the ground is. */
export function cellFills({ issues }: MapView, palette: Palette): LayerSpecification[] {
  if (issues?.kind !== 'cells') return [];
  const told = Object.entries(issues.classes).filter(([, found]) => found !== 'none' && found !== 'untested');
  const colors = Object.fromEntries(told.map(([code, found]) => [code, cellColor(found, palette)]));
  return [
    {
      id: 'cells',
      type: 'fill',
      source: 'areas',
      'source-layer': issues.level,
      filter: isIn(colors),
      paint: {
        'fill-color': ['to-color', ['get', CODE, ['literal', colors]]] as unknown as ExpressionSpecification,
        'fill-opacity': 0.9,
      },
    },
  ];
}

export function hexagonSource({ issues }: MapView, palette: Palette): Record<string, SourceSpecification> {
  if (issues?.kind !== 'hexagons') return {};
  const data: FeatureCollection = {
    type: 'FeatureCollection',
    features: issues.cells.map(({ hexagon: { code, outline }, found }) => {
      const [first] = outline;
      const ring = [...outline, ...(first ? [first] : [])].map((corner) => [...corner]);
      return {
        type: 'Feature',
        geometry: { type: 'Polygon', coordinates: [ring] },
        properties: { code, color: cellColor(found, palette) },
      };
    }),
  };
  // Small hexagons would lose corners.
  return { [HEXAGONS]: { type: 'geojson', data, tolerance: 0 } };
}

/** Hexagons by what they are found to be, below borders and names. */
export function hexagons({ issues, scale }: MapView, { color }: Palette): LayerSpecification[] {
  if (issues?.kind !== 'hexagons') return [];
  return [
    {
      id: HEXAGONS,
      type: 'fill',
      source: HEXAGONS,
      paint: { 'fill-color': ['get', 'color'], 'fill-opacity': 0.85 },
    },
    {
      id: `${HEXAGONS}-line`,
      type: 'line',
      source: HEXAGONS,
      paint: { 'line-color': color.plain, 'line-width': 0.6 * scale },
    },
  ];
}

export function cellColor(found: CellClass, { color }: Palette): string {
  return found === 'none' || found === 'untested' ? color.plain : color[`cell-${found}`];
}

/** Name of the layer of numbers of a level. */
export const numberLayer = (level: Level): string => `issues-number-${level}`;

export function heatSource({ issues }: MapView): Record<string, SourceSpecification> {
  if (issues?.kind !== 'heat') return {};
  const [west, south, east, north] = issues.bounds;
  return {
    [HEAT]: {
      type: 'image',
      url: issues.picture,
      coordinates: [
        [west, north],
        [east, north],
        [east, south],
        [west, south],
      ],
    },
  };
}

/** The picture of density, below borders and names. */
export function heat({ issues }: MapView): LayerSpecification[] {
  if (issues?.kind !== 'heat') return [];
  return [
    {
      id: HEAT,
      type: 'raster',
      source: HEAT,
      paint: { 'raster-opacity': 0.85, 'raster-fade-duration': 0, 'raster-resampling': 'linear' },
    },
  ];
}

/** Open issues as circles whose area is proportional, the part past due as the circle in it; below all names. */
export function issueCircles({ issues, tiles, scale }: MapView, palette: Palette): LayerSpecification[] {
  if (issues?.kind !== 'counts' || !tiles) return [];
  const { color } = palette;
  const { level } = issues;
  const open = countOf(issues.open);
  const overdue = countOf(issues.overdue);
  return [
    {
      id: 'issues-open',
      type: 'circle',
      ...placesOf(level, issues.open),
      paint: {
        'circle-radius': radius(open, SMALLEST, scale),
        'circle-color': color['accent-soft'],
        'circle-opacity': 0.92,
        'circle-stroke-color': color.accent,
        'circle-stroke-width': 1.3 * scale,
      },
    },
    {
      id: 'issues-overdue',
      type: 'circle',
      ...placesOf(level, issues.overdue),
      paint: {
        // Its area is to that of the circle around it as those past due are to all.
        'circle-radius': [
          '*',
          radius(open, SMALLEST, scale),
          ['sqrt', ['/', overdue, open]],
        ] as unknown as ExpressionSpecification,
        'circle-color': color['red-soft'],
        'circle-stroke-color': color.red,
        'circle-stroke-width': 1.6 * scale,
      },
    },
  ];
}

/** The number of open issues on each circle, above all names. */
export function issueNumbers({ issues, tiles, scale }: MapView, { color }: Palette): LayerSpecification[] {
  if (issues?.kind !== 'counts' || !tiles) return [];
  const { level } = issues;
  return [
    {
      id: numberLayer(level),
      type: 'symbol',
      ...placesOf(level, issues.open),
      layout: {
        'text-field': ['to-string', countOf(issues.open)] as unknown as ExpressionSpecification,
        'text-font': BOLD,
        'text-size': 13.5 * scale,
        'text-allow-overlap': true,
      },
      paint: {
        'text-color': color.ink,
        'text-halo-color': color['accent-soft'],
        'text-halo-width': 1.6 * scale,
      },
    },
  ];
}

/** Where the labels of the areas are that have something to count. */
const placesOf = (level: Level, counts: Readonly<Record<string, number>>) => ({
  source: 'areas',
  'source-layer': `${level}_label`,
  filter: isIn(codesOf(counts)),
});

const countOf = (counts: Readonly<Record<string, number>>) => [
  'to-number',
  ['get', CODE, ['literal', counts]],
];

const codesOf = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, n]) => n > 0));

const radius = (count: unknown, smallest: number, scale: number): ExpressionSpecification =>
  [
    'max',
    smallest * scale,
    ['min', LARGEST * scale, ['*', ONE * scale, ['sqrt', count]]],
  ] as unknown as ExpressionSpecification;
