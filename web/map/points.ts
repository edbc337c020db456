import type { GapType, Level, LonLat } from '#geodata/model.ts';

/** Somebody or something with a gap, at its place. */
export interface MapPoint {
  key: string;
  /** Longitude, latitude in degrees. */
  at: LonLat;
  type: GapType;
  /** Masked. */
  name: string;
}

/** Points over plain areas. */
export interface PointsView {
  points: readonly MapPoint[];
  /** Those with a ring; all but the many are named. */
  marked: readonly { key: string; selected: boolean; pointed: boolean }[];
  /** What has no point of its own, counted by area of one level: drawn as proportional circles. */
  amounts: { level: Level; counts: Readonly<Record<string, number>> } | null;
}

/** Degrees of latitude in a metre. */
const METRE = 1 / 111_320;
/** The golden angle: points laid out by it never line up. */
const TURN = Math.PI * (3 - Math.sqrt(5));

/**
 * Moves points that share one place apart, so that each can be seen and tapped. Places are known to a
 * thousandth of a degree only: nobody is moved farther than half the diagonal of such a cell.
 *
 * @param most metres from the shared place
 */
export function spread<T extends { at: LonLat }>(points: readonly T[], most = 70): T[] {
  const groups = new Map<string, T[]>();
  for (const point of points) {
    const place = point.at.join();
    const group = groups.get(place);
    if (group) group.push(point);
    else groups.set(place, [point]);
  }
  return points.map((point) => {
    const group = groups.get(point.at.join()) ?? [];
    if (group.length === 1) return point;
    const i = group.indexOf(point);
    const metres = most * Math.sqrt((i + 0.5) / group.length);
    const [lon, lat] = point.at;
    const north = metres * Math.sin(i * TURN) * METRE;
    const east = (metres * Math.cos(i * TURN) * METRE) / Math.cos((lat * Math.PI) / 180);
    return { ...point, at: [lon + east, lat + north] };
  });
}
