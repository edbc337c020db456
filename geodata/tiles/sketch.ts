import { compareCodes, type DrawnArea, type TileLevel } from './areas.ts';
import { FlatRings } from './clip.ts';
import { EXTENT_BITS, type GridPoint, stepsPerUnit, UNITS_PER_PIXEL } from './grid.ts';
import { boundsOf, type Rings } from './rings.ts';
import type { ZoomArcs } from './simplify.ts';
import { joinArcs, placeLabel } from './slice.ts';

/** A sketch is drawn at the deepest zoom where it is at most this wide and high, in pixels of 512 a tile. */
const SKETCH_PIXELS = 1200;

/**
 * The parts of one area as a drawing of few kilobytes, all in one piece: the first look at a map, or the only one
 * where tiles cannot be drawn. The borders are those of the tiles of `zoom`, so the parts share every vertex.
 */
export interface Sketch {
  /** The area whose parts these are. */
  code: string;
  /** Zoom of the tiles whose borders these are. */
  zoom: number;
  /** Units across the world (Web Mercator, the origin in its north-west corner, y to the south): 2^(12 + zoom). */
  worldUnits: number;
  /** What all coordinates below are counted from, in units from the world's north-west corner. */
  origin: [x: number, y: number];
  /** In the order of their codes. */
  areas: SketchArea[];
}

export interface SketchArea {
  code: string;
  level: TileLevel;
  /** Path data of SVG, whole units; holes wind against their outer rings. */
  path: string;
  /** Where its name is written; null for one without a shape. */
  label: [x: number, y: number] | null;
}

/** An area to be sketched: positions of its parts among all areas, and the zoom. */
export interface SketchPlan {
  code: string;
  zoom: number;
  parts: number[];
}

type Drawn = Pick<DrawnArea, 'code' | 'level' | 'parentCode'>;

/**
 * Every area with parts, and the zoom at which these are sketched, shallowest first.
 *
 * @param firstZoom zoom from which a level is drawn
 * @param maxZoom deepest zoom there is
 */
export function planSketches(
  areas: readonly Drawn[],
  rings: Rings,
  firstZoom: (level: TileLevel) => number,
  maxZoom: number,
): SketchPlan[] {
  const levels = new Map(areas.map(({ code, level }) => [code, level]));
  const partsOf = new Map<string, number[]>();
  areas.forEach(({ level, parentCode }, i) => {
    // a code names one area; a parent on the same level would be a mistake
    if (parentCode === null || (levels.get(parentCode) ?? level) === level) return;
    const parts = partsOf.get(parentCode);
    if (parts) parts.push(i);
    else partsOf.set(parentCode, [i]);
  });
  return [...partsOf]
    .map(([code, parts]): SketchPlan => {
      const fits = Math.floor(
        Math.log2((SKETCH_PIXELS * UNITS_PER_PIXEL * stepsPerUnit(0)) / extent(rings, parts)),
      );
      const first = Math.max(...parts.map((part) => firstZoom((areas[part] as Drawn).level)));
      return { code, parts, zoom: Math.min(maxZoom, Math.max(first, fits)) };
    })
    .toSorted((a, b) => a.zoom - b.zoom || compareCodes(a.code, b.code));
}

/** The longer side of the box about some areas, in grid steps, at least 1. */
function extent(rings: Rings, areas: readonly number[]): number {
  let [minX, minY, maxX, maxY] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const area of areas) {
    const [west, north, east, south] = boundsOf(rings, area);
    minX = Math.min(minX, west);
    minY = Math.min(minY, north);
    maxX = Math.max(maxX, east);
    maxY = Math.max(maxY, south);
  }
  return Math.max(1, maxX - minX, maxY - minY);
}

/** What sketches of one zoom are drawn from. */
export interface SketchSource {
  areas: readonly Drawn[];
  /** Where each area's name is written, in grid coordinates. */
  labels: readonly (GridPoint | null)[];
  /** Borders at the zoom. */
  arcs: ZoomArcs;
  /** Position of an area among those the arcs bound. */
  placeOf: ReadonlyMap<number, number>;
}

/** Draws the parts of one area. */
export function drawSketch({ code, zoom, parts }: SketchPlan, source: SketchSource): Sketch {
  const { areas, labels, arcs, placeOf } = source;
  const outlines = parts.map((part) => {
    const rings = new FlatRings();
    const place = placeOf.get(part);
    if (place !== undefined) joinArcs(arcs, place, rings);
    return rings;
  });
  const least = (of: (rings: FlatRings) => FlatRings['x']) =>
    outlines.reduce((least, rings) => {
      const { data, length } = of(rings);
      return data.subarray(0, length).reduce((a, b) => Math.min(a, b), least);
    }, Infinity);
  const [west, north] = [least(({ x }) => x), least(({ y }) => y)];
  const origin: Sketch['origin'] = Number.isFinite(west) ? [west, north] : [0, 0];
  return {
    code,
    zoom,
    worldUnits: 2 ** (EXTENT_BITS + zoom),
    origin,
    areas: parts.map((part, i) => {
      const { code, level } = areas[part] as Drawn;
      const label = labels[part];
      const [x, y] = label ? placeLabel(label, zoom) : [0, 0];
      return {
        code,
        level,
        path: pathData(outlines[i] as FlatRings, origin),
        label: label ? [x - origin[0], y - origin[1]] : null,
      };
    }),
  };
}

/** Path data (SVG 2, 9.3), relative but for each ring's first vertex: differences are short. */
function pathData({ x, y, ends }: FlatRings, [x0, y0]: Sketch['origin']): string {
  let path = '';
  let start = 0;
  // a minus sign parts two numbers as well as a space does
  const pair = (dx: number, dy: number, first: boolean) =>
    `${first || dx < 0 ? '' : ' '}${dx}${dy < 0 ? '' : ' '}${dy}`;
  for (let ring = 0; ring < ends.length; ring++) {
    const end = ends.data[ring] as number;
    let [ax, ay] = [x.data[start] as number, y.data[start] as number];
    path += `M${ax - x0} ${ay - y0}l`;
    for (let i = start + 1; i < end; i++) {
      const [bx, by] = [x.data[i] as number, y.data[i] as number];
      path += pair(bx - ax, by - ay, i === start + 1);
      [ax, ay] = [bx, by];
    }
    path += 'z';
    start = end;
  }
  return path;
}
