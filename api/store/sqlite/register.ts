import type { Statement } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { type EntryKind, type EntryRow, EntryTable, type EntryWrite } from '#api/store/sqlite/entries.ts';
import { FactLoader } from '#api/store/sqlite/facts.ts';
import { changeSubjects } from '#api/store/sqlite/subjects.ts';
import type {
  AssignmentWrite,
  Commit,
  OfficerWrite,
  OrganisationWrite,
  SubjectWrite,
  WriteResult,
} from '#api/store/store.ts';
import { LEVELS } from '#geodata/model.ts';

const NOTHING = {
  tags: [],
  position: null,
  subject: null,
  officer: null,
  organisation: null,
  phone: null,
} as const;

/** Finds what a record refers to; a text is the reason why it cannot be found. */
type Home = { home: string } | { path: string; message: string };

/** Writes the registers with what they change in the roll-ups. */
export class RegisterWriter {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;
  readonly #entries: EntryTable;
  readonly #atHome: Statement;

  constructor(context: WriteContext) {
    this.#context = context;
    this.#facts = new FactLoader(context.db);
    this.#entries = new EntryTable(context);
    this.#atHome = context.db.prepare(
      `SELECT DISTINCT r.x FROM json_each(?) AS j CROSS JOIN register_version AS r
         ON r.town = j.value ->> 0 AND r.kind = 'subject' AND r.home = j.value ->> 1 AND r.endSeq IS NULL`,
    );
  }

  /** Puts subjects on the register, in one transaction; figures move by exactly what they change. */
  putSubjects(subjects: readonly SubjectWrite[], allowed: (area: string) => boolean): WriteResult[] {
    return this.#transaction(() => {
      const before = this.#facts.registers(new Set(subjects.map((subject) => subject.id)));
      const { results, commit, changed, areas } = this.#put(
        'subject',
        subjects.map((subject) => ({ ...NOTHING, ...subject })),
        allowed,
        ({ home }) => this.#area(home),
      );
      if (!commit) return results;
      const ids = new Set(changed.map(({ entry }) => entry.id));
      const after = this.#facts.registers(ids);
      const deltas = new Deltas(this.#context.townOf);
      const duties = new Set<string>();
      const { assignments } = this.#context;
      changeSubjects(this.#context, this.#facts, deltas, ids, { before, after, assignments }, duties);
      this.#context.deltas.write(deltas, commit.day);
      this.#context.logChange(commit, areas, duties);
      return results;
    });
  }

  putOrganisations(
    organisations: readonly OrganisationWrite[],
    allowed: (area: string) => boolean,
  ): WriteResult[] {
    return this.#plain(
      'organisation',
      organisations.map((organisation) => ({ ...NOTHING, ...organisation })),
      allowed,
      ({ home }) => this.#area(home),
    );
  }

  /** An officer belongs where the organisation does. */
  putOfficers(officers: readonly OfficerWrite[], allowed: (area: string) => boolean): WriteResult[] {
    return this.#plain(
      'officer',
      officers.map((officer) => ({ ...NOTHING, ...officer, home: '' })),
      allowed,
      ({ organisation }) => {
        const home = organisation && this.#entries.current('organisation', organisation).at(-1)?.home;
        return home
          ? { home }
          : { path: 'organisation', message: `there is no organisation ${organisation}` };
      },
    );
  }

  /**
   * Puts assignments 包联 on the register: to an area, or to a subject, whose area they then belong to.
   * Staffing duties and the flag of whom nobody answers for follow.
   */
  putAssignments(assignments: readonly AssignmentWrite[], allowed: (area: string) => boolean): WriteResult[] {
    return this.#transaction(() => {
      const was = this.#context.assignments;
      const own = this.#facts.registers(new Set(assignments.flatMap(({ subject }) => subject ?? [])));
      const entries = assignments.map(({ area, role, ...assignment }) => ({
        ...NOTHING,
        ...assignment,
        name: '',
        type: role,
        home: area ?? '',
      }));
      // Who was assigned before the change may be another subject than the one named now.
      const earlier = new Set(
        assignments.flatMap(({ id }) =>
          this.#entries.current('assignment', id).flatMap((row) => row.subject ?? []),
        ),
      );
      const before = new Map([...this.#facts.registers(earlier), ...own]);
      const { results, commit, changed, areas } = this.#put('assignment', entries, allowed, (entry) => {
        if (!this.#entries.current('officer', entry.officer ?? '').length)
          return { path: 'officer', message: `there is no officer ${entry.officer}` };
        if (entry.subject === null) return this.#area(entry.home);
        const home = own.get(entry.subject)?.spans.at(-1)?.home;
        return home
          ? { home }
          : { path: 'subject', message: `subject ${entry.subject} is not in the register` };
      });
      if (!commit) return results;
      const is = this.#context.reloadAssignments();
      const targets = changed.flatMap(({ entry, rows }) => [entry, ...rows]);
      const areaTargets = new Set(targets.filter(({ subject }) => subject === null).map(({ home }) => home));
      const subjects = new Set([
        ...this.#atHomeBelow(areaTargets),
        ...targets.flatMap(({ subject }) => subject ?? []),
      ]);
      const deltas = new Deltas(this.#context.townOf);
      const duties = new Set<string>();
      const missing = new Set([...subjects].filter((x) => !before.has(x)));
      // Own assignments of these did not change in this batch, so what is read now also held before.
      const unchanged = this.#facts.registers(missing);
      const after = new Map([...unchanged, ...this.#facts.registers(new Set(before.keys()))]);
      const change = {
        before: new Map([...unchanged, ...before]),
        after,
        assignments: is,
        assignmentsBefore: was,
      };
      changeSubjects(this.#context, this.#facts, deltas, subjects, change, duties);
      for (const { duty, programme } of this.#context.staffingDuties) {
        duties.add(duty.id);
        const level = new Set(this.#context.areasOfLevel(duty.level));
        for (const area of areaTargets)
          if (level.has(area))
            deltas.changeStaffing(duty, programme, area, was.get(area) ?? [], is.get(area) ?? []);
      }
      this.#context.deltas.write(deltas, commit.day);
      this.#context.logChange(commit, areas, duties);
      return results;
    });
  }

  #area(home: string): Home {
    return this.#context.knowsArea(home)
      ? { home }
      : { path: 'area', message: `area ${home} is not in the tree` };
  }

  /** Subjects at home in areas or below, as far as some duty looks up to the areas' levels. */
  #atHomeBelow(areas: ReadonlySet<string>): string[] {
    const highest = Math.min(
      ...this.#context.subjectDuties.map(({ duty }) => LEVELS.indexOf(duty.responsibleUpTo)),
      LEVELS.length,
    );
    const homes = new Set<string>();
    for (const area of areas) {
      homes.add(area);
      const level = this.#context.levelOf(area);
      if (level && LEVELS.indexOf(level) >= highest)
        for (const below of this.#context.subtree(area)) homes.add(below);
    }
    const keys = [...homes].map((home) => [this.#context.townOf(home), home]);
    return (this.#atHome.all(JSON.stringify(keys)) as { x: string }[]).map((row) => row.x);
  }

  /** Registers that no figure depends on. */
  #plain(
    kind: EntryKind,
    entries: readonly EntryWrite[],
    allowed: (area: string) => boolean,
    homeOf: (entry: EntryWrite) => Home,
  ): WriteResult[] {
    return this.#transaction(() => {
      const { results, commit, areas } = this.#put(kind, entries, allowed, homeOf);
      if (commit) this.#context.logChange(commit, areas, []);
      return results;
    });
  }

  #put(
    kind: EntryKind,
    entries: readonly EntryWrite[],
    allowed: (area: string) => boolean,
    homeOf: (entry: EntryWrite) => Home,
  ) {
    let commit: Commit | null = null;
    const changed: { entry: EntryWrite; rows: EntryRow[] }[] = [];
    const areas = new Set<string>();
    const results = entries.map((wanted): WriteResult => {
      const found = homeOf(wanted);
      if (!('home' in found)) return refused(wanted.id, found.path, found.message);
      const entry = { ...wanted, home: found.home };
      const rows = this.#entries.current(kind, entry.id);
      if (!allowed(entry.home)) return refused(entry.id, 'area', `area ${entry.home} is not in the tree`);
      if (rows.some((row) => !allowed(row.home)))
        return refused(entry.id, 'id', `${kind} ${entry.id} is not in the register`);
      const same = this.#entries.same(rows, entry);
      if (same) return { status: 'duplicate', id: entry.id, seq: same.seq };
      commit ??= this.#context.takeCommit();
      this.#entries.put(kind, entry, rows, commit);
      changed.push({ entry, rows });
      areas.add(entry.home);
      for (const row of rows) areas.add(row.home);
      return { status: 'created', id: entry.id, seq: commit.seq };
    });
    return { results, commit: commit as Commit | null, changed, areas };
  }

  /** A transaction that leaves nothing in memory behind when it fails. */
  #transaction(write: () => WriteResult[]): WriteResult[] {
    try {
      return this.#context.db.transaction(write).immediate();
    } catch (error) {
      this.#context.reload();
      throw error;
    }
  }
}

function refused(id: string, path: string, message: string): WriteResult {
  return { status: 'refused', id, code: 'notFound', fault: { path, message, code: 'notFound' } };
}
