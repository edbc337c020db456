import { type DrawnArea, numberAreas, TILE_LEVELS, type TileArea, type TileLevel } from './areas.ts';
import { tileEncoder } from './encode.ts';
import {
  doubledArea,
  EXTENT,
  fromGrid,
  type GridPolygon,
  geometryToGrid,
  stepsPerUnit,
  UNITS_PER_PIXEL,
} from './grid.ts';
import { contentHash } from './hash.ts';
import { knit } from './knit.ts';
import { labelPoint } from './label.ts';
import { simplifyArcs } from './simplify.ts';
import { labelLayer, sliceTiles, type Tile } from './slice.ts';
import { buildArcs, type DissolveStep, dissolve } from './topology.ts';

/** Raised whenever the same areas give other tiles than before: tiles are cached for ever by version. */
const FORMAT = 1;

/** Zoom from which a level is drawn at the earliest. */
const FIRST_ZOOM: Record<TileLevel, number> = { district: 4, town: 6, community: 8, grid: 8 };

/** A level is drawn from the zoom where half its areas are at least this wide, in pixels of 512 a tile. */
const MIN_PIXELS = 6;

export interface TileOptions {
  /** First zoom with tiles. @default 4 */
  minZoom?: number;
  /** Deepest zoom with tiles, at most 18; maps stretch its tiles beyond it. @default 14 */
  maxZoom?: number;
  /** Called while tiles are taken: the part of the zooms that is finished, 0 to 1. */
  onProgress?: (part: number) => void;
}

/** A layer as TileJSON 3.0 lists it. */
export interface VectorLayer {
  id: string;
  description: string;
  minzoom: number;
  maxzoom: number;
  fields: Record<string, string>;
}

export interface TileSet {
  /** 16 hexadecimal digits: same areas and options, same version; for the URL. */
  version: string;
  /** West, south, east, north in degrees. */
  bounds: [west: number, south: number, east: number, north: number];
  /** Longitude, latitude, and a zoom at which the whole is about one tile wide. */
  center: [longitude: number, latitude: number, zoom: number];
  minZoom: number;
  maxZoom: number;
  layers: VectorLayer[];
  /** Zoom after zoom, made as they are taken; may be walked again. */
  tiles: Iterable<Tile>;
}

/**
 * Cuts areas of all levels into vector tiles.
 *
 * One topology over all levels: every border is simplified once per zoom and drawn by all areas it bounds,
 * so neighbours share every vertex, and so do a town and its grids. Layers are the levels (`district`,
 * `town`, `community`, `grid`) and their label points (`district_label`, ...); features carry `code`, `name`
 * and `level` and nothing else, and as id the position of the code among the ordered codes of its level.
 *
 * @param areas of the drawn levels; any other level is left out. A level may be missing.
 * @throws Error when a code occurs twice in a level, or when no area has a shape
 */
export function buildTiles(areas: Iterable<TileArea>, options: TileOptions = {}): TileSet {
  const minZoom = options.minZoom ?? 4;
  const maxZoom = options.maxZoom ?? 14;
  if (!(minZoom >= 0 && minZoom <= maxZoom && maxZoom <= 18)) {
    throw new Error(`zooms must be 0 <= minZoom <= maxZoom <= 18, not ${minZoom} and ${maxZoom}`);
  }
  const drawn = numberAreas(areas);
  const shapes = shapeAreas(drawn);
  const firstZooms = chooseZooms(drawn, shapes, minZoom, maxZoom);
  const labels = shapes.map(labelPoint);
  const { bounds, center } = extent(shapes, minZoom, maxZoom);

  function* tiles(): Generator<Tile> {
    const encode = tileEncoder();
    let arcsOf = -1;
    let table = buildArcs([]);
    let visible: number[] = [];
    for (let zoom = minZoom; zoom <= maxZoom; zoom++) {
      visible = drawn.flatMap((area, i) => ((firstZooms.get(area.level) ?? Infinity) <= zoom ? [i] : []));
      // levels that are not drawn must not hold vertices of those that are: arcs end where visible borders meet
      if (visible.length !== arcsOf) {
        table = buildArcs(visible.map((i) => shapes[i] ?? []));
        arcsOf = visible.length;
      }
      const zoomArcs = simplifyArcs(table, zoom, zoom === maxZoom);
      const labelled = visible.map((i) => ({ area: drawn[i] as DrawnArea, label: labels[i] ?? null }));
      yield* sliceTiles(labelled, zoomArcs, zoom, encode);
      options.onProgress?.((zoom - minZoom + 1) / (maxZoom - minZoom + 1));
    }
  }

  return {
    version: versionOf(drawn, shapes, minZoom, maxZoom),
    bounds,
    center,
    minZoom,
    maxZoom,
    layers: [...firstZooms].flatMap(([level, zoom]) => describeLayers(level, zoom, maxZoom)),
    tiles: { [Symbol.iterator]: tiles },
  };
}

/** Outlines on the world grid, borders knitted together, upper levels dissolved from lower ones. */
function shapeAreas(drawn: readonly DrawnArea[]): GridPolygon[][] {
  const levels = TILE_LEVELS.map((level) => drawn.filter((area) => area.level === level));
  const shapes = knit(levels.map((level) => level.map(({ geometry }) => geometryToGrid(geometry)))).flat();
  const children = new Map<string, number[]>();
  drawn.forEach(({ parentCode }, i) => {
    if (parentCode === null) return;
    const siblings = children.get(parentCode);
    if (siblings) siblings.push(i);
    else children.set(parentCode, [i]);
  });
  const steps: DissolveStep[] = [];
  for (let area = drawn.length - 1; area >= 0; area--) {
    const { code, level } = drawn[area] as DrawnArea;
    // a code names one area; a child on the same level would be a mistake that must not loop
    const below = children.get(code)?.filter((child) => drawn[child]?.level !== level && child > area);
    if (below?.length) steps.push({ area, children: below });
  }
  return dissolve(shapes, steps);
}

/** Per level that has shapes, the zoom from which it is drawn. */
function chooseZooms(
  drawn: readonly DrawnArea[],
  shapes: readonly GridPolygon[][],
  minZoom: number,
  maxZoom: number,
): Map<TileLevel, number> {
  const zooms = new Map<TileLevel, number>();
  for (const level of TILE_LEVELS) {
    const sizes = drawn.flatMap((area, i) => {
      const size = (shapes[i] ?? []).flat().reduce((sum, ring) => sum + doubledArea(ring) / 2, 0);
      return area.level === level && size > 0 ? [Math.sqrt(size)] : [];
    });
    if (sizes.length === 0) continue;
    const median = sizes.sort((a, b) => a - b)[sizes.length >> 1] as number;
    let zoom = Math.max(minZoom, Math.min(maxZoom, FIRST_ZOOM[level]));
    while (zoom < maxZoom && median < MIN_PIXELS * UNITS_PER_PIXEL * stepsPerUnit(zoom)) zoom++;
    zooms.set(level, zoom);
  }
  return zooms;
}

/** Bounds and centre in degrees. */
function extent(shapes: readonly GridPolygon[][], minZoom: number, maxZoom: number) {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of shapes.flat(2)) {
    for (const [x, y] of ring) {
      minX = Math.min(minX, x);
      minY = Math.min(minY, y);
      maxX = Math.max(maxX, x);
      maxY = Math.max(maxY, y);
    }
  }
  if (minX > maxX) throw new Error('no area has a shape: there is nothing to draw');
  const [west, north] = fromGrid([minX, minY]);
  const [east, south] = fromGrid([maxX, maxY]);
  const [longitude, latitude] = fromGrid([(minX + maxX) / 2, (minY + maxY) / 2]);
  const zoom = Math.floor(Math.log2((stepsPerUnit(0) * EXTENT) / Math.max(maxX - minX, maxY - minY)));
  const center: TileSet['center'] = [longitude, latitude, Math.max(minZoom, Math.min(maxZoom, zoom))];
  const bounds: TileSet['bounds'] = [west, south, east, north];
  return { bounds, center };
}

function describeLayers(level: TileLevel, minzoom: number, maxzoom: number): VectorLayer[] {
  const fields = { code: 'String', name: 'String', level: 'String' };
  return [
    { id: level, description: `areas of level ${level}`, minzoom, maxzoom, fields },
    { id: labelLayer(level), description: `label points of level ${level}`, minzoom, maxzoom, fields },
  ];
}

/** Hash of all that decides what is in the tiles. */
function versionOf(
  drawn: readonly DrawnArea[],
  shapes: readonly GridPolygon[][],
  minZoom: number,
  maxZoom: number,
): string {
  const hash = contentHash();
  for (const value of [FORMAT, minZoom, maxZoom, drawn.length]) hash.number(value);
  drawn.forEach(({ level, code, name }, i) => {
    hash.text(level);
    hash.text(code);
    hash.text(name);
    const polygons = shapes[i] ?? [];
    hash.number(polygons.length);
    for (const polygon of polygons) {
      hash.number(polygon.length);
      for (const ring of polygon) {
        hash.number(ring.length);
        for (const [x, y] of ring) {
          hash.number(x);
          hash.number(y);
        }
      }
    }
  });
  return hash.digest();
}
