import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import Database from 'better-sqlite3';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Day } from '#geodata/model.ts';

/** What a summary counts of one duty. */
export interface Counted {
  n: number;
  required: number;
  done: number;
  never: number;
}

/** The visits and subjects of a ledger in DuckDB's memory, counted by scanning. */
export class Warehouse {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.#instance = instance;
    this.#connection = connection;
  }

  /** @param file the ledger's SQLite file; its subjects must have one register entry each, without end */
  static async load(file: string): Promise<Warehouse> {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`
      CREATE TABLE visit (subject VARCHAR, day INTEGER, mode VARCHAR, outcome VARCHAR, programme VARCHAR);
      CREATE TABLE subject (x VARCHAR, type VARCHAR, tag VARCHAR);
    `);
    const db = new Database(file, { readonly: true });
    const copy = async (table: string, sql: string): Promise<void> => {
      const appender = await connection.createAppender(table);
      for (const row of db.prepare(sql).raw().iterate() as Iterable<(string | number)[]>) {
        for (const value of row)
          if (typeof value === 'number') appender.appendInteger(value);
          else appender.appendVarchar(value);
        appender.endRow();
      }
      appender.closeSync();
    };
    await copy('visit', 'SELECT subject, day, mode, outcome, programme FROM visit WHERE endSeq IS NULL');
    await copy(
      'subject',
      `SELECT x, type, coalesce(tags ->> 0, '') FROM register_version WHERE kind = 'subject' AND endSeq IS NULL`,
    );
    db.close();
    return new Warehouse(instance, connection);
  }

  /** Every duty of the whole district in its running period, each counted from the visits. */
  async summary(records: readonly DutyRecord[], today: Day): Promise<Map<string, Counted>> {
    const counted = new Map<string, Counted>();
    for (const { duty, programme } of records) {
      // Staffing is read from the register of assignments, not from visits.
      if (duty.kind !== 'coverSubjects') continue;
      const { start, end } = periodOf(duty.period, today, programme);
      const list = (texts: readonly string[]): string => texts.map((text) => `'${text}'`).join(', ');
      const reader = await this.#connection.runAndReadAll(`
        WITH visited AS (
          SELECT subject, count(DISTINCT day) FILTER (day BETWEEN ${start} AND ${end}) AS v
          FROM visit
          WHERE outcome = 'met' AND day BETWEEN ${programme.firstDay} AND ${end}
            ${duty.modes.length > 0 ? `AND mode IN (${list(duty.modes)})` : ''}
            ${duty.ownProgrammeOnly ? `AND programme = '${programme.id}'` : ''}
          GROUP BY subject
        )
        SELECT count(*)::INTEGER, sum(least(coalesce(v, 0), ${duty.n}))::INTEGER,
          count(*) FILTER (v IS NULL)::INTEGER
        FROM subject LEFT JOIN visited ON visited.subject = subject.x
        WHERE type = '${duty.subjectType}' ${duty.tags.length > 0 ? `AND tag IN (${list(duty.tags)})` : ''}
      `);
      const [n, done, never] = reader.getRows()[0] as [number, number, number];
      counted.set(duty.id, { n, required: n * duty.n, done, never });
    }
    return counted;
  }

  close(): void {
    this.#connection.closeSync();
    this.#instance.closeSync();
  }
}
