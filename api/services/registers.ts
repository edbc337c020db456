import type {
  AssignmentInput,
  OfficerInput,
  OrganisationInput,
  RecordOutcome,
} from '#api/contract/records.ts';
import type { ServiceContext } from '#api/services/context.ts';
import { outcomeOf } from '#api/services/ledger.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { type Day, OPEN_END } from '#geodata/model.ts';

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
