import { coverageRows } from '../../queries/rows.ts';
import { type AreaFigures, dutiesOf, type Known } from '../../state/known.ts';
import { standings } from './figures.ts';
import type { Scene } from './scenes.ts';

/** A place that is flown to, and for how long: milliseconds since the scene began. */
export interface Stop {
  code: string;
  from: number;
  to: number;
}

/** Shares of a scene: the whole at first, then stop after stop, then the whole again. */
const FIRST = 0.36;
const LAST = 0.16;
const MOST_STOPS = 2;
/** A stop shorter than this is a jerk. */
const LEAST_MS = 5_000;

/** The most urgent places of a scene, worst first. */
function urgent(scene: Scene, known: Known, figures: AreaFigures): string[] {
  if (scene.kind === 'duty') {
    const answer = figures.coverage[scene.duty ?? ''];
    if (!answer) return [];
    return coverageRows(answer)
      .areas.filter(({ light }) => light === 'red')
      .toSorted((a, b) => (a.pace ?? 0) - (b.pace ?? 0))
      .map(({ code }) => code);
  }
  if (scene.kind === 'overview')
    return standings(dutiesOf(known).flatMap(({ duty }) => figures.coverage[duty.id] ?? []))
      .filter(({ red }) => red > 0)
      .toSorted((a, b) => b.red - a.red || b.amber - a.amber)
      .map(({ code }) => code);
  if (scene.kind === 'issues')
    return (figures.places?.rows ?? [])
      .filter(({ own, measures }) => !own && measures.overdue > 0)
      .toSorted((a, b) => b.measures.overdue - a.measures.overdue)
      .map(({ key }) => key);
  return [];
}

/** Where a scene flies to: as many of its most urgent places as its time allows. */
export function stopsOf(scene: Scene, known: Known, figures: AreaFigures): Stop[] {
  const whole = 1000 * scene.seconds;
  const room = whole * (1 - FIRST - LAST);
  const count = Math.min(MOST_STOPS, Math.floor(room / LEAST_MS));
  const codes = urgent(scene, known, figures).slice(0, count);
  const each = room / Math.max(1, codes.length, count);
  return codes.map((code, i) => ({
    code,
    from: Math.round(whole * FIRST + i * each),
    to: Math.round(whole * FIRST + (i + 1) * each),
  }));
}
