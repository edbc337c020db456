import type { Db, Schema } from '#api/store/schema.ts';
import type { DutyRecord, GapPlace, GapRow, GapsAnswerRows, GapsQuestion } from '#api/store/store.ts';
import { matches, standing } from '#geodata/duty/coverSubjects.ts';
import { gapType } from '#geodata/duty/figures.ts';
import { type Period, previousPeriod } from '#geodata/duty/period.ts';
import type { SubjectSpan } from '#geodata/duty/types.ts';
import type { GapType } from '#geodata/model.ts';

/** Subjects asked for at once by their ids. */
const CHUNK = 5000;

type RegisterRow = Pick<
  Schema['register_version'],
  'x' | 'town' | 'validFrom' | 'validTo' | 'home' | 'type' | 'tags' | 'name'
>;

/**
 * Who has not been reached: every subject at home in the areas that has a gap, typed, worst first.
 * Reads the register of the towns and the cells of two periods, never the visits of the whole ledger.
 *
 * @param homes codes of the areas asked for
 * @param towns towns these lie in
 */
export async function gaps(
  db: Db,
  { duty, programme }: DutyRecord,
  period: Period,
  homes: ReadonlySet<string>,
  towns: readonly string[],
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
  if (towns.length === 0) return { counts, rows: [], next: null };
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
    }));
    const at = standing(duty, programme, spans, period);
    if (!at || at.n === 0 || !homes.has(at.home)) continue;
    const x = entry[0]!.x;
    const cell = now.get(x);
    if ((cell?.done ?? 0) >= at.r) continue;
    const first = firstDays.get(x);
    const previous = earlier.get(x);
    const previousAt = before && standing(duty, programme, spans, before);
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
    found.push({
      subject: x,
      name: entry.at(-1)!.name,
      subjectType: duty.subjectType,
      tags: [...(current?.tags ?? [])],
      home: at.home,
      type,
      done: cell?.done ?? 0,
      required: at.r,
      lastVisit: null,
      days: Math.max(0, Math.min(question.today, period.end) - spans[0]!.from),
    });
  }
  await addLastVisits(db, duty, programme.id, [...towns, ...movedFrom], question, period, found);
  const order = question.sort === 'area' ? byArea : byWorst;
  const ordered = found.sort(order);
  const { after } = question;
  const next = after === null ? 0 : ordered.findIndex((row) => order(row, after) > 0);
  const start = next < 0 ? ordered.length : next;
  const rows = ordered.slice(start, start + question.limit);
  return { counts, rows, next: start + rows.length < ordered.length ? placeOf(rows.at(-1)!) : null };
}

/** Day of the last qualifying visit by the end of the period, for those that were ever visited. */
async function addLastVisits(
  db: Db,
  duty: DutyRecord['duty'],
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
