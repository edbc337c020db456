import type { LightThresholds } from '#geodata/duty/types.ts';
import type { Light } from '#geodata/model.ts';

/** What a light is decided by: counts and shares of 1, as `figures` derives them. */
export interface LightInput {
  done: number;
  expected: number;
  ratio: number;
  pace: number;
  /** The window is over, or the figure is a standing (staffing). */
  closed: boolean;
  /** Required less done. */
  gap: number;
  /** Counted days to the end of the window, today included; 0 when closed. */
  daysLeft: number;
  /** Events whose deadline has passed without their visit. */
  overdue: number;
}

/**
 * The light 红黄绿 (model.md), with `behind = floor(expected) - done`.
 *
 * By pace. Running: green when behind < 1 or pace above the green threshold, red when pace is below the red
 * one and at least two are behind, else amber. Closed: by the ratio against its target.
 *
 * By deadline. Red when anything is overdue, or closed below the target; closed at the target it is green.
 * Running: amber when behind >= 1, or when a gap is left and at most `nearDays` days; else green.
 */
export function light(at: LightInput, thresholds: LightThresholds): Light {
  return thresholds.preset === 'pace' ? byPace(at, thresholds) : byDeadline(at, thresholds);
}

function byPace(at: LightInput, thresholds: LightThresholds): Light {
  if (at.closed) {
    if (at.ratio >= thresholds.target) return 'green';
    return at.ratio >= thresholds.amberRatio ? 'amber' : 'red';
  }
  if (behind(at) < 1 || at.pace > thresholds.greenPace) return 'green';
  if (at.pace < thresholds.redPace && behind(at) >= 2) return 'red';
  return 'amber';
}

function byDeadline(at: LightInput, thresholds: LightThresholds): Light {
  if (at.overdue > 0) return 'red';
  // A target below 1 leaves a gap that is nobody's to close any more: neither near nor behind.
  if (at.closed) return at.ratio >= thresholds.target ? 'green' : 'red';
  const near = at.gap > 0 && at.daysLeft <= thresholds.nearDays;
  return near || behind(at) >= 1 ? 'amber' : 'green';
}

function behind(at: LightInput): number {
  // A sum of shares such as 3 · (1/3) may fall a hair below the whole it stands for.
  return Math.floor(at.expected + 1e-9) - at.done;
}
