import { closeSync, createReadStream, openSync, statSync, writeSync } from 'node:fs';
import { refusal } from '#api/jobs/refusal.ts';
import type { JobInput, Progress } from '#api/services/jobs.ts';
import { TableRefused } from '#geodata/import/issues/csv.ts';
import { readIssues } from '#geodata/import/issues/read.ts';

/** Characters that are written at once. */
const CHUNK = 256 * 1024;

/**
 * Reads a table of another system's issues; each row goes as a line of JSON to a file of its own.
 *
 * @returns the number of rows
 * @throws CodedError `badInput` with the place of every fault when it cannot be read as a whole
 */
export async function readIssueFile(
  { file, mapping, options, staged }: JobInput<'readIssueFile'>,
  report: Progress,
): Promise<number> {
  const { size } = statSync(file);
  const source = createReadStream(file);
  const out = openSync(staged, 'w');
  let rows = 0;
  let waiting = '';
  const write = (): void => {
    writeSync(out, waiting);
    waiting = '';
    report(Math.min(1, source.bytesRead / size), 'reading');
  };
  try {
    for await (const row of readIssues(source as AsyncIterable<Buffer>, mapping, options)) {
      rows++;
      waiting += `${JSON.stringify(row)}\n`;
      if (waiting.length > CHUNK) write();
    }
    write();
    return rows;
  } catch (error) {
    throw error instanceof TableRefused ? refusal(error.problems) : error;
  } finally {
    source.destroy();
    closeSync(out);
  }
}
