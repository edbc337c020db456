import type { Deltas } from '#api/store/sqlite/deltas.ts';
import {
  ALL_DAYS,
  type FactLoader,
  type PostCall,
  type PostEntry,
  type RegisterEntry,
} from '#api/store/sqlite/facts.ts';
import {
  coverRules,
  deadlineUnder,
  type Reference,
  type RulesOf,
  responsibilityUnder,
  rulesOf,
  subjectRegister,
} from '#api/store/sqlite/reference.ts';
import { reckonEvent, tallyOfEvent } from '#geodata/duty/afterEvent.ts';
import { qualifyingDays, reckonSubject, tallyOfDays } from '#geodata/duty/coverSubjects.ts';
import { qualifyingCalls, reckonPost, tallyOfCalls } from '#geodata/duty/officerQuota.ts';
import type { Reckoning } from '#geodata/duty/reckoning.ts';
import { answeringAll } from '#geodata/duty/responsibility.ts';
import { reckonHouseholds, reckonStaffing } from '#geodata/duty/staffing.ts';
import type { AfterEvent, EventSpan, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** The x a change bears on. */
export interface Touched {
  subjects: ReadonlySet<string>;
  posts: ReadonlySet<string>;
  areas: ReadonlySet<string>;
}

/** What a post is and did: its register, its visits, and the registers of the subjects of both. */
export interface PostFacts {
  entry: PostEntry;
  calls: readonly PostCall[];
}

/** All that is known of some x at one moment: before a change, or after it. */
export interface Side {
  reference: Reference;
  areas: ReadonlySet<string>;
  subjects: ReadonlyMap<string, RegisterEntry>;
  visits: ReadonlyMap<string, readonly VisitFact[]>;
  posts: ReadonlyMap<string, PostFacts>;
  /** Registers of subjects that posts are assigned to or have called on. */
  called: ReadonlyMap<string, RegisterEntry>;
}

/** Nothing is known of anything: the side before the first count. */
export function emptySide(reference: Reference): Side {
  const none = new Map<string, never>();
  return { reference, areas: new Set(), subjects: none, visits: none, posts: none, called: none };
}

/** Reads what is on record now of some x. */
export function loadSide(facts: FactLoader, reference: Reference, touched: Touched): Side {
  const subjects = facts.registers(touched.subjects);
  const ask = asksOfficers(reference);
  const ranges: [string, string, Day, Day, 0 | 1][] = [];
  for (const [x, { towns }] of subjects) for (const town of towns) ranges.push([town, x, ...ALL_DAYS, ask]);
  const entries = facts.posts(touched.posts);
  const calls = facts.calls([...entries.keys()].map((id) => [id, ...ALL_DAYS] as const));
  const posts = new Map<string, PostFacts>();
  const wanted = new Set<string>();
  for (const [id, entry] of entries) {
    posts.set(id, { entry, calls: calls.get(id) ?? [] });
    for (const { subject } of [...entry.assignments, ...(calls.get(id) ?? [])])
      if (subject !== null) wanted.add(subject);
  }
  return {
    reference,
    areas: touched.areas,
    subjects,
    visits: facts.visits(ranges),
    posts,
    called: facts.registers(wanted),
  };
}

/** Whether some duty asks who made a visit to a subject. */
function asksOfficers({ duties }: Reference): 0 | 1 {
  const asks = rulesOf(duties, 'afterEvent').length > 0 || namesRole(duties);
  return asks ? 1 : 0;
}

/** Whether a duty on subjects or their events names the role of the visitor. */
export function namesRole(duties: Reference['duties']): boolean {
  return [...rulesOf(duties, 'coverSubjects'), ...rulesOf(duties, 'afterEvent')].some(({ versions }) =>
    versions.some(({ duty }) => duty !== null && duty.officerRole !== null),
  );
}

/** Whether a role is one that some quota is asked of. */
export function isQuotaRole(duties: Reference['duties'], role: string): boolean {
  return rulesOf(duties, 'officerQuota').some(({ versions }) =>
    versions.some(({ duty }) => duty?.role === role),
  );
}

/**
 * Everything that the x of a side are to the duties.
 *
 * @param only ids of duties; all when left out
 */
function* reckonings(side: Side, only?: ReadonlySet<string>): Iterable<Reckoning> {
  const { reference } = side;
  const { trees, staff } = reference;
  const duties = only ? reference.duties.filter(({ duty }) => only.has(duty.id)) : reference.duties;
  const covers = rulesOf(duties, 'coverSubjects');
  const events = rulesOf(duties, 'afterEvent');
  for (const [x, entry] of side.subjects) {
    const visits = side.visits.get(x) ?? [];
    for (const rule of coverRules(covers, entry.spans)) {
      const register = subjectRegister(reference, entry.spans, entry.own, rule);
      yield reckonSubject(rule, trees, x, register, tallyOfDays(qualifyingDays(rule, visits, staff)));
    }
    for (const rule of events)
      for (const event of entry.events) {
        const reckoning = reckonEventOf(reference, rule, event, entry, visits);
        if (reckoning) yield reckoning;
      }
  }
  const called = spansOf(side.called);
  for (const rule of rulesOf(duties, 'officerQuota'))
    for (const [x, facts] of side.posts) yield reckonPostOf(reference, rule, x, facts, called);
  for (const rule of rulesOf(duties, 'staffing'))
    for (const area of side.areas)
      yield reckonStaffing(rule, trees, area, reference.assignments.get(area) ?? []);
  for (const rule of covers) {
    if (!rule.versions.some(({ duty }) => duty?.denominator === 'households')) continue;
    for (const area of side.areas) {
      const who = responsibilityUnder(rule, trees, reference.assignments, [], [area]);
      yield reckonHouseholds(rule, trees, area, who);
    }
  }
}

/** What one event is to a duty; null when it is none of the duty's. */
export function reckonEventOf(
  reference: Reference,
  rule: RulesOf<'afterEvent'>,
  event: EventSpan,
  entry: RegisterEntry,
  visits: readonly VisitFact[],
): Reckoning | null {
  const { trees, assignments, staff } = reference;
  const deadline = deadlineUnder(reference, rule, event);
  if (!deadline) return null;
  const { responsibleUpTo }: AfterEvent = deadline.duty;
  const register = {
    event,
    spans: entry.spans,
    answering: (day: Day, home: string) =>
      new Set(
        [...answeringAll(trees.on(day), assignments, entry.own, home, day, responsibleUpTo)].map(
          ({ officer }) => officer,
        ),
      ),
  };
  return reckonEvent(rule, trees, deadline, register, tallyOfEvent(rule, deadline, register, visits, staff));
}

/**
 * What one post is to a quota.
 *
 * @param subjects those that posts are assigned to or have called on (`spansOf`)
 */
export function reckonPostOf(
  { trees }: Reference,
  rule: Parameters<typeof qualifyingCalls>[0],
  x: string,
  { entry, calls }: PostFacts,
  subjects: ReadonlyMap<string, readonly SubjectSpan[]>,
): Reckoning {
  const register = { ...entry, subjects };
  const tally = tallyOfCalls(rule, trees, register, qualifyingCalls(rule, calls));
  return reckonPost(rule, trees, x, register, tally);
}

/** Where subjects were at home and what they were, by their ids. */
export function spansOf(called: ReadonlyMap<string, RegisterEntry>): Map<string, readonly SubjectSpan[]> {
  return new Map([...called].map(([subject, { spans }]) => [subject, spans]));
}

/**
 * Replaces what some x contribute: everything is taken away as it was and added as it is, whatever period it
 * bears on.
 *
 * @returns ids of the duties concerned
 */
export function change(deltas: Deltas, before: Side, after: Side, only?: ReadonlySet<string>): Set<string> {
  const was = new Map<string, Reckoning>();
  const duties = new Set<string>();
  for (const reckoning of reckonings(before, only)) was.set(keyOf(reckoning), reckoning);
  for (const reckoning of reckonings(after, only)) {
    const key = keyOf(reckoning);
    duties.add(reckoning.rule.duty.id);
    deltas.change(was.get(key) ?? null, reckoning);
    was.delete(key);
  }
  for (const reckoning of was.values()) {
    duties.add(reckoning.rule.duty.id);
    deltas.change(reckoning, null);
  }
  return duties;
}

function keyOf({ rule, x, counted }: Reckoning): string {
  // An area whose households are counted may bear the same text as a subject.
  return `${rule.duty.id}\u0001${counted ? 'area' : 'x'}\u0001${x}`;
}

/** Subjects counted at once when everything is. */
const PAGE = 5000;

/** Every x on record, page by page; the areas come with the last page. */
export function* everything(
  ids: { subjects: readonly string[]; posts: readonly string[] },
  trees: Reference['trees'],
): Iterable<Touched> {
  const none: ReadonlySet<string> = new Set();
  for (let i = 0; i < ids.subjects.length; i += PAGE)
    yield { subjects: new Set(ids.subjects.slice(i, i + PAGE)), posts: none, areas: none };
  for (let i = 0; i < ids.posts.length; i += 200)
    yield { subjects: none, posts: new Set(ids.posts.slice(i, i + 200)), areas: none };
  yield { subjects: none, posts: none, areas: trees.codes() };
}
