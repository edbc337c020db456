import type { PartitionOptions, Pieces } from './partition.ts';

const SWEEPS = 60;
/** How much a border as long as the part is wide weighs against a part that is as much off as its target. */
const SMOOTHNESS = 0.004;
/** Below this a change of cost is rounding. */
const LEAST_GAIN = 1e-9;

/**
 * Moves pieces at the borders to a neighbouring part where that evens out the weights or shortens the
 * borders, together with what would be cut off behind them: a part always stays connected, and a dead end (the
 * tip of a bay, a spur of land) is no bar to the border. Changes `part`.
 *
 * @returns the largest |weight - target| / target left
 */
export function refine(
  { graph, weight, area }: Pieces,
  part: Int32Array,
  { targets, fixed }: Pick<PartitionOptions, 'targets' | 'fixed'>,
): number {
  const { start, neighbour, border } = graph;
  const sums = new Float64Array(targets.length);
  const sizes = new Int32Array(targets.length);
  for (let f = 0; f < part.length; f++) {
    sums[part[f]!]! += weight[f]!;
    sizes[part[f]!]!++;
  }
  const held = new Set(fixed);
  const width = Math.sqrt(area.reduce((a, b) => a + b, 0) / targets.length);
  const off = (p: number, change: number): number => ((sums[p]! + change) / targets[p]! - 1) ** 2;
  const mark = new Int32Array(part.length).fill(-1);
  let stamp = 0;

  /** Whether the neighbours of f in its part still reach each other without it. */
  function staysConnected(f: number): boolean {
    const p = part[f]!;
    const around: number[] = [];
    for (let i = start[f]!; i < start[f + 1]!; i++) {
      if (part[neighbour[i]!] === p) around.push(neighbour[i]!);
    }
    if (around.length === 1) return true;
    const current = ++stamp;
    mark[f] = current;
    mark[around[0]!] = current;
    const queue = [around[0]!];
    let left = around.length - 1;
    const wanted = new Set(around.slice(1));
    for (const g of queue) {
      for (let i = start[g]!; i < start[g + 1]!; i++) {
        const n = neighbour[i]!;
        if (part[n] !== p || mark[n] === current) continue;
        mark[n] = current;
        if (wanted.has(n) && --left === 0) return true;
        queue.push(n);
      }
    }
    return left === 0;
  }

  /** The pieces that reach the bulk of their part through f alone. */
  function behind(f: number): number[] {
    if (staysConnected(f)) return [];
    const p = part[f]!;
    const current = ++stamp;
    mark[f] = current;
    const bodies: { members: number[]; mass: number }[] = [];
    for (let i = start[f]!; i < start[f + 1]!; i++) {
      const first = neighbour[i]!;
      if (part[first] !== p || mark[first] === current) continue;
      mark[first] = current;
      const members = [first];
      let mass = 0;
      for (const g of members) {
        mass += weight[g]!;
        for (let k = start[g]!; k < start[g + 1]!; k++) {
          const n = neighbour[k]!;
          if (part[n] !== p || mark[n] === current) continue;
          mark[n] = current;
          members.push(n);
        }
      }
      bodies.push({ members, mass });
    }
    bodies.sort((a, b) => b.mass - a.mass);
    return bodies.slice(1).flatMap(({ members }) => members);
  }

  /** How much the cost falls when all these pieces of one part move to another. */
  function gainOf(moved: readonly number[], target: number): number {
    const p = part[moved[0]!]!;
    const own = new Set(moved);
    let mass = 0;
    let shorter = 0;
    for (const g of moved) {
      mass += weight[g]!;
      for (let i = start[g]!; i < start[g + 1]!; i++) {
        const n = neighbour[i]!;
        if (part[n] === target) shorter += border[i]!;
        else if (part[n] === p && !own.has(n)) shorter -= border[i]!;
      }
    }
    const fall = off(p, 0) + off(target, 0) - off(p, -mass) - off(target, mass);
    return fall + (SMOOTHNESS * shorter) / width;
  }

  /** The best change of cost a move of f brings, and where to. */
  function bestMove(f: number): { gain: number; target: number } {
    const p = part[f]!;
    let own = 0;
    const others = new Map<number, number>();
    for (let i = start[f]!; i < start[f + 1]!; i++) {
      const q = part[neighbour[i]!]!;
      if (q === p) own += border[i]!;
      else others.set(q, (others.get(q) ?? 0) + border[i]!);
    }
    let best = { gain: LEAST_GAIN, target: -1 };
    for (const [q, shared] of others) {
      // Over water only what has no land in common with its part: an island as a whole.
      if (shared === 0 && own > 0) continue;
      const before = off(p, 0) + off(q, 0);
      const after = off(p, -weight[f]!) + off(q, weight[f]!);
      const gain = before - after + (SMOOTHNESS * (shared - own)) / width;
      if (gain > best.gain) best = { gain, target: q };
    }
    return best;
  }

  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let moves = 0;
    for (let f = 0; f < part.length; f++) {
      if (held.has(f)) continue;
      const { target } = bestMove(f);
      if (target < 0 || sizes[part[f]!]! < 2) continue;
      const moved = [f, ...behind(f)];
      if (moved.length > 1 && (moved.some((g) => held.has(g)) || gainOf(moved, target) < LEAST_GAIN))
        continue;
      for (const g of moved) {
        sums[part[g]!]! -= weight[g]!;
        sizes[part[g]!]!--;
        part[g] = target;
        sums[target]! += weight[g]!;
        sizes[target]!++;
      }
      moves++;
    }
    if (moves === 0) break;
  }
  return targets.reduce((worst, goal, p) => Math.max(worst, Math.abs(sums[p]! / goal - 1)), 0);
}
