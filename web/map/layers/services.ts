import type { Feature, FeatureCollection, Geometry } from 'geojson';
import type {
  ExpressionSpecification,
  GeoJSONSourceSpecification,
  LayerSpecification,
  SourceSpecification,
} from 'maplibre-gl';
import type { LonLat } from '#geodata/model.ts';
import { BOLD, REGULAR } from '../fonts.ts';
import type { Palette } from '../palette.ts';
import { drawServiceImage, type KindMark, type OpenState, serviceImage } from '../serviceGlyphs.ts';
import type { Overlay } from '../view.ts';
import { zoomAt } from './zoom.ts';

/** A service point where it is at the moment in view. */
export interface ServiceDot {
  id: string;
  name: string;
  at: LonLat;
  mark: KindMark;
  state: OpenState;
}

/** What the map shows of services. */
export interface ServicesView {
  points: readonly ServiceDot[];
  selected: string | null;
  /** Ways of moving points to their next stop. */
  moves: readonly { from: LonLat; to: LonLat }[];
  /** Drawn way of the point that is open, and its stops with when it is there. */
  route: readonly LonLat[] | null;
  stops: readonly { at: LonLat; label: string }[];
  /** Places out of reach: how many people, and what a tap opens. */
  far: readonly { key: string; at: LonLat; n: number }[];
  /** Places that a siting chose, in order of what they gain; `key` opens the row. */
  chosen: readonly { key: string; at: LonLat; rank: number; marked: boolean }[];
  /** Places among which a siting may choose. */
  candidates: readonly LonLat[];
  /** Whether points are dots that leave the fills beneath to be read. */
  quiet: boolean;
}

/** The zoom from which points of a numerous kind are told by shape and letter, and can be tapped. */
const NEAR = 11.4;
/** From so many on a kind is numerous: farther off its points are dots. */
const MANY = 60;
/** Zoom from which names are written: of few points, of many. */
const NAMED = { few: 11.8, many: 13.6 };
/** Radius of the circle of one out of reach, and its bounds, in pixels; its area grows with the count. */
const FAR = { one: 0.55, smallest: 4, largest: 24 };

type Properties = Record<string, string | number>;

const collection = (features: Feature<Geometry, Properties>[]): GeoJSONSourceSpecification => ({
  type: 'geojson',
  data: { type: 'FeatureCollection', features } satisfies FeatureCollection,
});
const point = (at: LonLat, properties: Properties): Feature<Geometry, Properties> => ({
  type: 'Feature',
  geometry: { type: 'Point', coordinates: [at[0], at[1]] },
  properties,
});
const line = (way: readonly LonLat[], kind: string): Feature<Geometry, Properties> => ({
  type: 'Feature',
  geometry: { type: 'LineString', coordinates: way.map(([lon, lat]) => [lon, lat]) },
  properties: { kind },
});

/** What services add to the map; made anew when the view is another. */
export function serviceOverlay(view: ServicesView): Overlay {
  const numbers = new Map<KindMark, number>();
  for (const { mark } of view.points) numbers.set(mark, (numbers.get(mark) ?? 0) + 1);
  const isMany = (mark: KindMark) => mark.form === 'fixed' && (numbers.get(mark) ?? 0) > MANY;
  const sources: Record<string, SourceSpecification> = {
    services: collection(
      view.points.map(({ id, name, at, mark, state }) =>
        point(at, {
          key: `point:${id}`,
          name,
          // Images differ by palette: its id is put behind when the layer is made.
          image: serviceImage(mark, state, { id: '' } as Palette),
          tint: mark.tint,
          state,
          many: isMany(mark) ? 1 : 0,
          moving: mark.form === 'moving' ? 1 : 0,
          chosen: id === view.selected ? 1 : 0,
        }),
      ),
    ),
    'service-ways': collection([
      ...view.moves.map(({ from, to }) => line([from, to], 'move')),
      ...(view.route ? [line(view.route, 'route')] : []),
    ]),
    'service-stops': collection([
      ...view.moves.map(({ to }) => point(to, { label: '' })),
      ...view.stops.map(({ at, label }) => point(at, { label })),
    ]),
    'service-far': collection(view.far.map(({ key, at, n }) => point(at, { key, n }))),
    'service-chosen': collection(
      view.chosen.map(({ key, at, rank, marked }) =>
        point(at, { key, rank: String(rank), marked: marked ? 1 : 0 }),
      ),
    ),
    'service-candidates': collection(view.candidates.map((at) => point(at, {}))),
  };
  return {
    sources,
    below: (palette, scale) => [
      ...farCircles(palette, scale),
      ...ways(palette, scale),
      ...(view.quiet ? quietDots(palette, scale) : []),
    ],
    above: (palette, scale) => [
      ...stops(palette, scale),
      ...candidates(palette, scale),
      ...(view.quiet ? [] : points(palette, scale)),
      ...chosen(palette, scale),
    ],
    images: (palette) => {
      const images = new Map<string, ImageData>();
      for (const mark of numbers.keys())
        for (const state of ['open', 'closed', 'unknown'] as const) {
          const image = drawServiceImage(mark, state, palette);
          if (image) images.set(serviceImage(mark, state, palette), image);
        }
      return images;
    },
    text: [
      ...view.points.map(({ name, mark }) => name + mark.letter),
      ...view.stops.map(({ label }) => label),
    ].join(''),
  };
}

const expression = (value: unknown) => value as ExpressionSpecification;
const get = (key: string) => ['get', key];
const isOne = (key: string) => ['==', get(key), 1];

/** The colour of a kind by the number of its token. */
const tintOf = ({ color }: Palette) =>
  expression([
    'match',
    get('tint'),
    ...([1, 2, 3, 4, 5, 6] as const).flatMap((tint) => [tint, color[`service-${tint}`]]),
    color.grey,
  ]);

function farCircles({ color }: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'overlay-far',
      type: 'circle',
      source: 'service-far',
      paint: {
        'circle-radius': expression([
          'max',
          FAR.smallest * scale,
          ['min', FAR.largest * scale, ['*', FAR.one * scale, ['sqrt', get('n')]]],
        ]),
        'circle-color': color.red,
        'circle-opacity': 0.1,
        'circle-stroke-color': color.red,
        'circle-stroke-width': 1.4 * scale,
      },
    },
  ];
}

function ways({ color }: Palette, scale: number): LayerSpecification[] {
  const way = (
    id: string,
    kind: string,
    tint: string,
    width: number,
    dash: number[],
  ): LayerSpecification => ({
    id,
    type: 'line',
    source: 'service-ways',
    filter: ['==', ['get', 'kind'], kind],
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: {
      'line-color': tint,
      'line-width': width * scale,
      ...(dash.length > 0 ? { 'line-dasharray': dash } : {}),
    },
  });
  return [
    way('overlay-route-casing', 'route', color['select-casing'], 6, []),
    way('overlay-route', 'route', color.select, 2.6, []),
    way('overlay-moves', 'move', color.grey, 1.4, [1.2, 2.6]),
  ];
}

function stops({ color }: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'overlay-stops',
      type: 'circle',
      source: 'service-stops',
      paint: {
        'circle-radius': 4 * scale,
        'circle-color': color.plain,
        'circle-stroke-color': color['ink-2'],
        'circle-stroke-width': 1.8 * scale,
      },
    },
    {
      id: 'overlay-stop-names',
      type: 'symbol',
      source: 'service-stops',
      layout: {
        'text-field': expression(['to-string', get('label')]),
        'text-font': REGULAR,
        'text-size': 12.5 * scale,
        'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
        'text-radial-offset': 0.8,
      },
      paint: {
        'text-color': color.ink,
        'text-halo-color': color.plain,
        'text-halo-width': 2 * scale,
      },
    },
  ];
}

function candidates({ color }: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'overlay-candidates',
      type: 'circle',
      source: 'service-candidates',
      paint: {
        'circle-radius': 5 * scale,
        'circle-color': color.plain,
        'circle-stroke-color': color.accent,
        'circle-stroke-width': 2 * scale,
      },
    },
  ];
}

/** Dots over fills: where points are, and no more. */
function quietDots(palette: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'overlay-quiet',
      type: 'circle',
      source: 'services',
      paint: {
        'circle-radius': expression([
          'interpolate',
          ['linear'],
          ['zoom'],
          zoomAt(9, scale),
          ['case', isOne('many'), 1.5 * scale, 3 * scale],
          zoomAt(13, scale),
          4.4 * scale,
        ]),
        'circle-color': tintOf(palette),
        'circle-stroke-color': palette.color['glyph-casing'],
        'circle-stroke-width': scale,
      },
    },
  ];
}

/** Points by shape and letter; those of numerous kinds are dots until one looks closer. */
function points(palette: Palette, scale: number): LayerSpecification[] {
  const { color } = palette;
  const near = zoomAt(NEAR, scale);
  const image = expression(['concat', get('image'), palette.id]);
  const icon = {
    'icon-image': image,
    'icon-allow-overlap': true,
    'icon-padding': 0,
    'symbol-sort-key': expression(['+', get('moving'), ['*', 2, get('chosen')]]),
  } as const;
  const names = (id: string, filter: unknown, from: number): LayerSpecification => ({
    id,
    type: 'symbol',
    source: 'services',
    minzoom: zoomAt(from, scale),
    filter: expression(filter),
    layout: {
      'text-field': expression(['to-string', get('name')]),
      'text-font': REGULAR,
      'text-size': 12.5 * scale,
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 1,
      'text-optional': true,
      'text-max-width': 12,
    },
    paint: { 'text-color': color.ink, 'text-halo-color': color.plain, 'text-halo-width': 2 * scale },
  });
  const isOpen = ['==', get('state'), 'open'];
  return [
    {
      id: 'overlay-dots',
      type: 'circle',
      source: 'services',
      maxzoom: near,
      filter: expression(isOne('many')),
      paint: {
        'circle-radius': expression(['interpolate', ['linear'], ['zoom'], 9, 2.6 * scale, 11, 3.8 * scale]),
        'circle-color': expression(['case', isOpen, tintOf(palette), color.plain]),
        'circle-stroke-color': expression(['case', isOpen, color.plain, tintOf(palette)]),
        'circle-stroke-width': expression(['case', isOpen, 0.8 * scale, 1.3 * scale]),
      },
    },
    {
      id: 'overlay-ring',
      type: 'circle',
      source: 'services',
      filter: expression(isOne('chosen')),
      paint: {
        'circle-radius': 15 * scale,
        'circle-color': color.plain,
        'circle-stroke-color': color.select,
        'circle-stroke-width': 2.4 * scale,
      },
    },
    names('overlay-names-many', isOne('many'), NAMED.many),
    names('overlay-names-few', ['==', get('many'), 0], NAMED.few),
    {
      id: 'overlay-marks',
      type: 'symbol',
      source: 'services',
      minzoom: near,
      filter: expression(isOne('many')),
      layout: {
        ...icon,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 11, 0.7, 14, 1],
      },
    },
    {
      id: 'overlay-points',
      type: 'symbol',
      source: 'services',
      filter: expression(['any', ['==', get('many'), 0], isOne('chosen')]),
      layout: { ...icon, 'icon-size': ['interpolate', ['linear'], ['zoom'], 8.5, 0.68, 12, 0.95, 14, 1.1] },
    },
  ];
}

/** What a siting chose, numbered in its order. */
function chosen({ color }: Palette, scale: number): LayerSpecification[] {
  return [
    {
      id: 'overlay-chosen',
      type: 'circle',
      source: 'service-chosen',
      paint: {
        'circle-radius': expression(['case', isOne('marked'), 15 * scale, 12 * scale]),
        'circle-color': color.accent,
        'circle-stroke-color': color['select-casing'],
        'circle-stroke-width': 2.2 * scale,
      },
    },
    {
      id: 'overlay-chosen-rank',
      type: 'symbol',
      source: 'service-chosen',
      layout: {
        'text-field': expression(['to-string', get('rank')]),
        'text-font': BOLD,
        'text-size': 13 * scale,
        'text-allow-overlap': true,
      },
      paint: { 'text-color': color['select-casing'] },
    },
  ];
}
