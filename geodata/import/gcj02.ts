import gcoord from 'gcoord';

/** The systems of map services in China: GCJ-02 (AMap, Tencent) and BD-09 (Baidu), degrees. */
export type ShiftedSystem = 'GCJ-02' | 'BD-09';

type Pair = [lon: number, lat: number];

// gcoord's declarations describe an ES module while Node loads its CommonJS build, whose default is
// the library itself.
const { transform, CRSTypes } = gcoord as unknown as (typeof gcoord)['default'];

/**
 * Where gcoord may be asked for the inverse. It repeats until forward(inverse(p)) = p and never ends
 * for a point whose iterate leaves its own rectangle (72.004-137.8347 E, 0.8293-55.8271 N), where the
 * shift stops. No shift exceeds 0.02 degrees and no land of China lies within 0.05 of that rectangle's
 * edge, so points there are taken as outside China: unshifted.
 */
const INVERTIBLE = { west: 72.05, south: 0.88, east: 137.78, north: 55.77 };

/**
 * WGS 84 -> GCJ-02 or BD-09. Outside China GCJ-02 is WGS 84 itself.
 * @param position lon, lat in degrees
 * @returns lon, lat in degrees; formula and constants are gcoord's
 */
export function shift(position: Pair, to: ShiftedSystem): Pair {
  const shifted = invertible(position) ? transform(position, CRSTypes.WGS84, CRSTypes.GCJ02) : position;
  return to === 'GCJ-02' ? shifted : transform(shifted, CRSTypes.GCJ02, CRSTypes.BD09);
}

/**
 * GCJ-02 or BD-09 -> WGS 84, by fixed-point iteration to 1e-6 degrees (0.1 m).
 * @param position lon, lat in degrees
 */
export function unshift(position: Pair, from: ShiftedSystem): Pair {
  const gcj = from === 'GCJ-02' ? position : transform(position, CRSTypes.BD09, CRSTypes.GCJ02);
  return invertible(gcj) ? transform(gcj, CRSTypes.GCJ02, CRSTypes.WGS84) : gcj;
}

function invertible([lon, lat]: Pair): boolean {
  const { west, south, east, north } = INVERTIBLE;
  return lon >= west && lon <= east && lat >= south && lat <= north;
}
