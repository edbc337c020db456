import { Delaunay } from 'd3-delaunay';
import Flatbush from 'flatbush';
import type { PlaneRings } from './plane.ts';

/** Samples and rings met so unluckily that rounding decides what crosses what; other samples will not. */
export class DegenerateMesh extends Error {
  override name = 'DegenerateMesh';
}

/** A node of the mesh: vertices of the rings first, then corners of Voronoi cells, then crossings. */
export interface Mesh {
  /** x, y of every node. */
  xy: number[];
  /** Number of nodes that are vertices of the rings. */
  ringVertices: number;
  /** Half-edges: `from -> to`, `twin` is h ^ 1. Even ones along a ring have the interior to the left. */
  from: number[];
  to: number[];
  /** The sample whose cell lies to the left of h; -1 on both sides of a ring's edge. */
  site: number[];
  /** Direction x, y of the whole edge h is a part of. */
  along: number[];
  /** Boxes of the rings' edges, to ask whether the border is near. */
  border: Flatbush;
  delaunay: Delaunay<Delaunay.Point>;
}

/** Distant points that close the cells of the outermost samples. */
const GHOSTS = 8;

/** Sign of the area a, b, c; 0 where rounding might have decided it (Shewchuk's static filter). */
function side(ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number {
  const left = (ax - cx) * (by - cy);
  const right = (ay - cy) * (bx - cx);
  const det = left - right;
  return Math.abs(det) > 4e-16 * (Math.abs(left) + Math.abs(right)) ? Math.sign(det) : 0;
}

/**
 * The Voronoi cells of samples, cut by the rings of a polygonal geometry: one planar graph in which
 * every crossing is one node, so that whatever is built of it shares its vertices exactly.
 *
 * @param samples x, y of the samples, all inside the rings
 * @throws DegenerateMesh when a cell's corner or edge cannot be told from a ring's within rounding
 */
export function buildMesh(rings: PlaneRings, samples: Float64Array): Mesh {
  const ringEdges: [number, number][] = rings.rings.flatMap((ring) =>
    ring.map((v, i): [number, number] => [v, ring[(i + 1) % ring.length]!]),
  );
  const xy = Array.from(rings.xy);
  const ringVertices = xy.length / 2;
  const border = new Flatbush(ringEdges.length);
  for (const [u, v] of ringEdges) {
    const [ax = 0, ay = 0, bx = 0, by = 0] = [xy[2 * u], xy[2 * u + 1], xy[2 * v], xy[2 * v + 1]];
    border.add(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
  }
  border.finish();

  const real = samples.length / 2;
  const { minX, minY, maxX, maxY } = border;
  const far = 4 * Math.max(maxX - minX, maxY - minY);
  const points = new Float64Array(samples.length + 2 * GHOSTS);
  points.set(samples);
  for (let i = 0; i < GHOSTS; i++) {
    const angle = (2 * Math.PI * (i + 0.37)) / GHOSTS;
    points[2 * (real + i)] = (minX + maxX) / 2 + far * Math.cos(angle);
    points[2 * (real + i) + 1] = (minY + maxY) / 2 + far * Math.sin(angle);
  }
  const delaunay = new Delaunay(points);
  const { triangles, halfedges } = delaunay;
  for (let t = 0; t < triangles.length; t += 3) {
    xy.push(...circumcentre(points, triangles[t]!, triangles[t + 1]!, triangles[t + 2]!));
  }

  const from: number[] = [];
  const to: number[] = [];
  const site: number[] = [];
  const along: number[] = [];
  const addEdge = (u: number, v: number, dx: number, dy: number, left: number, right: number): void => {
    from.push(u, v);
    to.push(v, u);
    site.push(left, right);
    along.push(dx, dy, -dx, -dy);
  };
  const [p0 = 0, p1 = 0, p2 = 0] = triangles;
  const turns = Math.sign(
    (points[2 * p1]! - points[2 * p0]!) * (points[2 * p2 + 1]! - points[2 * p0 + 1]!) -
      (points[2 * p2]! - points[2 * p0]!) * (points[2 * p1 + 1]! - points[2 * p0 + 1]!),
  );

  /** Crossings of each ring's edge: node and place along the edge. */
  const cuts: { node: number; at: number }[][] = ringEdges.map(() => []);
  const crossings = voronoiCrossings();
  const inside = markInside();
  for (const { e, a, b, found } of crossings) {
    let p = triangles[e]!;
    let q = triangles[e % 3 === 2 ? e - 2 : e + 1]!;
    if (turns > 0) [p, q] = [q, p];
    // At right angles to p - q, which is safer than the difference of two corners that nearly meet.
    const dx = points[2 * q + 1]! - points[2 * p + 1]!;
    const dy = points[2 * p]! - points[2 * q]!;
    let keep = inside[a - ringVertices] === 1;
    let last = a;
    for (const { node } of found) {
      if (keep) addEdge(last, node, -dx, -dy, p, q);
      keep = !keep;
      last = node;
    }
    if (keep) addEdge(last, b, -dx, -dy, p, q);
    if (keep !== (inside[b - ringVertices] === 1)) throw new DegenerateMesh('odd number of crossings');
  }
  for (const [i, [u, v]] of ringEdges.entries()) {
    const dx = xy[2 * v]! - xy[2 * u]!;
    const dy = xy[2 * v + 1]! - xy[2 * u + 1]!;
    let last = u;
    for (const { node } of cuts[i]!.sort((s, t) => s.at - t.at)) {
      addEdge(last, node, dx, dy, -1, -1);
      last = node;
    }
    addEdge(last, v, dx, dy, -1, -1);
  }
  return { xy, ringVertices, from, to, site, along, border, delaunay };

  /** Every edge between two cells with the nodes where it crosses the rings, in order. */
  function voronoiCrossings(): { e: number; a: number; b: number; found: { node: number; at: number }[] }[] {
    const edges: { e: number; a: number; b: number; found: { node: number; at: number }[] }[] = [];
    for (let e = 0; e < halfedges.length; e++) {
      const opposite = halfedges[e]!;
      if (opposite < e) continue;
      const a = ringVertices + Math.floor(e / 3);
      const b = ringVertices + Math.floor(opposite / 3);
      const p = triangles[e]!;
      const q = triangles[e % 3 === 2 ? e - 2 : e + 1]!;
      // A ghost is farther from any place inside than every sample is: its edges stay outside.
      const found = p >= real || q >= real ? [] : crossRings(a, b);
      edges.push({ e, a, b, found });
    }
    return edges;
  }

  function crossRings(a: number, b: number): { node: number; at: number }[] {
    const [ax = 0, ay = 0, bx = 0, by = 0] = [xy[2 * a], xy[2 * a + 1], xy[2 * b], xy[2 * b + 1]];
    const near = border.search(Math.min(ax, bx), Math.min(ay, by), Math.max(ax, bx), Math.max(ay, by));
    const found: { node: number; at: number }[] = [];
    for (const i of near) {
      const [u, v] = ringEdges[i]!;
      const [ux = 0, uy = 0, vx = 0, vy = 0] = [xy[2 * u], xy[2 * u + 1], xy[2 * v], xy[2 * v + 1]];
      const su = side(ax, ay, bx, by, ux, uy);
      const sv = side(ax, ay, bx, by, vx, vy);
      const sa = side(ux, uy, vx, vy, ax, ay);
      const sb = side(ux, uy, vx, vy, bx, by);
      if (su * sv > 0 || sa * sb > 0) continue;
      if (su * sv === 0 || sa * sb === 0) throw new DegenerateMesh('a border runs through a corner');
      const along = (vx - ux) * (ay - uy) - (vy - uy) * (ax - ux);
      const at = along / ((vy - uy) * (bx - ax) - (vx - ux) * (by - ay));
      const across = (bx - ax) * (uy - ay) - (by - ay) * (ux - ax);
      const cutAt = across / ((by - ay) * (vx - ux) - (bx - ax) * (vy - uy));
      const node = xy.length / 2;
      xy.push(ux + cutAt * (vx - ux), uy + cutAt * (vy - uy));
      found.push({ node, at });
      cuts[i]!.push({ node, at: cutAt });
    }
    return found.sort((s, t) => s.at - t.at);
  }

  /** 1 for cell corners inside the rings: outside at the ghosts, and changing with every crossing. */
  function markInside(): Uint8Array {
    const corners = triangles.length / 3;
    const links: { corner: number; flips: number }[][] = Array.from({ length: corners }, () => []);
    for (const { a, b, found } of crossings) {
      links[a - ringVertices]!.push({ corner: b - ringVertices, flips: found.length & 1 });
      links[b - ringVertices]!.push({ corner: a - ringVertices, flips: found.length & 1 });
    }
    const state = new Uint8Array(corners);
    const seen = new Uint8Array(corners);
    const start = triangles.findIndex((p) => p >= real);
    const queue = [Math.floor(start / 3)];
    seen[queue[0]!] = 1;
    for (const corner of queue) {
      for (const link of links[corner]!) {
        if (seen[link.corner]) continue;
        seen[link.corner] = 1;
        state[link.corner] = state[corner]! ^ link.flips;
        queue.push(link.corner);
      }
    }
    return state;
  }
}

function circumcentre(points: Float64Array, a: number, b: number, c: number): [number, number] {
  const ax = points[2 * a]!;
  const ay = points[2 * a + 1]!;
  const bx = points[2 * b]! - ax;
  const by = points[2 * b + 1]! - ay;
  const cx = points[2 * c]! - ax;
  const cy = points[2 * c + 1]! - ay;
  const d = 2 * (bx * cy - by * cx);
  const bl = bx * bx + by * by;
  const cl = cx * cx + cy * cy;
  return [ax + (cy * bl - by * cl) / d, ay + (bx * cl - cx * bl) / d];
}
