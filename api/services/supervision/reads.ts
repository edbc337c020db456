import { z } from 'zod';
import type {
  SupervisionDeliveriesAnswer,
  SupervisionItem,
  SupervisionsAnswer,
  SupervisionsQuery,
  UnmaskedSupervision,
} from '#api/contract/supervision.ts';
import { CodedError } from '#api/errors.ts';
import type { Principal } from '#api/services/access/principal.ts';
import { chainOf, homeRefOf } from '#api/services/areaRows.ts';
import { findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { stampOf } from '#api/services/coverage/listing.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import { categoryRefOf, everything } from '#api/services/issues/names.ts';
import { maskName } from '#api/services/mask.ts';
import type { TreeState } from '#api/store/areaStore.ts';
import type { RegisterKind } from '#api/store/registerStore.ts';
import type {
  SupervisionAddressee,
  SupervisionObject,
  SupervisionRecord,
  SupervisionRow,
} from '#api/store/supervisionStore.ts';
import { formatDay, formatInstant } from '#geodata/duty/calendar.ts';
import { categoryTable } from '#geodata/issue/categories.ts';
import { allowedSupervisionEvents, isSupervisionOverdue } from '#geodata/supervision/fold.ts';

/** Place of an item in its list. */
const place = z.tuple([z.number(), z.number(), z.string()]);

type Who = Pick<Principal, 'organisations' | 'who'>;

/** Reads supervised items. What people wrote is left out, and names of persons are masked. */
export class SupervisionReads {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  async list(asking: Asking, who: Who, query: Omit<SupervisionsQuery, 'lang'>): Promise<SupervisionsAnswer> {
    const { store, dayOf, now } = this.#context;
    const state = await store.treeState();
    if (query.area !== undefined) findArea(state, asking.scope, query.area);
    const stamp = await stampOf(this.#context, asking, state, { today: dayOf(asking.now) });
    const { rows, next, ...counts } = await store.supervision.supervisions(asking.scope, {
      area: query.area ?? null,
      states: query.state,
      open: query.open && true,
      overdue: query.overdue && true,
      issue: query.issue,
      today: dayOf(now()),
      limit: query.limit,
      after: query.cursor === undefined ? null : decodeCursor(query.cursor, place),
    });
    const names = new Names(this.#context, asking, state);
    const items: SupervisionItem[] = [];
    for (const row of rows) items.push(await this.#itemOf(names, state, who, row));
    return { ...stamp, ...counts, items, nextCursor: next && encodeCursor(next) };
  }

  /** One item. Where it was addressed to who asks, it has been read by this. */
  async detail(asking: Asking, who: Who, id: string): Promise<SupervisionItem> {
    const { store } = this.#context;
    let record = await this.#record(asking, id);
    const mayRead = allowedSupervisionEvents(record.supervision).includes('read');
    if (mayRead && isAddressed(record.to, who)) {
      const { displayName: by, id: account } = who.who;
      const event = { supervision: id, type: 'read', note: null, by, account } as const;
      await store.supervision.putSupervisionEvents(asking.scope, [{ ...event, id: crypto.randomUUID() }]);
      record = await this.#record(asking, id);
    }
    const state = await store.treeState();
    return this.#itemOf(new Names(this.#context, asking, state), state, who, record);
  }

  /** The last messages to the receiving system, newest first. */
  async deliveries(asking: Asking, limit: number): Promise<SupervisionDeliveriesAnswer> {
    const { store, timezone } = this.#context;
    const state = await store.treeState();
    const names = new Names(this.#context, asking, state);
    const stamp = (at: number | null) => (at === null ? null : formatInstant(at, timezone));
    const items: SupervisionDeliveriesAnswer['items'] = [];
    for (const row of await store.supervision.deliveries(limit)) {
      const { at, deliveredAt, nextAt, readAt, answeredAt, area, to, ...rest } = row;
      items.push({
        ...rest,
        at: formatInstant(at, timezone),
        to: { ...to, name: (await names.entry(to.kind, to.id)) ?? to.id },
        area: homeRefOf(state, area),
        ...{ deliveredAt: stamp(deliveredAt), nextAttemptAt: stamp(nextAt) },
        ...{ readAt: stamp(readAt), answeredAt: stamp(answeredAt) },
      });
    }
    return { items };
  }

  /** What was asked for and answered, as it was written. Asked for by who may see it, one by one, on record. */
  async unmasked(asking: Asking, id: string): Promise<UnmaskedSupervision> {
    const { text, log } = await this.#record(asking, id);
    return { id, text, notes: log.map(({ by, note }, n) => ({ n, by, note })) };
  }

  async #record(asking: Asking, id: string): Promise<SupervisionRecord> {
    const record = await this.#context.store.supervision.supervision(asking.scope, id);
    if (!record) throw new CodedError('notFound', `There is no supervised item ${id}.`);
    return record;
  }

  async #itemOf(names: Names, state: TreeState, who: Who, row: SupervisionRow): Promise<SupervisionItem> {
    const { timezone, dayOf, now } = this.#context;
    const { id, home, to, due, at, by, hasText, supervision, log, nextAttemptAt } = row;
    const byServer = new Set(['delivered', 'failed']);
    return {
      id,
      object: await names.object(row.object),
      area: homeRefOf(state, home),
      chain: chainOf(state, home),
      to: { ...to, name: (await names.entry(to.kind, to.id)) ?? to.id },
      due: formatDay(due),
      state: supervision.state,
      overdue: isSupervisionOverdue(supervision.state, due, dayOf(now())),
      issuedAt: formatInstant(at, timezone),
      by: maskName(by),
      hasText,
      delivered: supervision.delivered,
      nextAttemptAt: nextAttemptAt === null ? null : formatInstant(nextAttemptAt, timezone),
      log: log.map((entry, n) => ({
        n,
        type: entry.type,
        at: formatInstant(entry.at, timezone),
        by: entry.by === null ? null : maskName(entry.by),
        failure: entry.type === 'failed' ? entry.note : null,
        hasNote: entry.type !== 'failed' && entry.note !== null,
      })),
      allowed: allowedSupervisionEvents(supervision).filter((type) => !byServer.has(type)),
      answeredByMe: supervision.answeredBy.includes(who.who.id),
      addressedToMe: isAddressed(to, who),
    };
  }
}

/** Whether an item is addressed to an account: to its post, or to an organisation it is bound to. */
function isAddressed(to: SupervisionAddressee, { who, organisations }: Who): boolean {
  return to.kind === 'officer' ? who.officer === to.id : organisations.includes(to.id);
}

/** Looks up the names of one answer, each once. Who and what an item is about is a part of it. */
class Names {
  readonly #context: ServiceContext;
  readonly #asking: Asking;
  readonly #state: TreeState;
  readonly #entries = new Map<string, string | null>();

  constructor(context: ServiceContext, asking: Asking, state: TreeState) {
    this.#context = context;
    this.#asking = asking;
    this.#state = state;
  }

  /** Name of an entry of a register, masked unless it is an organisation's; null when it is on none. */
  async entry(kind: RegisterKind, id: string): Promise<string | null> {
    const key = `${kind} ${id}`;
    let name = this.#entries.get(key);
    if (name === undefined) {
      const { store } = this.#context;
      const [newest] = await store.registerRecords(await everything(store), kind, id);
      name = newest ? (kind === 'organisation' ? newest.name : maskName(newest.name)) : null;
      this.#entries.set(key, name);
    }
    return name;
  }

  async object(object: SupervisionObject): Promise<SupervisionItem['object']> {
    const { kind } = object;
    const none = { duty: null, period: null, event: null };
    switch (object.kind) {
      case 'issue':
        return { kind, id: object.issue, name: await this.#categoryOf(object.issue), ...none };
      case 'organisation':
        return {
          ...{ kind, id: object.organisation, ...none },
          name: await this.entry('organisation', object.organisation),
        };
      case 'gap': {
        const { duty, period, event, subject: id } = object;
        const record = (await this.#context.store.duties()).find((each) => each.duty.id === duty);
        const name = record?.duty.name[this.#asking.lang === 'en' ? 'en' : 'zh'] ?? duty;
        const area = this.#state.tree.get(id);
        const register = record?.duty.kind === 'officerQuota' ? 'officer' : 'subject';
        return {
          ...{ kind, id, period, event, duty: { id: duty, name } },
          name: record?.duty.kind === 'staffing' ? (area?.name ?? null) : await this.entry(register, id),
        };
      }
    }
  }

  /** What an issue is called where its title is not told: by its category. */
  async #categoryOf(id: string): Promise<string | null> {
    const { issues } = this.#context.store;
    const record = await issues.issue(this.#asking.scope, id);
    if (!record) return null;
    return categoryRefOf(categoryTable(await issues.categories()), record.issue.category, this.#asking.lang)
      .name;
  }
}
