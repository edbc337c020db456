import type { Position } from 'geojson';

/**
 * Edges of one polygon in horizontal bands, so that asking whether a point is inside reads the few
 * edges of its band only.
 */
export interface EdgeIndex {
  south: number;
  bandHeight: number;
  bands: number;
  /** Edges of band b are `starts[b] .. starts[b + 1]`, each four numbers: lower x, y, upper x, y. */
  starts: Uint32Array;
  edges: Float64Array;
}

/**
 * Bands over all rings of a polygon. Horizontal edges are left out: the even-odd rule never crosses
 * them. Memory is at most 16 entries an edge: the bands are made taller until that holds.
 * @param rings [ring][vertex], closed
 */
export function createEdgeIndex(rings: readonly (readonly Position[])[]): EdgeIndex {
  const edges: number[] = [];
  let south = Infinity;
  let north = -Infinity;
  for (const ring of rings) {
    for (let i = 1; i < ring.length; i++) {
      const a = ring[i - 1]!;
      const b = ring[i]!;
      if (a[1] === b[1]) continue;
      // Lower end first: neighbours that share an edge in opposite directions compute the same x.
      const [low, high] = a[1]! < b[1]! ? [a, b] : [b, a];
      edges.push(low[0]!, low[1]!, high[0]!, high[1]!);
      south = Math.min(south, low[1]!);
      north = Math.max(north, high[1]!);
    }
  }
  const count = edges.length / 4;
  let bands = Math.max(1, Math.min(4096, count >> 1));
  for (; ; bands = Math.ceil(bands / 2)) {
    const bandHeight = (north - south) / bands;
    const band = (y: number) => bandOf(y, south, bandHeight, bands);
    const starts = new Uint32Array(bands + 1);
    let entries = 0;
    for (let e = 0; e < count; e++) {
      const first = band(edges[4 * e + 1]!);
      const last = band(edges[4 * e + 3]!);
      entries += last - first + 1;
      if (bands > 1 && entries > 16 * count) break;
      for (let b = first; b <= last; b++) starts[b + 1]!++;
    }
    if (bands > 1 && entries > 16 * count) continue;
    for (let b = 0; b < bands; b++) starts[b + 1]! += starts[b]!;
    const filled = starts.slice();
    const stored = new Float64Array(4 * entries);
    for (let e = 0; e < count; e++) {
      const last = band(edges[4 * e + 3]!);
      for (let b = band(edges[4 * e + 1]!); b <= last; b++) {
        const to = 4 * filled[b]!++;
        for (let k = 0; k < 4; k++) stored[to + k] = edges[4 * e + k]!;
      }
    }
    return { south, bandHeight, bands, starts, edges: stored };
  }
}

/**
 * Even-odd rule over all rings, so holes are outside. A point on the border belongs to the west-
 * and south-closed side (an edge from y1 to y2 counts for y1 <= y < y2, and for x strictly east of the
 * point): of two areas that share an edge exactly one has the points on it.
 */
export function isInside(index: EdgeIndex, lon: number, lat: number): boolean {
  const { starts, edges } = index;
  const band = bandOf(lat, index.south, index.bandHeight, index.bands);
  const end = 4 * (starts[band + 1] ?? 0);
  let inside = false;
  for (let i = 4 * (starts[band] ?? 0); i < end; i += 4) {
    const y1 = edges[i + 1]!;
    const y2 = edges[i + 3]!;
    if (lat < y1 || lat >= y2) continue;
    const x1 = edges[i]!;
    if (lon < x1 + ((lat - y1) * (edges[i + 2]! - x1)) / (y2 - y1)) inside = !inside;
  }
  return inside;
}

function bandOf(y: number, south: number, height: number, bands: number): number {
  const band = Math.floor((y - south) / height);
  // Also for the empty polygon, where the height is NaN.
  return band > 0 ? Math.min(band, bands - 1) : 0;
}
