import type { ServicePointRecord } from '#api/store/serviceStore.ts';
import type { Day, LonLat } from '#geodata/model.ts';
import { supplyOf } from '#geodata/reach/catchment.ts';
import type { Places } from '#geodata/reach/pairs.ts';
import { readTimetable } from '#geodata/service/timetable.ts';
import type { ServicePoint } from '#geodata/service/types.ts';

const DAYS_OF_WEEK = 7;
const MINUTES_OF_HOUR = 60;

/** A service point that is looked at; a moving one has a place for each stop it is at in the interval. */
export interface SeenPoint {
  id: string;
  name: string;
  /** Areas that its places lie in. */
  homes: readonly string[];
  /** Whether capacity and hours are known. */
  hasSupply: boolean;
}

/** Places where a service is to be had. */
export interface SeenPlaces extends Places {
  points: readonly SeenPoint[];
  /** Point of each place. */
  pointOf: Uint32Array;
  /** S of each place: capacity times open hours a week over 40; NaN where it is not known. */
  supply: Float64Array;
}

/** Which points, and when a moving one must stop. */
export interface PointsMeant {
  kinds: ReadonlySet<string> | null;
  service: string | null;
  from: Day;
  to: Day;
}

/**
 * The places of the points that are meant, in the order of the points.
 *
 * @param records versions in force on any day of the interval, those of one point one after the other
 */
export function placesOf(
  records: readonly ServicePointRecord[],
  { kinds, service, from, to }: PointsMeant,
): SeenPlaces {
  const points: SeenPoint[] = [];
  const pointOf: number[] = [];
  const places: Located[] = [];
  const meant = records.filter(
    ({ point }) =>
      (!kinds || kinds.has(point.kind)) && (service === null || point.services.includes(service)),
  );
  for (const [id, versions] of Map.groupBy(meant, ({ point }) => point.id)) {
    const found = versions.flatMap(({ point }) => placesOfPoint(point, from, to));
    if (found.length === 0) continue;
    points.push({
      id,
      name: versions.at(-1)!.point.name,
      homes: versions.flatMap(({ homes }) => homes),
      hasSupply: found.every(({ capacity, hours }) => capacity !== null && hours !== null),
    });
    for (const place of found) {
      pointOf.push(points.length - 1);
      places.push(place);
    }
  }
  return {
    points,
    pointOf: Uint32Array.from(pointOf),
    lon: Float64Array.from(places, ({ position }) => position[0]),
    lat: Float64Array.from(places, ({ position }) => position[1]),
    supply: Float64Array.from(places, ({ capacity, hours }) => supplyOf(capacity, hours)),
  };
}

interface Located {
  position: LonLat;
  /** Open hours a week; null where they are not known. */
  hours: number | null;
  capacity: number | null;
}

/**
 * Where a version of a point is in the interval, with its hours a week: a fixed one where it is on the last day, with
 * the hours of a week without holidays; a moving one at each stop, with its hours there by the interval's weeks.
 */
function placesOfPoint(
  { whereabouts, capacity, validFrom, validTo }: ServicePoint,
  from: Day,
  to: Day,
): Located[] {
  if (whereabouts.form === 'fixed') {
    if (to < validFrom || to > validTo) return [];
    const { position, hours } = whereabouts;
    const minutes = hours?.weekly.reduce((sum, span) => sum + span.to - span.from, 0);
    return [{ position, hours: minutes === undefined ? null : minutes / MINUTES_OF_HOUR, capacity }];
  }
  const { timetable } = whereabouts;
  const minutes = new Map<string, number>();
  const found = readTimetable(timetable).between(Math.max(from, validFrom), Math.min(to, validTo));
  for (const each of found) minutes.set(each.stop, (minutes.get(each.stop) ?? 0) + each.to - each.from);
  const weeks = (to - from + 1) / DAYS_OF_WEEK;
  return timetable.stops.flatMap(({ id, position }) => {
    const sum = minutes.get(id);
    return sum === undefined ? [] : [{ position, hours: sum / MINUTES_OF_HOUR / weeks, capacity }];
  });
}
