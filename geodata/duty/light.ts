import type { LightThresholds } from '#geodata/duty/types.ts';
import type { Light } from '#geodata/model.ts';

/**
 * The light 红黄绿 (model.md). Running: with `behind = floor(expected) - done`, green when behind < 1 or
 * pace above the green threshold, red when pace is below the red one and at least two are behind, else
 * amber. Closed: by the ratio against its target.
 *
 * @param at counts and shares of 1, as `figures` derives them
 */
export function light(
  at: { done: number; expected: number; ratio: number; pace: number; closed: boolean },
  thresholds: LightThresholds,
): Light {
  if (at.closed) {
    if (at.ratio >= thresholds.target) return 'green';
    return at.ratio >= thresholds.amberRatio ? 'amber' : 'red';
  }
  // A sum of shares such as 3 · (1/3) may fall a hair below the whole it stands for.
  const behind = Math.floor(at.expected + 1e-9) - at.done;
  if (behind < 1 || at.pace > thresholds.greenPace) return 'green';
  if (at.pace < thresholds.redPace && behind >= 2) return 'red';
  return 'amber';
}
