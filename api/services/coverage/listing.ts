import type { SummaryAnswer } from '#api/contract/coverage.ts';
import type { DutyFigures } from '#api/contract/figures.ts';
import { CodedError } from '#api/errors.ts';
import { findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { type Moment, momentOf, periodAsked, refusedQuery } from '#api/services/coverage/periods.ts';
import { addBoth, NO_BOTH, SumsReader, topsIn } from '#api/services/coverage/sums.ts';
import { cellsOf } from '#api/services/coverage/withholding.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';
import type { Period } from '#geodata/duty/period.ts';
import { withheldRows } from '#geodata/duty/smallCells.ts';
import type { Area, Level } from '#geodata/model.ts';

export interface CoverageQuestion {
  duty: string;
  period?: string | undefined;
  area: string;
  level?: Level | undefined;
  smallCells?: 'shown' | 'withheld' | undefined;
  asOf?: string | undefined;
}

/** One line of a list of areas, or the own row. */
export interface Line {
  area: Area;
  figure: DutyFigures;
  own: boolean;
}

/** A question on the areas of a level, answered. */
export interface Listing {
  record: DutyRecord;
  state: TreeState;
  area: Area;
  level: Level;
  period: Period;
  moment: Moment;
  lines: readonly Line[];
  total: DutyFigures;
  withheld: ReadonlySet<number>;
}

/** Figures of many areas at once, as every list of areas starts from them. */
export class Listings {
  readonly sums: SumsReader;
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
    this.sums = new SumsReader(context);
  }

  /** Figures of the areas of a level below an area, the own row last, and of the area as a whole. */
  async list(asking: Asking, query: CoverageQuestion): Promise<Listing> {
    const moment = momentOf(this.#context, asking, query.asOf);
    const record = await this.duty(query.duty, moment);
    const period = periodAsked(record, query.period, moment);
    const state = await this.sums.treeOf(period, moment);
    const area = findArea(state, asking.scope, query.area);
    const { tree } = state;
    const tops = topsIn(tree, area, record.duty.tree);
    if (tops.length === 0)
      throw refusedQuery('area', `duty ${record.duty.id} is kept by the zones of ${record.duty.tree}`);
    const foreign = tops[0] !== area;
    const level = query.level ?? (foreign ? 'zone' : tree.levelBelow(area.code)) ?? area.level;
    const areas = tops
      .flatMap((top) => tree.ofLevel(top.code, level))
      .filter(({ code }) => code !== area.code);
    const read = await this.sums.read(asking, area.code, record, [period], level, moment);
    const { byArea, total } = read.get(period.start)!;
    let own = total;
    for (const { code } of areas) own = addBoth(own, byArea.get(code) ?? NO_BOTH, -1);
    const lines: Line[] = [];
    const shown = await this.sums.shown(record, period, moment);
    for (const each of areas)
      lines.push({ area: each, figure: shown(byArea.get(each.code) ?? NO_BOTH), own: false });
    lines.push({ area, figure: shown(own), own: true });
    const withheld = this.withheldOf(
      query,
      record,
      lines.map((line) => line.figure),
    );
    if (query.smallCells === 'withheld' && record.duty.inFocus)
      if (await this.isHiddenAbove(asking, area, record, period, moment))
        for (const i of lines.keys()) withheld.add(i);
    return {
      record,
      state,
      area,
      level,
      period,
      moment,
      lines,
      total: shown(total),
      withheld,
    };
  }

  /** Rows whose figures are withheld together, by their place. */
  withheldOf(
    query: Pick<CoverageQuestion, 'smallCells'>,
    { duty }: DutyRecord,
    figures: readonly DutyFigures[],
  ): Set<number> {
    if (query.smallCells !== 'withheld' || !duty.inFocus) return new Set();
    return withheldRows(figures.map(cellsOf));
  }

  /** Whether an area, or one that holds it, is withheld among its siblings: then so is all below. */
  async isHiddenAbove(
    asking: Asking,
    area: Area,
    record: DutyRecord,
    period: Period,
    moment: Moment,
  ): Promise<boolean> {
    const { tree } = await this.sums.treeOf(period, moment);
    const chain = [...tree.ancestors(area.code), area].filter(({ code }) =>
      asking.scope.codes.some((top) => tree.contains(top, code)),
    );
    for (const [i, parent] of chain.slice(0, -1).entries()) {
      const child = chain[i + 1]!;
      const read = await this.sums.read(asking, parent.code, record, [period], child.level, moment);
      const { byArea, total } = read.get(period.start)!;
      const siblings = tree.ofLevel(parent.code, child.level);
      const shown = await this.sums.shown(record, period, moment);
      const sums = siblings.map(({ code }) => byArea.get(code) ?? NO_BOTH);
      const own = sums.reduce((left, both) => addBoth(left, both, -1), total);
      const figures = [...sums, own].map(shown);
      const hidden = withheldRows(figures.map(cellsOf));
      if (hidden.has(siblings.findIndex(({ code }) => code === child.code))) return true;
    }
    return false;
  }

  /** @throws CodedError `notFound` when there is no such duty */
  async duty(id: string, moment: Moment): Promise<DutyRecord> {
    const record = (await this.#context.store.duties(moment.recordedBy)).find(({ duty }) => duty.id === id);
    if (!record) throw new CodedError('notFound', `There is no duty ${id}.`);
    return record;
  }

  stamp(asking: Asking, state: TreeState, moment: Moment): Promise<Stamp> {
    return stampOf(this.#context, asking, state, moment);
  }
}

type Stamp = Pick<SummaryAnswer, 'asOf' | 'now' | 'commit' | 'treeVersion' | 'tiles'>;

/** The state of the ledger an answer was read from. */
export async function stampOf(
  { store, timezone }: ServiceContext,
  asking: Asking,
  state: TreeState,
  { today }: Moment,
): Promise<Stamp> {
  const commit = await store.lastCommit();
  return {
    asOf: formatDay(today),
    now: formatInstant(asking.now, timezone),
    commit: commit.seq,
    treeVersion: state.version,
    tiles: tileTemplate(state),
  };
}

/** URL template of the shapes of a tree version. */
export function tileTemplate(state: TreeState): string {
  return `/tiles/${state.tiles ?? 'none'}/{z}/{x}/{y}.mvt`;
}
