import { stringify } from 'csv-stringify/sync';
import type { ImportRowProblem, IssueImportAnswer } from '#api/contract/issueImports.ts';

/** Problems that an answer names; all of them stand in the file. */
const SHOWN = 200;
const COLUMNS = ['row', 'column', 'value', 'outcome', 'code', 'reason'] as const;

/**
 * Problems as CSV (RFC 4180). Text that a spreadsheet would take for a formula gets an apostrophe before it.
 *
 * @param isFirst whether the file begins with them: UTF-8 with BOM, so that Excel reads Chinese, and a header
 */
export function problemsCsv(problems: readonly ImportRowProblem[], isFirst: boolean): string {
  return stringify([...problems], {
    bom: isFirst,
    header: isFirst,
    columns: [...COLUMNS],
    escape_formulas: true,
    record_delimiter: 'windows',
  });
}

/** Adds problems to an answer: the first of them by themselves, all of them by their number. */
export function addProblems(answer: IssueImportAnswer, problems: readonly ImportRowProblem[]): void {
  answer.problems.push(...problems.slice(0, Math.max(0, SHOWN - answer.problems.length)));
  answer.problemCount += problems.length;
  const told = new Set<string>();
  for (const { row, code, outcome } of problems) {
    // a row counts once however often the same is told of it
    const key = `${row} ${code} ${outcome}`;
    if (told.has(key)) continue;
    told.add(key);
    const counted = answer.codes.find((each) => each.code === code && each.outcome === outcome);
    if (counted) counted.rows++;
    else answer.codes.push({ code, outcome, rows: 1 });
  }
}
