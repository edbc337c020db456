import { LEVELS } from '#geodata/model.ts';
import { areasByCode, type CheckInput, type CheckResult, type Finding, pathOf } from './check.ts';

/** Every named parent exists, in the file or already, and is of a higher level than its child. */
export function parentExists(input: CheckInput): CheckResult {
  const known = areasByCode(input);
  const findings: Finding[] = [];
  for (const boundary of input.boundaries) {
    const { parentCode, name, level } = boundary;
    if (parentCode === null) continue;
    const parent = known.get(parentCode);
    // A zone may lie in a zone; every other level only in a higher one.
    const above = parent && (LEVELS.indexOf(parent.level) < LEVELS.indexOf(level) || level === 'zone');
    if (above && parent.code !== boundary.code) continue;
    const message = parent
      ? `${name} (${level}) cannot lie in ${parent.name} (${parent.level}).`
      : `${name} names the parent ${JSON.stringify(parentCode)}, which does not exist.`;
    findings.push({
      codes: [boundary.code, parentCode],
      indices: [boundary.index],
      message,
      at: null,
      path: pathOf(boundary),
    });
  }
  const summary =
    findings.length === 0 ? 'All parents exist.' : `${findings.length} areas have no valid parent.`;
  return { check: 'parentExists', mustHold: true, ok: findings.length === 0, findings, summary };
}
