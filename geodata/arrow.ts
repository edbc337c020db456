import { tableFromIPC } from '@uwdata/flechette';

/** One column: a typed array of the bytes as they came, or an array where there is text, truth or null. */
export type ArrowColumn = ArrayLike<number | string | boolean | null>;

/** Columns and metadata of an Arrow IPC stream, for the browser and Node alike; numbers are not copied. */
export function decodeColumns(bytes: Uint8Array): {
  columns: Record<string, ArrowColumn>;
  metadata: Record<string, string>;
} {
  const table = tableFromIPC(bytes);
  return { columns: table.toColumns(), metadata: Object.fromEntries(table.schema.metadata ?? []) };
}
