import type { SubjectDuty, WriteContext } from '#api/store/sqlite/context.ts';
import type { Deltas } from '#api/store/sqlite/deltas.ts';
import type { FactLoader, RegisterEntry } from '#api/store/sqlite/facts.ts';
import { matches, qualifyingDays } from '#geodata/duty/coverSubjects.ts';
import type { AreaAssignments } from '#geodata/duty/responsibility.ts';
import type { VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** What the registers said before and say after. */
export interface RegisterChange {
  before: ReadonlyMap<string, RegisterEntry>;
  after: ReadonlyMap<string, RegisterEntry>;
  /** Assignments to areas after, and before where these differ. */
  assignments: AreaAssignments;
  assignmentsBefore?: AreaAssignments;
  /** Only these duties; all when left out. */
  only?: readonly SubjectDuty[];
}

/**
 * Replaces what subjects contribute when their registers or who answers for them changed: everything is
 * taken away as it was and added as it is, whatever period it bears on.
 *
 * @param touched collects the ids of the duties concerned
 */
export function changeSubjects(
  context: WriteContext,
  facts: FactLoader,
  deltas: Deltas,
  subjects: ReadonlySet<string>,
  change: RegisterChange,
  touched: Set<string>,
): void {
  const { before, after, assignments, assignmentsBefore = assignments } = change;
  const visits = visitsOf(facts, subjects, [before, after]);
  for (const x of subjects) {
    const [was, is] = [before.get(x), after.get(x)];
    for (const { duty, programme } of change.only ?? context.subjectDuties) {
      const spans = [...(was?.spans ?? []), ...(is?.spans ?? [])];
      if (!spans.some((span) => matches(duty, span))) continue;
      touched.add(duty.id);
      const days = qualifyingDays(duty, programme, visits.get(x) ?? []);
      const first = days[0] ?? null;
      deltas.changeSubject(
        duty,
        programme,
        x,
        { register: context.subjectRegister(was, duty, assignmentsBefore), days, first },
        { register: context.subjectRegister(is, duty, assignments), days, first },
        null,
      );
    }
  }
}

/** All visits of subjects, in whatever town they were at home. */
function visitsOf(
  facts: FactLoader,
  subjects: ReadonlySet<string>,
  registers: readonly ReadonlyMap<string, RegisterEntry>[],
): Map<string, VisitFact[]> {
  const ranges: [string, string, Day, Day][] = [];
  for (const x of subjects) {
    const towns = new Set(registers.flatMap((register) => [...(register.get(x)?.towns ?? [])]));
    for (const town of towns) ranges.push([town, x, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
  }
  return facts.visits(ranges);
}
