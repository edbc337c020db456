import { civilCalendar, type DayCalendar } from '#geodata/duty/calendar.ts';
import { light } from '#geodata/duty/light.ts';
import type { Period, ProgrammeSpan } from '#geodata/duty/period.ts';
import type { LightThresholds } from '#geodata/duty/types.ts';
import type { Day, GapType, Light } from '#geodata/model.ts';

/** Sums over the x at home in an area (or below), as the ledger keeps them; all counts. */
export interface DutySums {
  n: number;
  required: number;
  exempt: number;
  /** x visited at least once by the end of the period. */
  ever: number;
  visited: number;
  done: number;
  met: number;
  /** x that nobody answers for, and those of them that are met. */
  unassigned: number;
  metUnassigned: number;
  prevMet: number;
  prevMetVisited: number;
  /** Part of `required` whose window starts on a day of its own. */
  lateStarts: readonly { startDay: Day; r: number }[];
}

/** Everything shown of one duty in one area and period (model.md, Pace and Gap types). */
export interface Figures {
  /** Number of x that count. */
  n: number;
  required: number;
  done: number;
  unknown: number;
  expected: number;
  ratio: number | null;
  pace: number | null;
  light: Light | null;
  /** Number of x with a gap, by type; adds up to `gapCount`. */
  gaps: Record<GapType, number>;
  gapCount: number;
  /** Of the x with a gap those that nobody answers for. */
  unassigned: number;
  exempt: number;
  projected: number | null;
  dailyRate: number | null;
}

/** Sums of an area without anything in it. */
export const NO_SUMS: DutySums = {
  n: 0,
  required: 0,
  exempt: 0,
  ever: 0,
  visited: 0,
  done: 0,
  met: 0,
  unassigned: 0,
  metUnassigned: 0,
  prevMet: 0,
  prevMetVisited: 0,
  lateStarts: [],
};

/** Adds sums; `sign` -1 takes the second away. */
export function addSums(a: DutySums, b: DutySums, sign: 1 | -1 = 1): DutySums {
  const late = new Map(a.lateStarts.map((part) => [part.startDay, part.r]));
  for (const { startDay, r } of b.lateStarts) late.set(startDay, (late.get(startDay) ?? 0) + sign * r);
  return {
    n: a.n + sign * b.n,
    required: a.required + sign * b.required,
    exempt: a.exempt + sign * b.exempt,
    ever: a.ever + sign * b.ever,
    visited: a.visited + sign * b.visited,
    done: a.done + sign * b.done,
    met: a.met + sign * b.met,
    unassigned: a.unassigned + sign * b.unassigned,
    metUnassigned: a.metUnassigned + sign * b.metUnassigned,
    prevMet: a.prevMet + sign * b.prevMet,
    prevMetVisited: a.prevMetVisited + sign * b.prevMetVisited,
    lateStarts: [...late].filter(([, r]) => r !== 0).map(([startDay, r]) => ({ startDay, r })),
  };
}

/** Elapsed share of a window by the end of `today`, in counted days: 0 before it, 1 after it. */
export function elapsedShare(start: Day, end: Day, today: Day, calendar: DayCalendar): number {
  const total = calendar.count(start, end);
  if (total === 0) return today >= end ? 1 : 0;
  return calendar.count(start, Math.min(today, end)) / total;
}

export interface FigureContext {
  period: Period;
  programme: ProgrammeSpan;
  /** The civil day that stands for now. */
  today: Day;
  thresholds: LightThresholds;
  /** A standing (staffing) is expected in full at once, has no projection, and its light is that of a closed period. */
  standing?: boolean;
  calendar?: DayCalendar;
}

/** Derives what is shown from what is kept; nothing here is stored, since it moves with the clock. */
export function figures(sums: DutySums, context: FigureContext): Figures {
  const { period, programme, today, thresholds, standing = false, calendar = civilCalendar } = context;
  const start = Math.max(period.start, programme.firstDay);
  const end = Math.min(period.end, programme.lastDay);
  const over = today > end;

  let expected = 0;
  let ordinary = sums.required;
  for (const { startDay, r } of sums.lateStarts) {
    ordinary -= r;
    expected += r * elapsedShare(startDay, end, today, calendar);
  }
  expected += ordinary * elapsedShare(start, end, today, calendar);
  if (standing) expected = sums.required;

  const { required, done } = sums;
  const ratio = required === 0 ? null : done / required;
  const pace = required === 0 ? null : (done - expected) / required;
  const running = today >= start && !over;
  const pending = running ? sums.prevMet - sums.prevMetVisited : 0;
  return {
    n: sums.n,
    required,
    done,
    unknown: 0,
    expected,
    ratio,
    pace,
    light:
      ratio === null || pace === null
        ? null
        : light({ done, expected, ratio, pace, closed: over || standing }, thresholds),
    gaps: {
      noData: 0,
      overdue: 0,
      belowQuota: sums.visited - sums.met,
      never: sums.n - sums.ever,
      pending,
      stale: sums.ever - sums.visited - pending,
    },
    gapCount: sums.n - sums.met,
    unassigned: sums.unassigned - sums.metUnassigned,
    exempt: sums.exempt,
    projected: standing ? null : projectedEnd(required, ratio, expected),
    dailyRate:
      over || standing || required === 0
        ? null
        : (required - done) / Math.max(1, calendar.count(Math.max(today, start), end)),
  };
}

/** `min(1, ratio · required / expected)`; null while less than a twentieth is expected. */
function projectedEnd(required: number, ratio: number | null, expected: number): number | null {
  if (ratio === null || expected / required < 0.05) return null;
  return Math.min(1, (ratio * required) / expected);
}

/** The gap type of one x that has a gap: the first that applies. */
export function gapType(x: { v: number; ever: boolean; prevMet: boolean; running: boolean }): GapType {
  if (x.v > 0) return 'belowQuota';
  if (!x.ever) return 'never';
  if (x.running && x.prevMet) return 'pending';
  return 'stale';
}
