import type { EmergingQuery, HotspotsQuery } from '#api/contract/hotspots.ts';
import { CodedError } from '#api/errors.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { refusedQuery } from '#api/services/coverage/periods.ts';
import type { IssueFilter } from '#api/store/issueStore.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { parsePeriod, periodKindOf, periodOf, previousPeriod } from '#geodata/duty/period.ts';
import type { Weights } from '#geodata/hotspot/weights.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import type { IssueSource } from '#geodata/issue/events.ts';
import type { Day } from '#geodata/model.ts';

/** First and last day, both included. */
export interface Days {
  from: Day;
  to: Day;
}

/**
 * The days asked for: those of a period, or from and to; the running month where neither is named.
 *
 * @throws CodedError `badRequest` for both, for one end alone, for an end before the start, for what is no period;
 * `notFound` for a programme that is not there
 */
export async function daysAsked(
  { store, dayOf }: ServiceContext,
  { now }: Asking,
  query: {
    period?: string | undefined;
    from?: string | undefined;
    to?: string | undefined;
    programme?: string | undefined;
  },
): Promise<Days> {
  const { period: key, from, to } = query;
  if (from === undefined && to === undefined) {
    if (key === undefined) {
      const { start, end } = periodOf('month', dayOf(now));
      return { from: start, to: end };
    }
    const isCampaign = periodKindOf(key) === 'programme';
    if (isCampaign && query.programme === undefined)
      throw refusedQuery('period', 'name the programme whose days are meant');
    const span = isCampaign && (await store.programmes()).find(({ id }) => id === query.programme);
    if (span === undefined) throw new CodedError('notFound', `There is no programme ${query.programme}.`);
    const period = parsePeriod(key, span || undefined);
    if (!period) throw refusedQuery('period', `${key} is no period of the calendar`);
    return { from: period.start, to: period.end };
  }
  if (key !== undefined) throw refusedQuery('period', 'name a period or from and to, not both');
  if (from === undefined || to === undefined)
    throw refusedQuery(from === undefined ? 'from' : 'to', 'name both ends, or a period');
  const days = { from: parseDay(from)!, to: parseDay(to)! };
  if (days.to < days.from) throw refusedQuery('to', `${to} lies before ${from}`);
  return days;
}

/** First days of the last complete steps before today, in order of time, and the day after the last of them. */
export function stepsBefore(today: Day, step: 'week' | 'month', steps: number): Day[] {
  let period = periodOf(step, today);
  const starts: Day[] = [];
  for (let i = 0; i <= steps; i++) {
    starts.unshift(period.start);
    // only a programme has no period before
    period = previousPeriod(period)!;
  }
  return starts;
}

/** What issues are meant, whatever their area and days. */
export function filterOf(
  set: IssueCategorySet,
  query: {
    category?: readonly string[] | undefined;
    source?: readonly IssueSource[] | undefined;
    programme?: string | undefined;
  },
): Pick<IssueFilter, 'categories' | 'sources' | 'programme'> {
  const { category, source, programme } = query;
  return {
    ...(category && { categories: categoriesMeant(set, category) }),
    ...(source && { sources: source }),
    ...(programme !== undefined && { programme }),
  };
}

/** A category of the upper level stands for those below it too; one that an import brought, for itself. */
function categoriesMeant(set: IssueCategorySet, asked: readonly string[]): string[] {
  const below = set.categories
    .filter(({ id }) => asked.includes(id))
    .flatMap(({ children }) => children.map(({ id }) => id));
  return [...new Set([...asked, ...below])];
}

/**
 * Refuses what cannot be answered for these cells.
 *
 * @throws CodedError `badRequest` naming the parameter
 */
export function checkCells(query: HotspotsQuery | EmergingQuery): void {
  const { cell, value, peer, source, programme } = query;
  if (cell === 'h3' && value !== 'count')
    throw refusedQuery('value', 'households and visits are not known by H3 cell: ask for count');
  if (cell === 'h3' && peer !== 'district')
    throw refusedQuery('peer', 'H3 cells have no 城乡分类: ask for district');
  if (value !== 'perVisit') return;
  if (source && !source.includes('visit'))
    throw refusedQuery('source', 'perVisit looks at issues found on visits');
  if (programme !== undefined)
    throw refusedQuery('programme', 'visits are counted over all programmes: perVisit cannot be of one');
}

export function weightsOf({ weights, k, metres }: HotspotsQuery | EmergingQuery): Weights {
  if (weights === 'knn') return { kind: 'knn', k };
  return weights === 'distance' ? { kind: 'distance', metres } : { kind: 'queen' };
}
