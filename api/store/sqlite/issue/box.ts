import type { BBox2 } from '#geodata/place/bbox.ts';
import { COARSE_STEPS } from '#geodata/place/coarse.ts';

const told = (column: string): string => `floor(i.${column} * ${COARSE_STEPS} + 0.5) / ${COARSE_STEPS}.0`;

/** `isToldWithin` as a condition on an issue `i`, over the values of `boxValues`; false without a place. */
export const IN_BOX = `${told('lon')} BETWEEN @west AND @east AND ${told('lat')} BETWEEN @south AND @north`;

export const boxValues = ([west, south, east, north]: BBox2) => ({ west, south, east, north });
