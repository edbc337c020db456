import type { Random } from '#geodata/divide/random.ts';
import type { Day, LonLat } from '#geodata/model.ts';
import { OPEN_END } from '#geodata/model.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import type { OpeningHours, ServicePoint, Span } from '#geodata/service/types.ts';
import { apart, type Ground, type Grounds, rounded } from './grounds.ts';

/** Villages of a hill town whose stations sit together, as a share; in so many of its villages. */
const JOINT = { share: 0.7, places: 2 } as const;
/** Share of stations that have not told their capacity. */
const UNKNOWN = 0.08;
const WEEKDAYS = [1, 2, 3, 4, 5];

const PLATFORM_SERVICES = [
  ...['socialInsurance', 'pension', 'medicalInsurance', 'socialCard', 'employment', 'jobs'],
  ...['training', 'startup', 'labourRights', 'assistance', 'disability'],
];
const STATION_SERVICES = ['socialInsurance', 'pension', 'employment', 'proxy'];

const weekly = (days: readonly number[], spans: readonly Span[]): OpeningHours => ({
  weekly: days.flatMap((weekday) => spans.map((span) => ({ weekday, ...span }))),
  holidays: 'shut',
  exceptions: [],
});
const span = (from: string, to: string): Span => ({ from: minute(from), to: minute(to) });
/** Minute of the day of HH:MM. */
export function minute(clock: string): number {
  const [hours, minutes] = clock.split(':').map(Number);
  return hours! * 60 + minutes!;
}

/** The town platforms: one at each seat, some with an hour on Saturdays. */
export function demoPlatforms(
  plan: DistrictPlan,
  { seatOf }: Grounds,
  from: Day,
  random: Random,
): ServicePoint[] {
  return plan.towns.map((town, i): ServicePoint => {
    const hours = weekly(WEEKDAYS, [span('08:30', '12:00'), span('13:30', '17:00')]);
    if (i % 3 === 0) hours.weekly = [...hours.weekly, { weekday: 6, ...span('09:00', '11:30') }];
    return {
      ...{ id: `SP-${town.code}`, kind: 'townPlatform', name: `${town.name}人社服务平台` },
      ...{ organisation: `O-${town.code}`, services: PLATFORM_SERVICES, illustrative: true },
      capacity: 300 + 20 * Math.round(random() * 20 + town.residents / 10),
      whereabouts: { form: 'fixed', position: seatOf(town), hours },
      ...{ validFrom: from, validTo: OPEN_END },
    };
  });
}

/**
 * Stations of the communities: one in each, a second one in the largest until there are as many as planned. In
 * the hills most villages have theirs together with others' in the middle of the town, so that little is in reach.
 */
export function demoStations(
  plan: DistrictPlan,
  { communities, seatOf }: Grounds,
  from: Day,
  random: Random,
): ServicePoint[] {
  const wanted = plan.services?.stations ?? 0;
  const first = communities.slice(0, wanted);
  const largest = first
    .toSorted((a, b) => b.households - a.households)
    .slice(0, Math.max(0, wanted - first.length));
  const seats = new Map(plan.towns.map((town) => [town.code, seatOf(town)]));
  const joint = new Map(
    [
      ...Map.groupBy(
        first.filter(({ hills }) => hills),
        ({ town }) => town,
      ),
    ].map(([town, own]) => [
      town,
      own
        .toSorted((a, b) => apart(a.position, seats.get(town)!) - apart(b.position, seats.get(town)!))
        .slice(0, JOINT.places),
    ]),
  );
  const stationOf = (ground: Ground, n: number): ServicePoint => {
    const places = joint.get(ground.town);
    const away = places && !places.includes(ground) && random() < JOINT.share;
    const base = away ? places[Math.floor(random() * places.length)]!.position : ground.position;
    const hours = ground.hills
      ? weekly([1, 3, 5], [span('09:00', '11:30')])
      : weekly(WEEKDAYS, [span('09:00', '11:30'), span('14:00', '17:00')]);
    return {
      ...{ id: `SS-${ground.code}-${n}`, kind: 'communityStation' },
      name: `${ground.name}人社服务站${n > 1 ? '（二站）' : ''}`,
      ...{ organisation: `O-${ground.town}`, services: STATION_SERVICES, illustrative: true },
      capacity: random() < UNKNOWN ? null : 20 + 5 * Math.round(random() * 8),
      whereabouts: { form: 'fixed', position: nearby(base, random), hours },
      ...{ validFrom: from, validTo: OPEN_END },
    };
  };
  return [...first.map((ground) => stationOf(ground, 1)), ...largest.map((ground) => stationOf(ground, 2))];
}

/** Within about 70 m. */
function nearby([lon, lat]: LonLat, random: Random): LonLat {
  return rounded([lon + (random() - 0.5) * 0.0014, lat + (random() - 0.5) * 0.0012]);
}
