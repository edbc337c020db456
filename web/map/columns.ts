/** Tokens of the classes of columns, the lowest first. */
export const COLUMN_COLORS = ['heat-1', 'heat-2', 'heat-3', 'heat-4'] as const;

/** A class of columns: counts from and to, both included, and how many columns are of it. */
export interface ColumnClass {
  from: number;
  to: number;
  color: (typeof COLUMN_COLORS)[number];
  columns: number;
}

/**
 * Classes of equal steps from one to the most; fewer where counts are small. The last is always the deepest colour.
 *
 * @param counts whole numbers, one at least
 */
export function columnClasses(counts: readonly number[]): ColumnClass[] {
  const most = counts.reduce((all, count) => Math.max(all, count), 0);
  const steps = Math.min(COLUMN_COLORS.length, most);
  return Array.from({ length: steps }, (_, i) => {
    const [from, to] = [Math.floor((most * i) / steps) + 1, Math.floor((most * (i + 1)) / steps)];
    return {
      ...{ from, to },
      color: COLUMN_COLORS[COLUMN_COLORS.length - steps + i] as ColumnClass['color'],
      columns: counts.filter((count) => count >= from && count <= to).length,
    };
  });
}
