import { CodedError } from '#api/errors.ts';
import type { JobInput, Progress } from '#api/services/jobs.ts';
import { drawChildren as draw } from '#geodata/divide/draw.ts';

/**
 * Draws areas into their parents; the text of a boundary file.
 *
 * @throws CodedError `badInput` naming the parent that cannot be divided
 */
export function drawChildren(input: JobInput<'drawChildren'>, report: Progress): string {
  try {
    return JSON.stringify({ type: 'FeatureCollection', features: draw({ ...input, onProgress: report }) });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const fault = { path: 'parentCode', message: error.message, code: 'notDivisible' };
    throw new CodedError('badInput', error.message, [fault]);
  }
}
