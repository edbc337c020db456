import { civilCalendar, type DayCalendar } from '#geodata/duty/calendar.ts';
import { light } from '#geodata/duty/light.ts';
import type { Period, ProgrammeSpan } from '#geodata/duty/period.ts';
import type { Duty, LightThresholds } from '#geodata/duty/types.ts';
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
  /** Events met after their deadline. */
  metLate: number;
  /** Parts of `required` whose window has a first or a last day of its own (0: the period's). */
  windows: readonly Window[];
  /** x with a deadline of their own and those of them that are met in time, by deadline. */
  deadlines: readonly Deadlines[];
}

export interface Window {
  startDay: Day;
  dueDay: Day;
  r: number;
}

export interface Deadlines {
  dueDay: Day;
  n: number;
  met: number;
}

/** Everything shown of one duty in one area and period (model.md, Pace and Gap types). */
export interface Figures {
  /** Number of x that count. */
  n: number;
  required: number;
  done: number;
  /** The part of the gap that nobody can know now: every source that could tell of it is late. */
  unknown: number;
  expected: number;
  ratio: number | null;
  /** The other end of the range of `ratio`: what it were if all that is unknown were done. */
  ratioHigh: number | null;
  pace: number | null;
  light: Light | null;
  /** Number of x with a gap, by type; adds up to `gapCount`. */
  gaps: Record<GapType, number>;
  gapCount: number;
  /** Of the x with a gap those that nobody answers for. */
  unassigned: number;
  exempt: number;
  metLate: number;
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
  metLate: 0,
  windows: [],
  deadlines: [],
};

/** Adds sums; `sign` -1 takes the second away. */
export function addSums(a: DutySums, b: DutySums, sign: 1 | -1 = 1): DutySums {
  const sums = { ...a };
  for (const count of COUNTS) sums[count] = a[count] + sign * b[count];
  sums.windows = merged(a.windows, b.windows, sign, ({ startDay, dueDay }) => `${startDay} ${dueDay}`, ['r']);
  sums.deadlines = merged(a.deadlines, b.deadlines, sign, ({ dueDay }) => String(dueDay), ['n', 'met']);
  return sums;
}

const COUNTS = [
  'n',
  'required',
  'exempt',
  'ever',
  'visited',
  'done',
  'met',
  'unassigned',
  'metUnassigned',
  'prevMet',
  'prevMetVisited',
  'metLate',
] as const;

function merged<T, K extends keyof T>(
  a: readonly T[],
  b: readonly T[],
  sign: 1 | -1,
  keyOf: (row: T) => string,
  counts: readonly K[],
): readonly T[] {
  if (b.length === 0) return a;
  const rows = new Map<string, T>();
  for (const [list, factor] of [
    [a, 1],
    [b, sign],
  ] as const)
    for (const row of list) {
      const key = keyOf(row);
      const sum = { ...(rows.get(key) ?? row) };
      for (const count of counts) {
        const had = rows.has(key) ? (sum[count] as number) : 0;
        sum[count] = (had + factor * (row[count] as number)) as T[K];
      }
      rows.set(key, sum);
    }
  return [...rows.values()].filter((row) => counts.some((count) => row[count] !== 0));
}

/**
 * Sums of one home whose households are counted, not listed: what visits reached is capped at what there is,
 * since ids are whatever visitors gave (model.md, No register).
 */
export function capped(sums: DutySums): DutySums {
  const { n, required, unassigned } = sums;
  const ever = Math.min(sums.ever, n);
  const visited = Math.min(sums.visited, n);
  const met = Math.min(sums.met, n);
  // No type of gap may come out below zero, and no more be unassigned than have a gap.
  const prevMetVisited = Math.min(sums.prevMetVisited, visited);
  const pending = Math.min(sums.prevMet - sums.prevMetVisited, ever - visited);
  return {
    ...sums,
    done: Math.min(sums.done, required),
    ever,
    visited,
    met,
    metUnassigned: Math.max(Math.min(sums.metUnassigned, unassigned), unassigned - (n - met)),
    prevMet: prevMetVisited + pending,
    prevMetVisited,
  };
}

/** Elapsed share of a window by the end of `today`, in counted days: 0 before it, 1 after it. */
export function elapsedShare(start: Day, end: Day, today: Day, calendar: DayCalendar): number {
  const total = calendar.count(start, end);
  if (total === 0) return today >= end ? 1 : 0;
  return calendar.count(start, Math.min(today, end)) / total;
}

export interface FigureContext {
  kind: Duty['kind'];
  period: Period;
  programme: ProgrammeSpan;
  /** The civil day that stands for now. */
  today: Day;
  thresholds: LightThresholds;
  calendar?: DayCalendar;
}

/**
 * Derives what is shown from what is kept; nothing here is stored, since it moves with the clock.
 *
 * @param sums over all x
 * @param silent over those x among them that every source which could tell of them is late about
 */
export function figures(sums: DutySums, context: FigureContext, silent: DutySums = NO_SUMS): Figures {
  const { kind, period, programme, today, thresholds, calendar = civilCalendar } = context;
  // A standing is expected in full at once, has no projection, and its light is that of a closed period.
  const standing = kind === 'staffing';
  const start = Math.max(period.start, programme.firstDay);
  const end = Math.min(period.end, programme.lastDay);
  const over = today > end;

  let expected = 0;
  let ordinary = sums.required;
  for (const { startDay, dueDay, r } of sums.windows) {
    ordinary -= r;
    expected += r * elapsedShare(startDay || start, dueDay || end, today, calendar);
  }
  expected += ordinary * elapsedShare(start, end, today, calendar);
  if (standing) expected = sums.required;

  const { required, done } = sums;
  const unknown = silent.required - silent.done;
  const ratio = required === 0 ? null : done / required;
  const running = today >= start && !over;
  const daysLeft = over ? 0 : calendar.count(Math.max(today, start), end);
  const gaps = gapsByType(addSums(sums, silent, -1), kind, today, running);
  gaps.noData = silent.n - silent.met;
  const lightOf = (reached: number): Light => {
    const at = { done: reached, expected, ratio: reached / required, pace: (reached - expected) / required };
    const closed = over || standing;
    return light({ ...at, closed, gap: required - reached, daysLeft, overdue: gaps.overdue }, thresholds);
  };
  return {
    n: sums.n,
    required,
    done,
    unknown,
    expected,
    ratio,
    ratioHigh: required === 0 ? null : (done + unknown) / required,
    pace: required === 0 ? null : (done - expected) / required,
    light: required === 0 ? null : lightOf(done) === lightOf(done + unknown) ? lightOf(done) : 'grey',
    gaps,
    gapCount: sums.n - sums.met,
    unassigned: sums.unassigned - sums.metUnassigned,
    exempt: sums.exempt,
    metLate: sums.metLate,
    projected: standing ? null : projectedEnd(required, ratio, expected),
    dailyRate: over || standing || required === 0 ? null : (required - done) / Math.max(1, daysLeft),
  };
}

function gapsByType(
  sums: DutySums,
  kind: Duty['kind'],
  today: Day,
  running: boolean,
): Record<GapType, number> {
  const gaps: Record<GapType, number> = {
    noData: 0,
    overdue: 0,
    belowQuota: 0,
    never: 0,
    pending: 0,
    stale: 0,
  };
  if (kind === 'afterEvent') {
    for (const { dueDay, n, met } of sums.deadlines) if (dueDay < today) gaps.overdue += n - met;
    gaps.never = sums.n - sums.met - gaps.overdue;
    return gaps;
  }
  gaps.belowQuota = sums.visited - sums.met;
  gaps.never = sums.n - sums.ever;
  gaps.pending = running ? sums.prevMet - sums.prevMetVisited : 0;
  gaps.stale = sums.ever - sums.visited - gaps.pending;
  return gaps;
}

/** `min(1, ratio · required / expected)`; null while less than a twentieth is expected. */
function projectedEnd(required: number, ratio: number | null, expected: number): number | null {
  if (ratio === null || expected / required < 0.05 - 1e-9) return null;
  return Math.min(1, (ratio * required) / expected);
}

/** The gap type of one x that has a gap: the first that applies. */
export function gapType(x: {
  noData?: boolean;
  overdue?: boolean;
  v: number;
  ever: boolean;
  prevMet: boolean;
  running: boolean;
}): GapType {
  if (x.noData) return 'noData';
  if (x.overdue) return 'overdue';
  if (x.v > 0) return 'belowQuota';
  if (!x.ever) return 'never';
  if (x.running && x.prevMet) return 'pending';
  return 'stale';
}
