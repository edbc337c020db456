import type { LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Palette } from '../palette.ts';
import type { MapView } from '../view.ts';
import { borders, fills } from './choropleth.ts';
import { coast, ground } from './ground.ts';
import { areaLabels, placeLabels } from './labels.ts';
import { hover, selection, topOutline } from './outline.ts';
import { plainAreas, plainNames } from './plain.ts';
import { pointLayers, pointSources } from './points.ts';

/** All layers from the ground up: the only z-order there is. */
export function layers(view: MapView, palette: Palette): LayerSpecification[] {
  const { scale } = view;
  const drawn = view.tiles && !view.points ? view.strata : [];
  const upwards = drawn.toReversed();
  return [
    ...ground(palette, scale),
    ...drawn.flatMap((stratum) => fills(stratum, palette)),
    ...coast(palette, scale),
    // The border of a town lies above those of its communities.
    ...upwards.flatMap((stratum) => borders(stratum, palette, scale)),
    ...plainAreas(view, palette),
    ...(view.tiles
      ? [
          ...topOutline(view.top, palette, scale),
          ...hover(view.hovered, palette, scale),
          ...selection(view.selected, palette, scale),
        ]
      : []),
    ...placeLabels(view.english, palette, scale),
    // Later layers find room first: the level in view goes last.
    ...drawn.flatMap((stratum) => areaLabels(stratum, view.inside, palette, scale)),
    ...plainNames(view, palette),
    ...pointLayers(view, palette),
  ];
}

/** The whole style of the map; MapLibre is given the difference to the one before. */
export function buildStyle(view: MapView, palette: Palette): StyleSpecification {
  return {
    version: 8,
    sources: {
      basemap: { type: 'geojson', data: view.basemap ?? { type: 'FeatureCollection', features: [] } },
      ...(view.tiles ? { areas: { type: 'vector', ...view.tiles } } : {}),
      ...pointSources(view.points ?? null),
    },
    layers: layers(view, palette),
  };
}

/** Layers that answer to a tap, the deepest first. */
export function tapLayers(view: MapView): string[] {
  return view.tiles ? view.strata.map(({ level }) => `fill-${level}`).toReversed() : [];
}

/** Every character the labels need, to have its font at hand. */
export function labelText(view: MapView): string {
  const names = view.strata.flatMap(({ areas }) => areas.map(({ name, note }) => name + note));
  const places = (view.basemap?.features ?? []).flatMap(({ properties }) => [
    String(properties?.name ?? ''),
    String(properties?.nameEn ?? ''),
  ]);
  const persons = (view.points?.points ?? []).map(({ name }) => name);
  return [...names, ...places, ...persons, '0123456789+−. '].join('');
}
