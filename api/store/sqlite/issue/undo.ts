import type { Statement } from 'better-sqlite3';
import type { UndoBegun } from '#api/store/issueStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import type { IssueRules } from '#api/store/sqlite/issue/rules.ts';
import type { IssueSums } from '#api/store/sqlite/issue/sums.ts';
import type { Commit } from '#api/store/store.ts';
import type { Issue } from '#geodata/issue/issue.ts';

/** Issues that a refusal names, at most. */
const NAMED = 100;

/** What a transaction that voids shares with its caller. */
interface Voiding {
  rules: IssueRules;
  sums: IssueSums;
  areas: Set<string>;
  commit: () => Commit;
}

interface Row {
  town: string;
  id: string;
  area: string;
  programme: string | null;
  body: string;
}

/** Whether an issue has anything that did not come with its import: events, photos, supervised items, merged issues. */
const WORKED_ON = `(i.photos > 0
  OR EXISTS (SELECT 1 FROM issue_event AS e WHERE e.town = i.town AND e.issue = i.id AND e.batch IS NOT i.batch)
  OR EXISTS (SELECT 1 FROM supervision AS s WHERE s.issue = i.id)
  OR EXISTS (SELECT 1 FROM issue AS c WHERE c.parent = i.id AND c.endSeq IS NULL AND c.batch IS NOT i.batch))`;
const OF_BATCH = 'FROM issue AS i WHERE i.batch = @batch AND i.endSeq IS NULL';

/**
 * Takes imports of issues back. What is taken back stays in the ledger with the number of the commit that ended it:
 * as of earlier days it counts as it did. It gives up its id, so that the same rows can be imported again.
 */
export class IssueUndo {
  readonly #context: WriteContext;
  readonly #isBegun: Statement;
  readonly #begin: Statement;
  readonly #homes: Statement;
  readonly #worked: Statement;
  readonly #workedCount: Statement;
  readonly #count: Statement;
  readonly #some: Statement;
  readonly #events: Statement;
  readonly #dropReceipt: Statement;
  readonly #end: Statement;
  readonly #renames: readonly Statement[];

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#isBegun = db.prepare('SELECT 1 FROM issue_undo WHERE batch = ?');
    this.#begin = db.prepare('INSERT INTO issue_undo (batch, seq) VALUES (?, ?)');
    this.#homes = db.prepare(`SELECT DISTINCT i.area, count(*) AS n ${OF_BATCH} GROUP BY i.area`);
    this.#worked = db
      .prepare(`SELECT i.id ${OF_BATCH} AND ${WORKED_ON} ORDER BY i.id LIMIT ${NAMED}`)
      .pluck();
    this.#workedCount = db.prepare(`SELECT count(*) ${OF_BATCH} AND ${WORKED_ON}`).pluck();
    this.#count = db.prepare(`SELECT count(*) ${OF_BATCH}`).pluck();
    this.#some = db.prepare(
      `SELECT i.town, i.id, i.area, i.programme, d.body FROM issue AS i
         JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id
       WHERE i.batch = @batch AND i.endSeq IS NULL LIMIT @limit`,
    );
    this.#events = db.prepare('SELECT id FROM issue_event WHERE town = ? AND issue = ?').pluck();
    this.#dropReceipt = db.prepare('DELETE FROM receipt WHERE id = ?');
    this.#end = db.prepare('UPDATE issue SET id = @name, endSeq = @seq WHERE town = @town AND id = @id');
    this.#renames = ['issue_detail', 'issue_event', 'issue_organisation', 'issue_photo', 'issue_move'].map(
      (table) => db.prepare(`UPDATE ${table} SET issue = @name WHERE town = @town AND issue = @id`),
    );
  }

  /** Begins to take an import back, in one transaction with the question whether it may be. */
  begin(batch: string, allowed: (area: string) => boolean): UndoBegun {
    return this.#context.transaction((): UndoBegun => {
      const of = { batch };
      const homes = this.#homes.all(of) as { area: string; n: number }[];
      const outside = homes.filter(({ area }) => !allowed(area));
      if (outside.length > 0) {
        const count = outside.reduce((sum, { n }) => sum + n, 0);
        return { status: 'refused', reason: 'outside', count, ids: [] };
      }
      const issues = this.#count.get(of) as number;
      if (this.#isBegun.get(batch)) return { status: 'begun', issues };
      const count = this.#workedCount.get(of) as number;
      if (count > 0)
        return { status: 'refused', reason: 'worked', count, ids: this.#worked.all(of) as string[] };
      const commit = this.#context.takeCommit();
      this.#begin.run(batch, commit.seq);
      this.#context.record(commit, new Deltas(), [], []);
      return { status: 'begun', issues };
    });
  }

  /**
   * Voids some issues of an import whose taking back has begun, inside the caller's transaction.
   *
   * @returns how many, and how many are left; none where it has not begun
   */
  voidSome(
    batch: string,
    limit: number,
    { rules, sums, areas, commit }: Voiding,
  ): { voided: number; left: number } {
    if (!this.#isBegun.get(batch)) return { voided: 0, left: 0 };
    const rows = this.#some.all({ batch, limit }) as Row[];
    for (const { town, id, area, programme, body } of rows) {
      const { seq } = commit();
      sums.add(JSON.parse(body) as Issue, { town, programme }, rules, -1);
      for (const event of this.#events.all(town, id) as string[]) this.#dropReceipt.run(event);
      const renamed = { town, id, name: `${id}~${seq}` };
      for (const statement of this.#renames) statement.run(renamed);
      this.#end.run({ ...renamed, seq });
      areas.add(area);
    }
    return { voided: rows.length, left: this.#count.get({ batch }) as number };
  }
}
