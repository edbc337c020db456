import type { AreaRef } from '#api/contract/areas.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Store, TreeState } from '#api/store/store.ts';
import { ADMINISTRATIVE, type Area, type Day, LEVELS } from '#geodata/model.ts';
import { createChainResolver } from '#geodata/place/chain.ts';
import type { Tree } from '#geodata/tree.ts';

type Find = ReturnType<typeof createChainResolver>;

/** What of one version of the tree has been asked for already. */
interface Built {
  areas: Find | null;
  zones: ReadonlyMap<string, Find> | null;
}

/** Finds the areas a position lies in, in the tree of a day; an index is built once per version. */
export class Place {
  readonly #store: Store;
  readonly #built = new Map<number, Built>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The chain of administrative areas from the top down to the smallest that holds the position; empty outside.
   *
   * @param lon degrees, WGS 84
   * @param lat degrees, WGS 84
   * @param day civil day whose tree is asked; today when left out
   */
  async at(lon: number, lat: number, day?: Day): Promise<AreaRef[]> {
    const { tree, find } = await this.on(day);
    const area = find(lon, lat);
    return area ? [...tree.ancestors(area.code), area].map(areaRefOf) : [];
  }

  /** The tree of a day, and what finds the smallest area in it that holds a position: for many of one day. */
  async on(day?: Day): Promise<{ tree: Tree; find: (lon: number, lat: number) => Area | undefined }> {
    const { state, built } = await this.#of(day);
    built.areas ??= await this.#areas(state);
    const { tree } = state;
    const { areas } = built;
    return {
      tree,
      find: (lon, lat) => {
        const found = areas(lon, lat);
        return found ? tree.get(found.code) : undefined;
      },
    };
  }

  /**
   * The lowest zone of each tree of zones that holds the position, by the name of the tree.
   *
   * @param lon degrees, WGS 84
   * @param lat degrees, WGS 84
   * @param day civil day whose trees are asked; today when left out
   */
  async zones(lon: number, lat: number, day?: Day): Promise<Record<string, string>> {
    const { state, built } = await this.#of(day);
    built.zones ??= await this.#zones(state);
    const found: [string, string][] = [];
    for (const [tree, find] of built.zones) {
      const zone = find(lon, lat);
      if (zone) found.push([tree, zone.code]);
    }
    return Object.fromEntries(found);
  }

  async #of(day: Day | undefined): Promise<{ state: TreeState; built: Built }> {
    const state = await this.#store.treeState(day === undefined ? undefined : { day });
    let built = this.#built.get(state.version);
    if (!built) {
      // Of the versions before, one may still be asked for; more would only take up room.
      if (this.#built.size > 1) this.#built.clear();
      built = { areas: null, zones: null };
      this.#built.set(state.version, built);
    }
    return { state, built };
  }

  async #areas(state: TreeState): Promise<Find> {
    const areas = state.tree.areas.filter((area) => area.tree === ADMINISTRATIVE);
    const byLevel = Map.groupBy(areas, (area) => area.level);
    return this.#index(
      state,
      LEVELS.toReversed().map((level) => byLevel.get(level) ?? []),
    );
  }

  /** Zones lie in zones, so their depth in the tree stands for the level. */
  async #zones(state: TreeState): Promise<ReadonlyMap<string, Find>> {
    const trees = Map.groupBy(state.tree.areas, (area) => area.tree);
    trees.delete(ADMINISTRATIVE);
    const found = new Map<string, Find>();
    for (const [tree, zones] of trees) {
      const byDepth = Map.groupBy(zones, (zone) => state.tree.ancestors(zone.code).length);
      const depths = [...byDepth].sort(([a], [b]) => b - a);
      found.set(
        tree,
        await this.#index(
          state,
          depths.map(([, atDepth]) => atDepth),
        ),
      );
    }
    return found;
  }

  /** @param levels areas of one level each, from the finest up */
  async #index({ tree, validFrom }: TreeState, levels: readonly (readonly Area[])[]): Promise<Find> {
    const everything = { codes: tree.children(null).map((area) => area.code) };
    const shapes = await this.#store.shapes(
      everything,
      levels.flat().map((area) => area.code),
      { day: validFrom ?? 0 },
    );
    return createChainResolver(
      levels.flatMap((areas) => {
        const drawn = areas.flatMap(({ code }) => {
          const geometry = shapes.get(code);
          return geometry ? [{ code, geometry }] : [];
        });
        return drawn.length === 0 ? [] : [{ level: areas[0]!.level, areas: drawn }];
      }),
    );
  }
}
