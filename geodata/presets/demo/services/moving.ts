import { type Day, type LonLat, OPEN_END } from '#geodata/model.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import type { Run, RunException, ServicePoint, Stop, Timetable } from '#geodata/service/types.ts';
import { minute } from './fixed.ts';
import { apart, type Ground, type Grounds } from './grounds.ts';

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
/** Times of a day's stops: two for desks and buses, three for rounds in the hills. */
const HALVES = [
  ['09:00', '11:30'],
  ['14:00', '16:30'],
] as const;
const THIRDS = [
  ['09:00', '10:30'],
  ['11:00', '12:30'],
  ['14:00', '15:30'],
] as const;
/** Days of a week a desk is out. */
const DESK_DAYS = 4;
const BUS_STOPS = 6;

/** One visit of a stop that comes every so many weeks. */
interface Turn {
  stop: Ground;
  /** Weeks between two of it, which of these weeks, and the weekday, 0 Monday. */
  every: number;
  week: number;
  weekday: number;
  hours: readonly [string, string];
}

/** Monday of the week of a day; day 0, 1970-01-01, was a Thursday. */
export const mondayOf = (day: Day): Day => day - ((day + 3) % 7);

/** First day of a run and the days between two. */
export function rhythmOf(run: Run): { first: Day; every: number } {
  const weeks = Number(/INTERVAL=(\d+)/.exec(run.rule)?.[1] ?? 1);
  return { first: run.firstDay, every: 7 * weeks };
}

function timetableOf(turns: readonly Turn[], from: Day): Omit<Timetable, 'exceptions'> {
  const monday = mondayOf(from);
  const grounds = [...new Set(turns.map(({ stop }) => stop))];
  return {
    stops: grounds.map(({ code, name, position }): Stop => ({ id: code, name, position })),
    runs: turns.map(
      ({ stop, every, week, weekday, hours }, i): Run => ({
        id: `r${i + 1}`,
        stop: stop.code,
        rule: `FREQ=WEEKLY;INTERVAL=${every};BYDAY=${DAYS[weekday]}`,
        firstDay: monday + 7 * week + weekday,
        lastDay: null,
        from: minute(hours[0]),
        to: minute(hours[1]),
      }),
    ),
    route: grounds.length > 1 ? grounds.map(({ position }) => position) : null,
  };
}

/** The day of the run that comes `back` times before the next after today; negative `back` lies ahead. */
function turnOf(run: Run, today: Day, back: number): Day {
  const { first, every } = rhythmOf(run);
  return first + every * (Math.floor((today - first) / every) + 1 - back);
}

/** One run that was left out, one that was at another hour, and one that will be left out. */
function exceptionsOf(
  { runs, stops }: Omit<Timetable, 'exceptions'>,
  today: Day,
  reasons: readonly string[],
): RunException[] {
  const [first, second, third] = [runs[0]!, runs[Math.floor(runs.length / 2)]!, runs.at(-1)!];
  if (new Set([first, second, third]).size < 3) return [];
  const at = stops.find(({ id }) => id === second.stop)!;
  return [
    { kind: 'cancelled', run: first.id, day: turnOf(first, today, 2), reason: reasons[0]! },
    {
      ...{ kind: 'moved', run: second.id, day: turnOf(second, today, 2), stop: at.id },
      ...{ from: second.from + 30, to: second.to, reason: reasons[1]! },
    },
    { kind: 'cancelled', run: third.id, day: turnOf(third, today, -1), reason: reasons[2]! },
  ];
}

const REASONS = ['设备检修', '会议占用场地，推迟半小时', '道路施工，停一次'];

function movingPoint(
  point: Pick<ServicePoint, 'id' | 'kind' | 'name' | 'services' | 'capacity' | 'organisation'>,
  turns: readonly Turn[],
  from: Day,
  today: Day,
): ServicePoint {
  const plain = timetableOf(turns, from);
  return {
    ...point,
    illustrative: true,
    whereabouts: { form: 'moving', timetable: { ...plain, exceptions: exceptionsOf(plain, today, REASONS) } },
    ...{ validFrom: mondayOf(from), validTo: OPEN_END },
  };
}

/** Cuts a list into parts of about one length, in its order. */
function parts<T>(list: readonly T[], count: number): T[][] {
  return Array.from({ length: count }, (_, i) =>
    list.slice(Math.floor((i * list.length) / count), Math.floor(((i + 1) * list.length) / count)),
  );
}

/** How far each community is from the next platform, farthest first. */
function farthest(grounds: readonly Ground[], seats: readonly LonLat[]): Ground[] {
  const far = ({ position }: Ground) => Math.min(...seats.map((seat) => apart(position, seat)));
  return grounds.toSorted((a, b) => far(b) - far(a));
}

/** An order in which one goes from place to place: always on to the nearest. */
function onwards(grounds: readonly Ground[]): Ground[] {
  const left = [...grounds];
  const way: Ground[] = [];
  let at = left.toSorted((a, b) => a.position[0] - b.position[0])[0];
  while (at) {
    way.push(at);
    left.splice(left.indexOf(at), 1);
    const here = at.position;
    at = left.toSorted((a, b) => apart(a.position, here) - apart(b.position, here))[0];
  }
  return way;
}

/** Travelling desks: each in a part of the district, at villages far from any platform, twice a day, every other week. */
export function demoDesks(
  plan: DistrictPlan,
  { communities, seatOf }: Grounds,
  from: Day,
  today: Day,
): ServicePoint[] {
  const seats = plan.towns.map(seatOf);
  const fromWest = plan.towns.toSorted((a, b) => a.centre[0] - b.centre[0]).map(({ code }) => code);
  return parts(fromWest, plan.services?.desks ?? 0).map((towns, i) => {
    const own = communities.filter(({ town }) => towns.includes(town));
    const stops = onwards(farthest(own, seats).slice(0, 2 * DESK_DAYS));
    return movingPoint(
      {
        ...{ id: `TD-${i + 1}`, kind: 'travellingDesk', name: `流动办公桌${i + 1}号` },
        ...{ services: ['jobs', 'socialInsurance', 'medicalInsurance', 'licences'], capacity: 200 },
        organisation: `O-${plan.code}`,
      },
      stops.map((stop, k) => ({
        ...{ stop, every: 1 + (i % 2), week: 0, weekday: (k >> 1) + (i % 2) },
        hours: HALVES[k % 2]!,
      })),
      from,
      today,
    );
  });
}

/** Approval buses: at the seats of towns, a day each, every other week. */
export function demoBuses(plan: DistrictPlan, grounds: Grounds, from: Day, today: Day): ServicePoint[] {
  const outer = plan.towns.filter(({ urbanRural }) => urbanRural !== '111').concat(plan.towns);
  const towns = [...new Set(outer)];
  return Array.from({ length: plan.services?.buses ?? 0 }, (_, i) => {
    const own = towns.slice(i * BUS_STOPS, (i + 1) * BUS_STOPS).map(
      (town): Ground => ({
        ...{ code: `seat-${town.code}`, name: `${town.name}便民中心`, town: town.code },
        ...{ households: 0, position: grounds.seatOf(town), hills: false },
      }),
    );
    return movingPoint(
      {
        ...{ id: `AB-${i + 1}`, kind: 'approvalBus', name: `政务服务直通车${i + 1}号` },
        ...{
          services: ['licences', 'enterprise', 'construction', 'household', 'medicalInsurance'],
          capacity: 360,
        },
        organisation: `O-${plan.code}`,
      },
      onwards(own).map((stop, k) => ({
        ...{ stop, every: 2, week: (k >= 3 ? 1 : 0) ^ (i % 2), weekday: 2 + (k % 3) },
        hours: ['09:30', '16:00'],
      })),
      from,
      today,
    );
  });
}

/** Rounds through the hills: health points in villages, three a day, each every fourth week. Invented, and said so. */
export function demoRounds(
  plan: DistrictPlan,
  { communities, seatOf }: Grounds,
  from: Day,
  today: Day,
): ServicePoint[] {
  const seats = plan.towns.map(seatOf);
  return (plan.services?.rounds ?? []).map(({ name, towns, stops: count }, i) => {
    const own = communities.filter(({ town }) => towns.includes(town));
    const stops = onwards(farthest(own, seats).slice(0, count));
    return movingPoint(
      {
        ...{ id: `MR-${i + 1}`, kind: 'mountainPoint', name: `${name}（示意）` },
        ...{ services: ['health', 'elderly', 'medicalInsurance'], capacity: 150 },
        organisation: `O-${plan.code}`,
      },
      stops.map((stop, k) => ({
        // Three a day, a day a week, four weeks; longer rounds go on on the next weekday.
        ...{
          stop,
          every: 4,
          week: Math.floor(k / 3) % 4,
          weekday: ((i % 2) * 3 + 1 + Math.floor(k / 12)) % 7,
        },
        hours: THIRDS[k % 3]!,
      })),
      from,
      today,
    );
  });
}
