import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import type { ImportProblem } from '#geodata/import/problem.ts';

/** Bounds of a table of issues; rows count without the header, a record is one row in characters. */
export const ISSUE_TABLE_LIMITS = {
  bytes: 256 * 1024 * 1024,
  rows: 500_000,
  columns: 500,
  record: 256 * 1024,
} as const;

/** A table that cannot be read as a whole, with the place of each fault. */
export class TableRefused extends Error {
  readonly problems: readonly ImportProblem[];

  constructor(problems: readonly ImportProblem[]) {
    super(problems.map(({ message }) => message).join(' '));
    this.name = 'TableRefused';
    this.problems = problems;
  }
}

export interface TableRow {
  /** As a spreadsheet counts: the header is row 1, empty rows count too. */
  row: number;
  cells: readonly string[];
}

/**
 * Reads CSV (RFC 4180) row by row, whatever its length; empty lines are passed over. Byte order mark, line ends of any
 * kind and quoted line breaks are read as they are meant.
 *
 * @param bytes the file, piece by piece
 * @param options.encoding a name of the Encoding Standard
 * @throws TableRefused while it is read: `zip`, `binary`, `encoding`, `csv`, `tooLong`, `tooManyRows`,
 *   `tooManyColumns`, `noRows`
 */
export async function* readTable(
  bytes: AsyncIterable<Uint8Array>,
  { delimiter, encoding }: { delimiter: string; encoding: string },
  limits: { rows: number; columns: number; record: number } = ISSUE_TABLE_LIMITS,
): AsyncGenerator<TableRow> {
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: limits.record,
  });
  const read = pipeline(Readable.from(decoded(bytes, encoding)), parser);
  // It is told by the loop, where somebody listens.
  read.catch(() => {});
  let row = 0;
  let filled = 0;
  try {
    for await (const cells of parser as AsyncIterable<string[]>) {
      row++;
      if (cells.length === 1 && cells[0] === '') continue;
      if (cells.length > limits.columns)
        throw refused('tooManyColumns', `Row ${row} has more than ${limits.columns} columns.`, row);
      if (filled++ > limits.rows)
        throw refused('tooManyRows', `The table has more than ${limits.rows} rows.`, row);
      yield { row, cells };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines);
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      throw refused('tooLong', `A row is longer than ${limits.record} characters.`, line);
    // The parser's own words quote the row, which may be about somebody.
    throw refused('csv', `The table is no CSV (${error.code}).`, line);
  }
  if (filled < 2) throw refused('noRows', 'The table has no rows below its header.');
}

async function* decoded(bytes: AsyncIterable<Uint8Array>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  let isFirst = true;
  for await (const piece of bytes) {
    // PK.. begins a zip archive, which is what XLSX and ODS are
    if (isFirst && piece[0] === 0x50 && piece[1] === 0x4b && piece[2]! < 8)
      throw refused('zip', 'This is an archive or a workbook, not a table: save it as CSV.', 1);
    isFirst = false;
    const text = decode(decoder, piece, line);
    const nul = text.indexOf('\0');
    if (nul >= 0) throw refused('binary', 'This is not text.', line + newLines(text.slice(0, nul)));
    line += newLines(text);
    yield text;
  }
  yield decode(decoder, undefined, line);
}

function decode(decoder: TextDecoder, piece: Uint8Array | undefined, line: number): string {
  try {
    return decoder.decode(piece, { stream: piece !== undefined });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const at = line + linesBeforeFault(piece, decoder.encoding);
    throw refused('encoding', `The table is not ${decoder.encoding} in line ${at}.`, at);
  }
}

/** Line ends before the first bytes that are no text; a piece may begin within a character of up to four bytes. */
function linesBeforeFault(piece: Uint8Array | undefined, encoding: string): number {
  const text = new TextDecoder(encoding).decode(piece?.subarray(3));
  const fault = text.indexOf('\ufffd');
  return fault < 0 ? 0 : newLines(text.slice(0, fault));
}

function newLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function refused(code: string, message: string, line?: number): TableRefused {
  const place = line !== undefined && line > 0 ? { line } : {};
  return new TableRefused([{ path: 'file', ...place, code, message }]);
}
