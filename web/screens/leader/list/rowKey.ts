import type { GapItem } from '#api/contract/gaps.ts';
import type { MapPoint, PointsView } from '../../../map/points.ts';
import { spread } from '../../../map/points.ts';

/** What tells a row from all others: several events may have befallen one subject. */
export const rowKey = ({ subject, event }: Pick<GapItem, 'subject' | 'event'>): string =>
  `${subject} ${event?.id ?? ''}`;

/** The rows that have a place, as points of the map. */
export function pointsOf(items: readonly GapItem[]): MapPoint[] {
  return spread(
    items.flatMap((item) =>
      item.position ? [{ key: rowKey(item), at: item.position, type: item.type, name: item.name }] : [],
    ),
  );
}

/**
 * What has no point: rows that are not loaded yet or have no place, by area of the next level below.
 *
 * @param areas how many rows lie in each
 * @returns null when every row has its point
 */
export function amountsOf(
  areas: readonly { code: string; level: PointsLevel; count: number }[],
  items: readonly GapItem[],
): PointsView['amounts'] {
  const [first] = areas;
  if (!first) return null;
  const left = new Map(areas.map(({ code, count }) => [code, count]));
  for (const { position, area, chain } of items) {
    if (!position) continue;
    const at = [...chain, area].find(({ code }) => left.has(code));
    if (at) left.set(at.code, (left.get(at.code) ?? 0) - 1);
  }
  const counts = Object.fromEntries([...left].filter(([, count]) => count > 0));
  return Object.keys(counts).length === 0 ? null : { level: first.level, counts };
}

type PointsLevel = NonNullable<PointsView['amounts']>['level'];
