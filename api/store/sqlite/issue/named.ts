import type { Database, Statement } from 'better-sqlite3';
import type { IssueEventWrite } from '#api/store/issueStore.ts';
import type { IssueHeads } from '#api/store/sqlite/issue/head.ts';
import type { IssueRules } from '#api/store/sqlite/issue/rules.ts';
import { type Refused, refused } from '#api/store/sqlite/refusals.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { mergeTarget } from '#geodata/issue/merging.ts';

/** What events name beside their issue: categories, organisations, and issues they are merged into. */
export class NamedByEvents {
  readonly #heads: IssueHeads;
  readonly #organisation: Statement;

  constructor(db: Database, heads: IssueHeads) {
    this.#heads = heads;
    this.#organisation = db.prepare(
      `SELECT 1 FROM register_version INDEXED BY register_by_x WHERE kind = 'organisation' AND x = ? LIMIT 1`,
    );
  }

  /**
   * Refuses an event that names what is not there, or may not be named.
   *
   * @param taken an issue as the events of this transaction left it
   */
  refuse(
    id: string,
    issue: Issue,
    event: IssueEventWrite['event'],
    allowed: (area: string) => boolean,
    rules: IssueRules,
    taken: (id: string) => Issue | undefined,
  ): Refused | null {
    if (event.type === 'accepted' && event.category !== undefined && event.category !== issue.category)
      return unofferedCategory(id, event.category, rules);
    if (event.type === 'dispatched') {
      const unknown = event.organisations.findIndex((one) => !this.#organisation.get(one));
      if (unknown >= 0) {
        const message = `organisation ${event.organisations[unknown]} is not in the register`;
        return refused(id, 'badInput', `organisations.${unknown}`, message);
      }
    }
    if (event.type === 'merged') {
      const parent = this.#heads.find(event.into);
      if (!parent || !allowed(parent.area))
        return refused(id, 'badInput', 'into', `there is no issue ${event.into}`);
      const parentOf = (one: string) => (taken(one) ?? this.#heads.find(one)?.issue)?.mergedInto ?? null;
      if (mergeTarget(issue.id, event.into, parentOf) === null)
        return refused(id, 'conflict', 'into', `${event.into} goes on in this very issue`);
    }
    return null;
  }
}

/** Refuses a category that is not there, or not offered any more. */
export function unofferedCategory(id: string, category: string, { categories }: IssueRules): Refused | null {
  const entry = categories.get(category);
  if (entry && !entry.retired) return null;
  const message = entry ? `category ${category} is retired` : `there is no category ${category}`;
  return refused(id, 'badInput', 'category', message);
}
