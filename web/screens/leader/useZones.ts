import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection, Position } from 'geojson';
import { useMemo } from 'react';
import type { AreaDetail } from '#api/contract/areas.ts';
import type { CoverageAnswer } from '#api/contract/coverage.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';
import { zonesQuery } from '../../queries/index.ts';
import type { Leader } from './useLeader.ts';

/**
 * The outlines of the zones that the duty in view is kept by, as of the period that an answer is about; null for a
 * duty of administrative areas, whose outlines are in the tiles.
 */
export function useZones(
  { tree, detail }: Leader,
  answer: CoverageAnswer | undefined,
): { zones: FeatureCollection | null; pending: boolean; bounds: AreaDetail['bounds'] } {
  const wanted = tree !== ADMINISTRATIVE;
  const { data, isPending, isError } = useQuery({
    ...zonesQuery(tree, answer?.period.end ?? '', answer?.treeVersion ?? 0),
    enabled: wanted && answer !== undefined,
  });
  const zones = wanted && data ? (data as FeatureCollection) : null;
  const around = useMemo(() => (zones ? boundsOf(zones) : null), [zones]);
  return {
    zones,
    pending: wanted && isPending && !isError,
    // The district as a whole is far larger than its network.
    bounds: detail?.tree === ADMINISTRATIVE ? around : null,
  };
}

/** West, south, east, north in degrees; null where nothing is drawn. */
function boundsOf({ features }: FeatureCollection): AreaDetail['bounds'] {
  const box: [number, number, number, number] = [180, 90, -180, -90];
  const add = (part: Position | Position[] | Position[][] | Position[][][]): void => {
    const [first, second] = part;
    if (typeof first === 'number' && typeof second === 'number') {
      box[0] = Math.min(box[0], first);
      box[1] = Math.min(box[1], second);
      box[2] = Math.max(box[2], first);
      box[3] = Math.max(box[3], second);
    } else for (const each of part as Position[]) add(each);
  };
  for (const { geometry } of features) if ('coordinates' in geometry) add(geometry.coordinates);
  return box[0] > box[2] ? null : box;
}
