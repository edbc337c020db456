import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Level } from '#geodata/model.ts';
import type { Palette } from '../palette.ts';
import { isPlain, type MapView } from '../view.ts';
import { borders, fills, isIn } from './choropleth.ts';
import { ground } from './ground.ts';
import {
  heat,
  heatSource,
  hexagonSource,
  hexagons,
  issueCircles,
  issueNumbers,
  numberLayer,
} from './issues.ts';
import { areaLabels } from './labels.ts';
import { hover, lift, selection, topOutline } from './outline.ts';
import { placeLabels } from './places.ts';
import { plainAreas, plainCounts, plainNames } from './plain.ts';
import { pointLayers, pointSources } from './points.ts';
import { pictures, RASTER, rasterSource } from './raster.ts';
import { zoneGround, zoneSources } from './source.ts';
import { FILL_OVER_PICTURES } from './widths.ts';

/** All layers from the ground up: the only z-order there is. */
export function layers(view: MapView, palette: Palette): LayerSpecification[] {
  const { scale, selected } = view;
  const drawn = view.tiles && !isPlain(view) ? view.strata : [];
  const upwards = drawn.toReversed();
  const options = { opacity: view.raster ? FILL_OVER_PICTURES : 1, hatchRed: view.hatchRed };
  return [
    ...ground(palette, scale),
    ...pictures(view.raster, palette),
    ...zoneGround(view, palette),
    ...drawn.flatMap((stratum, i) => [
      // The parts of the area in view stand out from those around it.
      ...(i > 0 && i === drawn.length - 1 ? lift(selected, palette, scale) : []),
      ...fills(stratum, palette, {
        ...options,
        without: view.raster && drawn[i + 1] ? view.inside : [],
      }),
    ]),
    // The border of a town lies above those of its communities.
    ...upwards.flatMap((stratum) => borders(stratum, palette, scale)),
    ...plainAreas(view, palette),
    ...heat(view),
    ...hexagons(view, palette),
    ...(view.overlay?.below(palette, scale) ?? []),
    ...(view.tiles
      ? [
          ...topOutline(view.top, palette, scale),
          ...hover(view.hovered, palette, scale),
          ...selection(selected, palette, scale),
        ]
      : []),
    // Pictures carry names of their own.
    ...(view.raster ? [] : placeLabels(view.english, namesOf(view.strata), palette, scale)),
    // A name that lies across a neighbour's circle is read all the same.
    ...issueCircles(view, palette),
    // Later layers find room first: the level in view goes last.
    ...resting(view, [
      ...drawn.flatMap((stratum) =>
        areaLabels(stratum, view.inside, stratum === drawn.at(-1), palette, scale),
      ),
      ...plainNames(view, palette),
    ]),
    ...pointLayers(view, palette),
    ...plainCounts(view, palette),
    ...restingNumbers(view, issueNumbers(view, palette)),
    ...(view.overlay?.above(palette, scale) ?? []),
  ];
}

/** Levels whose names come and go as one drills. */
const NAMED: readonly Level[] = ['town', 'community', 'grid'];

/**
 * Layers of names, with an empty one in the place of each that has nothing to write. A tile on its way when a
 * layer of names goes is put on the card without its names' opacities; when the layer comes back MapLibre (6.17)
 * finds their buffer too short and drops the frame. So such layers are never taken away.
 */
function resting(view: MapView, named: LayerSpecification[]): LayerSpecification[] {
  if (!view.tiles) return named;
  const known = new Map(named.map((layer) => [layer.id, layer]));
  const inOrder = NAMED.flatMap((level) =>
    ['light', 'label'].map((kind) => known.get(`${kind}-${level}`) ?? empty(`${kind}-${level}`, level)),
  );
  const fixed = new Set(inOrder.map(({ id }) => id));
  return [...named.filter(({ id }) => !fixed.has(id)), ...inOrder];
}

/** The same of numbers, which come and go with the layer of issues. */
function restingNumbers(view: MapView, counts: LayerSpecification[]): LayerSpecification[] {
  if (!view.tiles) return counts;
  const known = new Set(counts.map(({ id }) => id));
  return [
    ...counts,
    ...NAMED.filter((level) => !known.has(numberLayer(level))).map((level) =>
      empty(numberLayer(level), level),
    ),
  ];
}

/** A layer of names that has nothing to write. */
const empty = (id: string, level: Level): LayerSpecification => ({
  ...{ id, type: 'symbol', source: 'areas' },
  ...{ 'source-layer': `${level}_label`, filter: isIn({}) },
});

/** The whole style of the map; MapLibre is given the difference to the one before. */
export function buildStyle(view: MapView, palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {
      basemap: { type: 'geojson', data: view.basemap ?? { type: 'FeatureCollection', features: [] } },
      ...(view.raster ? { [RASTER]: rasterSource(view.raster) } : {}),
      ...(view.tiles ? { areas: { type: 'vector', ...view.tiles } } : {}),
      ...zoneSources(view),
      ...pointSources(view.points ?? null),
      ...heatSource(view),
      ...hexagonSource(view, palette),
      ...view.overlay?.sources,
    },
    layers: layers(view, palette),
  };
}

/** A style without what is written, which would wait for fonts. */
export const wordless = (style: StyleSpecification): StyleSpecification => ({
  ...style,
  layers: style.layers.filter(({ type }) => type !== 'symbol'),
});

/** Layers that answer to a tap, the deepest first. */
export function tapLayers(view: MapView): string[] {
  return view.tiles ? view.strata.map(({ level }) => `fill-${level}`).toReversed() : [];
}

/** Names the areas may be written with. */
function namesOf(strata: MapView['strata']): string[] {
  return strata.flatMap(({ areas }) => areas.flatMap(({ name, short }) => [name, short]));
}

/** Every character the labels need, to have its font at hand. */
export function labelText(view: MapView): string {
  const names = view.strata.flatMap(({ areas }) => areas.map(({ name, note }) => name + note));
  const places = (view.basemap?.features ?? []).flatMap(({ properties }) => [
    String(properties?.name ?? ''),
    String(properties?.nameEn ?? ''),
  ]);
  const persons = (view.points?.points ?? []).map(({ name }) => name);
  return [...names, ...places, ...persons, view.overlay?.text ?? '', '0123456789+−. '].join('');
}
