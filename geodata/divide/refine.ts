import type { PartitionOptions, Pieces } from './partition.ts';

const SWEEPS = 60;
/** How much a border as long as the part is wide weighs against a part that is as much off as its target. */
const SMOOTHNESS = 0.004;

/**
 * Moves pieces at the borders to a neighbouring part where that evens out the weights or shortens the
 * borders, as long as the part they leave stays connected. Changes `part`.
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
    if (sizes[p]! < 2) return false;
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
    let best = { gain: 1e-9, target: -1 };
    for (const [q, shared] of others) {
      if (shared === 0) continue;
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
      if (target < 0 || !staysConnected(f)) continue;
      sums[part[f]!]! -= weight[f]!;
      sizes[part[f]!]!--;
      part[f] = target;
      sums[target]! += weight[f]!;
      sizes[target]!++;
      moves++;
    }
    if (moves === 0) break;
  }
  return targets.reduce((worst, goal, p) => Math.max(worst, Math.abs(sums[p]! / goal - 1)), 0);
}
