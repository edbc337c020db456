import type { Database } from 'better-sqlite3';
import { readAreaAssignments } from '#api/store/sqlite/assignments.ts';
import { DeltaWriter, NO_REGISTER } from '#api/store/sqlite/deltas.ts';
import type { RegisterEntry } from '#api/store/sqlite/facts.ts';
import type { Commit, DutyRecord, Scope } from '#api/store/store.ts';
import { civilDayIn } from '#geodata/duty/calendar.ts';
import type { SubjectRegister } from '#geodata/duty/coverSubjects.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import { type AreaAssignments, type ChainNode, responsibility } from '#geodata/duty/responsibility.ts';
import type { CoverSubjects, Programme, Staffing } from '#geodata/duty/types.ts';
import type { Day, Level } from '#geodata/model.ts';

export type SubjectDuty = DutyRecord & { duty: CoverSubjects };
export type StaffingDuty = DutyRecord & { duty: Staffing };

export function isSubjectDuty(record: DutyRecord): record is SubjectDuty {
  return record.duty.kind === 'coverSubjects';
}

export function isStaffingDuty(record: DutyRecord): record is StaffingDuty {
  return record.duty.kind === 'staffing';
}

/** What every write needs at hand: the database, the clock, the tree's towns and the duties. */
export class WriteContext {
  readonly db: Database;
  readonly deltas: DeltaWriter;
  readonly now: () => number;
  readonly dayOf: (epochMs: number) => Day;
  readonly #towns = new Map<string, string>();
  #subtrees = new Map<string, readonly [lft: number, rgt: number]>();
  #duties: DutyRecord[] = [];
  #subjectDuties: SubjectDuty[] = [];
  #staffingDuties: StaffingDuty[] = [];
  #nodes = new Map<string, ChainNode>();
  #assignments: AreaAssignments = new Map();

  constructor(db: Database, options: { timezone: string; now: () => number }) {
    this.db = db;
    this.deltas = new DeltaWriter(db);
    this.now = options.now;
    this.dayOf = civilDayIn(options.timezone);
    this.reload();
  }

  /** Reads the reference data again; called at the start and whenever a transaction that changed it fails. */
  reload(): void {
    this.#towns.clear();
    const areas = this.db.prepare('SELECT code, town FROM area ORDER BY version').all() as {
      code: string;
      town: string;
    }[];
    for (const { code, town } of areas) this.#towns.set(code, town);
    const newest = this.db
      .prepare(
        'SELECT code, lft, rgt, level, parent FROM area WHERE version = (SELECT max(version) FROM tree_version)',
      )
      .all() as { code: string; lft: number; rgt: number; level: Level; parent: string | null }[];
    this.#nodes = new Map(newest.map(({ code, level, parent }) => [code, { level, parent }]));
    this.#assignments = readAreaAssignments(this.db);
    this.#subtrees = new Map(newest.map(({ code, lft, rgt }) => [code, [lft, rgt]]));
    this.#duties = readDuties(this.db);
    this.#subjectDuties = this.#duties.filter(isSubjectDuty);
    this.#staffingDuties = this.#duties.filter(isStaffingDuty);
  }

  get duties(): readonly DutyRecord[] {
    return this.#duties;
  }

  levelOf(area: string): Level | undefined {
    return this.#nodes.get(area)?.level;
  }

  /** Codes of the areas below an area in the newest tree, itself left out. */
  subtree(area: string): string[] {
    const top = this.#subtrees.get(area);
    if (!top) return [];
    return [...this.#subtrees].filter(([, [lft, rgt]]) => lft > top[0] && rgt < top[1]).map(([code]) => code);
  }

  /** Areas of a level in the newest tree. */
  areasOfLevel(level: Level): string[] {
    return [...this.#nodes].filter(([, node]) => node.level === level).map(([code]) => code);
  }

  /** Assignments to areas as they stand; a new object whenever one changes. */
  get assignments(): AreaAssignments {
    return this.#assignments;
  }

  /** Reads the assignments to areas again after a change. */
  reloadAssignments(): AreaAssignments {
    this.#assignments = readAreaAssignments(this.db);
    return this.#assignments;
  }

  /**
   * What the registers say of a subject, as a duty reads it.
   *
   * @param assignments those to areas, of the moment that is meant
   */
  subjectRegister(
    entry: RegisterEntry | undefined,
    duty: CoverSubjects,
    assignments: AreaAssignments = this.#assignments,
  ): SubjectRegister {
    if (!entry) return NO_REGISTER;
    const homes = [...new Set(entry.spans.map((span) => span.home))];
    return {
      spans: entry.spans,
      responsibility: responsibility(this.#nodes, assignments, entry.own, homes, duty.responsibleUpTo),
    };
  }

  /** The duties that visits to subjects fulfil. */
  get subjectDuties(): readonly SubjectDuty[] {
    return this.#subjectDuties;
  }

  /** The duties that assignments alone fulfil. */
  get staffingDuties(): readonly StaffingDuty[] {
    return this.#staffingDuties;
  }

  knowsArea(code: string): boolean {
    return this.#towns.has(code);
  }

  /** Whether an area lies in the subtrees of a scope; without a scope nothing does. */
  within(scope: Scope): (area: string) => boolean {
    const tops = scope.codes.flatMap((code) => this.#subtrees.get(code) ?? []);
    return (area) => {
      const at = this.#subtrees.get(area);
      if (!at) return false;
      for (let i = 0; i < tops.length; i += 2) if (at[0] >= tops[i]! && at[1] <= tops[i + 1]!) return true;
      return false;
    };
  }

  /** The town whose key a record at this area carries. */
  townOf = (area: string): string => {
    const town = this.#towns.get(area);
    if (town === undefined) throw new RangeError(`area ${area} is not in the tree`);
    return town;
  };

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

  /** Notes in the log of changes which towns, areas and duties a commit touched. */
  logChange(commit: Commit, areas: Iterable<string>, duties: Iterable<string>): void {
    const codes = [...new Set(areas)].sort();
    const towns = [...new Set(codes.map(this.townOf))].sort();
    this.db
      .prepare('INSERT INTO change_log (seq, towns, areas, duties) VALUES (?, ?, ?, ?)')
      .run(
        commit.seq,
        JSON.stringify(towns),
        JSON.stringify(codes),
        JSON.stringify([...new Set(duties)].sort()),
      );
  }
}

/** Programmes as they stand, by id. */
export function readProgrammes(db: Database): Programme[] {
  const rows = db
    .prepare(
      `SELECT body FROM programme_version AS p
       WHERE seq = (SELECT max(seq) FROM programme_version WHERE id = p.id) ORDER BY id`,
    )
    .all() as { body: string }[];
  return rows.map(({ body }) => {
    const programme = JSON.parse(body) as Programme;
    return { ...programme, fields: programme.fields ?? [], duties: programme.duties.map(defineDuty) };
  });
}

/** The duties in force, with their programmes. */
export function readDuties(db: Database): DutyRecord[] {
  const programmes = new Map(readProgrammes(db).map((programme) => [programme.id, programme]));
  const rows = db
    .prepare('SELECT duty, version, programme FROM duty_version ORDER BY duty, version')
    .all() as { duty: string; version: number; programme: string }[];
  const newest = new Map(rows.map((row) => [row.duty, row]));
  return [...newest.values()].map(({ duty, version, programme: id }) => {
    const programme = programmes.get(id);
    const found = programme?.duties.find((candidate) => candidate.id === duty);
    if (!programme || !found) throw new Error(`duty ${duty} has no programme`);
    return { programme, duty: found, version };
  });
}
