import type { Database, Statement } from 'better-sqlite3';
import type { IssueRules } from '#api/store/sqlite/issue/rules.ts';
import { handlingClock } from '#geodata/issue/clock.ts';
import { standingOf } from '#geodata/issue/flows.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { isSettled } from '#geodata/issue/states.ts';
import { momentsOf, standingRows } from '#geodata/issue/sums.ts';
import type { Day } from '#geodata/model.ts';

/** What the narrow row of an issue says of how it stands, so that lists need not read the issue itself. */
export interface IssueHead {
  category: string;
  level: string;
  state: string;
  parent: string | null;
  /** Last moment in time of the clock that runs; null where none does. */
  dueAt: number | null;
  /** Last resolution; null while it is not settled. */
  settledAt: number | null;
  /** Last day any of its moments lies on: no period that begins later knows of it. */
  lastDay: Day;
  /** 1 when it counts in anything as it stands. */
  standing: 0 | 1;
}

export function headOf(issue: Issue, rules: IssueRules): IssueHead {
  return {
    category: issue.category,
    level: issue.level,
    state: issue.state,
    parent: issue.mergedInto,
    dueAt: handlingClock(issue, rules)?.dueAt ?? null,
    settledAt: isSettled(issue.state) ? (issue.resolutions.at(-1)?.at ?? null) : null,
    lastDay: rules.dayOf(Math.max(...momentsOf(issue, rules))),
    standing: standingRows(standingOf(issue, rules)).length > 0 ? 1 : 0,
  };
}

/** An issue as it is kept, with its place and the number of its events. */
export interface KeptIssue {
  town: string;
  area: string;
  programme: string | null;
  issue: Issue;
  events: number;
  /** Whether the import it came with is being taken back. */
  isLeaving: boolean;
}

interface KeptRow {
  town: string;
  area: string;
  programme: string | null;
  body: string;
  events: number;
  leaving: 0 | 1;
}

/** Finds issues, and writes how they stand after a change. */
export class IssueHeads {
  readonly #find: Statement;
  readonly #update: Statement;
  readonly #body: Statement;
  readonly #dropOrganisations: Statement;
  readonly #addOrganisation: Statement;

  constructor(db: Database) {
    this.#find = db.prepare(
      `SELECT i.town, i.area, i.programme, d.body,
         (SELECT max(n) + 1 FROM issue_event AS e WHERE e.town = i.town AND e.issue = i.id) AS events,
         i.batch IS NOT NULL AND EXISTS (SELECT 1 FROM issue_undo AS u WHERE u.batch = i.batch) AS leaving
       FROM receipt AS r JOIN issue AS i ON i.town = r.town AND i.id = r.id
         JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id
       WHERE r.id = ?`,
    );
    this.#update = db.prepare(
      `UPDATE issue SET category = @category, level = @level, state = @state, parent = @parent, dueAt = @dueAt,
         settledAt = @settledAt, lastDay = @lastDay, standing = @standing, lastSeq = max(lastSeq, @lastSeq)
       WHERE town = @town AND id = @id`,
    );
    this.#body = db.prepare('UPDATE issue_detail SET body = ? WHERE town = ? AND issue = ?');
    this.#dropOrganisations = db.prepare('DELETE FROM issue_organisation WHERE town = ? AND issue = ?');
    this.#addOrganisation = db.prepare(
      'INSERT INTO issue_organisation (town, organisation, issue, state) VALUES (?, ?, ?, ?)',
    );
  }

  find(id: string): KeptIssue | null {
    const row = this.#find.get(id) as KeptRow | undefined;
    if (!row) return null;
    const { leaving, ...kept } = row;
    return { ...kept, issue: JSON.parse(row.body) as Issue, isLeaving: leaving === 1 };
  }

  /** Writes an issue after an event. */
  put(town: string, before: Issue, issue: Issue, rules: IssueRules, seq: number): void {
    this.refresh(town, issue, rules, seq);
    this.#body.run(JSON.stringify(issue), town, issue.id);
    if (before.parts === issue.parts) return;
    this.#dropOrganisations.run(town, issue.id);
    for (const { organisation, state } of issue.parts)
      this.#addOrganisation.run(town, organisation, issue.id, state);
  }

  /** Writes what other rules make of an issue; `seq` 0 when nothing happened to it. */
  refresh(town: string, issue: Issue, rules: IssueRules, seq = 0): void {
    this.#update.run({ ...headOf(issue, rules), town, id: issue.id, lastSeq: seq });
  }
}
