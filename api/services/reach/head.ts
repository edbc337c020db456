import type { ReachAnswer } from '#api/contract/reach.ts';
import { areaRefOf, visible } from '#api/services/areas.ts';
import type { Asking } from '#api/services/context.ts';
import { stampOf } from '#api/services/coverage/listing.ts';
import type { ReachParts } from '#api/services/reach/parts.ts';
import type { SeenPoint } from '#api/services/reach/points.ts';
import type { Reckoned } from '#api/services/reach/reckoning.ts';
import { formatDay } from '#geodata/duty/calendar.ts';

type Head = Omit<ReachAnswer, 'columns' | 'count' | 'total'>;

/** What every answer about reach says of itself. */
export async function headOf(
  { context }: ReachParts,
  asking: Asking,
  { area, ground, meant, settings, travel, places }: Reckoned,
  withheld: readonly string[],
): Promise<Head> {
  const { metres, demand, points } = meant;
  return {
    ...(await stampOf(context, asking, ground.state, { today: context.dayOf(asking.now) })),
    withheld: [...withheld],
    area: areaRefOf(area),
    travel: travel.kind,
    detour: travel.kind === 'geodesic' ? travel.detour : null,
    demand: { id: demand.id, name: demand.name[asking.lang === 'en' ? 'en' : 'zh'] },
    from: formatDay(points.from),
    to: formatDay(points.to),
    points: places.points.length,
    withoutCapacity: places.points.filter(({ hasSupply }) => !hasSupply).length,
    thresholds:
      metres === null
        ? { ...settings.thresholds }
        : { town: metres, fringe: metres, rural: metres, unknown: metres },
  };
}

/** A point that may be named to who asks; null for one outside of the scope, which counts all the same. */
export function pointSeen({ scope }: Asking, { ground, places }: Reckoned, point: number): SeenPoint | null {
  const found = places.points[point];
  if (!found) return null;
  return found.homes.some((home) => visible(ground.state.tree, scope, home)) ? found : null;
}
