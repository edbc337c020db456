import { formatDay } from '#geodata/duty/calendar.ts';
import type { CheckInput, CheckResult, Finding } from './check.ts';

/** The borders hold from the day on which the newest ones begin, or from a later one: history is not rewritten. */
export function validFromInOrder({ change }: CheckInput): CheckResult {
  const findings: Finding[] = [];
  if (change && change.newestFrom !== null && change.validFrom < change.newestFrom) {
    const day = formatDay(change.newestFrom);
    const message = `Borders from ${formatDay(change.validFrom)} on cannot come in: those that hold from ${day} on stand already.`;
    findings.push({ codes: [], indices: [], message, at: null, path: 'validFrom', day });
  }
  const [finding] = findings;
  const summary = finding?.message ?? 'No borders of a later day stand already.';
  return { check: 'validFromInOrder', mustHold: true, ok: !finding, findings, summary };
}
