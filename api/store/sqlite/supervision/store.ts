import type { Statement } from 'better-sqlite3';
import { CodedError } from '#api/errors.ts';
import { readNow } from '#api/store/sqlite/connection.ts';
import type { Connections } from '#api/store/sqlite/connections.ts';
import { IssuePlaces } from '#api/store/sqlite/issue/places.ts';
import {
  type KeptEvent,
  type KeptSupervision,
  recordOf,
  SUPERVISION_COLUMNS,
  SUPERVISION_LOG,
} from '#api/store/sqlite/supervision/rows.ts';
import type { Scope, WriteResult } from '#api/store/store.ts';
import type {
  DeliveryOutcome,
  DeliveryRow,
  LaterMessage,
  SupervisionEventWrite,
  SupervisionMessage,
  SupervisionRecord,
  SupervisionStore,
  SupervisionsPage,
  SupervisionsQuestion,
  SupervisionWrite,
} from '#api/store/supervisionStore.ts';
import type { Day } from '#geodata/model.ts';

type Addressed = Pick<KeptSupervision, 'toOrganisation' | 'toOfficer'>;
type KeptLater = KeptSupervision & {
  laterMessage: string;
  laterEvent: LaterMessage;
  laterAt: number;
  laterNext: number;
};

/** Of an item's own message its log tells how it went; of later ones their rows do. */
const DELIVERIES = `
  SELECT d.supervision, d.message, d.event, d.at, d.attempts, d.nextAt, d.deliveredAt, d.failure, s.area, s.state, s.toOrganisation, s.toOfficer,
    (SELECT min(at) FROM supervision_event AS e WHERE e.town = s.town AND e.supervision = s.id AND e.type = 'read')
      AS readAt,
    (SELECT max(at) FROM supervision_event AS e WHERE e.town = s.town AND e.supervision = s.id AND e.type = 'answered')
      AS answeredAt
  FROM (
    SELECT town, id AS supervision, message, 'issued' AS event, at, attempts, nextAt, seq,
      (SELECT max(at) FROM supervision_event AS e
         WHERE e.town = i.town AND e.supervision = i.id AND e.type = 'delivered') AS deliveredAt,
      (SELECT note FROM supervision_event AS e WHERE e.town = i.town AND e.supervision = i.id
         AND e.type IN ('failed', 'delivered') ORDER BY n DESC LIMIT 1) AS failure
    FROM supervision AS i WHERE message IS NOT NULL
    UNION ALL
    SELECT town, supervision, message, event, at, attempts, nextAt, seq, deliveredAt, failure FROM supervision_message
  ) AS d JOIN supervision AS s ON s.town = d.town AND s.id = d.supervision
  ORDER BY d.seq DESC, d.message LIMIT @limit`;

/** At most so many records are written together. */
const MOST = 5000;

/** The supervised items of the ledger: scans and writes by its threads, point reads here. */
export class SqliteSupervisions implements SupervisionStore {
  readonly #connections: Connections;
  readonly #places: IssuePlaces;
  readonly #find: Statement;
  readonly #log: Statement;
  readonly #due: Statement;
  readonly #next: Statement;
  readonly #laterDue: Statement;
  readonly #deliveries: Statement;

  constructor(connections: Connections) {
    const { db } = connections;
    this.#connections = connections;
    this.#places = new IssuePlaces(db);
    this.#find = db.prepare(
      `SELECT ${SUPERVISION_COLUMNS} FROM receipt AS r
         JOIN supervision AS s ON s.town = r.town AND s.id = r.id WHERE r.id = ?`,
    );
    this.#log = db.prepare(SUPERVISION_LOG);
    this.#due = db.prepare(
      `SELECT ${SUPERVISION_COLUMNS} FROM supervision AS s WHERE s.nextAt <= ? ORDER BY s.nextAt, s.id LIMIT ?`,
    );
    this.#next = db
      .prepare(
        `SELECT min(nextAt) FROM (SELECT min(nextAt) AS nextAt FROM supervision WHERE nextAt IS NOT NULL
           UNION ALL SELECT min(nextAt) FROM supervision_message WHERE nextAt IS NOT NULL)`,
      )
      .pluck();
    this.#laterDue = db.prepare(
      `SELECT ${SUPERVISION_COLUMNS}, m.message AS laterMessage, m.event AS laterEvent, m.at AS laterAt,
         m.nextAt AS laterNext
       FROM supervision_message AS m JOIN supervision AS s ON s.town = m.town AND s.id = m.supervision
       WHERE m.nextAt <= ? ORDER BY m.nextAt, m.message LIMIT ?`,
    );
    this.#deliveries = db.prepare(DELIVERIES);
  }

  async supervisions({ codes }: Scope, question: SupervisionsQuestion): Promise<SupervisionsPage> {
    const page = await this.#connections.ask('supervisions', codes, question);
    if (page === null) throw new CodedError('notFound', `There is no area ${question.area}.`);
    return page;
  }

  async supervision({ codes }: Scope, id: string): Promise<SupervisionRecord | null> {
    return readNow(() => {
      const kept = this.#find.get(id) as KeptSupervision | undefined;
      const home = kept ? this.#places.placeOf(codes, kept.area, this.#connections.today()) : null;
      return kept && home !== null ? { ...this.#recordOf(kept), home } : null;
    });
  }

  putSupervisions(scope: Scope, writes: readonly SupervisionWrite[]): Promise<WriteResult[]> {
    if (writes.length > MOST) throw new RangeError(`at most ${MOST} supervised items at once`);
    return this.#connections.write('putSupervisions', scope, writes);
  }

  putSupervisionEvents(scope: Scope, events: readonly SupervisionEventWrite[]): Promise<WriteResult[]> {
    if (events.length > MOST) throw new RangeError(`at most ${MOST} events at once`);
    return this.#connections.write('putSupervisionEvents', scope, events);
  }

  async messagesDue(now: number, limit: number): Promise<SupervisionMessage[]> {
    return readNow(() => {
      const first = (this.#due.all(now, limit) as KeptSupervision[]).map((kept) => ({
        waits: kept.nextAt!,
        ...{ message: kept.message!, event: 'issued' as const, at: kept.at },
        record: { ...this.#recordOf(kept), area: kept.area },
      }));
      const later = (this.#laterDue.all(now, limit) as KeptLater[]).map((kept) => ({
        waits: kept.laterNext,
        ...{ message: kept.laterMessage, event: kept.laterEvent, at: kept.laterAt },
        record: { ...this.#recordOf(kept), area: kept.area },
      }));
      return [...first, ...later]
        .sort((a, b) => a.waits - b.waits)
        .slice(0, limit)
        .map(({ waits: _, ...message }) => message);
    });
  }

  async deliveries(limit: number): Promise<DeliveryRow[]> {
    const rows = readNow(() => this.#deliveries.all({ limit })) as (Omit<DeliveryRow, 'to'> & Addressed)[];
    return rows.map(({ toOrganisation, toOfficer, ...row }) => ({
      ...row,
      to:
        toOrganisation === null
          ? { kind: 'officer', id: toOfficer! }
          : { kind: 'organisation', id: toOrganisation },
    }));
  }

  tellOverdue(today: Day): Promise<number> {
    return this.#connections.write('tellOverdue', today);
  }

  async nextMessageAt(): Promise<number | null> {
    return readNow(() => this.#next.get() as number | null);
  }

  noteDelivery(outcome: DeliveryOutcome): Promise<void> {
    return this.#connections.write('noteDelivery', outcome);
  }

  #recordOf(kept: KeptSupervision): Omit<SupervisionRecord, 'home'> {
    return recordOf(kept, this.#log.all(kept.town, kept.id) as KeptEvent[]);
  }
}
