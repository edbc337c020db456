import { type CheckInput, type CheckResult, pathOf } from './check.ts';

/** No two areas of the file have the same code. */
export function uniqueCodes({ boundaries }: CheckInput): CheckResult {
  const groups = [...Map.groupBy(boundaries, ({ code }) => code)].filter(([, areas]) => areas.length > 1);
  const findings = groups.map(([code, areas]) => ({
    codes: [code],
    indices: areas.map(({ index }) => index),
    message: `The code ${JSON.stringify(code)} is that of ${areas.length} areas: ${areas.map(({ name }) => name).join(', ')}.`,
    at: null,
    path: pathOf(areas[1]!),
  }));
  const summary =
    findings.length === 0 ? 'All codes are unique.' : `${findings.length} codes are used more than once.`;
  return { check: 'uniqueCodes', mustHold: true, ok: findings.length === 0, findings, summary };
}
