import { createRandom, type Random } from '#geodata/divide/random.ts';
import { type Period, periodOf } from '#geodata/duty/period.ts';
import type { Day, VisitMode, VisitOutcome } from '#geodata/model.ts';
import { diligenceIn } from './diligence.ts';
import { type DemoOptions, shuffled, uuid } from './draw.ts';
import type { DemoFeed } from './feeds.ts';
import type { Pairing } from './pairings.ts';
import { SECRETARY_MONTHS, type SecretaryPost } from './secretaries.ts';
import { type DemoSubject, MONTHS } from './subjects.ts';
import type { GridWorker } from './workers.ts';

const HOUR = 3_600_000;
/** Days within which a paired cadre is to call for the first time. */
const FIRST_CONTACT_DAYS = 14;
/** Households a first secretary sets out to see in a month; one in twenty is not met. */
const HOUSEHOLDS_A_MONTH = 22;

export interface DemoVisit {
  id: string;
  subject: string;
  officers: string[];
  /** Milliseconds since 1970 UTC. */
  at: number;
  mode: VisitMode;
  outcome: VisitOutcome;
  programme: string;
  /** Answers to the programme's form. */
  fields: Record<string, string | string[]>;
  /** The source that told of it; null for what was typed in. */
  feed: string | null;
}

/** Who calls on whom. */
export interface DemoCallers {
  /** Grid workers by the area they work in. */
  workers: ReadonlyMap<string, readonly GridWorker[]>;
  /** Pairings by firm. */
  pairings: ReadonlyMap<string, Pairing>;
  secretaries: readonly SecretaryPost[];
  /** Sources that tell of the weekly calls in some towns, up to their last delivery; elsewhere calls are typed in. */
  feeds: readonly DemoFeed[];
}

/**
 * Visits of the last twelve months up to now: towns that lead and lag, communities nobody goes to, firms never
 * contacted or too late, fewer calls at weekends, people who were not in. Deterministic by seed; ordered by time.
 */
export function demoVisits(
  subjects: readonly DemoSubject[],
  callers: DemoCallers,
  options: DemoOptions,
): DemoVisit[] {
  const random = createRandom(options.seed ^ 0x7e11);
  const write = visitWriter(callers.feeds, options, random);
  const week = rhythm('week', options.today);
  const month = rhythm('month', options.today);
  const isBlind = blindCommunities(subjects, random);
  for (const subject of subjects) {
    // Villagers are called on by their secretary alone.
    if (subject.id.startsWith('V')) continue;
    const diligence = diligenceIn(subject.area) * (0.9 + random() * 0.2);
    if (random() < 0.02 || isBlind(subject.area)) continue;
    if (subject.type === 'firm') {
      const pairing = callers.pairings.get(subject.id);
      if (pairing) callOnFirm(subject, pairing, diligence, month, random, write);
    } else {
      const workers = callers.workers.get(subject.area) ?? [];
      callOnPerson(subject, workers, diligence, subject.type === 'person' ? week : month, random, write);
    }
  }
  callOnVillages(subjects, callers.secretaries, month.slice(0, SECRETARY_MONTHS), random, write);
  return write.made
    .filter(({ at }) => at <= options.now)
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}

/** Writes down one call on a day, between half past eight and half past five. */
interface VisitWriter {
  (subject: DemoSubject, officer: string, day: Day, only?: VisitMode): void;
  readonly made: DemoVisit[];
}

function visitWriter(feeds: readonly DemoFeed[], options: DemoOptions, random: Random): VisitWriter {
  const made: DemoVisit[] = [];
  // A year of days, each asked for hundreds of times: zone arithmetic is slow.
  const starts = new Map<Day, number>();
  const startOfDay = (day: Day): number => {
    const start = starts.get(day) ?? options.startOfDay(day);
    starts.set(day, start);
    return start;
  };
  const write = (subject: DemoSubject, officer: string, day: Day, only?: VisitMode): void => {
    const feed = subject.type === 'person' && feeds.find(({ areas }) => areas.includes(townOf(subject)));
    if (day > (feed ? feed.deliveries.at(-1)! : options.today)) return;
    const minutes = 8 * 60 + 30 + Math.floor(random() * 9 * 60);
    const luck = random();
    const outcome = luck < 0.94 ? 'met' : luck < 0.985 ? 'notIn' : 'refused';
    const mode: VisitMode = random() < 0.78 ? 'onSite' : random() < 0.8 ? 'phone' : 'online';
    const programme =
      subject.type === 'firm'
        ? 'cadres-to-firms'
        : officer.startsWith('firstSecretary')
          ? 'first-secretaries'
          : 'people-in-focus';
    made.push({
      id: uuid(random),
      subject: subject.id,
      officers: [officer],
      at: startOfDay(day) + Math.floor(minutes * (HOUR / 60)),
      mode: only ?? (subject.type === 'firm' || mode !== 'online' ? mode : 'phone'),
      outcome,
      programme,
      fields: outcome === 'met' ? ANSWERS[programme](random()) : {},
      feed: feed ? feed.id : null,
    });
  };
  return Object.assign(write, { made });
}

/** Code of the town a subject lives in. */
function townOf({ area }: DemoSubject): string {
  return area.slice(0, 9);
}

/** What the forms of the programmes are answered with. */
const ANSWERS = {
  'people-in-focus': (luck: number): DemoVisit['fields'] => ({
    condition: luck < 0.955 ? 'steady' : luck < 0.995 ? 'worse' : 'urgent',
  }),
  'cadres-to-firms': (luck: number): DemoVisit['fields'] => {
    const needs = ['land', 'labour', 'funds', 'policy', 'other'];
    return luck < 0.1 ? { needs: [needs[Math.floor(luck * 50)]!] } : {};
  },
  'first-secretaries': (luck: number): DemoVisit['fields'] => ({
    list: luck < 0.945 ? 'none' : luck < 0.97 ? 'demands' : 'problems',
  }),
} as const;

/** Calls of a grid worker on one of the people in focus, in the rhythm of the duty. */
function callOnPerson(
  subject: DemoSubject,
  workers: readonly GridWorker[],
  diligence: number,
  periods: readonly Period[],
  random: Random,
  write: VisitWriter,
): void {
  const calls = subject.type === 'household' ? 2 : 1;
  for (const { start, end } of periods) {
    if (end < subject.validFrom) continue;
    const from = Math.max(start, subject.validFrom);
    for (let call = 0; call < calls; call++) {
      if (random() > (call === 0 ? diligence : diligence * 0.92)) continue;
      const day = dayWithin(from, end, diligence, random);
      const worker = workers[Math.floor(random() * workers.length)];
      if (worker && (worker.until === null || day <= worker.until)) write(subject, worker.id, day);
    }
  }
}

/** Calls of the paired cadre on a firm: the first one mostly in time, then every month. */
function callOnFirm(
  subject: DemoSubject,
  { cadre, day: paired }: Pairing,
  diligence: number,
  months: readonly Period[],
  random: Random,
  write: VisitWriter,
): void {
  const inTime = random() < 0.8 + 0.15 * Math.min(1, diligence);
  const first = inTime
    ? dayWithin(paired + 1, paired + FIRST_CONTACT_DAYS - 1, diligence, random)
    : paired + FIRST_CONTACT_DAYS + 2 + Math.floor(random() * 25);
  write(subject, cadre, first);
  for (const { start, end } of months) {
    if (end < first || start <= first) continue;
    if (random() <= diligence) write(subject, cadre, dayWithin(start, end, diligence, random));
  }
}

/** Calls of the first secretaries on different households of their villages, each month. */
function callOnVillages(
  subjects: readonly DemoSubject[],
  posts: readonly SecretaryPost[],
  months: readonly Period[],
  random: Random,
  write: VisitWriter,
): void {
  const households = Map.groupBy(
    subjects.filter(({ type }) => type === 'household'),
    ({ area }) => area.slice(0, 12),
  );
  for (const { id, villages, held } of posts) {
    const own = villages.flatMap((village) => households.get(village) ?? []);
    const diligence = Math.min(1.25, diligenceIn(villages[0]!) * (0.85 + random() * 0.35));
    for (const month of months)
      for (const { from, to } of held) {
        const start = Math.max(month.start, from);
        const end = Math.min(month.end, to ?? month.end);
        if (end < start) continue;
        const share = (end - start + 1) / (month.end - month.start + 1);
        const listed = own.filter(({ validFrom }) => validFrom <= month.start);
        const count = Math.round(HOUSEHOLDS_A_MONTH * diligence * (0.9 + random() * 0.2) * share);
        for (const household of shuffled(listed, random).slice(0, count))
          write(household, id, dayWithin(start, end, diligence, random), 'onSite');
      }
  }
}

/** The weeks or months of the last twelve months, latest first. */
function rhythm(kind: 'week' | 'month', today: Day): Period[] {
  const periods: Period[] = [];
  for (
    let period = periodOf(kind, today);
    period.start > today - 30.5 * MONTHS;
    period = periodOf(kind, period.start - 1)
  )
    periods.push(period);
  return periods;
}

/** Communities nobody goes to: a few. */
function blindCommunities(subjects: readonly DemoSubject[], random: Random): (area: string) => boolean {
  const blind = new Map<string, boolean>();
  for (const { area } of subjects) {
    const community = area.slice(0, 12);
    if (!blind.has(community)) blind.set(community, random() < 0.03);
  }
  return (area) => blind.get(area.slice(0, 12)) ?? false;
}

/**
 * A day of a span. The diligent go early, so that they run ahead of the calendar; four in five calls that would
 * fall on a weekend are made on the Friday before, where that is still in the span.
 */
function dayWithin(from: Day, to: Day, diligence: number, random: Random): Day {
  const day = from + Math.floor(random() ** Math.max(1, diligence * 1.3) * (to - from + 1));
  const weekday = (((day + 3) % 7) + 7) % 7;
  const friday = day - Math.max(0, weekday - 4);
  return random() < 0.8 && friday >= from ? friday : day;
}
