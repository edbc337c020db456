import type { ImportAnswer, ImportQuery } from '#api/contract/imports.ts';
import { CodedError } from '#api/errors.ts';
import type { CheckedBoundaries } from '#api/services/jobs.ts';
import type { LostHome } from '#api/store/areaStore.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';

/** Findings that are named when a refused import is to be confirmed. */
const MOST_FAULTS = 20;

/** The tree an import is for. */
export function treeOf({ tree }: ImportQuery): string {
  return tree ?? ADMINISTRATIVE;
}

/** What a check of a file came to. */
export function answerOf(id: string, query: ImportQuery, checked: CheckedBoundaries): ImportAnswer {
  return {
    id,
    kind: 'boundaries',
    status: checked.report.ok ? 'checked' : 'refused',
    tree: treeOf(query),
    validFrom: query.validFrom ?? null,
    count: checked.boundaries.length,
    coordinates: checked.coordinates,
    checks: checked.report.checks.map(({ check, mustHold, ok, summary, findings }) => ({
      check,
      mustHold,
      ok,
      summary,
      findings: findings.slice(0, 200).map((finding) => ({ ...finding })),
    })),
    treeVersion: null,
  };
}

/** Whoever is at home in an area that ceases finds another home. */
export function noHomesLost(lost: readonly LostHome[]): ImportAnswer['checks'][number] {
  const subjects = lost.reduce((sum, home) => sum + home.subjects, 0);
  return {
    check: 'noHomesLost',
    mustHold: true,
    ok: subjects === 0,
    summary:
      subjects === 0 ? 'No subject loses its home.' : `Subjects that would lose their home: ${subjects}.`,
    findings: lost.map((home) => ({
      codes: [home.home],
      indices: [],
      at: null,
      path: `areas.${home.home}`,
      code: 'homesLost',
      subjects: home.subjects,
      message: `Subjects at home in ${home.home} without a position in an area of the new tree: ${home.subjects}. Name a successor of ${home.home}.`,
    })),
  };
}

/** Why an import was refused, told again to whoever confirms it. */
export function refusedAgain(answer: ImportAnswer): CodedError {
  const faults = answer.checks.flatMap(({ check, mustHold, ok, findings }) =>
    mustHold && !ok
      ? findings
          .filter((finding) => finding.tolerated !== true)
          .map(({ path, code, message }) => ({
            path: typeof path === 'string' ? path : 'features',
            message,
            code: typeof code === 'string' ? code : check,
          }))
      : [],
  );
  const detail = 'A check that must hold failed; mend what it names and send the file again.';
  return new CodedError('conflict', detail, faults.slice(0, MOST_FAULTS));
}
