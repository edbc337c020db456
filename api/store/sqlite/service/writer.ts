import type { Statement } from 'better-sqlite3';
import type { TreeWrite } from '#api/store/areaStore.ts';
import type { ServicePointWrite, ServiceSessionWrite } from '#api/store/serviceStore.ts';
import { contentHash } from '#api/store/sqlite/contentHash.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { ServiceHomes } from '#api/store/sqlite/service/homes.ts';
import {
  bodyOf,
  type KeptServicePoint,
  positionsOf,
  SERVICE_POINT_COLUMNS,
} from '#api/store/sqlite/service/rows.ts';
import type { Commit, WriteResult } from '#api/store/store.ts';
import type { Day } from '#geodata/model.ts';

type Allowed = (area: string) => boolean;

/** What the records of one transaction share. */
interface Batch {
  areas: Set<string>;
  /** Takes the number of the commit when the first record is written. */
  commit: () => Commit;
}

/**
 * Writes service points as the registers are written, append-only, each version with the days it is valid and the
 * commits between which it was on record; and what was served.
 */
export class ServicePointWriter {
  readonly #context: WriteContext;
  readonly #homes: ServiceHomes;
  readonly #current: Statement;
  readonly #insert: Statement;
  readonly #end: Statement;
  readonly #drop: Statement;
  readonly #shorten: Statement;
  readonly #receipt: Statement;
  readonly #insertReceipt: Statement;
  readonly #insertSession: Statement;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#homes = new ServiceHomes(context);
    this.#current = db.prepare(
      `SELECT ${SERVICE_POINT_COLUMNS} FROM service_point AS p INDEXED BY service_point_on_record
       WHERE p.id = ? AND p.endSeq IS NULL`,
    );
    this.#insert = db.prepare(
      `INSERT INTO service_point (town, id, validFrom, validTo, body, seq)
       VALUES (@town, @id, @validFrom, @validTo, @body, @seq)`,
    );
    const key = 'town = @town AND id = @id AND validFrom = @validFrom AND seq = @seq';
    this.#end = db.prepare(`UPDATE service_point SET endSeq = @endSeq WHERE ${key}`);
    this.#drop = db.prepare(`DELETE FROM service_point WHERE ${key}`);
    this.#shorten = db.prepare(`UPDATE service_point SET validTo = @validTo WHERE ${key}`);
    this.#receipt = db.prepare('SELECT hash, seq FROM receipt WHERE id = ?');
    this.#insertReceipt = db.prepare('INSERT INTO receipt (id, town, hash, seq) VALUES (?, ?, ?, ?)');
    this.#insertSession = db.prepare(
      `INSERT INTO service_session (town, id, point, stop, day, served, seq, n)
       VALUES (@town, @id, @point, @stop, @day, @served, @seq, @n)`,
    );
  }

  /**
   * Puts points on record from their first day on: what was on record for that day and later is replaced, an earlier
   * version ends the day before. What says nothing new is a duplicate.
   */
  put(rows: readonly ServicePointWrite[]): WriteResult[] {
    return this.#batch((batch) => rows.map((row) => this.#put(row, batch)));
  }

  /** Ends what is on record of a point after a day. @returns duplicate when nothing is on record after it */
  end(id: string, lastDay: Day, allowed: Allowed): WriteResult {
    return this.#batch((batch) => {
      const rows = this.#rows(id);
      const homes = this.#homesOf(rows);
      if (rows.length === 0 || !homes.every(allowed))
        return refused(id, 'id', `there is no service point ${id}`);
      if (rows.every(({ validTo }) => validTo <= lastDay))
        return { status: 'duplicate', id, seq: rows.at(-1)!.seq };
      const commit = batch.commit();
      this.#cut(rows, lastDay, commit);
      for (const home of homes) batch.areas.add(home);
      return { status: 'created', id, seq: commit.seq };
    });
  }

  /** Stores how many were served; the same again is a duplicate, the same id with other content refused. */
  putSessions(sessions: readonly ServiceSessionWrite[]): WriteResult[] {
    return this.#batch((batch) => sessions.map((session, n) => this.#putSession(session, n, batch)));
  }

  /** Finds the places of all points in a tree that was just written. */
  settleHomes(version: number, write: TreeWrite): void {
    this.#homes.settle(version, write);
  }

  #put({ point, homes }: ServicePointWrite, batch: Batch): WriteResult {
    const { id, validFrom, validTo } = point;
    const body = bodyOf(point);
    const rows = this.#rows(id);
    const last = rows.at(-1);
    if (last && last.validTo === validTo && last.validFrom <= validFrom && isSame(last.body, body))
      return { status: 'duplicate', id, seq: last.seq };
    const nodes = this.#context.reference.trees.on(this.#context.dayOf(this.#context.now()));
    const unknown = homes.find((home) => !nodes.has(home));
    if (unknown !== undefined || homes.length === 0)
      return refused(id, 'whereabouts', `there is no area ${unknown ?? ''}`.trim());
    const commit = batch.commit();
    for (const home of [...homes, ...this.#homesOf(rows)]) batch.areas.add(home);
    this.#cut(rows, validFrom - 1, commit);
    const town = this.#context.townOf(homes[0]!, commit.day);
    const row = { town, id, validFrom, validTo, body, seq: commit.seq };
    this.#insert.run(row);
    this.#homes.put(row, positionsOf(point), homes, commit.day);
    return { status: 'created', id, seq: commit.seq };
  }

  #putSession(session: ServiceSessionWrite, n: number, batch: Batch): WriteResult {
    const { id, point, day } = session;
    const content = contentHash(session);
    const receipt = this.#receipt.get(id) as { hash: string; seq: number } | undefined;
    if (receipt?.hash === content) return { status: 'duplicate', id, seq: receipt.seq };
    if (receipt) return refused(id, 'id', 'this id was sent before with other content', 'conflict');
    const row = this.#rows(point).find(({ validFrom, validTo }) => validFrom <= day && day <= validTo);
    if (!row) return refused(id, 'point', `there is no service point ${point} on that day`);
    const { seq } = batch.commit();
    this.#insertSession.run({ ...session, town: row.town, seq, n });
    this.#insertReceipt.run(id, row.town, content, seq);
    for (const home of this.#homesOf([row])) batch.areas.add(home);
    return { status: 'created', id, seq };
  }

  /** Ends what is on record after a day; versions that begin later are taken off the record. */
  #cut(rows: readonly KeptServicePoint[], lastDay: Day, { seq }: Commit): void {
    for (const row of rows) {
      if (row.validTo <= lastDay) continue;
      const remains = row.validFrom <= lastDay;
      if (row.seq === seq) {
        // what the same commit put on record was never seen
        if (remains) this.#shorten.run({ ...row, validTo: lastDay });
        else {
          this.#drop.run(row);
          this.#homes.drop(row);
        }
        continue;
      }
      this.#end.run({ ...row, endSeq: seq });
      if (!remains) continue;
      this.#insert.run({ ...row, validTo: lastDay, seq });
      this.#homes.copy(row, seq);
    }
  }

  /** Versions of a point on record now, ascending. */
  #rows(id: string): KeptServicePoint[] {
    return (this.#current.all(id) as KeptServicePoint[]).sort((a, b) => a.validFrom - b.validFrom);
  }

  #homesOf(rows: readonly KeptServicePoint[]): string[] {
    return [...new Set(rows.flatMap((row) => this.#homes.of(row)))];
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
      if (taken) this.#context.record(taken, new Deltas(), areas, [], { services: true });
      return results;
    });
  }
}

/** Whether two bodies say the same, whatever the order of their fields. */
function isSame(a: string, b: string): boolean {
  return a === b || contentHash(JSON.parse(a)) === contentHash(JSON.parse(b));
}

function refused(
  id: string,
  path: string,
  message: string,
  code: 'notFound' | 'conflict' = 'notFound',
): WriteResult {
  return { status: 'refused', id, code, fault: { path, message, code } };
}
