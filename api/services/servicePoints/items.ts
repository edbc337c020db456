import type { AreaRef } from '#api/contract/areas.ts';
import type { OccurrenceItem, ServicePointItem } from '#api/contract/servicePoints.ts';
import { homeRefOf } from '#api/services/areaRows.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { ServicePointRecord, ServiceSession } from '#api/store/serviceStore.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';
import { type ServiceClock, type ServiceState, stopOf, versionOn } from '#geodata/service/state.ts';
import type { Occurrence, ServicePoint, ServiceSettings } from '#geodata/service/types.ts';

/** Days over which it is told how many were served, that of the moment included. */
export const SERVED_DAYS = 30;

/** A point with its versions. */
export interface Versions {
  /** The version in force at the moment, or the nearest there is. */
  current: ServicePointRecord;
  /** All of them, ascending. */
  records: readonly ServicePointRecord[];
  points: readonly ServicePoint[];
}

/** What items of one answer are written with. */
export interface ItemWriter {
  state: TreeState;
  clock: ServiceClock;
  language: 'zh' | 'en';
  settings: ServiceSettings;
  organisations: ReadonlyMap<string, string>;
  sessions: SessionsByPoint;
  /** RFC 3339 text of a moment in the district's zone. */
  instant: (at: number) => string;
}

/** Sessions of some points, by the point. */
export type SessionsByPoint = ReadonlyMap<string, readonly ServiceSession[]>;

export function sessionsByPoint(sessions: readonly ServiceSession[]): SessionsByPoint {
  return Map.groupBy(sessions, ({ point }) => point);
}

/** Writes moments of a zone; hundreds of points shut at the same one, and zone arithmetic is slow. */
export function instantWriter(timezone: string): (at: number) => string {
  const written = new Map<number, string>();
  return (at) => {
    let text = written.get(at);
    if (text === undefined) {
      text = formatInstant(at, timezone);
      written.set(at, text);
    }
    return text;
  };
}

/** Gathers records by point; those of which `isCurrent` finds no version are left out. */
export function versionsOf(
  records: readonly ServicePointRecord[],
  isCurrent: (record: ServicePointRecord) => boolean,
): Versions[] {
  return [...Map.groupBy(records, ({ point }) => point.id).values()].flatMap((own) => {
    const current = own.find(isCurrent);
    return current ? [{ current, records: own, points: own.map(({ point }) => point) }] : [];
  });
}

/** The area a stop lies in. */
export function homeOfStop(records: readonly ServicePointRecord[], { stop, day }: Occurrence): string | null {
  const version = versionOn(
    records.map((record) => ({ ...record.point, record })),
    day,
  );
  if (version?.whereabouts.form !== 'moving') return null;
  const at = version.whereabouts.timetable.stops.findIndex(({ id }) => id === stop);
  return version.record.homes[at] ?? null;
}

export function occurrenceItemOf(
  { state, clock, sessions, instant }: Pick<ItemWriter, 'state' | 'clock' | 'sessions' | 'instant'>,
  { records, points }: Versions,
  occurrence: Occurrence,
): OccurrenceItem {
  const { run, stop, day, from, to, moved, reason } = occurrence;
  const { name, position } = stopOf(points, occurrence);
  const told = sessions.get(points[0]!.id)?.find((each) => each.day === day && each.stop === stop);
  return {
    ...{ run, stop, stopName: name, position: [...position] },
    area: areaOf(state, homeOfStop(records, occurrence)),
    day: formatDay(day),
    from: instant(clock.instantOf(day, from)),
    to: instant(clock.instantOf(day, to)),
    ...{ moved, reason, served: told?.served ?? null },
  };
}

export function itemOf(
  writer: ItemWriter,
  versions: Versions,
  now: ServiceState,
  today: Day,
): ServicePointItem {
  const { state, language, settings, organisations, sessions, instant } = writer;
  const { point, homes } = versions.current;
  const { id, kind, organisation, whereabouts } = point;
  const { form } = whereabouts;
  const nameOf = (list: ServiceSettings['services'], one: string): string =>
    list.find((each) => each.id === one)?.name[language] ?? one;
  const occurrence = (each: Occurrence | null): OccurrenceItem | null =>
    each && occurrenceItemOf(writer, versions, each);
  const at = now.now ?? now.last;
  const home = form === 'fixed' ? homes[0]! : at && homeOfStop(versions.records, at);
  const served = (sessions.get(id) ?? []).filter(({ day }) => day > today - SERVED_DAYS && day <= today);
  return {
    ...{ id, kind, kindName: nameOf(settings.kinds, kind), form, name: point.name },
    organisation:
      organisation === null
        ? null
        : { id: organisation, name: organisations.get(organisation) ?? organisation },
    services: point.services.map((one) => ({ id: one, name: nameOf(settings.services, one) })),
    capacity: point.capacity,
    illustrative: point.illustrative,
    position: now.position && [...now.position],
    area: areaOf(state, home),
    open: now.open,
    until: now.until === null ? null : instant(now.until),
    ...{ now: occurrence(now.now), last: occurrence(now.last), next: occurrence(now.next) },
    weeklyHours: now.weeklyHours,
    served: served.length === 0 ? null : served.reduce((sum, each) => sum + each.served, 0),
  };
}

function areaOf(state: TreeState, home: string | null): AreaRef | null {
  return home === null ? null : homeRefOf(state, home);
}
