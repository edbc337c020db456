import type { ReachAnswer } from '#api/contract/reach.ts';
import type { ReachShow } from '../state/url.ts';

/** Lower edges of the classes of a share reached, best first: class 1 is 90 % and more, class 5 less than a quarter. */
export const SHARE_EDGES = [0.9, 0.75, 0.5, 0.25] as const;

/** Class 1 to 5 of a share, the darker the less is reached; 0 where nobody is asked for. */
export function shareClass(share: number | null): number {
  if (share === null) return 0;
  const found = SHARE_EDGES.findIndex((edge) => share >= edge);
  return found < 0 ? 5 : found + 1;
}

/** Names of the bands of distance: within half the threshold, within it, within 1.5 times and twice, beyond. */
export const BANDS = ['half', 'within', 'near', 'far', 'beyond'] as const;

/** The band that most of the demand lies in, 1 (within half the threshold) to 5 (beyond twice); 0 without demand. */
export function bandClass(bands: readonly number[]): number {
  const most = Math.max(...bands);
  return most > 0 ? bands.indexOf(most) + 1 : 0;
}

/** Lower edges of five classes of like size, best first; fewer where values are equal. */
export function quantileEdges(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => b - a);
  if (sorted.length === 0) return [];
  const edges = [1, 2, 3, 4].map((i) => sorted[Math.ceil((i * sorted.length) / 5) - 1] as number);
  return [...new Set(edges)];
}

/** Class of a value by lower edges: those of few classes keep the ends of the ramp. */
export function edgeClass(value: number | null, edges: readonly number[]): number {
  if (value === null) return 0;
  const found = edges.findIndex((edge) => value >= edge);
  return found < 0 ? Math.min(5, edges.length + 1) : found + 1;
}

/** Class and value of one row of the answer. */
export interface ReachRow {
  code: string;
  index: number;
  /** What is written under the name, as a number: share, metres or points per 1000. */
  value: number | null;
  demand: number;
  reached: number;
}

/** The rows of an answer in one of the ways to show them; that of the area itself is left out. */
export function reachRows(
  { columns, area }: Pick<ReachAnswer, 'columns' | 'area'>,
  show: Exclude<ReachShow, 'points'>,
): ReachRow[] {
  const edges = quantileEdges(columns.score.filter((score) => score !== null));
  return columns.code.flatMap((code, i): ReachRow[] => {
    if (code === area.code) return [];
    const share = columns.share[i] ?? null;
    const score = columns.score[i] ?? null;
    const bands = columns.bands.map((band) => band[i] ?? 0);
    const [index, value] = {
      reach: [shareClass(share), share] as const,
      bands: [bandClass(bands), columns.meanMetres[i] ?? null] as const,
      score: [edgeClass(score, edges), score] as const,
    }[show];
    return [{ code, index, value, demand: columns.demand[i] ?? 0, reached: columns.reached[i] ?? 0 }];
  });
}
