import { renameSync, writeFileSync } from 'node:fs';
import { toCsv } from '#api/jobs/report/csv.ts';
import { toGeoJson } from '#api/jobs/report/geojson.ts';
import { toXlsx } from '#api/jobs/report/xlsx.ts';
import type { JobInput } from '#api/services/jobs.ts';

/**
 * Writes a table to a file in a format; the file is there whole or not at all.
 *
 * @returns bytes written
 */
export async function writeReport({ file, format, table }: JobInput<'writeReport'>): Promise<number> {
  const bytes = Buffer.from(
    format === 'xlsx' ? await toXlsx(table) : format === 'csv' ? toCsv(table) : toGeoJson(table),
  );
  writeFileSync(`${file}.part`, bytes);
  renameSync(`${file}.part`, file);
  return bytes.length;
}
