import { nextPeriod, type Period, periodOf } from '#geodata/duty/period.ts';
import type { Reckoning, Standing } from '#geodata/duty/reckoning.ts';
import type { Day } from '#geodata/model.ts';

const COUNTS = ['n', 'r', 'exempt', 'unassigned', 'visited', 'done', 'met'] as const;

/** What an x adds to the stock of an area from a period on. Numbers are differences. */
export interface StockStep extends Pick<Standing, (typeof COUNTS)[number] | 'town' | 'startDay' | 'dueDay'> {
  area: string;
  /** First day of the period from which the difference holds. */
  fromPeriod: Day;
  ever: number;
}

/**
 * All differences an x makes to the stock of a duty: summed over `fromPeriod <= T.start` they give its
 * standing in T, and whether it was ever visited by the end of T.
 */
export function stockSteps(reckoning: Reckoning): StockStep[] {
  const steps: StockStep[] = [];
  const emit = (fromPeriod: Day, at: Standing, ever: number, sign: 1 | -1): void => {
    const { home, town, startDay, dueDay } = at;
    const step = { area: home, town, fromPeriod, startDay, dueDay, ever: sign * ever } as StockStep;
    for (const count of COUNTS) step[count] = sign * at[count];
    steps.push(step);
  };
  let before: { at: Standing; ever: number } | null = null;
  const { first } = reckoning.tally;
  for (const period of turns(reckoning, [first])) {
    const at = reckoning.standingAt(period);
    const ever = everAt(at, first, period);
    if (before && at && before.ever === ever && sameStanding(before.at, at)) continue;
    if (before) emit(period.start, before.at, before.ever, -1);
    if (at) emit(period.start, at, ever, 1);
    before = at && { at, ever };
  }
  return steps;
}

/**
 * The same, of a first visit that is earlier than was known: what it makes of `ever` and of nothing else.
 *
 * @param before day of the first qualifying visit so far, or null; now it is the one of the tally
 */
export function everSteps(reckoning: Reckoning, before: Day | null): StockStep[] {
  const after = reckoning.tally.first;
  const steps: StockStep[] = [];
  const emit = (fromPeriod: Day, { home, town, startDay, dueDay }: Standing, ever: number): void => {
    steps.push({ ...NOTHING, area: home, town, fromPeriod, startDay, dueDay, ever });
  };
  let last: { at: Standing; ever: number; visited: number } | null = null;
  for (const period of turns(reckoning, [before, after])) {
    const at = reckoning.standingAt(period);
    const visited = everAt(at, after, period);
    const ever = visited - everAt(at, before, period);
    if (last && at && last.ever === ever && last.visited === visited && samePlace(last.at, at)) continue;
    if (last && last.ever !== 0) emit(period.start, last.at, -last.ever);
    // A step of nothing still tells where x is known to have been visited.
    if (at && visited !== 0) emit(period.start, at, ever);
    last = at && { at, ever, visited };
  }
  return steps;
}

const NOTHING = { n: 0, r: 0, exempt: 0, unassigned: 0, visited: 0, done: 0, met: 0 } as const;

/** Whether x had ever been visited by the end of a period it counts in: 0 or 1. */
function everAt(at: Standing | null, first: Day | null, period: Period): 0 | 1 {
  return at && first !== null && first <= period.end && (at.quota > 0 || at.n > 0) ? 1 : 0;
}

/** The periods, ascending, at whose start a standing can differ from that of the one before. */
function turns(reckoning: Reckoning, firsts: readonly (Day | null)[]): Period[] {
  const { rule } = reckoning;
  const { programme } = rule;
  const kind = rule.duty.period;
  const periods = new Map<Day, Period>();
  const add = (day: Day): void => {
    const inside = Math.min(Math.max(day, programme.firstDay), programme.lastDay);
    const period = periodOf(kind, inside, programme);
    if (periods.has(period.start) && periods.has(period.end + 1)) return;
    periods.set(period.start, period);
    const next = nextPeriod(period);
    if (next) periods.set(next.start, next);
  };
  add(programme.firstDay);
  add(programme.lastDay);
  for (const { fromPeriod } of rule.versions) add(fromPeriod);
  for (const day of reckoning.changes()) add(day);
  for (const first of firsts) if (first !== null) add(first);
  return [...periods.values()].sort((a, b) => a.start - b.start);
}

function samePlace(a: Standing, b: Standing): boolean {
  return a.home === b.home && a.town === b.town && a.startDay === b.startDay && a.dueDay === b.dueDay;
}

function sameStanding(a: Standing, b: Standing): boolean {
  return samePlace(a, b) && COUNTS.every((count) => a[count] === b[count]);
}
