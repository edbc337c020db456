import type { Ground } from '#api/services/reach/ground.ts';
import type { ReachRows } from '#api/services/reach/work.ts';
import type { CellCounts } from '#geodata/duty/smallCells.ts';
import type { Area, Level } from '#geodata/model.ts';

/** Areas that figures are told for, and which of them each area of the ground belongs to. */
export interface RowPlan {
  key: string;
  areas: readonly Area[];
  /** Row of each area of the ground; -1 for none. */
  rowOf: Int32Array;
}

/** Areas of a level below one, and that area last for what is at home in none of them. */
export function rowsBelow(ground: Ground, area: Area, level: Level): RowPlan {
  const areas = ground.state.tree.ofLevel(area.code, level).filter(({ code }) => code !== area.code);
  return planOf(ground, area, [...areas, area], `${level} below ${area.code}`);
}

/** The area as a whole. */
export function wholeRow(ground: Ground, area: Area): RowPlan {
  return planOf(ground, area, [area], `whole ${area.code}`);
}

/** Every area of a level below one, and every area above that level that something is at home in, each its own. */
export function homeRows(ground: Ground, area: Area, level: Level): RowPlan {
  const { tree } = ground.state;
  const [areas, upper] = [tree.ofLevel(area.code, level), tree.subtree(area.code)];
  const codes = new Set(areas.map(({ code }) => code));
  const above = upper.filter(
    ({ code, tree: name }) =>
      name === area.tree && !codes.has(code) && tree.atLevel(code, level) === undefined,
  );
  return planOf(ground, area, [...areas, ...above], `homes by ${level} in ${area.code}`);
}

function planOf(ground: Ground, area: Area, areas: readonly Area[], key: string): RowPlan {
  const own = new Map(areas.map(({ code }, row) => [code, row]));
  const rowOf = new Int32Array(ground.areas.length).fill(-1);
  // areas come level by level from the top, so that a parent is always known before what lies in it
  for (const [i, { code, lft, rgt }] of ground.areas.entries()) {
    if (lft < area.lft || rgt > area.rgt) continue;
    const above = ground.parent[i] as number;
    rowOf[i] = own.get(code) ?? (above < 0 ? -1 : (rowOf[above] as number));
  }
  return { key, areas, rowOf };
}

/** The counts of a row as the rule on small cells looks at them. */
export function cellsOfRow(rows: ReachRows, row: number): CellCounts {
  const at = (column: Float64Array): number => column[row] as number;
  const [required, reached, located] = [at(rows.demand), at(rows.reached), at(rows.located)];
  const bands = rows.bands.map((band, i): [string, number] => [`band${i}`, at(band)]);
  return {
    required,
    parts: {
      ...{ reached, outOfReach: required - reached, located, unlocated: required - located },
      cutOff: at(rows.cutOff),
      ...Object.fromEntries(bands),
    },
  };
}

/** A number as answers tell it: what is not known, or without end, is null. */
export function orNull(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** A share of 1; null of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
