/** Counts of people in focus in one area. */
export interface CellCounts {
  required: number;
  /** Done, each gap type, unassigned, exempt, unknown, met late …, by name. */
  parts: Readonly<Record<string, number>>;
}

/** Counts below this, other than 0, point at persons. */
const LEAST_SHOWN = 5;

/** Whether the figures of an area are withheld for its own sake: required or any part is 1 to 4. */
export function withheldAlone(figures: CellCounts): boolean {
  return [figures.required, ...Object.values(figures.parts)].some((n) => n > 0 && n < LEAST_SHOWN);
}

/**
 * Which rows of a list by child are withheld, each with all its figures (model.md, Small cells): those
 * withheld for their own sake; and where that is only one, the next smallest by `required` (the first of
 * equals) as well, since parent less the others would give it. A row with nothing required is taken as
 * the second only when there is no other: its figures are known to be 0, so it would hide nothing.
 *
 * What the rule does not protect, and the caller must see to or accept:
 * - the parent itself: it stands among its own siblings, or is asked with `withheldAlone`;
 * - what lies below a withheld row: its children add up to it, so a caller withholds them all too;
 * - the sum of two withheld rows, parent less the others, which may itself be 1 to 4;
 * - complements: a part of 0 or equal to `required` is shown, and tells the same of everybody in it; a
 *   difference such as required less done is guarded only when it is named among the parts;
 * - differences between answers: two days, two duties, two trees whose areas differ by a few people.
 *
 * @param rows all children of one parent and its own row 本级
 * @returns indices into `rows`
 */
export function withheldRows(rows: readonly CellCounts[]): Set<number> {
  const withheld = new Set<number>();
  rows.forEach((row, i) => {
    if (withheldAlone(row)) withheld.add(i);
  });
  if (withheld.size !== 1) return withheld;
  let next: number | null = null;
  rows.forEach((row, i) => {
    if (!withheld.has(i) && (next === null || size(row) < size(rows[next]!))) next = i;
  });
  if (next !== null) withheld.add(next);
  return withheld;
}

function size(row: CellCounts): number {
  return row.required === 0 ? Number.POSITIVE_INFINITY : row.required;
}
