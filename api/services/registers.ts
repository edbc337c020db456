import type {
  AssignmentInput,
  EventInput,
  FeedInput,
  OfficerInput,
  OrganisationInput,
  RecordOutcome,
} from '#api/contract/records.ts';
import { CodedError } from '#api/errors.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { outcomeOf } from '#api/services/ledger.ts';
import type { RegisterKind } from '#api/store/registerStore.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { type Day, OPEN_END } from '#geodata/model.ts';

/** Clocks of senders run ahead by up to this much. */
const AHEAD_MS = 10 * 60_000;

/** A record with its place in what was sent. */
export interface Line<T> {
  line: number;
  record: T;
}

interface Valid {
  id: string;
  validFrom: string;
  validTo: string | null;
}

/** Takes registers in: organisations, officers, assignments. Every record is told what became of it. */
export class RegisterService {
  readonly #context: ServiceContext;

  constructor(context: ServiceContext) {
    this.#context = context;
  }

  putOrganisations(scope: Scope, lines: readonly Line<OrganisationInput>[]): Promise<RecordOutcome[]> {
    return this.#take(
      lines,
      ({ id, type, name, area }, days) => ({ id, type, name, home: area, ...days }),
      (writes) => this.#context.store.putOrganisations(scope, writes),
    );
  }

  putOfficers(scope: Scope, lines: readonly Line<OfficerInput>[]): Promise<RecordOutcome[]> {
    return this.#take(
      lines,
      ({ id, role, name, phone, organisation }, days) => ({
        id,
        type: role,
        name,
        phone,
        organisation,
        ...days,
      }),
      (writes) => this.#context.store.putOfficers(scope, writes),
    );
  }

  putAssignments(scope: Scope, lines: readonly Line<AssignmentInput>[]): Promise<RecordOutcome[]> {
    return this.#take(
      lines,
      ({ id, officer, area, subject, role }, days) => ({ id, officer, area, subject, role, ...days }),
      (writes) => this.#context.store.putAssignments(scope, writes),
    );
  }

  putEvents(scope: Scope, lines: readonly Line<EventInput>[]): Promise<RecordOutcome[]> {
    return this.#take(
      lines.map(({ line, record }) => ({
        line,
        record: { ...record, validFrom: record.day, validTo: null },
      })),
      ({ id, kind, subject, officer }, { validFrom }) => ({ id, kind, subject, officer, day: validFrom }),
      (writes) => this.#context.store.putEvents(scope, writes),
    );
  }

  putFeeds(scope: Scope, lines: readonly Line<FeedInput>[]): Promise<RecordOutcome[]> {
    return this.#take(
      lines,
      ({ id, name, areas, duties, intervalDays }, days) => ({
        id,
        name,
        areas: [...new Set(areas)].sort(),
        duties: [...new Set(duties)].sort(),
        intervalDays,
        ...days,
      }),
      (writes) => this.#context.store.putFeeds(scope, writes),
    );
  }

  /** Notes that a source has delivered, be it nothing. */
  async deliver(scope: Scope, feed: string, at: string): Promise<RecordOutcome> {
    const moment = Date.parse(at);
    if (moment > this.#context.now() + AHEAD_MS)
      throw new CodedError('badInput', 'A delivery cannot lie in the future.', [
        { path: 'at', message: `${at} lies in the future`, code: 'future' },
      ]);
    const day = this.#context.dayOf(moment);
    return outcomeOf(1, await this.#context.store.deliver(scope, feed, moment, day));
  }

  /** Ends what is on record of an x after a day; an event is withdrawn. */
  async end(scope: Scope, kind: RegisterKind, id: string, on: string): Promise<RecordOutcome> {
    return outcomeOf(1, await this.#context.store.endEntry(scope, kind, id, parseDay(on)!));
  }

  async #take<T extends Valid, W>(
    lines: readonly Line<T>[],
    toWrite: (record: T, days: { validFrom: Day; validTo: Day }) => W,
    store: (writes: W[]) => Promise<WriteResult[]>,
  ): Promise<RecordOutcome[]> {
    const outcomes = new Map<number, RecordOutcome>();
    const writes: { line: number; write: W }[] = [];
    for (const { line, record } of lines) {
      const validFrom = parseDay(record.validFrom)!;
      const validTo = record.validTo === null ? OPEN_END : parseDay(record.validTo)!;
      if (validTo >= validFrom) writes.push({ line, write: toWrite(record, { validFrom, validTo }) });
      else {
        const fault = { path: 'validTo', message: 'the last day lies before the first', code: 'invalid' };
        outcomes.set(line, { line, id: record.id, status: 'refused', commit: null, errors: [fault] });
      }
    }
    const results = await store(writes.map(({ write }) => write));
    for (const [i, { line }] of writes.entries()) outcomes.set(line, outcomeOf(line, results[i]!));
    return lines.map(({ line }) => outcomes.get(line)!);
  }
}
