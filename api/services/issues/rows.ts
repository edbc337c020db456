import type { IssueItem, IssueLogEntry } from '#api/contract/issues.ts';
import { chainOf, homeRefOf } from '#api/services/areaRows.ts';
import type { Asking } from '#api/services/context.ts';
import { type CategoryTable, categoryRefOf } from '#api/services/issues/names.ts';
import { maskName } from '#api/services/mask.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { IssueRecord, IssueRow } from '#api/store/issueStore.ts';
import { formatInstant } from '#geodata/duty/calendar.ts';
import type { IssueEvent } from '#geodata/issue/events.ts';
import { step } from '#geodata/issue/fold.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { isSettled } from '#geodata/issue/states.ts';
import { coarsePosition } from '#geodata/place/coarse.ts';

/** What rows are written with. */
export interface RowContext {
  asking: Asking;
  timezone: string;
  state: TreeState;
  categories: CategoryTable;
  organisations: ReadonlyMap<string, string>;
}

/** An issue as a row of the ledger: nothing that somebody wrote, no name of a person, its place coarse. */
export function itemOf(context: RowContext, row: IssueRow): IssueItem {
  const { asking, state, categories } = context;
  const { issue, home, position, dueAt, photos, programme, subject } = row;
  const resolution = issue.resolutions.at(-1);
  const instant = instantIn(context);
  return {
    id: issue.id,
    category: categoryRefOf(categories, issue.category, asking.lang),
    source: issue.source,
    state: issue.state,
    level: issue.level,
    area: homeRefOf(state, home),
    chain: chainOf(state, home),
    position: position && coarsePosition(position),
    reportedAt: instant(issue.reportedAt),
    dueAt: dueAt === null ? null : instant(dueAt),
    overdue: dueAt !== null && asking.now > dueAt,
    settledAt: resolution && isSettled(issue.state) ? instant(resolution.at) : null,
    resolution: resolution?.kind ?? null,
    organisations: issue.parts.map((part) => ({
      ...organisationRefOf(context, part.organisation),
      state: part.state,
    })),
    rating: issue.ratings.at(-1)?.rating ?? null,
    raters: issue.ratings.length,
    photos,
    programme,
    subject,
    mergedInto: issue.mergedInto,
  };
}

/** The timeline of an issue. Notes and reasons are left out, whoever did something is masked. */
export function logOf(context: RowContext, log: IssueRecord['log']): IssueLogEntry[] {
  const { categories, asking } = context;
  const instant = instantIn(context);
  let issue: Issue | null = null;
  return log.map(({ event, receivedAt }, n) => {
    issue = step(issue, event).issue;
    const category = 'category' in event ? event.category : undefined;
    const organisation = 'organisation' in event ? event.organisation : undefined;
    const organisations = event.type === 'dispatched' ? event.organisations : [];
    const { by = null } = event;
    return {
      n,
      type: event.type,
      at: instant(event.at),
      receivedAt: instant(receivedAt),
      by: by === null ? null : maskName(by),
      organisation: organisation === undefined ? null : organisationRefOf(context, organisation),
      organisations: organisations.map((id) => organisationRefOf(context, id)),
      kind: event.type === 'resolved' ? event.kind : null,
      rating: event.type === 'rated' ? event.rating : null,
      settled: event.type === 'rated' ? (event.settled ?? null) : null,
      category: category === undefined ? null : refOf(categoryRefOf(categories, category, asking.lang)),
      level: event.type === 'reported' || event.type === 'escalated' ? (issue?.level ?? null) : null,
      extension: event.type === 'extended' ? { amount: event.amount, unit: event.unit } : null,
      into: event.type === 'merged' ? event.into : null,
      hasNote: (event.note ?? null) !== null || reasonOf(event) !== null,
    };
  });
}

/** Why something was done, where that has to be said. */
export function reasonOf(event: IssueEvent): string | null {
  return 'reason' in event ? event.reason : null;
}

/** Organisations named in a timeline. */
export function organisationsIn(log: IssueRecord['log']): string[] {
  return log.flatMap(({ event }) => {
    if (event.type === 'dispatched') return event.organisations;
    return 'organisation' in event && event.organisation !== undefined ? [event.organisation] : [];
  });
}

function refOf({ id, name }: { id: string; name: string }) {
  return { id, name };
}

function organisationRefOf({ organisations }: RowContext, id: string) {
  return { id, name: organisations.get(id) ?? id };
}

function instantIn({ timezone }: RowContext): (epochMs: number) => string {
  return (epochMs) => formatInstant(epochMs, timezone);
}
