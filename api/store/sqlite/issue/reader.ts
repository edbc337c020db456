import type { Database } from 'better-sqlite3';
import type {
  IssueColumns,
  IssueFilter,
  IssueMeasuresBy,
  IssueMeasuresQuestion,
  IssueSums,
  IssuesPage,
  IssuesQuestion,
  VisitCounts,
} from '#api/store/issueStore.ts';
import { issueColumns, visitCounts } from '#api/store/sqlite/issue/columns.ts';
import { issuesPage } from '#api/store/sqlite/issue/ledger.ts';
import { issueMeasures } from '#api/store/sqlite/issue/measures.ts';
import { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import { IssueRulesReader } from '#api/store/sqlite/issue/rules.ts';
import { IssueScan } from '#api/store/sqlite/issue/scan.ts';
import type { Day } from '#geodata/model.ts';

/**
 * Scans over issues. Each is asked with the areas whose subtrees may be seen and today's civil day, and answers null
 * when the area asked for is not among them.
 */
export interface IssueReaderMethods {
  issues(scope: readonly string[], today: Day, question: IssuesQuestion): IssuesPage | null;
  issueMeasures(
    scope: readonly string[],
    today: Day,
    question: Omit<IssueMeasuresQuestion, 'by'>,
    by: readonly IssueMeasuresBy[],
  ): IssueSums[][] | null;
  issueColumns(
    scope: readonly string[],
    today: Day,
    filter: IssueFilter & { open?: boolean | undefined },
  ): IssueColumns | null;
  visitCounts(
    scope: readonly string[],
    today: Day,
    question: { area: string; from: Day; to: Day },
  ): VisitCounts | null;
}

export function createIssueReader(db: Database, { timezone }: { timezone: string }): IssueReaderMethods {
  const scan = new IssueScan(db);
  const places = new IssuePlaces(db);
  const rules = new IssueRulesReader(db, timezone);
  return {
    issues: (scope, today, question) => {
      const where = places.where(scope, question.area, today);
      return where && issuesPage(scan, where, question);
    },
    issueMeasures: (scope, today, question, by) =>
      issueMeasures({ db, scan, places, rules }, scope, today, question, by),
    issueColumns: (scope, today, filter) => {
      const where = places.where(scope, filter.area, today);
      return where && issueColumns(scan, where, filter);
    },
    visitCounts: (scope, today, question) => {
      const where = places.where(scope, question.area, today, null, true);
      return where && visitCounts(scan, where, question);
    },
  };
}
