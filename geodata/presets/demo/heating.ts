import type { MultiPolygon, Polygon } from 'geojson';
import { dividePolygon } from '#geodata/divide/divide.ts';
import { createRandom, type Random } from '#geodata/divide/random.ts';
import { dissolve } from '#geodata/divide/weld.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { Boundary, Day, LonLat } from '#geodata/model.ts';
import { bboxOf, polygonsOf } from '#geodata/place/bbox.ts';
import { createEdgeIndex, isInside } from '#geodata/place/edgeIndex.ts';
import type { DistrictPlan } from '#geodata/presets/districts/plan.ts';
import { type DemoOptions, uuid } from './draw.ts';
import { personName } from './names.ts';
import type { DemoPeople } from './officers.ts';
import type { DemoSubject } from './subjects.ts';
import type { DemoVisit } from './visitWriter.ts';

/** Tree of the zones, and the campaign and the role that go by it. */
export const HEAT = { tree: 'heating', programme: 'heating-stewards', role: 'heatingSteward' } as const;
/** Who is to be called on. */
export const HEATED = '用热户';
/** Pieces per zone: borders as fine as those of communities. */
const DETAIL = 48;
/** Of every so many zones one is behind, and one well behind; the others call as often as asked. */
const BEHIND = { some: 4, far: 9 } as const;
/** Share of calls at which somebody is in. */
const MET = 0.94;
const DAY_MS = 86_400_000;

/** A zone of the network, which no level of the administrative tree has. */
export interface DemoZone {
  code: string;
  name: string;
  geometry: Polygon | MultiPolygon;
}

/** A user of heating: at home wherever the position lies. */
export type HeatUser = Omit<DemoSubject, 'area'>;

/** A network of heat with its stewards. All of it is made up. */
export interface DemoHeat extends DemoPeople {
  zones: DemoZone[];
  subjects: HeatUser[];
  visits: DemoVisit[];
}

const NONE: DemoHeat = {
  zones: [],
  organisations: [],
  officers: [],
  assignments: [],
  subjects: [],
  visits: [],
};

/**
 * Zones of a network of heat over some towns, about equally large, that keep to no border between them; a steward
 * for each but one, users, and the calls of the season so far. Deterministic by plan, seed and day.
 *
 * @param from day on which offices, stewards and users come on record
 */
export function demoHeat(areas: readonly Boundary[], options: DemoOptions, from: Day): DemoHeat {
  const { plan, seed } = options;
  if (!plan.heating) return NONE;
  const { towns, zones: parts, users } = plan.heating;
  const random = createRandom(seed ^ 0x4ea7);
  const own = areas.filter(({ level, code }) => level === 'town' && towns.includes(code));
  const whole = dissolve(
    own.map(({ geometry }) => geometry),
    own.map(() => ''),
  ).get('')!;
  const zones = dividePolygon({ geometry: whole, parts, seed, detail: DETAIL }).map(
    (geometry, i): DemoZone => ({ code: zoneCode(i), name: `供热${i + 1}片区`, geometry }),
  );
  const deserted = zones[Math.floor(parts / 2)]!.code;
  const valid = { validFrom: from, validTo: null };
  const organisation = 'O-heat';
  const kept = zones.filter(({ code }) => code !== deserted);
  const subjects = zones.flatMap(({ code, geometry }, i) => {
    const place = placesIn(geometry, random);
    const count = Math.floor((users * (i + 1)) / parts) - Math.floor((users * i) / parts);
    return Array.from({ length: count }, (_, k): HeatUser & { zone: string } => ({
      zone: code,
      id: `U-${code}-${String(k + 1).padStart(3, '0')}`,
      ...{ type: 'household', name: personName(random), tags: [HEATED], validFrom: from },
      position: place(),
    }));
  });
  return {
    zones,
    organisations: [
      { id: organisation, type: 'company', name: '热力公司（示意）', area: plan.code, validFrom: from },
    ],
    officers: kept.map(({ code }) => ({
      ...{ id: stewardOf(code), role: HEAT.role, name: personName(random), organisation, ...valid },
    })),
    assignments: kept.map(({ code }) => ({
      ...{ id: `A-${stewardOf(code)}`, officer: stewardOf(code), area: code, subject: null },
      ...{ role: HEAT.role, ...valid },
    })),
    visits: kept.flatMap(({ code }, i) =>
      callsIn(
        subjects.filter(({ zone }) => zone === code),
        stewardOf(code),
        diligenceOf(i, random),
        options,
        random,
      ),
    ),
    subjects: subjects.map(({ zone: _, ...user }) => user),
  };
}

const zoneCode = (i: number): string => `HN${String(i + 1).padStart(2, '0')}`;
const stewardOf = (zone: string): string => `steward-${zone}`;

/** Calls made by today as a share of those expected by then. */
function diligenceOf(i: number, random: Random): number {
  if (i % BEHIND.far === BEHIND.far - 1) return 0.2 + random() * 0.25;
  if (i % BEHIND.some === BEHIND.some - 1) return 0.65 + random() * 0.2;
  return 1.08 + random() * 0.35;
}

/** The calls of a steward on different users, spread over the season up to now. */
function callsIn(
  users: readonly HeatUser[],
  officer: string,
  diligence: number,
  { plan, today, now, startOfDay }: DemoOptions,
  random: Random,
): DemoVisit[] {
  const { firstDay, lastDay } = seasonOf(plan);
  const last = Math.min(today, lastDay);
  if (last < firstDay) return [];
  const share = (last - firstDay + 1) / (lastDay - firstDay + 1);
  const count = Math.min(users.length, Math.round((users.length * share * diligence) / MET));
  return users.slice(0, count).flatMap(({ id: subject }): DemoVisit[] => {
    const day = firstDay + Math.floor(random() * (last - firstDay + 1));
    // between half past eight and half past five
    const at = startOfDay(day) + Math.floor((8.5 + random() * 9) * (DAY_MS / 24));
    const outcome = random() < MET ? 'met' : 'notIn';
    const roomTemperature = Math.round(10 * (17.5 + random() * 5)) / 10;
    const visit: DemoVisit = {
      ...{ id: uuid(random), subject, officers: [officer], at, received: day, mode: 'onSite', outcome },
      ...{ programme: HEAT.programme, fields: outcome === 'met' ? { roomTemperature } : {}, feed: null },
    };
    return at <= now ? [visit] : [];
  });
}

function seasonOf({ programmes }: DistrictPlan): { firstDay: Day; lastDay: Day } {
  const { firstDay, lastDay } = programmes.find(({ preset }) => preset === HEAT.programme)!;
  return { firstDay: parseDay(firstDay)!, lastDay: parseDay(lastDay)! };
}

/** Draws places anywhere in a zone. */
function placesIn(geometry: DemoZone['geometry'], random: Random): () => LonLat {
  const [west, south, east, north] = bboxOf(geometry);
  const indices = polygonsOf(geometry).map((rings) => createEdgeIndex(rings));
  return () => {
    for (;;) {
      const lon = round(west + random() * (east - west));
      const lat = round(south + random() * (north - south));
      if (indices.some((index) => isInside(index, lon, lat))) return [lon, lat];
    }
  };
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
