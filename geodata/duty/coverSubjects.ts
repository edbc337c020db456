import type { Period } from '#geodata/duty/period.ts';
import { type AreaNodes, type TreeVersions, upFrom } from '#geodata/duty/places.ts';
import type { Reckoning, Standing, Tally } from '#geodata/duty/reckoning.ts';
import type { Responsibility } from '#geodata/duty/responsibility.ts';
import { dutyIn, touchesProgramme } from '#geodata/duty/rule.ts';
import type { CoverSubjects, DutyRule, SubjectSpan, VisitFact } from '#geodata/duty/types.ts';
import { names, qualifies, type Staff, type VisitDuty } from '#geodata/duty/visitRule.ts';
import { ADMINISTRATIVE, type Day, UNLISTED } from '#geodata/model.ts';

/** What the registers say of one subject. */
export interface SubjectRegister {
  /** Entries, not overlapping, ascending. */
  spans: readonly SubjectSpan[];
  responsibility: Responsibility;
}

/** The days of qualifying visits, each day once (at most one a subject and civil day), ascending. */
export function qualifyingDays(rule: DutyRule<VisitDuty>, visits: readonly VisitFact[], staff: Staff): Day[] {
  const days = new Set<Day>();
  for (const visit of visits) if (qualifies(rule, visit, staff)) days.add(visit.day);
  return [...days].sort((a, b) => a - b);
}

/** Qualifying days counted by period. */
export function tallyOfDays(days: readonly Day[], first: Day | null = days[0] ?? null): Tally {
  return {
    countIn: ({ start, end }) => {
      let count = 0;
      for (const day of days) if (day >= start && day <= end) count++;
      return count;
    },
    days,
    first,
  };
}

/** Where a subject is at home in a tree of areas; null where it lies in none of its zones. */
export function homeIn(span: SubjectSpan, tree: string): string | null {
  return tree === ADMINISTRATIVE ? span.home : (span.zones[tree] ?? null);
}

/** Whether the register puts a subject under the duty. */
export function matches(duty: CoverSubjects, span: SubjectSpan): boolean {
  return (
    names(duty, span) &&
    // Households that no register lists count where households are counted, and nowhere else.
    (duty.denominator === 'households' || !span.tags.includes(UNLISTED)) &&
    homeIn(span, duty.tree) !== null
  );
}

/**
 * Standing of a subject in a period: it counts when it is under the duty on the period's last day and
 * has been so for at least half of the period's days; under it on fewer days it is exempt 免计
 * (model.md, Which x). Null when the period holds no day under the duty, or lies outside the programme.
 *
 * Where households are counted instead, a subject adds nothing of its own to what is required.
 */
export function subjectStanding(
  rule: DutyRule<CoverSubjects>,
  trees: TreeVersions,
  { spans, responsibility }: SubjectRegister,
  period: Period,
): Standing | null {
  if (!touchesProgramme(rule, period)) return null;
  const duty = dutyIn(rule, period);
  if (!duty) return null;
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
  // Of one that left before its area did, the nearest that is still there has the record.
  const place = trees.placeOn(homeIn(last, duty.tree)!, period.end);
  const counted = duty.denominator === 'households';
  const home = counted && place !== null ? countedAt(trees.on(period.end), place) : place;
  if (home === null) return null;
  const inForce = last.to >= period.end;
  const counts = inForce && (counted || days * 2 >= period.end - period.start + 1);
  const begin = Math.max(period.start, rule.programme.firstDay);
  const alone = counts && !responsibility.answeredOn(period.end, home);
  return {
    home,
    town: trees.on(period.end).get(home)!.town,
    n: counts && !counted ? 1 : 0,
    r: counts && !counted ? duty.n : 0,
    exempt: counts || counted ? 0 : 1,
    startDay: counts && !counted && since > begin ? since : 0,
    dueDay: 0,
    unassigned: alone && !counted ? 1 : 0,
    visited: 0,
    done: 0,
    met: 0,
    quota: counts ? duty.n : 0,
    alone,
  };
}

/** The area that counts the households of a place: the nearest with a count, or else the place itself. */
function countedAt(nodes: AreaNodes, place: string): string {
  for (const code of upFrom(nodes, place)) if (nodes.get(code)!.households !== null) return code;
  return place;
}

/** All that one subject is to one duty. */
export function reckonSubject(
  rule: DutyRule<CoverSubjects>,
  trees: TreeVersions,
  x: string,
  register: SubjectRegister,
  tally: Tally,
): Reckoning {
  const { spans, responsibility } = register;
  // Asked for several times a period: by its own contribution, by the next one's, and by the stock.
  const known = new Map<Day, Standing | null>();
  return {
    rule,
    x,
    tally,
    standingAt: (period) => {
      let at = known.get(period.start);
      if (at === undefined) {
        at = subjectStanding(rule, trees, register, period);
        known.set(period.start, at);
      }
      return at;
    },
    *changes() {
      for (const span of spans) {
        yield span.from;
        yield span.to;
      }
      yield* responsibility.changes();
    },
  };
}

/** Whether any version of the duty puts the entry under it. */
export function concerns(rule: DutyRule<CoverSubjects>, span: SubjectSpan): boolean {
  return rule.versions.some(({ duty }) => duty !== null && matches(duty, span));
}
