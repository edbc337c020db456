import type { DutyFigures } from '#api/contract/figures.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import type { Moment } from '#api/services/coverage/periods.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { AreaSums, DutyRecord } from '#api/store/dutyStore.ts';
import { civilCalendar, type DayCalendar } from '#geodata/duty/calendar.ts';
import { type Feed, silentHomes } from '#geodata/duty/feeds.ts';
import { addSums, capped, type DutySums, figures, NO_SUMS } from '#geodata/duty/figures.ts';
import type { Period } from '#geodata/duty/period.ts';
import type { AreaNode, AreaNodes } from '#geodata/duty/places.ts';
import { dutyIn } from '#geodata/duty/rule.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import { ADMINISTRATIVE, type Area, type Day, type Level } from '#geodata/model.ts';
import type { Tree } from '#geodata/tree.ts';

/** Levels whose figures are folded from the totals of towns; those below from the homes. */
export const FROM_TOTALS: ReadonlySet<Level> = new Set(['province', 'city', 'district', 'town', 'zone']);

/** Sums over all x, and over those among them that have no data. */
export interface BothSums {
  sums: DutySums;
  silent: DutySums;
}

export const NO_BOTH: BothSums = { sums: NO_SUMS, silent: NO_SUMS };

/** Sums of one period, in the tree that is in force on its last day. */
export interface PeriodSums {
  state: TreeState;
  byArea: ReadonlyMap<string, BothSums>;
  total: BothSums;
}

export function addBoth(a: BothSums, b: BothSums, sign: 1 | -1 = 1): BothSums {
  return {
    sums: addSums(a.sums, b.sums, sign),
    silent: b.silent === NO_SUMS ? a.silent : addSums(a.silent, b.silent, sign),
  };
}

/** Reads sums from the roll-ups and derives what is shown of them. */
export class SumsReader {
  readonly #context: ServiceContext;
  readonly #nodes = new WeakMap<Tree, AreaNodes>();
  #working: { text: string; calendar: DayCalendar } | null = null;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** The tree in force on the last day of a period. */
  treeOf(period: Period, moment: Moment): Promise<TreeState> {
    return this.#context.store.treeState({ day: period.end, recordedBy: moment.recordedBy });
  }

  /**
   * Sums per period (its first day): by area of the level, and of the whole of `area`. Totals of towns are folded
   * where the level allows it; a level below town, counted households, and what a late source may hide are folded
   * from what is at home in each area.
   */
  async read(
    asking: Asking,
    area: string,
    record: DutyRecord,
    periods: readonly Period[],
    level: Level | null,
    moment: Moment,
  ): Promise<Map<Day, PeriodSums>> {
    const answer = new Map<Day, PeriodSums>();
    const feeds = await this.#context.store.feeds(moment.recordedBy);
    const versions = new Map<number, { state: TreeState; periods: Period[] }>();
    for (const period of periods) {
      const state = await this.treeOf(period, moment);
      const group = versions.get(state.version) ?? { state, periods: [] };
      versions.set(state.version, group);
      group.periods.push(period);
    }
    for (const { state, periods: group } of versions.values())
      for (const [start, sums] of await this.#version(
        asking,
        state,
        area,
        record,
        group,
        level,
        moment,
        feeds,
      ))
        answer.set(start, sums);
    return answer;
  }

  async #version(
    asking: Asking,
    state: TreeState,
    code: string,
    record: DutyRecord,
    periods: readonly Period[],
    level: Level | null,
    moment: Moment,
    feeds: readonly Feed[],
  ): Promise<Map<Day, PeriodSums>> {
    const { tree } = state;
    const answer = new Map<Day, PeriodSums>(
      periods.map(({ start }) => [start, { state, byArea: new Map(), total: NO_BOTH }]),
    );
    const top = tree.get(code);
    const tops = top ? topsIn(tree, top, record.duty.tree) : [];
    if (!top || tops.length === 0) return answer;
    const counted = record.duty.kind === 'coverSubjects' && record.duty.denominator === 'households';
    const silent = new Map(
      periods.map((period) => [
        period.start,
        feeds.length === 0
          ? null
          : silentHomes(feeds, record.duty, period, moment.today, this.#nodesOf(tree)),
      ]),
    );
    const homes = counted || [...silent.values()].some((each) => each !== null);
    const totals =
      !homes && FROM_TOTALS.has(level ?? top.level) && tops.every((area) => FROM_TOTALS.has(area.level));
    const inside = (area: string): boolean => tops.some((each) => tree.contains(each.code, area));
    const towns = new Set(tops.flatMap((each) => tree.subtree(each.code).map((row) => row.townCode)));
    const sums = await this.#context.store.dutySums(asking.scope, {
      duty: record.duty.id,
      periods: periods.map((period) => period.start),
      tree: { day: periods[0]!.end, recordedBy: moment.recordedBy },
      towns: [...towns],
      grain: totals ? 'totals' : 'homes',
      ...(moment.recordedBy === undefined ? {} : { recordedBy: moment.recordedBy }),
    });
    for (const [period, rows] of sums) {
      const byArea = new Map<string, BothSums>();
      let total = NO_BOTH;
      const isSilent = silent.get(period);
      for (const row of rows as AreaSums[]) {
        if (!inside(row.area)) continue;
        const own = counted ? capped(row.sums) : row.sums;
        const both = { sums: own, silent: isSilent?.(row.area) ? own : NO_SUMS };
        total = addBoth(total, both);
        const at = level === null ? undefined : tree.atLevel(row.area, level);
        if (at && inside(at.code)) byArea.set(at.code, addBoth(byArea.get(at.code) ?? NO_BOTH, both));
      }
      answer.set(period, { state, byArea, total });
    }
    return answer;
  }

  #nodesOf(tree: Tree): AreaNodes {
    let nodes = this.#nodes.get(tree);
    if (!nodes) {
      nodes = new Map(
        tree.areas.map((area): [string, AreaNode] => [
          area.code,
          {
            level: area.level,
            parent: area.parentCode,
            town: area.townCode,
            tree: area.tree,
            households: area.households,
          },
        ]),
      );
      this.#nodes.set(tree, nodes);
    }
    return nodes;
  }

  /** What is shown of sums of a duty in a period. */
  async shown(record: DutyRecord, period: Period, moment: Moment): Promise<(both: BothSums) => DutyFigures> {
    const { duty, programme } = record;
    const calendar = dutyIn(record.rule, period)?.calendar === 'working' ? await this.#days() : civilCalendar;
    const counted = duty.kind === 'coverSubjects' && duty.denominator === 'households' ? 1 : 0;
    const { kind, thresholds } = duty;
    const context = { kind, period, programme, today: moment.today, thresholds, calendar };
    return ({ sums, silent }) => ({
      ...figures(sums, context, silent),
      estimated: sums.required === 0 ? null : counted,
    });
  }

  /** The same of one sum. */
  async figures(both: BothSums, record: DutyRecord, period: Period, moment: Moment): Promise<DutyFigures> {
    return (await this.shown(record, period, moment))(both);
  }

  async #days(): Promise<DayCalendar> {
    const table = await this.#context.store.holidays();
    const text = JSON.stringify(table);
    if (this.#working?.text !== text) this.#working = { text, calendar: workingCalendar(table) };
    return this.#working.calendar;
  }
}

/**
 * The areas of a duty's tree that an area stands for: itself, or all zones of the tree for a whole district.
 * Empty where the two have nothing to do with each other.
 */
export function topsIn(tree: Tree, area: Area, dutyTree: string): readonly Area[] {
  if (area.tree === dutyTree) return [area];
  if (area.parentCode !== null || area.tree !== ADMINISTRATIVE) return [];
  return tree.children(null).filter((top) => top.tree === dutyTree);
}
