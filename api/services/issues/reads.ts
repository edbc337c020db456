import { z } from 'zod';
import type { IssuePointsAnswer, IssuesAnswer, IssuesQuery } from '#api/contract/issueQuestions.ts';
import type { IssueDetail, UnmaskedIssue } from '#api/contract/issues.ts';
import { CodedError } from '#api/errors.ts';
import { countsBelow } from '#api/services/areaRows.ts';
import { areaRefOf, findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { stampOf } from '#api/services/coverage/listing.ts';
import { refusedQuery } from '#api/services/coverage/periods.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import {
  type CategoryTable,
  categoriesMeant,
  categoryRefOf,
  organisationNames,
} from '#api/services/issues/names.ts';
import { itemOf, logOf, organisationsIn, type RowContext, reasonOf } from '#api/services/issues/rows.ts';
import type { IssueFacets, IssueFilter, IssueRecord } from '#api/store/issueStore.ts';
import { formatDay, formatInstant, parseDay } from '#geodata/duty/calendar.ts';
import { categoryTable, clockFinder } from '#geodata/issue/categories.ts';
import { escalationDue, firstPromise, rectificationDues } from '#geodata/issue/clock.ts';
import { allowedEvents } from '#geodata/issue/fold.ts';
import { countedTimes } from '#geodata/issue/workingTime.ts';
import { coarsePosition } from '#geodata/place/coarse.ts';
import { isHexagon } from '#geodata/place/hexagon.ts';

/** What every question on many issues is filtered by, as it is asked. */
export interface AskedFilter {
  area: string;
  from?: string | undefined;
  to?: string | undefined;
  category?: readonly string[] | undefined;
  source?: IssueFilter['sources'];
  programme?: string | undefined;
  bbox?: IssueFilter['bbox'];
}

/** Place of an issue in its list. */
const issuePlace = z.tuple([z.number(), z.number(), z.string()]);

/** Reads the ledger of issues: lists, one with its timeline, points. What people wrote is left out. */
export class IssueReads {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  async list(asking: Asking, query: Omit<IssuesQuery, 'lang'>): Promise<IssuesAnswer> {
    const { store, timezone } = this.#context;
    const state = await store.treeState();
    const area = findArea(state, asking.scope, query.area);
    const stamp = await stampOf(this.#context, asking, state, { today: this.#context.dayOf(asking.now) });
    const categories = await this.#categories();
    const { matching, facets, rows, next } = await store.issues.issues(asking.scope, {
      ...filterOf(query, categories),
      states: query.state,
      open: query.open && true,
      overdue: query.overdue && true,
      unlocated: query.unlocated && true,
      organisation: query.organisation,
      subject: query.subject,
      cell: hexagonAsked(query.cell),
      sort: query.sort,
      now: asking.now,
      limit: query.limit,
      after: query.cursor === undefined ? null : decodeCursor(query.cursor, issuePlace),
    });
    const named = [
      ...Object.keys(facets.organisations),
      ...rows.flatMap(({ issue }) => issue.parts.map(({ organisation }) => organisation)),
    ];
    const organisations = await organisationNames(store, new Set(named));
    const context: RowContext = { asking, timezone, state, categories, organisations };
    return {
      ...stamp,
      area: areaRefOf(area),
      matching,
      facets: {
        states: facets.states,
        sources: facets.sources,
        categories: categoryFacets(facets, categories, asking.lang),
        organisations: mostFirst(
          Object.entries(facets.organisations).map(([key, count]) => ({
            ...{ key, count },
            name: organisations.get(key) ?? key,
          })),
        ),
        areas: countsBelow(state, area.code, facets.homes),
        open: facets.open,
        overdue: facets.overdue,
        unlocated: facets.unlocated,
      },
      items: rows.map((row) => itemOf(context, row)),
      nextCursor: next && encodeCursor(next),
    };
  }

  /** One issue with its timeline, its clocks and what may happen to it next. */
  async detail(asking: Asking, id: string): Promise<IssueDetail> {
    const { store, timezone } = this.#context;
    const [state, set, holidays] = await Promise.all([
      store.treeState(),
      store.issues.categories(),
      store.holidays(),
    ]);
    const commit = await store.lastCommit();
    const record = await this.#record(asking, id);
    const { issue, log } = record;
    const named = [...issue.parts.map(({ organisation }) => organisation), ...organisationsIn(log)];
    const context: RowContext = {
      ...{ asking, timezone, state },
      categories: categoryTable(set),
      organisations: await organisationNames(store, new Set(named)),
    };
    const rules = { clocksOf: clockFinder(set), times: countedTimes(timezone, holidays) };
    const instant = (at: number | null): string | null => (at === null ? null : formatInstant(at, timezone));
    return {
      ...itemOf(context, record),
      log: logOf(context, log),
      allowed: [...allowedEvents(issue)],
      promisedAt: instant(firstPromise(issue, rules).dueAt),
      escalationDueAt: instant(escalationDue(issue, rules)),
      rectificationDueAt: rectificationDues(issue, rules).map((at) => formatInstant(at, timezone)),
      children: record.children,
      pictures: record.pictures,
      commit: commit.seq,
      treeVersion: state.version,
    };
  }

  /** What people wrote of an issue, and who asked. Asked for by who may see it, one by one, on record. */
  async unmasked(asking: Asking, id: string): Promise<UnmaskedIssue> {
    const { title, text, position, log, ...record } = await this.#record(asking, id);
    const { reporterName: name, reporterPhone: phone } = record;
    return {
      id,
      title,
      text,
      reporter: name === null && phone === null ? null : { name, phone },
      position: position && [...position],
      notes: log.map(({ event }, n) => ({
        n,
        by: event.by ?? null,
        note: event.note ?? null,
        reason: reasonOf(event),
      })),
    };
  }

  /**
   * A photo as JPEG.
   *
   * @throws CodedError `notFound` when there is none that may be seen
   */
  async photo(
    asking: Asking,
    issue: string,
    photo: string,
    size: 'image' | 'thumbnail',
  ): Promise<Uint8Array> {
    const found = await this.#context.store.issues.photo(asking.scope, issue, photo, size);
    if (!found) throw new CodedError('notFound', `There is no photo ${photo} of an issue ${issue}.`);
    return found;
  }

  /** Located issues for the map, their places coarse. */
  async points(asking: Asking, query: AskedFilter & { open?: '1' | undefined }): Promise<IssuePointsAnswer> {
    const { store } = this.#context;
    const state = await store.treeState();
    findArea(state, asking.scope, query.area);
    const stamp = await stampOf(this.#context, asking, state, { today: this.#context.dayOf(asking.now) });
    const filter = filterOf(query, await this.#categories());
    const found = await store.issues.columns(asking.scope, { ...filter, open: query.open && true });
    const columns: IssuePointsAnswer['columns'] = {
      ...{ id: [], lon: [], lat: [], day: [], category: [], source: [], open: [] },
    };
    for (const [i, id] of found.ids.entries()) {
      const [lon, lat] = coarsePosition([found.positions[2 * i]!, found.positions[2 * i + 1]!]);
      if (Number.isNaN(lon)) continue;
      columns.id.push(id);
      columns.lon.push(lon);
      columns.lat.push(lat);
      columns.day.push(formatDay(found.day[i]!));
      columns.category.push(found.categories[found.category[i]!]!);
      columns.source.push(found.sources[found.source[i]!]!);
      columns.open.push(found.open[i] === 1);
    }
    const count = columns.id.length;
    return { ...stamp, columns, count, unlocated: found.ids.length - count };
  }

  async #record(asking: Asking, id: string): Promise<IssueRecord> {
    const record = await this.#context.store.issues.issue(asking.scope, id);
    if (!record) throw new CodedError('notFound', `There is no issue ${id}.`);
    return record;
  }

  async #categories(): Promise<CategoryTable> {
    return categoryTable(await this.#context.store.issues.categories());
  }
}

/** @throws CodedError `badRequest` for an index that no cell has */
function hexagonAsked(cell: string | undefined): string | undefined {
  if (cell !== undefined && !isHexagon(cell)) throw refusedQuery('cell', `${cell} is no H3 cell`);
  return cell;
}

/** The filter in the store's terms. */
export function filterOf(query: AskedFilter, categories: CategoryTable): IssueFilter {
  const { area, from, to, category, source, programme, bbox } = query;
  return {
    area,
    from: from === undefined ? undefined : parseDay(from)!,
    to: to === undefined ? undefined : parseDay(to)!,
    categories: categoriesMeant(categories, category),
    sources: source,
    programme,
    bbox,
  };
}

/** Rows by category; one of the upper level counts what choosing it would leave: with all that lies below. */
function categoryFacets(facets: IssueFacets, table: CategoryTable, lang: Asking['lang']) {
  const counts = new Map<string, number>();
  const add = (id: string, count: number) => counts.set(id, (counts.get(id) ?? 0) + count);
  for (const [id, count] of Object.entries(facets.categories)) {
    add(id, count);
    const parent = table.get(id)?.parent ?? null;
    if (parent !== null) add(parent, count);
  }
  return mostFirst(
    [...counts].map(([key, count]) => {
      const { name, parent } = categoryRefOf(table, key, lang);
      return { key, name, count, parent: parent?.id ?? null };
    }),
  );
}

function mostFirst<T extends { key: string; count: number }>(rows: T[]): T[] {
  return rows.sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}
