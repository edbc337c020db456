import { stringify } from 'csv-stringify/sync';
import type { ReportTable } from '#api/services/reports/table.ts';

/**
 * The rows as CSV (RFC 4180, UTF-8 with BOM, so that Excel reads Chinese). What is said about the table stands in
 * columns of its own at the right of every row: a file of one header and equal rows is read by every program.
 * Text that a spreadsheet would take for a formula gets an apostrophe before it.
 */
export function toCsv({ columns, rows, notes }: ReportTable): string {
  const said = notes.map(({ value }) => value);
  return stringify(
    rows.map((row) => [...row, ...said]),
    {
      bom: true,
      header: true,
      columns: [...columns.map(({ header }) => header), ...notes.map(({ label }) => label)].map(
        (header, i) => ({ key: String(i), header }),
      ),
      escape_formulas: true,
      record_delimiter: 'windows',
      cast: { number: (value) => ({ value: String(value), escape_formulas: false }) },
    },
  );
}
