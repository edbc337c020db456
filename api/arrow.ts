import {
  bool,
  type Column,
  columnFromArray,
  columnFromValues,
  type DataType,
  dictionary,
  type FloatType,
  float64,
  type IntType,
  int8,
  int16,
  int32,
  nullType,
  tableFromColumns,
  tableToIPC,
  uint16,
  uint32,
  utf8,
} from '@uwdata/flechette';

/** What one entry of a column can be. */
export type Cell = number | string | boolean | null;

/** The media type of an Arrow IPC stream. */
export const ARROW_STREAM = 'application/vnd.apache.arrow.stream';

/**
 * Columns of one length as an Arrow IPC stream of one batch. Each column has the smallest type that holds it:
 * uint16 or uint32 for counts (int32 where one is negative), float64 for fractions, bool, and text as itself
 * or as a dictionary. A null is a bit of a validity bitmap; where there is none there is no bitmap. A column of
 * nulls alone (or of no rows) says nothing of its type and is Arrow's own null.
 *
 * @param options.leaveOut columns that are not sent: those the reader computes or knows
 * @param options.metadata what the schema carries beside the columns; values that are not text as JSON
 * @throws TypeError when a column mixes types, Error when columns differ in length
 */
export function encodeColumns(
  columns: Readonly<Record<string, readonly Cell[]>>,
  { leaveOut = [], metadata = {} }: { leaveOut?: readonly string[]; metadata?: Record<string, string> } = {},
): Uint8Array {
  const kept = Object.entries(columns).filter(([name]) => !leaveOut.includes(name));
  const table = tableFromColumns(kept.map(([name, cells]) => [name, columnOf(name, cells)]));
  table.schema.metadata = new Map(Object.entries(metadata));
  // Only a sink of the caller's own would leave nothing to answer.
  return tableToIPC(table, { format: 'stream' })!;
}

function columnOf(name: string, cells: readonly Cell[]): Column<Cell> {
  const kind = kindOf(name, cells);
  if (kind === null) return columnFromValues(cells, nullType());
  const known = cells.includes(null) ? cells.filter((cell) => cell !== null) : cells;
  if (kind === 'boolean') return columnFromValues(cells, bool());
  if (kind === 'string') return columnFromValues(cells, textType(known as string[]));
  const type = numberType(known as number[]);
  // Without nulls the array is the column: several times faster than cell by cell.
  const Numbers = type.values as Float64ArrayConstructor;
  return known === cells ? columnFromArray(new Numbers(known as number[])) : columnFromValues(cells, type);
}

/** What the cells of a column are, null where none is known. */
function kindOf(name: string, cells: readonly Cell[]): 'number' | 'string' | 'boolean' | null {
  let kind: string | null = null;
  for (const cell of cells) {
    if (cell === null) continue;
    kind ??= typeof cell;
    if (typeof cell !== kind) throw new TypeError(`column ${name} mixes ${kind} and ${typeof cell}`);
  }
  return kind as 'number' | 'string' | 'boolean' | null;
}

function numberType(cells: readonly number[]): IntType | FloatType {
  let [least, most] = [0, 0];
  for (const cell of cells) {
    if (!Number.isInteger(cell)) return float64();
    if (cell < least) least = cell;
    if (cell > most) most = cell;
  }
  if (least < 0) return least >= -(2 ** 31) && most < 2 ** 31 ? int32() : float64();
  if (most < 2 ** 16) return uint16();
  return most < 2 ** 32 ? uint32() : float64();
}

/** A dictionary pays where texts come twice on average; its indices are signed, as the format advises. */
function textType(cells: readonly string[]): DataType {
  const distinct = new Set(cells).size;
  if (distinct > cells.length / 2) return utf8();
  return dictionary(utf8(), distinct < 2 ** 7 ? int8() : distinct < 2 ** 15 ? int16() : int32());
}
