import type { Travel } from '#api/services/reach/work.ts';
import { nearestPoints, pairsWithin } from '#geodata/reach/distance.ts';
import type { Nearest, Pairs, Places } from '#geodata/reach/pairs.ts';

/** The nearest point of each place, as the way is reckoned. */
export function nearestBy(travel: Travel, demand: Places, points: Places): Nearest {
  if (travel.kind === 'geodesic') return nearestPoints(demand, points, { detour: travel.detour });
  throw new Error('no network yet');
}

/** Every point within so many metres of each place, as the way is reckoned. */
export function pairsBy(travel: Travel, demand: Places, points: Places, metres: Float64Array): Pairs {
  if (travel.kind === 'geodesic') return pairsWithin(demand, points, metres, { detour: travel.detour });
  throw new Error('no network yet');
}
