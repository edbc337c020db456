import { type Period, previousPeriod } from '#geodata/duty/period.ts';
import type { Standing } from '#geodata/duty/stock.ts';
import type { CoverSubjects, Programme, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** Who answers for a subject: by day and by the area it is at home in. */
export interface Responsibility {
  answeredOn(day: Day, home: string): boolean;
  /** Days on which an assignment that bears on the subject begins or ends. */
  changes(): Iterable<Day>;
}

/** What the registers say of one subject. */
export interface SubjectRegister {
  /** Entries, not overlapping, ascending. */
  spans: readonly SubjectSpan[];
  responsibility: Responsibility;
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
 */
export function subjectStanding(
  duty: CoverSubjects,
  programme: Programme,
  { spans, responsibility }: SubjectRegister,
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
    unassigned: counts && !responsibility.answeredOn(period.end, last.home) ? 1 : 0,
    visited: 0,
    done: 0,
    met: 0,
  };
}

/** Days on which the registers of a subject change. */
export function* registerChanges({ spans, responsibility }: SubjectRegister): Iterable<Day> {
  for (const span of spans) {
    yield span.from;
    yield span.to;
  }
  yield* responsibility.changes();
}

/** What a subject adds to the flow of its home in one period; every number is 0 or 1 but `done`. */
export interface FlowPart {
  home: string;
  visited: number;
  done: number;
  met: number;
  metUnassigned: number;
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
export function subjectContribution(
  duty: CoverSubjects,
  programme: Programme,
  register: SubjectRegister,
  days: readonly Day[],
  period: Period,
): Contribution | null {
  const at = subjectStanding(duty, programme, register, period);
  if (!at || at.n === 0) return null;
  const v = countWithin(days, period);
  const before = previousPeriod(period);
  const earlier = before && subjectStanding(duty, programme, register, before);
  const prevMet = before && earlier && earlier.n > 0 && countWithin(days, before) >= earlier.r ? 1 : 0;
  const met = v >= at.r ? 1 : 0;
  return {
    v,
    r: at.r,
    part: {
      home: at.home,
      visited: v > 0 ? 1 : 0,
      done: Math.min(v, at.r),
      met,
      metUnassigned: met * at.unassigned,
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
