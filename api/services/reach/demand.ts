import { keep } from '#api/services/keep.ts';
import { type Ground, groundPlace } from '#api/services/reach/ground.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import type { DemandEntries, Located } from '#api/services/reach/work.ts';
import type { Day, SubjectType } from '#geodata/model.ts';
import type { Places } from '#geodata/reach/pairs.ts';
import type { Demand } from '#geodata/service/types.ts';

/** Demands that are kept; half a million households take some 15 MB. */
const KEPT = 6;

/** Whose reach is asked for, on a ground. */
export interface DemandOnGround {
  key: string;
  ground: Ground;
  entries: DemandEntries;
  /** Place of each area for those who have none of their own. */
  homes: Places;
}

/** Reads who wants a service, and where they are. */
export class Demands {
  readonly #parts: ReachParts;
  readonly #demands = new Map<string, Promise<DemandOnGround>>();
  readonly #homes = new Map<string, Promise<Places & { unlisted: Float64Array }>>();

  constructor(parts: ReachParts) {
    this.#parts = parts;
  }

  /** @param at what tells one state of the subjects from another */
  of(ground: Ground, demand: Demand, on: Day, at: string): Promise<DemandOnGround> {
    const { type, tags } = demand;
    const key = JSON.stringify([ground.key, type, tags, on, at]);
    return keep(this.#demands, key, KEPT, async () => {
      const { statistics } = this.#parts;
      const homes = await this.homes(ground, on, at);
      const subjects = await this.#located(ground, type, tags, on);
      const isEverybody = type === 'household' && tags.length === 0;
      const entries = await statistics.reachDemand({
        subjects,
        homes: { lon: homes.lon, lat: homes.lat },
        extra: isEverybody ? homes.unlisted : null,
      });
      return { key, ground, entries, homes };
    });
  }

  /** The place of each area, weighted by its households, and those that are counted there and not listed. */
  homes(ground: Ground, on: Day, at: string): Promise<Places & { unlisted: Float64Array }> {
    return keep(this.#homes, JSON.stringify([ground.key, on, at]), KEPT, async () => {
      const { shapes, parent, counted } = ground;
      const households = await this.#located(ground, 'household', [], on);
      return this.#parts.statistics.reachHomes({ shapes, parent, counted, households });
    });
  }

  /** Of the whole district, whoever asks: what is near does not end at the border of somebody's scope. */
  async #located(ground: Ground, type: SubjectType, tags: readonly string[], on: Day): Promise<Located> {
    const { code } = ground.root;
    const found = await this.#parts.services.demand({ codes: [code] }, { area: code, type, tags, on });
    if (!found) return { area: new Int32Array(), lon: new Float64Array(), lat: new Float64Array() };
    const places = found.homes.map((home) => groundPlace(ground, home));
    return {
      area: Int32Array.from(found.home, (home) => places[home] as number),
      lon: found.lon,
      lat: found.lat,
    };
  }
}
