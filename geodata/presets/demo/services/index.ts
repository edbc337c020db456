import { createRandom, type Random } from '#geodata/divide/random.ts';
import { workingCalendar } from '#geodata/duty/workingCalendar.ts';
import type { Boundary, Day } from '#geodata/model.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import type { Run, ServicePoint, Timetable } from '#geodata/service/types.ts';
import { type DemoOptions, uuid } from '../draw.ts';
import { demoPlatforms, demoStations } from './fixed.ts';
import { demoGrounds } from './grounds.ts';
import { demoBuses, demoDesks, demoRounds, rhythmOf } from './moving.ts';

/** Days for which moving points, and platforms, tell how many they served. */
const TOLD_DAYS = { moving: 365, platforms: 45 } as const;
/** Share of openings that somebody tells of. */
const TOLD = 0.94;

/** How many were served at one opening. */
export interface DemoSession {
  id: string;
  point: string;
  stop: string | null;
  day: Day;
  served: number;
}

export interface DemoServices {
  points: ServicePoint[];
  sessions: DemoSession[];
}

/**
 * Service points of the demonstration and how many they served: platforms at the towns' seats, stations in the
 * communities, desks, buses and rounds with timetables. All of it is made up; deterministic by plan, seed and day.
 */
export function demoServices(
  areas: readonly Boundary[],
  { plan, seed, today }: Pick<DemoOptions, 'plan' | 'seed' | 'today'>,
  from: Day,
): DemoServices {
  if (!plan.services) return { points: [], sessions: [] };
  const random = createRandom(seed ^ 0x5e2f);
  const grounds = demoGrounds(areas, plan, random);
  const platforms = demoPlatforms(plan, grounds, from, random);
  const stations = demoStations(plan, grounds, from, random);
  const moving = [demoDesks, demoBuses, demoRounds].flatMap((make) => make(plan, grounds, from, today));
  return {
    points: [...platforms, ...stations, ...moving],
    sessions: [
      ...moving.flatMap((point) => servedOnTheWay(point, today, random)),
      ...platforms.flatMap((point) => servedAtPlatform(point, today, random)),
    ],
  };
}

function servedOnTheWay({ id, kind, whereabouts }: ServicePoint, today: Day, random: Random): DemoSession[] {
  if (whereabouts.form !== 'moving') return [];
  const { timetable } = whereabouts;
  const usual = kind === 'approvalBus' ? 34 : kind === 'mountainPoint' ? 21 : 16;
  return timetable.runs
    .flatMap((run) => daysOf(run, timetable, today - TOLD_DAYS.moving, today).map((day) => ({ run, day })))
    .flatMap(({ run, day }) => {
      const served = Math.round(usual * (0.5 + random()));
      return random() < TOLD ? [{ id: uuid(random), point: id, stop: run.stop, day, served }] : [];
    });
}

/** Days before today on which a run stood, but those it was left out. */
function daysOf(run: Run, { exceptions }: Timetable, from: Day, today: Day): Day[] {
  const { first, every } = rhythmOf(run);
  const left = new Set(
    exceptions.flatMap((one) => (one.kind === 'cancelled' && one.run === run.id ? one.day : [])),
  );
  const days: Day[] = [];
  for (let day = first + every * Math.max(0, Math.ceil((from - first) / every)); day < today; day += every)
    if (!left.has(day)) days.push(day);
  return days;
}

function servedAtPlatform({ id, capacity }: ServicePoint, today: Day, random: Random): DemoSession[] {
  const working = workingCalendar(STATE_COUNCIL_HOLIDAYS);
  const sessions: DemoSession[] = [];
  for (let day = today - TOLD_DAYS.platforms; day < today; day++) {
    if (working.count(day, day) === 0) continue;
    const served = Math.round(((capacity ?? 0) / 5) * (0.45 + 0.5 * random()));
    if (random() < TOLD) sessions.push({ id: uuid(random), point: id, stop: null, day, served });
  }
  return sessions;
}
