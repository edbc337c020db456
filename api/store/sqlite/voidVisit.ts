import type { Statement } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import type { FactLoader } from '#api/store/sqlite/facts.ts';
import type { PostIngest } from '#api/store/sqlite/postIngest.ts';
import { refused } from '#api/store/sqlite/refusals.ts';
import { change, isQuotaRole, loadSide } from '#api/store/sqlite/sides.ts';
import type { WriteResult } from '#api/store/store.ts';

/** Takes visits back. */
export class VisitVoid {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;
  readonly #posts: PostIngest;
  readonly #findVisit: Statement;
  readonly #void: Statement;

  constructor(context: WriteContext, facts: FactLoader, posts: PostIngest) {
    const { db } = context;
    this.#context = context;
    this.#facts = facts;
    this.#posts = posts;
    this.#findVisit = db.prepare(
      `SELECT v.town, v.subject, v.area, v.endSeq, v.voidReason
       FROM receipt AS r JOIN visit AS v ON v.town = r.town AND v.id = r.id WHERE r.id = ?`,
    );
    this.#void = db.prepare('UPDATE visit SET endSeq = ?, voidReason = ? WHERE town = ? AND id = ?');
  }

  /** Ends a visit as void, with its reason, and takes it out of the roll-ups. */
  voidVisit(id: string, reason: string, allowed: (area: string) => boolean): WriteResult {
    const run = this.#context.db.transaction((): WriteResult => {
      const visit = this.#findVisit.get(id) as
        | {
            town: string;
            subject: string;
            area: string;
            endSeq: number | null;
            voidReason: string | null;
          }
        | undefined;
      if (!visit || !allowed(visit.area)) return refused(id, 'notFound', 'id', `there is no visit ${id}`);
      if (visit.endSeq !== null)
        return visit.voidReason === reason
          ? { status: 'duplicate', id, seq: visit.endSeq }
          : refused(id, 'conflict', 'reason', 'the visit is void already, for another reason');
      const { reference } = this.#context;
      const officers = this.#posts.officersOf(visit.town, id);
      const touched = {
        subjects: new Set([visit.subject]),
        posts: new Set(
          officers.filter((officer) =>
            reference.staff.get(officer)?.some(({ role }) => isQuotaRole(reference.duties, role)),
          ),
        ),
        areas: new Set<string>(),
      };
      const before = loadSide(this.#facts, reference, touched);
      const commit = this.#context.takeCommit();
      this.#void.run(commit.seq, reason, visit.town, id);
      const deltas = new Deltas();
      const duties = change(deltas, before, loadSide(this.#facts, reference, touched));
      this.#context.record(commit, deltas, [visit.area], duties);
      return { status: 'created', id, seq: commit.seq };
    });
    return run.immediate();
  }
}
