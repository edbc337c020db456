import { type DrawnArea, TILE_LEVELS, type TileArea, type TileLevel } from './areas.ts';
import { type DissolveStep, dissolve } from './dissolve.ts';
import { labelLayer, type Tile, TileEncoder } from './encode.ts';
import { EXTENT, fromGrid, stepsPerUnit, UNITS_PER_PIXEL } from './grid.ts';
import { contentHash } from './hash.ts';
import { knit } from './knit.ts';
import { labelPoint } from './label.ts';
import { type PackedAreas, packAreas } from './pack.ts';
import { boundsOf, doubledArea, type Rings, readRings } from './rings.ts';
import { simplifyArcs } from './simplify.ts';
import { drawSketch, planSketches, type Sketch } from './sketch.ts';
import { placeLabel, sliceAreas } from './slice.ts';
import { type ArcTable, buildArcs } from './weigh.ts';

export type { Tile } from './encode.ts';

/** Raised whenever the same areas give other tiles or sketches than before: both are cached for ever by version. */
const FORMAT = 3;

/** Zoom from which a level is drawn at the earliest. */
const FIRST_ZOOM: Record<TileLevel, number> = { district: 4, town: 6, community: 8, grid: 8 };

/** A level is drawn from the zoom where half its areas are at least this wide, in pixels of 512 a tile. */
const SHAPE_PIXELS = 6;

/** A level's names are carried from the zoom where half its areas are at least this wide: a character of its name. */
const LABEL_PIXELS = 12;

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
  zooms: Iterable<ZoomPieces>;
  /** The tiles of all zooms, without the sketches. */
  tiles: Iterable<Tile>;
}

/** What is drawn from the borders of one zoom. Each is made once, before the next zoom is taken. */
export interface ZoomPieces {
  tiles(): Iterable<Tile>;
  /** Of every area that has parts, at one of the zooms. */
  sketches(): Iterable<Sketch>;
}

/** An area without its outline, which is among the rings. */
type Drawn = Omit<DrawnArea, 'geometry'>;

/** Zooms from which a level is drawn. */
interface FirstZooms {
  shape: number;
  label: number;
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
export function buildTiles(areas: Iterable<TileArea> | PackedAreas, options: TileOptions = {}): TileSet {
  const minZoom = options.minZoom ?? 4;
  const maxZoom = options.maxZoom ?? 14;
  if (!(minZoom >= 0 && minZoom <= maxZoom && maxZoom <= 18)) {
    throw new Error(`zooms must be 0 <= minZoom <= maxZoom <= 18, not ${minZoom} and ${maxZoom}`);
  }
  const packed = 'positions' in areas ? areas : packAreas(areas);
  const drawn = packed.areas;
  const rings = shapeAreas(packed);
  const firstZooms = chooseZooms(drawn, rings, minZoom, maxZoom);
  const labels = drawn.map((_, area) => labelPoint(rings, area));
  const { bounds, center } = extent(rings, minZoom, maxZoom);
  const firstOf = (level: TileLevel) => firstZooms.get(level) ?? { shape: Infinity, label: Infinity };

  function* zooms(): Generator<ZoomPieces> {
    const encoder = new TileEncoder(drawn);
    const plans = planSketches(drawn, rings, (level) => firstOf(level).shape, maxZoom);
    let table: ArcTable | null = null;
    let visible = new Int32Array(0);
    for (let zoom = minZoom; zoom <= maxZoom; zoom++) {
      const now = drawn.flatMap(({ level }, i) => (firstOf(level).shape <= zoom ? [i] : []));
      // levels that are not drawn must not hold vertices of those that are: arcs end where visible borders meet
      if (!table || now.length !== visible.length) {
        visible = Int32Array.from(now);
        table = buildArcs(rings, visible);
      }
      const arcs = simplifyArcs(table, zoom, zoom === maxZoom);
      const shown = visible;
      yield {
        *tiles() {
          sliceAreas(arcs, (i, column, row, part) => encoder.shape(shown[i] as number, column, row, part));
          drawn.forEach(({ level }, i) => {
            const label = labels[i];
            if (label && firstOf(level).label <= zoom) encoder.label(i, ...placeLabel(label, zoom));
          });
          yield* encoder.take(zoom);
        },
        *sketches() {
          const due = plans.filter((plan) => plan.zoom === zoom);
          const placeOf = new Map(due.length > 0 ? Array.from(shown, (area, i) => [area, i]) : []);
          for (const plan of due) yield drawSketch(plan, { areas: drawn, labels, arcs, placeOf });
        },
      };
      options.onProgress?.((zoom - minZoom + 1) / (maxZoom - minZoom + 1));
    }
  }

  return {
    version: versionOf(drawn, rings, minZoom, maxZoom),
    bounds,
    center,
    minZoom,
    maxZoom,
    layers: [...firstZooms].flatMap(([level, zooms]) => describeLayers(level, zooms, maxZoom)),
    zooms: { [Symbol.iterator]: zooms },
    tiles: {
      *[Symbol.iterator]() {
        for (const { tiles } of zooms()) yield* tiles();
      },
    },
  };
}

/** Outlines on the world grid, borders knitted together, upper levels dissolved from lower ones. */
function shapeAreas(packed: PackedAreas): Rings {
  const { areas } = packed;
  const levelEnds = TILE_LEVELS.map((level) => areas.findLastIndex((area) => area.level === level) + 1);
  const rings = knit(
    readRings(packed),
    levelEnds.filter((end) => end > 0),
  );
  const children = new Map<string, number[]>();
  areas.forEach(({ parentCode }, i) => {
    if (parentCode === null) return;
    const siblings = children.get(parentCode);
    if (siblings) siblings.push(i);
    else children.set(parentCode, [i]);
  });
  const steps: DissolveStep[] = [];
  for (let area = areas.length - 1; area >= 0; area--) {
    const { code, level } = areas[area] as Drawn;
    // a code names one area; a child on the same level would be a mistake that must not loop
    const below = children.get(code)?.filter((child) => areas[child]?.level !== level && child > area);
    if (below?.length) steps.push({ area, children: below });
  }
  return dissolve(rings, steps);
}

/** Per level that has shapes, the zooms from which these and their labels are drawn. */
function chooseZooms(
  drawn: readonly Drawn[],
  rings: Rings,
  minZoom: number,
  maxZoom: number,
): Map<TileLevel, FirstZooms> {
  const widths = new Map<TileLevel, number[]>(TILE_LEVELS.map((level) => [level, []]));
  drawn.forEach(({ level }, area) => {
    let size = 0;
    for (let r = rings.areaStarts[area] as number; r < (rings.areaStarts[area + 1] as number); r++)
      size += doubledArea(rings, r) / 2;
    if (size > 0) widths.get(level)?.push(Math.sqrt(size));
  });
  const zooms = new Map<TileLevel, FirstZooms>();
  for (const [level, sizes] of widths) {
    if (sizes.length === 0) continue;
    const median = Float64Array.from(sizes).sort()[sizes.length >> 1] as number;
    const firstWith = (pixels: number) => {
      let zoom = Math.max(minZoom, Math.min(maxZoom, FIRST_ZOOM[level]));
      while (zoom < maxZoom && median < pixels * UNITS_PER_PIXEL * stepsPerUnit(zoom)) zoom++;
      return zoom;
    };
    zooms.set(level, { shape: firstWith(SHAPE_PIXELS), label: firstWith(LABEL_PIXELS) });
  }
  return zooms;
}

/** Bounds and centre in degrees. */
function extent(rings: Rings, minZoom: number, maxZoom: number) {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let area = 0; area + 1 < rings.areaStarts.length; area++) {
    const [west, north, east, south] = boundsOf(rings, area);
    minX = Math.min(minX, west);
    minY = Math.min(minY, north);
    maxX = Math.max(maxX, east);
    maxY = Math.max(maxY, south);
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

function describeLayers(level: TileLevel, { shape, label }: FirstZooms, maxzoom: number): VectorLayer[] {
  const fields = { code: 'String', name: 'String', level: 'String' };
  return [
    { id: level, description: `areas of level ${level}`, minzoom: shape, maxzoom, fields },
    { id: labelLayer(level), description: `label points of level ${level}`, minzoom: label, maxzoom, fields },
  ];
}

/** Hash of all that decides what is in the tiles. */
function versionOf(drawn: readonly Drawn[], rings: Rings, minZoom: number, maxZoom: number): string {
  const { x, y, vertices, starts, isOuter, areaStarts } = rings;
  const hash = contentHash();
  for (const value of [FORMAT, minZoom, maxZoom, drawn.length]) hash.number(value);
  drawn.forEach(({ level, code, name }, area) => {
    hash.text(level);
    hash.text(code);
    hash.text(name);
    const [first, end] = [areaStarts[area] as number, areaStarts[area + 1] as number];
    hash.number(end - first);
    for (let ring = first; ring < end; ring++) {
      hash.number(isOuter[ring] as number);
      hash.number((starts[ring + 1] as number) - (starts[ring] as number));
      for (let i = starts[ring] as number; i < (starts[ring + 1] as number); i++) {
        const vertex = vertices[i] as number;
        hash.number(x[vertex] as number);
        hash.number(y[vertex] as number);
      }
    }
  });
  return hash.digest();
}
