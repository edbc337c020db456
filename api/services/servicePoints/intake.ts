import { setImmediate } from 'node:timers/promises';
import type { RecordOutcome } from '#api/contract/records.ts';
import type { ServicePointInput, SessionInput } from '#api/contract/servicePoints.ts';
import type { Fault } from '#api/errors.ts';
import { visible } from '#api/services/areas.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { everything } from '#api/services/issues/names.ts';
import { outcomeOf } from '#api/services/ledger.ts';
import type { Place } from '#api/services/place.ts';
import type { Line } from '#api/services/registers.ts';
import { homeOfStop } from '#api/services/servicePoints/items.ts';
import type { ServiceSettingsKeeper } from '#api/services/servicePoints/settings.ts';
import { whereaboutsOf } from '#api/services/servicePoints/written.ts';
import type { ServicePointRecord, ServicePointWrite, ServiceSessionWrite } from '#api/store/serviceStore.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { type Day, type LonLat, OPEN_END } from '#geodata/model.ts';
import { MOST_FAULTS } from '#geodata/service/faults.ts';
import { hoursFaults } from '#geodata/service/hours.ts';
import { versionOn } from '#geodata/service/state.ts';
import { occurrencesBetween, outside, timetableFaults } from '#geodata/service/timetable.ts';
import type { ServicePoint, ServiceSettings, Whereabouts } from '#geodata/service/types.ts';

/** Days from today on, and before it, on which a timetable must be free of overlaps. */
const CHECKED_DAYS = 366;

const ALWAYS = { on: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** Finds the area a place lies in; null outside of all that may be seen. */
type HomeOf = (position: LonLat) => string | null;

/** Takes service points in, their ends, and how many were served. Every record is told what became of it. */
export class ServicePointIntake {
  readonly #context: ServiceContext;
  readonly #place: Place;
  readonly #settings: ServiceSettingsKeeper;

  constructor(context: ServiceContext, place: Place, settings: ServiceSettingsKeeper) {
    this.#context = context;
    this.#place = place;
    this.#settings = settings;
  }

  /** @param lines their places in what was sent; outcomes come in the same order */
  async put(scope: Scope, lines: readonly Line<ServicePointInput>[]): Promise<RecordOutcome[]> {
    const { store, dayOf, now } = this.#context;
    const today = dayOf(now());
    const settings = await this.#settings.read();
    const { tree, find } = await this.#place.on(today);
    const homeOf: HomeOf = ([lon, lat]) => {
      const area = find(lon, lat);
      return area && visible(tree, scope, area.code) ? area.code : null;
    };
    const foreign = await this.#foreign(scope);
    const organisations = new Map<string, boolean>();
    const checked = async (record: ServicePointInput): Promise<ServicePointWrite | Fault[]> => {
      const point = pointOf(record, today);
      const faults = pointFaults(point, settings, { homeOf, today });
      if (foreign.has(record.id)) faults.unshift(missing('id', `service point ${record.id}`));
      const { organisation } = record;
      if (organisation !== null) {
        if (!organisations.has(organisation))
          organisations.set(organisation, await this.#isOrganisation(organisation));
        if (!organisations.get(organisation))
          faults.push(missing('organisation', `organisation ${organisation}`));
      }
      if (faults.length > 0) return faults.slice(0, MOST_FAULTS);
      return { point, homes: placesOf(point.whereabouts).map(({ position }) => homeOf(position)!) };
    };
    return this.#take(lines, checked, (writes) => store.services.writeServicePoints(writes));
  }

  /** Ends a point after a day. */
  async end(scope: Scope, id: string, on: string): Promise<RecordOutcome> {
    return outcomeOf(1, await this.#context.store.services.endServicePoint(scope, id, parseDay(on)!));
  }

  async putSessions(scope: Scope, lines: readonly Line<SessionInput>[]): Promise<RecordOutcome[]> {
    const { store, dayOf, now } = this.#context;
    const { tree } = await store.treeState();
    const today = dayOf(now());
    const checked = async (session: SessionInput): Promise<ServiceSessionWrite | Fault[]> => {
      const day = parseDay(session.day)!;
      if (day > today) return [{ path: 'day', message: `${session.day} lies ahead`, code: 'future' }];
      const records = await store.services.servicePoints(scope, { area: null, id: session.point, ...ALWAYS });
      const isSeen = (home: string | null): boolean => home !== null && visible(tree, scope, home);
      const fault = sessionFault(records ?? [], session, day, isSeen);
      return fault ? [fault] : { ...session, day };
    };
    return this.#take(lines, checked, (writes) => store.services.writeServiceSessions(writes));
  }

  async #take<T extends { id: string }, W>(
    lines: readonly Line<T>[],
    check: (record: T) => Promise<W | Fault[]>,
    store: (writes: W[]) => Promise<WriteResult[]>,
  ): Promise<RecordOutcome[]> {
    const outcomes = new Map<number, RecordOutcome>();
    const writes: { line: number; write: W }[] = [];
    for (const { line, record } of lines) {
      const found = await check(record);
      // a timetable takes its time to check: others are answered in between
      if (lines.length > 1) await setImmediate();
      if (!Array.isArray(found)) writes.push({ line, write: found });
      else outcomes.set(line, { line, id: record.id, status: 'refused', commit: null, errors: found });
    }
    const results = writes.length > 0 ? await store(writes.map(({ write }) => write)) : [];
    for (const [i, { line }] of writes.entries()) outcomes.set(line, outcomeOf(line, results[i]!));
    return lines.map(({ line }) => outcomes.get(line)!);
  }

  /** Points on record that have a place outside of a scope: they are another's to change. */
  async #foreign(scope: Scope): Promise<ReadonlySet<string>> {
    const { store } = this.#context;
    const { tree } = await store.treeState();
    const all = await store.services.servicePoints(await everything(store), { area: null, ...ALWAYS });
    return new Set(
      (all ?? [])
        .filter(({ homes }) => homes.some((home) => !visible(tree, scope, home)))
        .map(({ point }) => point.id),
    );
  }

  /** Who offers a service is a part of it, whatever area keeps it on its register. */
  async #isOrganisation(id: string): Promise<boolean> {
    const { store } = this.#context;
    return (await store.registerRecords(await everything(store), 'organisation', id)).length > 0;
  }
}

function pointOf(
  { whereabouts, validFrom, validTo, services, ...rest }: ServicePointInput,
  today: Day,
): ServicePoint {
  return {
    ...rest,
    services: [...new Set(services)],
    whereabouts: whereaboutsOf(whereabouts),
    validFrom: validFrom === undefined ? today : parseDay(validFrom)!,
    validTo: validTo === null ? OPEN_END : parseDay(validTo)!,
  };
}

/** What is wrong with a point, each with its place; all but the organisation. */
function pointFaults(
  { kind, services, whereabouts, validFrom, validTo }: ServicePoint,
  settings: ServiceSettings,
  { homeOf, today }: { homeOf: HomeOf; today: Day },
): Fault[] {
  const faults: Fault[] = [];
  const meant = settings.kinds.find(({ id }) => id === kind);
  if (!meant)
    faults.push({ path: 'kind', message: `there is no kind ${kind} in the settings`, code: 'invalid' });
  else if (meant.form !== whereabouts.form)
    faults.push({
      path: 'whereabouts.form',
      message: `points of kind ${kind} are ${meant.form}`,
      code: 'invalid',
    });
  for (const [i, service] of services.entries())
    if (!settings.services.some(({ id }) => id === service))
      faults.push({
        path: `services.${i}`,
        message: `there is no service ${service} in the settings`,
        code: 'invalid',
      });
  if (validTo < validFrom)
    faults.push({ path: 'validTo', message: 'the last day lies before the first', code: 'invalid' });
  const isInside = (position: LonLat): boolean => homeOf(position) !== null;
  if (whereabouts.form === 'fixed') {
    const { position, hours } = whereabouts;
    if (!isInside(position))
      faults.push({ path: 'whereabouts.position', message: outside(position), code: 'outside' });
    if (hours) faults.push(...placed('whereabouts.hours', hoursFaults(hours)));
    return faults;
  }
  const from = Math.max(validFrom, today - CHECKED_DAYS);
  const to = Math.min(Math.max(validFrom, today) + CHECKED_DAYS, validTo);
  const check = { from, to, isInside };
  faults.push(...placed('whereabouts.timetable', timetableFaults(whereabouts.timetable, check)));
  return faults;
}

const placed = (path: string, faults: readonly Fault[]): Fault[] =>
  faults.map((fault) => ({ ...fault, path: `${path}.${fault.path}` }));

function placesOf(whereabouts: Whereabouts): readonly { position: LonLat }[] {
  return whereabouts.form === 'fixed' ? [whereabouts] : whereabouts.timetable.stops;
}

/** What is wrong with what is told of an opening; null when nothing is. */
function sessionFault(
  records: readonly ServicePointRecord[],
  { point: id, stop, day: written }: SessionInput,
  day: Day,
  isSeen: (home: string | null) => boolean,
): Fault | null {
  const version = versionOn(
    records.map(({ point }) => point),
    day,
  );
  if (!version) return missing('point', `service point ${id} on ${written}`);
  const { whereabouts } = version;
  if (whereabouts.form === 'fixed')
    return stop === null ? null : { path: 'stop', message: 'a fixed point has no stops', code: 'invalid' };
  if (stop === null) return { path: 'stop', message: 'is needed of a moving point', code: 'required' };
  const there = occurrencesBetween(whereabouts.timetable, day, day).find((each) => each.stop === stop);
  if (!there || !isSeen(homeOfStop(records, there)))
    return { path: 'day', message: `${id} does not stop at ${stop} on ${written}`, code: 'invalid' };
  return null;
}

function missing(path: string, what: string): Fault {
  return { path, message: `there is no ${what}`, code: 'notFound' };
}
