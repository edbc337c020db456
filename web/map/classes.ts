import type { LightThresholds } from '#geodata/duty/types.ts';
import type { Light } from '#geodata/model.ts';

/** One class of the choropleth: pace in [from, to) but for edges that belong to the light. */
export interface PaceClass {
  /** 1 is the best, 5 the worst; also the number of its colour on the ramp. */
  index: 1 | 2 | 3 | 4 | 5;
  /** Lower edge as a share of 1, null for open. */
  from: number | null;
  /** Upper edge, null for open. */
  to: number | null;
  /** What the thresholds say of areas in this class. */
  light: Light;
}

/** Share of the way below the lower edge that a closed period's classes step on by. */
const CLOSED_STEP = 0.1;

/**
 * The classes of pace, best first. Their edges are the light's own thresholds: running, those of pace;
 * closed, where pace is the ratio less the whole, those of the ratio.
 */
export function paceClasses(thresholds: LightThresholds, closed: boolean): PaceClass[] {
  const edges: [number, number, number, number] = closed
    ? [
        thresholds.target - 1,
        thresholds.amberRatio - 1,
        thresholds.amberRatio - 1 - CLOSED_STEP,
        thresholds.amberRatio - 1 - 2 * CLOSED_STEP,
      ]
    : [0, thresholds.greenPace, (thresholds.greenPace + thresholds.redPace) / 2, thresholds.redPace];
  const lights: Light[] = closed
    ? ['green', 'amber', 'red', 'red', 'red']
    : ['green', 'green', 'amber', 'amber', 'red'];
  return ([1, 2, 3, 4, 5] as const).map((index) => ({
    index,
    from: edges[index - 1] ?? null,
    to: edges[index - 2] ?? null,
    light: lights[index - 1] ?? 'grey',
  }));
}

/** Differences below this are the arithmetic's, not the district's. */
const EPSILON = 1e-9;

/** What decides on the class of an area. */
export interface Paced {
  pace: number | null;
  light: Light | null;
}

/**
 * The class of an area; 0 is "no data", and what is not known well enough for a light (grey). An edge belongs to the class its light does: running, exactly
 * the green threshold is no longer green, exactly the red one not yet red (model.md, Light).
 *
 * The light also asks how many calls are behind, so that one missing call in a place of two is no red.
 * The fill must not say more than the light: a pace below the light's own class is drawn in that class.
 */
export function classOf(at: Paced, classes: readonly PaceClass[], closed: boolean): number {
  if (at.light === 'grey') return 0;
  const index = classByPace(at.pace, classes, closed);
  const worst = classes.findLast(({ light }) => light === at.light)?.index;
  return worst === undefined ? index : Math.min(index, worst);
}

function classByPace(pace: number | null, classes: readonly PaceClass[], closed: boolean): number {
  if (pace === null) return 0;
  for (const { index, from } of classes) {
    if (from === null) return index;
    const strict = !closed && index === 2;
    if (strict ? pace > from + EPSILON : pace >= from - EPSILON) return index;
  }
  return classes.at(-1)?.index ?? 0;
}

/** Number of areas in each class, by class index; index 0 counts "no data". */
export function classCounts(
  areas: readonly Paced[],
  classes: readonly PaceClass[],
  closed: boolean,
): number[] {
  const counts = new Array<number>(classes.length + 1).fill(0);
  for (const area of areas) {
    const index = classOf(area, classes, closed);
    counts[index] = (counts[index] ?? 0) + 1;
  }
  return counts;
}
