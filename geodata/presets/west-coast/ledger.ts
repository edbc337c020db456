import { createRandom, type Random } from '#geodata/divide/random.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Boundary, Day, LonLat, SubjectType, VisitMode, VisitOutcome } from '#geodata/model.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import { personName } from './names.ts';

/** Published: 1033 cadres paired one to one with 1033 firms. */
export const FIRM_COUNT = 1033;
/** People in focus of the demonstration. */
export const DEMO_COUNTS = { needy: 4200, frail: 900, firms: FIRM_COUNT } as const;
/** Months of visits up to now. */
const MONTHS = 12;
const HOUR = 3_600_000;

export interface DemoSubject {
  id: string;
  type: SubjectType;
  name: string;
  tags: string[];
  area: string;
  position: LonLat;
  validFrom: Day;
}

export interface DemoVisit {
  id: string;
  subject: string;
  officers: string[];
  /** Milliseconds since 1970 UTC. */
  at: number;
  mode: VisitMode;
  outcome: VisitOutcome;
  programme: string | null;
}

export interface DemoOptions {
  seed: number;
  /** The civil day that is today, and the moment that is now (ms since 1970 UTC). */
  today: Day;
  now: number;
  /** First instant of a civil day in the district's zone, ms since 1970 UTC. */
  startOfDay: (day: Day) => number;
}

const TRADES = ['机械', '食品', '物流', '化工', '纺织', '电子', '建材', '船舶配件', '水产', '新能源'];
const NEEDY_TAGS = ['低保', '低保', '低保边缘', '特困'];

/** Towns that lead (above 1) and lag (below 1) in the demonstration; all others are near 1. */
const DILIGENCE: Readonly<Record<string, number>> = {
  '370211001': 1.3,
  '370211002': 0.62,
  '370211003': 1.1,
  '370211005': 1.35,
  '370211007': 0.86,
  '370211009': 1.25,
  '370211011': 0.76,
  '370211012': 0.55,
  '370211013': 1.15,
  '370211015': 0.9,
  '370211102': 1.3,
  '370211103': 0.48,
  '370211104': 0.52,
  '370211105': 1.2,
  '370211106': 0.8,
  '370211401': 1.2,
};

/**
 * Subjects at home in the areas given (the grids of a district, or its towns where it has no grids), spread
 * by households; deterministic by seed. Names are made up; a few come to the register late.
 */
export function demoSubjects(
  grids: readonly Boundary[],
  options: DemoOptions,
  counts: Record<keyof typeof DEMO_COUNTS, number> = DEMO_COUNTS,
): DemoSubject[] {
  const random = createRandom(options.seed ^ 0x51ab);
  const points = new Map(grids.map((grid) => [grid.code, labelPoint(grid.geometry)]));
  const pick = weightedPick(
    grids.map((grid) => grid.households ?? 1),
    random,
  );
  const start = periodOf('month', options.today - 30 * (MONTHS + 2)).start;
  const make = (
    prefix: string,
    i: number,
    type: SubjectType,
    name: string,
    tags: string[],
    lateShare: number,
  ): DemoSubject => {
    const grid = grids[pick()]!;
    const [lon, lat] = points.get(grid.code)!;
    const late = random() < lateShare ? Math.floor(random() * 300) : 0;
    return {
      id: `${prefix}-${String(i + 1).padStart(5, '0')}`,
      type,
      name,
      tags,
      area: grid.code,
      // About 200 m around the middle of the grid: a place to draw, no real address.
      position: [round(lon + (random() - 0.5) * 0.003), round(lat + (random() - 0.5) * 0.0025)],
      validFrom: late === 0 ? start : options.today - late,
    };
  };
  const subjects: DemoSubject[] = [];
  for (let i = 0; i < counts.needy; i++) {
    const tags = [NEEDY_TAGS[Math.floor(random() * NEEDY_TAGS.length)]!];
    if (random() < 0.18) tags.push('残疾');
    subjects.push(make('H', i, 'household', personName(random), tags, 0.06));
  }
  for (let i = 0; i < counts.frail; i++)
    subjects.push(make('P', i, 'person', personName(random), ['老弱党员'], 0.04));
  for (let i = 0; i < counts.firms; i++) {
    const name = `${personName(random).slice(1)}${TRADES[Math.floor(random() * TRADES.length)]}有限公司`;
    subjects.push(make('F', i, 'firm', name, [], 0.03));
  }
  return subjects;
}

/**
 * Visits of the last twelve months up to now: towns that lead and lag, communities nobody goes to, firms
 * never contacted, fewer calls at weekends, people who were not in. Deterministic by seed; ordered by time.
 */
export function demoVisits(subjects: readonly DemoSubject[], options: DemoOptions): DemoVisit[] {
  const random = createRandom(options.seed ^ 0x7e11);
  const visits: DemoVisit[] = [];
  // A year of days, each asked for hundreds of times: zone arithmetic is slow.
  const starts = new Map<Day, number>();
  const startOfDay = (day: Day): number => {
    const start = starts.get(day) ?? options.startOfDay(day);
    starts.set(day, start);
    return start;
  };
  const week = rhythm('week', options);
  const month = rhythm('month', options);
  const blind = new Set<string>();
  const seen = new Set<string>();
  for (const { area } of subjects) {
    const community = area.slice(0, 12);
    if (seen.has(community)) continue;
    seen.add(community);
    if (random() < 0.03) blind.add(community);
  }
  for (const subject of subjects) {
    const town = subject.area.slice(0, 9);
    const diligence = (DILIGENCE[town] ?? 1.02) * (0.9 + random() * 0.2);
    const forgotten = blind.has(subject.area.slice(0, 12)) || random() < 0.02;
    for (const { from, to } of subject.type === 'person' ? week : month) {
      if (to < subject.validFrom || forgotten) continue;
      const calls = subject.type === 'household' ? 2 : 1;
      for (let call = 0; call < calls; call++) {
        if (random() > (call === 0 ? diligence : diligence * 0.92)) continue;
        const day = workday(
          // The diligent go early in the month, so that they run ahead of the calendar.
          Math.max(from, subject.validFrom) +
            Math.floor(random() ** Math.max(1, diligence * 1.3) * (to - from + 1)),
          random,
        );
        if (day > to || day > options.today) continue;
        visits.push(visit(subject, startOfDay(day), random));
      }
    }
  }
  return visits
    .filter((made) => made.at <= options.now)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** The weeks or months in which a subject is due, latest first. */
function rhythm(kind: 'week' | 'month', { today }: DemoOptions): { from: Day; to: Day }[] {
  const spans: { from: Day; to: Day }[] = [];
  for (
    let period = periodOf(kind, today);
    period.start > today - 30.5 * MONTHS;
    period = periodOf(kind, period.start - 1)
  )
    spans.push({ from: period.start, to: period.end });
  return spans;
}

/** A call between half past eight and half past five on the day that starts at `start`. */
function visit(subject: DemoSubject, start: number, random: Random): DemoVisit {
  const minutes = 8 * 60 + 30 + Math.floor(random() * 9 * 60);
  const luck = random();
  const mode: VisitMode = random() < 0.78 ? 'onSite' : random() < 0.8 ? 'phone' : 'online';
  return {
    id: uuid(random),
    subject: subject.id,
    officers: [`W-${subject.area}-${1 + Math.floor(random() * 3)}`],
    at: start + Math.floor(minutes * (HOUR / 60)),
    mode: subject.type === 'firm' || mode !== 'online' ? mode : 'phone',
    outcome: luck < 0.94 ? 'met' : luck < 0.985 ? 'notIn' : 'refused',
    programme: subject.type === 'firm' ? 'cadres-to-firms' : 'people-in-focus',
  };
}

/** Four in five calls that would fall on a weekend are made on the Friday before. */
function workday(day: Day, random: Random): Day {
  const weekday = (((day + 3) % 7) + 7) % 7;
  return weekday >= 5 && random() < 0.8 ? day - (weekday - 4) : day;
}

/** A version 4 identifier (RFC 9562) of four random 32-bit numbers. */
function uuid(random: Random): string {
  const word = () => Math.floor(random() * 2 ** 32);
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  const [a, c, d] = [hex(word()), word(), hex(word())];
  const b = hex((word() & 0xffff0fff) | 0x4000);
  const e = hex((c & 0x3fffffff) | 0x80000000);
  return `${a}-${b.slice(0, 4)}-${b.slice(4)}-${e.slice(0, 4)}-${e.slice(4)}${d}`;
}

function weightedPick(weights: readonly number[], random: Random): () => number {
  const sums: number[] = [];
  let total = 0;
  for (const weight of weights) {
    total += weight;
    sums.push(total);
  }
  return () => {
    const at = random() * total;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
