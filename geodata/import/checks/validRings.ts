import type { Polygon, Position } from 'geojson';
import type { Boundary, LonLat } from '#geodata/model.ts';
import { bboxOfRing, polygonsOf } from '#geodata/place/bbox.ts';
import { createEdgeIndex, isInside } from '#geodata/place/edgeIndex.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import { ringArea } from '#geodata/place/ringArea.ts';
import { type CheckInput, type CheckResult, type Finding, pathOf } from './check.ts';
import { selfIntersections } from './selfIntersections.ts';

/**
 * Rings are closed, have at least four positions and an area, neither cross nor overlap themselves or
 * each other; holes lie in their polygon and not in each other, parts of an area do not cover each
 * other. Winding is not asked (toBoundaries sets it). Touching in single points is allowed, as are
 * parts with a common border: both leave area and containment well defined.
 */
export function validRings({ boundaries }: CheckInput): CheckResult {
  const findings = boundaries.flatMap((boundary) => ringFindings(boundary));
  const areas = new Set(findings.map(({ indices }) => indices[0])).size;
  const summary = areas === 0 ? 'All rings are valid.' : `${areas} areas have invalid rings.`;
  return { check: 'validRings', mustHold: true, ok: areas === 0, findings, summary };
}

/** What is wrong with the rings of one area, with places; at most ten intersections are listed. */
function ringFindings(boundary: Boundary): Finding[] {
  const { geometry } = boundary;
  const multi = geometry.type === 'MultiPolygon';
  const findings: Finding[] = [];
  const report = (part: number, ring: number | null, message: string, at: LonLat | null) => {
    const path = `${pathOf(boundary)}.geometry.coordinates${multi ? `[${part}]` : ''}${ring === null ? '' : `[${ring}]`}`;
    findings.push({ codes: [boundary.code], indices: [boundary.index], message, at, path });
  };
  const polygons = polygonsOf(geometry);
  for (const [p, rings] of polygons.entries()) {
    for (const [r, ring] of rings.entries()) {
      const message = shapeProblem(ring);
      if (message) report(p, r, `${boundary.name}: ${message}`, lonLat(ring[0]));
    }
  }
  // Further questions need rings that are rings.
  if (findings.length > 0) return findings;
  for (const { part, ring, kind, at } of selfIntersections(geometry)) {
    const what = kind === 'crossing' ? 'its border crosses itself' : 'its border runs back along itself';
    report(part, ring, `${boundary.name}: ${what} at ${at[0].toFixed(6)}, ${at[1].toFixed(6)}.`, at);
  }
  if (findings.length > 0) return findings;
  // A bow tie has no net area either; it was named above, with its place.
  for (const [p, rings] of polygons.entries()) {
    for (const [r, ring] of rings.entries()) {
      if (ringArea(ring) === 0) report(p, r, `${boundary.name}: a ring without area.`, lonLat(ring[0]));
    }
  }
  if (findings.length > 0) return findings;
  for (const [p, rings] of polygons.entries())
    nestingProblems(rings, (r, message, at) => report(p, r, `${boundary.name}: ${message}`, at));
  coveringParts(polygons, (p, at) =>
    report(p, null, `${boundary.name}: one of its parts covers another.`, at),
  );
  return findings;
}

function shapeProblem(ring: readonly Position[]): string | null {
  if (ring.length < 4) return `a ring of ${ring.length} positions; a ring has at least 4.`;
  const first = ring[0]!;
  const last = ring.at(-1)!;
  if (first[0] !== last[0] || first[1] !== last[1]) return 'a ring that is not closed.';
  if (!ring.every((position) => Number.isFinite(position[0]) && Number.isFinite(position[1]))) {
    return 'a coordinate that is not a number.';
  }
  return null;
}

function nestingProblems(
  rings: Position[][],
  report: (ring: number, message: string, at: LonLat) => void,
): void {
  if (rings.length < 2) return;
  const indexes = rings.map((ring) => createEdgeIndex([ring]));
  for (let r = 1; r < rings.length; r++) {
    const at = labelPoint({ type: 'Polygon', coordinates: [rings[r]!] })!;
    if (!isInside(indexes[0]!, ...at)) report(r, 'a hole lies outside its polygon.', at);
    const within = indexes.findIndex((index, other) => other > 0 && other !== r && isInside(index, ...at));
    if (within > 0) report(r, 'a hole lies in another hole.', at);
  }
}

function coveringParts(polygons: Position[][][], report: (part: number, at: LonLat) => void): void {
  if (polygons.length < 2) return;
  const boxes = polygons.map((rings) => bboxOfRing(rings[0]!));
  const indexes = polygons.map((rings) => createEdgeIndex(rings));
  for (const [p, rings] of polygons.entries()) {
    const polygon: Polygon = { type: 'Polygon', coordinates: rings };
    const at = labelPoint(polygon);
    if (!at) continue;
    const [x, y] = at;
    const covered = indexes.some((index, other) => {
      const box = boxes[other]!;
      return other !== p && x >= box[0] && x <= box[2] && y >= box[1] && y <= box[3] && isInside(index, x, y);
    });
    if (covered) report(p, at);
  }
}

function lonLat(position: Position | undefined): LonLat | null {
  return position && position.length >= 2 ? [position[0]!, position[1]!] : null;
}
