import type { DayCalendar } from '#geodata/duty/calendar.ts';
import { homeIn } from '#geodata/duty/coverSubjects.ts';
import { type Period, periodOf } from '#geodata/duty/period.ts';
import type { TreeVersions } from '#geodata/duty/places.ts';
import type { Reckoning, Standing, Tally } from '#geodata/duty/reckoning.ts';
import { dutyOn } from '#geodata/duty/rule.ts';
import type { AfterEvent, DutyRule, EventSpan, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import { names, qualifies, type Staff } from '#geodata/duty/visitRule.ts';
import type { Day } from '#geodata/model.ts';

/** What the registers say of one event and the subject it befell. */
export interface EventRegister {
  event: EventSpan;
  /** Entries of the subject, ascending. */
  spans: readonly SubjectSpan[];
  /** Officers that answer for a subject at home in an area on a day. */
  answering(day: Day, home: string): ReadonlySet<string>;
}

/** When the visit is due, and the period that counts it: the one that holds the deadline. */
export interface Deadline {
  duty: AfterEvent;
  dueDay: Day;
  period: Period;
}

/**
 * The deadline of an event: the last day of so many days of the duty's calendar after it, by the rule in force
 * when it happened. Null when the event is none of the duty's, or the programme does not hold both days.
 */
export function deadlineOf(
  rule: DutyRule<AfterEvent>,
  event: EventSpan,
  calendar: DayCalendar,
): Deadline | null {
  const { programme } = rule;
  if (event.day < programme.firstDay || event.day > programme.lastDay) return null;
  const duty = dutyOn(rule, event.day);
  if (!duty || duty.event !== event.kind) return null;
  const dueDay = calendar.addDays(event.day, duty.days);
  if (dueDay > programme.lastDay) return null;
  return { duty, dueDay, period: periodOf(duty.period, dueDay, programme) };
}

/**
 * Standing of an event: it counts in the one period that holds its deadline, when it and its subject are on the
 * register on the last day of that period (the half-period rule does not apply to it); otherwise it is exempt.
 */
export function eventStanding(
  trees: TreeVersions,
  { duty, dueDay, period }: Deadline,
  register: EventRegister,
): Standing | null {
  const { event, spans } = register;
  const { end } = period;
  let last: SubjectSpan | undefined;
  for (const span of spans) if (span.from <= end) last = span;
  const at = last && homeIn(last, duty.tree);
  if (!last || !at || !names(duty, last)) return null;
  // Of one that left before its area did, the nearest that is still there has the record.
  const home = trees.placeOn(at, end);
  if (home === null) return null;
  const counts = last.to >= end && event.to >= end;
  const alone = counts && event.officer === null && register.answering(end, home).size === 0;
  return {
    home,
    town: trees.on(end).get(home)!.town,
    n: counts ? 1 : 0,
    r: counts ? 1 : 0,
    exempt: counts ? 0 : 1,
    startDay: counts ? event.day : 0,
    dueDay: counts ? dueDay : 0,
    unassigned: alone ? 1 : 0,
    visited: 0,
    done: 0,
    met: 0,
    quota: counts ? 1 : 0,
    alone,
  };
}

/**
 * Whether an event was followed by a qualifying visit in time, or after its deadline (`late`; `done` stays 0).
 *
 * @param visits those to the subject, with their officers
 */
export function tallyOfEvent(
  rule: DutyRule<AfterEvent>,
  deadline: Deadline,
  register: EventRegister,
  visits: readonly VisitFact[],
  staff: Staff,
): Tally {
  const { duty, dueDay, period } = deadline;
  const { event, spans } = register;
  const span = spans.find(({ from, to }) => from <= period.end && period.end <= to);
  const home = span && homeIn(span, duty.tree);
  const named = event.officer === null ? null : new Set([event.officer]);
  const wanted = duty.byAssigned
    ? (named ?? (home ? register.answering(period.end, home) : new Set<string>()))
    : null;
  let first: Day | null = null;
  for (const visit of visits)
    if (
      visit.day >= event.day &&
      (first === null || visit.day < first) &&
      (wanted === null || visit.officers.some((officer) => wanted.has(officer))) &&
      qualifies(rule, visit, staff, duty)
    )
      first = visit.day;
  const inTime = first !== null && first <= dueDay;
  return {
    countIn: (asked) => (inTime && asked.start === period.start ? 1 : 0),
    days: first === null ? [] : [dueDay],
    // An event has no history before its own period: whoever was not met was never met.
    first: null,
    late: first !== null && !inTime,
  };
}

/** All that one event is to one duty. */
export function reckonEvent(
  rule: DutyRule<AfterEvent>,
  trees: TreeVersions,
  deadline: Deadline,
  register: EventRegister,
  tally: Tally,
): Reckoning {
  const at = eventStanding(trees, deadline, register);
  return {
    rule,
    x: register.event.x,
    tally,
    standingAt: (period) => (period.start === deadline.period.start ? at : null),
    changes: () => [deadline.dueDay],
  };
}
