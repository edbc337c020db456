import type { Period } from '#geodata/duty/period.ts';
import type { TreeVersions } from '#geodata/duty/places.ts';
import { NO_VISITS, type Reckoning, type Standing } from '#geodata/duty/reckoning.ts';
import type { Responsibility } from '#geodata/duty/responsibility.ts';
import { dutyIn, touchesProgramme } from '#geodata/duty/rule.ts';
import type { AssignmentSpan, CoverSubjects, DutyRule, Staffing } from '#geodata/duty/types.ts';

/** The assignments that count for a staffing duty. */
export function staffOf(duty: Staffing, assignments: readonly AssignmentSpan[]): AssignmentSpan[] {
  return duty.role === null ? [...assignments] : assignments.filter(({ role }) => role === duty.role);
}

const NOTHING = { exempt: 0, startDay: 0, dueDay: 0, visited: 0, done: 0, met: 0, quota: 0 } as const;

/**
 * Standing of an area under a staffing duty: officers assigned to it on the period's last day against the
 * minimum. Each officer counts once, however many assignments there are.
 *
 * @param area code of an area
 * @param assignments those to the area itself, of any role
 * @returns null outside the programme and where the tree of the day has no such area of the level
 */
export function staffingStanding(
  rule: DutyRule<Staffing>,
  trees: TreeVersions,
  area: string,
  assignments: readonly AssignmentSpan[],
  period: Period,
): Standing | null {
  if (!touchesProgramme(rule, period)) return null;
  const duty = dutyIn(rule, period);
  const node = trees.on(period.end).get(area);
  if (!duty || node?.level !== duty.level || node.tree !== duty.tree) return null;
  const officers = new Set<string>();
  for (const { officer, from, to } of staffOf(duty, assignments))
    if (from <= period.end && to >= period.end) officers.add(officer);
  const v = officers.size;
  return {
    ...NOTHING,
    home: area,
    town: node.town,
    n: 1,
    r: duty.min,
    unassigned: v === 0 ? 1 : 0,
    visited: v > 0 ? 1 : 0,
    done: Math.min(v, duty.min),
    met: v >= duty.min ? 1 : 0,
    alone: v === 0,
  };
}

/** All that one area is to a staffing duty. */
export function reckonStaffing(
  rule: DutyRule<Staffing>,
  trees: TreeVersions,
  area: string,
  assignments: readonly AssignmentSpan[],
): Reckoning {
  const staff = assignments.filter((span) =>
    rule.versions.some(({ duty }) => duty !== null && staffOf(duty, [span]).length > 0),
  );
  const first = staff.length === 0 ? null : Math.min(...staff.map(({ from }) => from));
  return {
    rule,
    x: area,
    tally: { ...NO_VISITS, first },
    standingAt: (period) => staffingStanding(rule, trees, area, assignments, period),
    *changes() {
      for (const { from, to } of staff) {
        yield from;
        yield to;
      }
      yield* trees.changes;
    },
  };
}

/**
 * All that the counted households of one area are to a duty that has no register: `required` is
 * `n · households` (model.md, No register). What visits add comes from the subjects at home there.
 */
export function reckonHouseholds(
  rule: DutyRule<CoverSubjects>,
  trees: TreeVersions,
  area: string,
  responsibility: Responsibility,
): Reckoning {
  return {
    rule,
    x: area,
    counted: true,
    tally: NO_VISITS,
    standingAt: (period) => {
      if (!touchesProgramme(rule, period)) return null;
      const duty = dutyIn(rule, period);
      const node = trees.on(period.end).get(area);
      if (duty?.denominator !== 'households') return null;
      if (!node || node.households === null || node.tree !== duty.tree) return null;
      const alone = !responsibility.answeredOn(period.end, area);
      return {
        ...NOTHING,
        home: area,
        town: node.town,
        n: node.households,
        r: node.households * duty.n,
        unassigned: alone ? node.households : 0,
        alone,
      };
    },
    changes: () => responsibility.changes(),
  };
}
