import type { Area, Level } from '#geodata/model.ts';

/** What is needed to place a node in the tree; the nested-set numbers are computed. */
export type AreaInput = Omit<Area, 'lft' | 'rgt' | 'townCode'>;

/**
 * Numbers a forest as nested sets and finds each node's town.
 *
 * Siblings are ordered by code, so that the numbering depends on the content alone.
 *
 * @returns areas in depth-first order
 * @throws RangeError naming the codes when a parent is missing, a code is double or parents form a ring
 */
export function numberTree(inputs: readonly AreaInput[]): Area[] {
  const byCode = new Map<string, AreaInput>();
  for (const input of inputs) {
    if (byCode.has(input.code)) throw new RangeError(`code ${input.code} is there twice`);
    byCode.set(input.code, input);
  }
  const children = new Map<string | null, AreaInput[]>();
  for (const input of inputs) {
    if (input.parentCode !== null && !byCode.has(input.parentCode))
      throw new RangeError(`parent ${input.parentCode} of ${input.code} is unknown`);
    const siblings = children.get(input.parentCode);
    if (siblings) siblings.push(input);
    else children.set(input.parentCode, [input]);
  }
  const out: Area[] = [];
  let counter = 0;
  const walk = (input: AreaInput, town: string | null): void => {
    const townCode = town ?? (input.level === 'town' ? input.code : null);
    const area: Area = { ...input, townCode: townCode ?? input.code, lft: counter++, rgt: 0 };
    out.push(area);
    for (const child of sorted(children.get(input.code))) walk(child, townCode);
    area.rgt = counter++;
  };
  for (const top of sorted(children.get(null))) walk(top, null);
  if (out.length !== inputs.length) {
    const seen = new Set(out.map((area) => area.code));
    const ring = inputs.filter((input) => !seen.has(input.code)).map((input) => input.code);
    throw new RangeError(`parents form a ring: ${ring.slice(0, 5).join(', ')}`);
  }
  return out;
}

function sorted(areas: AreaInput[] | undefined): AreaInput[] {
  return (areas ?? []).toSorted((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}

/** One version of the tree in memory, for look-ups by code. */
export class Tree {
  readonly #byCode: Map<string, Area>;
  readonly #children = new Map<string | null, Area[]>();
  /** All areas in depth-first order. */
  readonly areas: readonly Area[];

  constructor(areas: readonly Area[]) {
    this.areas = areas.toSorted((a, b) => a.lft - b.lft);
    this.#byCode = new Map(areas.map((area) => [area.code, area]));
    for (const area of this.areas) {
      const siblings = this.#children.get(area.parentCode);
      if (siblings) siblings.push(area);
      else this.#children.set(area.parentCode, [area]);
    }
  }

  get(code: string): Area | undefined {
    return this.#byCode.get(code);
  }

  /** The areas directly below, ordered by code; of `null` the tops. */
  children(code: string | null): readonly Area[] {
    return this.#children.get(code) ?? [];
  }

  /** From the top down to the area's parent, the area itself left out. */
  ancestors(code: string): Area[] {
    const chain: Area[] = [];
    let parent = this.get(code)?.parentCode ?? null;
    while (parent !== null) {
      const area = this.get(parent);
      if (!area) break;
      chain.unshift(area);
      parent = area.parentCode;
    }
    return chain;
  }

  /** The area and all below it, in depth-first order; empty when the code is unknown. */
  subtree(code: string): readonly Area[] {
    const top = this.get(code);
    if (!top) return [];
    return this.areas.filter((area) => area.lft >= top.lft && area.rgt <= top.rgt);
  }

  /** Whether `code` lies in `top` or is it. */
  contains(top: string, code: string): boolean {
    const [a, b] = [this.get(top), this.get(code)];
    return a !== undefined && b !== undefined && b.lft >= a.lft && b.rgt <= a.rgt;
  }

  /** The areas of a level in a subtree, in depth-first order. */
  ofLevel(code: string, level: Level): Area[] {
    return this.subtree(code).filter((area) => area.level === level);
  }

  /** The next level below an area that has areas, or null when nothing lies below. */
  levelBelow(code: string): Level | null {
    return this.children(code)[0]?.level ?? null;
  }

  /** The ancestor-or-self of a level, or undefined when the area lies above that level. */
  atLevel(code: string, level: Level): Area | undefined {
    let area = this.get(code);
    while (area && area.level !== level)
      area = area.parentCode === null ? undefined : this.get(area.parentCode);
    return area;
  }
}
