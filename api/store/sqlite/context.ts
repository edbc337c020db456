import type { Database } from 'better-sqlite3';
import { readAssignmentsOf } from '#api/store/sqlite/assignments.ts';
import { type Deltas, DeltaWriter } from '#api/store/sqlite/deltas.ts';
import { loadReference, type Reference, readStaffOf } from '#api/store/sqlite/reference.ts';
import type { Commit, Scope } from '#api/store/store.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';

/** What every write needs at hand: the database, the clock, and what the ledger reckons by. */
export class WriteContext {
  readonly db: Database;
  readonly now: () => number;
  readonly timezone: string;
  readonly dayOf: (epochMs: number) => Day;
  readonly #deltas: DeltaWriter;
  #subtrees = new Map<string, readonly [lft: number, rgt: number]>();
  #reference: Reference;

  constructor(db: Database, options: { timezone: string; now: () => number }) {
    this.db = db;
    this.#deltas = new DeltaWriter(db);
    this.now = options.now;
    this.timezone = options.timezone;
    this.dayOf = civilDayIn(options.timezone);
    this.#reference = this.reload();
  }

  /** What the ledger reckons by now; a new object whenever it changes. */
  get reference(): Reference {
    return this.#reference;
  }

  /** Reads the reference data again; called at the start and whenever a transaction that changed it fails. */
  reload(): Reference {
    const newest = this.db
      .prepare('SELECT code, lft, rgt FROM area WHERE version = (SELECT max(version) FROM tree_version)')
      .all() as { code: string; lft: number; rgt: number }[];
    this.#subtrees = new Map(newest.map(({ code, lft, rgt }) => [code, [lft, rgt]]));
    this.#reference = loadReference(this.db);
    return this.#reference;
  }

  /** Reads the assignments to some areas again after a change. */
  reloadAssignments(areas: ReadonlySet<string>): void {
    const assignments = replaced(this.#reference.assignments, areas, readAssignmentsOf(this.db, areas));
    this.#reference = { ...this.#reference, assignments };
  }

  /** Reads the roles of some officers again after a change. */
  reloadStaff(officers: ReadonlySet<string>): void {
    const staff = replaced(this.#reference.staff, officers, readStaffOf(this.db, officers));
    this.#reference = { ...this.#reference, staff };
  }

  /**
   * Whether an area lies in the subtrees of a scope; without a scope nothing does. An area that is in an older
   * tree alone is judged by the nearest ancestor that is still there.
   */
  within(scope: Scope): (area: string) => boolean {
    const tops = scope.codes.flatMap((code) => this.#subtrees.get(code) ?? []);
    return (area) => {
      const at = this.#subtrees.get(area) ?? this.#formerPlace(area);
      if (!at) return false;
      for (let i = 0; i < tops.length; i += 2) if (at[0] >= tops[i]! && at[1] <= tops[i + 1]!) return true;
      return false;
    };
  }

  #formerPlace(area: string): readonly [number, number] | undefined {
    const versions = this.#reference.trees.during(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
    let parent = versions.findLast(({ nodes }) => nodes.has(area))?.nodes.get(area)?.parent ?? null;
    while (parent !== null) {
      const at = this.#subtrees.get(parent);
      if (at) return at;
      parent = versions.findLast(({ nodes }) => nodes.has(parent!))?.nodes.get(parent)?.parent ?? null;
    }
    return undefined;
  }

  /** The town whose key a record at this area carries from a day on; of a former area, the last it had. */
  townOf(area: string, day: Day): string {
    const { trees } = this.#reference;
    const node = trees.on(day).get(area);
    if (node) return node.town;
    const former = trees
      .during(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)
      .findLast(({ nodes }) => nodes.has(area));
    if (!former) throw new RangeError(`area ${area} is not in the tree`);
    return former.nodes.get(area)!.town;
  }

  /**
   * Takes the next number of the commit sequence. The moment never runs backwards, whatever the clock does.
   */
  takeCommit(): Commit {
    const last = this.db.prepare('SELECT seq, at FROM "commit" ORDER BY seq DESC LIMIT 1').get() as
      | { seq: number; at: number }
      | undefined;
    const at = Math.max(this.now(), last?.at ?? 0);
    const commit: Commit = { seq: (last?.seq ?? 0) + 1, at, day: this.dayOf(at) };
    this.db
      .prepare('INSERT INTO "commit" (seq, at, day) VALUES (?, ?, ?)')
      .run(commit.seq, commit.at, commit.day);
    return commit;
  }

  /**
   * Writes what a commit changes in the roll-ups of duties, and notes what it touched in the log of changes.
   *
   * @param also whether it changed issues, or services
   */
  record(
    commit: Commit,
    deltas: Deltas,
    areas: Iterable<string>,
    duties: Iterable<string>,
    { issues = false, services = false }: { issues?: boolean; services?: boolean } = {},
  ): void {
    this.#deltas.write(deltas, commit.day);
    const codes = [...new Set(areas)].sort();
    const towns = [...new Set(codes.map((area) => this.townOf(area, commit.day)))].sort();
    this.db
      .prepare(
        'INSERT OR REPLACE INTO change_log (seq, towns, areas, duties, issues, services) VALUES (?, ?, ?, ?, ?, ?)',
      )
      .run(
        commit.seq,
        JSON.stringify(towns),
        JSON.stringify(codes),
        JSON.stringify([...new Set(duties)].sort()),
        issues ? 1 : 0,
        services ? 1 : 0,
      );
  }

  /** Writes differences of a page; the commit is recorded once, with the last. */
  writePage(commit: Commit, deltas: Deltas): void {
    this.#deltas.write(deltas, commit.day);
  }

  /** A transaction that leaves nothing in memory behind when it fails. */
  transaction<T>(write: () => T): T {
    try {
      return this.db.transaction(write).immediate();
    } catch (error) {
      this.reload();
      throw error;
    }
  }
}

/** A copy in which some keys have what was read anew; the one before goes on to tell how things stood. */
function replaced<T>(
  before: ReadonlyMap<string, T>,
  keys: ReadonlySet<string>,
  read: ReadonlyMap<string, T>,
): Map<string, T> {
  const after = new Map(before);
  for (const key of keys) {
    const value = read.get(key);
    if (value === undefined) after.delete(key);
    else after.set(key, value);
  }
  return after;
}
