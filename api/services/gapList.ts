import { z } from 'zod';
import type { GapItem, GapsAnswer, GapsQuery } from '#api/contract/gaps.ts';
import { CodedError } from '#api/errors.ts';
import { chainOf, countsBelow, homeRefOf } from '#api/services/areaRows.ts';
import { areaRefOf, findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { momentOf, periodAsked, periodInfo, versionIn } from '#api/services/coverage/periods.ts';
import { SumsReader } from '#api/services/coverage/sums.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import { maskName } from '#api/services/mask.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { GapRow } from '#api/store/gapStore.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import { GAP_TYPES } from '#geodata/model.ts';
import { coarsePosition } from '#geodata/place/coarse.ts';

const gapPlace = z.object({
  type: z.enum(GAP_TYPES),
  days: z.number().int(),
  home: z.string(),
  subject: z.string(),
  event: z.object({ id: z.string() }).nullable(),
  officer: z.object({ id: z.string() }).nullable(),
});

/** The list of who has not been reached, names masked. */
export class GapListService {
  readonly #context: ServiceContext;
  readonly #sums: SumsReader;

  constructor(context: ServiceContext) {
    this.#context = context;
    this.#sums = new SumsReader(context);
  }

  async gaps(asking: Asking, query: Omit<GapsQuery, 'lang'>): Promise<GapsAnswer> {
    const { store } = this.#context;
    const moment = momentOf(this.#context, asking, query.asOf);
    const record = (await store.duties(moment.recordedBy)).find(({ duty }) => duty.id === query.duty);
    if (!record) throw new CodedError('notFound', `There is no duty ${query.duty}.`);
    const period = periodAsked(record, query.period, moment);
    const state = await this.#sums.treeOf(period, moment);
    const area = findArea(state, asking.scope, query.area);
    const commit = await store.lastCommit();
    const answer = await store.gaps(asking.scope, {
      duty: record.duty.id,
      period: period.start,
      area: area.code,
      today: moment.today,
      ...(moment.recordedBy === undefined ? {} : { recordedBy: moment.recordedBy }),
      ...(query.type === undefined ? {} : { types: query.type }),
      ...(query.tag === undefined ? {} : { tags: query.tag }),
      ...(query.unassigned
        ? { officer: null }
        : query.officer === undefined
          ? {}
          : { officer: query.officer }),
      sort: query.sort,
      limit: query.limit,
      after: query.cursor === undefined ? null : decodeCursor(query.cursor, gapPlace),
    });
    const { duty } = record;
    // Households that are counted and not listed have a gap, but no line.
    const counted = duty.kind === 'coverSubjects' && duty.denominator === 'households';
    const counts = counted
      ? await this.#sums
          .read(asking, area.code, record, [period], null, moment)
          .then((read) => this.#sums.figures(read.get(period.start)!.total, record, period, moment))
          .then(({ gaps }) => gaps)
      : answer.counts;
    return {
      duty: duty.id,
      dutyVersion: versionIn(record, period),
      period: periodInfo(record, period, moment),
      area: areaRefOf(area),
      asOf: formatDay(moment.today),
      commit: commit.seq,
      counts,
      matching: answer.matching,
      facets: {
        types: answer.facets.types,
        tags: answer.facets.tags,
        officers: answer.facets.officers.map((officer) => ({ ...officer, name: maskName(officer.name) })),
        unassigned: answer.facets.unassigned,
        areas: countsBelow(state, area.code, answer.facets.homes),
      },
      items: answer.rows.map((row) => itemOf(state, row)),
      nextCursor: answer.next && encodeCursor(answer.next),
    };
  }
}

function itemOf(state: TreeState, row: GapRow): GapItem {
  return {
    subject: row.subject,
    name: row.subjectType === 'area' ? row.name : maskName(row.name),
    subjectType: row.subjectType,
    tags: row.tags,
    officer: row.officer && { ...row.officer, name: maskName(row.officer.name) },
    event: row.event && { ...row.event, day: formatDay(row.event.day), due: formatDay(row.event.due) },
    area: homeRefOf(state, row.home),
    chain: chainOf(state, row.home),
    position: row.position && coarsePosition(row.position),
    type: row.type,
    done: row.done,
    required: row.required,
    lastVisit: row.lastVisit === null ? null : formatDay(row.lastVisit),
    days: row.days,
  };
}
