import { randomUUID } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { contentHash } from '#api/store/sqlite/contentHash.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { type Refused, refused } from '#api/store/sqlite/refusals.ts';
import { LaterMessages } from '#api/store/sqlite/supervision/messages.ts';
import { type KeptSupervision, SUPERVISION_COLUMNS } from '#api/store/sqlite/supervision/rows.ts';
import type { Commit, WriteResult } from '#api/store/store.ts';
import type {
  DeliveryOutcome,
  SupervisionEventWrite,
  SupervisionObject,
  SupervisionWrite,
} from '#api/store/supervisionStore.ts';
import type { Day } from '#geodata/model.ts';
import {
  type Supervision,
  type SupervisionEvent,
  type SupervisionRefusal,
  stepSupervision,
} from '#geodata/supervision/fold.ts';
import { nextAttempt } from '#geodata/supervision/retries.ts';
import { isOpenSupervision } from '#geodata/supervision/states.ts';

type Allowed = (area: string) => boolean;

/** What the records of one transaction share. */
interface Batch {
  areas: Set<string>;
  /** Takes the number of the commit when the first record is written. */
  commit: () => Commit;
}

/** Writes supervised items, what happens to them and to their messages, each batch in one transaction. */
export class SupervisionWriter {
  readonly #context: WriteContext;
  readonly #receipt: Statement;
  readonly #insertReceipt: Statement;
  readonly #insert: Statement;
  readonly #find: Statement;
  readonly #update: Statement;
  readonly #insertEvent: Statement;
  readonly #schedule: Statement;
  readonly #messages: LaterMessages;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#messages = new LaterMessages(db);
    this.#receipt = db.prepare('SELECT hash, seq FROM receipt WHERE id = ?');
    this.#insertReceipt = db.prepare('INSERT INTO receipt (id, town, hash, seq) VALUES (?, ?, ?, ?)');
    this.#insert = db.prepare(
      `INSERT INTO supervision (town, id, area, kind, object, issue, duty, period, subject, toOrganisation, toOfficer,
         due, at, by, text, state, body, lastAt, message, attempts, nextAt, seq, lastSeq)
       VALUES (@town, @id, @area, @kind, @object, @issue, @duty, @period, @subject, @toOrganisation, @toOfficer,
         @due, @at, @by, @text, @state, @body, @at, @message, 0, @nextAt, @seq, @seq)`,
    );
    this.#find = db.prepare(
      `SELECT ${SUPERVISION_COLUMNS} FROM receipt AS r
         JOIN supervision AS s ON s.town = r.town AND s.id = r.id WHERE r.id = ?`,
    );
    this.#update = db.prepare(
      `UPDATE supervision SET state = @state, body = @body, lastAt = @lastAt, lastSeq = @seq,
         nextAt = iif(@isOpen, nextAt, NULL) WHERE town = @town AND id = @id`,
    );
    this.#insertEvent = db.prepare(
      `INSERT INTO supervision_event (town, supervision, n, id, type, at, by, account, note, seq)
       SELECT @town, @supervision, count(*), @id, @type, @at, @by, @account, @note, @seq
       FROM supervision_event WHERE town = @town AND supervision = @supervision`,
    );
    this.#schedule = db.prepare(
      'UPDATE supervision SET attempts = @attempts, nextAt = @nextAt WHERE town = @town AND id = @id',
    );
  }

  /**
   * Stores items, each with its issue as the first event. Sent again with the same content an item is a duplicate;
   * the same id with other content is refused, and so is an area outside those allowed.
   */
  putSupervisions(writes: readonly SupervisionWrite[], allowed: Allowed): WriteResult[] {
    return this.#batch((batch) => writes.map((write) => this.#put(write, allowed, batch)));
  }

  /**
   * Appends events in the order given; their moment is that of their arrival.
   *
   * @returns refused with `conflict` where the state of the item does not allow it, naming what it does allow
   */
  putEvents(events: readonly SupervisionEventWrite[], allowed: Allowed): WriteResult[] {
    return this.#batch((batch) => events.map((write) => this.#putEvent(write, allowed, batch)));
  }

  /** Notes an attempt to deliver a message. One that is not waited for any more changes nothing. */
  noteDelivery({ supervision: id, message, failure }: DeliveryOutcome): void {
    this.#batch((batch) => {
      if (this.#messages.note(message, failure, this.#context.now())) return;
      const kept = this.#find.get(id) as KeptSupervision | undefined;
      if (!kept || kept.message !== message || kept.nextAt === null) return;
      const event = this.#eventOf(kept, failure === null ? 'delivered' : 'failed', failure, null);
      const { supervision } = stepSupervision(bodyOf(kept), event);
      if (!supervision) {
        this.#schedule.run({ town: kept.town, id, attempts: kept.attempts, nextAt: null });
        return;
      }
      this.#append(kept, supervision, { ...event, id: null, by: null }, batch);
      const attempts = kept.attempts + 1;
      const nextAt = failure === null ? null : nextAttempt(kept.at, attempts, event.at);
      this.#schedule.run({ town: kept.town, id, attempts, nextAt });
    });
  }

  /** Puts a message on its way for each open item past due that was told of, once for each. @returns how many */
  tellOverdue(today: Day): number {
    return this.#batch((batch) => {
      const late = this.#messages.overdue(today);
      for (const item of late) this.#messages.add(item, 'overdue', batch.commit());
      return late.length;
    });
  }

  #batch<T>(write: (batch: Batch) => T): T {
    return this.#context.transaction(() => {
      let commit: Commit | null = null;
      const areas = new Set<string>();
      const take = (): Commit => {
        commit ??= this.#context.takeCommit();
        return commit;
      };
      const results = write({ areas, commit: take });
      const taken = commit as Commit | null;
      if (taken) this.#context.record(taken, new Deltas(), areas, []);
      return results;
    });
  }

  #put(write: SupervisionWrite, allowed: Allowed, batch: Batch): WriteResult {
    const { id, object, area, to, due, text, by, account, deliver } = write;
    const content = contentHash({ id, object, to, due, text });
    const known = this.#known(id, content);
    if (known) return known;
    const today = this.#context.dayOf(this.#context.now());
    if (!this.#context.reference.trees.on(today).get(area) || !allowed(area))
      return refused(id, 'notFound', 'object', `there is no area ${area}`);
    const commit = batch.commit();
    const event: SupervisionEvent = { type: 'issued', at: commit.at, account, note: null };
    const { supervision, refusal } = stepSupervision(null, event);
    if (!supervision) return notTaken(id, refusal);
    const town = this.#context.townOf(area, commit.day);
    this.#insert.run({
      ...{ town, id, area, due, by, text, at: commit.at, seq: commit.seq },
      ...keysOf(object),
      object: JSON.stringify(object),
      toOrganisation: to.kind === 'organisation' ? to.id : null,
      toOfficer: to.kind === 'officer' ? to.id : null,
      state: supervision.state,
      body: JSON.stringify(supervision),
      message: deliver ? randomUUID() : null,
      nextAt: deliver ? commit.at : null,
    });
    this.#insertEvent.run({ ...event, town, supervision: id, id, by, seq: commit.seq });
    this.#insertReceipt.run(id, town, content, commit.seq);
    batch.areas.add(area);
    return { status: 'created', id, seq: commit.seq };
  }

  #putEvent(write: SupervisionEventWrite, allowed: Allowed, batch: Batch): WriteResult {
    const { id, supervision: of, type, note, by, account, deliver = false } = write;
    const content = contentHash({ supervision: of, type, note });
    const known = this.#known(id, content);
    if (known) return known;
    const kept = this.#find.get(of) as KeptSupervision | undefined;
    if (!kept || !allowed(kept.area))
      return refused(id, 'notFound', 'supervision', `there is no supervised item ${of}`);
    const event = this.#eventOf(kept, type, note, account);
    const { supervision, refusal } = stepSupervision(bodyOf(kept), event);
    if (!supervision) return notTaken(id, refusal);
    const commit = this.#append(kept, supervision, { ...event, id, by }, batch);
    const { seq } = commit;
    this.#insertReceipt.run(id, kept.town, content, seq);
    if (deliver && kept.message !== null && (type === 'accepted' || type === 'sentBack'))
      this.#messages.add(kept, type, commit);
    return { status: 'created', id, seq };
  }

  #eventOf(
    kept: KeptSupervision,
    type: SupervisionEvent['type'],
    note: string | null,
    account: string | null,
  ): SupervisionEvent {
    // a clock that was set back does not set an item back
    return { type, at: Math.max(this.#context.now(), bodyOf(kept).lastAt), account, note };
  }

  #append(
    { town, id: of, area }: KeptSupervision,
    supervision: Supervision,
    event: SupervisionEvent & { id: string | null; by: string | null },
    batch: Batch,
  ): Commit {
    const commit = batch.commit();
    const { state, lastAt } = supervision;
    const isOpen = isOpenSupervision(state) ? 1 : 0;
    this.#update.run({
      town,
      id: of,
      state,
      lastAt,
      isOpen,
      seq: commit.seq,
      body: JSON.stringify(supervision),
    });
    this.#insertEvent.run({ ...event, town, supervision: of, seq: commit.seq });
    batch.areas.add(area);
    return commit;
  }

  /** What is told of an id that was sent before. */
  #known(id: string, content: string): WriteResult | null {
    const receipt = this.#receipt.get(id) as { hash: string; seq: number } | undefined;
    if (!receipt) return null;
    if (receipt.hash === content) return { status: 'duplicate', id, seq: receipt.seq };
    return refused(id, 'conflict', 'id', 'this id was sent before with other content');
  }
}

const bodyOf = ({ body }: KeptSupervision): Supervision => JSON.parse(body) as Supervision;

/** What an item is looked up by. */
function keysOf(object: SupervisionObject) {
  const none = { kind: object.kind, issue: null, duty: null, period: null, subject: null };
  switch (object.kind) {
    case 'issue':
      return { ...none, issue: object.issue };
    case 'gap':
      return { ...none, duty: object.duty, period: object.period, subject: object.subject };
    case 'organisation':
      return { ...none, subject: object.organisation };
  }
}

function notTaken(id: string, { code, message, allowed }: SupervisionRefusal): Refused {
  if (code === 'noNote') return refused(id, 'badInput', 'note', message);
  const told =
    code === 'notAllowed' ? `${message}; allowed now: ${allowed.join(', ') || 'nothing'}` : message;
  return {
    ...refused(id, 'conflict', 'type', told),
    fault: { path: 'type', message: told, code: code === 'sameAccount' ? code : 'conflict' },
  };
}
