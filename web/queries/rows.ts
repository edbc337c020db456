import type { CoverageAnswer } from '#api/contract/coverage.ts';
import type { Light } from '#geodata/model.ts';

/** One area of a columnar answer. */
export interface AreaRow {
  code: string;
  name: string;
  n: number;
  required: number;
  done: number;
  ratio: number | null;
  pace: number | null;
  light: Light | null;
  gapCount: number;
}

/**
 * Turns the columns of a coverage answer into rows.
 *
 * @returns the areas below, and apart from them the own row 本级, which the answer carries last
 */
export function coverageRows(answer: CoverageAnswer): { areas: AreaRow[]; own: AreaRow | null } {
  const { columns } = answer;
  const rows = columns.code.map(
    (code, i): AreaRow => ({
      code,
      name: columns.name[i] ?? code,
      n: columns.n[i] ?? 0,
      required: columns.required[i] ?? 0,
      done: columns.done[i] ?? 0,
      ratio: columns.ratio[i] ?? null,
      pace: columns.pace[i] ?? null,
      light: columns.light[i] ?? null,
      gapCount: columns.gapCount[i] ?? 0,
    }),
  );
  const own = rows.at(-1)?.code === answer.area.code ? (rows.pop() ?? null) : null;
  return { areas: rows, own };
}

/** Least number of visits or officers required for an area to be named among the slowest. */
export const WORST_FLOOR = 30;

/** The areas furthest behind their pace; those with too little required, or no pace, are left out. */
export function worstAreas(areas: readonly AreaRow[], count = 5): AreaRow[] {
  return areas
    .filter((area) => area.pace !== null && area.required >= WORST_FLOOR)
    .toSorted((a, b) => (a.pace ?? 0) - (b.pace ?? 0) || (a.code < b.code ? -1 : 1))
    .slice(0, count);
}
