import type { MultiPolygon as GeoMultiPolygon } from 'geojson';
import { feature, mergeArcs } from 'topojson-client';
import { topology as cutIntoArcs } from 'topojson-server';
import { presimplify } from 'topojson-simplify';
import type { GeometryCollection, MultiPolygon, Topology } from 'topojson-specification';
import { cleanPolygons, doubledArea, type GridPoint, type GridPolygon } from './grid.ts';

/** Rings of an area as lists of arcs: polygon, ring, arc; `~i` is arc `i` walked backwards. */
export type ArcPolygons = number[][][];

/** Borders cut into arcs, each stored once however many areas and levels it bounds. */
export interface ArcTable {
  /** Grid coordinates of all arcs' vertices, one arc after the other. */
  x: Int32Array;
  y: Int32Array;
  /** Effective area of a vertex in squared grid steps; `Infinity` at an arc's ends. */
  weight: Float64Array;
  /** Arc `i` is the vertices `start[i]` up to, not including, `start[i + 1]`. */
  start: Int32Array;
  /** Per area, in the order given. */
  areas: ArcPolygons[];
}

type AreaTopology = Topology<{ areas: GeometryCollection }>;

/**
 * Shares the borders of areas: every border between two junctions becomes one arc.
 *
 * The coordinates are moved next to the data's own corner first: topojson hashes the bits of a number, and
 * those of large whole numbers are alike.
 */
function shareBorders(areas: readonly GridPolygon[][]): { topology: AreaTopology; origin: GridPoint } {
  let [x0, y0] = [Infinity, Infinity];
  for (const polygons of areas) {
    for (const [outer = []] of polygons) {
      for (const [x, y] of outer) {
        x0 = Math.min(x0, x);
        y0 = Math.min(y0, y);
      }
    }
  }
  const geometries = areas.map(
    (polygons): GeoMultiPolygon => ({
      type: 'MultiPolygon',
      coordinates: polygons.map((rings) => rings.map((ring) => ring.map(([x, y]) => [x - x0, y - y0]))),
    }),
  );
  const topology = cutIntoArcs({ areas: { type: 'GeometryCollection', geometries } as never });
  return { topology: topology as AreaTopology, origin: [x0, y0] };
}

/**
 * Cuts the borders of areas of any levels into shared arcs and weighs their vertices for simplification.
 *
 * Weights are Visvalingam's effective areas (Visvalingam and Whyatt 1993), computed once: a vertex is kept at
 * a zoom when its weight reaches that zoom's tolerance.
 *
 * @param areas per area, its polygons on the world grid
 */
export function buildArcs(areas: readonly GridPolygon[][]): ArcTable {
  const { topology, origin } = shareBorders(areas);
  const arcs = presimplify(topology).arcs as [number, number, number][][];
  const total = arcs.reduce((sum, arc) => sum + arc.length, 0);
  const table: ArcTable = {
    x: new Int32Array(total),
    y: new Int32Array(total),
    weight: new Float64Array(total),
    start: new Int32Array(arcs.length + 1),
    areas: topology.objects.areas.geometries.map((geometry) => (geometry as MultiPolygon).arcs),
  };
  let next = 0;
  arcs.forEach((arc, i) => {
    table.start[i] = next;
    for (const [x, y, weight] of arc) {
      table.x[next] = x + origin[0];
      table.y[next] = y + origin[1];
      table.weight[next++] = weight;
    }
  });
  table.start[arcs.length] = next;
  return table;
}

/** Part by which the areas of a parent and of its children together may differ to count as the same. */
const COVER_TOLERANCE = 1e-3;

/** An area to be dissolved from others, which stand before it in the list. */
export interface DissolveStep {
  area: number;
  children: number[];
}

/**
 * Replaces the outlines of areas that their children cover by the children's own outer borders, so that
 * an upper level's border *is* the lower levels' border. Where the children leave gaps (towns that cover
 * 95.6 % of their district) an area's own outline stays; an area without outline always takes its children's.
 *
 * @param shapes per area, its polygons on the world grid; empty when no outline is known
 * @param steps parents with their children, lowest parents first
 * @returns the polygons of all areas
 */
export function dissolve(shapes: readonly GridPolygon[][], steps: readonly DissolveStep[]): GridPolygon[][] {
  const result = [...shapes];
  if (steps.length === 0) return result;
  const { topology, origin } = shareBorders(shapes);
  const geometries = topology.objects.areas.geometries as MultiPolygon[];
  for (const { area, children } of steps) {
    const merged = mergeArcs(topology, children.map((child) => geometries[child]) as never) as MultiPolygon;
    const { coordinates } = feature(topology, merged).geometry as GeoMultiPolygon;
    const polygons = cleanPolygons(
      coordinates.map((rings) =>
        rings.map((ring) => ring.map(([x = 0, y = 0]): GridPoint => [x + origin[0], y + origin[1]])),
      ),
    );
    const own = shapes[area] ?? [];
    if (polygons.length > 0 && (own.length === 0 || isSameRegion(own, polygons))) {
      result[area] = polygons;
      // what is dissolved from this area in turn is dissolved from the same arcs
      geometries[area] = merged;
    }
  }
  return result;
}

/** Whether two sets of polygons have as many rings, the same extent and the same area, within the tolerance. */
function isSameRegion(a: readonly GridPolygon[], b: readonly GridPolygon[]): boolean {
  const [p, q] = [measure(a), measure(b)];
  const side = Math.max(p.maxX - p.minX, p.maxY - p.minY) * COVER_TOLERANCE;
  return (
    p.rings === q.rings &&
    Math.abs(p.area - q.area) <= p.area * COVER_TOLERANCE &&
    Math.abs(p.minX - q.minX) <= side &&
    Math.abs(p.minY - q.minY) <= side &&
    Math.abs(p.maxX - q.maxX) <= side &&
    Math.abs(p.maxY - q.maxY) <= side
  );
}

function measure(polygons: readonly GridPolygon[]) {
  const m = { rings: 0, area: 0, minX: Infinity, minY: Infinity, maxX: -Infinity, maxY: -Infinity };
  for (const ring of polygons.flat()) {
    m.rings++;
    m.area += doubledArea(ring);
    for (const [x, y] of ring) {
      m.minX = Math.min(m.minX, x);
      m.minY = Math.min(m.minY, y);
      m.maxX = Math.max(m.maxX, x);
      m.maxY = Math.max(m.maxY, y);
    }
  }
  return m;
}
