/**
 * The cell of each event by where it is at home.
 *
 * @param homes place of each event's home in a list of homes
 * @param cellOfHome cell of each home; -1 for one that lies in none
 */
export function cellsOfHomes(homes: Uint32Array, cellOfHome: Int32Array): Int32Array<ArrayBuffer> {
  const cellOf = new Int32Array(homes.length);
  for (let i = 0; i < homes.length; i++) cellOf[i] = cellOfHome[homes[i] as number] ?? -1;
  return cellOf;
}

/**
 * Events in each cell; those without a cell (-1) are in none.
 *
 * @param cells how many there are
 */
export function countByCell(cellOf: Int32Array, cells: number): Float64Array<ArrayBuffer> {
  const counts = new Float64Array(cells);
  for (let i = 0; i < cellOf.length; i++) {
    const cell = cellOf[i] as number;
    if (cell >= 0) counts[cell] = (counts[cell] as number) + 1;
  }
  return counts;
}

/**
 * Events in each cell and step, step after step: cell `i` in step `t` is at `t · cells + i`.
 *
 * @param days of the events; one before the first step or from the last of `starts` on is in none
 * @param starts first day of each step, ascending, and the day after the last
 */
export function countByStep(
  cellOf: Int32Array,
  cells: number,
  days: Int32Array,
  starts: readonly number[],
): Float64Array<ArrayBuffer> {
  const first = starts[0] ?? 0;
  const end = starts.at(-1) ?? 0;
  const stepOf = new Int32Array(end - first);
  for (let t = 0; t + 1 < starts.length; t++)
    stepOf.fill(t, (starts[t] as number) - first, (starts[t + 1] as number) - first);
  const counts = new Float64Array(cells * Math.max(0, starts.length - 1));
  for (let i = 0; i < cellOf.length; i++) {
    const [cell, step] = [cellOf[i] as number, stepOf[(days[i] as number) - first]];
    if (cell < 0 || step === undefined) continue;
    const at = step * cells + cell;
    counts[at] = (counts[at] as number) + 1;
  }
  return counts;
}
