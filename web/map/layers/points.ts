import type { FeatureCollection, Point } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';
import { BOLD } from '../fonts.ts';
import { gapImage } from '../gapImages.ts';
import type { Palette } from '../palette.ts';
import type { MapPoint, PointsView } from '../points.ts';
import type { MapView } from '../view.ts';

/** Layers whose features are points with a key; the last are those of overlays. */
export const POINT_LAYERS: readonly string[] = [
  'points',
  'marked',
  'overlay-points',
  'overlay-marks',
  'overlay-far',
  'overlay-chosen',
];

/** Among so many points the names of places no longer look for room between them. */
const CROWD = 250;

const known = new WeakMap<readonly MapPoint[], FeatureCollection<Point>>();

/** The sources of the points and of those with a ring; the first stays the same object while the points do. */
export function pointSources(view: PointsView | null): Record<string, SourceSpecification> {
  if (!view) return {};
  let data = known.get(view.points);
  if (!data) {
    data = { type: 'FeatureCollection', features: view.points.map((point) => featureOf(point, {})) };
    known.set(view.points, data);
  }
  const marks = new Map(view.marked.map((mark) => [mark.key, mark]));
  const marked = view.points.flatMap((point) => {
    const mark = marks.get(point.key);
    return mark ? [featureOf(point, { pointed: mark.pointed ? 1 : 0 })] : [];
  });
  return {
    points: { type: 'geojson', data },
    marked: { type: 'geojson', data: { type: 'FeatureCollection', features: marked } },
  };
}

function featureOf({ key, at, type, name }: MapPoint, more: Record<string, number>) {
  return {
    type: 'Feature' as const,
    geometry: { type: 'Point' as const, coordinates: [at[0], at[1]] },
    properties: { key, type, name, ...more },
  };
}

/** Each point as the shape of its type; those marked with a ring and, as far as there is room, a name. */
export function pointLayers({ points, scale }: MapView, palette: Palette): LayerSpecification[] {
  if (!points) return [];
  const { color } = palette;
  const image = [
    'concat',
    'gap:',
    ['get', 'type'],
    gapImage('', palette).slice('gap:'.length),
  ] as unknown as ExpressionSpecification;
  const size: ExpressionSpecification = ['interpolate', ['linear'], ['zoom'], 9, 0.62, 12, 0.86, 14, 1];
  const ring = (id: string, tint: string, radius: number, width: number): LayerSpecification => ({
    id,
    type: 'circle',
    source: 'marked',
    paint: {
      'circle-radius': radius * scale,
      'circle-color': color.plain,
      'circle-opacity': id === 'ring-casing' ? 1 : 0,
      'circle-stroke-color': tint,
      'circle-stroke-width': width * scale,
    },
  });
  return [
    {
      id: 'points',
      type: 'symbol',
      source: 'points',
      layout: {
        'icon-image': image,
        'icon-size': size,
        'icon-allow-overlap': true,
        'icon-ignore-placement': points.points.length > CROWD,
        'icon-padding': 0,
      },
    },
    ring('ring-casing', color['select-casing'], 10.5, 3.4),
    ring('ring', color.select, 10.5, 2.2),
    {
      id: 'marked',
      type: 'symbol',
      source: 'marked',
      layout: {
        'icon-image': image,
        'icon-size': size,
        'icon-allow-overlap': true,
        'text-field': ['get', 'name'],
        'text-font': BOLD,
        'text-size': 13 * scale,
        'text-optional': true,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 1.15,
        'symbol-sort-key': ['-', 0, ['get', 'pointed']],
      },
      paint: {
        'text-color': color.ink,
        'text-halo-color': color.plain,
        'text-halo-width': 2 * scale,
      },
    },
  ];
}
