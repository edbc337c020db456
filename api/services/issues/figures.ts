import type {
  IssueSeriesAnswer,
  IssueSummaryAnswer,
  IssueSummaryQuery,
  SummaryBy,
} from '#api/contract/issueQuestions.ts';
import { areaRefOf, findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { stampOf } from '#api/services/coverage/listing.ts';
import { type Moment, momentOf, refusedQuery } from '#api/services/coverage/periods.ts';
import { FROM_TOTALS } from '#api/services/coverage/sums.ts';
import { categoriesMeant, organisationNames } from '#api/services/issues/names.ts';
import {
  comparableWith,
  type MeasuredPeriod,
  periodInfoOf,
  stepsOf,
  summaryPeriod,
} from '#api/services/issues/periods.ts';
import { type AskedFilter, filterOf } from '#api/services/issues/reads.ts';
import { byKey, foldRows, NO_BOTH, type RowSums } from '#api/services/issues/sums.ts';
import type { IssueMeasuresBy, IssueSums } from '#api/store/issueStore.ts';
import { formatDay, startOfDay } from '#geodata/duty/calendar.ts';
import { categoryTable } from '#geodata/issue/categories.ts';
import { categoryShare, type IssueMeasures, measures } from '#geodata/issue/measures.ts';
import type { Level } from '#geodata/model.ts';

const ABOVE_TOWNS: ReadonlySet<Level> = new Set(['province', 'city', 'district']);

/** The measures of issues, from sums of the store. */
export class IssueFigures {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  /** The measures of a period beside those of the comparable days before, whole and in rows. */
  async summary(asking: Asking, query: Omit<IssueSummaryQuery, 'lang'>): Promise<IssueSummaryAnswer> {
    const { store } = this.#context;
    const moment = momentOf(this.#context, asking, query.asOf);
    const programme = await this.#programme(query.programme);
    const period = summaryPeriod(query.period, programme, moment);
    const state = await store.treeState({ day: moment.today, recordedBy: moment.recordedBy });
    const area = findArea(state, asking.scope, query.area);
    const asked = query.by ?? [];
    if (query.level !== undefined && !asked.includes('area'))
      throw refusedQuery('level', 'is for by=area alone');
    const stamp = await stampOf(this.#context, asking, state, moment);
    const comparable = comparableWith(period, moment.today);
    const categories = categoryTable(await store.issues.categories());
    const question = {
      area: area.code,
      programme: query.programme,
      categories: categoriesMeant(categories, query.category),
      sources: query.source,
      organisation: query.organisation,
      bbox: query.bbox,
      recordedBy: moment.recordedBy,
    };
    const level = query.level ?? state.tree.levelBelow(area.code) ?? area.level;
    const isOfTowns = FROM_TOTALS.has(level) && ABOVE_TOWNS.has(area.level);
    const keyed = (by: SummaryBy): IssueMeasuresBy => (by !== 'area' ? by : isOfTowns ? 'town' : 'home');
    const ask = async (span: MeasuredPeriod) => {
      const by: IssueMeasuresBy[] = ['none', ...asked.map(keyed)];
      const [all, ...each] = await store.issues.measuresBy(asking.scope, { ...question, period: span }, by);
      return { whole: all?.[0] ?? NO_BOTH, each: each.map(byKey) };
    };
    const sums = await ask(period);
    const before = comparable && (await ask(comparable));
    const now = this.#nowOf(asking, moment);
    const shown = ({ flow, standing }: Pick<IssueSums, 'flow' | 'standing'>): IssueMeasures =>
      measures(flow, standing, now);
    const share = ({ sums: of, before: then }: RowSums) =>
      categoryShare(
        { part: of.flow.reported, whole: sums.whole.flow.reported },
        { part: then?.flow.reported ?? 0, whole: before?.whole.flow.reported ?? 0 },
      );
    const groups: NonNullable<IssueSummaryAnswer['groups']> = {};
    for (const [i, by] of asked.entries()) {
      const then = before && before.each[i]!;
      const keys = new Set(by === 'organisation' ? [...sums.each[i]!.keys(), ...(then?.keys() ?? [])] : []);
      const organisations = await organisationNames(store, keys);
      const context = { tree: state.tree, area, level, categories, organisations, lang: asking.lang };
      groups[by] = foldRows(by, sums.each[i]!, then, context).map((row) => ({
        ...{ key: row.key, name: row.name, parent: row.parent, own: row.own },
        measures: shown(row.sums),
        share: share(row).share,
        shareBefore: share(row).before,
      }));
    }
    return {
      ...stamp,
      area: areaRefOf(area),
      period: periodInfoOf(period, moment.today),
      comparable: comparable && { from: formatDay(comparable.start), to: formatDay(comparable.end) },
      measures: shown(sums.whole),
      before: before && shown(before.whole),
      rows: asked.length === 1 ? groups[asked[0]!]! : [],
      ...(asked.length > 1 && { groups }),
    };
  }

  /** How many issues were reported and resolved, step by step. */
  async series(
    asking: Asking,
    query: AskedFilter & { step: 'day' | 'week' | 'month' },
  ): Promise<IssueSeriesAnswer> {
    const { store } = this.#context;
    const moment = momentOf(this.#context, asking, undefined);
    const state = await store.treeState();
    const area = findArea(state, asking.scope, query.area);
    const stamp = await stampOf(this.#context, asking, state, moment);
    const categories = categoryTable(await store.issues.categories());
    const { from, to, ...filter } = filterOf(query, categories);
    const columns: IssueSeriesAnswer['columns'] = { from: [], reported: [], resolved: [] };
    for (const period of stepsOf(query.step, { from, to }, moment.today)) {
      const [sums] = await store.issues.measures(asking.scope, { ...filter, by: 'none', period });
      columns.from.push(formatDay(period.start));
      columns.reported.push(sums?.flow.reported ?? 0);
      columns.resolved.push(sums?.flow.resolved ?? 0);
    }
    return { ...stamp, area: areaRefOf(area), columns, count: columns.from.length };
  }

  /** @throws CodedError `badRequest` when a programme is named that is not there */
  async #programme(id: string | undefined) {
    if (id === undefined) return null;
    const programme = (await this.#context.store.programmes()).find((each) => each.id === id);
    if (!programme) throw refusedQuery('programme', `there is no programme ${id}`);
    return programme;
  }

  /** The moment due moments are read against: of a day that has ended the first one after it. */
  #nowOf(asking: Asking, { today }: Moment): number {
    return Math.min(asking.now, startOfDay(today + 1, this.#context.timezone));
  }
}
