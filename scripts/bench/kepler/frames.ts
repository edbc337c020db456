import { quantile } from '../figure.ts';

/** How smooth a gesture was: time from one frame to the next, milliseconds. */
export interface Smoothness {
  median: number;
  p95: number;
  frames: number;
}

/**
 * @param stamps when the gesture began and when each frame of it was drawn, milliseconds, in order
 * @throws Error when no frame was drawn
 */
export function smoothness(stamps: readonly number[]): Smoothness {
  const lasted = stamps.slice(1).map((stamp, i) => stamp - (stamps[i] as number));
  if (lasted.length === 0) throw new Error('no frame was drawn');
  return { median: quantile(lasted, 0.5), p95: quantile(lasted, 0.95), frames: lasted.length };
}
