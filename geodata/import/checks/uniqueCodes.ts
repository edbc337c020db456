import { type CheckInput, type CheckResult, type Finding, pathOf } from './check.ts';

/** No two areas of the file have the same code, and none has the code of an area of another tree. */
export function uniqueCodes({ boundaries, change }: CheckInput): CheckResult {
  const groups = [...Map.groupBy(boundaries, ({ code }) => code)].filter(([, areas]) => areas.length > 1);
  const findings: Finding[] = groups.map(([code, areas]) => ({
    codes: [code],
    indices: areas.map(({ index }) => index),
    message: `The code ${JSON.stringify(code)} is that of ${areas.length} areas: ${areas.map(({ name }) => name).join(', ')}.`,
    at: null,
    path: pathOf(areas[1]!),
  }));
  for (const boundary of boundaries) {
    const { code, name, index } = boundary;
    const tree = change?.elsewhere.get(code);
    if (tree === undefined) continue;
    findings.push({
      codes: [code],
      indices: [index],
      message: `The code ${JSON.stringify(code)} of ${name} is that of an area of the tree ${tree}.`,
      at: null,
      path: pathOf(boundary),
    });
  }
  const summary =
    findings.length === 0 ? 'All codes are unique.' : `${findings.length} codes are used more than once.`;
  return { check: 'uniqueCodes', mustHold: true, ok: findings.length === 0, findings, summary };
}
