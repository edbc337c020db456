import type { MultiPolygon, Polygon } from 'geojson';
import type { LonLat } from '#geodata/model.ts';
import { polygonsOf } from '#geodata/place/bbox.ts';
import { boxOfEdge, crossingPoint, type Edges, edgesOf, relation } from './edges.ts';
import { orientation } from './orientation.ts';

/** A place where the outline of one area meets itself as it must not. */
export interface SelfIntersection {
  /** 0-based polygon of the area, and ring of that polygon. */
  part: number;
  ring: number;
  kind: 'crossing' | 'overlap';
  at: LonLat;
}

const MOST = 10;

/**
 * Finds where rings of one area cross themselves or each other, also through a common vertex, and
 * where they run along themselves (spikes, a hole along its shell). Touching in a point and a border
 * common to two parts are not found. Pairs of edges come from an R-tree; sides are decided by
 * orientation alone, so no tolerance is involved.
 * @returns at most ten places
 */
export function selfIntersections(geometry: Polygon | MultiPolygon): SelfIntersection[] {
  const edges = edgesOf(geometry);
  const { coordinates, part, ring } = edges;
  const firstRing: number[] = [];
  let rings = 0;
  for (const polygon of polygonsOf(geometry)) {
    firstRing.push(rings);
    rings += polygon.length;
  }
  const found: SelfIntersection[] = [];
  const report = (e: number, kind: SelfIntersection['kind'], at: LonLat) => {
    const p = part[e]!;
    // Crossing edges are found from both sides of a vertex; one place is named once.
    if (found.some((known) => known.at[0] === at[0] && known.at[1] === at[1])) return;
    found.push({ part: p, ring: ring[e]! - firstRing[p]!, kind, at });
  };
  for (let f = 0; f < part.length && found.length < MOST; f++) {
    for (const e of edges.search(boxOfEdge(coordinates, f))) {
      if (e === f) continue;
      const kind = relation(coordinates, e, coordinates, f);
      if (kind === 'crossing' && e < f) report(f, kind, crossingPoint(coordinates, e, coordinates, f));
      if (kind === 'overlap' && e < f && part[e] === part[f]) report(f, kind, startOf(coordinates, f));
      if (crossesThroughStart(edges, e, f)) report(f, 'crossing', startOf(coordinates, f));
    }
  }
  return found.slice(0, MOST);
}

/** Whether the outline passes at the start of edge f from one side of edge e's outline to the other. */
function crossesThroughStart({ coordinates, previous }: Edges, e: number, f: number): boolean {
  const [px, py] = startOf(coordinates, f);
  let [ux, uy] = startOf(coordinates, e);
  const vx = coordinates[4 * e + 2]!;
  const vy = coordinates[4 * e + 3]!;
  // The end of e belongs to the edge after it.
  if (px === vx && py === vy) return false;
  if (px === ux && py === uy) [ux, uy] = startOf(coordinates, previous[e]!);
  else if (orientation(ux, uy, vx, vy, px, py) !== 0 || !between(ux, uy, vx, vy, px, py)) return false;
  const [qx, qy] = startOf(coordinates, previous[f]!);
  const before = side(ux, uy, px, py, vx, vy, qx, qy);
  const after = side(ux, uy, px, py, vx, vy, coordinates[4 * f + 2]!, coordinates[4 * f + 3]!);
  return before * after < 0;
}

/** Side of direction p -> x of the bend u -> p -> v: 1 left, -1 right, 0 along one of its arms. */
function side(
  ux: number,
  uy: number,
  px: number,
  py: number,
  vx: number,
  vy: number,
  x: number,
  y: number,
): -1 | 0 | 1 {
  const turn = orientation(ux, uy, px, py, vx, vy);
  const ofOut = orientation(px, py, vx, vy, x, y);
  const ofIn = orientation(ux, uy, px, py, x, y);
  const alongOut = ofOut === 0 && (vx - px) * (x - px) + (vy - py) * (y - py) > 0;
  const alongIn = ofIn === 0 && (ux - px) * (x - px) + (uy - py) * (y - py) > 0;
  if (alongOut || alongIn) return 0;
  // In a left turn the left side is the narrow sector, left of both arms; in a right turn the wide one.
  if (turn > 0) return ofIn > 0 && ofOut > 0 ? 1 : -1;
  if (turn < 0) return ofIn < 0 && ofOut < 0 ? -1 : 1;
  return ofIn;
}

function between(ux: number, uy: number, vx: number, vy: number, px: number, py: number): boolean {
  return px >= Math.min(ux, vx) && px <= Math.max(ux, vx) && py >= Math.min(uy, vy) && py <= Math.max(uy, vy);
}

function startOf(coordinates: Float64Array, e: number): [number, number] {
  return [coordinates[4 * e]!, coordinates[4 * e + 1]!];
}
