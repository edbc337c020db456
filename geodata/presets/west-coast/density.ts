import type { LonLat } from '../../model.ts';

/** Built-up areas of the district, roughly: the eastern shore of the new area and old Jiaonan. */
const CORES: readonly { centre: LonLat; radius: number; peak: number }[] = [
  { centre: [120.18, 35.97], radius: 5, peak: 7 },
  { centre: [120.0, 35.87], radius: 4, peak: 7 },
];

const KM_PER_DEGREE = 111.2;
const KM_PER_DEGREE_EAST = KM_PER_DEGREE * Math.cos((35.9 * Math.PI) / 180);

/** What a town's seat adds to the country around it, and how far it reaches in kilometres. */
const SEAT = { radius: 2.2, peak: 5 };

function bell(lon: number, lat: number, centre: LonLat, radius: number): number {
  const east = (lon - centre[0]) * KM_PER_DEGREE_EAST;
  const north = (lat - centre[1]) * KM_PER_DEGREE;
  return Math.exp(-(east * east + north * north) / (2 * radius * radius));
}

/**
 * Households per area within a town, in units of open country: more around its seat and in the built-up
 * areas. Only the pattern within a town counts; how many a town has in all is set apart.
 *
 * @param seat where the town's own centre lies
 */
export function householdDensity(seat: LonLat): (lon: number, lat: number) => number {
  return (lon, lat) =>
    CORES.reduce(
      (sum, { centre, radius, peak }) => sum + peak * bell(lon, lat, centre, radius),
      1 + SEAT.peak * bell(lon, lat, seat, SEAT.radius),
    );
}
