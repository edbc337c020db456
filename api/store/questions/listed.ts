import type { Db } from '#api/store/schema.ts';
import type { AsOf } from '#api/store/sqlite/asOf.ts';
import { LATE } from '#api/store/sqlite/deltas.ts';
import { ALL_DAYS, type FactLoader, type RegisterEntry } from '#api/store/sqlite/facts.ts';
import { deadlineUnder, type Reference, type RulesOf, subjectRegister } from '#api/store/sqlite/reference.ts';
import { reckonEventOf, reckonPostOf, spansOf } from '#api/store/sqlite/sides.ts';
import { concerns, qualifyingDays, reckonSubject, tallyOfDays } from '#geodata/duty/coverSubjects.ts';
import { type Period, previousPeriod } from '#geodata/duty/period.ts';
import {
  type Contribution,
  contributionIn,
  type Reckoning,
  type Standing,
  type Tally,
} from '#geodata/duty/reckoning.ts';
import { answering } from '#geodata/duty/responsibility.ts';
import { dutyIn } from '#geodata/duty/rule.ts';
import { reckonStaffing, staffOf } from '#geodata/duty/staffing.ts';
import type { AssignmentSpan, DutyRule, EventSpan, VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** Ids asked for at once. */
const CHUNK = 5000;

/** One x of a duty in a period, as it stands and as visits have met it. */
export interface Listed {
  x: string;
  /** The subject called on; the x itself but for events. */
  subject: string;
  entry: RegisterEntry | null;
  event: EventSpan | null;
  at: Standing;
  part: Contribution | null;
  first: Day | null;
  /** Who answers for it on the last day of the period, nearest first. */
  officers: readonly AssignmentSpan[];
  /** Day since which it waits where it was never met: it came into force then. */
  since: Day;
}

/** What a list is read from: the ledger as it stands, or as it stood at a commit. */
export interface Source {
  db: Db;
  reference: Reference;
  facts: FactLoader;
  /** Whether things stand as they are now, so that what is kept by x may be used. */
  now: boolean;
  /** Number of the last commit that counts; null for now. */
  asOf: AsOf;
}

/** Where is looked: the areas of the tree of the period, with their towns. */
export interface Where {
  homes: ReadonlySet<string>;
  towns: readonly string[];
}

/** Every x of a duty that is at home in these areas in a period. */
export async function listed(
  source: Source,
  rule: DutyRule,
  period: Period,
  where: Where,
): Promise<Listed[]> {
  if (where.homes.size === 0) return [];
  switch (rule.duty.kind) {
    case 'staffing':
      return listedAreas(source, rule as RulesOf<'staffing'>, period, where);
    case 'officerQuota':
      return listedPosts(source, rule as RulesOf<'officerQuota'>, period, where);
    case 'coverSubjects':
      return listedSubjects(source, rule as RulesOf<'coverSubjects'>, period, where);
    case 'afterEvent':
      return listedEvents(source, rule as RulesOf<'afterEvent'>, period, where);
  }
}

function listedAreas(
  { reference }: Source,
  rule: RulesOf<'staffing'>,
  period: Period,
  { homes }: Where,
): Listed[] {
  const found: Listed[] = [];
  for (const area of homes) {
    const assignments = reference.assignments.get(area) ?? [];
    const reckoning = reckonStaffing(rule, reference.trees, area, assignments);
    const at = reckoning.standingAt(period);
    if (!at) continue;
    const staff = staffOf(dutyIn(rule, period)!, assignments);
    const present = staff.filter(({ from, to }) => from <= period.end && period.end <= to);
    const past = staff.filter(({ to }) => to < period.end).map(({ to }) => to);
    found.push({
      x: area,
      subject: area,
      entry: null,
      event: null,
      at,
      part: null,
      first: reckoning.tally.first,
      officers: present,
      since: past.length === 0 ? rule.programme.firstDay : Math.max(...past),
    });
  }
  return found;
}

async function listedSubjects(
  source: Source,
  rule: RulesOf<'coverSubjects'>,
  period: Period,
  where: Where,
): Promise<Listed[]> {
  const { reference, facts } = source;
  const { trees } = reference;
  const duty = dutyIn(rule, period);
  if (!duty) return [];
  const ids = await subjectsIn(source.db, where, duty.subjectType, false);
  const found: Listed[] = [];
  for (let i = 0; i < ids.length; i += CHUNK) {
    const entries = facts.registers(ids.slice(i, i + CHUNK));
    const tallies = await talliesOf(source, rule, period, where, entries);
    for (const [x, entry] of entries) {
      if (!entry.spans.some((span) => concerns(rule, span))) continue;
      const register = subjectRegister(reference, entry.spans, entry.own, rule);
      const reckoning = reckonSubject(rule, trees, x, register, tallies(x));
      const line = lineOf(source, reckoning, period, where, entry, duty.responsibleUpTo);
      if (line) found.push(line);
    }
  }
  return found;
}

/** Tallies from what is kept by subject where things stand as they are, or else counted from the visits. */
async function talliesOf(
  { db, facts, now, reference }: Source,
  rule: RulesOf<'coverSubjects'>,
  period: Period,
  where: Where,
  entries: ReadonlyMap<string, RegisterEntry>,
): Promise<(x: string) => Tally> {
  if (!now) {
    const asks = rule.versions.some(({ duty }) => duty?.officerRole) ? 1 : 0;
    const ranges = [...entries].flatMap(([x, { towns }]) =>
      [...towns].map((town) => [town, x, ...ALL_DAYS, asks] as [string, string, Day, Day, 0 | 1]),
    );
    const visits: ReadonlyMap<string, readonly VisitFact[]> = facts.visits(ranges);
    return (x) => tallyOfDays(qualifyingDays(rule, visits.get(x) ?? [], reference.staff));
  }
  // Whoever moved from another town has the visits of the period before there.
  const towns = new Set(where.towns);
  for (const { towns: own, spans } of entries.values()) {
    for (const town of own) towns.add(town);
    for (const { zones, from } of spans) {
      const zone = zones[rule.duty.tree];
      if (zone !== undefined) towns.add(reference.trees.on(from).get(zone)?.town ?? zone);
    }
  }
  return keptTallies(db, rule.duty.id, period, [...towns], [...entries.keys()]);
}

/** Tallies of a period and the one before, as they are kept. */
async function keptTallies(
  db: Db,
  duty: string,
  period: Period,
  towns: readonly string[],
  ids: readonly string[],
): Promise<(x: string) => Tally> {
  const before = previousPeriod(period);
  const cells = await db
    .selectFrom('cell')
    .select(['x', 'period', 'v', 'flags'])
    .where('town', 'in', [...towns])
    .where('duty', '=', duty)
    .where('period', 'in', before ? [before.start, period.start] : [period.start])
    .where('x', 'in', [...ids])
    .execute();
  const evers = await db
    .selectFrom('ever')
    .select(['x', 'firstDay'])
    .where('town', 'in', [...towns])
    .where('duty', '=', duty)
    .where('x', 'in', [...ids])
    .execute();
  const counts = new Map(cells.map((cell) => [`${cell.period}\u0001${cell.x}`, cell]));
  const firsts = new Map(evers.map(({ x, firstDay }) => [x, firstDay]));
  return (x) => ({
    countIn: ({ start }) => counts.get(`${start}\u0001${x}`)?.v ?? 0,
    days: [],
    first: firsts.get(x) ?? null,
    late: ((counts.get(`${period.start}\u0001${x}`)?.flags ?? 0) & LATE) !== 0,
  });
}

async function listedEvents(
  source: Source,
  rule: RulesOf<'afterEvent'>,
  period: Period,
  where: Where,
): Promise<Listed[]> {
  const { reference, facts } = source;
  const ids = await subjectsIn(source.db, where, null, true);
  const found: Listed[] = [];
  for (let i = 0; i < ids.length; i += CHUNK) {
    const entries = facts.registers(ids.slice(i, i + CHUNK));
    const wanted = [...entries].flatMap(([subject, entry]) =>
      entry.events.flatMap((event) => {
        const deadline = deadlineUnder(reference, rule, event);
        return deadline?.period.start === period.start ? [{ subject, entry, event, deadline }] : [];
      }),
    );
    // Few events fall into one period, so their subjects' visits are read.
    const ranges = new Map<string, [string, string, Day, Day, 0 | 1]>();
    for (const { subject, entry } of wanted)
      for (const town of entry.towns) ranges.set(`${town} ${subject}`, [town, subject, ...ALL_DAYS, 1]);
    const visits = facts.visits([...ranges.values()]);
    for (const { subject, entry, event, deadline } of wanted) {
      const reckoning = reckonEventOf(reference, rule, event, entry, visits.get(subject) ?? []);
      const line =
        reckoning && lineOf(source, reckoning, period, where, entry, deadline.duty.responsibleUpTo);
      if (!line) continue;
      const officers = event.officer === null ? line.officers : [namedBy(event.officer, event, reference)];
      found.push({ ...line, subject, event, officers, since: event.day });
    }
  }
  return found;
}

/** Who an event itself names to call, with the role held on the day. */
function namedBy(officer: string, { from, to, day }: EventSpan, { staff }: Reference): AssignmentSpan {
  const held = staff.get(officer)?.findLast((span) => span.from <= day) ?? staff.get(officer)?.[0];
  return { officer, role: held?.role ?? '', from, to };
}

async function listedPosts(
  source: Source,
  rule: RulesOf<'officerQuota'>,
  period: Period,
  where: Where,
): Promise<Listed[]> {
  const { reference, facts, db, now } = source;
  const roles = new Set(rule.versions.flatMap(({ duty }) => duty?.role ?? []));
  const ids = [...reference.staff].flatMap(([id, spans]) =>
    spans.some(({ role }) => roles.has(role)) ? [id] : [],
  );
  const entries = facts.posts(ids);
  const calls = now ? null : facts.calls(ids.map((id) => [id, ...ALL_DAYS] as const));
  const subjects = new Set<string>();
  for (const [id, { assignments }] of entries)
    for (const { subject } of [...assignments, ...(calls?.get(id) ?? [])])
      if (subject !== null) subjects.add(subject);
  const called = spansOf(facts.registers(subjects));
  const towns = new Set(where.towns);
  const tallies = now
    ? await keptTallies(db, rule.duty.id, period, await townsOfCells(db, rule, towns), ids)
    : null;
  const found: Listed[] = [];
  for (const [x, entry] of entries) {
    const reckoning = reckonPostOf(reference, rule, x, { entry, calls: calls?.get(x) ?? [] }, called);
    const at = reckoning.standingAt(period);
    if (!at || !where.homes.has(at.home)) continue;
    const tally = tallies ? tallies(x) : reckoning.tally;
    const whole = { ...reckoning, tally };
    const role = dutyIn(rule, period)!.role;
    found.push({
      x,
      subject: x,
      entry: null,
      event: null,
      at,
      part: contributionIn(whole, period),
      first: tally.first,
      officers: [{ officer: x, role, from: entry.spans[0]!.from, to: entry.spans.at(-1)!.to }],
      since: entry.spans[0]!.from,
    });
  }
  return found;
}

/** Towns under which something is kept of a duty: posts move about, and there are few of them. */
async function townsOfCells(db: Db, rule: DutyRule, towns: ReadonlySet<string>): Promise<string[]> {
  const rows = await db
    .selectFrom('stock')
    .select('town')
    .distinct()
    .where('duty', '=', rule.duty.id)
    .execute();
  return [...new Set([...towns, ...rows.map(({ town }) => town)])];
}

function lineOf(
  { reference }: Source,
  reckoning: Reckoning,
  period: Period,
  { homes }: Where,
  entry: RegisterEntry,
  upTo: Parameters<typeof answering>[5],
): Listed | null {
  const at = reckoning.standingAt(period);
  if (!at || !homes.has(at.home)) return null;
  const { trees, assignments } = reference;
  return {
    x: reckoning.x,
    subject: reckoning.x,
    entry,
    event: null,
    at,
    part: contributionIn(reckoning, period),
    first: reckoning.tally.first,
    officers: answering(trees.on(period.end), assignments, entry.own, at.home, period.end, upTo),
    since: entry.spans[0]!.from,
  };
}

/** Subjects that were ever on record in these towns or zones. */
async function subjectsIn(
  db: Db,
  { towns, homes }: Where,
  type: string | null,
  withEvents: boolean,
): Promise<string[]> {
  const rows = await db
    .selectFrom('register_version as r')
    // Not distinct: for that the planner would walk every subject of every town in order of id.
    .select('r.x')
    .where('r.town', 'in', [...towns])
    .where('r.kind', '=', 'subject')
    .$if(type !== null, (q) => q.where('r.type', '=', type as 'household'))
    .$if(withEvents, (q) =>
      q.where((eb) =>
        eb.exists(eb.selectFrom('register_version as e').select('e.x').whereRef('e.subject', '=', 'r.x')),
      ),
    )
    .execute();
  const members = await db
    .selectFrom('zone_member')
    .select('x')
    .distinct()
    .where('zone', 'in', [...homes])
    .execute();
  return [...new Set([...rows, ...members].map(({ x }) => x))].sort();
}
