import type { Term } from '#geodata/issue/categories.ts';
import {
  ISSUE_LEVELS,
  type IssueEvent,
  type IssueLevel,
  RESOLUTION_KINDS,
  type ResolutionKind,
} from '#geodata/issue/events.ts';
import type { ClockCalendar } from '#geodata/issue/workingTime.ts';
import { STATE_COUNCIL_HOLIDAYS } from '#geodata/presets/holidays.ts';
import { HOUR } from '#geodata/testing/issue.ts';

/** What tests compare issues with: each thing counted anew from the accepted events, in another manner. */

/**
 * The state from the accepted events alone, in another manner than the reducer's: by the last event, and for
 * organisations by the last event about each.
 */
export function naiveState(log: readonly IssueEvent[]): string {
  const last = log.at(-1)!;
  const before = log.slice(0, -1);
  switch (last.type) {
    case 'rated':
    case 'extended':
      return naiveState(before);
    case 'resumed':
      return naiveState(
        log.slice(
          0,
          log.findLastIndex(({ type }) => type === 'suspended'),
        ),
      );
    case 'reopened':
      if (isGone(before)) return 'reported';
      return naiveParts(log).size > 0 ? 'dispatched' : 'accepted';
    case 'dispatched':
      return naiveByParts(log);
    case 'handling':
    case 'resolved':
    case 'returned': {
      const alone = { handling: 'handling', resolved: 'resolved', returned: 'accepted' }[last.type];
      return last.organisation === undefined ? alone : naiveByParts(log);
    }
    default:
      return last.type;
  }
}

const isGone = (log: readonly IssueEvent[]): boolean => ['refused', 'merged'].includes(log.at(-1)!.type);

function naiveByParts(log: readonly IssueEvent[]): string {
  const states = [...naiveParts(log).values()].map(({ state }) => state);
  const has = (...which: string[]) => states.some((state) => which.includes(state));
  if (has('dispatched', 'handling')) return has('handling', 'resolved') ? 'handling' : 'dispatched';
  return has('returned') ? 'accepted' : 'resolved';
}

/** By organisation the last thing said of it since the issue was last handed to a level. */
function naiveParts(log: readonly IssueEvent[]): Map<string, { state: string; kind?: ResolutionKind }> {
  const start = log.findLastIndex(
    ({ type }, i) => type === 'escalated' || (type === 'reopened' && isGone(log.slice(0, i))),
  );
  const round = log.slice(start + 1);
  const answered = round.findLastIndex(({ type }) => type === 'dispatched' || type === 'reopened');
  const reopened = round.findLastIndex(({ type }) => type === 'reopened');
  const names = new Set(round.flatMap((one) => (one.type === 'dispatched' ? one.organisations : [])));
  const parts = new Map<string, { state: string; kind?: ResolutionKind }>();
  for (const name of names) {
    const i = round.findLastIndex((one) =>
      one.type === 'dispatched'
        ? one.organisations.includes(name)
        : 'organisation' in one && one.organisation === name,
    );
    const one = round[i]!;
    if (one.type === 'returned' && i < answered) continue;
    if (i < reopened) parts.set(name, { state: 'dispatched' });
    else parts.set(name, { state: one.type, ...(one.type === 'resolved' && { kind: one.kind }) });
  }
  return parts;
}

export function naiveResolutions(log: readonly IssueEvent[]) {
  return log.flatMap((one, i) => {
    const upTo = log.slice(0, i + 1);
    if (one.type !== 'resolved' || naiveState(upTo) !== 'resolved') return [];
    const kinds = [...naiveParts(upTo).values()].map(({ kind }) => kind!);
    const kind =
      one.organisation === undefined ? one.kind : RESOLUTION_KINDS.findLast((k) => kinds.includes(k))!;
    const rest = log.slice(i + 1);
    const end = rest.findIndex(({ type }) => type === 'reopened');
    const reopening = rest[end];
    const ratings = rest.slice(0, end < 0 ? undefined : end).filter((r) => r.type === 'rated');
    const says = new Map(ratings.map(({ rater, settled }) => [rater, settled]));
    const denied =
      [...says.values()].includes(false) || (reopening?.type === 'reopened' && reopening.cause === 'served');
    return [{ at: one.at, kind, denied, reopenedAt: reopening?.at ?? null }];
  });
}

/** The level it lies with. */
export function naiveLevel(log: readonly IssueEvent[]): IssueLevel {
  const ups = log.filter(({ type }) => type === 'escalated').length;
  const downs = log.filter((one) => one.type === 'returned' && one.organisation === undefined).length;
  return ISSUE_LEVELS[ISSUE_LEVELS.indexOf(reportOf(log).level) + ups - downs]!;
}

/** The category after the corrections made on acceptance. */
export function naiveCategory(log: readonly IssueEvent[]): string {
  const corrected = log.findLast((one) => one.type === 'accepted' && one.category !== undefined);
  return corrected?.type === 'accepted' ? corrected.category! : reportOf(log).category;
}

export function reportOf(log: readonly IssueEvent[]): Extract<IssueEvent, { type: 'reported' }> {
  const [report] = log;
  if (report?.type !== 'reported') throw new Error('does not begin with a report');
  return report;
}

/** When it was suspended and when that ended. */
export function naivePauses(log: readonly IssueEvent[]): { from: number; to: number | null }[] {
  return log.flatMap((one, i) => {
    if (one.type !== 'suspended') return [];
    const end = log.slice(i).find(({ type }) => type === 'resumed' || type === 'merged');
    return [{ from: one.at, to: end?.at ?? null }];
  });
}

/** Whether a whole hour (its first instant, in Shanghai) belongs to a working day. */
function isWorked(ms: number): boolean {
  const text = new Date(ms + 8 * HOUR).toISOString().slice(0, 10);
  const { holidays, workdays } = STATE_COUNCIL_HOLIDAYS;
  const weekday = new Date(`${text}T00:00Z`).getUTCDay();
  return workdays.includes(text) || (!holidays.includes(text) && weekday !== 0 && weekday !== 6);
}

/** Counted hours between two whole hours, one by one. */
export function naiveHours(from: number, to: number, calendar: ClockCalendar): number {
  let n = 0;
  for (let ms = from; ms < to; ms += HOUR) if (calendar === 'civil' || isWorked(ms)) n++;
  return n;
}

/** The last moment in time of a clock, hour by hour; null where it is stopped. Moments are whole hours. */
export function naiveDue(
  start: number,
  { amount, unit, calendar }: Term,
  pauses: readonly { from: number; to: number | null }[] = [],
  extensions: readonly { at: number; amount: number; unit: 'day' | 'hour' }[] = [],
): number | null {
  let end = start;
  const run = (hours: number) => {
    for (let left = hours; left > 0; end += HOUR) if (calendar === 'civil' || isWorked(end)) left--;
  };
  if (unit === 'hour') run(amount);
  else {
    const midnight = (ms: number) => Math.floor((ms + 8 * HOUR) / (24 * HOUR)) * 24 * HOUR - 8 * HOUR;
    end = midnight(start) + 24 * HOUR;
    run(24 * amount);
  }
  // A term of days ends with the last millisecond before the hour.
  const early = unit === 'day' ? 1 : 0;
  // One that is suspended cannot be extended: of two at one moment the extension was first.
  for (const pause of [...extensions, ...pauses].sort(
    (a, b) => ('at' in a ? a.at : a.from) - ('at' in b ? b.at : b.from),
  )) {
    if ('at' in pause) run(pause.amount * (pause.unit === 'day' ? 24 : 1));
    else if (pause.from <= end - early) {
      if (pause.to === null) return null;
      run(naiveHours(pause.from, pause.to, calendar));
    }
  }
  return end - early;
}
