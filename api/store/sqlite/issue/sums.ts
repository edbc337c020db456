import type { Database, Statement } from 'better-sqlite3';
import type { IssueRules } from '#api/store/sqlite/issue/rules.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { type PeriodRow, periodRows } from '#geodata/issue/sums.ts';
import type { Day } from '#geodata/model.ts';

/** Where an issue counts. */
export interface SumPlace {
  /** Town whose key it carries. */
  town: string;
  programme: string | null;
}

type Key = [
  town: string,
  period: string,
  programme: string,
  category: string,
  source: string,
  measure: string,
];
interface Sum {
  key: Key;
  at: number;
  n: number;
}

/** All that one issue adds to the kept sums, by the function that a rebuild uses too. */
function rowsOf(issue: Issue, place: SumPlace, rules: IssueRules): PeriodRow[] {
  return periodRows(issue, rules, rules.spanOf(place.programme));
}

/**
 * Differences that a transaction makes to the sums of issues: what an issue added before is taken away, what it adds
 * now is added, so that the kept sums cannot drift and stand as they stood on any day.
 */
export class IssueSums {
  readonly #rows = new Map<string, Sum>();

  add(issue: Issue, place: SumPlace, rules: IssueRules, sign: 1 | -1): void {
    for (const { period, measure, key: at, n } of rowsOf(issue, place, rules)) {
      const key: Key = [place.town, period, place.programme ?? '', issue.category, issue.source, measure];
      const id = `${key.join('\u0001')}\u0001${at}`;
      const row = this.#rows.get(id);
      if (row) row.n += sign * n;
      else this.#rows.set(id, { key, at, n: sign * n });
    }
  }

  *nonZero(): Iterable<Sum> {
    for (const row of this.#rows.values()) if (row.n !== 0) yield row;
  }
}

/** Writes differences inside the caller's transaction. */
export class IssueSumWriter {
  readonly #add: Statement;

  constructor(db: Database) {
    this.#add = db.prepare(
      `INSERT INTO issue_sum (town, period, programme, category, source, measure, key, recDay, n)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (town, period, programme, category, source, measure, key, recDay) DO UPDATE SET n = n + excluded.n`,
    );
  }

  write(sums: IssueSums, recDay: Day): void {
    for (const { key, at, n } of sums.nonZero()) this.#add.run(...key, at, recDay, n);
  }
}
