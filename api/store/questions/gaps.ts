import type {
  GapFacets,
  GapPlace,
  GapRow,
  GapSort,
  GapsAnswerRows,
  GapsQuestion,
} from '#api/store/gapStore.ts';
import { type Listed, listed, type Source, type Where } from '#api/store/questions/listed.ts';
import type { Db } from '#api/store/schema.ts';
import { matches, qualifyingDays } from '#geodata/duty/coverSubjects.ts';
import { gapType } from '#geodata/duty/figures.ts';
import { qualifyingCalls } from '#geodata/duty/officerQuota.ts';
import type { Period } from '#geodata/duty/period.ts';
import { dutyIn } from '#geodata/duty/rule.ts';
import type { CoverSubjects, DutyRule, OfficerQuota } from '#geodata/duty/types.ts';
import type { GapType, SubjectType } from '#geodata/model.ts';

/** Subjects asked for at once by their ids. */
const CHUNK = 5000;

/**
 * Who or what has a gap, typed, worst first.
 *
 * @param silent whether what is at home in an area has no data; null when every source is in time
 */
export async function gaps(
  source: Source,
  rule: DutyRule,
  period: Period,
  where: Where,
  question: GapsQuestion,
  silent: ((home: string) => boolean) | null,
): Promise<GapsAnswerRows> {
  const counts = noGaps();
  const { today } = question;
  const running =
    today >= Math.max(period.start, rule.programme.firstDay) &&
    today <= Math.min(period.end, rule.programme.lastDay);
  const gapped: Found[] = [];
  for (const line of await listed(source, rule, period, where)) {
    const { at, part, first } = line;
    const done = part?.part.done ?? at.done;
    const required = Math.max(at.r, at.quota);
    if ((at.n === 0 && at.quota === 0) || done >= required) continue;
    const type = gapType({
      noData: silent?.(at.home) ?? false,
      overdue: at.dueDay !== 0 && at.dueDay < today,
      v: part?.v ?? at.done,
      ever: first !== null && first <= period.end,
      prevMet: part?.part.prevMet === 1,
      running,
    });
    counts[type]++;
    const [officer] = line.officers;
    gapped.push({
      subject: line.subject,
      name: '',
      subjectType: 'subject',
      tags: tagsOf(line, rule, period),
      officer: officer ? { id: officer.officer, name: '', role: officer.role } : null,
      event: line.event && { id: line.event.x, kind: line.event.kind, day: line.event.day, due: at.dueDay },
      home: at.home,
      position: null,
      type,
      done,
      required,
      lastVisit: null,
      days: Math.max(0, Math.min(today, period.end) - line.since),
      line,
    });
  }
  const { found, facets } = filtered(gapped, question);
  await addLastVisits(source, rule, question, period, found);
  const order = ORDERS[question.sort];
  const ordered = found.sort(order);
  const { after } = question;
  const next = after === null ? 0 : ordered.findIndex((row) => order(row, after) > 0);
  const start = next < 0 ? ordered.length : next;
  const page = ordered.slice(start, start + question.limit);
  const more = start + page.length < ordered.length;
  const last = page.at(-1);
  const rows = page.map(({ line: _line, ...row }) => row);
  await addNames(source.db, rule, rows, facets.officers);
  if (rule.duty.kind === 'coverSubjects' || rule.duty.kind === 'afterEvent')
    await addPlaces(source, period, rows);
  return { counts, matching: found.length, facets, rows, next: more && last ? placeOf(last) : null };
}

type Found = GapRow & { line: Listed };

function noGaps(): Record<GapType, number> {
  return { noData: 0, overdue: 0, belowQuota: 0, never: 0, pending: 0, stale: 0 };
}

/** Officers a list can be narrowed to by name. */
const FACET_OFFICERS = 200;

/** The rows that pass the filters, and how many would pass if one of them were chosen otherwise. */
function filtered(gapped: readonly Found[], question: GapsQuestion): { found: Found[]; facets: GapFacets } {
  const tests: ((row: Found) => boolean)[] = [
    ({ type }) => !question.types || question.types.includes(type),
    ({ tags }) => !question.tags || question.tags.some((tag) => tags.includes(tag)),
    ({ line }) =>
      question.officer === undefined ||
      (question.officer === null
        ? line.officers.length === 0
        : line.officers.some(({ officer }) => officer === question.officer)),
  ];
  const [TYPE, TAG, OFFICER] = [0, 1, 2];
  const found: Found[] = [];
  const types = noGaps();
  const tags = new Map<string, number>();
  const officers = new Map<string, { id: string; name: string; role: string; count: number }>();
  const homes: Record<string, number> = {};
  let unassigned = 0;
  for (const row of gapped) {
    const fails = tests.flatMap((passes, i) => (passes(row) ? [] : [i]));
    const but = (filter: number): boolean => fails.every((failed) => failed === filter);
    if (but(TYPE!)) types[row.type]++;
    if (but(TAG!)) for (const tag of row.tags) tags.set(tag, (tags.get(tag) ?? 0) + 1);
    if (but(OFFICER!)) {
      if (row.line.officers.length === 0) unassigned++;
      for (const { officer: id, role } of row.line.officers) {
        const of = officers.get(id);
        if (of) of.count++;
        else officers.set(id, { id, name: '', role, count: 1 });
      }
    }
    if (fails.length > 0) continue;
    homes[row.home] = (homes[row.home] ?? 0) + 1;
    found.push(row);
  }
  return {
    found,
    facets: {
      types,
      tags: [...tags]
        .map(([tag, count]) => ({ tag, count }))
        .sort((a, b) => b.count - a.count || compare(a.tag, b.tag)),
      officers: [...officers.values()]
        .sort((a, b) => b.count - a.count || compare(a.id, b.id))
        .slice(0, FACET_OFFICERS),
      unassigned,
      homes,
    },
  };
}

function tagsOf({ entry }: Listed, rule: DutyRule, period: Period): string[] {
  const { end } = period;
  const span = entry?.spans.findLast(
    (each) =>
      each.from <= end &&
      each.to >= period.start &&
      (rule.duty.kind !== 'coverSubjects' ||
        matches((dutyIn(rule, period) ?? rule.duty) as CoverSubjects, each)),
  );
  return [...(span?.tags ?? [])];
}

interface Entry {
  name: string;
  type: string;
}

/** Names and types of those who are listed, names of who answers, of one page. */
async function addNames(
  db: Db,
  rule: DutyRule,
  rows: GapRow[],
  others: { id: string; name: string }[],
): Promise<void> {
  const { kind } = rule.duty;
  const named = [...others, ...rows.flatMap(({ officer }) => officer ?? [])];
  const officers = new Set(named.map(({ id }) => id));
  const entriesOf = async (register: string, ids: Iterable<string>) => {
    const wanted = [...ids];
    if (wanted.length === 0) return new Map<string, Entry>();
    const entries = await db
      .selectFrom('register_version')
      .select(['x', 'name', 'type'])
      .where('kind', '=', register)
      .where('x', 'in', wanted)
      .where('endSeq', 'is', null)
      .orderBy('validFrom')
      .execute();
    return new Map(entries.map((entry) => [entry.x, entry as Entry]));
  };
  const officerNames = await entriesOf('officer', officers);
  for (const officer of named) officer.name = officerNames.get(officer.id)?.name ?? '';
  const subjects = rows.map(({ subject }) => subject);
  if (kind === 'staffing') {
    const areas = await db
      .selectFrom('area')
      .select(['code', 'name'])
      .where('code', 'in', subjects)
      .orderBy('version')
      .execute();
    const names = new Map(areas.map(({ code, name }) => [code, name]));
    for (const row of rows) Object.assign(row, { subjectType: 'area', name: names.get(row.subject) ?? '' });
    return;
  }
  const entries = kind === 'officerQuota' ? officerNames : await entriesOf('subject', subjects);
  for (const row of rows) {
    const entry = entries.get(row.subject);
    row.name = entry?.name ?? '';
    row.subjectType = kind === 'officerQuota' ? 'officer' : ((entry?.type ?? 'household') as SubjectType);
  }
}

/** Where the subjects of one page lived by the end of the period, as it was on record. */
async function addPlaces({ db, asOf }: Source, period: Period, rows: GapRow[]): Promise<void> {
  if (rows.length === 0) return;
  const entries = await db
    .selectFrom('register_version')
    .select(['x', 'lon', 'lat'])
    .where('kind', '=', 'subject')
    .where(
      'x',
      'in',
      rows.map(({ subject }) => subject),
    )
    .where('validFrom', '<=', period.end)
    .$if(asOf === null, (q) => q.where('endSeq', 'is', null))
    .$if(asOf !== null, (q) =>
      q
        .where('seq', '<=', asOf!)
        .where((either) => either.or([either('endSeq', 'is', null), either('endSeq', '>', asOf!)])),
    )
    .orderBy('validFrom')
    .execute();
  const places = new Map(
    entries.map(({ x, lon, lat }) => [x, lon !== null && lat !== null ? { lon, lat } : null]),
  );
  for (const row of rows) {
    const place = places.get(row.subject);
    if (place) row.position = [place.lon, place.lat];
  }
}

/** Day of the last qualifying visit by the end of the period, for those that were ever visited. */
async function addLastVisits(
  source: Source,
  rule: DutyRule,
  question: GapsQuestion,
  period: Period,
  found: readonly Found[],
): Promise<void> {
  const { duty } = rule;
  if (duty.kind === 'staffing') return;
  const end = Math.min(question.today, period.end, rule.programme.lastDay);
  const visited = found.filter(({ type }) => type !== 'never' || duty.kind === 'afterEvent');
  const last =
    duty.kind === 'officerQuota'
      ? lastCalls(source, rule as DutyRule<OfficerQuota>, visited, end)
      : await lastVisits(source, rule, visited, end);
  for (const row of visited) {
    const day = last.get(row.subject);
    if (day === undefined) continue;
    row.lastVisit = day;
    if (duty.kind !== 'afterEvent') row.days = end - day;
  }
}

async function lastVisits(
  { db, facts, reference, asOf }: Source,
  rule: DutyRule,
  visited: readonly Found[],
  end: number,
): Promise<Map<string, number>> {
  const duty = rule.duty as CoverSubjects;
  const towns = new Set(visited.flatMap(({ line }) => [...(line.entry?.towns ?? [])]));
  const last = new Map<string, number>();
  if (towns.size === 0) return last;
  // What one statement cannot tell is judged visit by visit: things as they stood, roles, rules that changed.
  if (asOf !== null || rule.versions.length > 1 || duty.officerRole !== null) {
    const ranges = visited.flatMap(({ line }) =>
      [...(line.entry?.towns ?? [])].map(
        (town) => [town, line.subject, rule.programme.firstDay, end, 1] as const,
      ),
    );
    for (const [subject, visits] of facts.visits(ranges)) {
      const day = qualifyingDays(rule as DutyRule<CoverSubjects>, visits, reference.staff).at(-1);
      if (day !== undefined) last.set(subject, day);
    }
    return last;
  }
  for (let i = 0; i < visited.length; i += CHUNK) {
    const rows = await db
      .selectFrom('visit')
      .select('subject')
      .select(({ fn }) => fn.max<number>('day').as('day'))
      .where('town', 'in', [...towns])
      .where(
        'subject',
        'in',
        visited.slice(i, i + CHUNK).map((row) => row.subject),
      )
      .where('day', '>=', rule.programme.firstDay)
      .where('day', '<=', end)
      .where('endSeq', 'is', null)
      .where('outcome', '=', 'met')
      .$if(duty.modes.length > 0, (q) => q.where('mode', 'in', [...duty.modes]))
      .$if(duty.ownProgrammeOnly, (q) => q.where('programme', '=', rule.programme.id))
      .groupBy('subject')
      .execute();
    for (const row of rows) last.set(row.subject, row.day);
  }
  return last;
}

function lastCalls(
  { facts }: Source,
  rule: DutyRule<OfficerQuota>,
  visited: readonly { subject: string }[],
  end: number,
): Map<string, number> {
  const ranges = visited.map(({ subject }) => [subject, rule.programme.firstDay, end] as const);
  const last = new Map<string, number>();
  for (const [officer, calls] of facts.calls(ranges))
    for (const { day } of qualifyingCalls(rule, calls))
      last.set(officer, Math.max(day, last.get(officer) ?? day));
  return last;
}

const SEVERITY: Record<GapType, number> = {
  overdue: 0,
  never: 1,
  stale: 2,
  belowQuota: 3,
  noData: 4,
  pending: 5,
};

function byWorst(a: GapPlace, b: GapPlace): number {
  return SEVERITY[a.type] - SEVERITY[b.type] || b.days - a.days || compare(keyOf(a), keyOf(b));
}

const ORDERS: Record<GapSort, (a: GapPlace, b: GapPlace) => number> = {
  worst: byWorst,
  days: (a, b) => b.days - a.days || byWorst(a, b),
  area: (a, b) => compare(a.home, b.home) || byWorst(a, b),
  // what nobody answers for first
  officer: (a, b) => compare(a.officer?.id ?? '', b.officer?.id ?? '') || byWorst(a, b),
};

/** A subject may have several events. */
function keyOf({ subject, event }: GapPlace): string {
  return `${subject}\u0001${event?.id ?? ''}`;
}

function placeOf({ type, days, home, subject, event, officer }: GapRow): GapPlace {
  return {
    type,
    days,
    home,
    subject,
    event: event && { id: event.id },
    officer: officer && { id: officer.id },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
