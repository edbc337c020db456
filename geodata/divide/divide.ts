import type { MultiPolygon, Polygon } from 'geojson';
import type { LonLat } from '../model.ts';
import type { Faces } from './faces.ts';
import { linkPieces, traceFaces } from './faces.ts';
import type { Mesh } from './mesh.ts';
import { buildMesh, DegenerateMesh } from './mesh.ts';
import { outlineParts } from './outline.ts';
import { partition } from './partition.ts';
import type { PlaneRings } from './plane.ts';
import { inRing, layRings } from './plane.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';
import { samplePoints } from './sample.ts';

/** A place with what it weighs: a building with its households. */
export interface WeightedPoint {
  position: LonLat;
  weight: number;
}

export interface DivideOptions {
  /** WGS 84; rings as in RFC 7946, either orientation. */
  geometry: Polygon | MultiPolygon;
  /** How many parts, at least 1. */
  parts: number;
  /** Weight per area at a place (households per km²), or places with weights. Area where left out. */
  weight?: ((lon: number, lat: number) => number) | readonly WeightedPoint[];
  /** Any number; the same seed gives the same parts. */
  seed: number;
  /** One place per part that the part keeps. Left out, parts find their own middle. */
  centres?: readonly LonLat[];
  /** Share of the weight each part should have, in any unit. Equal where left out. */
  shares?: readonly number[];
  /** Pieces per part the division is made of: more make borders finer and slower. */
  detail?: number;
}

const DEFAULT_DETAIL = 48;
const TOLERANCE = 0.15;
const MESH_TRIES = 8;
/** Share of a part's mean area below which a body of land is an islet. */
const ISLET = 0.5;

/**
 * Divides a polygonal area into connected parts of equal (or given) weight, with borders that neighbours
 * share vertex for vertex and that add up to the area. The area's own vertices are kept bit for bit; where a
 * new border meets the edge of the area, a vertex is added on that edge (`weldBorders` carries it over to
 * what lies on the other side).
 *
 * Samples, denser where the weight is, give Voronoi cells; the cells cut by the outline are pieces of a
 * graph, which is divided by growing, and the borders are smoothed. A part spans water only where the area
 * does: on a body of land larger than half a mean part it is one polygon. Where the weight sits in too few
 * places to be divided, area takes its place as far as needed. Parts come within 25 % of their weight, with
 * these exceptions: peninsulas, or islands larger than half a part, that do not add up to it (9 parts of 12
 * equal peninsulas on one quay; 60 parts on 20 islands); weight in a few places; shares that differ more than
 * thirty times.
 *
 * @returns `parts` geometries, in the order of `centres` and `shares` where given
 * @throws RangeError when `parts` is below 1, the geometry has no area or runs back along its own edge, the
 *   lengths of centres and shares differ from `parts`, or a share is not above 0
 */
export function dividePolygon(options: DivideOptions): (Polygon | MultiPolygon)[] {
  const { geometry, parts, seed, centres, shares, detail = DEFAULT_DETAIL } = options;
  if (!Number.isInteger(parts) || parts < 1) throw new RangeError(`cannot divide into ${parts} parts`);
  for (const list of [centres, shares]) {
    if (list !== undefined && list.length !== parts) {
      throw new RangeError(`${list.length} centres or shares for ${parts} parts`);
    }
  }
  if (shares !== undefined && !shares.every((share) => share > 0 && Number.isFinite(share))) {
    throw new RangeError('each share must be above 0');
  }
  const rings = layRings(geometry);
  if (parts === 1) return [geometry];
  const random = createRandom(seed);
  const { mesh, faces } = meshed(rings, options, Math.max(64, parts * detail), random);
  const weight = divisible(pieceWeights(mesh, faces, rings, options.weight), faces.area, parts);
  const total = weight.reduce((a, b) => a + b, 0);
  const shared = shares?.reduce((a, b) => a + b, 0) ?? parts;
  const targets = Float64Array.from({ length: parts }, (_, p) => (total * (shares?.[p] ?? 1)) / shared);
  const pieces = {
    graph: linkPieces(mesh, faces, ISLET * (faces.area.reduce((a, b) => a + b, 0) / parts)),
    weight,
    area: faces.area,
    centroid: faces.centroid,
  };
  const fixed = centres && distinctPieces(centres, mesh, faces, rings);
  const part = partition(pieces, { targets, fixed, random, tolerance: TOLERANCE });
  return outlineParts(mesh, faces, part, parts, rings);
}

function meshed(
  rings: PlaneRings,
  { weight }: DivideOptions,
  samples: number,
  random: Random,
): { mesh: Mesh; faces: Faces } {
  const density =
    typeof weight === 'function'
      ? (x: number, y: number): number => {
          const [lon = 0, lat = 0] = rings.toPosition(x, y);
          return weight(lon, lat);
        }
      : undefined;
  for (let i = 1; ; i++) {
    try {
      const mesh = buildMesh(rings, samplePoints(rings, density, samples, random));
      return { mesh, faces: traceFaces(mesh) };
    } catch (error) {
      if (!(error instanceof DegenerateMesh)) throw error;
      if (i === MESH_TRIES) throw new RangeError(`the geometry cannot be divided: ${error.message}`);
    }
  }
}

function pieceWeights(
  mesh: Mesh,
  faces: Faces,
  rings: PlaneRings,
  weight: DivideOptions['weight'],
): Float64Array {
  if (weight === undefined) return faces.area.slice();
  if (typeof weight === 'function') {
    return faces.area.map((area, f) => {
      const [lon = 0, lat = 0] = rings.toPosition(faces.centroid[2 * f]!, faces.centroid[2 * f + 1]!);
      return area * Math.max(0, weight(lon, lat));
    });
  }
  const sums = new Float64Array(faces.count);
  let hint = 0;
  for (const { position, weight: own } of weight) {
    const [x, y] = rings.toPlane(position[0], position[1]);
    hint = mesh.delaunay.find(x, y, hint);
    sums[pieceAt(x, y, hint, mesh, faces)]! += Math.max(0, own);
  }
  return sums;
}

/** The piece of a cell that holds a point; beside the water, where none does, the cell's largest. */
function pieceAt(x: number, y: number, cell: number, mesh: Mesh, { facesOf, outline, area }: Faces): number {
  const own = facesOf[cell]!;
  return (
    own.find((f) => inRing(x, y, outline[f]!, mesh.xy)) ?? own.reduce((a, b) => (area[b]! > area[a]! ? b : a))
  );
}

/** Blends area into the weight until no single piece outweighs half a part. */
function divisible(weight: Float64Array, area: Float64Array, parts: number): Float64Array {
  const totalWeight = weight.reduce((a, b) => a + b, 0);
  const totalArea = area.reduce((a, b) => a + b, 0);
  for (let blend = totalWeight > 0 ? 0 : 1; blend < 1; blend += 0.125) {
    const mixed = weight.map((w, f) => (1 - blend) * (w / totalWeight) + (blend * area[f]!) / totalArea);
    if (mixed.every((w) => w <= 0.5 / parts)) return mixed;
  }
  return area.map((a) => a / totalArea);
}

function distinctPieces(centres: readonly LonLat[], mesh: Mesh, faces: Faces, rings: PlaneRings): number[] {
  const pieces = centres.map(([lon, lat]) => {
    const [x, y] = rings.toPlane(lon, lat);
    return pieceAt(x, y, mesh.delaunay.find(x, y), mesh, faces);
  });
  if (new Set(pieces).size < pieces.length) throw new RangeError('two centres lie in the same place');
  return pieces;
}
