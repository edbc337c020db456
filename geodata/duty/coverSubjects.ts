import { nextPeriod, type Period, periodOf } from '#geodata/duty/period.ts';
import type { CoverSubjects, Programme, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/**
 * What one subject is to one duty in one period, by the register alone.
 * `n` and `exempt` are 0 or 1; `r` is the number of visits required.
 */
export interface Standing {
  home: string;
  n: number;
  r: number;
  exempt: number;
  /** Day the subject's window starts when later than period and programme; otherwise 0. */
  startDay: Day;
}

/** Whether a visit counts for a duty: met, by a named mode, within (and where asked, under) its programme. */
export function qualifies(duty: CoverSubjects, programme: Programme, visit: VisitFact): boolean {
  return (
    visit.outcome === 'met' &&
    (duty.modes.length === 0 || duty.modes.includes(visit.mode)) &&
    (!duty.ownProgrammeOnly || visit.programmeId === programme.id) &&
    visit.day >= programme.firstDay &&
    visit.day <= programme.lastDay
  );
}

/** The days of qualifying visits, each day once (at most one a subject and civil day), ascending. */
export function qualifyingDays(
  duty: CoverSubjects,
  programme: Programme,
  visits: readonly VisitFact[],
): Day[] {
  const days = new Set<Day>();
  for (const visit of visits) if (qualifies(duty, programme, visit)) days.add(visit.day);
  return [...days].sort((a, b) => a - b);
}

/** Whether the register puts a subject under the duty. */
export function matches(duty: CoverSubjects, span: SubjectSpan): boolean {
  return (
    span.type === duty.subjectType &&
    (duty.tags.length === 0 || duty.tags.some((tag) => span.tags.includes(tag)))
  );
}

/**
 * Standing of a subject in a period: it counts when it is under the duty on the period's last day and
 * has been so for at least half of the period's days; under it on fewer days it is exempt 免计
 * (model.md, Which x). Null when the period holds no day under the duty, or lies outside the programme.
 *
 * @param spans the subject's register, not overlapping, ascending
 */
export function standing(
  duty: CoverSubjects,
  programme: Programme,
  spans: readonly SubjectSpan[],
  period: Period,
): Standing | null {
  if (period.end < programme.firstDay || period.start > programme.lastDay) return null;
  let days = 0;
  let last: SubjectSpan | null = null;
  let since: Day | null = null;
  let previousEnd: Day | null = null;
  for (const span of spans) {
    if (span.to < period.start || !matches(duty, span)) continue;
    if (span.from > period.end) break;
    days += Math.min(span.to, period.end) - Math.max(span.from, period.start) + 1;
    if (since === null || previousEnd !== span.from - 1) since = span.from;
    previousEnd = span.to;
    last = span;
  }
  if (last === null || since === null) return null;
  const inForce = last.to >= period.end;
  const counts = inForce && days * 2 >= period.end - period.start + 1;
  const begin = Math.max(period.start, programme.firstDay);
  return {
    home: last.home,
    n: counts ? 1 : 0,
    r: counts ? duty.n : 0,
    exempt: counts ? 0 : 1,
    startDay: counts && since > begin ? since : 0,
  };
}

/** What a subject adds to the stock of an area from a period on. Numbers are differences. */
export interface StockStep {
  area: string;
  /** First day of the period from which the difference holds. */
  fromPeriod: Day;
  startDay: Day;
  n: number;
  r: number;
  exempt: number;
  ever: number;
}

/**
 * All differences a subject makes to the stock of a duty: summed over `fromPeriod <= T.start` they give
 * its standing in T, and whether it was ever visited by the end of T.
 *
 * @param firstDay day of the first qualifying visit ever, or null
 */
export function stockSteps(
  duty: CoverSubjects,
  programme: Programme,
  spans: readonly SubjectSpan[],
  firstDay: Day | null,
): StockStep[] {
  const periods = new Map<Day, Period>();
  const add = (day: Day): void => {
    const period = periodOf(
      duty.period,
      Math.min(Math.max(day, programme.firstDay), programme.lastDay),
      programme,
    );
    periods.set(period.start, period);
    const next = nextPeriod(period);
    if (next) periods.set(next.start, next);
  };
  add(programme.firstDay);
  add(programme.lastDay);
  for (const span of spans) {
    add(span.from);
    add(span.to);
  }
  if (firstDay !== null) add(firstDay);

  const steps: StockStep[] = [];
  const emit = (fromPeriod: Day, at: Standing, ever: number, sign: 1 | -1): void => {
    steps.push({
      area: at.home,
      fromPeriod,
      startDay: at.startDay,
      n: sign * at.n,
      r: sign * at.r,
      exempt: sign * at.exempt,
      ever: sign * ever,
    });
  };
  let before: { at: Standing; ever: number } | null = null;
  for (const period of [...periods.values()].sort((a, b) => a.start - b.start)) {
    const at = standing(duty, programme, spans, period);
    const ever = at && at.n > 0 && firstDay !== null && firstDay <= period.end ? 1 : 0;
    if (before && at && sameStanding(before.at, at) && before.ever === ever) continue;
    if (before) emit(period.start, before.at, before.ever, -1);
    if (at) emit(period.start, at, ever, 1);
    before = at && { at, ever };
  }
  return steps;
}

function sameStanding(a: Standing, b: Standing): boolean {
  return (
    a.home === b.home && a.n === b.n && a.r === b.r && a.exempt === b.exempt && a.startDay === b.startDay
  );
}

/** What a subject adds to the flow of its home in one period; every number is 0 or 1 but `done`. */
export interface FlowPart {
  home: string;
  visited: number;
  done: number;
  met: number;
  prevMet: number;
  prevMetVisited: number;
}

/** The visits counted of one subject in one period, what was required, and the part of the flow. */
export interface Contribution {
  v: number;
  r: number;
  part: FlowPart;
}

/**
 * Contribution of one subject to one period.
 *
 * @param days days of qualifying visits, ascending; those of the period and of the one before suffice
 * @returns null where the subject does not count
 */
export function contribution(
  duty: CoverSubjects,
  programme: Programme,
  spans: readonly SubjectSpan[],
  days: readonly Day[],
  period: Period,
): Contribution | null {
  const at = standing(duty, programme, spans, period);
  if (!at || at.n === 0) return null;
  const v = countWithin(days, period);
  const before = period.kind === 'programme' ? null : periodOf(period.kind, period.start - 1);
  const earlier = before && standing(duty, programme, spans, before);
  const prevMet = before && earlier && earlier.n > 0 && countWithin(days, before) >= earlier.r ? 1 : 0;
  return {
    v,
    r: at.r,
    part: {
      home: at.home,
      visited: v > 0 ? 1 : 0,
      done: Math.min(v, at.r),
      met: v >= at.r ? 1 : 0,
      prevMet,
      prevMetVisited: prevMet && v > 0 ? 1 : 0,
    },
  };
}

function countWithin(days: readonly Day[], period: Period): number {
  let count = 0;
  for (const day of days) if (day >= period.start && day <= period.end) count++;
  return count;
}
