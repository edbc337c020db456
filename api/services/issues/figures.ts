import type {
  IssueSeriesAnswer,
  IssueSummaryAnswer,
  IssueSummaryQuery,
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
import type { IssueMeasuresQuestion, IssueSums } from '#api/store/issueStore.ts';
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
    if (query.level !== undefined && query.by !== 'area') throw refusedQuery('level', 'is for by=area alone');
    const stamp = await stampOf(this.#context, asking, state, moment);
    const comparable = comparableWith(period, moment.today);
    const categories = categoryTable(await store.issues.categories());
    const question = {
      area: area.code,
      programme: query.programme,
      categories: categoriesMeant(categories, query.category),
      sources: query.source,
      organisation: query.organisation,
      recordedBy: moment.recordedBy,
    };
    const ask = (by: IssueMeasuresQuestion['by'], span: MeasuredPeriod): Promise<IssueSums[]> =>
      store.issues.measures(asking.scope, { ...question, by, period: span });
    const whole = (await ask('none', period))[0] ?? NO_BOTH;
    const wholeBefore = comparable && ((await ask('none', comparable))[0] ?? NO_BOTH);
    const now = this.#nowOf(asking, moment);
    const shown = ({ flow, standing }: Pick<IssueSums, 'flow' | 'standing'>): IssueMeasures =>
      measures(flow, standing, now);
    let rows: IssueSummaryAnswer['rows'] = [];
    if (query.by !== undefined) {
      const level = query.level ?? state.tree.levelBelow(area.code) ?? area.level;
      const isOfTowns = FROM_TOTALS.has(level) && ABOVE_TOWNS.has(area.level);
      const by = query.by !== 'area' ? query.by : isOfTowns ? 'town' : 'home';
      const sums = byKey(await ask(by, period));
      const before = comparable && byKey(await ask(by, comparable));
      const keys = new Set([...sums.keys(), ...(before?.keys() ?? [])]);
      const organisations = await organisationNames(store, query.by === 'organisation' ? keys : new Set());
      const context = { tree: state.tree, area, level, categories, organisations, lang: asking.lang };
      const share = ({ sums: now, before: then }: RowSums) =>
        categoryShare(
          { part: now.flow.reported, whole: whole.flow.reported },
          { part: then?.flow.reported ?? 0, whole: wholeBefore?.flow.reported ?? 0 },
        );
      rows = foldRows(query.by, sums, before, context).map((row) => ({
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
      measures: shown(whole),
      before: wholeBefore && shown(wholeBefore),
      rows,
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
