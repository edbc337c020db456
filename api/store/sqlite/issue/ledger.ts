import type { IssueFacets, IssuePlace, IssueRow, IssuesPage, IssuesQuestion } from '#api/store/issueStore.ts';
import type { Where } from '#api/store/sqlite/issue/places.ts';
import type { IssueScan } from '#api/store/sqlite/issue/scan.ts';
import type { IssueSource } from '#geodata/issue/events.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { type IssueState, isOpen, isSettled } from '#geodata/issue/states.ts';
import { inHexagon } from '#geodata/place/hexagon.ts';

/** What filters, facets and orders read of an issue. */
interface Listed {
  town: string;
  id: string;
  area: string;
  place: string;
  at: number;
  state: IssueState;
  source: IssueSource;
  category: string;
  dueAt: number | null;
  settledAt: number | null;
  lon: number | null;
  lat: number | null;
}

const LISTED = `SELECT i.town, i.id, i.area, i.at, i.state, i.source, i.category, i.dueAt, i.settledAt,
  i.lon, i.lat FROM issue AS i`;

/** The filters that have a facet each. */
const FACETED = ['states', 'sources', 'categories', 'organisation', 'open', 'overdue', 'unlocated'] as const;
type Faceted = (typeof FACETED)[number];

/** One page of the ledger, with how many rows each choice of a filter would leave. */
export function issuesPage(scan: IssueScan, where: Where, question: IssuesQuestion): IssuesPage {
  const { from, to, programme, bbox, subject, cell, sort, limit, after } = question;
  const organisations = organisationsIn(scan, where);
  const passes = filtersOf(question, organisations);
  const tally = new FacetTally();
  const found: { place: IssuePlace; row: Listed }[] = [];
  let matching = 0;
  const isIn = cell === undefined ? null : inHexagon(cell);
  const more = subject === undefined ? undefined : { sql: 'i.subject = @subject', values: { subject } };
  for (const row of scan.rows<Listed>(LISTED, where, { from, to, programme, bbox }, more)) {
    if (isIn && !isIn(row.lon ?? Number.NaN, row.lat ?? Number.NaN)) continue;
    const failed = FACETED.filter((filter) => !passes[filter](row));
    if (failed.length > 1) continue;
    tally.add(row, failed[0], organisations.get(row.id) ?? [], question.now);
    if (failed.length === 1) continue;
    matching++;
    const place = placeOf(row, sort);
    if (after === null || comparePlaces(place, after) > 0) found.push({ place, row });
  }
  found.sort((a, b) => comparePlaces(a.place, b.place));
  const page = found.slice(0, limit);
  return {
    matching,
    facets: tally.facets,
    rows: page.map(({ row }) => rowOf(scan, row)),
    next: found.length > limit ? page.at(-1)!.place : null,
  };
}

/** Organisations each issue lies or lay with; those that sent it back have it no more. */
function organisationsIn(scan: IssueScan, { towns }: Where): Map<string, string[]> {
  const rows = scan
    .prepare(
      `SELECT issue, organisation FROM issue_organisation
       WHERE town IN (SELECT value FROM json_each(?)) AND state <> 'returned'`,
    )
    .iterate(JSON.stringify(towns)) as Iterable<{ issue: string; organisation: string }>;
  const found = new Map<string, string[]>();
  for (const { issue, organisation } of rows) {
    const list = found.get(issue);
    if (list) list.push(organisation);
    else found.set(issue, [organisation]);
  }
  return found;
}

function filtersOf(
  question: IssuesQuestion,
  organisations: ReadonlyMap<string, readonly string[]>,
): Record<Faceted, (row: Listed) => boolean> {
  const { states, sources, categories, organisation, open, overdue, unlocated, now } = question;
  const anyOf = <T>(choices: readonly T[] | undefined, value: (row: Listed) => T) => {
    const set = choices && new Set(choices);
    return (row: Listed) => !set || set.has(value(row));
  };
  return {
    states: anyOf(states, ({ state }) => state),
    sources: anyOf(sources, ({ source }) => source),
    categories: anyOf(categories, ({ category }) => category),
    organisation: ({ id }) =>
      organisation === undefined || (organisations.get(id)?.includes(organisation) ?? false),
    open: (row) => !open || isOpen(row.state),
    overdue: (row) => !overdue || isPastDue(row, now),
    unlocated: (row) => !unlocated || row.lon === null,
  };
}

function isPastDue({ dueAt }: Listed, now: number): boolean {
  return dueAt !== null && now > dueAt;
}

/** Counts rows by each facet: those that pass every filter but its own. */
class FacetTally {
  readonly facets: IssueFacets = {
    states: {},
    sources: {},
    categories: {},
    organisations: {},
    homes: {},
    open: 0,
    overdue: 0,
    unlocated: 0,
  };

  /** @param failed the only filter the row does not pass */
  add(row: Listed, failed: Faceted | undefined, organisations: readonly string[], now: number): void {
    const { facets } = this;
    const counts = (filter: Faceted): boolean => failed === undefined || failed === filter;
    const { state, source, category, place } = row;
    if (counts('states')) facets.states[state] = (facets.states[state] ?? 0) + 1;
    if (counts('sources')) facets.sources[source] = (facets.sources[source] ?? 0) + 1;
    if (counts('categories')) facets.categories[category] = (facets.categories[category] ?? 0) + 1;
    if (counts('organisation'))
      for (const one of organisations) facets.organisations[one] = (facets.organisations[one] ?? 0) + 1;
    if (counts('open') && isOpen(state)) facets.open++;
    if (counts('overdue') && isPastDue(row, now)) facets.overdue++;
    if (counts('unlocated') && row.lon === null) facets.unlocated++;
    if (failed === undefined) facets.homes[place] = (facets.homes[place] ?? 0) + 1;
  }
}

/**
 * The place in an order. `worst`: running clocks by their due moment, which has the longest overdue first; then open
 * ones whose clock is stopped, oldest first; then settled ones, the latest first; then those refused or merged.
 * `due`: running clocks by their due moment, then the others as in `newest`.
 */
function placeOf(
  { id, at, state, dueAt, settledAt }: Pick<Listed, 'id' | 'at' | 'state' | 'dueAt' | 'settledAt'>,
  sort: IssuesQuestion['sort'],
): IssuePlace {
  if (sort === 'newest') return [0, -at, id];
  if (dueAt !== null) return [0, dueAt, id];
  if (sort === 'due') return [1, -at, id];
  if (isOpen(state)) return [1, at, id];
  return isSettled(state) ? [2, -(settledAt ?? at), id] : [3, -at, id];
}

function comparePlaces(a: IssuePlace, b: IssuePlace): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : a[2] > b[2] ? 1 : 0);
}

/** A row of the narrow table together with the issue itself. */
export interface FullRow {
  body: string;
  lon: number | null;
  lat: number | null;
  dueAt: number | null;
  photos: number;
  programme: string | null;
  subject: string | null;
}

export function toRow(full: FullRow, home: string): IssueRow {
  const { body, lon, lat, dueAt, photos, programme, subject } = full;
  return {
    issue: JSON.parse(body) as Issue,
    home,
    position: lon === null || lat === null ? null : [lon, lat],
    dueAt,
    photos,
    programme,
    subject,
  };
}

function rowOf(scan: IssueScan, { town, id, place }: Listed): IssueRow {
  const full = scan
    .prepare(
      `SELECT i.lon, i.lat, i.dueAt, i.photos, i.programme, i.subject, d.body
       FROM issue AS i JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id WHERE i.town = ? AND i.id = ?`,
    )
    .get(town, id) as FullRow;
  return toRow(full, place);
}
