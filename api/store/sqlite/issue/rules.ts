import type { Database } from 'better-sqlite3';
import type { AsOf } from '#api/store/sqlite/asOf.ts';
import { readHolidays, readProgrammes } from '#api/store/sqlite/reference.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import type { ProgrammeSpan } from '#geodata/duty/period.ts';
import {
  type CategoryEntry,
  categoryTable,
  clockFinder,
  type IssueCategorySet,
} from '#geodata/issue/categories.ts';
import type { MeasureRules } from '#geodata/issue/flows.ts';
import { countedTimes } from '#geodata/issue/workingTime.ts';
import { ISSUE_CATEGORIES } from '#geodata/presets/issueCategories.ts';

/** What issues are reckoned by: clocks, calendars, and the days of programmes. Never changed, only replaced. */
export interface IssueRules extends MeasureRules {
  categories: ReadonlyMap<string, CategoryEntry>;
  /** Days of a programme; null where there is none of that name. */
  spanOf(programme: string | null): ProgrammeSpan | null;
}

/** The categories with their clocks; the presets before the district has any of its own. */
export function readCategories(db: Database, asOf: AsOf = null): IssueCategorySet {
  const row = db
    .prepare('SELECT body FROM issue_category_version WHERE seq <= ? ORDER BY seq DESC LIMIT 1')
    .get(asOf ?? Number.MAX_SAFE_INTEGER) as { body: string } | undefined;
  return row ? (JSON.parse(row.body) as IssueCategorySet) : ISSUE_CATEGORIES;
}

/** Reads what issues are reckoned by, again only when some of it has changed. */
export class IssueRulesReader {
  readonly #db: Database;
  readonly #timezone: string;
  #kept: { version: string; rules: IssueRules } | null = null;

  constructor(db: Database, timezone: string) {
    this.#db = db;
    this.#timezone = timezone;
  }

  now(): IssueRules {
    const { version } = this.#db
      .prepare(
        `SELECT coalesce((SELECT max(seq) FROM issue_category_version), 0) || ' ' ||
           coalesce((SELECT max(seq) FROM holiday_version), 0) || ' ' ||
           coalesce((SELECT max(seq) FROM programme_version), 0) AS version`,
      )
      .get() as { version: string };
    if (this.#kept?.version !== version) this.#kept = { version, rules: this.at(null) };
    return this.#kept.rules;
  }

  /** @param asOf number of the commit by which things stood; null for now */
  at(asOf: AsOf): IssueRules {
    const categories = readCategories(this.#db, asOf);
    const spans = new Map(readProgrammes(this.#db, asOf).map((programme) => [programme.id, programme]));
    return {
      clocksOf: clockFinder(categories),
      times: countedTimes(this.#timezone, readHolidays(this.#db, asOf)),
      dayOf: civilDayIn(this.#timezone),
      categories: categoryTable(categories),
      spanOf: (programme) => (programme === null ? null : (spans.get(programme) ?? null)),
    };
  }
}
