import { Delaunay } from 'd3-delaunay';
import type { Mesh } from './mesh.ts';
import { DegenerateMesh } from './mesh.ts';
import { doubleArea, inRing } from './plane.ts';

/** The pieces of a mesh: connected parts of cells, the atoms of a division. */
export interface Faces {
  count: number;
  /** Half-edge that follows h around the face to its left. */
  next: Int32Array;
  /** The face to the left of h, -1 outside. */
  face: Int32Array;
  /** Area in squared degrees of latitude, and centroid x, y. */
  area: Float64Array;
  centroid: Float64Array;
  /** Faces of each sample's cell: one where no ring cuts it. */
  facesOf: number[][];
  /** Nodes of each face's outer ring. */
  outline: number[][];
}

/** Links half-edges around each node by angle, so that the face stays to the left. */
function linkEdges({ xy, from, to, along }: Mesh): Int32Array {
  const outgoing: number[][] = Array.from({ length: xy.length / 2 }, () => []);
  for (const [h, u] of from.entries()) outgoing[u]!.push(h);
  const angle = new Float64Array(from.length);
  for (let h = 0; h < from.length; h++) angle[h] = Math.atan2(along[2 * h + 1]!, along[2 * h]!);
  const next = new Int32Array(from.length).fill(-1);
  for (const edges of outgoing) edges.sort((a, b) => angle[a]! - angle[b]!);
  for (let h = 0; h < from.length; h++) {
    const edges = outgoing[to[h]!]!;
    next[h] = edges.at(edges.indexOf(h ^ 1) - 1)!;
  }
  return next;
}

/**
 * Traces the faces of a mesh. A face with a cell's edge in its outline belongs to that cell; an outline of
 * ring edges only is an island within one cell, or (turning clockwise) a hole in one of its faces.
 */
export function traceFaces(mesh: Mesh): Faces {
  const { xy, from, site, delaunay } = mesh;
  const next = linkEdges(mesh);
  const face = new Int32Array(from.length).fill(-2);
  const facesOf: number[][] = Array.from({ length: delaunay.points.length / 2 }, () => []);
  const outline: number[][] = [];
  const doubled: number[] = [];
  const holes: { start: number; cell: number }[] = [];
  const paint = (start: number, value: number): void => {
    let h = start;
    do {
      face[h] = value;
      h = next[h]!;
    } while (h !== start);
  };
  for (let start = 0; start < from.length; start++) {
    if (face[start] !== -2) continue;
    const nodes: number[] = [];
    let cell = -1;
    let outside = false;
    let h = start;
    do {
      nodes.push(from[h]!);
      if (site[h]! >= 0) {
        if (cell >= 0 && site[h] !== cell) throw new DegenerateMesh('a face lies in two cells');
        cell = site[h]!;
      } else if (h & 1) outside = true;
      h = next[h]!;
    } while (h !== start);
    if (outside) {
      if (cell >= 0) throw new DegenerateMesh('a cell has no inside');
      paint(start, -1);
      continue;
    }
    const twice = doubleArea(nodes, xy);
    if (cell < 0) cell = delaunay.find(xy[2 * nodes[0]!]!, xy[2 * nodes[0]! + 1]!);
    else if (twice <= 0) throw new DegenerateMesh('a piece turned inside out');
    if (twice === 0) throw new DegenerateMesh('a piece has no area');
    if (twice < 0) {
      paint(start, -3);
      holes.push({ start, cell });
      continue;
    }
    paint(start, outline.length);
    facesOf[cell]!.push(outline.length);
    outline.push(nodes);
    doubled.push(twice);
  }
  const area = Float64Array.from(doubled, (twice) => twice / 2);
  const moments = new Float64Array(2 * outline.length);
  for (const [f, nodes] of outline.entries()) addMoments(moments, f, nodes, xy);
  for (const { start, cell } of holes) {
    const [x = 0, y = 0] = [xy[2 * from[start]!], xy[2 * from[start]! + 1]];
    const owner = facesOf[cell]!.find((f) => inRing(x, y, outline[f]!, xy));
    if (owner === undefined) throw new DegenerateMesh('a hole lies in no piece');
    const nodes: number[] = [];
    let h = start;
    do {
      nodes.push(from[h]!);
      h = next[h]!;
    } while (h !== start);
    area[owner]! += doubleArea(nodes, xy) / 2;
    addMoments(moments, owner, nodes, xy);
    paint(start, owner);
  }
  const centroid = moments.map((moment, i) => moment / area[i >> 1]!);
  return { count: outline.length, next, face, area, centroid, facesOf, outline };
}

/** Adds a ring's first moments, taken about the origin. */
function addMoments(moments: Float64Array, f: number, nodes: readonly number[], xy: number[]): void {
  let last = nodes[nodes.length - 1]!;
  const [ox = 0, oy = 0] = [xy[2 * last], xy[2 * last + 1]];
  let mx = 0;
  let my = 0;
  let twice = 0;
  for (const v of nodes) {
    const [ax, ay] = [xy[2 * last]! - ox, xy[2 * last + 1]! - oy];
    const [bx, by] = [xy[2 * v]! - ox, xy[2 * v + 1]! - oy];
    const cross = ax * by - bx * ay;
    twice += cross;
    mx += (ax + bx) * cross;
    my += (ay + by) * cross;
    last = v;
  }
  moments[2 * f]! += mx / 6 + (ox * twice) / 2;
  moments[2 * f + 1]! += my / 6 + (oy * twice) / 2;
}

/** Neighbourhood of pieces as compressed rows: those of f are `start[f] .. start[f + 1]`. */
export interface PieceGraph {
  start: Int32Array;
  neighbour: Int32Array;
  /** Distance between centroids. */
  distance: Float64Array;
  /** Length of the common border; 0 for a link over water. */
  border: Float64Array;
}

/**
 * Which pieces share a border. Where the land falls into several bodies, they are tied to each other at the
 * nearest pieces, so that an island hangs on to the part across from it. Islets, of which a part needs
 * several, are tied to all islets around them that no larger body parts them from: a mere tree of them could
 * hardly be cut evenly.
 *
 * @param islet area below which a body of land is an islet
 */
export function linkPieces(
  { xy, from, to }: Mesh,
  { count, face, centroid, area }: Faces,
  islet: number,
): PieceGraph {
  const links: Map<number, number>[] = Array.from({ length: count }, () => new Map());
  for (let h = 0; h < from.length; h++) {
    const f = face[h]!;
    const g = face[h ^ 1]!;
    if (f < 0 || g < 0 || f === g) continue;
    const length = Math.hypot(
      xy[2 * from[h]!]! - xy[2 * to[h]!]!,
      xy[2 * from[h]! + 1]! - xy[2 * to[h]! + 1]!,
    );
    links[f]!.set(g, (links[f]!.get(g) ?? 0) + length);
  }
  const apart = (f: number, g: number): number =>
    Math.hypot(centroid[2 * f]! - centroid[2 * g]!, centroid[2 * f + 1]! - centroid[2 * g + 1]!);
  for (const [f, g] of crossings(landBodies(links), area, centroid, islet)) {
    links[f]!.set(g, 0);
    links[g]!.set(f, 0);
  }
  const start = new Int32Array(count + 1);
  for (const [f, row] of links.entries()) start[f + 1] = start[f]! + row.size;
  const neighbour = Int32Array.from(links.flatMap((row) => [...row.keys()]));
  const border = Float64Array.from(links.flatMap((row) => [...row.values()]));
  const distance = Float64Array.from(links.flatMap((row, f) => [...row.keys()].map((g) => apart(f, g))));
  return { start, neighbour, distance, border };
}

/**
 * The shortest links over water that make one of all bodies of land (a minimum spanning tree: Kruskal on the
 * Delaunay edges of the centroids, which hold one).
 *
 * @param bodyOf the body of each piece
 * @returns pairs of pieces: one fewer than there are bodies, and those between neighbouring islets of a group
 */
function crossings(
  bodyOf: Int32Array,
  area: Float64Array,
  centroid: Float64Array,
  islet: number,
): [f: number, g: number][] {
  const bodies = new Set(bodyOf).size;
  if (bodies === 1) return [];
  const apart = (f: number, g: number): number =>
    Math.hypot(centroid[2 * f]! - centroid[2 * g]!, centroid[2 * f + 1]! - centroid[2 * g + 1]!);
  const delaunay = new Delaunay(centroid);
  const candidates: { f: number; g: number; distance: number }[] = [];
  for (let f = 0; f < bodyOf.length; f++) {
    for (const g of delaunay.neighbors(f)) {
      if (f < g && bodyOf[f] !== bodyOf[g]) candidates.push({ f, g, distance: apart(f, g) });
    }
  }
  candidates.sort((a, b) => a.distance - b.distance || a.f - b.f || a.g - b.g);
  // Pieces that share their centroid (an island in the middle of a ring of land) are one place to Delaunay.
  const nearby = candidates.length;
  const first = new Map<number, number>();
  for (const [f, body] of bodyOf.entries()) if (!first.has(body)) first.set(body, f);
  const [anchor = 0, ...others] = first.values();
  for (const g of others) candidates.push({ f: anchor, g, distance: apart(anchor, g) });

  const size = new Float64Array(bodies);
  for (const [f, body] of bodyOf.entries()) size[body]! += area[f]!;
  const isIslet = (f: number): boolean => size[bodyOf[f]!]! < islet;
  const whole = disjointSets(bodies);
  const groups = disjointSets(bodies);
  const chosen: [number, number][] = [];
  const further: [number, number][] = [];
  for (const [i, { f, g }] of candidates.entries()) {
    const islets = isIslet(f) && isIslet(g);
    if (whole.join(bodyOf[f]!, bodyOf[g]!)) {
      chosen.push([f, g]);
      if (islets) groups.join(bodyOf[f]!, bodyOf[g]!);
    } else if (islets && i < nearby) further.push([f, g]);
  }
  // Between islets that hang on a larger body by ways of their own a link would let a part leave that body and
  // come back to it elsewhere: there it would be torn.
  return [...chosen, ...further.filter(([f, g]) => groups.find(bodyOf[f]!) === groups.find(bodyOf[g]!))];
}

/** Sets of the numbers below `count`, each on its own at first (union-find). */
function disjointSets(count: number) {
  const root = Int32Array.from({ length: count }, (_, i) => i);
  const find = (i: number): number => {
    let at = i;
    while (root[at] !== at) {
      root[at] = root[root[at]!]!;
      at = root[at]!;
    }
    return at;
  };
  /** @returns whether they were apart */
  const join = (a: number, b: number): boolean => {
    const [from, to] = [find(a), find(b)];
    root[from] = to;
    return from !== to;
  };
  return { find, join };
}

/** Number of the connected body of land each piece lies in. */
function landBodies(links: readonly Map<number, number>[]): Int32Array {
  const bodyOf = new Int32Array(links.length).fill(-1);
  let bodies = 0;
  for (let first = 0; first < links.length; first++) {
    if (bodyOf[first]! >= 0) continue;
    bodyOf[first] = bodies;
    const members = [first];
    for (const f of members) {
      for (const g of links[f]!.keys()) {
        if (bodyOf[g]! >= 0) continue;
        bodyOf[g] = bodies;
        members.push(g);
      }
    }
    bodies++;
  }
  return bodyOf;
}
