import type { Feature, MultiPolygon, Polygon } from 'geojson';
import type { Level } from '#geodata/model.ts';
import type { Child, Parent } from './children.ts';
import { dividePolygon } from './divide.ts';
import { dissolve, weldBorders } from './weld.ts';

type Polygonal = Polygon | MultiPolygon;

/** Pieces per part: large areas are looked at from near, so their borders are drawn finer. */
const DETAIL: Partial<Record<Level, number>> = { district: 260, town: 260, community: 72 };

/**
 * An area's share is its households, but never less than this part of the mean: what has no household still
 * is a place that can be seen.
 */
const LEAST_SHARE = 0.1;

export interface DrawOptions {
  /** Areas with polygons; every child hangs below one of them, at once or through other children. */
  parents: readonly Parent[];
  children: readonly Child[];
  /** Any number; the same seed draws the same borders. */
  seed: number;
  /** Told of the share done, 0 to 1, and of what is being done. */
  onProgress?: (share: number, doing: string) => void;
}

/** What is drawn, as a boundary file has it. */
export type DrawnChild = Feature<Polygonal, Omit<Child, 'place'>>;

/**
 * Draws children into their parents, from the top down: siblings share their parent by households, as if they
 * lived evenly spread (`dividePolygon`). Children of neighbouring parents share their vertices, and a child
 * that is divided again is exactly the union of its own children.
 *
 * @returns features in the order of `children`
 * @throws RangeError naming the parent that cannot be divided
 */
export function drawChildren({ parents, children, seed, onProgress }: DrawOptions): DrawnChild[] {
  const below = Map.groupBy(children, ({ parentCode }) => parentCode);
  const shares = sharesOf(children, below);
  const shapes = new Map<string, Polygonal>();
  const leaves: Child[] = [];
  const divide = ({ code, geometry }: Parent): void => {
    const own = below.get(code) ?? [];
    const parts = divided(
      code,
      geometry,
      own,
      own.map((child) => shares.get(child.code)!),
      seed,
    );
    for (const [i, child] of own.entries()) {
      const shape = parts[i]!;
      if (below.has(child.code)) divide({ code: child.code, geometry: shape });
      else {
        shapes.set(child.code, shape);
        leaves.push(child);
        if (leaves.length % 16 === 0) onProgress?.((0.9 * leaves.length) / children.length, 'dividing');
      }
    }
  };
  onProgress?.(0, 'dividing');
  for (const parent of parents) divide(parent);

  onProgress?.(0.9, 'joining borders');
  const welded = weldBorders(leaves.map(({ code }) => shapes.get(code)!));
  for (const [i, { code }] of leaves.entries()) shapes.set(code, welded[i]!);
  for (const [code, shape] of unions(children, leaves, welded)) shapes.set(code, shape);
  onProgress?.(1, 'joining borders');
  return children.map(({ place: _, ...properties }) => ({
    type: 'Feature',
    properties,
    geometry: shapes.get(properties.code)!,
  }));
}

function divided(
  code: string,
  geometry: Polygonal,
  children: readonly Child[],
  shares: readonly number[],
  seed: number,
): Polygonal[] {
  const detail = DETAIL[children[0]!.level];
  try {
    return dividePolygon({
      geometry,
      parts: children.length,
      shares,
      seed: mix(seed, code),
      ...(detail === undefined ? {} : { detail }),
    });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${code} cannot be divided into ${children.length} areas: ${error.message}`);
  }
}

/** What each child counts for beside its siblings: its own households, or else those of its children. */
function sharesOf(
  children: readonly Child[],
  below: ReadonlyMap<string, readonly Child[]>,
): Map<string, number> {
  const known = new Map<string, number | null>();
  const householdsOf = (child: Child): number | null => {
    const cached = known.get(child.code);
    if (cached !== undefined) return cached;
    const own = child.households;
    const counted = (below.get(child.code) ?? []).flatMap((inner) => householdsOf(inner) ?? []);
    const value = own ?? (counted.length > 0 ? counted.reduce((a, b) => a + b, 0) : null);
    known.set(child.code, value);
    return value;
  };
  const shares = new Map<string, number>();
  for (const siblings of Map.groupBy(children, ({ parentCode }) => parentCode).values()) {
    const told = siblings.flatMap((child) => householdsOf(child) ?? []);
    const mean = told.length > 0 ? told.reduce((a, b) => a + b, 0) / told.length : 0;
    for (const child of siblings)
      shares.set(child.code, mean > 0 ? Math.max(householdsOf(child) ?? mean, LEAST_SHARE * mean) / mean : 1);
  }
  return shares;
}

/** The shapes of children that are divided again: the union of the leaves below. */
function unions(
  children: readonly Child[],
  leaves: readonly Child[],
  welded: readonly Polygonal[],
): Map<string, Polygonal> {
  const byCode = new Map(children.map((child) => [child.code, child]));
  const atLevel = (leaf: Child, level: Level): Child | undefined => {
    let up = byCode.get(leaf.parentCode);
    while (up && up.level !== level) up = byCode.get(up.parentCode);
    return up;
  };
  const shapes = new Map<string, Polygonal>();
  for (const level of new Set(children.map((child) => child.level))) {
    const inner = leaves.flatMap((leaf, i) => {
      const group = atLevel(leaf, level);
      return group ? [{ code: group.code, shape: welded[i]! }] : [];
    });
    if (inner.length === 0) continue;
    const merged = dissolve(
      inner.map(({ shape }) => shape),
      inner.map(({ code }) => code),
    );
    for (const [code, shape] of merged) shapes.set(code, shape);
  }
  return shapes;
}

/** A seed of its own for each parent (FNV-1a over the code), so that one alone is drawn as among others. */
function mix(seed: number, code: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < code.length; i++) hash = Math.imul(hash ^ code.charCodeAt(i), 0x01000193);
  return Math.imul(seed + 1, 0x9e3779b1) ^ hash;
}
