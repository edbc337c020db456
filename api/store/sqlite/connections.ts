import type { Database } from 'better-sqlite3';
import type { Db } from '#api/store/schema.ts';
import { asUnavailable, openDatabase } from '#api/store/sqlite/connection.ts';
import { openKysely } from '#api/store/sqlite/reader.ts';
import { StoreThread } from '#api/store/sqlite/thread.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';

/** Where the ledger's days begin, and its clock in milliseconds since 1970 UTC. */
export interface Clock {
  timezone: string;
  now: () => number;
}

/**
 * The ways to one SQLite file: one writer thread with the only read-write connection, one reader thread for scans,
 * and a read-only connection here for point reads.
 */
export class Connections {
  /** The read-only connection, for point reads. */
  readonly db: Database;
  readonly #kysely: Db;
  readonly #writer: StoreThread;
  readonly #startReader: () => StoreThread;
  #reader: StoreThread | null = null;
  readonly #clock: Clock;
  readonly #listeners = new Set<() => void>();
  /** The civil day of a moment, milliseconds since 1970 UTC. */
  readonly dayOf: (epochMs: number) => Day;

  private constructor(db: Database, writer: StoreThread, startReader: () => StoreThread, clock: Clock) {
    this.db = db;
    this.#kysely = openKysely(db);
    this.#writer = writer;
    this.#startReader = startReader;
    this.#clock = clock;
    this.dayOf = civilDayIn(clock.timezone);
  }

  /**
   * Opens the file, made and migrated where needed.
   *
   * @throws CodedError `unavailable` when the file cannot be opened
   */
  static async open(file: string, clock: Clock): Promise<Connections> {
    const settings = { file, timezone: clock.timezone };
    const writer = new StoreThread({ ...settings, role: 'writer' }, clock.now);
    // The first answer tells that the file is there and migrated; only then may readers open it.
    await writer.call('ingest', []);
    const startReader = () => new StoreThread({ ...settings, role: 'reader' }, clock.now);
    return new Connections(openDatabase(file, 'reader'), writer, startReader, clock);
  }

  /** Asks the thread for scans, started when the first is asked for. */
  readonly ask: StoreThread['call'] = (method, ...args) => {
    this.#reader ??= this.#startReader();
    return this.#reader.call(method, ...args);
  };

  /** Asks the writer, and tells those who listen when it has answered. */
  readonly write: StoreThread['call'] = (method, ...args) => {
    const answer = this.#writer.call(method, ...args);
    const tell = () => {
      for (const listener of this.#listeners) listener();
    };
    // a refusal is for whoever asked
    answer.then(tell, () => {});
    return answer;
  };

  /** Asks the read-only connection by the query builder. */
  async read<T>(question: (db: Db) => Promise<T>): Promise<T> {
    try {
      return await question(this.#kysely);
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  readonly today = (): Day => this.dayOf(this.#clock.now());

  /** Resolved when the writer answers, though it was asked for nothing: nobody who listens is told. */
  async writerAnswers(): Promise<void> {
    await this.#writer.call('ingest', []);
  }

  onWrite(tell: () => void): () => void {
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }

  async close(): Promise<void> {
    await this.#reader?.close();
    this.db.close();
    await this.#writer.close();
  }
}
