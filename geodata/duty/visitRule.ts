import { dutyOn } from '#geodata/duty/rule.ts';
import type {
  AfterEvent,
  CoverSubjects,
  DutyRule,
  OfficerQuota,
  OfficerSpan,
  VisitFact,
} from '#geodata/duty/types.ts';
import type { Day, SubjectType } from '#geodata/model.ts';

/** Duties that visits fulfil. */
export type VisitDuty = CoverSubjects | OfficerQuota | AfterEvent;

/** Officers by id, with the roles they hold over time. */
export type Staff = ReadonlyMap<string, readonly OfficerSpan[]>;

/**
 * Whether a visit counts for a duty: met, by a named mode, within (and where asked, under) its programme, and
 * where the duty names a role, made by somebody who holds it on the day (model.md, Which visits).
 *
 * @param duty the rule to go by: that of the visit's day, unless an earlier one set the deadline
 */
export function qualifies(
  rule: DutyRule<VisitDuty>,
  visit: VisitFact,
  staff: Staff,
  duty: VisitDuty | null = dutyOn(rule, visit.day),
): boolean {
  const { programme } = rule;
  if (visit.outcome !== 'met' || visit.day < programme.firstDay || visit.day > programme.lastDay)
    return false;
  if (!duty) return false;
  if (duty.modes.length > 0 && !duty.modes.includes(visit.mode)) return false;
  if (duty.ownProgrammeOnly && visit.programmeId !== programme.id) return false;
  if (duty.kind === 'officerQuota' || duty.officerRole === null) return true;
  return visit.officers.some((officer) => holdsRole(staff, officer, duty.officerRole!, visit.day));
}

/** Whether an officer holds a role on a day. */
function holdsRole(staff: Staff, officer: string, role: string, day: Day): boolean {
  return (
    staff.get(officer)?.some((span) => span.role === role && span.from <= day && day <= span.to) ?? false
  );
}

/** Whether a subject of this type with these tags is one that the duty names. */
export function names(
  duty: { subjectType: SubjectType | null; tags: readonly string[] },
  subject: { type: SubjectType; tags: readonly string[] },
): boolean {
  return (
    (duty.subjectType === null || subject.type === duty.subjectType) &&
    (duty.tags.length === 0 || duty.tags.some((tag) => subject.tags.includes(tag)))
  );
}
