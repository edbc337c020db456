import { formatDay } from '#geodata/duty/calendar.ts';
import type { Day, LonLat } from '#geodata/model.ts';
import { MOST_FAULTS, type ServiceFault } from '#geodata/service/faults.ts';
import { daysOfRule, faultOfRule, firstDayOfRule } from '#geodata/service/rule.ts';
import type { Occurrence, Run, RunException, Span, Timetable } from '#geodata/service/types.ts';

/** Days that are looked ahead or back for an occurrence: about two years. */
export const LOOK_DAYS = 800;
/** Most occurrences of the days that are checked: about fifty a day. */
const MOST_OCCURRENCES = 20_000;

/** A timetable made ready to be asked. */
export interface TimetableReader {
  /** Occurrences of some days, both included, in order of time; what was cancelled is left out. */
  between(from: Day, to: Day): Occurrence[];
}

/** Timetables are asked again and again; they are never changed, only replaced. */
const readers = new WeakMap<Timetable, TimetableReader>();

/** @param timetable one that `timetableFaults` finds nothing wrong with */
export function readTimetable(timetable: Timetable): TimetableReader {
  const known = readers.get(timetable);
  if (known) return known;
  const reader = makeReader(timetable);
  readers.set(timetable, reader);
  return reader;
}

function makeReader({ runs, exceptions }: Timetable): TimetableReader {
  const changed = new Map(exceptions.map((exception) => [keyOf(exception.run, exception.day), exception]));
  return {
    between: (from, to) =>
      runs
        .flatMap((run) =>
          daysOfRun(run, from, to).flatMap((day) => {
            const exception = changed.get(keyOf(run.id, day));
            return exception?.kind === 'cancelled' ? [] : [occurrenceOf(run, day, exception)];
          }),
        )
        .sort(byTime),
  };
}

/** Occurrences of a timetable on some days, both included, in order of time. */
export function occurrencesBetween(timetable: Timetable, from: Day, to: Day): Occurrence[] {
  return readTimetable(timetable).between(from, to);
}

const keyOf = (run: string, day: Day): string => `${day} ${run}`;

function daysOfRun({ rule, firstDay, lastDay }: Run, from: Day, to: Day): Day[] {
  return daysOfRule(rule, firstDay, from, lastDay === null ? to : Math.min(to, lastDay));
}

function occurrenceOf(
  { id, stop, from, to }: Run,
  day: Day,
  exception: Extract<RunException, { kind: 'moved' }> | undefined,
): Occurrence {
  if (!exception) return { run: id, stop, day, from, to, moved: false, reason: null };
  const { reason } = exception;
  return { run: id, stop: exception.stop, day, from: exception.from, to: exception.to, moved: true, reason };
}

function byTime(a: Occurrence, b: Occurrence): number {
  return a.day - b.day || a.from - b.from || a.to - b.to || (a.run < b.run ? -1 : a.run > b.run ? 1 : 0);
}

/** What a timetable is checked against. */
export interface TimetableCheck {
  /** First and last day that must be free of overlaps. */
  from: Day;
  to: Day;
  /** Whether a position lies in the district. */
  isInside: (position: LonLat) => boolean;
}

/** What is wrong with a timetable, each with its place; at most `MOST_FAULTS`. */
export function timetableFaults(timetable: Timetable, check: TimetableCheck): ServiceFault[] {
  const { stops, runs, exceptions } = timetable;
  const faults: ServiceFault[] = [];
  const add = (path: string, message: string, code: ServiceFault['code'] = 'invalid'): void => {
    faults.push({ path, message, code });
  };

  const known = new Set<string>();
  for (const [i, { id, position }] of stops.entries()) {
    if (known.has(id)) add(`stops.${i}.id`, `stop ${id} is written twice`);
    known.add(id);
    if (!check.isInside(position)) add(`stops.${i}.position`, outside(position), 'outside');
  }
  const stopFault = (path: string, stop: string): void => {
    if (!known.has(stop)) add(path, `there is no stop ${stop}`, 'notFound');
  };

  const byId = new Map<string, Run>();
  for (const [i, run] of runs.entries()) {
    if (faults.length >= MOST_FAULTS) return faults.slice(0, MOST_FAULTS);
    const at = `runs.${i}`;
    if (byId.has(run.id)) add(`${at}.id`, `run ${run.id} is written twice`);
    byId.set(run.id, run);
    stopFault(`${at}.stop`, run.stop);
    faults.push(...spanFaults(at, run));
    if (run.lastDay !== null && run.firstDay > run.lastDay)
      add(`${at}.lastDay`, 'the last day lies before the first');
    else {
      const fault = faultOfRule(run.rule);
      if (fault !== null) add(`${at}.rule`, fault);
      else {
        const by = Math.min(run.firstDay + LOOK_DAYS, run.lastDay ?? Number.POSITIVE_INFINITY);
        if (firstDayOfRule(run.rule, run.firstDay, by) === null)
          add(`${at}.rule`, `never happens from ${formatDay(run.firstDay)} to ${formatDay(by)}`);
      }
    }
  }
  // A run that cannot be read says nothing of the days of its exceptions.
  if (faults.length > 0) return faults.slice(0, MOST_FAULTS);

  const changed = new Set<string>();
  for (const [i, exception] of exceptions.entries()) {
    if (faults.length >= MOST_FAULTS) break;
    const at = `exceptions.${i}`;
    const run = byId.get(exception.run);
    const { day } = exception;
    if (!run) add(`${at}.run`, `there is no run ${exception.run}`, 'notFound');
    else if (daysOfRun(run, day, day).length === 0)
      add(`${at}.day`, `run ${run.id} does not run on ${formatDay(day)}`);
    const key = keyOf(exception.run, day);
    if (changed.has(key)) add(`${at}.day`, `run ${exception.run} has two exceptions on ${formatDay(day)}`);
    changed.add(key);
    if (exception.kind === 'cancelled') continue;
    stopFault(`${at}.stop`, exception.stop);
    faults.push(...spanFaults(at, exception));
  }
  if (faults.length > 0) return faults.slice(0, MOST_FAULTS);
  return overlaps(timetable, check);
}

/** Times at which it were at two places, or at one twice, told at the later run or exception. */
function overlaps(timetable: Timetable, { from, to }: TimetableCheck): ServiceFault[] {
  const { runs } = timetable;
  let count = 0;
  for (const [i, run] of runs.entries()) {
    count += daysOfRun(run, from, to).length;
    if (count > MOST_OCCURRENCES) {
      const message = `more than ${MOST_OCCURRENCES} stops from ${formatDay(from)} to ${formatDay(to)}`;
      return [{ path: `runs.${i}`, message, code: 'tooMany' }];
    }
  }
  const runAt = new Map(runs.map(({ id }, i) => [id, i]));
  const pathOf = ({ run, day, moved }: Occurrence): string =>
    moved
      ? `exceptions.${timetable.exceptions.findIndex((each) => each.run === run && each.day === day)}`
      : `runs.${runAt.get(run)}`;
  const found = new Map<string, ServiceFault>();
  const open: Occurrence[] = [];
  for (const next of occurrencesBetween(timetable, from, to)) {
    if (found.size >= MOST_FAULTS) break;
    for (let i = open.length - 1; i >= 0; i--)
      if (open[i]!.day !== next.day || open[i]!.to <= next.from) open.splice(i, 1);
    for (const earlier of open) {
      const [path, other] = [pathOf(next), pathOf(earlier)].sort(naturally).reverse() as [string, string];
      const key = `${path} ${other}`;
      // The same two meet week after week; the first time tells enough.
      if (found.has(key)) continue;
      const message = `overlaps ${other} on ${formatDay(next.day)}`;
      found.set(key, { path, message, code: 'overlap' });
    }
    open.push(next);
  }
  return [...found.values()];
}

/** `exceptions.2` before `runs.3` before `runs.10`: whatever comes later in what was sent is told of last. */
function naturally(a: string, b: string): number {
  const [[nameA, numberA], [nameB, numberB]] = [a.split('.'), b.split('.')];
  // exceptions come after the runs they change
  if (nameA !== nameB) return nameA === 'runs' ? -1 : 1;
  return Number(numberA) - Number(numberB);
}

/** A span that ends before it begins. */
export function spanFaults(path: string, { from, to }: Span): ServiceFault[] {
  const at = path === '' ? 'to' : `${path}.to`;
  return from < to
    ? []
    : [{ path: at, message: 'the end does not lie after the beginning', code: 'invalid' }];
}

export function outside([lon, lat]: LonLat): string {
  return `${lon}, ${lat} lies outside the district; longitude comes first`;
}
