import { CsvError, parse } from 'csv-parse/sync';
import { type Imported, refused } from './problem.ts';

/** Longest table taken, in characters. */
const LIMIT = 64 * 1024 * 1024;

/**
 * Reads a table of names and codes (CSV, UTF-8, with a header row) to join a boundary file by name.
 *
 * @param text columns `code` and `name` are read, others passed over
 * @param codePrefix only codes that begin so are kept, such as a district's `370211`
 * @returns rows in the order of the file, or problems `tooLarge`, `csv`, `noColumn`, each with its line
 */
export function parseCodeTable(
  text: string,
  codePrefix = '',
): Imported<{ rows: { code: string; name: string }[] }> {
  if (text.length > LIMIT)
    return refused({ path: '$', code: 'tooLarge', message: `The table is longer than ${LIMIT} characters.` });
  let records: Record<string, string>[];
  try {
    records = parse(text, { columns: true, bom: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = Number(error.lines);
    return refused({ path: '$', ...(line > 0 ? { line } : {}), code: 'csv', message: error.message });
  }
  for (const column of ['code', 'name'])
    if (records.length > 0 && records[0]![column] === undefined)
      return refused({ path: '$', line: 1, code: 'noColumn', message: `The table has no column ${column}.` });
  return {
    ok: true,
    rows: records
      .map((record) => ({ code: record.code ?? '', name: record.name ?? '' }))
      .filter(({ code, name }) => code !== '' && name !== '' && code.startsWith(codePrefix)),
  };
}
