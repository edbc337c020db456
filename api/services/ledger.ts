import { z } from 'zod';
import type {
  ProgrammeInput,
  RecordOutcome,
  SubjectInput,
  VisitInput,
  VisitRecord,
} from '#api/contract/records.ts';
import { CodedError, type Fault } from '#api/errors.ts';
import { findArea, visible } from '#api/services/areas.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import { decodeCursor, encodeCursor } from '#api/services/cursor.ts';
import type { Place } from '#api/services/place.ts';
import type { SubjectWrite } from '#api/store/registerStore.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import type { VisitRow, VisitWrite } from '#api/store/visitStore.ts';
import { formatDay, formatInstant, parseDay } from '#geodata/duty/calendar.ts';
import { defineDuty, type ShortDuty } from '#geodata/duty/define.ts';
import type { Programme } from '#geodata/duty/types.ts';
import { checkAnswers } from '#geodata/form.ts';
import { OPEN_END } from '#geodata/model.ts';

/** A visit received later than this after it was made is backfilled 补录. */
const BACKFILL_MS = 3 * 86_400_000;
/** Clocks of devices run ahead by up to this much. */
const AHEAD_MS = 10 * 60_000;
const EARLIEST = Date.UTC(2000, 0, 1);
/** Day and id of the last visit of a page. */
const visitPlace = z.tuple([z.number().int(), z.string()]);

/** Takes records in: visits, subjects, programmes. Every record is told what became of it. */
export class LedgerService {
  readonly #context: ServiceContext;
  readonly #place: Place;

  constructor(context: ServiceContext, place: Place) {
    this.#context = context;
    this.#place = place;
  }

  /** Stores visits; `lines` are their places in what was sent. Results come in the same order. */
  async putVisits(
    scope: Scope,
    lines: readonly { line: number; visit: VisitInput }[],
  ): Promise<RecordOutcome[]> {
    const { store } = this.#context;
    const programmes = new Map((await store.programmes()).map((programme) => [programme.id, programme]));
    const feeds = visitsNameFeeds(lines) ? new Set((await store.feeds()).map(({ id }) => id)) : null;
    const now = this.#context.now();
    const outcomes = new Map<number, RecordOutcome>();
    const writes: { line: number; write: VisitWrite }[] = [];
    for (const { line, visit } of lines) {
      const at = Date.parse(visit.at);
      const faults = timeFaults(visit.at, at, now);
      if (visit.programme !== null && !programmes.has(visit.programme))
        faults.push({
          path: 'programme',
          message: `there is no programme ${visit.programme}`,
          code: 'notFound',
        });
      else faults.push(...formFaults(visit, programmes.get(visit.programme ?? '')));
      if (visit.feed !== null && !feeds?.has(visit.feed))
        faults.push({ path: 'feed', message: `there is no feed ${visit.feed}`, code: 'notFound' });
      if (faults.length > 0) {
        outcomes.set(line, { line, id: visit.id, status: 'refused', commit: null, errors: faults });
        continue;
      }
      const { officers, subject, id, mode, outcome, programme, position, note, area, fields, feed } = visit;
      writes.push({
        line,
        write: {
          id,
          subject,
          officers: [...new Set(officers)].sort(),
          at,
          day: this.#context.dayOf(at),
          mode,
          outcome,
          programme,
          position,
          note,
          home: area ?? null,
          fields: Object.keys(fields).length === 0 ? null : JSON.stringify(fields),
          feed,
        },
      });
    }
    const results = await this.#context.store.ingestVisits(
      scope,
      writes.map(({ write }) => write),
    );
    for (const [i, { line }] of writes.entries()) outcomes.set(line, outcomeOf(line, results[i]!));
    return lines.map(({ line }) => outcomes.get(line)!);
  }

  async voidVisit(scope: Scope, id: string, reason: string): Promise<RecordOutcome> {
    return outcomeOf(1, await this.#context.store.voidVisit(scope, id, reason));
  }

  async visits(
    asking: Asking,
    query: {
      area?: string | undefined;
      from?: string | undefined;
      to?: string | undefined;
      officer?: string | undefined;
      subject?: string | undefined;
      limit: number;
      cursor?: string | undefined;
    },
  ): Promise<{ items: VisitRecord[]; nextCursor: string | null }> {
    const { store, timezone } = this.#context;
    if (query.area !== undefined) findArea(await store.treeState(), asking.scope, query.area);
    const answer = await store.visits(asking.scope, {
      ...(query.area === undefined ? {} : { area: query.area }),
      ...(query.from === undefined ? {} : { from: parseDay(query.from)! }),
      ...(query.to === undefined ? {} : { to: parseDay(query.to)! }),
      ...(query.officer === undefined ? {} : { officer: query.officer }),
      ...(query.subject === undefined ? {} : { subject: query.subject }),
      limit: query.limit,
      after: query.cursor === undefined ? null : decodeCursor(query.cursor, visitPlace),
    });
    return {
      items: answer.rows.map((row) => visitRecordOf(row, timezone)),
      nextCursor: answer.next === null ? null : encodeCursor(answer.next),
    };
  }

  /** Puts subjects on the register; where no area or zone is named it is found from the position. */
  async putSubjects(
    scope: Scope,
    lines: readonly { line: number; subject: SubjectInput }[],
  ): Promise<RecordOutcome[]> {
    const outcomes = new Map<number, RecordOutcome>();
    const writes: { line: number; write: SubjectWrite }[] = [];
    const zonesOf = await this.#place.zonesThrough(
      lines.flatMap(({ subject }) => (subject.position ? [parseDay(subject.validFrom)!] : [])),
    );
    for (const { line, subject } of lines) {
      const { id, type, name, position } = subject;
      const validFrom = parseDay(subject.validFrom)!;
      const state = await this.#context.store.treeState({ day: validFrom });
      const home = subject.area ?? (position && (await this.#place.at(...position, validFrom)).at(-1)?.code);
      const validTo = subject.validTo === null ? OPEN_END : parseDay(subject.validTo)!;
      const fault =
        home === undefined || home === null
          ? {
              path: position ? 'position' : 'area',
              message: 'no area is named and none holds the position',
              code: 'notFound',
            }
          : !state.tree.get(home) || !visible(state.tree, scope, home)
            ? { path: 'area', message: `there is no area ${home}`, code: 'notFound' }
            : validTo < validFrom
              ? { path: 'validTo', message: 'the last day lies before the first', code: 'invalid' }
              : null;
      if (fault) outcomes.set(line, { line, id, status: 'refused', commit: null, errors: [fault] });
      else
        for (const span of zonesOf(position, validFrom, validTo, subject.zones))
          writes.push({
            line,
            write: {
              ...{ id, type, name, position, home: home! },
              tags: [...new Set(subject.tags)].sort(),
              ...span,
            },
          });
    }
    const results = await this.#context.store.putSubjects(
      scope,
      writes.map(({ write }) => write),
    );
    for (const [i, { line }] of writes.entries()) {
      const outcome = outcomeOf(line, results[i]!);
      const before = outcomes.get(line);
      // Of several spans of one subject the first that says more than that all is known counts.
      if (!before || before.status === 'duplicate') outcomes.set(line, outcome);
    }
    return lines.map(({ line }) => outcomes.get(line)!);
  }

  /** @throws CodedError `conflict` when a rule in use would change; `badInput` when the days are turned round */
  async putProgramme(id: string, input: ProgrammeInput): Promise<RecordOutcome> {
    const firstDay = parseDay(input.firstDay)!;
    const lastDay = parseDay(input.lastDay)!;
    if (lastDay < firstDay)
      throw new CodedError('badInput', 'The last day lies before the first.', [
        { path: 'lastDay', message: 'lies before firstDay', code: 'invalid' },
      ]);
    const ids = input.duties.map((duty) => duty.id);
    const twice = ids.findIndex((duty, i) => ids.indexOf(duty) !== i);
    if (twice >= 0)
      throw new CodedError('badInput', 'A duty is there twice.', [
        { path: `duties.${twice}.id`, message: `${ids[twice]} is there twice`, code: 'duplicate' },
      ]);
    const programme: Programme = {
      id,
      name: input.name,
      firstDay,
      lastDay,
      fields: input.fields,
      duties: input.duties.map((duty) => defineDuty(duty as ShortDuty)),
    };
    return outcomeOf(1, await this.#context.store.putProgramme(programme));
  }
}

function visitsNameFeeds(lines: readonly { visit: VisitInput }[]): boolean {
  return lines.some(({ visit }) => visit.feed !== null);
}

/** First and last moment a record may be of: from 2000 on, and into the future as far as clocks run ahead. */
export function momentBounds(now: number): { earliest: number; latest: number } {
  return { earliest: EARLIEST, latest: now + AHEAD_MS };
}

/** What is wrong with the moment of a record: in the future beyond what clocks run ahead, or before 2000. */
export function timeFaults(text: string, at: number, now: number): Fault[] {
  const { earliest, latest } = momentBounds(now);
  if (at > latest) return [{ path: 'at', message: `${text} lies in the future`, code: 'future' }];
  if (at < earliest) return [{ path: 'at', message: `${text} lies before 2000`, code: 'tooEarly' }];
  return [];
}

/** What is wrong with the answers to the programme's form; who was not met need not have any. */
function formFaults({ fields, outcome }: VisitInput, programme: Programme | undefined): Fault[] {
  const faults = checkAnswers(programme?.fields ?? [], fields);
  return faults
    .filter(({ code }) => code !== 'required' || outcome === 'met')
    .map((fault) => ({ ...fault, path: `fields.${fault.path}` }));
}

/** What a sender is told of a record the store has taken or refused. */
export function outcomeOf(line: number, result: WriteResult): RecordOutcome {
  return result.status === 'refused'
    ? { line, id: result.id, status: 'refused', commit: null, errors: [result.fault] }
    : { line, id: result.id, status: result.status, commit: result.seq, errors: [] };
}

function visitRecordOf(row: VisitRow, timezone: string): VisitRecord {
  return {
    id: row.id,
    subject: row.subject,
    area: row.area,
    officers: row.officers,
    at: formatInstant(row.at, timezone),
    day: formatDay(row.day),
    receivedAt: formatInstant(row.receivedAt, timezone),
    mode: row.mode,
    outcome: row.outcome,
    programme: row.programme,
    fields: row.fields === null ? {} : (JSON.parse(row.fields) as Record<string, unknown>),
    feed: row.feed,
    backfilled: row.receivedAt - row.at > BACKFILL_MS,
    voided: row.voided && { reason: row.voided.reason, at: formatInstant(row.voided.at, timezone) },
  };
}
