import FlatQueue from 'flatqueue';
import type { PieceGraph } from './faces.ts';
import type { Random } from './random.ts';
import { refine } from './refine.ts';

/** What a partition is made of. */
export interface Pieces {
  graph: PieceGraph;
  /** Weight of each piece, none negative. */
  weight: Float64Array;
  area: Float64Array;
  /** x, y of each piece. */
  centroid: Float64Array;
}

export interface PartitionOptions {
  /** Weight each part should have. */
  targets: Float64Array;
  /** Pieces that stay in their part: where the parts grow from. Without them the parts find their place. */
  fixed: readonly number[] | undefined;
  random: Random;
  /** Largest allowed |weight - target| / target before another try is made. */
  tolerance: number;
}

const ROUNDS = 40;
const TRIES = 6;

/**
 * Divides a connected graph of pieces into connected parts of given weights: parts grow from a centre in
 * the order of path length less a head start, so each is a tree of shortest paths and thus connected (an
 * additively weighted Voronoi diagram on the graph); between rounds, head starts follow the lack of weight
 * (as in capacity-constrained Voronoi diagrams, Balzer and others 2009) and centres move to the middle of
 * their part (Lloyd); pieces at the borders are then exchanged.
 *
 * @returns the part of each piece
 */
export function partition(pieces: Pieces, options: PartitionOptions): Int32Array {
  let best: { part: Int32Array; worst: number } | undefined;
  for (let i = 0; i < TRIES; i++) {
    const grown = growParts(pieces, options);
    const worst = refine(pieces, grown, options);
    if (best === undefined || worst < best.worst) best = { part: grown, worst };
    if (best.worst <= options.tolerance) break;
  }
  return best!.part;
}

function growParts(pieces: Pieces, { targets, fixed, random }: PartitionOptions): Int32Array {
  const { graph, weight, area } = pieces;
  const parts = targets.length;
  let centres = fixed?.slice() ?? scatter(pieces, parts, random);
  const head = new Float64Array(parts);
  const sums = new Float64Array(parts);
  const areas = new Float64Array(parts);
  let best: Int32Array = new Int32Array(0);
  let bestWorst = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const part = growOnce(graph, centres, head);
    sums.fill(0);
    areas.fill(0);
    for (let f = 0; f < part.length; f++) {
      sums[part[f]!]! += weight[f]!;
      areas[part[f]!]! += area[f]!;
    }
    let worst = 0;
    const pull = 0.5 * (1 - round / ROUNDS) + 0.1;
    for (let p = 0; p < parts; p++) {
      const lack = 1 - sums[p]! / targets[p]!;
      worst = Math.max(worst, Math.abs(lack));
      head[p]! += pull * Math.sqrt(areas[p]! / Math.PI) * Math.max(-1, Math.min(1, lack));
    }
    // Early rounds are still finding their shape: only later ones may be taken.
    if (worst < bestWorst && (round >= ROUNDS / 4 || fixed !== undefined)) {
      bestWorst = worst;
      best = part;
    }
    if (bestWorst < 0.02) break;
    if (fixed === undefined && round < ROUNDS * 0.7) centres = recentre(pieces, part, centres);
  }
  return best;
}

/** Grows all parts at once; a part whose centre another part reaches first still keeps that piece. */
function growOnce(graph: PieceGraph, centres: readonly number[], head: Float64Array): Int32Array {
  const { start, neighbour, distance } = graph;
  const part = new Int32Array(start.length - 1).fill(-1);
  const reached = new Float64Array(part.length).fill(Infinity);
  const queue = new FlatQueue<number>();
  const centre = new Int32Array(part.length).fill(-1);
  for (const [p, f] of centres.entries()) centre[f] = p;
  for (const [p, f] of centres.entries()) {
    reached[f] = -Infinity;
    part[f] = p;
    for (let i = start[f]!; i < start[f + 1]!; i++) offer(neighbour[i]!, distance[i]! - head[p]!, p);
  }
  function offer(f: number, at: number, p: number): void {
    if (at >= reached[f]! || centre[f]! >= 0) return;
    reached[f] = at;
    part[f] = p;
    queue.push(f, at);
  }
  for (let f = queue.peek(); f !== undefined; f = queue.peek()) {
    const at = queue.peekValue()!;
    queue.pop();
    if (at > reached[f]!) continue;
    for (let i = start[f]!; i < start[f + 1]!; i++) offer(neighbour[i]!, at + distance[i]!, part[f]!);
  }
  return part;
}

/** First centres, far from each other and where the weight is (k-means++, Arthur and Vassilvitskii 2007). */
function scatter({ weight, centroid }: Pieces, parts: number, random: Random): number[] {
  const nearest = new Float64Array(weight.length).fill(1);
  const centres: number[] = [];
  while (centres.length < parts) {
    let total = 0;
    for (let f = 0; f < weight.length; f++) total += (weight[f]! + 1e-12) * nearest[f]!;
    let at = random() * total;
    let chosen = -1;
    for (let f = 0; f < weight.length && at >= 0; f++) {
      if (nearest[f] === 0) continue;
      at -= (weight[f]! + 1e-12) * nearest[f]!;
      chosen = f;
    }
    centres.push(chosen);
    for (let f = 0; f < weight.length; f++) {
      const dx = centroid[2 * f]! - centroid[2 * chosen]!;
      const dy = centroid[2 * f + 1]! - centroid[2 * chosen + 1]!;
      const distance = f === chosen ? 0 : dx * dx + dy * dy;
      if (centres.length === 1 || distance < nearest[f]!) nearest[f] = distance;
    }
  }
  return centres;
}

/** The piece of each part nearest to its weighted middle. */
function recentre({ weight, area, centroid }: Pieces, part: Int32Array, centres: number[]): number[] {
  const sums = Array.from(centres, () => ({ mass: 0, x: 0, y: 0 }));
  const meanDensity = total(weight) / total(area);
  for (let f = 0; f < part.length; f++) {
    const mass = weight[f]! + meanDensity * area[f]!;
    const sum = sums[part[f]!]!;
    sum.mass += mass;
    sum.x += mass * centroid[2 * f]!;
    sum.y += mass * centroid[2 * f + 1]!;
  }
  const nearest = new Float64Array(centres.length).fill(Infinity);
  const moved = centres.slice();
  for (let f = 0; f < part.length; f++) {
    const p = part[f]!;
    const { mass, x, y } = sums[p]!;
    const distance = (centroid[2 * f]! - x / mass) ** 2 + (centroid[2 * f + 1]! - y / mass) ** 2;
    if (distance < nearest[p]!) {
      nearest[p] = distance;
      moved[p] = f;
    }
  }
  return moved;
}

function total(values: Float64Array): number {
  return values.reduce((a, b) => a + b, 0);
}
