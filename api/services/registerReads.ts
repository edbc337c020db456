import { z } from 'zod';
import type {
  AssignmentDetail,
  AssignmentItem,
  AssignmentsQuery,
  EventDetail,
  EventItem,
  EventsQuery,
  FeedDetail,
  FeedItem,
  FeedsQuery,
  OfficerDetail,
  OfficerItem,
  OfficersQuery,
  OrganisationDetail,
  OrganisationItem,
  OrganisationsQuery,
  SubjectDetail,
  SubjectItem,
  SubjectsQuery,
} from '#api/contract/registers.ts';
import { CodedError } from '#api/errors.ts';
import { findArea } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import { maskName, maskPhone } from '#api/services/mask.ts';
import type { RegisterKind, RegisterQuestion, RegisterRow } from '#api/store/registerStore.ts';
import { formatDay, formatInstant, parseDay } from '#geodata/duty/calendar.ts';
import { type Day, OPEN_END, type SubjectType } from '#geodata/model.ts';

interface List<T> {
  items: ({ id: string } & T)[];
  nextCursor: string | null;
}

/** What every list is asked with. */
type Paged = Pick<FeedsQuery, 'area' | 'limit' | 'cursor'>;

/** Reads the registers: lists of what is in force, and one id with its history. Whom they name is masked. */
export class RegisterReads {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  subjects(asking: Asking, query: SubjectsQuery): Promise<List<Omit<SubjectItem, 'id'>>> {
    const { type, tag, q } = query;
    return this.#list(
      asking,
      query,
      { kind: 'subject', type, tag, q, on: this.#on(asking, query) },
      subjectOf,
    );
  }

  officers(asking: Asking, query: OfficersQuery): Promise<List<Omit<OfficerItem, 'id'>>> {
    const { role: type, organisation, q } = query;
    const on = this.#on(asking, query);
    return this.#list(asking, query, { kind: 'officer', type, organisation, q, on }, officerOf);
  }

  organisations(asking: Asking, query: OrganisationsQuery): Promise<List<Omit<OrganisationItem, 'id'>>> {
    const { type, q } = query;
    const on = this.#on(asking, query);
    return this.#list(asking, query, { kind: 'organisation', type, q, on }, organisationOf);
  }

  assignments(asking: Asking, query: AssignmentsQuery): Promise<List<Omit<AssignmentItem, 'id'>>> {
    const { officer, subject, role: type } = query;
    const on = this.#on(asking, query);
    return this.#list(asking, query, { kind: 'assignment', officer, subject, type, on }, assignmentOf);
  }

  /** Events on record, whenever they took place. */
  events(asking: Asking, query: EventsQuery): Promise<List<Omit<EventItem, 'id'>>> {
    const { kind: type, subject } = query;
    const [from, to] = [dayOf(query.from), dayOf(query.to)];
    return this.#list(asking, query, { kind: 'event', type, subject, from, to }, eventOf);
  }

  feeds(asking: Asking, query: FeedsQuery): Promise<List<Omit<FeedItem, 'id'>>> {
    const on = this.#on(asking, {});
    return this.#list(asking, query, { kind: 'feed', on }, (row) => ({
      ...feedOf(row),
      lastDelivery: deliveryOf(row),
    }));
  }

  async subject(asking: Asking, id: string): Promise<SubjectDetail> {
    const { detail } = await this.#one(asking, 'subject', id, subjectOf);
    return { ...detail, assignments: await this.#assignmentsOf(asking, { subject: id }) };
  }

  async officer(asking: Asking, id: string): Promise<OfficerDetail> {
    const { detail } = await this.#one(asking, 'officer', id, officerOf);
    return { ...detail, assignments: await this.#assignmentsOf(asking, { officer: id }) };
  }

  async organisation(asking: Asking, id: string): Promise<OrganisationDetail> {
    return (await this.#one(asking, 'organisation', id, organisationOf)).detail;
  }

  async assignment(asking: Asking, id: string): Promise<AssignmentDetail> {
    return (await this.#one(asking, 'assignment', id, assignmentOf)).detail;
  }

  async event(asking: Asking, id: string): Promise<EventDetail> {
    return (await this.#one(asking, 'event', id, eventOf)).detail;
  }

  async feed(asking: Asking, id: string): Promise<FeedDetail> {
    const { detail, newest } = await this.#one(asking, 'feed', id, feedOf);
    return { ...detail, lastDelivery: deliveryOf(newest) };
  }

  /** A record's name and phone as they are. Asked for by who may see them, one by one, on record. */
  async unmasked(
    asking: Asking,
    kind: 'subject' | 'officer',
    id: string,
  ): Promise<{ id: string; name: string; phone: string | null }> {
    const { newest } = await this.#one(asking, kind, id, () => ({}));
    return { id, name: newest.name, phone: kind === 'officer' ? newest.phone : null };
  }

  async #list<T>(
    asking: Asking,
    { area, limit, cursor }: Paged,
    question: Omit<RegisterQuestion, 'area' | 'limit' | 'after'>,
    fieldsOf: (row: RegisterRow) => T,
  ): Promise<List<T>> {
    const { store } = this.#context;
    if (area !== undefined) findArea(await store.treeState(), asking.scope, area);
    const after = cursor === undefined ? null : decodeCursor(cursor, z.string());
    const isStaff = question.kind === 'officer' || question.kind === 'organisation';
    const { rows, next } = await store.registerPage(asking.scope, {
      ...{ ...question, area, limit, after },
      // organisations are no persons: their names are no secret
      qIn: asking.namesSearched || question.kind === 'organisation' ? 'idOrName' : 'id',
      organisations: isStaff && asking.organisations.length > 0 ? asking.organisations : undefined,
    });
    return {
      items: rows.map((row) => ({ id: row.id, ...fieldsOf(row) })),
      nextCursor: next === null ? null : encodeCursor(next),
    };
  }

  /** @throws CodedError `notFound` when nothing of this id that may be seen is on record */
  async #one<T>(asking: Asking, kind: RegisterKind, id: string, fieldsOf: (row: RegisterRow) => T) {
    const { store, timezone } = this.#context;
    const records = await store.registerRecords(asking.scope, kind, id);
    const [newest] = records;
    const of = kind === 'organisation' ? id : kind === 'officer' ? newest?.organisation : null;
    const isBeyond =
      typeof of === 'string' && asking.organisations.length > 0 && !asking.organisations.includes(of);
    if (!newest || isBeyond) throw new CodedError('notFound', `There is no ${kind} ${id}.`);
    const detail = {
      id,
      entries: records
        .filter((record) => record.replacedAt === null)
        .sort((a, b) => a.validFrom - b.validFrom)
        .map(fieldsOf),
      history: records.map((record) => ({
        ...fieldsOf(record),
        recordedAt: formatInstant(record.recordedAt, timezone),
        replacedAt: record.replacedAt === null ? null : formatInstant(record.replacedAt, timezone),
      })),
    };
    return { detail, newest };
  }

  async #assignmentsOf(
    asking: Asking,
    of: { officer: string } | { subject: string },
  ): Promise<AssignmentItem[]> {
    const rows = await this.#context.store.assignmentsOf(asking.scope, of, this.#on(asking, {}));
    return rows.map((row) => ({ id: row.id, ...assignmentOf(row) }));
  }

  /** The day asked for, or else today. */
  #on(asking: Asking, { on }: { on?: string | undefined }): Day {
    return dayOf(on) ?? this.#context.dayOf(asking.now);
  }
}

function dayOf(text: string | undefined): Day | undefined {
  return text === undefined ? undefined : parseDay(text)!;
}

function validityOf({ validFrom, validTo }: RegisterRow) {
  return { validFrom: formatDay(validFrom), validTo: validTo === OPEN_END ? null : formatDay(validTo) };
}

function subjectOf(row: RegisterRow): Omit<SubjectItem, 'id'> {
  return {
    type: row.type as SubjectType,
    name: maskName(row.name),
    tags: row.tags,
    area: row.home,
    zones: row.zones,
    ...validityOf(row),
  };
}

function officerOf(row: RegisterRow): Omit<OfficerItem, 'id'> {
  return {
    role: row.type,
    name: maskName(row.name),
    phone: row.phone === null ? null : maskPhone(row.phone),
    organisation: row.organisation ?? '',
    area: row.home,
    ...validityOf(row),
  };
}

function organisationOf(row: RegisterRow): Omit<OrganisationItem, 'id'> {
  return { type: row.type, name: row.name, area: row.home, ...validityOf(row) };
}

function assignmentOf(row: RegisterRow): Omit<AssignmentItem, 'id'> {
  return {
    officer: row.officer ?? '',
    role: row.type,
    area: row.subject === null ? row.home : null,
    subject: row.subject,
    home: row.home,
    ...validityOf(row),
  };
}

function eventOf(row: RegisterRow): Omit<EventItem, 'id'> {
  return {
    kind: row.type,
    subject: row.subject ?? '',
    day: formatDay(row.validFrom),
    officer: row.officer,
    area: row.home,
  };
}

function feedOf(row: RegisterRow): Omit<FeedItem, 'id' | 'lastDelivery'> {
  const { areas, duties, intervalDays } = JSON.parse(row.detail ?? '{}') as Pick<
    FeedItem,
    'areas' | 'duties' | 'intervalDays'
  >;
  return { name: row.name, areas, duties, intervalDays, area: row.home, ...validityOf(row) };
}

function deliveryOf({ lastDelivery }: RegisterRow): string | null {
  return lastDelivery === null ? null : formatDay(lastDelivery);
}
