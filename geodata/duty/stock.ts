import { nextPeriod, type Period, periodOf } from '#geodata/duty/period.ts';
import type { Duty, Programme } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/**
 * What one x is to one duty in one period, by the registers alone: nothing here depends on visits.
 * `n`, `exempt`, `unassigned` are 0 or 1; `r` is what is required. `visited`, `done` and `met` are those of a
 * standing duty (staffing) and 0 for duties that visits fulfil.
 */
export interface Standing {
  home: string;
  n: number;
  r: number;
  exempt: number;
  /** Day the window of x starts when later than period and programme; otherwise 0. */
  startDay: Day;
  /** Whether nobody answers for x. */
  unassigned: number;
  visited: number;
  done: number;
  met: number;
}

/** What an x adds to the stock of an area from a period on. Numbers are differences. */
export interface StockStep extends Omit<Standing, 'home'> {
  area: string;
  /** First day of the period from which the difference holds. */
  fromPeriod: Day;
  ever: number;
}

const COUNTS = ['n', 'r', 'exempt', 'unassigned', 'visited', 'done', 'met'] as const;

/**
 * All differences an x makes to the stock of a duty: summed over `fromPeriod <= T.start` they give its
 * standing in T, and whether it was ever visited by the end of T.
 *
 * @param changes days on which the registers of x change (first and last days of their entries)
 * @param standingAt standing of x in a period, the same between changes
 * @param firstDay day of the first qualifying visit ever, or null
 */
export function stockSteps(
  duty: Duty,
  programme: Programme,
  changes: Iterable<Day>,
  standingAt: (period: Period) => Standing | null,
  firstDay: Day | null,
): StockStep[] {
  const periods = new Map<Day, Period>();
  const add = (day: Day): void => {
    const inside = Math.min(Math.max(day, programme.firstDay), programme.lastDay);
    const period = periodOf(duty.period, inside, programme);
    periods.set(period.start, period);
    const next = nextPeriod(period);
    if (next) periods.set(next.start, next);
  };
  add(programme.firstDay);
  add(programme.lastDay);
  for (const day of changes) add(day);
  if (firstDay !== null) add(firstDay);

  const steps: StockStep[] = [];
  const emit = (fromPeriod: Day, { home, startDay, ...at }: Standing, ever: number, sign: 1 | -1): void => {
    const step: StockStep = { area: home, fromPeriod, startDay, ever: sign * ever, ...at };
    for (const count of COUNTS) step[count] = sign * at[count];
    steps.push(step);
  };
  let before: { at: Standing; ever: number } | null = null;
  for (const period of [...periods.values()].sort((a, b) => a.start - b.start)) {
    const at = standingAt(period);
    const ever = at && at.n > 0 && firstDay !== null && firstDay <= period.end ? 1 : 0;
    if (before && at && before.ever === ever && sameStanding(before.at, at)) continue;
    if (before) emit(period.start, before.at, before.ever, -1);
    if (at) emit(period.start, at, ever, 1);
    before = at && { at, ever };
  }
  return steps;
}

function sameStanding(a: Standing, b: Standing): boolean {
  return a.home === b.home && a.startDay === b.startDay && COUNTS.every((count) => a[count] === b[count]);
}
