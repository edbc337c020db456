import { featureCollection, feature as featureOf, union } from '@turf/turf';
import type { MultiPolygon, Polygon } from 'geojson';
import { polygonsOf } from '#geodata/place/bbox.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import {
  areasByCode,
  areaText,
  type CheckInput,
  type CheckResult,
  type Finding,
  isSliver,
  type StoredArea,
} from './check.ts';
import { areaM2, without } from './clip.ts';
import { exactTilings, siblingsOf } from './exactTiling.ts';

// Of each parent the largest gaps are listed one by one.
const MOST_PIECES = 20;

/**
 * The children of one parent, those of the file and those that stay, leave nothing of it out: measured
 * against the parent's outline where that is known, otherwise as holes that the children enclose. A warning: sea, nature reserves and
 * outlines of another source are common reasons. Areas in m2 and shares of the parent (or of the
 * children's area where the parent has no outline). Zones need not fill anything.
 */
export function noGaps(input: CheckInput): CheckResult {
  const outlines = areasByCode(input);
  const findings: Finding[] = [];
  const sentences: string[] = [];
  const exact = exactTilings(input);
  for (const [key, { inFile, kept }] of siblingsOf(input)) {
    const { level, parentCode } = inFile[0]!;
    if (exact.has(key) || level === 'zone') continue;
    const children = [...inFile, ...kept];
    const parent = parentCode === null ? undefined : outlines.get(parentCode);
    const name = parent?.name ?? parentCode ?? 'the whole';
    try {
      const whole = parent
        ? areaM2(parent.geometry)
        : children.reduce((sum, { geometry }) => sum + areaM2(geometry), 0);
      const gaps = parent ? outlineGaps(parent.geometry, children) : enclosedGaps(children);
      const total = gaps.reduce((sum, gap) => sum + gap.size, 0);
      const share = total / whole;
      const real = gaps.filter((gap) => !isSliver(gap.size, gap.size / whole));
      if (real.length === 0) continue;
      const codes = parentCode === null ? [] : [parentCode];
      const message = `Gaps in ${name}: ${areaText(total)}, ${(100 * share).toFixed(1)} % of it, in ${real.length} pieces.`;
      sentences.push(message);
      const largest = real.sort((a, b) => b.size - a.size);
      findings.push({
        codes,
        indices: [],
        message,
        at: labelPoint(largest[0]!.polygon),
        areaM2: total,
        share,
      });
      for (const { polygon, size } of largest.slice(0, MOST_PIECES)) {
        const piece = `A gap of ${areaText(size)} in ${name}.`;
        findings.push({
          codes,
          indices: [],
          message: piece,
          at: labelPoint(polygon),
          areaM2: size,
          share: size / whole,
        });
      }
    } catch {
      const message = `Gaps in ${name} could not be computed.`;
      sentences.push(message);
      findings.push({ codes: [], indices: [], message, at: labelPoint(children[0]!.geometry) });
    }
  }
  const ok = findings.length === 0;
  return { check: 'noGaps', mustHold: false, ok, findings, summary: ok ? 'No gaps.' : sentences.join(' ') };
}

interface Gap {
  polygon: Polygon;
  size: number;
}

function outlineGaps(outline: Polygon | MultiPolygon, children: readonly StoredArea[]): Gap[] {
  const left = without(
    outline,
    children.map(({ geometry }) => geometry),
  );
  return left ? polygonsOf(left).map((rings) => gapOf({ type: 'Polygon', coordinates: rings })) : [];
}

function enclosedGaps(children: readonly StoredArea[]): Gap[] {
  if (children.length < 2) return [];
  const together = union(featureCollection(children.map(({ geometry }) => featureOf(geometry))));
  const holes = together ? polygonsOf(together.geometry).flatMap((rings) => rings.slice(1)) : [];
  // A hole that one child has by itself (an enclave of another parent) is meant.
  const own = new Set(
    children.flatMap(({ geometry }) => polygonsOf(geometry).flatMap((rings) => rings.slice(1).map(areaKey))),
  );
  return holes
    .filter((ring) => !own.has(areaKey(ring)))
    .map((ring) => gapOf({ type: 'Polygon', coordinates: [ring] }));
}

function areaKey(ring: number[][]): string {
  return JSON.stringify(
    [...ring.slice(1)].map((p) => [p[0], p[1]]).sort((a, b) => a[0]! - b[0]! || a[1]! - b[1]!),
  );
}

function gapOf(polygon: Polygon): Gap {
  return { polygon, size: areaM2(polygon) };
}
