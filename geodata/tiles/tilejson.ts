import type { TileSet, VectorLayer } from './build.ts';

/** A TileJSON 3.0.0 document for vector tiles (github.com/mapbox/tilejson-spec). */
export interface TileJson {
  tilejson: '3.0.0';
  name: string;
  scheme: 'xyz';
  /** URL templates with `{z}`, `{x}`, `{y}`. */
  tiles: string[];
  vector_layers: VectorLayer[];
  minzoom: number;
  maxzoom: number;
  bounds: TileSet['bounds'];
  center: TileSet['center'];
  attribution?: string;
}

/**
 * Describes a tile set to a map client. The hash stands in the URL, not in `version`: that is the version of
 * the tile set's schema and has to be a semantic one.
 *
 * @param tileSet what `buildTiles` answered, or what was stored of it
 * @param options `tiles`: URL templates, such as `/tiles/{version}/{z}/{x}/{y}.mvt` with the version filled in
 */
export function tileJson(
  tileSet: Omit<TileSet, 'zooms' | 'tiles' | 'version'>,
  options: { tiles: string[]; name: string; attribution?: string },
): TileJson {
  const { attribution } = options;
  return {
    tilejson: '3.0.0',
    name: options.name,
    scheme: 'xyz',
    tiles: options.tiles,
    vector_layers: tileSet.layers,
    minzoom: tileSet.minZoom,
    maxzoom: tileSet.maxZoom,
    bounds: tileSet.bounds,
    center: tileSet.center,
    ...(attribution === undefined ? {} : { attribution }),
  };
}
