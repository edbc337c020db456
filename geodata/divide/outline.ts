import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { Faces } from './faces.ts';
import type { Mesh } from './mesh.ts';
import type { PlaneRings } from './plane.ts';
import { doubleArea, inRing } from './plane.ts';

type Point = readonly [x: number, y: number];

/** Degrees (0.1 mm); points nearer than this are one. */
const SAME = 1e-9;

const apart = (a: Position, b: Position): boolean =>
  Math.abs(a[0]! - b[0]!) > SAME || Math.abs(a[1]! - b[1]!) > SAME;

/** Rounds of corner cutting after the corners were replaced by the middles of the cells' edges. */
const ROUNDS = 1;

/**
 * Outlines of parts, as unions of faces. Borders between parts are smoothed once for both sides; the rings
 * of the divided geometry are kept to the bit.
 *
 * Smoothing cannot make borders cross: three edges meet at a cell's corner, so two edges in a row lie on
 * one convex cell, and the corner is cut inside that cell, each corner in its own share of it. Where a ring
 * runs close by, the corner stays.
 *
 * @param part the part of each face
 * @returns one geometry per part, in order of the parts
 */
export function outlineParts(
  mesh: Mesh,
  faces: Faces,
  part: Int32Array,
  parts: number,
  rings: PlaneRings,
): (Polygon | MultiPolygon)[] {
  const { from, ringVertices } = mesh;
  const partLeft = (h: number): number => (faces.face[h]! < 0 ? -1 : part[faces.face[h]!]!);
  const isBorder = (h: number): boolean => partLeft(h) >= 0 && partLeft(h) !== partLeft(h ^ 1);
  const isShared = (h: number): boolean => isBorder(h) && partLeft(h ^ 1) >= 0;
  /** The next border half-edge of the same part around its head. */
  const follow = (h: number): number => {
    let g = faces.next[h]!;
    while (!isBorder(g)) g = faces.next[g ^ 1]!;
    return g;
  };

  const nodes: Position[] = [];
  const position = (node: number): Position => {
    nodes[node] ??=
      node < ringVertices
        ? rings.positions[node]!
        : rings.toPosition(mesh.xy[2 * node]!, mesh.xy[2 * node + 1]!);
    return nodes[node];
  };
  /** Smoothed positions of an arc by its first half-edge, the last one left out. */
  const arcs = new Map<number, Position[]>();

  const startsArc = (h: number, before: number): boolean =>
    !isShared(h) || !isShared(before) || partLeft(h ^ 1) !== partLeft(before ^ 1);

  const shapes: Position[][][] = Array.from({ length: parts }, () => []);
  const holes: { ring: Position[]; nodes: number[]; part: number }[] = [];
  const outers: number[][][] = Array.from({ length: parts }, () => []);
  const done = new Uint8Array(from.length);
  for (let first = 0; first < from.length; first++) {
    if (done[first] || !isBorder(first)) continue;
    const cycle: number[] = [];
    for (let h = first; !done[h]; h = follow(h)) {
      done[h] = 1;
      cycle.push(h);
    }
    const ring = ringOf(cycle);
    ring.push(ring[0]!);
    const p = partLeft(first);
    const ids = cycle.map((h) => from[h]!);
    if (doubleArea(ids, mesh.xy) > 0) {
      shapes[p]!.push(ring);
      outers[p]!.push(ids);
    } else holes.push({ ring, nodes: ids, part: p });
  }
  return shapes.map((outer, p) => {
    const polygons = outer.map((ring) => [ring]);
    for (const hole of holes) {
      if (hole.part === p) polygons[ownerOf(hole.nodes, outers[p]!)]!.push(hole.ring);
    }
    if (polygons.length === 1) return { type: 'Polygon', coordinates: polygons[0]! };
    return { type: 'MultiPolygon', coordinates: polygons };
  });

  /** Which outer ring a hole lies in: the smallest that holds a vertex the two do not share. */
  function ownerOf(hole: number[], candidates: number[][]): number {
    if (candidates.length === 1) return 0;
    let best = 0;
    let bestArea = Infinity;
    for (const [i, outer] of candidates.entries()) {
      const own = new Set(outer);
      const probe = hole.find((v) => !own.has(v)) ?? hole[0]!;
      const area = doubleArea(outer, mesh.xy);
      if (area >= bestArea || !inRing(mesh.xy[2 * probe]!, mesh.xy[2 * probe + 1]!, outer, mesh.xy)) continue;
      best = i;
      bestArea = area;
    }
    return best;
  }

  function ringOf(cycle: number[]): Position[] {
    const start = cycle.findIndex((h, i) => startsArc(h, cycle.at(i - 1)!));
    const ring: Position[] = [];
    if (start < 0) {
      // One closed arc: both sides must begin it at the same node.
      const lowest = cycle.reduce((best, h, i) => (from[h]! < from[cycle[best]!]! ? i : best), 0);
      return arcOf([...cycle.slice(lowest), ...cycle.slice(0, lowest)]);
    }
    let run: number[] = [];
    const turned = [...cycle.slice(start), ...cycle.slice(0, start)];
    for (const [i, h] of turned.entries()) {
      if (!isShared(h)) ring.push(position(from[h]!));
      else {
        run.push(h);
        const next = turned[(i + 1) % turned.length]!;
        if (i === turned.length - 1 || startsArc(next, h)) {
          ring.push(...arcOf(run));
          run = [];
        }
      }
    }
    return ring;
  }

  function arcOf(run: number[]): Position[] {
    const known = arcs.get(run[0]!);
    if (known !== undefined) return known;
    const ids = [...run.map((h) => from[h]!), mesh.to[run.at(-1)!]!];
    const begin = position(ids[0]!);
    const end = position(ids.at(-1)!);
    const inner: Position[] = [];
    for (const [x, y] of smooth(ids)) {
      const point = rings.toPosition(x, y);
      if (apart(point, inner.at(-1) ?? begin) && apart(point, end)) inner.push(point);
    }
    arcs.set(run[0]!, [begin, ...inner]);
    arcs.set(run.at(-1)! ^ 1, [end, ...inner.toReversed()]);
    return arcs.get(run[0]!)!;
  }

  /** Points between the two fixed ends of an arc. */
  function smooth(ids: number[]): Point[] {
    let points = ids.map((v): Point => [mesh.xy[2 * v]!, mesh.xy[2 * v + 1]!]);
    points = cutCorners(points, 0.5);
    for (let round = 0; round < ROUNDS; round++) points = cutCorners(points, 0.25);
    return points.slice(1, -1);
  }

  /** Replaces each corner by the points `share` of the way to its neighbours. */
  function cutCorners(points: Point[], share: number): Point[] {
    const result: Point[] = [points[0]!];
    for (let i = 1; i < points.length - 1; i++) {
      const [p, q, r] = [points[i - 1]!, points[i]!, points[i + 1]!];
      const s: Point = [q[0] + share * (p[0] - q[0]), q[1] + share * (p[1] - q[1])];
      const t: Point = [q[0] + share * (r[0] - q[0]), q[1] + share * (r[1] - q[1])];
      const near = mesh.border.search(
        Math.min(s[0], q[0], t[0]),
        Math.min(s[1], q[1], t[1]),
        Math.max(s[0], q[0], t[0]),
        Math.max(s[1], q[1], t[1]),
      );
      if (near.length > 0) result.push(q);
      else {
        const last = result[result.length - 1]!;
        if (last[0] !== s[0] || last[1] !== s[1]) result.push(s);
        result.push(t);
      }
    }
    result.push(points[points.length - 1]!);
    return result;
  }
}
