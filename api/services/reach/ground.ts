import { keep } from '#api/services/keep.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import type { AreaShapes } from '#api/services/reach/work.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import { ADMINISTRATIVE, type Area } from '#geodata/model.ts';
import { type ReachClass, reachClassOf } from '#geodata/reach/thresholds.ts';
import { packAreas } from '#geodata/tiles/pack.ts';

/** Districts and versions of the tree that are kept; the outlines of the largest take some 30 MB. */
const KEPT = 3;

/** A district in one version of the tree, as reach looks at it. */
export interface Ground {
  /** Tells one ground from another. */
  key: string;
  state: TreeState;
  root: Area;
  /** All areas that are drawn, and the place of each in the list. */
  areas: readonly Area[];
  placeOf: ReadonlyMap<string, number>;
  /** Place of each area's parent; -1 of the root. */
  parent: Int32Array;
  /** Kind of place of each area, by its own class 城乡分类 or that of the nearest area above that has one. */
  classes: readonly ReachClass[];
  /** Households of areas that are counted and have none below that are; NaN elsewhere. */
  counted: Float64Array;
  shapes: AreaShapes;
}

/** What of a district depends on its areas alone, made once per version of the tree. */
export class Grounds {
  readonly #parts: ReachParts;
  readonly #kept = new Map<string, Promise<Ground>>();

  constructor(parts: ReachParts) {
    this.#parts = parts;
  }

  /** @param root top of an administrative tree */
  of(state: TreeState, root: Area): Promise<Ground> {
    const key = JSON.stringify([state.version, root.code]);
    return keep(this.#kept, key, KEPT, () => this.#make(key, state, root));
  }

  async #make(key: string, state: TreeState, root: Area): Promise<Ground> {
    const { tree } = state;
    const { context, statistics } = this.#parts;
    const below = tree.subtree(root.code).filter((area) => area.tree === ADMINISTRATIVE);
    const outlines = await context.store.shapes(
      { codes: [root.code] },
      below.map(({ code }) => code),
      { day: state.validFrom ?? 0 },
    );
    const packed = packAreas(below.map((area) => ({ ...area, geometry: outlines.get(area.code) ?? null })));
    const areas = packed.areas.map(({ code }) => tree.get(code)!);
    const placeOf = new Map(areas.map(({ code }, i) => [code, i]));
    return {
      key,
      state,
      root,
      areas,
      placeOf,
      parent: Int32Array.from(areas, ({ parentCode }) =>
        parentCode === null ? -1 : (placeOf.get(parentCode) ?? -1),
      ),
      classes: areas.map(({ code }) => reachClassOf(urbanRuralOf(state, code))),
      counted: countedOf(areas),
      shapes: await statistics.reachShapes({ areas: packed }),
    };
  }
}

/** Place of the lowest area of the ground that a home lies in; -1 outside. */
export function groundPlace({ placeOf, state: { tree } }: Ground, home: string): number {
  for (let code: string | null = home; code !== null; code = tree.get(code)?.parentCode ?? null) {
    const place = placeOf.get(code);
    if (place !== undefined) return place;
  }
  return -1;
}

function urbanRuralOf({ tree }: TreeState, code: string): string | null {
  const chain = [...tree.ancestors(code), tree.get(code)!];
  return chain.findLast(({ urbanRural }) => urbanRural !== null)?.urbanRural ?? null;
}

/** Counts of households only where nothing below has one, so that no household is counted twice. */
function countedOf(areas: readonly Area[]): Float64Array {
  const inOrder = areas.map((area, i) => ({ area, i })).sort((a, b) => b.area.lft - a.area.lft);
  const counted = new Float64Array(areas.length).fill(Number.NaN);
  let next = Number.POSITIVE_INFINITY;
  for (const { area, i } of inOrder) {
    if (area.households === null) continue;
    if (next > area.rgt) counted[i] = area.households;
    next = area.lft;
  }
  return counted;
}
