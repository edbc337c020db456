import { isStaffingDuty, isSubjectDuty, type WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { FactLoader } from '#api/store/sqlite/facts.ts';
import { changeSubjects } from '#api/store/sqlite/subjects.ts';
import type { Commit, DutyRecord, WriteResult } from '#api/store/store.ts';
import { periodOf } from '#geodata/duty/period.ts';
import type { Programme } from '#geodata/duty/types.ts';

/** Subjects read at once when a new duty is counted over the whole register. */
const PAGE = 5000;

/** Writes programmes with their duties, and counts new duties over what is on record. */
export class ProgrammeWriter {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;

  constructor(context: WriteContext) {
    this.#context = context;
    this.#facts = new FactLoader(context.db);
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
      const stored = db
        .prepare('SELECT body, seq FROM programme_version WHERE id = ? ORDER BY seq DESC LIMIT 1')
        .get(programme.id) as { body: string; seq: number } | undefined;
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
      db.prepare('INSERT INTO programme_version (id, seq, day, body) VALUES (?, ?, ?, ?)').run(
        programme.id,
        commit.seq,
        commit.day,
        body,
      );
      const known = new Set(this.#context.duties.map((record) => record.duty.id));
      const added: DutyRecord[] = [];
      for (const duty of programme.duties) {
        if (known.has(duty.id)) continue;
        const from = periodOf(duty.period, programme.firstDay, programme).start;
        db.prepare(
          'INSERT INTO duty_version (duty, version, programme, fromPeriod, body, seq, day) VALUES (?, 1, ?, ?, ?, ?, ?)',
        ).run(duty.id, programme.id, from, JSON.stringify(duty), commit.seq, commit.day);
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
    const subjectDuties = added.filter(isSubjectDuty);
    for (let last = ''; subjectDuties.length > 0; ) {
      const ids = (page.all(last) as { x: string }[]).map((row) => row.x);
      if (ids.length === 0) break;
      last = ids.at(-1)!;
      const after = this.#facts.registers(ids);
      const deltas = new Deltas(this.#context.townOf);
      const { assignments } = this.#context;
      const change = { before: new Map(), after, assignments, only: subjectDuties };
      changeSubjects(this.#context, this.#facts, deltas, new Set(ids), change, new Set());
      this.#context.deltas.write(deltas, commit.day);
    }
    const deltas = new Deltas(this.#context.townOf);
    for (const { duty, programme } of added.filter(isStaffingDuty))
      for (const area of this.#context.areasOfLevel(duty.level))
        deltas.changeStaffing(duty, programme, area, null, this.#context.assignments.get(area) ?? []);
    this.#context.deltas.write(deltas, commit.day);
  }
}

/** What decides figures; names and thresholds do not. */
function rule({ name: _name, thresholds: _thresholds, ...rest }: Programme['duties'][number]): string {
  return JSON.stringify(rest);
}
