import type { MultiPolygon, Polygon } from 'geojson';
import { ADMINISTRATIVE, type Area, LEVELS, type Level } from '#geodata/model.ts';

/** An area that is to be drawn within its parent. */
export interface Child {
  code: string;
  name: string;
  level: Level;
  /** An area with a polygon, or another area that is to be drawn. */
  parentCode: string;
  /** The area's share of its parent; of areas that leave it out, the mean of those beside them that do not. */
  households: number | null;
  /** Where it was asked for, to be named when it is refused: `line 3`, `areas.2`. */
  place: string;
}

/** One thing wrong with what is asked for. */
export interface ChildFault {
  path: string;
  code: string;
  message: string;
}

/** What exists already. */
export interface Existing {
  area: (code: string) => Pick<Area, 'code' | 'level' | 'parentCode' | 'tree'> | undefined;
  /** The polygon of an area in square metres; undefined where it has none. */
  areaM2: (code: string) => number | undefined;
  /** Code of an area directly below that has a polygon. */
  drawnBelow: (code: string) => string | undefined;
}

/** Levels that may be drawn; a building or a zone is surveyed, not drawn. */
export const DRAWN_LEVELS = ['district', 'town', 'community', 'grid'] as const satisfies Level[];

/** What a part must have on average: 10 m by 10 m is less than any grid. */
const LEAST_PART_M2 = 100;

/** Most parts that are numbered: their codes are the parent's and three digits. */
export const MOST_NUMBERED = 999;

const NAMES: Record<(typeof DRAWN_LEVELS)[number], (n: number) => string> = {
  district: (n) => `第${n}区`,
  town: (n) => `第${n}镇街`,
  community: (n) => `第${n}社区`,
  grid: (n) => `第${String(n).padStart(2, '0')}网格`,
};

/**
 * Children whose codes and names follow a rule: the parent's code and three digits from 001, `第01网格`,
 * `第1社区`, `第1镇街`, `第1区`.
 *
 * @param count 1 to MOST_NUMBERED
 */
export function numberedChildren(
  parentCode: string,
  level: (typeof DRAWN_LEVELS)[number],
  count: number,
): Child[] {
  return Array.from({ length: count }, (_, i) => ({
    code: `${parentCode}${String(i + 1).padStart(3, '0')}`,
    name: NAMES[level](i + 1),
    level,
    parentCode,
    households: null,
    place: 'parentCode',
  }));
}

/**
 * Everything that is wrong with what is asked for, each with its place: `duplicateCode`, `codeTaken`,
 * `unknownParent`, `notAdministrative`, `noPolygon`, `hasChildren`, `badLevel`, `mixedLevels`,
 * `tooMany`.
 */
export function checkChildren(children: readonly Child[], existing: Existing): ChildFault[] {
  const faults: ChildFault[] = [];
  const report = ({ place }: Child, code: string, message: string): void => {
    faults.push({ path: place, code, message });
  };
  const byCode = new Map<string, Child>();
  for (const child of children) {
    const twin = byCode.get(child.code);
    if (twin)
      report(child, 'duplicateCode', `The code ${child.code} is there twice, first at ${twin.place}.`);
    else byCode.set(child.code, child);
    const taken = existing.area(child.code);
    const waits = taken && taken.level === child.level && taken.parentCode === child.parentCode;
    if (taken && (!waits || existing.areaM2(child.code) !== undefined))
      report(child, 'codeTaken', `There is an area ${child.code} already.`);
  }
  for (const [parentCode, siblings] of Map.groupBy(children, (child) => child.parentCode)) {
    const first = siblings[0]!;
    const parent = byCode.get(parentCode) ?? existing.area(parentCode);
    if (!parent) {
      report(first, 'unknownParent', `There is no area ${parentCode}.`);
      continue;
    }
    if (!byCode.has(parentCode)) refuseParent(parentCode, first, existing, report);
    for (const child of siblings) {
      if (LEVELS.indexOf(child.level) <= LEVELS.indexOf(parent.level))
        report(
          child,
          'badLevel',
          `A ${child.level} does not lie in a ${parent.level}: ${child.code} in ${parentCode}.`,
        );
      else if (child.level !== first.level)
        report(child, 'mixedLevels', `${parentCode} is divided into areas of one level: ${first.level}.`);
    }
  }
  if (faults.length > 0) return faults;
  const leaves = leavesByRoot(children, byCode);
  for (const [root, { count, first }] of leaves) {
    const size = existing.areaM2(root) ?? 0;
    if (size / count < LEAST_PART_M2)
      report(
        first,
        'tooMany',
        `${root} has ${size.toFixed(0)} m²: too little for ${count} areas of ${LEAST_PART_M2} m².`,
      );
  }
  return faults;
}

function refuseParent(
  code: string,
  child: Child,
  existing: Existing,
  report: (child: Child, code: string, message: string) => void,
): void {
  const below = existing.drawnBelow(code);
  if (existing.area(code)?.tree !== ADMINISTRATIVE)
    report(child, 'notAdministrative', `${code} belongs to a tree of zones, which is not divided.`);
  else if (below !== undefined)
    report(child, 'hasChildren', `${code} has areas with polygons already, such as ${below}.`);
  else if (existing.areaM2(code) === undefined)
    report(child, 'noPolygon', `${code} has no polygon that could be divided; import one first.`);
}

/** How many areas at the bottom are drawn in each existing parent. Levels fall, so nothing runs in a ring. */
function leavesByRoot(
  children: readonly Child[],
  byCode: ReadonlyMap<string, Child>,
): Map<string, { count: number; first: Child }> {
  const inner = new Set(children.map(({ parentCode }) => parentCode));
  const leaves = new Map<string, { count: number; first: Child }>();
  for (const child of children) {
    let top = child;
    for (let up = byCode.get(top.parentCode); up; up = byCode.get(up.parentCode)) top = up;
    const known = leaves.get(top.parentCode) ?? { count: 0, first: top };
    if (!inner.has(child.code)) known.count++;
    leaves.set(top.parentCode, known);
  }
  return leaves;
}

/** An area that is divided, with its polygon in WGS 84. */
export interface Parent {
  code: string;
  geometry: Polygon | MultiPolygon;
}
