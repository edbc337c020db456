import { readFileSync } from 'node:fs';
import { refusal } from '#api/jobs/refusal.ts';
import type { CheckedBoundaries, JobInput, Progress } from '#api/services/jobs.ts';
import { toBoundaries } from '#geodata/import/boundaries.ts';
import { checkBoundaries } from '#geodata/import/checks/index.ts';
import { parseGeoJson } from '#geodata/import/geojson.ts';
import { ADMINISTRATIVE, type Boundary, LEVELS } from '#geodata/model.ts';

/**
 * Reads a boundary file and runs the named checks on it.
 *
 * @param input.stored areas of the same tree that exist already, with their shapes
 * @throws CodedError `badInput` with the place of every fault when the file cannot be read as boundaries
 */
export function checkBoundaryFile(input: JobInput<'checkBoundaryFile'>, report: Progress): CheckedBoundaries {
  report(0, 'reading');
  const parsed = parseGeoJson(readFileSync(input.file));
  if (!parsed.ok) throw refusal(parsed.problems);
  report(0.3, 'converting');
  const read = toBoundaries(parsed.collection, { ...input.options, featureLines: parsed.featureLines });
  if (!read.ok) throw refusal(read.problems);
  report(0.5, 'checking');
  const { stored, change, options } = input;
  const first = stored.length === 0 && options.tree === ADMINISTRATIVE;
  const boundaries = first ? withoutOuterParents(read.boundaries) : read.boundaries;
  const checked = checkBoundaries(boundaries, { stored, change });
  return {
    boundaries,
    coordinates: { crs: read.crs.id, detected: read.detected },
    report: checked,
  };
}

/** The topmost areas of a first file may name a city that Guatu does not keep: they are the roots here. */
function withoutOuterParents(boundaries: readonly Boundary[]): Boundary[] {
  const codes = new Set(boundaries.map((boundary) => boundary.code));
  const top = Math.min(...boundaries.map((boundary) => LEVELS.indexOf(boundary.level)));
  return boundaries.map((boundary) =>
    LEVELS.indexOf(boundary.level) === top && boundary.parentCode !== null && !codes.has(boundary.parentCode)
      ? { ...boundary, parentCode: null }
      : boundary,
  );
}
