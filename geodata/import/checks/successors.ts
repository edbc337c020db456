import { areasByCode, type CheckInput, type CheckResult, ceasing, type Finding } from './check.ts';

/** A successor is named for an area that ceases, and is itself in the tree as it will be. */
export function successors(input: CheckInput): CheckResult {
  const gone = ceasing(input);
  const after = areasByCode(input);
  const findings: Finding[] = [];
  const report = (codes: string[], message: string) =>
    findings.push({ codes, indices: [], message, at: null, path: 'successors' });
  for (const { from, to } of input.change?.successors ?? []) {
    const tree = input.change?.elsewhere.get(to);
    if (after.has(from)) report([from, to], `The area ${from} stays: it has no successor.`);
    else if (!gone.has(from)) report([from, to], `There is no area ${from} that could have a successor.`);
    if (after.has(to)) continue;
    report(
      [from, to],
      tree === undefined
        ? `The successor ${to} of ${from} is not in the new tree.`
        : `The successor ${to} of ${from} is of the tree ${tree}, not of this one.`,
    );
  }
  const count = input.change?.successors.length ?? 0;
  const ok = findings.length === 0;
  const summary = !ok
    ? `${findings.length} faults in the successors.`
    : count === 0
      ? 'No successors are named.'
      : `${count} areas have successors.`;
  return { check: 'successors', mustHold: true, ok, findings, summary };
}
