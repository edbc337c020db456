import type { Day, Level } from '#geodata/model.ts';

/** A node of one version of the tree, as far as duties need it. */
export interface AreaNode {
  level: Level;
  parent: string | null;
  /** Town whose key rows of the area carry; its own code above the towns and in trees of zones. */
  town: string;
  tree: string;
  /** Count of households, where the area has one and nothing below it has. */
  households: number | null;
}

export type AreaNodes = ReadonlyMap<string, AreaNode>;

/** The dated versions of the tree of areas: the one in force on a day is the last that begins by then. */
export class TreeVersions {
  readonly #versions: readonly { from: Day; nodes: AreaNodes }[];
  /** Days on which a later version takes over from an earlier one. */
  readonly changes: readonly Day[];

  /**
   * @param versions ascending by number; of several that begin on one day the last holds, and the first
   *   version also holds for all days before it
   */
  constructor(versions: readonly { from: Day; nodes: AreaNodes }[]) {
    const kept: { from: Day; nodes: AreaNodes }[] = [];
    for (const version of versions) {
      while (kept.length > 0 && kept.at(-1)!.from >= version.from) kept.pop();
      kept.push(version);
    }
    this.#versions = kept;
    this.changes = kept.slice(1).map(({ from }) => from);
  }

  /** The areas in force on a day; none before the first boundaries came in. */
  on(day: Day): AreaNodes {
    for (let i = this.#versions.length - 1; i > 0; i--)
      if (this.#versions[i]!.from <= day) return this.#versions[i]!.nodes;
    return this.#versions[0]?.nodes ?? NO_NODES;
  }

  /** The area itself or, where it is no more on that day, the nearest that held it and still is; null for none. */
  placeOn(area: string, day: Day): string | null {
    const nodes = this.on(day);
    let code: string | null = area;
    while (code !== null && !nodes.has(code)) {
      const at: string = code;
      code = this.#versions.findLast((version) => version.nodes.has(at))?.nodes.get(at)?.parent ?? null;
    }
    return code;
  }

  /** Every version whose days overlap these, both ends included. */
  during(from: Day, to: Day): { from: Day; nodes: AreaNodes }[] {
    return this.#versions.filter((version, i) => {
      const begins = i === 0 ? Number.NEGATIVE_INFINITY : version.from;
      const ends = (this.#versions[i + 1]?.from ?? Number.POSITIVE_INFINITY) - 1;
      return begins <= to && ends >= from;
    });
  }

  /** Every code that is in some version. */
  codes(): Set<string> {
    return new Set(this.#versions.flatMap(({ nodes }) => [...nodes.keys()]));
  }

  get newest(): AreaNodes {
    return this.#versions.at(-1)?.nodes ?? NO_NODES;
  }
}

const NO_NODES: AreaNodes = new Map();

/** The area and its ancestors, from below. */
export function* upFrom(nodes: AreaNodes, area: string): Iterable<string> {
  for (let code: string | null = area; code !== null; ) {
    const node: AreaNode | undefined = nodes.get(code);
    if (!node) return;
    yield code;
    code = node.parent;
  }
}

/** The lowest area that holds all of these (itself among them where there is one); null where none does. */
export function lowestHolding(nodes: AreaNodes, areas: readonly string[]): string | null {
  let common: string[] | null = null;
  for (const area of areas) {
    const chain = [...upFrom(nodes, area)];
    common = common === null ? chain : common.filter((code) => chain.includes(code));
  }
  return common?.[0] ?? null;
}
