import type { MultiPolygon, Polygon } from 'geojson';
import { weldBorders } from '#geodata/divide/weld.ts';
import type { Boundary } from '#geodata/model.ts';
import { polygonsOf } from '#geodata/place/bbox.ts';
import { ringArea } from '#geodata/place/ringArea.ts';
import { areasByCode, type CheckInput, type StoredArea, staying } from './check.ts';
import { VertexIds } from './vertexIds.ts';

type Area = Polygon | MultiPolygon;

/** Areas of one level and parent: these are measured against each other. */
export function siblingsKey({ level, parentCode }: Pick<Boundary, 'level' | 'parentCode'>): string {
  return JSON.stringify([level, parentCode]);
}

/** Areas that measure against each other where the file has at least one of them, by `siblingsKey`. */
export interface Siblings {
  inFile: Boundary[];
  /** Those beside them that stay as they are. */
  kept: StoredArea[];
}

export function siblingsOf(input: CheckInput): Map<string, Siblings> {
  const kept = Map.groupBy(staying(input), siblingsKey);
  const inFile = Map.groupBy(input.boundaries, siblingsKey);
  return new Map([...inFile].map(([key, areas]) => [key, { inFile: areas, kept: kept.get(key) ?? [] }]));
}

// The same input goes through all checks that measure; its proof is worked out once.
const proven = new WeakMap<CheckInput, ReadonlySet<string>>();

/**
 * Groups of siblings (by `siblingsKey`) that tile their parent vertex by vertex, but for vertices that lie on
 * an edge of the other (within 1e-12 degrees, 0.1 micrometres: where an area was divided, its outline has none
 * at the new borders): they neither overlap, nor leave a gap, nor reach outside, and nothing has to be cut to
 * know it.
 */
export function exactTilings(input: CheckInput): ReadonlySet<string> {
  const known = proven.get(input);
  if (known) return known;
  const outlines = areasByCode(input);
  const exact = new Set<string>();
  for (const [key, { inFile, kept }] of siblingsOf(input)) {
    const { parentCode } = inFile[0]!;
    const parent = parentCode === null ? undefined : outlines.get(parentCode);
    if (!parent) continue;
    const children = [...inFile, ...kept].map(({ geometry }) => geometry);
    if (tilesExactly(parent.geometry, children) || tilesWhenWelded(parent.geometry, children)) exact.add(key);
  }
  proven.set(input, exact);
  return exact;
}

function tilesWhenWelded(parent: Area, siblings: readonly Area[]): boolean {
  const [whole, ...children] = weldBorders([parent, ...siblings]);
  return tilesExactly(whole!, children);
}

/**
 * Whether all edges cancel: every edge of a child runs against another child's, or along the whole's.
 *
 * That proves the tiling: at any point, take the number of children that hold it, less one where the whole
 * does. This number changes only where edges are left over and is 0 far away; with no edge left it is 0
 * everywhere, so the whole is covered once and nothing else is. It asks for areas without overlapping parts
 * (`validRings`), and says nothing of neighbours that cut one border at different vertices.
 */
export function tilesExactly(whole: Area, children: readonly Area[]): boolean {
  const count = [whole, ...children].reduce((sum, area) => sum + positionsOf(area), 0);
  const ids = new VertexIds(count);
  const left = new Map<number, number>();
  const add = (area: Area, sign: number) => {
    for (const polygon of polygonsOf(area)) {
      for (const [r, ring] of polygon.entries()) {
        // Outer rings one way round and holes the other, whatever the file did.
        const turn = ringArea(ring) > 0 === (r === 0) ? sign : -sign;
        let a = -1;
        for (const position of ring) {
          const b = ids.of(position[0]!, position[1]!);
          if (a >= 0 && a !== b) {
            const key = a < b ? a * count + b : b * count + a;
            const net = (left.get(key) ?? 0) + (a < b ? turn : -turn);
            if (net === 0) left.delete(key);
            else left.set(key, net);
          }
          a = b;
        }
      }
    }
  };
  add(whole, -1);
  for (const child of children) add(child, 1);
  return left.size === 0;
}

function positionsOf(area: Area): number {
  let sum = 0;
  for (const polygon of polygonsOf(area)) for (const ring of polygon) sum += ring.length;
  return sum;
}
