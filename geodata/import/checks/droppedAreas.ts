import { areasByCode, type CheckInput, type CheckResult, ceasing, type Finding, staying } from './check.ts';

/** Children named in one finding. */
const MOST_CHILDREN = 20;

/** What is to cease is an area of this tree that the file does not have, and nothing stays below it. */
export function droppedAreas(input: CheckInput): CheckResult {
  const gone = ceasing(input);
  const after = areasByCode(input);
  const findings: Finding[] = [];
  const report = (codes: string[], message: string) =>
    findings.push({ codes, indices: [], message, at: null, path: 'drop' });
  for (const code of input.change?.drop ?? []) {
    if (gone.has(code)) continue;
    const tree = input.change?.elsewhere.get(code);
    if (after.has(code)) report([code], `The area ${code} is to cease, but the file has it.`);
    else if (tree !== undefined) report([code], `The area ${code} is of the tree ${tree}, not of this one.`);
    else report([code], `There is no area ${code} that could cease.`);
  }
  const names = new Map(input.stored.map(({ code, name }) => [code, name]));
  for (const [parent, children] of Map.groupBy(staying(input), ({ parentCode }) => parentCode)) {
    if (parent === null || !gone.has(parent)) continue;
    const codes = children.slice(0, MOST_CHILDREN).map(({ code }) => code);
    const more = children.length > codes.length ? ', …' : '';
    report(
      [parent, ...codes],
      `${names.get(parent)} (${parent}) ceases, but ${children.length} areas in it stay: ${codes.join(', ')}${more}.`,
    );
  }
  const ok = findings.length === 0;
  const summary = !ok
    ? `${findings.length} faults in what is to cease.`
    : gone.size === 0
      ? 'No area ceases.'
      : `${gone.size} areas cease.`;
  return { check: 'droppedAreas', mustHold: true, ok, findings, summary };
}
