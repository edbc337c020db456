import type { LonLat } from '#geodata/model.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';

const KM_PER_DEGREE = 111.2;

/** What a town's seat adds to the country around it, and how far it reaches in kilometres. */
const SEAT = { radius: 2.2, peak: 5 };

function bell(lon: number, lat: number, centre: LonLat, radius: number): number {
  const east = (lon - centre[0]) * KM_PER_DEGREE * Math.cos((centre[1] * Math.PI) / 180);
  const north = (lat - centre[1]) * KM_PER_DEGREE;
  return Math.exp(-(east * east + north * north) / (2 * radius * radius));
}

/**
 * Households per area within a town, in units of open country: more around its seat and in the built-up
 * areas. Only the pattern within a town counts; how many a town has in all is set apart.
 *
 * @param seat where the town's own centre lies
 * @param builtUp the district's built-up areas; radii in kilometres
 */
export function householdDensity(
  seat: LonLat,
  builtUp: DistrictPlan['builtUp'],
): (lon: number, lat: number) => number {
  return (lon, lat) =>
    builtUp.reduce(
      (sum, { centre, radius, peak }) => sum + peak * bell(lon, lat, centre, radius),
      1 + SEAT.peak * bell(lon, lat, seat, SEAT.radius),
    );
}
