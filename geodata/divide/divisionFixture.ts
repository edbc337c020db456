import type { MultiPolygon, Polygon, Position } from 'geojson';

/** What tests of the divider share: how a division is told to be clean, and shapes that are hard to divide. */
export type Polygonal = Polygon | MultiPolygon;

export const polygonsOf = (g: Polygonal): Position[][][] =>
  g.type === 'Polygon' ? [g.coordinates] : g.coordinates;
const ringsOf = (g: Polygonal): Position[][] => polygonsOf(g).flat();
export const poly = (...rings: Position[][]): Polygon => ({ type: 'Polygon', coordinates: rings });
export const box = (w: number, s: number, e: number, n: number): Position[] => [
  [w, s],
  [e, s],
  [e, n],
  [w, n],
  [w, s],
];

/** Area in squared degrees; holes are taken off, outer rings counter-clockwise. */
export function planeArea(g: Polygonal): number {
  return ringsOf(g).reduce((sum, ring) => {
    const [ox = 0, oy = 0] = ring[0]!;
    let twice = 0;
    for (let i = 1; i < ring.length; i++) {
      const [ax, ay, bx, by] = [ring[i - 1]![0]!, ring[i - 1]![1]!, ring[i]![0]!, ring[i]![1]!];
      twice += (ax - ox) * (by - oy) - (bx - ox) * (ay - oy);
    }
    return sum + twice / 2;
  }, 0);
}

/**
 * What is wrong with a division. It is clean when no directed edge is used twice, the edges used one way only
 * make up the outline of the parent, every vertex of the parent is there to the bit, and the areas add up: then
 * parts can neither overlap nor leave a gap, and neighbours share every vertex.
 */
export function faultsIn(parent: Polygonal, parts: readonly Polygonal[]): string[] {
  const faults: string[] = [];
  const uses = new Map<string, number>();
  for (const ring of parts.flatMap(ringsOf)) {
    for (let i = 1; i < ring.length; i++) {
      const key = `${ring[i - 1]}>${ring[i]}`;
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  }
  const length = ([a, b]: [Position, Position]): number => Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!);
  let outline = 0;
  for (const [key, count] of uses) {
    if (count > 1) faults.push(`the edge ${key} is used ${count} times`);
    const [a = '', b = ''] = key.split('>');
    if (!uses.has(`${b}>${a}`)) outline += length([a.split(',').map(Number), b.split(',').map(Number)]);
  }
  const around = ringsOf(parent)
    .flatMap((ring) => ring.slice(1).map((p, i): [Position, Position] => [ring[i]!, p]))
    .reduce((sum, edge) => sum + length(edge), 0);
  if (Math.abs(outline / around - 1) > 1e-9)
    faults.push(`the outline is ${outline} long, the parent's ${around}`);
  const vertices = new Set(parts.flatMap(ringsOf).flat().map(String));
  for (const vertex of ringsOf(parent).flat())
    if (!vertices.has(String(vertex))) faults.push(`the parent's vertex ${vertex} is lost`);
  const areas = parts.map(planeArea);
  if (!areas.every((area) => area > 0)) faults.push('a part has no area');
  const [total, whole] = [areas.reduce((a, b) => a + b, 0), Math.abs(planeArea(parent))];
  if (!(Math.abs(total / whole - 1) < 1e-9)) faults.push(`the areas add up to ${total}, not ${whole}`);
  return faults;
}

/** The largest |area - target| / target; all parts alike where no shares are given. */
export function imbalance(parts: readonly Polygonal[], shares = parts.map(() => 1)): number {
  const areas = parts.map(planeArea);
  const unit = areas.reduce((a, b) => a + b, 0) / shares.reduce((a, b) => a + b, 0);
  return Math.max(...areas.map((area, i) => Math.abs(area / (unit * shares[i]!) - 1)));
}

/** A road of so many turns around nothing: concave everywhere. */
export function spiral(turns: number, width: number): Polygon {
  const arm = (offset: number): Position[] =>
    Array.from({ length: turns * 24 + 1 }, (_, k) => {
      const [angle, radius] = [(2 * Math.PI * k) / 24, 0.02 + (0.02 * k) / 24 + offset];
      return [119 + radius * Math.cos(angle), 35 + radius * Math.sin(angle)];
    });
  const ring = [...arm(width), ...arm(0).reverse()];
  return poly([...ring, ring[0]!]);
}

/** A shore with capes, bays and rocks. */
export function ragged(vertices: number): Polygon {
  const ring = Array.from({ length: vertices }, (_, i): Position => {
    const angle = (2 * Math.PI * i) / vertices;
    const rock = 0.004 * (((i * 7919) % 1000) / 1000);
    const radius = 0.3 + 0.05 * Math.sin(7 * angle) + 0.02 * Math.sin(31 * angle) + rock;
    return [120 + radius * Math.cos(angle), 36 + radius * Math.sin(angle)];
  });
  return poly([...ring, ring[0]!]);
}

/** Islands side by side in rows of 20, the widest more than twice as wide as the narrowest. */
export function islands(count: number): MultiPolygon {
  return {
    type: 'MultiPolygon',
    coordinates: Array.from({ length: count }, (_, i) => {
      const [west, south] = [119 + 0.01 * (i % 20), 35 + 0.01 * Math.floor(i / 20)];
      return [box(west, south, west + 0.002 + 0.0004 * ((i * 7) % 10), south + 0.006)];
    }),
  };
}
