import type { FeatureCollection } from 'geojson';
import type { Level, Light } from '#geodata/model.ts';
import type { PointsView } from './points.ts';

/** An area as the map shows it; all text is ready to draw. */
export interface MapArea {
  code: string;
  /** Empty for an area that is drawn without a label. */
  name: string;
  /** Pace as text, or the word for "no data" or "unsure". */
  note: string;
  light: Light | null;
  /** Class of pace 1..5, 0 for "no data" and for what is not sure. */
  index: number;
  /** The lower, the earlier its label finds room. */
  rank: number;
}

/** Areas of one level, drawn with their values. */
export interface Stratum {
  level: Level;
  areas: readonly MapArea[];
}

export interface TileSource {
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds?: [number, number, number, number];
}

/** Everything the map shows, but for colours and camera. */
export interface MapView {
  tiles: TileSource | null;
  basemap: FeatureCollection | null;
  /** From the top level down; the last is the level in view. */
  strata: readonly Stratum[];
  /** The top of what may be seen: its border is drawn, faintly. */
  top: { code: string; level: Level } | null;
  selected: { code: string; level: Level } | null;
  /** Codes of the area in view and those it lies in: their parts are labelled in their stead. */
  inside: readonly string[];
  hovered: { code: string; level: Level } | null;
  /** Points over plain areas in the place of the choropleth. */
  points?: PointsView | null;
  english: boolean;
  /** Factor on text and lines, for large screens. */
  scale: number;
}
