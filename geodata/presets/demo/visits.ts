import { createRandom, type Random } from '#geodata/divide/random.ts';
import { type Period, periodOf } from '#geodata/duty/period.ts';
import type { Day } from '#geodata/model.ts';
import { runs } from '#geodata/presets/districts/plan.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import type { FirmContacts } from './contacts.ts';
import { diligenceIn } from './diligence.ts';
import { type DemoOptions, MONTHS, shuffled } from './draw.ts';
import type { DemoFeed } from './feeds.ts';
import type { Pairing } from './pairings.ts';
import { dayDrawer } from './restDays.ts';
import { SECRETARY_MONTHS, type SecretaryPost } from './secretaries.ts';
import type { DemoSubject } from './subjects.ts';
import { type Call, type DemoVisit, visitWriter } from './visitWriter.ts';
import type { GridWorker } from './workers.ts';

export type { DemoVisit } from './visitWriter.ts';

/** Days within which a paired cadre is to call for the first time. */
const FIRST_CONTACT_DAYS = 14;
/** Households a first secretary sets out to see in a month; one in twenty is not met. */
const HOUSEHOLDS_A_MONTH = 22;

/** Who calls on whom. */
export interface DemoCallers {
  /** Grid workers by the area they work in. */
  workers: ReadonlyMap<string, readonly GridWorker[]>;
  /** Pairings by firm. */
  pairings: ReadonlyMap<string, Pairing>;
  /** Who above the grid calls on a firm, by firm. */
  contacts: ReadonlyMap<string, FirmContacts>;
  secretaries: readonly SecretaryPost[];
  /** Sources that tell of the weekly calls in some towns, up to their last delivery; elsewhere calls are typed in. */
  feeds: readonly DemoFeed[];
}

/** What all kinds of calls are drawn with. */
interface Drawing {
  random: Random;
  dayWithin: ReturnType<typeof dayDrawer>;
  write: (call: Call) => void;
}

/**
 * Visits of the last twelve months up to now, as far as they have come in: towns that lead and lag, communities
 * nobody goes to, firms never contacted or too late, fewer calls on days off, people who were not in, ledgers
 * typed in late. At most the plan's number, the latest. Deterministic by seed; ordered by time.
 */
export function demoVisits(
  subjects: readonly DemoSubject[],
  callers: DemoCallers,
  options: DemoOptions,
): DemoVisit[] {
  const { plan, today } = options;
  const random = createRandom(options.seed ^ 0x7e11);
  const { write, made } = visitWriter(callers.feeds, options, random);
  const drawing = { random, dayWithin: dayDrawer(STATE_COUNCIL_HOLIDAYS, random), write };
  const [weeks, months, quarters] = (['week', 'month', 'quarter'] as const).map((kind) =>
    rhythm(kind, today),
  ) as [Period[], Period[], Period[]];
  const isBlind = blindCommunities(subjects, random);
  const diligenceOf = diligenceIn(plan);
  for (const subject of subjects) {
    // Villagers are called on by their secretary alone.
    if (subject.id.startsWith('V')) continue;
    const diligence = diligenceOf(subject.area) * (0.9 + random() * 0.2);
    if (random() < 0.02 || isBlind(subject.area)) continue;
    const workers = callers.workers.get(subject.area) ?? [];
    if (subject.type === 'firm') {
      const pairing = callers.pairings.get(subject.id);
      if (pairing) callOnFirm(subject, pairing, diligence, months, drawing);
      const contacts = callers.contacts.get(subject.id);
      if (contacts) callAtFourLevels(subject, contacts, workers, diligence, { months, quarters }, drawing);
    } else if (runs(plan, 'people-in-focus'))
      callOnPerson(subject, workers, diligence, subject.type === 'person' ? weeks : months, drawing);
  }
  callOnVillages(subjects, callers.secretaries, diligenceOf, months.slice(0, SECRETARY_MONTHS), drawing);
  return made.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1)).slice(-plan.visits);
}

/** Calls of a grid worker on one of the people in focus, in the rhythm of the duty. */
function callOnPerson(
  subject: DemoSubject,
  workers: readonly GridWorker[],
  diligence: number,
  periods: readonly Period[],
  { random, dayWithin, write }: Drawing,
): void {
  const calls = subject.type === 'household' ? 2 : 1;
  for (const { start, end } of periods) {
    if (end < subject.validFrom) continue;
    const from = Math.max(start, subject.validFrom);
    for (let call = 0; call < calls; call++) {
      if (random() > (call === 0 ? diligence : diligence * 0.92)) continue;
      const day = dayWithin(from, end, diligence);
      const worker = workers[Math.floor(random() * workers.length)];
      if (isThere(worker, day)) write({ subject, officer: worker.id, day, programme: 'people-in-focus' });
    }
  }
}

function isThere(worker: GridWorker | undefined, day: Day): worker is GridWorker {
  return worker !== undefined && (worker.until === null || day <= worker.until);
}

/** Calls of the paired cadre on a firm: the first one mostly in time, then every month. */
function callOnFirm(
  subject: DemoSubject,
  { cadre, day: paired }: Pairing,
  diligence: number,
  months: readonly Period[],
  { random, dayWithin, write }: Drawing,
): void {
  const call = { subject, officer: cadre, programme: 'cadres-to-firms' } as const;
  const inTime = random() < 0.8 + 0.15 * Math.min(1, diligence);
  const first = inTime
    ? dayWithin(paired + 1, paired + FIRST_CONTACT_DAYS - 1, diligence)
    : paired + FIRST_CONTACT_DAYS + 2 + Math.floor(random() * 25);
  write({ ...call, day: first });
  for (const { start, end } of months) {
    if (end < first || start <= first) continue;
    if (random() <= diligence) write({ ...call, day: dayWithin(start, end, diligence) });
  }
}

/** Calls on a firm by a district leader, a department, the town each quarter, and by the grid each month. */
function callAtFourLevels(
  subject: DemoSubject,
  { districtLeader, departmentCadre, townCadre }: FirmContacts,
  workers: readonly GridWorker[],
  diligence: number,
  { months, quarters }: { months: readonly Period[]; quarters: readonly Period[] },
  { random, dayWithin, write }: Drawing,
): void {
  const programme = 'three-services';
  const since = (periods: readonly Period[]): Period[] =>
    periods.filter(({ end }) => end >= subject.validFrom && random() <= diligence);
  const drawn = ({ start, end }: Period): Day =>
    dayWithin(Math.max(start, subject.validFrom), end, diligence);
  if (districtLeader !== null)
    for (const quarter of since(quarters))
      write({ subject, officer: districtLeader, day: drawn(quarter), programme, mode: 'onSite' });
  for (const officer of [departmentCadre, townCadre])
    if (officer !== null)
      for (const quarter of since(quarters)) write({ subject, officer, day: drawn(quarter), programme });
  for (const month of since(months)) {
    const day = drawn(month);
    const worker = workers[Math.floor(random() * workers.length)];
    if (isThere(worker, day)) write({ subject, officer: worker.id, day, programme });
  }
}

/** Calls of the first secretaries on different households of their villages, each month. */
function callOnVillages(
  subjects: readonly DemoSubject[],
  posts: readonly SecretaryPost[],
  diligenceOf: (area: string) => number,
  months: readonly Period[],
  { random, dayWithin, write }: Drawing,
): void {
  const programme = 'first-secretaries';
  const households = Map.groupBy(
    subjects.filter(({ type }) => type === 'household'),
    ({ area }) => area.slice(0, 12),
  );
  for (const { id, villages, held } of posts) {
    const own = villages.flatMap((village) => households.get(village) ?? []);
    const diligence = Math.min(1.25, diligenceOf(villages[0]!) * (0.85 + random() * 0.35));
    for (const month of months)
      for (const { from, to } of held) {
        const start = Math.max(month.start, from);
        const end = Math.min(month.end, to ?? month.end);
        if (end < start) continue;
        const share = (end - start + 1) / (month.end - month.start + 1);
        const listed = own.filter(({ validFrom }) => validFrom <= month.start);
        const count = Math.round(HOUSEHOLDS_A_MONTH * diligence * (0.9 + random() * 0.2) * share);
        for (const subject of shuffled(listed, random).slice(0, count))
          write({ subject, officer: id, day: dayWithin(start, end, diligence), programme, mode: 'onSite' });
      }
  }
}

/** The weeks, months or quarters of the last twelve months, latest first. */
function rhythm(kind: 'week' | 'month' | 'quarter', today: Day): Period[] {
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
