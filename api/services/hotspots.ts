import type {
  EmergingAnswer,
  EmergingQuery,
  HotspotsAnswer,
  HotspotsQuery,
  SilenceAnswer,
  SilenceQuery,
} from '#api/contract/hotspots.ts';
import { areaRefOf, findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { Listings } from '#api/services/coverage/listing.ts';
import { refusedQuery } from '#api/services/coverage/periods.ts';
import {
  columnsOf,
  globalOf,
  hexagonsOf,
  leastBinOf,
  pick,
  pickBins,
} from '#api/services/hotspots/answer.ts';
import {
  CellCache,
  type CellKind,
  cellsWithin,
  type DistrictCells,
  rootOf,
} from '#api/services/hotspots/cells.ts';
import { eventsOf, visitsOf } from '#api/services/hotspots/events.ts';
import {
  checkCells,
  type Days,
  daysAsked,
  filterOf,
  stepsBefore,
  weightsOf,
} from '#api/services/hotspots/question.ts';
import type { CellEvents, Events, Statistics } from '#api/services/statistics.ts';
import type { IssueFilter } from '#api/store/issueStore.ts';
import type { Scope } from '#api/store/store.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import { SILENCE_REASONS } from '#geodata/hotspot/silence.ts';
import { ISSUE_SOURCES } from '#geodata/issue/events.ts';
import type { Area, Day } from '#geodata/model.ts';

/** Most values of cells times steps that are looked at. */
const MOST_VALUES = 2_000_000;

/** An area that is asked about, with the cells of its district and those of them that are answered. */
interface Asked {
  area: Area;
  cells: DistrictCells;
  /** Places of the cells in the area and the scope. */
  places: number[];
  scope: Scope;
}

/**
 * Where more happens, or less, than chance explains. The test is over all cells of the district whoever asks, so
 * that everyone is told the same of a cell; `area`, a box and scope only
 * cut the answer.
 */
export class HotspotService {
  readonly #context: ServiceContext;
  readonly #statistics: Statistics;
  readonly #listings: Listings;
  readonly #cache: CellCache;

  constructor(context: ServiceContext, statistics: Statistics) {
    this.#context = context;
    this.#statistics = statistics;
    this.#listings = new Listings(context);
    this.#cache = new CellCache(context, statistics);
  }

  /**
   * Gi* of each cell with its significance, and Moran's I.
   *
   * @throws CodedError `badRequest`, `notFound`
   */
  async hotspots(asking: Asking, query: HotspotsQuery): Promise<HotspotsAnswer> {
    checkCells(query);
    const days = await daysAsked(this.#context, asking, query);
    const asked = await this.#asked(asking, query, cellKindOf(query));
    const { cells, places } = asked;
    const found = await this.#statistics.hotspots({
      ...(await this.#cellEvents(asked, query, days)),
      per: await this.#per(cells, query.value, [days]),
    });
    const classes = found.classes.map(({ peer, n, moran, thresholds }) => ({
      urbanRural: cells.classes[peer] ?? null,
      n,
      global: globalOf(moran),
      thresholds,
    }));
    const byClass = query.peer === 'urbanRural';
    const [all] = classes;
    const columns = columnsOf(cells.codes, found, places, leastBinOf(query.alpha));
    return {
      ...(await this.#head(asking, asked, days, found.n)),
      columns,
      ...(query.cell === 'h3' && {
        hexagons: hexagonsOf(
          cells,
          places,
          columns.bin.map((bin) => bin !== null && bin !== 0),
        ),
      }),
      global: byClass
        ? { moransI: null, z: null, p: null, reason: 'byClass' }
        : (all?.global ?? { moransI: null, z: null, p: null, reason: 'fewCells' }),
      thresholds: (byClass ? null : all?.thresholds) ?? [null, null, null],
      classes: byClass ? classes : [],
      unplaced: found.unplaced,
    };
  }

  /**
   * Hot and cold spots over complete steps of time.
   *
   * @throws CodedError `badRequest`, `notFound`
   */
  async emerging(asking: Asking, query: EmergingQuery): Promise<EmergingAnswer> {
    checkCells(query);
    const starts = stepsBefore(this.#context.dayOf(asking.now), query.step, query.steps);
    const steps = daysOfSteps(starts);
    const days = { from: starts[0]!, to: starts.at(-1)! - 1 };
    const asked = await this.#asked(asking, query, cellKindOf(query));
    const { cells, places } = asked;
    const count = cells.codes.length;
    if (count * query.steps > MOST_VALUES)
      throw refusedQuery(
        'steps',
        `${query.steps} steps of ${count} cells are more than ${MOST_VALUES} values`,
      );
    const found = await this.#statistics.emerging({
      ...(await this.#cellEvents(asked, query, days)),
      per: await this.#per(cells, query.value, steps),
      starts,
    });
    const inSteps = (cell: number): number[] => steps.map((_, t) => t * count + cell);
    const courses = places.map((i) => found.courses[i]!);
    return {
      ...(await this.#head(asking, asked, days, found.n)),
      steps: steps.map(({ from }) => formatDay(from)),
      columns: {
        code: places.map((i) => cells.codes[i]!),
        side: courses.map((course) => (typeof course === 'string' ? null : course.side)),
        course: courses.map((course) => (typeof course === 'string' ? course : course.pattern)),
        trendZ: pick(found.trendZ, places),
        trendP: pick(found.trendP, places),
        z: places.map((i) => pick(found.z, inSteps(i))),
        bin: places.map((i) => pickBins(found.bin, inSteps(i))),
        observed: places.map((i) => pick(found.counts, inSteps(i))),
      },
      ...(query.cell === 'h3' && {
        hexagons: hexagonsOf(
          cells,
          places,
          courses.map((course) => typeof course !== 'string'),
        ),
      }),
      unplaced: found.unplaced,
    };
  }

  /**
   * Areas that are visited often and where hardly anything is found.
   *
   * @throws CodedError `badRequest`, `notFound`
   */
  async silence(asking: Asking, query: SilenceQuery): Promise<SilenceAnswer> {
    const days = await daysAsked(this.#context, asking, query);
    const asked = await this.#asked(asking, query, { kind: query.cell });
    const { cells, places } = asked;
    const { peers, households } = cells;
    const visits = await this.#visits(cells, days);
    const found = await this.#statistics.silence({
      peers,
      households,
      visits,
      found: await this.#events(asked, { ...days, sources: ['visit'] }),
      others: await this.#events(asked, {
        ...days,
        sources: ISSUE_SOURCES.filter((source) => source !== 'visit'),
      }),
    });
    const n = found.reason.reduce((sum, code) => sum + (SILENCE_REASONS[code] === 'noData' ? 0 : 1), 0);
    return {
      ...(await this.#head(asking, asked, days, n)),
      columns: {
        code: places.map((i) => cells.codes[i]!),
        visits: pick(visits, places),
        found: pick(found.found, places),
        expected: pick(found.expected, places),
        others: pick(found.others, places),
        p: pick(found.p, places),
        silent: places.map((i) => found.silent[i] === 1),
        contradicted: places.map((i) => found.contradicted[i] === 1),
        reason: places.map((i) => SILENCE_REASONS[found.reason[i]!] as string),
      },
      threshold: found.threshold,
    };
  }

  async #asked(
    { scope }: Asking,
    { area: code, bbox }: Pick<HotspotsQuery, 'area' | 'bbox'>,
    kind: CellKind,
  ): Promise<Asked> {
    const state = await this.#context.store.treeState();
    const area = findArea(state, scope, code);
    const cells = await this.#cache.cells(state, rootOf(state, area), kind);
    return { area, cells, places: cellsWithin(cells, scope, area, bbox), scope };
  }

  async #cellEvents(
    asked: Asked,
    query: HotspotsQuery | EmergingQuery,
    days: Days,
  ): Promise<Omit<CellEvents, 'per'>> {
    const { cells } = asked;
    const filter = filterOf(await this.#context.store.issues.categories(), query);
    const onVisits = query.value === 'perVisit' ? { sources: ['visit'] as const } : {};
    return {
      neighbours: await this.#cache.neighbours(cells, weightsOf(query)),
      peers: query.peer === 'urbanRural' ? cells.peers : new Int32Array(cells.codes.length),
      events: await this.#events(asked, { ...filter, ...days, ...onVisits }),
    };
  }

  /** Issues of the whole district: the test is the same for everyone. */
  async #events({ cells, scope, area }: Asked, filter: Omit<IssueFilter, 'area'>): Promise<Events> {
    const { code } = cells.root;
    const columns = await this.#context.store.issues.columns({ codes: [code] }, { area: code, ...filter });
    return eventsOf(columns, cells, scope, area);
  }

  async #visits(cells: DistrictCells, days: Days): Promise<Float64Array> {
    const { code } = cells.root;
    const counts = await this.#context.store.issues.visitCounts({ codes: [code] }, { area: code, ...days });
    return visitsOf(counts, cells);
  }

  /** What a rate is over in each cell, step after step. */
  async #per(
    cells: DistrictCells,
    value: HotspotsQuery['value'],
    steps: readonly Days[],
  ): Promise<Float64Array | null> {
    if (value === 'count') return null;
    const per = new Float64Array(steps.length * cells.codes.length);
    for (const [t, days] of steps.entries())
      per.set(
        value === 'perHousehold' ? cells.households : await this.#visits(cells, days),
        t * cells.codes.length,
      );
    return per;
  }

  async #head(asking: Asking, { area, cells, places }: Asked, { from, to }: Days, n: number) {
    const today: Day = this.#context.dayOf(asking.now);
    return {
      ...(await this.#listings.stamp(asking, cells.state, { today })),
      area: areaRefOf(area),
      from: formatDay(from),
      to: formatDay(to),
      n,
      count: places.length,
    };
  }
}

function cellKindOf({ cell, resolution }: HotspotsQuery | EmergingQuery): CellKind {
  return cell === 'h3' ? { kind: cell, resolution } : { kind: cell };
}

function daysOfSteps(starts: readonly Day[]): Days[] {
  return starts.slice(1).map((next, t) => ({ from: starts[t]!, to: next - 1 }));
}
