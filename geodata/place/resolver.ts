import Flatbush from 'flatbush';
import type { MultiPolygon, Polygon } from 'geojson';
import { bboxOf, bboxOfRing, polygonsOf } from './bbox.ts';
import { createEdgeIndex, type EdgeIndex, isInside } from './edgeIndex.ts';
import { strOrder } from './strOrder.ts';

/** An area of the level that a resolver answers for. */
export interface PlaceArea {
  code: string;
  geometry: Polygon | MultiPolygon;
}

/** Answers which area of one level a place lies in. */
export interface Resolver {
  /**
   * Code of the area that contains the place (WGS 84 degrees), or null. Where areas overlap it is the
   * first of them in Sort-Tile-Recursive order (see strOrder), so the same whatever the file's order.
   */
  at: (lon: number, lat: number) => string | null;
  /** Codes of every area that contains the place, in the order of preference; empty for none. */
  allAt: (lon: number, lat: number) => string[];
}

/**
 * Resolver over the areas of one level: an R-tree over polygons, then edges by band within each.
 * Holes are outside; a point on a shared border belongs to exactly one neighbour (see isInside).
 * @param items areas with unique codes, rings closed; an empty list answers null everywhere
 */
export function createResolver(items: readonly PlaceArea[]): Resolver {
  // Order by code, so that ties in the ranks do not depend on the file.
  const areas = [...items].sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
  const ranks = strOrder(areas.map((area) => bboxOf(area.geometry)));
  const codes: string[] = [];
  const rankOf: number[] = [];
  const indexes: EdgeIndex[] = [];
  const boxes: [number, number, number, number][] = [];
  for (const [i, area] of areas.entries()) {
    codes[ranks[i]!] = area.code;
    for (const rings of polygonsOf(area.geometry)) {
      rankOf.push(ranks[i]!);
      indexes.push(createEdgeIndex(rings));
      boxes.push(bboxOfRing(rings[0] ?? []));
    }
  }
  if (indexes.length === 0) return { at: () => null, allAt: () => [] };
  const tree = new Flatbush(indexes.length);
  for (const box of boxes) tree.add(...box);
  tree.finish();

  let lon = 0;
  let lat = 0;
  let best = -1;
  // The search itself collects nothing: one closure, made once, keeps the best answer.
  const keepBest = (polygon: number): boolean => {
    const rank = rankOf[polygon]!;
    if ((best < 0 || rank < best) && isInside(indexes[polygon]!, lon, lat)) best = rank;
    return false;
  };
  return {
    at(x, y) {
      lon = x;
      lat = y;
      best = -1;
      tree.search(x, y, x, y, keepBest);
      return best < 0 ? null : codes[best]!;
    },
    allAt(x, y) {
      const hits = tree.search(x, y, x, y, (polygon) => isInside(indexes[polygon]!, x, y));
      const found = new Set(hits.map((polygon) => rankOf[polygon]!));
      return [...found].sort((a, b) => a - b).map((rank) => codes[rank]!);
    },
  };
}
