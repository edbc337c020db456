import Database from 'better-sqlite3';
import { handIn, KILL_SCOPE, type KillStep, killStep, partsOf } from '#api/store/kill/plan.ts';
import type { AssignmentWrite, SubjectWrite } from '#api/store/registerStore.ts';
import type { Store, WriteResult } from '#api/store/store.ts';
import type { VisitPlace, VisitRow, VisitWrite } from '#api/store/visitStore.ts';
import type { Day } from '#geodata/model.ts';

/** A promise of the store that a kill has broken. */
export interface KillFault {
  /**
   * `lost`: acknowledged and not there as it was; `half`: there without the rest of its batch, or without ever
   * having been handed in; `difference`: a roll-up that a recount does not confirm; `corrupt`: SQLite finds the
   * file damaged; `sequence`: commits with gaps, out of order or given twice.
   */
  kind: 'lost' | 'half' | 'difference' | 'corrupt' | 'sequence';
  what: string;
}

/** A line of the writer: the step, the part of it, and the commits its records were answered with. */
export type Acknowledged = readonly [step: number, part: number, seqs: readonly number[]];

/** What was said last of a subject or of an assignment. */
type Said =
  | { kind: 'subjects'; seq: number; entry: SubjectWrite }
  | { kind: 'assignments'; seq: number; entry: AssignmentWrite };

/** The step the writer was at when it was killed, and its parts that were not answered. */
interface Cut {
  step: number;
  work: KillStep;
  parts: readonly number[];
}

/** Visits in one page of the list. */
const PAGE = 500;

/** Remembers all that was ever acknowledged and holds the ledger against it after each kill. */
export class KillChecker {
  readonly #seed: number;
  readonly #visits = new Map<string, { seq: number; visit: VisitWrite }>();
  /** Commits that ended visits as void. */
  readonly #voids = new Map<string, number>();
  readonly #said = new Map<string, Said>();
  #next = 0;
  /** The step learned last, the newest commit of all before it, and the newest of all. */
  #step = -1;
  #before = 0;
  #newest = 0;
  #faults: KillFault[] = [];

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** The first step not taken yet. */
  get next(): number {
    return this.#next;
  }

  /**
   * Checks the ledger after a kill; then hands in what was not answered, as a sender does who got no answer.
   *
   * @param file the file of the store
   * @param lines what was acknowledged since the last check
   * @param whole whether all that was ever acknowledged is asked for, not only what is new
   */
  async check(
    store: Store,
    file: string,
    lines: readonly Acknowledged[],
    whole: boolean,
  ): Promise<KillFault[]> {
    this.#faults = [];
    const first = whole ? 0 : this.#next;
    for (const line of lines) this.#learn(line);
    const cut = this.#cutOf(lines);
    const works = Array.from({ length: cut.step + 1 - first }, (_, i) => killStep(this.#seed, first + i));

    this.#checkFile(file);
    for (const difference of await store.rebuildDifferences()) this.#fault('difference', difference);
    const from = Math.min(...works.flatMap((work) => this.#daysOf(work)));
    const listed = await list(store, from);
    this.#checkList(listed, from, cut);
    await this.#retry(store, cut, listed);
    for (const work of works) await this.#repeat(store, work);
    this.#next = cut.step + 1;
    return this.#faults;
  }

  /** Takes an answer as a promise to be kept from now on. */
  #learn([step, part, seqs]: Acknowledged): void {
    const work = killStep(this.#seed, step);
    if (step !== this.#step) this.#before = this.#newest;
    this.#step = step;
    const same = (what: string, known: number, answered: number): void => {
      if (known !== answered) this.#fault('lost', `${what}: commit ${known} at first, ${answered} now`);
    };
    const created = work.kind === 'visits' ? seqs.length - work.batches[part]!.again : seqs.length;
    const isNew = !(work.kind === 'void' && this.#voids.has(work.id));
    if (isNew && seqs.slice(0, created).some((seq) => seq !== seqs[0] || seq <= this.#before))
      this.#fault('sequence', `step ${step}: commits ${seqs.join(' ')} after ${this.#before}`);
    seqs.forEach((seq, i) => {
      this.#newest = Math.max(this.#newest, seq);
      if (work.kind === 'visits') {
        const visit = work.batches[part]!.visits[i]!;
        if (i < created) this.#visits.set(visit.id, { seq, visit });
        else same(`visit ${visit.id}`, this.#visits.get(visit.id)!.seq, seq);
      } else if (work.kind === 'void') {
        same(`void ${work.id}`, this.#voids.get(work.id) ?? seq, seq);
        this.#voids.set(work.id, seq);
      } else if (work.kind === 'subjects') {
        const entry = work.subjects[i]!;
        this.#said.set(entry.id, { kind: work.kind, seq, entry });
        // Put again, an assignment would move to where its subject is now: no longer the same.
        for (const [id, said] of this.#said)
          if (said.kind === 'assignments' && said.entry.subject === entry.id) this.#said.delete(id);
      } else if (work.kind === 'assignments') {
        const entry = work.assignments[i]!;
        this.#said.set(entry.id, { kind: work.kind, seq, entry });
      }
    });
  }

  #cutOf(lines: readonly Acknowledged[]): Cut {
    const answered = new Set(lines.map(([step, part]) => `${step} ${part}`));
    for (let step = this.#next; ; step++) {
      const work = killStep(this.#seed, step);
      const parts = [...Array(partsOf(work)).keys()].filter((part) => !answered.has(`${step} ${part}`));
      if (parts.length > 0) return { step, work, parts };
    }
  }

  /** Days of the visits that a step touches. */
  #daysOf(work: KillStep): Day[] {
    if (work.kind === 'visits') return work.batches.flatMap(({ visits }) => visits.map(({ day }) => day));
    return work.kind === 'void' ? [this.#visits.get(work.id)!.visit.day] : [];
  }

  /** What can be seen from outside of the store: the file is sound, and commits count 1, 2, 3 ... in time. */
  #checkFile(file: string): void {
    const db = new Database(file, { readonly: true });
    try {
      for (const line of db.pragma('integrity_check') as { integrity_check: string }[])
        if (line.integrity_check !== 'ok') this.#fault('corrupt', line.integrity_check);
      const { n, newest, back } = db
        .prepare(
          `SELECT count(*) AS n, max(seq) AS newest, sum(at < earlier) AS back
           FROM (SELECT seq, at, lag(at) OVER (ORDER BY seq) AS earlier FROM "commit")`,
        )
        .get() as { n: number; newest: number; back: number };
      if (n !== newest || back > 0)
        this.#fault('sequence', `${n} commits up to ${newest}, ${back} of them set back in time`);
      if (newest < this.#newest)
        this.#fault('sequence', `commit ${this.#newest} was acknowledged, the newest is ${newest}`);
    } finally {
      db.close();
    }
  }

  /** The list holds what was acknowledged, and of the parts not answered all or nothing. */
  #checkList(listed: ReadonlyMap<string, VisitRow>, from: Day, { work, parts }: Cut): void {
    for (const { visit } of this.#visits.values()) {
      if (visit.day < from) continue;
      const row = listed.get(visit.id);
      if (!row) this.#fault('lost', `visit ${visit.id}`);
      else if (!sameVisit(row, visit)) this.#fault('lost', `visit ${visit.id}: ${JSON.stringify(row)}`);
      else if (this.#voids.has(visit.id) && !row.voided) this.#fault('lost', `void ${visit.id}`);
      else if (row.voided && !this.#voids.has(visit.id) && !(work.kind === 'void' && work.id === visit.id))
        this.#fault('half', `visit ${visit.id} is void, though nobody said so`);
    }
    const open = new Set<string>();
    for (const part of parts) {
      const ids = newVisits(work, part).map(({ id }) => id);
      const there = ids.filter((id) => listed.has(id)).length;
      if (there !== 0 && there !== ids.length)
        this.#fault('half', `${there} of a batch of ${ids.length} visits are there`);
      for (const id of ids) open.add(id);
    }
    for (const id of listed.keys())
      if (!this.#visits.has(id) && !open.has(id))
        this.#fault('half', `visit ${id} is there, though it was not handed in`);
  }

  /** A part not answered was taken whole or not at all: sent again, all of it is new or none. */
  async #retry(
    store: Store,
    { step, work, parts }: Cut,
    listed: ReadonlyMap<string, VisitRow>,
  ): Promise<void> {
    for (const part of parts) {
      const results = answers(step, await handIn(store, work, part));
      const visits = newVisits(work, part);
      const fresh = work.kind === 'visits' ? results.slice(0, visits.length) : results;
      const statuses = new Set(fresh.map(({ status }) => status));
      const there = visits[0] && listed.has(visits[0].id);
      if (statuses.size > 1 || (there !== undefined && statuses.has('created') === there))
        this.#fault('half', `step ${step}: handed in again it is ${[...statuses].join(' and ')}`);
      this.#learn([step, part, results.map(({ seq }) => seq)]);
    }
  }

  /** What is handed in again is known, under the commit it was first answered with, and changes nothing. */
  async #repeat(store: Store, work: KillStep): Promise<void> {
    const known = (what: string, seq: number, result: WriteResult): void => {
      if (result.status !== 'duplicate' || result.seq !== seq)
        this.#fault('lost', `${what} of commit ${seq}: handed in again it is ${JSON.stringify(result)}`);
    };
    if (work.kind === 'visits')
      for (const { visits } of work.batches) {
        const results = await store.ingestVisits(KILL_SCOPE, visits);
        visits.forEach(({ id }, i) => {
          known(`visit ${id}`, this.#visits.get(id)!.seq, results[i]!);
        });
      }
    else if (work.kind === 'void')
      known(`void ${work.id}`, this.#voids.get(work.id)!, (await handIn(store, work, 0))[0]!);
    const entries =
      work.kind === 'subjects' ? work.subjects : work.kind === 'assignments' ? work.assignments : [];
    for (const { id } of entries) {
      const said = this.#said.get(id);
      if (said?.kind === 'subjects')
        known(`subject ${id}`, said.seq, (await store.putSubjects(KILL_SCOPE, [said.entry]))[0]!);
      else if (said)
        known(`assignment ${id}`, said.seq, (await store.putAssignments(KILL_SCOPE, [said.entry]))[0]!);
    }
  }

  #fault(kind: KillFault['kind'], what: string): void {
    this.#faults.push({ kind, what });
  }
}

/** Visits of a part that were not handed in before. */
function newVisits(work: KillStep, part: number): readonly VisitWrite[] {
  if (work.kind !== 'visits') return [];
  const { visits, again } = work.batches[part]!;
  return visits.slice(0, visits.length - again);
}

/** @throws Error when something was refused: the plan holds nothing that may be */
function answers(step: number, results: readonly WriteResult[]) {
  return results.map((result) => {
    if (result.status === 'refused') throw new Error(`step ${step}: ${JSON.stringify(result)}`);
    return result;
  });
}

async function list(store: Store, from: Day): Promise<Map<string, VisitRow>> {
  const listed = new Map<string, VisitRow>();
  let after: VisitPlace | null = null;
  do {
    const page: Awaited<ReturnType<Store['visits']>> = await store.visits(KILL_SCOPE, {
      from,
      limit: PAGE,
      after,
    });
    for (const row of page.rows) listed.set(row.id, row);
    after = page.next;
  } while (after);
  return listed;
}

function sameVisit(row: VisitRow, visit: VisitWrite): boolean {
  return (
    (['subject', 'at', 'day', 'mode', 'outcome', 'programme'] as const).every(
      (field) => row[field] === visit[field],
    ) && row.officers.join() === visit.officers.join()
  );
}
