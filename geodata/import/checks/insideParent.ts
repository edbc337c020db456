import { labelPoint } from '#geodata/place/interior.ts';
import {
  areasByCode,
  areaText,
  type CheckInput,
  type CheckResult,
  type Finding,
  isSliver,
  MOST_FINDINGS,
  pathOf,
} from './check.ts';
import { areaM2, without } from './clip.ts';
import { type Edges, edgesOf } from './edges.ts';
import { exactTilings, siblingsKey } from './exactTiling.ts';
import { hasStretch } from './stretches.ts';

/**
 * Every area lies within its parent's outline, where that is known. A warning: outlines of two levels
 * often come from two sources. Areas in m2 and shares of the child.
 */
export function insideParent(input: CheckInput): CheckResult {
  const areas = areasByCode(input);
  const exact = exactTilings(input);
  const outlines = new Map<string, Edges>();
  const findings: Finding[] = [];
  let outside = 0;
  for (const boundary of input.boundaries) {
    const parent = boundary.parentCode === null ? undefined : areas.get(boundary.parentCode);
    if (!parent || parent.code === boundary.code || exact.has(siblingsKey(boundary))) continue;
    const outline = outlines.get(parent.code) ?? edgesOf(parent.geometry);
    outlines.set(parent.code, outline);
    const own = edgesOf(boundary.geometry);
    // A hole of the parent may lie inside the child without any of the child's border leaving the parent.
    if (!hasStretch(own, outline, 'outside') && !hasStretch(outline, own, 'inside')) continue;
    const place = { codes: [boundary.code, parent.code], indices: [boundary.index], path: pathOf(boundary) };
    if (outside >= MOST_FINDINGS) {
      outside++;
      continue;
    }
    try {
      const left = without(boundary.geometry, [parent.geometry]);
      const size = left ? areaM2(left) : 0;
      const share = size / areaM2(boundary.geometry);
      if (!left || size === 0) continue;
      const message = `${areaText(size)} of ${boundary.name} (${(100 * share).toPrecision(2)} %) lies outside ${parent.name}.`;
      const tolerated = isSliver(size, share);
      if (!tolerated) outside++;
      findings.push({
        ...place,
        message,
        at: labelPoint(left),
        areaM2: size,
        share,
        ...(tolerated ? { tolerated } : {}),
      });
    } catch {
      outside++;
      const message = `${boundary.name} reaches outside ${parent.name}; by how much could not be computed.`;
      findings.push({ ...place, message, at: labelPoint(boundary.geometry) });
    }
  }
  findings.sort((a, b) => (b.areaM2 ?? Infinity) - (a.areaM2 ?? Infinity));
  const summary =
    outside === 0 ? 'All areas lie in their parents.' : `${outside} areas reach outside their parent.`;
  return { check: 'insideParent', mustHold: false, ok: outside === 0, findings, summary };
}
