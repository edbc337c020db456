import { homeIn } from '#geodata/duty/coverSubjects.ts';
import { type Period, periodOf } from '#geodata/duty/period.ts';
import { lowestHolding, type TreeVersions, upFrom } from '#geodata/duty/places.ts';
import type { Reckoning, Standing, Tally } from '#geodata/duty/reckoning.ts';
import { dutyIn, dutyOn, touchesProgramme } from '#geodata/duty/rule.ts';
import type {
  DutyRule,
  OfficerQuota,
  OfficerSpan,
  PostAssignment,
  SubjectSpan,
  VisitFact,
} from '#geodata/duty/types.ts';
import { names, qualifies } from '#geodata/duty/visitRule.ts';
import { ADMINISTRATIVE, type Day, UNLISTED } from '#geodata/model.ts';

/** What the registers say of one post, and of the subjects it was assigned to or has called on. */
export interface PostRegister {
  /** Entries of the officer, ascending. */
  spans: readonly OfficerSpan[];
  assignments: readonly PostAssignment[];
  subjects: ReadonlyMap<string, readonly SubjectSpan[]>;
}

/** A visit as the post that made it counts it. */
export interface PostVisit extends VisitFact {
  subject: string;
}

const STAFF_UNASKED = new Map<string, OfficerSpan[]>();

/** The visits of a post that qualify for a duty, whichever subjects they were to. */
export function qualifyingCalls(rule: DutyRule<OfficerQuota>, visits: readonly PostVisit[]): PostVisit[] {
  return visits.filter((visit) => qualifies(rule, visit, STAFF_UNASKED));
}

/**
 * Counts different subjects of the post's own areas and lists, period by period. Whether a subject is one of
 * them is read on the last day of the period, as every register is (model.md, Which x). Calls made before the
 * post took up its role, or after it laid it down, count for nothing: its quota has no share for those days.
 *
 * @param calls qualifying visits of the post
 */
export function tallyOfCalls(
  rule: DutyRule<OfficerQuota>,
  trees: TreeVersions,
  post: PostRegister,
  calls: readonly PostVisit[],
): Tally {
  const byPeriod = new Map<Day, PostVisit[]>();
  for (const call of calls) {
    if (!heldOn(rule, post, call.day)) continue;
    const { start } = periodOf(rule.duty.period, call.day, rule.programme);
    const list = byPeriod.get(start);
    if (list) list.push(call);
    else byPeriod.set(start, [call]);
  }
  const counted = new Map<Day, { count: number; first: Day | null }>();
  const countOf = (period: Period) => {
    let found = counted.get(period.start);
    if (!found) {
      const subjects = new Map<string, Day>();
      for (const { subject, day } of byPeriod.get(period.start) ?? [])
        if (isOwn(rule, trees, post, subject, period))
          subjects.set(subject, Math.min(day, subjects.get(subject) ?? day));
      found = { count: subjects.size, first: subjects.size ? Math.min(...subjects.values()) : null };
      counted.set(period.start, found);
    }
    return found;
  };
  let first: Day | null = null;
  for (const start of [...byPeriod.keys()].sort((a, b) => a - b)) {
    first = countOf(periodOf(rule.duty.period, start, rule.programme)).first;
    if (first !== null) break;
  }
  return { countIn: (period) => countOf(period).count, days: calls.map(({ day }) => day), first };
}

/** Whether the post held the role of the duty on a day. */
function heldOn(rule: DutyRule<OfficerQuota>, { spans }: PostRegister, day: Day): boolean {
  const role = dutyOn(rule, day)?.role;
  return spans.some((span) => span.role === role && span.from <= day && day <= span.to);
}

/** Whether a subject counts for the post in a period: one it names, at home in an area or on a list of the post. */
function isOwn(
  rule: DutyRule<OfficerQuota>,
  trees: TreeVersions,
  { assignments, subjects }: PostRegister,
  subject: string,
  period: Period,
): boolean {
  const duty = dutyIn(rule, period);
  const { end } = period;
  const span = subjects.get(subject)?.find(({ from, to }) => from <= end && end <= to);
  if (!duty || !span || !names(duty, span) || span.tags.includes(UNLISTED)) return false;
  const active = assignments.filter(({ from, to }) => from <= end && end <= to);
  if (active.some((assignment) => assignment.subject === subject)) return true;
  const home = homeIn(span, duty.tree);
  if (home === null) return false;
  const chain = new Set(upFrom(trees.on(end), home));
  return active.some(({ area }) => area !== null && chain.has(area));
}

/**
 * Standing of a post in a period. It counts when it is held on the last day and for at least half of the days;
 * the quota is `ceil(n · share of the period in force)`. It is at home in the lowest area that holds all its
 * areas, or where its organisation is when it has none.
 */
export function postStanding(
  rule: DutyRule<OfficerQuota>,
  trees: TreeVersions,
  post: PostRegister,
  period: Period,
): Standing | null {
  if (!touchesProgramme(rule, period)) return null;
  const duty = dutyIn(rule, period);
  if (!duty) return null;
  let days = 0;
  let since: Day | null = null;
  let last: OfficerSpan | null = null;
  for (const span of post.spans) {
    if (span.role !== duty.role || span.to < period.start) continue;
    if (span.from > period.end) break;
    days += Math.min(span.to, period.end) - Math.max(span.from, period.start) + 1;
    if (since === null || last?.to !== span.from - 1) since = span.from;
    last = span;
  }
  if (last === null || since === null) return null;
  const length = period.end - period.start + 1;
  const counts = last.to >= period.end && days * 2 >= length;
  const on = Math.min(last.to, period.end);
  const nodes = trees.on(period.end);
  const active = post.assignments.filter(({ from, to }) => from <= on && on <= to);
  const areas = active.flatMap(({ area, subject }) => {
    // Areas of another tree hold none of what the quota asks for.
    if (area !== null) return nodes.get(area)?.tree === duty.tree ? [area] : [];
    const span = post.subjects.get(subject ?? '')?.find(({ from, to }) => from <= on && on <= to);
    const home = span && homeIn(span, duty.tree);
    return home && nodes.has(home) ? [home] : [];
  });
  const home =
    lowestHolding(nodes, areas) ??
    (duty.tree === ADMINISTRATIVE ? trees.placeOn(last.home, period.end) : null);
  // A tree of zones has no place for a post without a zone, as it has none for a subject in none.
  if (home === null) return null;
  const begin = Math.max(period.start, rule.programme.firstDay);
  const alone = counts && active.length === 0;
  const quota = counts ? Math.ceil((duty.n * days) / length) : 0;
  return {
    home,
    town: nodes.get(home)!.town,
    n: counts ? 1 : 0,
    r: quota,
    exempt: counts ? 0 : 1,
    startDay: counts && since > begin ? since : 0,
    dueDay: 0,
    unassigned: alone ? 1 : 0,
    visited: 0,
    done: 0,
    met: 0,
    quota,
    alone,
  };
}

/** All that one post is to one duty. */
export function reckonPost(
  rule: DutyRule<OfficerQuota>,
  trees: TreeVersions,
  x: string,
  post: PostRegister,
  tally: Tally,
): Reckoning {
  return {
    rule,
    x,
    tally,
    standingAt: (period) => postStanding(rule, trees, post, period),
    *changes() {
      for (const { from, to } of post.spans) {
        yield from;
        yield to;
      }
      for (const { from, to, subject } of post.assignments) {
        yield from;
        yield to;
        // A post on a list is at home where those on it are.
        for (const span of post.subjects.get(subject ?? '') ?? []) {
          yield span.from;
          yield span.to;
        }
      }
      yield* trees.changes;
    },
  };
}
