import type { Database } from 'better-sqlite3';
import { headOf } from '#api/store/sqlite/issue/head.ts';
import type { IssueRules } from '#api/store/sqlite/issue/rules.ts';
import { IssueSums } from '#api/store/sqlite/issue/sums.ts';
import { foldIssue } from '#geodata/issue/fold.ts';
import type { Issue } from '#geodata/issue/issue.ts';

interface Row {
  town: string;
  id: string;
  programme: string | null;
  body: string;
  category: string;
  level: string;
  state: string;
  parent: string | null;
  dueAt: number | null;
  settledAt: number | null;
  lastDay: number;
  standing: number;
  endSeq: number | null;
}

/**
 * Folds every log again, and compares what it comes to with the issues, their rows and the sums that are kept.
 *
 * @returns one line a difference; empty when all is right
 */
export function issueDifferences(db: Database, rules: IssueRules): string[] {
  const differences: string[] = [];
  const compare = (what: string, kept: unknown, counted: unknown): void => {
    const [a, b] = [JSON.stringify(kept), JSON.stringify(counted)];
    if (a !== b) differences.push(`${what}: kept ${a}, counted ${b}`);
  };
  const log = db.prepare('SELECT body FROM issue_event WHERE town = ? AND issue = ? ORDER BY n').pluck();
  const organisations = db.prepare(
    'SELECT organisation, state FROM issue_organisation WHERE town = ? AND issue = ? ORDER BY organisation',
  );
  const sums = new IssueSums();
  const rows = db.prepare(
    `SELECT i.*, d.body FROM issue AS i JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id`,
  );
  for (const row of rows.iterate() as Iterable<Row>) {
    const { town, id, programme } = row;
    const { issue } = foldIssue((log.all(town, id) as string[]).map((body) => JSON.parse(body) as unknown));
    if (!issue) {
      differences.push(`issue ${id}: it has no report`);
      continue;
    }
    compare(`issue ${id}`, JSON.parse(row.body), JSON.parse(JSON.stringify(issue)));
    // what was taken back counts nowhere, and follows no new rules
    if (row.endSeq !== null) continue;
    const { category, level, state, parent, dueAt, settledAt, lastDay, standing } = row;
    const kept = { category, level, state, parent, dueAt, settledAt, lastDay, standing };
    compare(`row of issue ${id}`, kept, headOf(issue, rules));
    compare(`organisations of issue ${id}`, organisations.all(town, id), partsOf(issue));
    sums.add(issue, { town, programme }, rules, 1);
  }
  const counted = new Map([...sums.nonZero()].map(({ key, at, n }) => [[...key, at].join(' '), n]));
  const kept = new Map(
    (
      db
        .prepare(
          `SELECT town, period, programme, category, source, measure, key, sum(n) FROM issue_sum
           GROUP BY 1, 2, 3, 4, 5, 6, 7 HAVING sum(n) <> 0`,
        )
        .raw()
        .all() as (string | number)[][]
    ).map((row) => [row.slice(0, -1).join(' '), row.at(-1) as number]),
  );
  for (const key of new Set([...kept.keys(), ...counted.keys()]))
    compare(`sum ${key}`, kept.get(key) ?? 0, counted.get(key) ?? 0);
  return differences;
}

function partsOf({ parts }: Issue): { organisation: string; state: string }[] {
  return parts
    .map(({ organisation, state }) => ({ organisation, state }))
    .sort((a, b) => (a.organisation < b.organisation ? -1 : 1));
}
