import { PATTERNS } from '#geodata/hotspot/emerging.ts';
import type { CellClass } from './view.ts';

const BINS: Record<string, CellClass> = {
  '3': 'hot3',
  '2': 'hot2',
  '1': 'hot1',
  '0': 'none',
  '-1': 'cold1',
  '-2': 'cold2',
  '-3': 'cold3',
};

/** How a cell is drawn by its bin; null was not tested. */
export const binClass = (bin: number | null): CellClass =>
  bin === null ? 'untested' : (BINS[String(bin)] ?? 'untested');

/** How a cell is drawn by its course over time; of the cold ones the map tells only that they are. */
export function courseClass(course: string, side: 'hot' | 'cold' | null): CellClass {
  const pattern = PATTERNS.find((one) => one === course);
  if (!pattern) return course === 'none' ? 'none' : 'untested';
  return side === 'cold' ? 'cold2' : pattern;
}

export const silenceClass = (silent: boolean, contradicted: boolean): CellClass =>
  contradicted ? 'contradicted' : silent ? 'silent' : 'none';

/** A cell that something is said of. */
export interface HotCell {
  code: string;
  bin: number;
  around: number | null;
  expected: number | null;
}

/** Hot cells, the surest first, of like sureness those most above what is expected. */
export function hotCells(columns: {
  code: string[];
  bin: (number | null)[];
  z: (number | null)[];
  around: (number | null)[];
  expected: (number | null)[];
}): HotCell[] {
  return columns.code
    .map((code, i) => ({
      code,
      bin: columns.bin[i] ?? 0,
      z: columns.z[i] ?? 0,
      around: columns.around[i] ?? null,
      expected: columns.expected[i] ?? null,
    }))
    .filter(({ bin }) => bin > 0)
    .toSorted((a, b) => b.bin - a.bin || b.z - a.z || (a.code < b.code ? -1 : 1))
    .map(({ code, bin, around, expected }) => ({ code, bin, around, expected }));
}
