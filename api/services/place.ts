import type { AreaRef } from '#api/contract/areas.ts';
import { areaRefOf } from '#api/services/areas.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { Store } from '#api/store/store.ts';
import { ADMINISTRATIVE, type Area, type Day, LEVELS } from '#geodata/model.ts';
import { createChainResolver } from '#geodata/place/chain.ts';
import { createZoneResolvers, type FindZone } from '#geodata/place/zones.ts';
import type { Tree } from '#geodata/tree.ts';

type Find = ReturnType<typeof createChainResolver>;

/** What of one version of the tree has been asked for already. */
interface Built {
  areas: Find | null;
  zones: ReadonlyMap<string, FindZone> | null;
}

/** Days, both included, over which a subject lies in the same zones, by tree of zones. */
export interface ZoneSpan {
  zones: Record<string, string>;
  validFrom: Day;
  validTo: Day;
}

/**
 * The zones of a subject from day to day: those that are named, else those that hold its position. A zone stays as
 * long as it is there, also when its border moves.
 */
export type ZonesThrough = (
  position: readonly [lon: number, lat: number] | null,
  validFrom: Day,
  validTo: Day,
  named: Readonly<Record<string, string>>,
) => ZoneSpan[];

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
    const { state } = await this.#of(day);
    const found: [string, string][] = [];
    for (const [tree, find] of await this.#zonesOf(state)) {
      const zone = find(lon, lat);
      if (zone) found.push([tree, zone.code]);
    }
    return Object.fromEntries(found);
  }

  /**
   * What tells the zones of many subjects through all trees from the earliest of some days on.
   *
   * @param days first days of the subjects
   */
  async zonesThrough(days: readonly Day[]): Promise<ZonesThrough> {
    const versions: { from: Day; tree: Tree; finds: ReadonlyMap<string, FindZone> }[] = [];
    const earliest = days.reduce((least, day) => Math.min(least, day), Number.POSITIVE_INFINITY);
    let state = days.length === 0 ? null : await this.#store.treeState('newest');
    while (state !== null) {
      const from: Day = state.validFrom ?? 0;
      const { finds, tree } = { finds: await this.#zonesOf(state), tree: state.tree };
      versions.unshift({ from, tree, finds });
      if (from <= earliest) break;
      const before: TreeState = await this.#store.treeState({ day: from - 1 });
      // The first version holds for all days before it too.
      state = before.version === state.version ? null : before;
    }
    return (position, validFrom, validTo, named) => {
      const spans: ZoneSpan[] = [{ zones: { ...named }, validFrom, validTo }];
      if (position === null) return spans;
      for (const [i, { from, tree, finds }] of versions.entries()) {
        if (from > validTo || (versions[i + 1]?.from ?? Number.POSITIVE_INFINITY) <= validFrom) continue;
        const last = spans.at(-1)!;
        const zones = { ...last.zones };
        for (const [name, find] of finds) {
          const known = zones[name];
          const found = find(...position)?.code;
          if (found !== undefined && (known === undefined || (named[name] === undefined && !tree.get(known))))
            zones[name] = found;
        }
        for (const [name, zone] of Object.entries(zones))
          if (named[name] === undefined && !tree.get(zone)) delete zones[name];
        if (from <= validFrom || i === 0) last.zones = zones;
        else if (JSON.stringify(zones) !== JSON.stringify(last.zones)) {
          last.validTo = from - 1;
          spans.push({ zones, validFrom: from, validTo });
        }
      }
      return spans;
    };
  }

  async #zonesOf(state: TreeState): Promise<ReadonlyMap<string, FindZone>> {
    const built = this.#builtOf(state);
    built.zones ??= await this.#zones(state);
    return built.zones;
  }

  async #of(day: Day | undefined): Promise<{ state: TreeState; built: Built }> {
    const state = await this.#store.treeState(day === undefined ? undefined : { day });
    return { state, built: this.#builtOf(state) };
  }

  #builtOf(state: TreeState): Built {
    let built = this.#built.get(state.version);
    if (!built) {
      // Of the versions before, one may still be asked for; more would only take up room.
      if (this.#built.size > 1) this.#built.clear();
      built = { areas: null, zones: null };
      this.#built.set(state.version, built);
    }
    return built;
  }

  async #areas(state: TreeState): Promise<Find> {
    const areas = state.tree.areas.filter((area) => area.tree === ADMINISTRATIVE);
    const byLevel = Map.groupBy(areas, (area) => area.level);
    return this.#index(
      state,
      LEVELS.toReversed().map((level) => byLevel.get(level) ?? []),
    );
  }

  async #zones({ tree, validFrom }: TreeState): Promise<ReadonlyMap<string, FindZone>> {
    const zones = tree.areas.filter((area) => area.tree !== ADMINISTRATIVE);
    const shapes = await this.#store.shapes(
      { codes: tree.children(null).map((area) => area.code) },
      zones.map((zone) => zone.code),
      { day: validFrom ?? 0 },
    );
    return createZoneResolvers(zones, (code) => shapes.get(code));
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
