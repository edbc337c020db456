import type { AssignmentWrite, SubjectWrite } from '#api/store/registerStore.ts';
import type { Store, WriteResult } from '#api/store/store.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { createRandom, type Random } from '#geodata/divide/random.ts';
import { parseDay, startOfDay } from '#geodata/duty/calendar.ts';
import { type Day, OPEN_END, type SubjectType } from '#geodata/model.ts';
import { type AreaInput, numberTree } from '#geodata/tree.ts';

export const KILL_TIMEZONE = 'Asia/Shanghai';
export const KILL_SCOPE = { codes: ['d'] };

/** The most visits handed in as one batch. */
const LARGEST_BATCH = 400;
/** Batches handed in at once, before the first is answered: the store may commit them together. */
const AT_ONCE = 3;
const SUBJECTS = 400;
const OFFICERS = 20;
/** Assignments are put again and again under so many ids. */
const ASSIGNMENTS = 12;
/** Steps of one day. */
const STEPS_A_DAY = 4;
/** Visits are handed in at most so many days late. */
const LATEST = 6;
/** What is sent again or taken back is at most so many steps old: what a round touches stays a short list. */
const OLDEST = 10;
const FIRST_DAY = parseDay('2026-01-15')!;
const HOMES = ['g11', 'g12', 'g21', 'g31', 'g32', 'c1', 't2'] as const;
const KINDS: readonly { type: SubjectType; tags: readonly string[]; programme: string }[] = [
  { type: 'household', tags: ['低保'], programme: 'people-in-focus' },
  { type: 'person', tags: ['老弱党员'], programme: 'people-in-focus' },
  { type: 'firm', tags: [], programme: 'cadres-to-firms' },
];

/** What the writer does between two waits for the store; a step begins when the one before is acknowledged. */
export type KillStep =
  /** Batches handed in at the same time; all but the last `again` of each were never handed in before. */
  | { kind: 'visits'; batches: readonly { visits: readonly VisitWrite[]; again: number }[] }
  | { kind: 'void'; id: string; reason: string }
  | { kind: 'subjects'; subjects: readonly SubjectWrite[] }
  | { kind: 'assignments'; assignments: readonly AssignmentWrite[] }
  /** The store is closed, which folds the log into the file, and opened again. */
  | { kind: 'reopen' };

/** What one step does: of the seed and the number alone, so that writer and checker need not talk of it. */
export function killStep(seed: number, step: number): KillStep {
  const random = randomOf(seed, step, 0);
  const kind = kindOf(seed, step);
  if (kind === 'visits')
    return { kind, batches: sizesOf(seed, step).map((_, batch) => visitBatch(seed, step, batch)) };
  if (kind === 'void') {
    const visit = earlierVisit(seed, step, random) ?? visitOf(seed, 0, 0, 0);
    return { kind, id: visit.id, reason: 'typed twice' };
  }
  if (kind === 'subjects')
    return {
      kind,
      subjects: distinct(random, SUBJECTS, 1 + Math.floor(random() * 10)).map((i) => ({
        ...killSubject(i),
        name: `as of step ${step}`,
        home: pick(random, HOMES),
        tags: random() < 0.3 ? [] : KINDS[i % KINDS.length]!.tags,
        validFrom: dayOf(step) - Math.floor(random() * 60),
      })),
    };
  if (kind === 'assignments')
    return {
      kind,
      assignments: distinct(random, ASSIGNMENTS, 1 + Math.floor(random() * 3)).map((i) => ({
        id: `a${i}`,
        officer: `w${Math.floor(random() * OFFICERS)}`,
        ...(random() < 0.5
          ? { area: pick(random, HOMES), subject: null }
          : { area: null, subject: killSubject(Math.floor(random() * SUBJECTS)).id }),
        role: random() < 0.7 ? 'member' : 'leader',
        validFrom: dayOf(step) - Math.floor(random() * 10),
        // No two steps say the same of an assignment.
        validTo: OPEN_END - step,
      })),
    };
  return { kind };
}

/** In how many parts a step is handed in. */
export function partsOf(work: KillStep): number {
  return work.kind === 'visits' ? work.batches.length : 1;
}

/** Hands in one part of a step; one that is no writing is answered with nothing. */
export async function handIn(store: Store, work: KillStep, part: number): Promise<WriteResult[]> {
  if (work.kind === 'visits') return store.ingestVisits(KILL_SCOPE, work.batches[part]!.visits);
  if (work.kind === 'void') return [await store.voidVisit(KILL_SCOPE, work.id, work.reason)];
  if (work.kind === 'subjects') return store.putSubjects(KILL_SCOPE, work.subjects);
  if (work.kind === 'assignments') return store.putAssignments(KILL_SCOPE, work.assignments);
  return [];
}

/** The moment at which a step is taken, milliseconds since 1970 UTC. */
export function killMoment(step: number): number {
  return startOfDay(dayOf(step), KILL_TIMEZONE) + 21 * 3_600_000 + (step % STEPS_A_DAY) * 60_000;
}

/** A small district: enough homes for moves within a town and between towns. */
export function killAreas() {
  const area = (code: string, level: AreaInput['level'], parentCode: string | null): AreaInput => ({
    code,
    level,
    parentCode,
    name: code,
    tree: 'administrative',
    urbanRural: null,
    households: null,
  });
  return numberTree([
    area('d', 'district', null),
    ...['1', '2'].map((n) => area(`t${n}`, 'town', 'd')),
    area('c1', 'community', 't1'),
    area('c2', 'community', 't1'),
    area('c3', 'community', 't2'),
    ...['g11', 'g12', 'g21', 'g31', 'g32'].map((code) => area(code, 'grid', `c${code[1]}`)),
  ]);
}

/** The subjects as they are before the first step. */
export function killSubjects(): SubjectWrite[] {
  return Array.from({ length: SUBJECTS }, (_, i) => killSubject(i));
}

export function killOfficers(): string[] {
  return Array.from({ length: OFFICERS }, (_, i) => `w${i}`);
}

function killSubject(i: number): SubjectWrite {
  const { type, tags } = KINDS[i % KINDS.length]!;
  return {
    id: `s${i}`,
    type,
    name: `subject ${i}`,
    tags,
    home: HOMES[i % HOMES.length]!,
    zones: {},
    position: null,
    validFrom: FIRST_DAY - 400,
    validTo: OPEN_END,
  };
}

function kindOf(seed: number, step: number): KillStep['kind'] {
  // The first step is one that later ones can refer to.
  const at = step === 0 ? 0 : randomOf(seed, step, 1)();
  if (at < 0.7) return 'visits';
  if (at < 0.8) return 'void';
  if (at < 0.88) return 'subjects';
  return at < 0.95 ? 'assignments' : 'reopen';
}

/** New visits in each batch of a step; small ones are as likely as large ones. */
function sizesOf(seed: number, step: number): number[] {
  const random = randomOf(seed, step, 2);
  const batches = 1 + Math.floor(random() * AT_ONCE);
  return Array.from({ length: batches }, () => Math.ceil(LARGEST_BATCH ** random()));
}

function visitBatch(seed: number, step: number, batch: number) {
  const size = sizesOf(seed, step)[batch]!;
  const visits = Array.from({ length: size }, (_, i) => visitOf(seed, step, batch, i));
  const random = randomOf(seed, step, 3 + batch);
  const again = Math.min(LARGEST_BATCH - size, Math.floor(random() * 5));
  // Where the step picked held no visits, one of the batch itself comes twice.
  const repeated = Array.from({ length: again }, () => earlierVisit(seed, step, random) ?? visits[0]!);
  return { visits: [...visits, ...repeated], again };
}

function earlierVisit(seed: number, step: number, random: Random): VisitWrite | null {
  const from = step - 1 - Math.floor(random() * OLDEST);
  if (from < 0 || kindOf(seed, from) !== 'visits') return null;
  const sizes = sizesOf(seed, from);
  const batch = Math.floor(random() * sizes.length);
  return visitOf(seed, from, batch, Math.floor(random() * sizes[batch]!));
}

function visitOf(seed: number, step: number, batch: number, i: number): VisitWrite {
  const random = randomOf(seed, step, (batch + 1) * 1000 + i);
  const number = Math.floor(random() * SUBJECTS);
  const day = dayOf(step) - Math.floor(random() * (LATEST + 1));
  return {
    // Leading with what is random spreads the ids over the index, as those of devices are.
    id: `${hex(random() * 2 ** 32, 8)}-${hex(batch, 4)}-4000-8000-${hex(step * 1000 + i, 12)}`,
    subject: killSubject(number).id,
    officers: random() < 0.8 ? ['w1'] : ['w2', 'w3'],
    at: startOfDay(day, KILL_TIMEZONE) + Math.floor(9 + random() * 9) * 3_600_000,
    day,
    mode: random() < 0.8 ? 'onSite' : 'phone',
    outcome: random() < 0.9 ? 'met' : 'notIn',
    programme: random() < 0.9 ? KINDS[number % KINDS.length]!.programme : null,
    position: null,
    note: random() < 0.2 ? '下次带上表格' : null,
    home: null,
    fields: null,
    feed: null,
  };
}

function dayOf(step: number): Day {
  return FIRST_DAY + Math.floor(step / STEPS_A_DAY);
}

function randomOf(seed: number, step: number, part: number): Random {
  return createRandom(
    Math.imul(seed + 1, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b) ^ Math.imul(part + 1, 0xc2b2ae35),
  );
}

function hex(value: number, length: number): string {
  return Math.floor(value).toString(16).padStart(length, '0');
}

function pick<T>(random: Random, values: readonly T[]): T {
  return values[Math.floor(random() * values.length)]!;
}

/** Numbers below `below`, each at most once. */
function distinct(random: Random, below: number, count: number): number[] {
  return [...new Set(Array.from({ length: count }, () => Math.floor(random() * below)))];
}
