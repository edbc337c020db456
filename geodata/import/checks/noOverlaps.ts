import Flatbush from 'flatbush';
import type { Boundary } from '#geodata/model.ts';
import { labelPoint } from '#geodata/place/interior.ts';
import {
  areaText,
  type CheckInput,
  type CheckResult,
  type Finding,
  isSliver,
  MOST_FINDINGS,
  pathOf,
  type StoredArea,
} from './check.ts';
import { areaM2, common } from './clip.ts';
import { type Edges, edgesOf } from './edges.ts';
import { exactTilings, type Siblings, siblingsOf } from './exactTiling.ts';
import { interiorsMeet } from './stretches.ts';

/**
 * No two areas of one level and parent share ground, be both in the file or one of them there to stay. An R-tree finds neighbours, the outlines say
 * exactly whether they meet inside, and only then is the common area cut out and measured. Slivers
 * (below 1 m2, or a millionth of the smaller area) are reported and tolerated.
 */
export function noOverlaps(input: CheckInput): CheckResult {
  const findings: Finding[] = [];
  let overlaps = 0;
  let slivers = 0;
  const exact = exactTilings(input);
  for (const [key, siblings] of siblingsOf(input)) {
    if (exact.has(key)) continue;
    for (const pair of meetingPairs(siblings)) {
      // Measuring is the slow part; past the limit pairs are counted only.
      const finding = findings.length < MOST_FINDINGS ? measured(pair) : undefined;
      if (finding === null) continue;
      if (finding?.tolerated) slivers++;
      else overlaps++;
      if (finding) findings.push(finding);
    }
  }
  findings.sort((a, b) => (b.areaM2 ?? Infinity) - (a.areaM2 ?? Infinity));
  const tolerated = slivers > 0 ? ` ${slivers} slivers are tolerated.` : '';
  const summary =
    overlaps === 0 ? `No areas overlap.${tolerated}` : `${overlaps} pairs of areas overlap.${tolerated}`;
  return { check: 'noOverlaps', mustHold: true, ok: overlaps === 0, findings, summary };
}

/** Two areas with inner points in common. */
interface Pair {
  a: Boundary;
  b: StoredArea;
  /** Those of the two that are in the file. */
  inFile: Boundary[];
}

/** Pairs with the first in the file; what stays on both sides is not asked again. */
function* meetingPairs({ inFile, kept }: Siblings): Generator<Pair> {
  const siblings = [...inFile, ...kept];
  if (siblings.length < 2) return;
  const edges: Edges[] = siblings.map(({ geometry }) => edgesOf(geometry));
  const tree = new Flatbush(siblings.length);
  for (const { bbox } of edges) tree.add(...bbox);
  tree.finish();
  for (const [i, a] of inFile.entries()) {
    const own = edges[i]!;
    for (const j of tree.search(...own.bbox, (other) => other > i).sort((p, q) => p - q)) {
      if (!interiorsMeet(own, edges[j]!)) continue;
      const other = inFile[j];
      yield { a, b: siblings[j]!, inFile: other ? [a, other] : [a] };
    }
  }
}

/** Null where cutting shows that nothing is shared after all. */
function measured({ a, b, inFile }: Pair): Finding | null {
  const between = {
    codes: [a.code, b.code],
    indices: inFile.map(({ index }) => index),
    path: pathOf(inFile.at(-1)!),
  };
  const other = inFile.length === 2 ? b.name : `${b.name} (${b.code}), which stays,`;
  try {
    const shared = common(a.geometry, b.geometry);
    const size = shared ? areaM2(shared) : 0;
    if (!shared || size === 0) return null;
    const share = size / Math.min(areaM2(a.geometry), areaM2(b.geometry));
    const message = `${a.name} and ${other} overlap by ${areaText(size)} (${(100 * share).toPrecision(2)} % of the smaller).`;
    const tolerated = isSliver(size, share) ? { tolerated: true } : {};
    return { ...between, message, at: labelPoint(shared), areaM2: size, share, ...tolerated };
  } catch {
    const message = `${a.name} and ${other} overlap; by how much could not be computed.`;
    return { ...between, message, at: labelPoint(b.geometry) };
  }
}
