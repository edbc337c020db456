import { type Period, periodOf } from '#geodata/duty/period.ts';
import type { Duty, DutyRule } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** The duty's rule in a period: a change takes effect with the next period. Null where the duty has ended. */
export function dutyIn<D extends Duty>(rule: DutyRule<D>, period: Period): D | null {
  const { versions } = rule;
  for (let i = versions.length - 1; i > 0; i--)
    if (versions[i]!.fromPeriod <= period.start) return versions[i]!.duty;
  return versions[0]!.duty;
}

/** The rule in the period that holds a day. */
export function dutyOn<D extends Duty>(rule: DutyRule<D>, day: Day): D | null {
  if (rule.versions.length === 1) return rule.versions[0]!.duty;
  return dutyIn(rule, periodOf(rule.duty.period, day, rule.programme));
}

/** Whether a period has a day in common with the programme. */
export function touchesProgramme({ programme }: DutyRule, period: Period): boolean {
  return period.end >= programme.firstDay && period.start <= programme.lastDay;
}
