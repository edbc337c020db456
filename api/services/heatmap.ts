import type { HeatCells, HeatContours, HeatmapQuery, HeatRaster } from '#api/contract/hotspots.ts';
import { findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { Listings } from '#api/services/coverage/listing.ts';
import { refusedQuery } from '#api/services/coverage/periods.ts';
import { filterOf } from '#api/services/hotspots/question.ts';
import type { DensityInput, Statistics } from '#api/services/statistics.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { BBox2 } from '#geodata/place/bbox.ts';
import { isToldWithin } from '#geodata/place/coarse.ts';
import { hexagonOutline } from '#geodata/place/hexagon.ts';

/** Positions of the issues that are asked for. */
interface Asked {
  state: TreeState;
  positions: Float64Array;
  /** Issues without position. */
  unlocated: number;
}

/** Where issues lie close together: counts by H3 cell, or a kernel density as a picture or its contours. */
export class HeatmapService {
  readonly #context: ServiceContext;
  readonly #statistics: Statistics;
  readonly #listings: Listings;

  constructor(context: ServiceContext, statistics: Statistics) {
    this.#context = context;
    this.#statistics = statistics;
    this.#listings = new Listings(context);
  }

  /** @throws CodedError `badRequest`, `notFound` */
  async cells(asking: Asking, query: HeatmapQuery): Promise<HeatCells> {
    const { bbox, resolution } = boxed(query);
    const { state, positions, unlocated } = await this.#asked(asking, query);
    const found = await this.#statistics.heatCells({ positions: within(positions, bbox), resolution });
    const { cells: cell, counts: count, perSquareKilometre, located } = found;
    return {
      ...(await this.#stamp(asking, state)),
      columns: {
        ...{ cell, count, perSquareKilometre },
        ...(query.outlines && { outline: cell.map(hexagonOutline) }),
      },
      count: cell.length,
      located,
      unlocated,
    };
  }

  /** @throws CodedError `badRequest`, `notFound` */
  async raster(asking: Asking, query: HeatmapQuery): Promise<HeatRaster> {
    const { state, unlocated, input } = await this.#density(asking, query);
    const { bounds, width, height } = input.options;
    const { data, scale, max, ...found } = await this.#statistics.heatRaster(input);
    const located = query.bbox ? within(input.positions, query.bbox).length / 2 : found.located;
    const stamp = await this.#stamp(asking, state);
    return { ...stamp, bounds, width, height, scale, max, data, located, unlocated };
  }

  /** @throws CodedError `badRequest`, `notFound` */
  async contours(asking: Asking, query: HeatmapQuery): Promise<HeatContours> {
    const { state, unlocated, input } = await this.#density(asking, query);
    const { contours, ...found } = await this.#statistics.heatContours(input);
    const located = query.bbox ? within(input.positions, query.bbox).length / 2 : found.located;
    return {
      ...(await this.#stamp(asking, state)),
      type: 'FeatureCollection',
      features: contours.map(({ step, perSquareKilometre, geometry }) => ({
        type: 'Feature' as const,
        geometry,
        properties: { perSquareKilometre, step },
      })),
      located,
      unlocated,
    };
  }

  async #density(
    asking: Asking,
    query: HeatmapQuery,
  ): Promise<Omit<Asked, 'positions'> & { input: DensityInput }> {
    const { bbox } = boxed(query);
    const { state, positions, unlocated } = await this.#asked(asking, query);
    const bounds = bbox ?? state.bounds.get(query.area!);
    if (!bounds) throw refusedQuery('bbox', `area ${query.area} has no outline: name the box to be drawn`);
    const [west, south, east, north] = bounds;
    const { width, height, bandwidth } = query;
    const options = { bounds: [west, south, east, north] as BBox2, width, height, bandwidth };
    return { state, unlocated, input: { positions, options } };
  }

  async #asked(asking: Asking, query: HeatmapQuery): Promise<Asked> {
    const { store } = this.#context;
    const { scope } = asking;
    const state = await store.treeState();
    const from = query.from === undefined ? undefined : parseDay(query.from)!;
    const to = query.to === undefined ? undefined : parseDay(query.to)!;
    if (from !== undefined && to !== undefined && to < from)
      throw refusedQuery('to', `${query.to} lies before ${query.from}`);
    // a box alone is asked of all that may be seen
    const areas = query.area === undefined ? scope.codes : [findArea(state, scope, query.area).code];
    const filter = { ...filterOf(await store.issues.categories(), query), from, to };
    const parts: Float64Array[] = [];
    for (const area of areas) parts.push((await store.issues.columns(scope, { area, ...filter })).positions);
    const positions = joined(parts);
    let unlocated = 0;
    for (let i = 0; i < positions.length; i += 2) if (Number.isNaN(positions[i])) unlocated++;
    return { state, positions, unlocated };
  }

  #stamp(asking: Asking, state: TreeState) {
    return this.#listings.stamp(asking, state, { today: this.#context.dayOf(asking.now) });
  }
}

/** @throws CodedError `badRequest` where neither area nor box is named */
function boxed(query: HeatmapQuery): HeatmapQuery {
  if (!query.bbox && query.area === undefined) throw refusedQuery('area', 'name an area or a bbox');
  return query;
}

/** Those of the positions that are told to lie in a box. */
function within(positions: Float64Array, bbox: BBox2 | undefined): Float64Array {
  if (!bbox) return positions;
  const kept: number[] = [];
  for (let i = 0; i < positions.length; i += 2) {
    const [lon, lat] = [positions[i] as number, positions[i + 1] as number];
    if (isToldWithin(lon, lat, bbox)) kept.push(lon, lat);
  }
  return Float64Array.from(kept);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let next = 0;
  for (const part of parts) {
    all.set(part, next);
    next += part.length;
  }
  return all;
}
