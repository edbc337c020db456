import type { Travel } from '#api/services/reach/work.ts';
import { nearestPoints, pairsWithin } from '#geodata/reach/distance.ts';
import { buildNetwork, type Network } from '#geodata/reach/graph.ts';
import { networkNearest, networkPairsWithin } from '#geodata/reach/network.ts';
import { unpackEdges } from '#geodata/reach/packedEdges.ts';
import type { Nearest, Pairs, Places } from '#geodata/reach/pairs.ts';

/** The network that was asked for last: joining its edges takes longer than most questions. */
let joined: { id: string; network: Network } | null = null;

function networkOf({ id, edges }: Extract<Travel, { kind: 'network' }>): Network {
  if (joined?.id !== id) joined = { id, network: buildNetwork(unpackEdges(edges)) };
  return joined.network;
}

/** The nearest point of each place, as the way is reckoned. */
export function nearestBy(travel: Travel, demand: Places, points: Places): Nearest {
  return travel.kind === 'geodesic'
    ? nearestPoints(demand, points, { detour: travel.detour })
    : networkNearest(networkOf(travel), demand, points);
}

/** Every point within so many metres of each place, as the way is reckoned. */
export function pairsBy(travel: Travel, demand: Places, points: Places, metres: Float64Array): Pairs {
  return travel.kind === 'geodesic'
    ? pairsWithin(demand, points, metres, { detour: travel.detour })
    : networkPairsWithin(networkOf(travel), demand, points, metres);
}
