import type { AreaRef } from '#api/contract/areas.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { Store, TreeState } from '#api/store/store.ts';
import { LEVELS, type Level } from '#geodata/model.ts';
import { createChainResolver } from '#geodata/place/chain.ts';

/** Finds the areas a position lies in, over the newest tree; the index is built once per version. */
export class Place {
  readonly #store: Store;
  #built: { version: number; find: ReturnType<typeof createChainResolver> } | null = null;

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The chain of areas from the top down to the smallest that holds the position; empty outside.
   *
   * @param lon degrees, WGS 84
   * @param lat degrees, WGS 84
   */
  async at(lon: number, lat: number): Promise<AreaRef[]> {
    const state = await this.#store.treeState();
    if (this.#built?.version !== state.version)
      this.#built = { version: state.version, find: await this.#index(state) };
    const found = this.#built.find(lon, lat);
    const area = found && state.tree.get(found.code);
    return area ? [...state.tree.ancestors(area.code), area].map(areaRefOf) : [];
  }

  async #index(state: TreeState): Promise<ReturnType<typeof createChainResolver>> {
    const { tree } = state;
    const everything = { codes: tree.children(null).map((area) => area.code) };
    const shapes = await this.#store.shapes(
      everything,
      tree.areas.map((area) => area.code),
    );
    const levels = LEVELS.toReversed()
      .filter((level): level is Level => level !== 'zone')
      .map((level) => ({
        level,
        areas: tree.areas.flatMap((area) => {
          const geometry = area.level === level ? shapes.get(area.code) : undefined;
          return geometry ? [{ code: area.code, geometry }] : [];
        }),
      }));
    return createChainResolver(levels.filter((level) => level.areas.length > 0));
  }
}
