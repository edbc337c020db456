import type { BBox2 } from '#geodata/place/bbox.ts';

/** Places that are told apart in a degree. */
export const COARSE_STEPS = 1000;

// floor and not Math.round: a database asked for the same rounds like this, bit for bit
const coarse = (degrees: number): number => Math.floor(degrees * COARSE_STEPS + 0.5) / COARSE_STEPS;

/**
 * A place to a thousandth of a degree, about a hundred metres: a finer one would tell the house.
 *
 * @param position longitude, latitude in degrees; not a number stays so
 */
export function coarsePosition([lon, lat]: readonly [number, number]): [number, number] {
  return [coarse(lon), coarse(lat)];
}

/**
 * Whether a place lies in a box, its borders included, as it is told: boxes drawn ever narrower would else tell the
 * house after all. Not a number lies in none.
 *
 * @param lon longitude and `lat` latitude in degrees, as they are kept
 */
export function isToldWithin(lon: number, lat: number, [west, south, east, north]: BBox2): boolean {
  const [x, y] = [coarse(lon), coarse(lat)];
  return x >= west && x <= east && y >= south && y <= north;
}
