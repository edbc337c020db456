import type { Statement } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas, type SubjectFacts } from '#api/store/sqlite/deltas.ts';
import { FactLoader, type RegisterSpan } from '#api/store/sqlite/facts.ts';
import type { Commit, DutyRecord, SubjectWrite, WriteResult } from '#api/store/store.ts';
import { matches, qualifyingDays } from '#geodata/duty/coverSubjects.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Programme, VisitFact } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** Subjects read at once when a new duty is counted over the whole register. */
const PAGE = 5000;

/** Writes the registers: subjects and programmes, with what they change in the roll-ups. */
export class RegisterWriter {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;
  readonly #insert: Statement;
  readonly #end: Statement;
  readonly #current: Statement;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#facts = new FactLoader(db);
    this.#insert = db.prepare(
      `INSERT INTO register_version (town, kind, x, validFrom, validTo, home, type, tags, name, lon, lat, seq)
       VALUES (?, 'subject', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#end = db.prepare(
      `UPDATE register_version SET endSeq = ? WHERE town = ? AND kind = 'subject' AND x = ? AND validFrom = ? AND seq = ?`,
    );
    this.#current = db.prepare(
      `SELECT town, validFrom, validTo, home, type, tags, name, lon, lat, seq
       FROM register_version INDEXED BY register_by_x
       WHERE kind = 'subject' AND x = ? AND endSeq IS NULL ORDER BY validFrom`,
    );
  }

  /**
   * Puts subjects on the register from a day on, in one transaction. What was on record for that day and
   * later is replaced, an earlier entry ends the day before. The same again is a duplicate.
   */
  putSubjects(subjects: readonly SubjectWrite[], allowed: (area: string) => boolean): WriteResult[] {
    const run = this.#context.db.transaction(() => {
      const ids = new Set(subjects.map((subject) => subject.id));
      const before = this.#facts.spans(ids);
      let commit: Commit | null = null;
      const changed = new Set<string>();
      const areas = new Set<string>();
      const results = subjects.map((subject): WriteResult => {
        if (!this.#context.knowsArea(subject.home) || !allowed(subject.home))
          return refused(subject.id, 'area', `area ${subject.home} is not in the tree`);
        const rows = this.#current.all(subject.id) as SubjectRow[];
        if (rows.some((row) => !allowed(row.home)))
          return refused(subject.id, 'id', `subject ${subject.id} is not in the register`);
        const same = rows.find((row) => sameEntry(row, subject));
        if (same) return { status: 'duplicate', id: subject.id, seq: same.seq };
        commit ??= this.#context.takeCommit();
        this.#replace(subject, rows, commit);
        changed.add(subject.id);
        areas.add(subject.home);
        for (const row of rows) areas.add(row.home);
        return { status: 'created', id: subject.id, seq: commit.seq };
      });
      if (commit) this.#rollUp(commit, changed, before, areas);
      return results;
    });
    return run.immediate();
  }

  #replace(subject: SubjectWrite, rows: readonly SubjectRow[], commit: Commit): void {
    const { seq } = commit;
    for (const row of rows) {
      if (row.validTo < subject.validFrom) continue;
      this.#end.run(seq, row.town, subject.id, row.validFrom, row.seq);
      if (row.validFrom < subject.validFrom)
        this.#insert.run(
          row.town,
          subject.id,
          row.validFrom,
          subject.validFrom - 1,
          row.home,
          row.type,
          row.tags,
          row.name,
          row.lon,
          row.lat,
          seq,
        );
    }
    const [lon, lat] = subject.position ?? [null, null];
    this.#insert.run(
      this.#context.townOf(subject.home),
      subject.id,
      subject.validFrom,
      subject.validTo,
      subject.home,
      subject.type,
      JSON.stringify(subject.tags),
      subject.name,
      lon,
      lat,
      seq,
    );
  }

  #rollUp(
    commit: Commit,
    changed: ReadonlySet<string>,
    before: ReadonlyMap<string, RegisterSpan[]>,
    areas: ReadonlySet<string>,
  ): void {
    const after = this.#facts.spans(changed);
    const visits = this.#visitsOf(changed, [before, after]);
    const deltas = new Deltas(this.#context.townOf);
    const duties = new Set<string>();
    for (const x of changed) {
      const [spansBefore, spansAfter] = [before.get(x) ?? [], after.get(x) ?? []];
      for (const { duty, programme } of this.#context.duties) {
        if (![...spansBefore, ...spansAfter].some((span) => matches(duty, span))) continue;
        duties.add(duty.id);
        const days = qualifyingDays(duty, programme, visits.get(x) ?? []);
        const first = days[0] ?? null;
        deltas.change(
          duty,
          programme,
          x,
          { spans: spansBefore, days, first },
          { spans: spansAfter, days, first },
          null,
        );
      }
    }
    this.#context.deltas.write(deltas, commit.day);
    this.#context.logChange(commit, areas, duties);
  }

  /** All visits of subjects, in whatever town they were at home. */
  #visitsOf(
    subjects: ReadonlySet<string>,
    registers: readonly ReadonlyMap<string, RegisterSpan[]>[],
  ): Map<string, VisitFact[]> {
    const ranges: [string, string, Day, Day][] = [];
    for (const x of subjects) {
      const towns = new Set(
        registers.flatMap((register) => (register.get(x) ?? []).map((span) => span.town)),
      );
      for (const town of towns) ranges.push([town, x, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER]);
    }
    return this.#facts.visits(ranges);
  }

  /**
   * Stores a programme with its duties. Unchanged is a duplicate. New duties are counted over the register
   * and the visits on record. A duty whose rule differs from the stored one is refused: figures that were
   * read under one rule must not change under the reader.
   */
  putProgramme(programme: Programme): WriteResult {
    const { db } = this.#context;
    const run = db.transaction((): WriteResult => {
      const body = JSON.stringify(programme);
      const stored = db.prepare('SELECT body, seq FROM programme WHERE id = ?').get(programme.id) as
        | { body: string; seq: number }
        | undefined;
      if (stored?.body === body) return { status: 'duplicate', id: programme.id, seq: stored.seq };
      const conflict = this.#conflict(programme, stored && (JSON.parse(stored.body) as Programme));
      if (conflict)
        return {
          status: 'refused',
          id: programme.id,
          code: 'conflict',
          fault: { path: 'duties', message: conflict, code: 'conflict' },
        };
      const commit = this.#context.takeCommit();
      db.prepare(
        `INSERT INTO programme (id, body, seq) VALUES (?, ?, ?)
         ON CONFLICT (id) DO UPDATE SET body = excluded.body, seq = excluded.seq`,
      ).run(programme.id, body, commit.seq);
      const known = new Set(this.#context.duties.map((record) => record.duty.id));
      const added: DutyRecord[] = [];
      for (const duty of programme.duties) {
        if (known.has(duty.id)) continue;
        const from = periodOf(duty.period, programme.firstDay, programme).start;
        db.prepare(
          'INSERT INTO duty_version (duty, version, programme, fromPeriod, body, seq) VALUES (?, 1, ?, ?, ?, ?)',
        ).run(duty.id, programme.id, from, JSON.stringify(duty), commit.seq);
        added.push({ programme, duty, version: 1 });
      }
      this.#countNew(added, commit);
      this.#context.logChange(
        commit,
        [],
        programme.duties.map((duty) => duty.id),
      );
      return { status: 'created', id: programme.id, seq: commit.seq };
    });
    try {
      return run.immediate();
    } finally {
      this.#context.reload();
    }
  }

  #conflict(programme: Programme, stored: Programme | undefined): string | null {
    for (const duty of programme.duties) {
      const other = this.#context.duties.find((record) => record.duty.id === duty.id);
      if (other && other.programme.id !== programme.id)
        return `duty ${duty.id} belongs to programme ${other.programme.id}`;
    }
    if (!stored) return null;
    if (stored.firstDay !== programme.firstDay || stored.lastDay !== programme.lastDay)
      return 'the days of a programme that is in use cannot be changed';
    for (const old of stored.duties) {
      const now = programme.duties.find((duty) => duty.id === old.id);
      if (!now) return `duty ${old.id} is in use and cannot be left out`;
      if (rule(now) !== rule(old)) return `the rule of duty ${old.id} is in use and cannot be changed`;
    }
    return null;
  }

  /** Counts new duties over all subjects, page by page, and writes their first sums. */
  #countNew(added: readonly DutyRecord[], commit: Commit): void {
    if (added.length === 0) return;
    const page = this.#context.db.prepare(
      `SELECT DISTINCT x FROM register_version INDEXED BY register_by_x
       WHERE kind = 'subject' AND endSeq IS NULL AND x > ? ORDER BY x LIMIT ${PAGE}`,
    );
    const nothing: SubjectFacts = { spans: [], days: [], first: null };
    for (let last = ''; ; ) {
      const ids = (page.all(last) as { x: string }[]).map((row) => row.x);
      if (ids.length === 0) return;
      last = ids.at(-1)!;
      const spans = this.#facts.spans(ids);
      const visits = this.#visitsOf(new Set(ids), [spans]);
      const deltas = new Deltas(this.#context.townOf);
      for (const x of ids) {
        const register = spans.get(x)!;
        for (const { duty, programme } of added) {
          if (!register.some((span) => matches(duty, span))) continue;
          const days = qualifyingDays(duty, programme, visits.get(x) ?? []);
          deltas.change(duty, programme, x, nothing, { spans: register, days, first: days[0] ?? null }, null);
        }
      }
      this.#context.deltas.write(deltas, commit.day);
    }
  }
}

interface SubjectRow {
  town: string;
  validFrom: Day;
  validTo: Day;
  home: string;
  type: string;
  tags: string;
  name: string;
  lon: number | null;
  lat: number | null;
  seq: number;
}

function sameEntry(row: SubjectRow, subject: SubjectWrite): boolean {
  const [lon, lat] = subject.position ?? [null, null];
  return (
    row.validFrom === subject.validFrom &&
    row.validTo === subject.validTo &&
    row.home === subject.home &&
    row.type === subject.type &&
    row.name === subject.name &&
    row.tags === JSON.stringify(subject.tags) &&
    row.lon === lon &&
    row.lat === lat
  );
}

/** What decides figures; names and thresholds do not. */
function rule({ name: _name, thresholds: _thresholds, ...rest }: Programme['duties'][number]): string {
  return JSON.stringify(rest);
}

function refused(id: string, path: string, message: string): WriteResult {
  return { status: 'refused', id, code: 'notFound', fault: { path, message, code: 'notFound' } };
}
