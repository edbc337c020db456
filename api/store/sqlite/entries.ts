import type { Statement } from 'better-sqlite3';
import type { RegisterKind } from '#api/store/registerStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import type { Commit } from '#api/store/store.ts';
import type { Day } from '#geodata/model.ts';

/** One entry of a register as it is written; what a kind has no use for is null. */
export interface EntryWrite {
  id: string;
  /** Area it belongs to, and the town whose key it carries. */
  home: string;
  town: string;
  type: string;
  name: string;
  tags: readonly string[];
  zones: Readonly<Record<string, string>>;
  position: readonly [number, number] | null;
  /** Subject and officer of an assignment or an event. */
  subject: string | null;
  officer: string | null;
  /** Organisation and phone of an officer. */
  organisation: string | null;
  phone: string | null;
  /** The rest of what the kind has, as JSON. */
  detail: string | null;
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
  zones: string;
  name: string;
  lon: number | null;
  lat: number | null;
  subject: string | null;
  officer: string | null;
  organisation: string | null;
  phone: string | null;
  detail: string | null;
  seq: number;
}

const COLUMNS =
  'town, validFrom, validTo, home, type, tags, zones, name, lon, lat, subject, officer, organisation, phone, detail, seq';

/**
 * The registers' one table: append-only, each entry with the days it is valid and the commits between which it
 * was on record.
 */
export class EntryTable {
  readonly #insert: Statement;
  readonly #end: Statement;
  readonly #drop: Statement;
  readonly #current: Statement;
  readonly #joinZone: Statement;

  constructor({ db }: WriteContext) {
    this.#insert = db.prepare(
      `INSERT INTO register_version (kind, x, ${COLUMNS})
       VALUES (@kind, @x, ${COLUMNS.split(', ')
         .map((column) => `@${column}`)
         .join(', ')})`,
    );
    this.#end = db.prepare(
      `UPDATE register_version SET endSeq = ? WHERE town = ? AND kind = ? AND x = ? AND validFrom = ? AND seq = ?`,
    );
    this.#drop = db.prepare(
      'DELETE FROM register_version WHERE town = ? AND kind = ? AND x = ? AND validFrom = ? AND seq = ?',
    );
    this.#current = db.prepare(
      `SELECT ${COLUMNS} FROM register_version INDEXED BY register_by_x
       WHERE kind = ? AND x = ? AND endSeq IS NULL`,
    );
    this.#joinZone = db.prepare('INSERT OR IGNORE INTO zone_member (zone, x) VALUES (?, ?)');
  }

  /** Entries of one x on record now, ascending. */
  current(kind: RegisterKind, x: string): EntryRow[] {
    // ordered here: with ORDER BY the statement is compiled anew at every call, ten times the cost of the search
    return (this.#current.all(kind, x) as EntryRow[]).sort((a, b) => a.validFrom - b.validFrom);
  }

  /** The entry on record that says the very same, if any. */
  same(rows: readonly EntryRow[], entry: EntryWrite): EntryRow | undefined {
    const wanted = rowOf(entry);
    return rows.find((row) =>
      (Object.keys(wanted) as (keyof typeof wanted)[]).every((column) => row[column] === wanted[column]),
    );
  }

  /**
   * Puts an entry on record from its first day on: what was on record for that day and later is replaced, an
   * earlier entry ends the day before.
   */
  put(kind: RegisterKind, entry: EntryWrite, rows: readonly EntryRow[], commit: Commit): void {
    this.cut(kind, entry.id, rows, entry.validFrom - 1, commit);
    this.#write(kind, entry.id, rowOf(entry), commit);
  }

  /** Ends what is on record after a day; entries that begin later are taken off the record. */
  cut(kind: RegisterKind, x: string, rows: readonly EntryRow[], lastDay: Day, commit: Commit): void {
    for (const row of rows) {
      if (row.validTo <= lastDay) continue;
      this.takeOff(kind, x, row, commit);
      if (row.validFrom <= lastDay) this.#write(kind, x, { ...row, validTo: lastDay }, commit);
    }
  }

  /** Takes an entry off the record; it stays in the history, unless the same commit put it there. */
  takeOff(kind: RegisterKind, x: string, row: EntryRow, { seq }: Commit): void {
    if (row.seq === seq) this.#drop.run(row.town, kind, x, row.validFrom, row.seq);
    else this.#end.run(seq, row.town, kind, x, row.validFrom, row.seq);
  }

  /** Puts a row on record as it stands, beside what is there. */
  add(kind: RegisterKind, x: string, row: Omit<EntryRow, 'seq'>, commit: Commit): void {
    this.#write(kind, x, row, commit);
  }

  #write(kind: RegisterKind, x: string, row: Omit<EntryRow, 'seq'>, { seq }: Commit): void {
    this.#insert.run({ ...row, kind, x, seq });
    for (const zone of Object.values(JSON.parse(row.zones) as EntryWrite['zones']))
      this.#joinZone.run(zone, x);
  }
}

function rowOf({ id: _id, position, tags, zones, ...entry }: EntryWrite): Omit<EntryRow, 'seq'> {
  const [lon, lat] = position ?? [null, null];
  return { ...entry, tags: JSON.stringify(tags), zones: JSON.stringify(zones), lon, lat };
}
