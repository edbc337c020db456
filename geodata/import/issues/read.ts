import type { ImportProblem } from '#geodata/import/problem.ts';
import { ISSUE_TABLE_LIMITS, readTable, TableRefused } from './csv.ts';
import { columnsOf, type IssueMapping } from './mapping.ts';
import { type ReadIssue, type RowOptions, type RowProblem, rowReader, shortened } from './row.ts';

/** A row of the table, told whatever became of it. */
export interface ReadRow {
  row: number;
  /** Null where the row is kept out. */
  issue: ReadIssue | null;
  problems: RowProblem[];
}

/**
 * Reads a table of another system's issues, row by row. A reference that was there before is a duplicate.
 *
 * @throws TableRefused when the table cannot be read as a whole, with the problems of `readTable`, `noColumn` and
 *   `columnTwice`; RangeError when the mapping names a time zone or a coordinate system that is not known
 */
export async function* readIssues(
  bytes: AsyncIterable<Uint8Array>,
  mapping: IssueMapping,
  options: RowOptions,
  limits: { rows: number; columns: number; record: number } = ISSUE_TABLE_LIMITS,
): AsyncGenerator<ReadRow> {
  let read: ReturnType<typeof rowReader> | null = null;
  const firstRows = new Map<string, number>();
  for await (const { row, cells } of readTable(bytes, mapping, limits)) {
    if (!read) {
      const header = cells.map((name) => name.trim());
      refuseMissing(mapping, header, row);
      read = rowReader(mapping, header, options);
      continue;
    }
    const { issue, problems } = read(cells);
    const first = issue && firstRows.get(issue.reference);
    if (issue && first !== undefined && first !== null) {
      const value = shortened(issue.reference);
      const reason = `is the same as in row ${first}`;
      yield {
        row,
        issue: null,
        problems: [
          { column: mapping.reference, value, code: 'duplicateInFile', reason, outcome: 'duplicate' },
        ],
      };
      continue;
    }
    if (issue) firstRows.set(issue.reference, row);
    yield { row, issue, problems };
  }
}

/** @throws TableRefused naming each column that the mapping reads and the header lacks, or has twice */
function refuseMissing(mapping: IssueMapping, header: readonly string[], line: number): void {
  const problems: ImportProblem[] = columnsOf(mapping).flatMap(({ path, column }) => {
    const count = header.filter((name) => name === column).length;
    if (count === 1) return [];
    const [code, how] = count === 0 ? ['noColumn', 'no column'] : ['columnTwice', 'twice the column'];
    const message = `The table has ${how} ${JSON.stringify(shortened(column))}.`;
    return [{ path: `mapping.${path}`, line, code, message }];
  });
  if (problems.length > 0) throw new TableRefused(problems);
}
