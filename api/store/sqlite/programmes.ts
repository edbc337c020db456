import type { DutyRecord } from '#api/store/dutyStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import type { IssueWriter } from '#api/store/sqlite/issue/writer.ts';
import { recountAll } from '#api/store/sqlite/recount.ts';
import { readProgrammes } from '#api/store/sqlite/reference.ts';
import type { Commit, WriteResult } from '#api/store/store.ts';
import { nextPeriod, periodOf } from '#geodata/duty/period.ts';
import type { Duty, Programme } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** Writes programmes with their duties, each change as a version, and counts what it moves. */
export class ProgrammeWriter {
  readonly #context: WriteContext;
  readonly #issues: IssueWriter;

  constructor(context: WriteContext, issues: IssueWriter) {
    this.#context = context;
    this.#issues = issues;
  }

  /**
   * Stores a programme with its duties. Unchanged is a duplicate. A new duty is counted over the register and the
   * visits on record. A changed rule takes effect with the duty's next period (at once while its first has not
   * begun); a duty left out ends with the running one. Days of the programme itself hold as they are set.
   *
   * @returns refused when a duty belongs to another programme, or its kind, rhythm or tree would change
   */
  putProgramme(programme: Programme): WriteResult {
    const { db } = this.#context;
    const before = this.#context.reference;
    const rulesBefore = this.#issues.rules;
    return this.#context.transaction((): WriteResult => {
      const body = JSON.stringify(programme);
      const stored = db
        .prepare('SELECT body, seq FROM programme_version WHERE id = ? ORDER BY seq DESC LIMIT 1')
        .get(programme.id) as { body: string; seq: number } | undefined;
      if (stored?.body === body) return { status: 'duplicate', id: programme.id, seq: stored.seq };
      const known = new Map(before.duties.map((record) => [record.duty.id, record]));
      const conflict = conflictOf(programme, known);
      if (conflict)
        return {
          status: 'refused',
          id: programme.id,
          code: 'conflict',
          fault: { path: 'duties', message: conflict, code: 'conflict' },
        };
      const was = readProgrammes(db).find(({ id }) => id === programme.id);
      const commit = this.#context.takeCommit();
      db.prepare('INSERT INTO programme_version (id, seq, body) VALUES (?, ?, ?)').run(
        programme.id,
        commit.seq,
        body,
      );
      const sameDays = was?.firstDay === programme.firstDay && was.lastDay === programme.lastDay;
      const changed = new Set<string>();
      for (const duty of programme.duties) {
        const record = known.get(duty.id);
        if (record && ruleOf(record.rule.versions.at(-1)!.duty) === ruleOf(duty)) {
          if (!sameDays) changed.add(duty.id);
          continue;
        }
        changed.add(duty.id);
        this.#addVersion(programme, duty.id, duty, record, commit);
      }
      for (const record of known.values()) {
        if (record.programme.id !== programme.id) continue;
        if (programme.duties.some(({ id }) => id === record.duty.id)) continue;
        if (record.rule.versions.at(-1)!.duty === null) {
          if (!sameDays) changed.add(record.duty.id);
          continue;
        }
        changed.add(record.duty.id);
        this.#addVersion(programme, record.duty.id, null, record, commit);
      }
      this.#context.reload();
      if (changed.size > 0) recountAll(this.#context, commit, before, changed);
      if (!sameDays) this.#issues.recount(commit, rulesBefore, programme.id);
      this.#context.record(commit, new Deltas(), [], changed, { issues: !sameDays });
      return { status: 'created', id: programme.id, seq: commit.seq };
    });
  }

  #addVersion(
    programme: Programme,
    id: string,
    duty: Duty | null,
    record: DutyRecord | undefined,
    commit: Commit,
  ): void {
    this.#context.db
      .prepare(
        `INSERT INTO duty_version (duty, version, programme, fromPeriod, body, seq)
         VALUES (?, ?, ?, ?, ?, ?)`,
      )
      .run(
        id,
        (record?.version ?? 0) + 1,
        programme.id,
        takesEffect(programme, duty ?? record!.duty, record, commit.day),
        JSON.stringify(duty),
        commit.seq,
      );
  }
}

/** First day of the first period a rule holds for. */
function takesEffect(programme: Programme, duty: Duty, record: DutyRecord | undefined, today: Day): Day {
  const first = periodOf(duty.period, programme.firstDay, programme);
  if (!record || today < first.start) return first.start;
  const running = periodOf(duty.period, Math.min(today, programme.lastDay), programme);
  return nextPeriod(running)?.start ?? running.end + 1;
}

function conflictOf(programme: Programme, known: ReadonlyMap<string, DutyRecord>): string | null {
  for (const duty of programme.duties) {
    const record = known.get(duty.id);
    if (!record) continue;
    if (record.programme.id !== programme.id)
      return `duty ${duty.id} belongs to programme ${record.programme.id}`;
    for (const field of ['kind', 'period', 'tree'] as const)
      if (record.duty[field] !== duty[field])
        return `the ${field} of duty ${duty.id} cannot change; end it and make another`;
    if (record.rule.versions.at(-1)!.duty === null) return `duty ${duty.id} has ended; make another`;
    if (duty.period === 'programme' && ruleOf(record.duty) !== ruleOf(duty))
      return `duty ${duty.id} runs over the whole programme: no next period could take a change`;
  }
  return null;
}

/** What decides figures; names, thresholds and who may see small cells do not. */
function ruleOf(duty: Duty | null): string {
  if (!duty) return '';
  const { name: _name, thresholds: _thresholds, inFocus: _inFocus, ...rest } = duty;
  return JSON.stringify(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1)));
}
