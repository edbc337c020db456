import { type Period, previousPeriod } from '#geodata/duty/period.ts';
import type { DutyRule } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/**
 * What one x is to one duty in one period, by the registers alone: nothing here depends on visits.
 * Numbers are those it adds to the stock of its home.
 */
export interface Standing {
  /** Area it is at home in, and the town whose key its rows carry. */
  home: string;
  town: string;
  n: number;
  r: number;
  exempt: number;
  /** Day the window of x starts when later than period and programme, or for its own reason; otherwise 0. */
  startDay: Day;
  /** Day the window ends for its own reason (a deadline); otherwise 0. */
  dueDay: Day;
  /** How many of `n` nobody answers for. */
  unassigned: number;
  /** What a standing duty (staffing) has; 0 for duties that visits fulfil. */
  visited: number;
  done: number;
  met: number;
  /** What visits can fulfil: how many x needs. 0 where visits to it count for nothing. */
  quota: number;
  /** Whether nobody answers for x. */
  alone: boolean;
}

/** What visits to x add to the flow of its home in one period; every number is 0 or 1 but `done`. */
export interface FlowPart {
  home: string;
  town: string;
  dueDay: Day;
  visited: number;
  done: number;
  met: number;
  metLate: number;
  metUnassigned: number;
  prevMet: number;
  prevMetVisited: number;
}

export interface Contribution {
  v: number;
  r: number;
  part: FlowPart;
}

/** Qualifying visits of one x: days, or different subjects for a quota. */
export interface Tally {
  countIn(period: Period): number;
  /** Days of qualifying visits; the periods that hold them, and the next ones, may hold a contribution. */
  days: readonly Day[];
  /** Day of the first qualifying visit ever, or null. */
  first: Day | null;
  /** Whether x was met after its deadline; only events have one. */
  late?: boolean;
}

/** All that one x is to one duty as things are known at one time. */
export interface Reckoning {
  rule: DutyRule;
  x: string;
  /** Whether x is an area whose households are counted, not listed. */
  counted?: boolean;
  tally: Tally;
  standingAt(period: Period): Standing | null;
  /** Days on which the registers that bear on x change. */
  changes(): Iterable<Day>;
}

export const NO_VISITS: Tally = { countIn: () => 0, days: [], first: null };

/** What visits add in one period; null where that is nothing. */
export function contributionIn(reckoning: Reckoning, period: Period): Contribution | null {
  const { tally } = reckoning;
  const at = reckoning.standingAt(period);
  if (!at || at.quota === 0) return null;
  const v = tally.countIn(period);
  const before = previousPeriod(period);
  const earlier = before && reckoning.standingAt(before);
  const prevMet = earlier && earlier.quota > 0 && tally.countIn(before!) >= earlier.quota ? 1 : 0;
  const metLate = tally.late ? 1 : 0;
  if (v === 0 && prevMet === 0 && metLate === 0) return null;
  const met = v >= at.quota ? 1 : 0;
  return {
    v,
    r: at.quota,
    part: {
      home: at.home,
      town: at.town,
      dueDay: at.dueDay,
      visited: v > 0 ? 1 : 0,
      done: Math.min(v, at.quota),
      met,
      metLate,
      metUnassigned: at.alone ? met : 0,
      prevMet,
      prevMetVisited: v > 0 ? prevMet : 0,
    },
  };
}
