import type { Period } from '#geodata/duty/period.ts';
import type { Standing } from '#geodata/duty/stock.ts';
import type { AssignmentSpan, Programme, Staffing } from '#geodata/duty/types.ts';

/** The assignments that count for a staffing duty. */
export function staffOf(duty: Staffing, assignments: readonly AssignmentSpan[]): AssignmentSpan[] {
  return duty.role === null ? [...assignments] : assignments.filter(({ role }) => role === duty.role);
}

/**
 * Standing of an area under a staffing duty: officers assigned to it on the period's last day against the
 * minimum. Each officer counts once, however many assignments there are.
 *
 * @param area code of an area of the duty's level
 * @param assignments those to the area itself, of any role
 * @returns null outside the programme
 */
export function staffingStanding(
  duty: Staffing,
  programme: Programme,
  area: string,
  assignments: readonly AssignmentSpan[],
  period: Period,
): Standing | null {
  if (period.end < programme.firstDay || period.start > programme.lastDay) return null;
  const officers = new Set<string>();
  for (const { officer, from, to } of staffOf(duty, assignments))
    if (from <= period.end && to >= period.end) officers.add(officer);
  const v = officers.size;
  return {
    home: area,
    n: 1,
    r: duty.min,
    exempt: 0,
    startDay: 0,
    unassigned: v === 0 ? 1 : 0,
    visited: v > 0 ? 1 : 0,
    done: Math.min(v, duty.min),
    met: v >= duty.min ? 1 : 0,
  };
}
