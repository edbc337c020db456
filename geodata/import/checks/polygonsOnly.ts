import { polygonsOf } from '#geodata/place/bbox.ts';
import { type CheckInput, type CheckResult, type Finding, pathOf } from './check.ts';

/** Every area is a polygon or a multipolygon with at least one polygon in it. */
export function polygonsOnly({ boundaries }: CheckInput): CheckResult {
  const findings: Finding[] = [];
  for (const boundary of boundaries) {
    // Files reach here by other ways than toBoundaries too; the type is not taken on trust.
    const type: string = boundary.geometry.type;
    const polygonal = type === 'Polygon' || type === 'MultiPolygon';
    if (polygonal && polygonsOf(boundary.geometry).some((rings) => (rings[0] ?? []).length > 0)) continue;
    findings.push({
      codes: [boundary.code],
      indices: [boundary.index],
      message: polygonal ? `${boundary.name} has no polygon in it.` : `${boundary.name} is a ${type}.`,
      at: null,
      path: `${pathOf(boundary)}.geometry`,
    });
  }
  const summary =
    findings.length === 0 ? 'All areas are polygons.' : `${findings.length} areas are not polygons.`;
  return { check: 'polygonsOnly', mustHold: true, ok: findings.length === 0, findings, summary };
}
