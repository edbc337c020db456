import type { FeatureCollection } from 'geojson';
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';
import type { Level, Light } from '#geodata/model.ts';
import type { Palette } from './palette.ts';
import type { PointsView } from './points.ts';

/** An area as the map shows it; all text is ready to draw. */
export interface MapArea {
  code: string;
  /** Empty for an area that is drawn without a label. */
  name: string;
  /** The name where room is scarce: without its rank (街道, 镇, 社区), as far as it stays the only one. */
  short: string;
  /** Pace as text, or the word for "no data" or "unsure". */
  note: string;
  light: Light | null;
  /** Class of pace 1..5, 0 for "no data" and for what is not sure. */
  index: number;
  /** The lower, the earlier its label finds room. */
  rank: number;
  /** Factor on its label; 1 when left out. */
  size?: number;
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

/** Pictures on the district's own network that the areas are drawn on. */
export interface RasterBase {
  tiles: string[];
  /** Pixels of a picture. */
  tileSize: number;
  minzoom: number;
  maxzoom: number;
  /** Whether rows count from the north (`xyz`) or from the south (`tms`). */
  scheme: 'xyz' | 'tms';
  /** Whether these were made for a dark theme. */
  dark: boolean;
}

/** What an area is in the picture of hotspots: how hot or cold, what became of it, or silent. */
export const CELL_CLASSES = [
  'hot3',
  'hot2',
  'hot1',
  'cold1',
  'cold2',
  'cold3',
  'new',
  'intensifying',
  'persistent',
  'diminishing',
  'consecutive',
  'sporadic',
  'oscillating',
  'historical',
  'silent',
  'contradicted',
  'none',
  'untested',
] as const;
export type CellClass = (typeof CELL_CLASSES)[number];

/** An H3 cell with its corners: longitude and latitude in degrees, the first not repeated. */
export interface MapHexagon {
  code: string;
  outline: readonly (readonly [number, number])[];
}

/** Issues over plain areas, in one of the ways to look at them. */
export type IssuesView =
  | {
      kind: 'counts';
      level: Level;
      /** Open issues by area, and those of them past due. */
      open: Readonly<Record<string, number>>;
      overdue: Readonly<Record<string, number>>;
    }
  | { kind: 'cells'; level: Level; classes: Readonly<Record<string, CellClass>> }
  /** Hexagons that something is told of. */
  | {
      kind: 'hexagons';
      cells: readonly { hexagon: MapHexagon; found: CellClass }[];
      classes: readonly CellClass[];
    }
  /** Hexagons as columns; the highest stands for the most. */
  | { kind: 'columns'; columns: readonly { hexagon: MapHexagon; count: number }[]; width: number }
  | { kind: 'heat'; picture: string; bounds: readonly [number, number, number, number] }
  | {
      kind: 'points';
      /** Ids, and longitude and latitude one after the other. */
      ids: readonly string[];
      positions: Float64Array;
      open: Uint8Array;
      selected: string | null;
    };

/** What a part of the screen that comes on demand draws itself: the map's own program knows nothing of it. */
export interface Overlay {
  sources: Readonly<Record<string, SourceSpecification>>;
  /** Above the areas and below their names. */
  below: (palette: Palette, scale: number) => LayerSpecification[];
  /** Above the names. */
  above: (palette: Palette, scale: number) => LayerSpecification[];
  /** Pictures its layers ask for, by name. */
  images: (palette: Palette) => ReadonlyMap<string, ImageData>;
  /** What its layers write. */
  text: string;
}

/** Everything the map shows, but for colours and camera. */
export interface MapView {
  tiles: TileSource | null;
  basemap: FeatureCollection | null;
  /** Outlines of the zones among the strata, with their codes; their names stand at the property `label`. */
  zones?: FeatureCollection | null;
  /** Null where the built-in basemap alone is shown. */
  raster: RasterBase | null;
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
  /** Issues in the place of the choropleth. */
  issues?: IssuesView | null;
  /** Whether areas are but the ground for what the overlay draws. */
  plain?: boolean;
  overlay?: Overlay | null;
  english: boolean;
  /** Whether red areas get a hatch, for the colour-blind. */
  hatchRed: boolean;
  /** Factor on text and lines, for large screens. */
  scale: number;
}

/** Whether areas are but the ground for something else. */
export const isPlain = ({ points, issues, plain }: MapView): boolean => Boolean(points || issues || plain);
