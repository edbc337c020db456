import { CsvError, parse } from 'csv-parse/sync';
import type { Imported, ImportProblem } from '#geodata/import/problem.ts';
import { type Child, DRAWN_LEVELS } from './children.ts';

/** Bounds of a table of areas to be drawn. */
export const TABLE_LIMITS = { bytes: 16 * 1024 * 1024, rows: 50_000 } as const;

const COLUMNS = ['code', 'name', 'level', 'parentCode', 'households'] as const;
const MOST_PROBLEMS = 200;
/** As an import has it: at most so many characters (code points); in codes none that steer. */
const LONGEST = { code: 64, parentCode: 64, name: 1000 } as const;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const STEERING = /[\u0000-\u001f\u007f]/;

/**
 * Reads a table of areas to be drawn: CSV in UTF-8 with a header row and the columns `code`, `name`, `level`,
 * `parentCode` and, if wanted, `households`. Other columns are refused, so that a slip is not read as "equal".
 *
 * @returns the rows in their order, or problems with their lines: `tooLarge`, `encoding`, `csv`, `noColumn`,
 *   `unknownColumn`, `noRows`, `tooManyRows`, `badCode`, `badName`, `badParentCode`, `badLevel`,
 *   `badHouseholds`
 */
export function parseChildTable(bytes: Uint8Array): Imported<{ children: Child[] }> {
  const refused = (code: string, message: string, line?: number): Imported<never> => ({
    ok: false,
    problems: [{ path: '$', ...(line === undefined ? {} : { line }), code, message }],
  });
  if (bytes.byteLength > TABLE_LIMITS.bytes)
    return refused('tooLarge', `The table is longer than ${TABLE_LIMITS.bytes} bytes.`);
  let records: { record: Record<string, string>; info: { lines: number } }[];
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    records = parse(text, {
      columns: true,
      bom: true,
      skip_empty_lines: true,
      trim: true,
      info: true,
      to: TABLE_LIMITS.rows + 1,
    }) as unknown as typeof records;
  } catch (error) {
    if (error instanceof CsvError) {
      const line = Number(error.lines);
      return refused('csv', error.message, line > 0 ? line : undefined);
    }
    if (error instanceof TypeError) return refused('encoding', 'The table is not UTF-8.');
    throw error;
  }
  const [first] = records;
  if (!first) return refused('noRows', 'The table has no rows below its header.');
  if (records.length > TABLE_LIMITS.rows)
    return refused('tooManyRows', `The table has more than ${TABLE_LIMITS.rows} rows.`);
  for (const column of Object.keys(first.record))
    if (!COLUMNS.some((known) => known === column))
      return refused('unknownColumn', `The column ${JSON.stringify(column)} is not known.`, 1);
  for (const column of COLUMNS)
    if (column !== 'households' && first.record[column] === undefined)
      return refused('noColumn', `The table has no column ${column}.`, 1);

  const problems: ImportProblem[] = [];
  const children = records.map(({ record, info }) =>
    readRow(
      record,
      (path, code, message) => {
        if (problems.length < MOST_PROBLEMS) problems.push({ path, line: info.lines, code, message });
      },
      info.lines,
    ),
  );
  return problems.length > 0 ? { ok: false, problems } : { ok: true, children };
}

function readRow(
  record: Readonly<Record<string, string>>,
  report: (path: string, code: string, message: string) => void,
  line: number,
): Child {
  const textOf = (column: keyof typeof LONGEST): string => {
    const value = record[column] ?? '';
    const refused = column === 'name' ? /\0/ : STEERING;
    if (value === '' || [...value].length > LONGEST[column] || refused.test(value)) {
      const code = `bad${column[0]!.toUpperCase()}${column.slice(1)}`;
      report(column, code, `1 to ${LONGEST[column]} characters, none that cannot be stored.`);
    }
    return value;
  };
  const level = DRAWN_LEVELS.find((known) => known === record.level);
  if (level === undefined)
    report('level', 'badLevel', `${JSON.stringify(record.level)} is none of ${DRAWN_LEVELS.join(', ')}.`);
  const households = record.households ?? '';
  const isCount = /^\d+$/.test(households) && Number.isSafeInteger(Number(households));
  if (households !== '' && !isCount)
    report('households', 'badHouseholds', 'Households are a whole number, 0 or more.');
  return {
    code: textOf('code'),
    name: textOf('name'),
    parentCode: textOf('parentCode'),
    level: level ?? 'grid',
    households: isCount ? Number(households) : null,
    place: `line ${line}`,
  };
}
