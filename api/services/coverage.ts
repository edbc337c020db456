import { z } from 'zod';
import type { AreaRef } from '#api/contract/areas.ts';
import type {
  CoverageAnswer,
  DutyFigures,
  GapsAnswer,
  PeriodInfo,
  SeriesAnswer,
  SummaryAnswer,
} from '#api/contract/coverage.ts';
import { CodedError } from '#api/errors.ts';
import { areaRefOf, findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import { maskName } from '#api/services/mask.ts';
import type { AreaSums, DutyRecord, TreeState } from '#api/store/store.ts';
import { formatDay, formatInstant, parseDay } from '#geodata/duty/calendar.ts';
import { addSums, type DutySums, figures, NO_SUMS } from '#geodata/duty/figures.ts';
import { nextPeriod, type Period, parsePeriod, periodKindOf, periodOf } from '#geodata/duty/period.ts';
import { type Area, type Day, GAP_TYPES, type GapType, type Level } from '#geodata/model.ts';

/** At most so many periods in one series. */
const SERIES_LIMIT = 120;

/** Levels whose figures are folded from the totals of towns; those below from the homes. */
const FROM_TOTALS: ReadonlySet<Level> = new Set(['province', 'city', 'district', 'town']);

const gapPlace = z.object({
  type: z.enum(GAP_TYPES),
  days: z.number().int(),
  home: z.string(),
  subject: z.string(),
});

interface Moment {
  today: Day;
  recordedBy?: Day;
}

/** Answers the questions of coverage from the roll-ups of the store. */
export class CoverageService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** Columns per area of a level below `area`, the own row 本级 last. */
  async coverage(
    asking: Asking,
    query: {
      duty: string;
      period?: string | undefined;
      area: string;
      level?: Level | undefined;
      asOf?: string | undefined;
    },
  ): Promise<CoverageAnswer> {
    const state = await this.#context.store.treeState();
    const area = findArea(state, asking.scope, query.area);
    const moment = this.#moment(asking, query.asOf);
    const record = await this.#duty(query.duty);
    const period = this.#period(record, query.period, moment);
    const level = query.level ?? state.tree.levelBelow(area.code) ?? area.level;
    const areas = state.tree.ofLevel(area.code, level).filter((row) => row.code !== area.code);
    const rows = await this.#rows(asking, state, area, record, [period], level, moment);
    const { byArea, total } = rows.get(period.start)!;
    let own = total;
    for (const row of areas) own = addSums(own, byArea.get(row.code) ?? NO_SUMS, -1);
    const received = await this.#received(asking, state, area, level);

    const listed = [...areas, area];
    const columns: CoverageAnswer['columns'] = {
      code: listed.map((row) => row.code),
      name: listed.map((row) => row.name),
      n: [],
      required: [],
      done: [],
      unknown: [],
      expected: [],
      ratio: [],
      pace: [],
      light: [],
      noData: [],
      overdue: [],
      belowQuota: [],
      never: [],
      pending: [],
      stale: [],
      gapCount: [],
      unassigned: [],
      exempt: [],
      lastReceivedAt: listed.map((row) => {
        const at = received.get(row.code);
        return at === undefined ? null : formatInstant(at, this.#context.timezone);
      }),
    };
    for (const [i, row] of listed.entries()) {
      const sums = i === areas.length ? own : (byArea.get(row.code) ?? NO_SUMS);
      const {
        gaps,
        projected: _projected,
        dailyRate: _rate,
        ...figure
      } = this.#figures(sums, record, period, moment);
      for (const [key, value] of Object.entries({ ...figure, ...gaps }))
        (columns[key as keyof typeof columns] as unknown[]).push(value);
    }
    return {
      ...(await this.#stamp(asking, state, moment)),
      duty: record.duty.id,
      dutyVersion: record.version,
      period: this.#periodInfo(record, period, moment),
      area: areaRefOf(area),
      level,
      count: listed.length,
      columns,
    };
  }

  /** Every duty of one area, one row each. */
  async summary(
    asking: Asking,
    query: { area: string; period?: string | undefined; asOf?: string | undefined },
  ): Promise<SummaryAnswer> {
    const state = await this.#context.store.treeState();
    const area = findArea(state, asking.scope, query.area);
    const moment = this.#moment(asking, query.asOf);
    const rows: SummaryAnswer['rows'] = [];
    for (const record of await this.#context.store.duties()) {
      const period = this.#periodLike(record, query.period, moment);
      const sums = (await this.#rows(asking, state, area, record, [period], area.level, moment)).get(
        period.start,
      )!;
      const { duty, programme } = record;
      const lang = asking.lang === 'en' ? 'en' : 'zh';
      rows.push({
        duty: duty.id,
        dutyName: duty.name[lang],
        programme: programme.id,
        programmeName: programme.name[lang],
        dutyVersion: record.version,
        period: this.#periodInfo(record, period, moment),
        ...this.#figures(sums.total, record, period, moment),
      });
    }
    const received = await this.#received(asking, state, area, area.level);
    const last = received.get(area.code);
    return {
      ...(await this.#stamp(asking, state, moment)),
      area: areaRefOf(area),
      lastReceivedAt: last === undefined ? null : formatInstant(last, this.#context.timezone),
      rows,
    };
  }

  /** One row a period, from the first to the last asked for. */
  async series(
    asking: Asking,
    query: { duty: string; area: string; from: string; to: string; asOf?: string | undefined },
  ): Promise<SeriesAnswer> {
    const state = await this.#context.store.treeState();
    const area = findArea(state, asking.scope, query.area);
    const moment = this.#moment(asking, query.asOf);
    const record = await this.#duty(query.duty);
    const to = this.#period(record, query.to, moment, 'to');
    const periods: Period[] = [];
    for (
      let period: Period | null = this.#period(record, query.from, moment, 'from');
      period && period.start <= to.start;
      period = nextPeriod(period)
    ) {
      periods.push(period);
      if (periods.length > SERIES_LIMIT)
        throw refusedQuery('to', `more than ${SERIES_LIMIT} periods; ask for fewer`);
    }
    const rows = await this.#rows(asking, state, area, record, periods, area.level, moment);
    return {
      ...(await this.#stamp(asking, state, moment)),
      duty: record.duty.id,
      dutyVersion: record.version,
      area: areaRefOf(area),
      rows: periods.map((period) => ({
        period: this.#periodInfo(record, period, moment),
        ...this.#figures(rows.get(period.start)!.total, record, period, moment),
      })),
    };
  }

  /** The list of who has not been reached, names masked. */
  async gaps(
    asking: Asking,
    query: {
      duty: string;
      period?: string | undefined;
      area: string;
      type?: GapType | undefined;
      sort: 'worst' | 'area';
      limit: number;
      cursor?: string | undefined;
    },
  ): Promise<GapsAnswer> {
    const { store } = this.#context;
    const state = await store.treeState();
    const area = findArea(state, asking.scope, query.area);
    const moment = this.#moment(asking, undefined);
    const record = await this.#duty(query.duty);
    const period = this.#period(record, query.period, moment);
    const commit = await store.lastCommit();
    const answer = await store.gaps(asking.scope, {
      duty: record.duty.id,
      period: period.start,
      area: area.code,
      today: moment.today,
      ...(query.type === undefined ? {} : { type: query.type }),
      sort: query.sort,
      limit: query.limit,
      after: query.cursor === undefined ? null : decodeCursor(query.cursor, gapPlace),
    });
    return {
      duty: record.duty.id,
      dutyVersion: record.version,
      period: this.#periodInfo(record, period, moment),
      area: areaRefOf(area),
      asOf: formatDay(moment.today),
      commit: commit.seq,
      counts: answer.counts,
      items: answer.rows.map((row) => ({
        subject: row.subject,
        name: row.subjectType === 'area' ? row.name : maskName(row.name),
        subjectType: row.subjectType,
        tags: row.tags,
        officer: row.officer && { ...row.officer, name: maskName(row.officer.name) },
        area: this.#ref(state, row.home),
        chain: state.tree
          .ancestors(row.home)
          .filter((above) => !FROM_TOTALS.has(above.level) || above.level === 'town')
          .map(areaRefOf),
        type: row.type,
        done: row.done,
        required: row.required,
        lastVisit: row.lastVisit === null ? null : formatDay(row.lastVisit),
        days: row.days,
      })),
      nextCursor: answer.next && encodeCursor(answer.next),
    };
  }

  #ref(state: TreeState, code: string): AreaRef {
    const area = state.tree.get(code);
    return area ? areaRefOf(area) : { code, name: code, level: 'grid' };
  }

  /**
   * Sums per period: by area of the level, and of the whole of `area`. Totals of towns are folded where the
   * level allows it; a level below town is folded from what is at home in its areas.
   */
  async #rows(
    asking: Asking,
    state: TreeState,
    area: Area,
    record: DutyRecord,
    periods: readonly Period[],
    level: Level,
    moment: Moment,
  ): Promise<Map<Day, { byArea: Map<string, DutySums>; total: DutySums }>> {
    const { tree } = state;
    const totals = FROM_TOTALS.has(level) && FROM_TOTALS.has(area.level);
    const towns = new Set(tree.subtree(area.code).map((row) => row.townCode));
    const sums = await this.#context.store.dutySums(asking.scope, {
      duty: record.duty.id,
      periods: periods.map((period) => period.start),
      towns: [...towns],
      grain: totals ? 'totals' : 'homes',
      ...(moment.recordedBy === undefined ? {} : { recordedBy: moment.recordedBy }),
    });
    const answer = new Map<Day, { byArea: Map<string, DutySums>; total: DutySums }>();
    for (const [period, rows] of sums) {
      const byArea = new Map<string, DutySums>();
      let total = NO_SUMS;
      for (const row of rows as AreaSums[]) {
        if (!tree.contains(area.code, row.area)) continue;
        total = addSums(total, row.sums);
        const at = tree.atLevel(row.area, level);
        if (at && tree.contains(area.code, at.code))
          byArea.set(at.code, addSums(byArea.get(at.code) ?? NO_SUMS, row.sums));
      }
      answer.set(period, { byArea, total });
    }
    return answer;
  }

  /** Moment of the last record by area of the level, and of `area` itself. */
  async #received(asking: Asking, state: TreeState, area: Area, level: Level): Promise<Map<string, number>> {
    const { tree } = state;
    const towns = new Set(tree.subtree(area.code).map((row) => row.townCode));
    const received = new Map<string, number>();
    for (const [home, at] of await this.#context.store.lastReceived(asking.scope, [...towns])) {
      if (!tree.contains(area.code, home)) continue;
      for (const code of new Set([tree.atLevel(home, level)?.code, area.code]))
        if (code !== undefined && (received.get(code) ?? 0) < at) received.set(code, at);
    }
    return received;
  }

  #figures(sums: DutySums, record: DutyRecord, period: Period, moment: Moment): DutyFigures {
    return figures(sums, {
      period,
      programme: record.programme,
      today: moment.today,
      thresholds: record.duty.thresholds,
      standing: record.duty.kind === 'staffing',
    });
  }

  async #duty(id: string): Promise<DutyRecord> {
    const record = (await this.#context.store.duties()).find(({ duty }) => duty.id === id);
    if (!record) throw new CodedError('notFound', `There is no duty ${id}.`);
    return record;
  }

  #moment(asking: Asking, asOf: string | undefined): Moment {
    const today = this.#context.dayOf(asking.now);
    if (asOf === undefined) return { today };
    const day = parseDay(asOf)!;
    if (day > today) throw refusedQuery('asOf', `${asOf} lies in the future`);
    return { today: day, recordedBy: day };
  }

  /** The period asked for, which must be of the duty's own rhythm. */
  #period(record: DutyRecord, key: string | undefined, moment: Moment, field = 'period'): Period {
    const { duty, programme } = record;
    if (key === undefined) return this.#running(record, moment.today);
    const period = parsePeriod(key, programme);
    if (!period) throw refusedQuery(field, `${key} is no period of the calendar`);
    if (period.kind !== duty.period)
      throw refusedQuery(field, `duty ${duty.id} runs by ${duty.period}; ${key} is a ${period.kind}`);
    return period;
  }

  /** A duty of another rhythm answers for its own period at the end of the one asked for. */
  #periodLike(record: DutyRecord, key: string | undefined, moment: Moment): Period {
    if (key === undefined || periodKindOf(key) === record.duty.period)
      return this.#period(record, key, moment);
    const asked = parsePeriod(key, record.programme);
    if (!asked) throw refusedQuery('period', `${key} is no period of the calendar`);
    return this.#running(record, Math.min(asked.end, moment.today));
  }

  #running({ duty, programme }: DutyRecord, today: Day): Period {
    return periodOf(duty.period, Math.min(Math.max(today, programme.firstDay), programme.lastDay), programme);
  }

  #periodInfo({ programme }: DutyRecord, period: Period, moment: Moment): PeriodInfo {
    const start = Math.max(period.start, programme.firstDay);
    const end = Math.min(period.end, programme.lastDay);
    return {
      key: period.key,
      kind: period.kind,
      start: formatDay(period.start),
      end: formatDay(period.end),
      elapsedDays: Math.max(0, Math.min(moment.today, end) - start + 1),
      totalDays: Math.max(0, end - start + 1),
    };
  }

  async #stamp(asking: Asking, state: TreeState, moment: Moment) {
    const commit = await this.#context.store.lastCommit();
    return {
      asOf: formatDay(moment.today),
      now: formatInstant(asking.now, this.#context.timezone),
      commit: commit.seq,
      treeVersion: state.version,
      tiles: tileTemplate(state),
    };
  }
}

/** URL template of the shapes of a tree version. */
export function tileTemplate(state: TreeState): string {
  return `/tiles/${state.tiles ?? 'none'}/{z}/{x}/{y}.mvt`;
}

function refusedQuery(path: string, message: string): CodedError {
  return new CodedError('badRequest', message, [{ path, message, code: 'invalid' }]);
}
