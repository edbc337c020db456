import { refusal } from '#api/jobs/refusal.ts';
import type { JobInput, Progress } from '#api/services/jobs.ts';
import type { Child } from '#geodata/divide/children.ts';
import { parseChildTable } from '#geodata/divide/table.ts';

/**
 * Reads a table of areas to be drawn.
 *
 * @throws CodedError `badInput` with the line of every fault, `tooLarge`
 */
export function readChildTable({ table }: JobInput<'readChildTable'>, report: Progress): Child[] {
  report(0, 'reading');
  const read = parseChildTable(table);
  if (!read.ok) throw refusal(read.problems);
  return read.children;
}
