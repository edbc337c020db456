import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type {
  ServicePointDetail,
  ServicePointsAnswer,
  ServicePointsQuery,
  StopsAnswer,
  StopsQuery,
} from '#api/contract/servicePoints.ts';
import { CodedError } from '#api/errors.ts';
import { chainOf } from '#api/services/areaRows.ts';
import { findArea, initialsOf, visible } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { stampOf } from '#api/services/coverage/listing.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import { organisationNames } from '#api/services/issues/names.ts';
import {
  homeOfStop,
  type ItemWriter,
  instantWriter,
  itemOf,
  occurrenceItemOf,
  SERVED_DAYS,
  sessionsByPoint,
  type Versions,
  versionsOf,
} from '#api/services/servicePoints/items.ts';
import type { ServiceSettingsKeeper } from '#api/services/servicePoints/settings.ts';
import { ServiceStates } from '#api/services/servicePoints/states.ts';
import { writtenEnd, writtenWhereabouts } from '#api/services/servicePoints/written.ts';
import type { ServiceSession } from '#api/store/serviceStore.ts';
import { formatDay, formatInstant, parseDay } from '#geodata/duty/calendar.ts';
import type { HolidayTable } from '#geodata/duty/workingCalendar.ts';
import type { Day } from '#geodata/model.ts';
import { isOpenAt, type ServiceClock, serviceClock } from '#geodata/service/state.ts';
import { LOOK_DAYS, occurrencesBetween } from '#geodata/service/timetable.ts';

/** Days asked for at once, and stops in one answer. */
const MOST_DAYS = 92;
const MOST_STOPS = 20_000;

/** Reads service points on one clock: what is open, what comes next, where a point was and how many it served. */
export class ServicePointReads {
  readonly #context: ServiceContext;
  readonly #settings: ServiceSettingsKeeper;
  readonly #states = new ServiceStates();
  #clock: { at: number; holidays: HolidayTable; clock: ServiceClock } | null = null;

  constructor(context: ServiceContext, settings: ServiceSettingsKeeper) {
    this.#context = context;
    this.#settings = settings;
  }

  async list(asking: Asking, query: Omit<ServicePointsQuery, 'lang'>): Promise<ServicePointsAnswer> {
    const { store, dayOf, timezone } = this.#context;
    const state = await store.treeState();
    if (query.area !== undefined) findArea(state, asking.scope, query.area);
    const stamp = await stampOf(this.#context, asking, state, { today: dayOf(asking.now) });
    const settings = await this.#settings.read();
    const kinds = kindsMeant(
      query.kind,
      settings.kinds.map(({ id }) => id),
    );
    const moment = query.at === undefined ? asking.now : Date.parse(query.at);
    const today = dayOf(moment);
    const clock = await this.#clockNow();
    const q = query.q?.trim().toLowerCase() ?? '';
    const all = (await this.#versions(asking, today)).filter(
      ({ current: { point, homes } }) =>
        (query.area === undefined || homes.some((home) => state.tree.contains(query.area!, home))) &&
        (query.form === undefined || point.whereabouts.form === query.form) &&
        (q === '' || point.name.toLowerCase().includes(q) || initialsOf(point.name).includes(q)),
    );
    const counts = new Map(settings.kinds.map(({ id }) => [id, { count: 0, open: 0 }]));
    const matching: Versions[] = [];
    for (const versions of all) {
      const { kind } = versions.current.point;
      const open = isOpenAt(versions.points, moment, clock) === true;
      const counted = counts.get(kind);
      if (counted) {
        counted.count++;
        if (open) counted.open++;
      }
      if ((kinds === null || kinds.has(kind)) && (query.open === undefined || open)) matching.push(versions);
    }
    const after = query.cursor === undefined ? null : decodeCursor(query.cursor, z.string());
    const rest = matching.filter(({ current }) => after === null || current.point.id > after);
    const page = rest.slice(0, query.limit);
    const last = page.at(-1);
    return {
      ...stamp,
      at: formatInstant(moment, timezone),
      matching: matching.length,
      kinds: settings.kinds.map(({ id, name, form }) => ({
        ...{ id, name: name[languageOf(asking)], form },
        ...counts.get(id)!,
      })),
      items: (await this.#items(asking, page, moment)).map(({ item }) => item),
      nextCursor: last && rest.length > page.length ? encodeCursor(last.current.point.id) : null,
    };
  }

  /** @throws CodedError `notFound` when there is none that may be seen */
  async detail(asking: Asking, id: string, at: string | undefined): Promise<ServicePointDetail> {
    const { store, dayOf } = this.#context;
    const moment = at === undefined ? asking.now : Date.parse(at);
    const records = await store.services.servicePoints(asking.scope, {
      ...{ area: null, id, on: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY },
    });
    const today = dayOf(moment);
    const near = records?.find(({ point }) => point.validTo >= today) ?? records?.at(-1);
    if (!records || !near) throw new CodedError('notFound', `There is no service point ${id}.`);
    const [versions] = versionsOf(records, (record) => record === near);
    const [found] = await this.#items(asking, [versions!], moment);
    const { point, homes } = near;
    const { item, state } = found!;
    const home = item.area?.code ?? homes[0]!;
    return {
      ...item,
      whereabouts: writtenWhereabouts(point.whereabouts),
      validFrom: formatDay(point.validFrom),
      validTo: writtenEnd(point.validTo),
      chain: chainOf(state, home),
    };
  }

  /** @throws CodedError `notFound` or `badRequest` */
  async stops(asking: Asking, query: Omit<StopsQuery, 'lang'>): Promise<StopsAnswer> {
    const { store, dayOf, timezone } = this.#context;
    const state = await store.treeState();
    if (query.area !== undefined) findArea(state, asking.scope, query.area);
    const [from, to] = [parseDay(query.from)!, parseDay(query.to)!];
    if (to < from) throw refusedQuery('to', 'lies before from');
    if (to - from > MOST_DAYS) throw refusedQuery('to', `at most ${MOST_DAYS} days after from`);
    const records = await store.services.servicePoints(asking.scope, {
      ...{ area: null, on: from, to, id: query.point },
    });
    if (query.point !== undefined && !(await store.services.servicePoint(asking.scope, query.point)))
      throw new CodedError('notFound', `There is no service point ${query.point}.`);
    const isMeant = (home: string | null): boolean =>
      home !== null &&
      visible(state.tree, asking.scope, home) &&
      (query.area === undefined || state.tree.contains(query.area, home));
    const stamp = await stampOf(this.#context, asking, state, { today: dayOf(asking.now) });
    const moving = (records ?? []).filter(({ point }) => point.whereabouts.form === 'moving');
    const ids = [...new Set(moving.map(({ point }) => point.id))];
    const sessions = await store.services.serviceSessions(ids, from, to);
    const writer = {
      ...{ state, clock: await this.#clockNow() },
      ...{ sessions: sessionsByPoint(sessions), instant: instantWriter(timezone) },
    };
    const items: (StopsAnswer['items'][number] & { order: number })[] = [];
    for (const versions of versionsOf(moving, () => true))
      for (const { point } of versions.records) {
        const { id, name, kind, whereabouts, validFrom, validTo } = point;
        if (whereabouts.form !== 'moving') continue;
        const days = [Math.max(from, validFrom), Math.min(to, validTo)] as const;
        for (const each of occurrencesBetween(whereabouts.timetable, ...days)) {
          if (!isMeant(homeOfStop(versions.records, each))) continue;
          if (items.length >= MOST_STOPS)
            throw refusedQuery('to', `more than ${MOST_STOPS} stops: ask for fewer days`);
          const order = each.day * 1440 + each.from;
          const item = occurrenceItemOf(writer, versions, each);
          items.push({ ...item, point: id, pointName: name, kind, order });
        }
      }
    items.sort((a, b) => a.order - b.order || (a.point < b.point ? -1 : a.point > b.point ? 1 : 0));
    return { ...stamp, items: items.map(({ order: _, ...item }) => item) };
  }

  /** Points in force on a day with what they were and will be, in order of id. */
  async #versions({ scope }: Asking, today: Day): Promise<Versions[]> {
    const around = { on: today - LOOK_DAYS, to: today + LOOK_DAYS };
    const records = await this.#context.store.services.servicePoints(scope, { area: null, ...around });
    return versionsOf(records ?? [], ({ point }) => point.validFrom <= today && today <= point.validTo);
  }

  async #items(asking: Asking, page: readonly Versions[], moment: number) {
    const { store, dayOf, timezone } = this.#context;
    const clock = await this.#clockNow();
    const today = dayOf(moment);
    const state = await store.treeState();
    const states = await this.#states.at(
      page.map(({ points }) => points),
      moment,
      clock,
    );
    const told = page.map((versions, i) => ({ versions, now: states[i]! }));
    const ids = page.map(({ current }) => current.point.id);
    const recent = await store.services.serviceSessions(ids, today - SERVED_DAYS + 1, today);
    const earlier: ServiceSession[] = [];
    for (const { versions, now } of told)
      if (now.last && now.last.day <= today - SERVED_DAYS) {
        const { day } = now.last;
        earlier.push(...(await store.services.serviceSessions([versions.current.point.id], day, day)));
      }
    const named = page.flatMap(({ current: { point } }) => point.organisation ?? []);
    const writer: ItemWriter = {
      ...{ state, clock, language: languageOf(asking), instant: instantWriter(timezone) },
      settings: await this.#settings.read(),
      organisations: await organisationNames(store, new Set(named)),
      sessions: sessionsByPoint([...recent, ...earlier]),
    };
    return told.map(({ versions, now }) => ({ item: itemOf(writer, versions, now, today), state }));
  }

  /** The district's clock; made again when something was written, which may have been the holidays. */
  async #clockNow(): Promise<ServiceClock> {
    const { store, timezone } = this.#context;
    const { seq } = await store.lastCommit();
    if (this.#clock?.at !== seq) {
      const holidays = await store.holidays();
      // most commits leave the holidays, and a clock has learned the offsets of its zone
      const isSame = this.#clock && isDeepStrictEqual(this.#clock.holidays, holidays);
      const clock = isSame ? this.#clock!.clock : serviceClock(timezone, holidays);
      this.#clock = { at: seq, holidays, clock };
    }
    return this.#clock.clock;
  }
}

const languageOf = ({ lang }: Asking): 'zh' | 'en' => (lang === 'en' ? 'en' : 'zh');

function kindsMeant(asked: string | undefined, known: readonly string[]): ReadonlySet<string> | null {
  if (asked === undefined) return null;
  const kinds = asked.split(',');
  const unknown = kinds.find((kind) => !known.includes(kind));
  if (unknown !== undefined) throw refusedQuery('kind', `there is no kind ${unknown}`);
  return new Set(kinds);
}

function refusedQuery(path: string, message: string): CodedError {
  return new CodedError('badRequest', 'The request is not understood.', [{ path, message, code: 'invalid' }]);
}
