import { LEVELS, type Level } from '#geodata/model.ts';
import {
  areasByCode,
  type CheckInput,
  type CheckResult,
  ceasing,
  type Finding,
  pathOf,
  type StoredArea,
  staying,
} from './check.ts';

/**
 * Every named parent exists in the same tree, in the file or already, stays there, and is of a higher level
 * than its child; no area lies in itself. The same is asked of areas that stay below one of the file.
 */
export function parentExists(input: CheckInput): CheckResult {
  const known = areasByCode(input);
  const gone = ceasing(input);
  const findings: Finding[] = [];
  for (const boundary of input.boundaries) {
    const { code, parentCode, name, level } = boundary;
    if (parentCode === null) continue;
    const parent = known.get(parentCode);
    if (parent && above(parent.level, level) && !liesBelow(known, parent, code)) continue;
    const tree = input.change?.elsewhere.get(parentCode);
    const named = `${name} names the parent ${JSON.stringify(parentCode)}, which`;
    const message = parent
      ? `${name} (${level}) cannot lie in ${parent.name} (${parent.level}).`
      : tree !== undefined
        ? `${named} is an area of the tree ${tree}; a parent lies in the same tree.`
        : gone.has(parentCode)
          ? `${named} ceases with this import.`
          : `${named} does not exist.`;
    findings.push({
      codes: [code, parentCode],
      indices: [boundary.index],
      message,
      at: null,
      path: pathOf(boundary),
    });
  }
  const inFile = new Map(input.boundaries.map((boundary) => [boundary.code, boundary]));
  for (const { code, name, level, parentCode } of staying(input)) {
    const parent = parentCode === null ? undefined : inFile.get(parentCode);
    if (!parent || above(parent.level, level)) continue;
    findings.push({
      codes: [code, parent.code],
      indices: [parent.index],
      message: `${name} (${level}), which stays, cannot lie in ${parent.name} (${parent.level}).`,
      at: null,
      path: pathOf(parent),
    });
  }
  const summary =
    findings.length === 0 ? 'All parents exist.' : `${findings.length} areas have no valid parent.`;
  return { check: 'parentExists', mustHold: true, ok: findings.length === 0, findings, summary };
}

/** A zone may lie in a zone; every other level only in a higher one. */
function above(parent: Level, child: Level): boolean {
  return child === 'zone' ? parent === 'zone' : LEVELS.indexOf(parent) < LEVELS.indexOf(child);
}

/** Whether an area is the one of the code or lies in it, as the tree will be. */
function liesBelow(known: ReadonlyMap<string, StoredArea>, area: StoredArea, code: string): boolean {
  const seen = new Set<string>();
  for (let at: StoredArea | undefined = area; at && !seen.has(at.code); ) {
    if (at.code === code) return true;
    seen.add(at.code);
    at = at.parentCode === null ? undefined : known.get(at.parentCode);
  }
  return false;
}
