import type { Database } from 'better-sqlite3';
import type { IssueMeasuresBy, IssueMeasuresQuestion, IssueSums } from '#api/store/issueStore.ts';
import type { AsOf } from '#api/store/sqlite/asOf.ts';
import { boxValues, IN_BOX } from '#api/store/sqlite/issue/box.ts';
import { type IssuePlaces, NOWHERE, type Where } from '#api/store/sqlite/issue/places.ts';
import type { IssueRules, IssueRulesReader } from '#api/store/sqlite/issue/rules.ts';
import { IN_FORCE_AT, type IssueScan } from '#api/store/sqlite/issue/scan.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { IssueEvent } from '#geodata/issue/events.ts';
import { flowOf, standingOf } from '#geodata/issue/flows.ts';
import { foldIssue } from '#geodata/issue/fold.ts';
import { type Issue, organisationsOf } from '#geodata/issue/issue.ts';
import { flowRows, type SumMeasure, SumTally, standingRows } from '#geodata/issue/sums.ts';
import type { Day } from '#geodata/model.ts';

interface Sources {
  db: Database;
  scan: IssueScan;
  places: IssuePlaces;
  rules: IssueRulesReader;
}

/** The column of the kept sums that a question can be answered by. */
const KEPT_BY: Partial<Record<IssueMeasuresBy, string>> = {
  none: "''",
  category: 'category',
  source: 'source',
  town: 'town',
};

/** What is asked, whatever it is told by. */
type Question = Omit<IssueMeasuresQuestion, 'by'>;
type Tallies = Map<string, SumTally>;

/**
 * Sums of the issues in an area by each of `by`: those kept where they tell, else counted from the issues; both are equal.
 *
 * @param scope areas whose subtrees may be seen
 * @param today civil day whose tree is in force
 * @returns for each of `by` its rows ordered by key, those without anything left out but for `none`; null when the area may not be seen
 */
export function issueMeasures(
  { db, scan, places, rules }: Sources,
  scope: readonly string[],
  today: Day,
  question: Question,
  by: readonly IssueMeasuresBy[],
): IssueSums[][] | null {
  const { area, recordedBy } = question;
  const asOf = recordedBy === undefined ? null : seqBy(db, recordedBy);
  let where = places.where(scope, area, recordedBy ?? today, asOf);
  // What is there now and was not then had nothing.
  if (!where && recordedBy !== undefined && places.where(scope, area, today)) where = NOWHERE;
  if (!where) return null;
  const reckonedBy = asOf === null ? rules.now() : rules.at(asOf);
  const period = keptPeriod(question, where, reckonedBy);
  const kept = period === null ? [] : by.filter((one) => KEPT_BY[one] !== undefined);
  const found = new Map<IssueMeasuresBy, Tallies>();
  for (const one of kept) found.set(one, fromSums(scan, where, question, one, period!));
  const counted = by.filter((one) => !found.has(one));
  if (counted.length > 0)
    for (const [one, tallies] of fromIssues(scan, where, question, counted, reckonedBy, asOf))
      found.set(one, tallies);
  return by.map((one) => rowsOf(one, found.get(one)!));
}

function rowsOf(by: IssueMeasuresBy, tallies: Tallies): IssueSums[] {
  if (by === 'none' && tallies.size === 0) tallies.set('', new SumTally());
  return [...tallies]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, tally]) => ({ key, flow: tally.flow(), standing: tally.standing() }));
}

function seqBy(db: Database, day: Day): number {
  const row = db.prepare('SELECT max(seq) AS seq FROM "commit" WHERE day <= ?').get(day);
  return (row as { seq: number | null }).seq ?? 0;
}

/** The written period whose kept sums answer a question; null where they do not. */
function keptPeriod(
  { organisation, bbox, period, programme }: Question,
  { isWhole }: Where,
  rules: IssueRules,
): string | null {
  if (!isWhole || organisation !== undefined || bbox) return null;
  const { kind, start, end } = period;
  if (kind === 'days') return null;
  const span = rules.spanOf(programme ?? null);
  if (kind === 'programme') return span?.firstDay === start && span.lastDay === end ? kind : null;
  const whole = periodOf(kind, start);
  return whole.start === start && whole.end === end ? whole.key : null;
}

function fromSums(
  scan: IssueScan,
  { towns }: Where,
  { programme, categories, sources, recordedBy }: Question,
  by: IssueMeasuresBy,
  period: string,
): Tallies {
  const sql = [
    `SELECT ${KEPT_BY[by]} AS by, measure, key, sum(n) AS n FROM issue_sum
     WHERE town IN (SELECT value FROM json_each(@towns)) AND period IN (@period, '')`,
    ...(programme === undefined ? [] : ['programme = @programme']),
    ...(categories ? ['category IN (SELECT value FROM json_each(@categories))'] : []),
    ...(sources ? ['source IN (SELECT value FROM json_each(@sources))'] : []),
    ...(recordedBy === undefined ? [] : ['recDay <= @recordedBy']),
  ].join(' AND ');
  const rows = scan.prepare(`${sql} GROUP BY 1, measure, key HAVING sum(n) <> 0`).iterate({
    towns: JSON.stringify(towns),
    period,
    ...(programme !== undefined && { programme }),
    ...(categories && { categories: JSON.stringify(categories) }),
    ...(sources && { sources: JSON.stringify(sources) }),
    ...(recordedBy !== undefined && { recordedBy }),
  }) as Iterable<{ by: string; measure: SumMeasure; key: number; n: number }>;
  const tallies: Tallies = new Map();
  for (const { by: group, ...row } of rows) tallyOf(tallies, group).add(row);
  return tallies;
}

/** One issue with where it is, or was, at home. */
interface Placed {
  place: string;
  issue: Issue;
}

function fromIssues(
  scan: IssueScan,
  where: Where,
  question: Question,
  by: readonly IssueMeasuresBy[],
  rules: IssueRules,
  asOf: AsOf,
): Map<IssueMeasuresBy, Tallies> {
  const { period, organisation } = question;
  const categories = question.categories && new Set(question.categories);
  const found = new Map(by.map((one): [IssueMeasuresBy, Tallies] => [one, new Map()]));
  const issues = asOf === null ? issuesNow(scan, where, question) : issuesThen(scan, where, question, asOf);
  for (const { place, issue } of issues) {
    if (categories && !categories.has(issue.category)) continue;
    const organisations = organisationsOf(issue);
    if (organisation !== undefined && !organisations.includes(organisation)) continue;
    const rows = [...flowRows(flowOf(issue, period, rules)), ...standingRows(standingOf(issue, rules))];
    if (rows.length === 0) continue;
    const placed = { town: where.townOf(place), place, issue };
    for (const [one, tallies] of found)
      for (const key of keysOf(one, placed, organisations)) tallyOf(tallies, key).addAll(rows);
  }
  return found;
}

function keysOf(
  by: IssueMeasuresBy,
  { town, place, issue }: Placed & { town: string },
  organisations: readonly string[],
): readonly string[] {
  switch (by) {
    case 'none':
      return [''];
    case 'category':
      return [issue.category];
    case 'source':
      return [issue.source];
    case 'state':
      return [issue.state];
    case 'home':
      return [place];
    case 'town':
      return [town];
    case 'organisation':
      return organisations;
  }
}

interface Row {
  town: string;
  id: string;
  area: string;
  lastSeq: number;
  body: string;
}

const ROWS = `SELECT i.town, i.id, i.area, i.lastSeq, d.body
  FROM issue AS i CROSS JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id`;

/** Issues that may count in the period or as they stand. */
function* issuesNow(
  scan: IssueScan,
  where: Where,
  { categories, sources, programme, bbox, period }: Question,
): Iterable<Placed> {
  const { start, end } = period;
  const rows = scan.rows<Row>(
    ROWS,
    where,
    { categories, sources, programme, bbox },
    {
      sql: '(i.standing = 1 OR i.day <= @end AND i.lastDay >= @start)',
      values: { start, end },
    },
  );
  for (const { place, body } of rows) yield { place, issue: JSON.parse(body) as Issue };
}

/** Issues as they had been recorded by a commit, where they were at home then. */
function* issuesThen(
  scan: IssueScan,
  where: Where,
  { sources, programme, bbox }: Question,
  asOf: number,
): Iterable<Placed> {
  const log = scan.prepare(
    'SELECT body FROM issue_event WHERE town = ? AND issue = ? AND seq <= ? ORDER BY n',
  );
  const then = ({ town, id, lastSeq, body }: Row): Issue => {
    if (lastSeq <= asOf) return JSON.parse(body) as Issue;
    const events = log.all(town, id, asOf) as { body: string }[];
    return foldIssue(events.map((event) => JSON.parse(event.body) as IssueEvent)).issue!;
  };
  const moved = movedSince(scan, asOf);
  const by = { sql: 'i.seq <= @asOf', values: { asOf } };
  for (const row of scan.rows<Row>(ROWS, where, { sources, programme, bbox }, by, asOf))
    if (!moved.has(row.id)) yield { place: row.place, issue: then(row) };

  const find = scan.prepare(`${ROWS} WHERE i.town = @town AND i.id = @id AND i.seq <= @asOf AND ${IN_FORCE_AT}
    AND (@sources IS NULL OR i.source IN (SELECT value FROM json_each(@sources)))
    AND (@programme IS NULL OR i.programme = @programme)${bbox ? ` AND ${IN_BOX}` : ''}`);
  for (const [id, { town, area }] of moved) {
    const place = where.places.get(area);
    if (place === undefined) continue;
    const filter = {
      sources: sources ? JSON.stringify(sources) : null,
      programme: programme ?? null,
      ...(bbox && boxValues(bbox)),
    };
    const row = find.get({ town, id, asOf, ...filter }) as Row | undefined;
    if (row) yield { place, issue: then(row) };
  }
}

/** Issues that another tree has moved after a commit: the town they are in now, and where they were by then. */
function movedSince(scan: IssueScan, asOf: number): Map<string, { town: string; area: string }> {
  const rows = scan
    .prepare('SELECT issue, town, area FROM issue_move WHERE seq > ? ORDER BY seq DESC')
    .all(asOf) as { issue: string; town: string; area: string }[];
  // The earliest move after it left from where the issue was.
  return new Map(rows.map(({ issue, ...move }) => [issue, move]));
}

function tallyOf(tallies: Tallies, key: string): SumTally {
  let tally = tallies.get(key);
  if (!tally) {
    tally = new SumTally();
    tallies.set(key, tally);
  }
  return tally;
}
