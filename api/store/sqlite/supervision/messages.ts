import { randomUUID } from 'node:crypto';
import type { Database, Statement } from 'better-sqlite3';
import type { Commit } from '#api/store/store.ts';
import type { LaterMessage } from '#api/store/supervisionStore.ts';
import type { Day } from '#geodata/model.ts';
import { nextAttempt } from '#geodata/supervision/retries.ts';
import { isOpenSupervision, SUPERVISION_STATES } from '#geodata/supervision/states.ts';

const OPEN = JSON.stringify(SUPERVISION_STATES.filter(isOpenSupervision));

/** What is told of items after their issue: kept beside the items, so that a closed one can still be told of. */
export class LaterMessages {
  readonly #insert: Statement;
  readonly #overdue: Statement;
  readonly #find: Statement;
  readonly #note: Statement;

  constructor(db: Database) {
    this.#insert = db.prepare(
      `INSERT INTO supervision_message (town, supervision, event, message, at, attempts, nextAt, seq)
       VALUES (@town, @id, @event, @message, @at, 0, @at, @seq)`,
    );
    this.#overdue = db.prepare(
      `SELECT s.town, s.id FROM supervision AS s
       WHERE s.due < @today AND s.message IS NOT NULL AND s.state IN (SELECT value FROM json_each(@open))
         AND NOT EXISTS (SELECT 1 FROM supervision_message AS m
           WHERE m.town = s.town AND m.supervision = s.id AND m.event = 'overdue')`,
    );
    this.#find = db.prepare(
      'SELECT town, at, attempts FROM supervision_message WHERE message = ? AND nextAt IS NOT NULL',
    );
    this.#note = db.prepare(
      `UPDATE supervision_message SET attempts = @attempts, nextAt = @nextAt, deliveredAt = @deliveredAt,
         failure = @failure WHERE town = @town AND message = @message`,
    );
  }

  add(
    { town, id }: { town: string; id: string },
    event: LaterMessage,
    { at, seq }: Pick<Commit, 'at' | 'seq'>,
  ): void {
    this.#insert.run({ town, id, event, at, seq, message: randomUUID() });
  }

  /** Open items past due on a day of which the receiving system was told, but not of that. */
  overdue(today: Day): { town: string; id: string }[] {
    return this.#overdue.all({ today, open: OPEN }) as { town: string; id: string }[];
  }

  /** Notes an attempt, as `nextAttempt` has the next one. @returns whether there is such a message */
  note(message: string, failure: string | null, now: number): boolean {
    const found = this.#find.get(message) as { town: string; at: number; attempts: number } | undefined;
    if (!found) return false;
    const attempts = found.attempts + 1;
    this.#note.run({
      ...{ town: found.town, message, attempts, failure },
      nextAt: failure === null ? null : nextAttempt(found.at, attempts, now),
      deliveredAt: failure === null ? now : null,
    });
    return true;
  }
}
