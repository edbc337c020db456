import type { Db, Schema } from '#api/store/schema.ts';
import type { DutyRecord, GapPlace, GapRow, GapsAnswerRows, GapsQuestion } from '#api/store/store.ts';
import { matches, subjectStanding } from '#geodata/duty/coverSubjects.ts';
import { gapType } from '#geodata/duty/figures.ts';
import { type Period, previousPeriod } from '#geodata/duty/period.ts';
import { answering, type ChainNode, responsibility } from '#geodata/duty/responsibility.ts';
import { staffingStanding, staffOf } from '#geodata/duty/staffing.ts';
import type { AssignmentSpan, CoverSubjects, Programme, Staffing, SubjectSpan } from '#geodata/duty/types.ts';
import type { GapType } from '#geodata/model.ts';

/** Subjects asked for at once by their ids. */
const CHUNK = 5000;

type RegisterRow = Pick<
  Schema['register_version'],
  'x' | 'town' | 'validFrom' | 'validTo' | 'home' | 'type' | 'tags' | 'name'
>;

/** Where gaps are looked for: areas with their names, levels and parents, and the towns they lie in. */
export interface GapScope {
  /** Areas asked for. */
  homes: ReadonlyMap<string, { name: string }>;
  /** These and their ancestors. */
  nodes: ReadonlyMap<string, ChainNode>;
  /** Towns of the areas asked for, and those of the ancestors. */
  towns: readonly string[];
  chainTowns: readonly string[];
}

interface Assignments {
  areas: Map<string, AssignmentSpan[]>;
  subjects: Map<string, AssignmentSpan[]>;
}

/** Who or what has a gap, typed, worst first. */
export async function gaps(
  db: Db,
  { duty, programme }: DutyRecord,
  period: Period,
  scope: GapScope,
  question: GapsQuestion,
): Promise<GapsAnswerRows> {
  const counts: Record<GapType, number> = {
    noData: 0,
    overdue: 0,
    belowQuota: 0,
    never: 0,
    pending: 0,
    stale: 0,
  };
  if (scope.towns.length === 0) return { counts, rows: [], next: null };
  const assignments = await readAssignments(db, [...scope.towns, ...scope.chainTowns]);
  const found =
    duty.kind === 'staffing'
      ? staffingGaps(duty, programme, period, scope, assignments, counts, question)
      : await subjectGaps(db, duty as CoverSubjects, programme, period, scope, assignments, counts, question);
  const order = question.sort === 'area' ? byArea : byWorst;
  const ordered = found.sort(order);
  const { after } = question;
  const next = after === null ? 0 : ordered.findIndex((row) => order(row, after) > 0);
  const start = next < 0 ? ordered.length : next;
  const rows = ordered.slice(start, start + question.limit);
  await addOfficerNames(db, rows);
  return { counts, rows, next: start + rows.length < ordered.length ? placeOf(rows.at(-1)!) : null };
}

async function readAssignments(db: Db, towns: readonly string[]): Promise<Assignments> {
  const rows = await db
    .selectFrom('register_version')
    .select(['home', 'subject', 'officer', 'type', 'validFrom', 'validTo'])
    .where('town', 'in', [...new Set(towns)])
    .where('kind', '=', 'assignment')
    .where('endSeq', 'is', null)
    .orderBy('officer')
    .execute();
  const found: Assignments = { areas: new Map(), subjects: new Map() };
  for (const { home, subject, officer, type, validFrom, validTo } of rows) {
    const span = { officer: officer ?? '', role: type, from: validFrom, to: validTo };
    const [map, key] = subject === null ? [found.areas, home] : [found.subjects, subject];
    const list = map.get(key);
    if (list) list.push(span);
    else map.set(key, [span]);
  }
  return found;
}

/** Areas with fewer officers than they should have. */
function staffingGaps(
  duty: Staffing,
  programme: Programme,
  period: Period,
  { homes, nodes }: GapScope,
  assignments: Assignments,
  counts: Record<GapType, number>,
  question: GapsQuestion,
): GapRow[] {
  const found: GapRow[] = [];
  for (const [area, { name }] of homes) {
    if (nodes.get(area)?.level !== duty.level) continue;
    const own = assignments.areas.get(area) ?? [];
    const at = staffingStanding(duty, programme, area, own, period);
    if (!at || at.met) continue;
    const staff = staffOf(duty, own);
    const ever = staff.some(({ from }) => from <= period.end);
    const type = gapType({ v: at.done, ever, prevMet: false, running: false });
    counts[type]++;
    if (question.type && question.type !== type) continue;
    const last = staff.filter(({ to }) => to < period.end).map(({ to }) => to);
    const since = last.length === 0 ? programme.firstDay : Math.max(...last);
    const present = staff.find(({ from, to }) => from <= period.end && to >= period.end);
    found.push({
      subject: area,
      name,
      subjectType: 'area',
      tags: [],
      officer: present ? { id: present.officer, name: '', role: present.role } : null,
      home: area,
      type,
      done: at.done,
      required: at.r,
      lastVisit: null,
      days: Math.max(0, Math.min(question.today, period.end) - since),
    });
  }
  return found;
}

/**
 * Every subject at home in the areas that has a gap. Reads the register of the towns and the cells of two
 * periods, never the visits of the whole ledger.
 */
async function subjectGaps(
  db: Db,
  duty: CoverSubjects,
  programme: Programme,
  period: Period,
  { homes, nodes, towns }: GapScope,
  assignments: Assignments,
  counts: Record<GapType, number>,
  question: GapsQuestion,
): Promise<GapRow[]> {
  // Whoever moved from another town keeps the days in force and the visits there.
  const register = await db
    .selectFrom('register_version')
    .select(['x', 'town', 'validFrom', 'validTo', 'home', 'type', 'tags', 'name'])
    .where('kind', '=', 'subject')
    .where('x', 'in', (eb) =>
      eb
        .selectFrom('register_version')
        .select('x')
        .where('town', 'in', [...towns])
        .where('kind', '=', 'subject')
        .where('endSeq', 'is', null)
        .where('type', '=', duty.subjectType),
    )
    .where('endSeq', 'is', null)
    .where('type', '=', duty.subjectType)
    .orderBy('x')
    .orderBy('validFrom')
    .execute();
  const before = previousPeriod(period);
  const cells = await db
    .selectFrom('cell')
    .select(['x', 'period', 'v', 'r', 'done'])
    .where('town', 'in', [...towns])
    .where('duty', '=', duty.id)
    .where('period', 'in', before ? [before.start, period.start] : [period.start])
    .execute();
  const movedFrom = new Set(register.map((row) => row.town));
  for (const town of towns) movedFrom.delete(town);
  const moved = register.filter((row) => movedFrom.has(row.town)).map((row) => row.x);
  for (let i = 0; before && i < moved.length; i += CHUNK)
    cells.push(
      ...(await db
        .selectFrom('cell')
        .select(['x', 'period', 'v', 'r', 'done'])
        .where('town', 'in', [...movedFrom])
        .where('duty', '=', duty.id)
        .where('period', '=', before.start)
        .where('x', 'in', moved.slice(i, i + CHUNK))
        .execute()),
    );
  const now = new Map(cells.filter((cell) => cell.period === period.start).map((cell) => [cell.x, cell]));
  const earlier = new Map(cells.filter((cell) => cell.period !== period.start).map((cell) => [cell.x, cell]));
  const evers = await db
    .selectFrom('ever')
    .select(['x', 'firstDay'])
    .where('town', 'in', [...towns])
    .where('duty', '=', duty.id)
    .execute();
  const firstDays = new Map(evers.map((row) => [row.x, row.firstDay]));
  const running =
    question.today >= Math.max(period.start, programme.firstDay) &&
    question.today <= Math.min(period.end, programme.lastDay);

  const found: GapRow[] = [];
  for (const entry of groupByX(register)) {
    const spans: SubjectSpan[] = entry.map((row) => ({
      from: row.validFrom,
      to: row.validTo,
      home: row.home,
      type: row.type,
      tags: JSON.parse(row.tags) as string[],
      zones: {},
    }));
    const x = entry[0]!.x;
    const own = assignments.subjects.get(x) ?? [];
    const listed = {
      spans,
      responsibility: responsibility(
        nodes,
        assignments.areas,
        own,
        spans.map((span) => span.home),
        duty.responsibleUpTo,
      ),
    };
    const at = subjectStanding(duty, programme, listed, period);
    if (!at || at.n === 0 || !homes.has(at.home)) continue;
    const cell = now.get(x);
    if ((cell?.done ?? 0) >= at.r) continue;
    const first = firstDays.get(x);
    const previous = earlier.get(x);
    const previousAt = before && subjectStanding(duty, programme, listed, before);
    const type = gapType({
      v: cell?.v ?? 0,
      ever: first !== undefined && first <= period.end,
      prevMet: !!previous && !!previousAt && previousAt.n > 0 && previous.v >= previousAt.r,
      running,
    });
    counts[type]++;
    if (question.type && question.type !== type) continue;
    const current = spans.find(
      (span) => span.from <= period.end && span.to >= period.end && matches(duty, span),
    );
    const [officer] = answering(nodes, assignments.areas, own, at.home, period.end, duty.responsibleUpTo);
    found.push({
      subject: x,
      name: entry.at(-1)!.name,
      subjectType: duty.subjectType,
      tags: [...(current?.tags ?? [])],
      officer: officer ? { id: officer.officer, name: '', role: officer.role } : null,
      home: at.home,
      type,
      done: cell?.done ?? 0,
      required: at.r,
      lastVisit: null,
      days: Math.max(0, Math.min(question.today, period.end) - spans[0]!.from),
    });
  }
  await addLastVisits(db, duty, programme.id, [...towns, ...movedFrom], question, period, found);
  return found;
}

/** Names of those who answer, of one page. */
async function addOfficerNames(db: Db, rows: readonly GapRow[]): Promise<void> {
  const ids = new Set(rows.flatMap(({ officer }) => officer?.id ?? []));
  if (ids.size === 0) return;
  const officers = await db
    .selectFrom('register_version')
    .select(['x', 'name'])
    .where('kind', '=', 'officer')
    .where('x', 'in', [...ids])
    .where('endSeq', 'is', null)
    .orderBy('validFrom')
    .execute();
  const names = new Map(officers.map(({ x, name }) => [x, name]));
  for (const { officer } of rows) if (officer) officer.name = names.get(officer.id) ?? '';
}

/** Day of the last qualifying visit by the end of the period, for those that were ever visited. */
async function addLastVisits(
  db: Db,
  duty: CoverSubjects,
  programme: string,
  towns: readonly string[],
  question: GapsQuestion,
  period: Period,
  found: readonly GapRow[],
): Promise<void> {
  const visited = found.filter((row) => row.type !== 'never');
  const end = Math.min(question.today, period.end);
  const last = new Map<string, number>();
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
      .where('day', '<=', end)
      .where('endSeq', 'is', null)
      .where('outcome', '=', 'met')
      .$if(duty.modes.length > 0, (q) => q.where('mode', 'in', [...duty.modes]))
      .$if(duty.ownProgrammeOnly, (q) => q.where('programme', '=', programme))
      .groupBy('subject')
      .execute();
    for (const row of rows) last.set(row.subject, row.day);
  }
  for (const row of visited) {
    const day = last.get(row.subject);
    if (day === undefined) continue;
    row.lastVisit = day;
    row.days = end - day;
  }
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
  return SEVERITY[a.type] - SEVERITY[b.type] || b.days - a.days || compare(a.subject, b.subject);
}

function byArea(a: GapPlace, b: GapPlace): number {
  return compare(a.home, b.home) || byWorst(a, b);
}

function placeOf({ type, days, home, subject }: GapRow): GapPlace {
  return { type, days, home, subject };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function* groupByX(rows: readonly RegisterRow[]): Iterable<RegisterRow[]> {
  let group: RegisterRow[] = [];
  for (const row of rows) {
    if (group.length > 0 && group[0]!.x !== row.x) {
      yield group;
      group = [];
    }
    group.push(row);
  }
  if (group.length > 0) yield group;
}
