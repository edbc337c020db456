import { boxOfEdge, type Edges, relation } from './edges.ts';
import { orientation } from './orientation.ts';

// Degrees (0.1 mm): a stretch whose middle is nearer than this to the other outline counts as on it. What
// that can hide is a sliver less than a millimetre wide, as rounding leaves it.
const ON_OUTLINE = 1e-9;

/**
 * Whether some stretch of a's outline runs on one side of b's: `inside` b, or `outside` of it. Edges
 * the two share, and stretches on b's outline, are on neither side; so neighbours that share a border
 * have none inside each other, however the border is cut into edges.
 *
 * Every edge of a is cut where b's vertices lie on it; a crossing settles it, otherwise each piece is
 * wholly on one side and its middle decides.
 */
export function hasStretch(a: Edges, b: Edges, side: 'inside' | 'outside'): boolean {
  const [west, south, east, north] = b.bbox;
  const count = a.part.length;
  // Only what lies in b's box can be inside b; all of a can be outside.
  const candidates = side === 'inside' ? a.search(b.bbox) : Array.from({ length: count }, (_, e) => e);
  for (const e of candidates) {
    const [ax, ay, bx, by] = a.coordinates.subarray(4 * e, 4 * e + 4) as unknown as [
      number,
      number,
      number,
      number,
    ];
    const cuts = [0, 1];
    let shared = false;
    const near = b.search(boxOfEdge(a.coordinates, e));
    for (const f of near) {
      const [cx, cy, dx, dy] = b.coordinates.subarray(4 * f, 4 * f + 4) as unknown as [
        number,
        number,
        number,
        number,
      ];
      if (
        (ax === cx && ay === cy && bx === dx && by === dy) ||
        (ax === dx && ay === dy && bx === cx && by === cy)
      ) {
        shared = true;
        break;
      }
      if (relation(a.coordinates, e, b.coordinates, f) === 'crossing') return true;
      // Each vertex starts one edge of its ring, so the start alone is enough.
      if (orientation(ax, ay, bx, by, cx, cy) === 0) {
        const t = Math.abs(bx - ax) > Math.abs(by - ay) ? (cx - ax) / (bx - ax) : (cy - ay) / (by - ay);
        if (t > 0 && t < 1) cuts.push(t);
      }
    }
    if (shared) continue;
    cuts.sort((p, q) => p - q);
    for (let i = 1; i < cuts.length; i++) {
      const t = (cuts[i - 1]! + cuts[i]!) / 2;
      const x = ax + t * (bx - ax);
      const y = ay + t * (by - ay);
      const inBox = x >= west && x <= east && y >= south && y <= north;
      if ((inBox && b.inside(x, y)) !== (side === 'inside')) continue;
      if (!near.some((f) => distance2(b, f, x, y) < ON_OUTLINE ** 2)) return true;
    }
  }
  return false;
}

/** Whether two areas have inner points in common; touching along a border is not that. */
export function interiorsMeet(a: Edges, b: Edges): boolean {
  if (a.bbox[0] >= b.bbox[2] || b.bbox[0] >= a.bbox[2] || a.bbox[1] >= b.bbox[3] || b.bbox[1] >= a.bbox[3]) {
    return false;
  }
  // Equal outlines have no stretch on either side, but each contains the other's label point.
  const contains = (outer: Edges, inner: Edges) => {
    const at = inner.label();
    return at !== null && outer.inside(...at);
  };
  return contains(a, b) || contains(b, a) || hasStretch(a, b, 'inside') || hasStretch(b, a, 'inside');
}

/** Square of the distance from a point to edge f, in square degrees. */
function distance2({ coordinates }: Edges, f: number, x: number, y: number): number {
  const ax = coordinates[4 * f]!;
  const ay = coordinates[4 * f + 1]!;
  const dx = coordinates[4 * f + 2]! - ax;
  const dy = coordinates[4 * f + 3]! - ay;
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy)));
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}
