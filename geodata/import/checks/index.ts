import type { Boundary } from '#geodata/model.ts';
import {
  type CheckInput,
  type CheckName,
  type CheckResult,
  MOST_FINDINGS,
  type StoredArea,
  type TreeChange,
} from './check.ts';
import { droppedAreas } from './droppedAreas.ts';
import { insideParent } from './insideParent.ts';
import { noGaps } from './noGaps.ts';
import { noOverlaps } from './noOverlaps.ts';
import { parentExists } from './parentExists.ts';
import { polygonsOnly } from './polygonsOnly.ts';
import { shiftedCoordinateSystem } from './shiftedCoordinateSystem.ts';
import { successors } from './successors.ts';
import { uniqueCodes } from './uniqueCodes.ts';
import { validFromInOrder } from './validFromInOrder.ts';
import { validRings } from './validRings.ts';

export type { CheckInput, CheckName, CheckResult, Finding, StoredArea, TreeChange } from './check.ts';

/** The named checks in the order in which they run and are shown. */
export const CHECKS: Readonly<Record<CheckName, (input: CheckInput) => CheckResult>> = {
  polygonsOnly,
  validRings,
  uniqueCodes,
  parentExists,
  noOverlaps,
  noGaps,
  insideParent,
  shiftedCoordinateSystem,
  validFromInOrder,
  droppedAreas,
  successors,
};

// These need outlines that are outlines; what the first two refuse is left out of them.
const GEOMETRIC: ReadonlySet<CheckName> = new Set([
  'noOverlaps',
  'noGaps',
  'insideParent',
  'shiftedCoordinateSystem',
]);

/** Outcome of all checks on one file. */
export interface CheckReport {
  /** Whether everything that must hold holds; warnings may remain. */
  ok: boolean;
  checks: CheckResult[];
}

/** What a file is checked against; each list may be left out. */
export interface CheckAgainst {
  /** Areas that exist already: parents, and earlier shapes of the same codes. */
  stored?: readonly StoredArea[];
  /** Parents that are not stored. */
  parents?: readonly StoredArea[];
  /** The district; areas of the file that name no parent are measured against it. */
  district?: StoredArea | null;
  /** What the import does beside putting its areas in. */
  change?: TreeChange;
}

/**
 * Runs every check on the boundaries of one file.
 *
 * An area whose rings are refused is left out of the checks that measure, so that one bad ring does
 * not hide the rest; so is a stored area with bad rings. At most 200 findings are kept of each check.
 */
export function checkBoundaries(boundaries: readonly Boundary[], against: CheckAgainst = {}): CheckReport {
  const { district, parents = [], stored = [], change } = against;
  const input: CheckInput = {
    boundaries: boundaries.map((boundary) =>
      district && boundary.parentCode === null && boundary.code !== district.code
        ? { ...boundary, parentCode: district.code }
        : boundary,
    ),
    stored: [...stored, ...parents, ...(district ? [district] : [])],
    ...(change ? { change } : {}),
  };
  const refused = new Set<number>();
  const usable = (): CheckInput => {
    const out = new Set(input.boundaries.flatMap(({ code, index }) => (refused.has(index) ? [code] : [])));
    return {
      ...input,
      boundaries: input.boundaries.filter(({ index }) => !refused.has(index)),
      // The earlier shape of an area that is refused is no neighbour of the others.
      stored: input.stored.filter(
        (area) => !out.has(area.code) && validRings({ boundaries: [{ ...area, ...NO_ROW }], stored: [] }).ok,
      ),
    };
  };
  let measured: CheckInput | null = null;
  const checks: CheckResult[] = [];
  for (const [name, check] of Object.entries(CHECKS) as [CheckName, (typeof CHECKS)[CheckName]][]) {
    if (name === 'validRings') {
      const polygonal = { ...input, boundaries: input.boundaries.filter(({ index }) => !refused.has(index)) };
      checks.push(check(polygonal));
    } else if (GEOMETRIC.has(name)) {
      measured ??= usable();
      checks.push(check(measured));
    } else checks.push(check(input));
    if (name === 'polygonsOnly' || name === 'validRings') {
      for (const { indices } of checks.at(-1)!.findings) for (const index of indices) refused.add(index);
    }
  }
  return {
    ok: checks.every((result) => result.ok || !result.mustHold),
    checks: checks.map((result) => ({ ...result, findings: result.findings.slice(0, MOST_FINDINGS) })),
  };
}

const NO_ROW = { urbanRural: null, households: null, index: 0 };
