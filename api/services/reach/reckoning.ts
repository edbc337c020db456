import { createHash } from 'node:crypto';
import { CodedError } from '#api/errors.ts';
import { findArea } from '#api/services/areas.ts';
import type { Asking } from '#api/services/context.ts';
import { keep } from '#api/services/keep.ts';
import { type DemandOnGround, Demands } from '#api/services/reach/demand.ts';
import { type Ground, Grounds } from '#api/services/reach/ground.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import { placesOf, type SeenPlaces } from '#api/services/reach/points.ts';
import { type AskedReach, type MeantReach, meantOf } from '#api/services/reach/question.ts';
import type { RowPlan } from '#api/services/reach/rows.ts';
import { type Travels, travelKey } from '#api/services/reach/travels.ts';
import type { DecayName, ReachRows, Travel } from '#api/services/reach/work.ts';
import { ADMINISTRATIVE, type Area } from '#geodata/model.ts';
import type { Nearest } from '#geodata/reach/pairs.ts';
import type { ServiceSettings } from '#geodata/service/types.ts';

/** Answers of the thread that are kept. */
const KEPT = 8;
const KEPT_ROWS = 64;

/** A question with all that is needed to answer it; of the whole district, whoever asks. */
export interface Reckoned {
  key: string;
  area: Area;
  ground: Ground;
  meant: MeantReach;
  settings: ServiceSettings;
  demand: DemandOnGround;
  places: SeenPlaces;
  travel: Travel;
  nearest: Nearest;
  /** Threshold of each area of the ground, metres. */
  metres: Float64Array;
}

/**
 * Distances and sums of reach, kept by what they were reckoned from. They are those of the whole district for
 * everyone: people walk across the border of a scope. Scope cuts which rows are told.
 */
export class Reckoning {
  readonly #parts: ReachParts;
  readonly #grounds: Grounds;
  readonly travels: Travels;
  readonly demands: Demands;
  readonly #nearest = new Map<string, Promise<Nearest>>();
  readonly #access = new Map<string, Promise<Float64Array>>();
  readonly #rows = new Map<string, Promise<ReachRows>>();

  constructor(parts: ReachParts, travels: Travels) {
    this.#parts = parts;
    this.travels = travels;
    this.#grounds = new Grounds(parts);
    this.demands = new Demands(parts);
  }

  /** @throws CodedError `badRequest`, `notFound`; `conflict` for a network that is not there */
  async of(asking: Asking, asked: AskedReach & { area: string }): Promise<Reckoned> {
    const { context, services, statistics } = this.#parts;
    // before the ledger is read: what is written meanwhile is read once more under the next state
    const at = await services.demandState();
    const state = await context.store.treeState();
    const area = findArea(state, asking.scope, asked.area);
    if (area.tree !== ADMINISTRATIVE) throw ofZone(area);
    const settings = await this.#parts.settings();
    const today = context.dayOf(asking.now);
    const meant = meantOf(asked, settings, today);
    const travel = await this.travels.of(meant.travel, settings.detour);
    const root = state.tree.ancestors(area.code)[0] ?? area;
    const ground = await this.#grounds.of(state, root);
    const demand = await this.demands.of(ground, meant.demand, today, at);
    const { from, to } = meant.points;
    const records =
      (await services.servicePoints({ codes: [root.code] }, { area: root.code, on: from, to })) ?? [];
    const places = placesOf(records, meant.points);
    const { thresholds } = settings;
    const metres = Float64Array.from(ground.classes, (kind) => meant.metres ?? thresholds[kind]);
    const key = JSON.stringify([demand.key, placesKey(places), travelKey(travel)]);
    const { entries } = demand;
    const nearest = await keep(this.#nearest, key, KEPT, () =>
      statistics.reachNearest({
        demand: { lon: entries.lon, lat: entries.lat },
        points: { lon: places.lon, lat: places.lat },
        travel,
      }),
    );
    return { key, area, ground, meant, settings, demand, places, travel, nearest, metres };
  }

  /** Access per 1000 of each entry; null where the capacity of no point is known. */
  async access(reckoned: Reckoned, decay: DecayName): Promise<Float64Array | null> {
    const { places, demand, metres, travel } = reckoned;
    const { lon, lat, supply } = places;
    if (!supply.some((value) => !Number.isNaN(value))) return null;
    return keep(this.#access, JSON.stringify([reckoned.key, limitsOf(reckoned), decay]), KEPT, () =>
      this.#parts.statistics.reachAccess({
        demand: demand.entries,
        points: { lon, lat, supply },
        metres,
        decay,
        travel,
      }),
    );
  }

  /** Sums by row. @param decay of the score, which is left out when null */
  rows(reckoned: Reckoned, { key, areas, rowOf }: RowPlan, decay: DecayName | null): Promise<ReachRows> {
    const { demand, metres, nearest, places } = reckoned;
    const asked = JSON.stringify([reckoned.key, limitsOf(reckoned), key, decay]);
    return keep(this.#rows, asked, KEPT_ROWS, async () =>
      this.#parts.statistics.reachRows({
        demand: demand.entries,
        metres,
        nearest,
        access: decay === null ? null : await this.access(reckoned, decay),
        pointOf: places.pointOf,
        rowOf,
        rows: areas.length,
      }),
    );
  }
}

/** What decides the distances to points and what they can serve: their places, not their names or what they offer. */
function placesKey({ lon, lat, supply, pointOf }: SeenPlaces): string {
  const hash = createHash('sha256');
  for (const column of [lon, lat, supply, pointOf]) hash.update(column);
  return hash.digest('base64');
}

/** What decides the thresholds. */
const limitsOf = ({ meant, settings }: Reckoned): unknown => meant.metres ?? settings.thresholds;

function ofZone({ code }: Area): CodedError {
  return new CodedError('badRequest', `${code} is a zone; reach is told of administrative areas.`, [
    { path: 'area', message: 'is a zone', code: 'invalid' },
  ]);
}
