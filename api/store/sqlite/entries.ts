import type { Statement } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import type { Commit } from '#api/store/store.ts';
import type { Day } from '#geodata/model.ts';

export type EntryKind = 'subject' | 'officer' | 'organisation' | 'assignment';

/** One entry of a register as it is written; what a kind has no use for is null. */
export interface EntryWrite {
  id: string;
  /** Area it belongs to, and with it the town whose key it carries. */
  home: string;
  type: string;
  name: string;
  tags: readonly string[];
  position: readonly [number, number] | null;
  /** Subject and officer of an assignment. */
  subject: string | null;
  officer: string | null;
  /** Organisation and phone of an officer. */
  organisation: string | null;
  phone: string | null;
  validFrom: Day;
  validTo: Day;
}

/** One entry as it is kept. */
export interface EntryRow {
  town: string;
  validFrom: Day;
  validTo: Day;
  home: string;
  type: string;
  tags: string;
  name: string;
  lon: number | null;
  lat: number | null;
  subject: string | null;
  officer: string | null;
  organisation: string | null;
  phone: string | null;
  seq: number;
}

const COLUMNS =
  'town, validFrom, validTo, home, type, tags, name, lon, lat, subject, officer, organisation, phone, seq';

/**
 * The registers' one table: append-only, each entry with the days it is valid and the commits between which it
 * was on record.
 */
export class EntryTable {
  readonly #context: WriteContext;
  readonly #insert: Statement;
  readonly #end: Statement;
  readonly #current: Statement;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#insert = db.prepare(
      `INSERT INTO register_version (kind, x, ${COLUMNS})
       VALUES (@kind, @x, ${COLUMNS.split(', ')
         .map((column) => `@${column}`)
         .join(', ')})`,
    );
    this.#end = db.prepare(
      `UPDATE register_version SET endSeq = ? WHERE town = ? AND kind = ? AND x = ? AND validFrom = ? AND seq = ?`,
    );
    this.#current = db.prepare(
      `SELECT ${COLUMNS} FROM register_version INDEXED BY register_by_x
       WHERE kind = ? AND x = ? AND endSeq IS NULL ORDER BY validFrom`,
    );
  }

  /** Entries of one x on record now, ascending. */
  current(kind: EntryKind, x: string): EntryRow[] {
    return this.#current.all(kind, x) as EntryRow[];
  }

  /** The entry on record that says the very same, if any. */
  same(rows: readonly EntryRow[], entry: EntryWrite): EntryRow | undefined {
    const wanted = this.#rowOf(entry);
    return rows.find((row) =>
      (Object.keys(wanted) as (keyof typeof wanted)[]).every((column) => row[column] === wanted[column]),
    );
  }

  /**
   * Puts an entry on record from its first day on: what was on record for that day and later is replaced, an
   * earlier entry ends the day before.
   */
  put(kind: EntryKind, entry: EntryWrite, rows: readonly EntryRow[], { seq }: Commit): void {
    const insert = (row: Omit<EntryRow, 'seq'>): void => {
      this.#insert.run({ ...row, kind, x: entry.id, seq });
    };
    for (const row of rows) {
      if (row.validTo < entry.validFrom) continue;
      this.#end.run(seq, row.town, kind, entry.id, row.validFrom, row.seq);
      if (row.validFrom < entry.validFrom) insert({ ...row, validTo: entry.validFrom - 1 });
    }
    insert(this.#rowOf(entry));
  }

  #rowOf({ id: _id, position, tags, ...entry }: EntryWrite): Omit<EntryRow, 'seq'> {
    const [lon, lat] = position ?? [null, null];
    return { ...entry, town: this.#context.townOf(entry.home), tags: JSON.stringify(tags), lon, lat };
  }
}
