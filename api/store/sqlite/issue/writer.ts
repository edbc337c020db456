import type { Statement } from 'better-sqlite3';
import type { IssueEventWrite, IssueWrite, UndoBegun } from '#api/store/issueStore.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas } from '#api/store/sqlite/deltas.ts';
import { headOf, IssueHeads, type KeptIssue } from '#api/store/sqlite/issue/head.ts';
import { IssueHomes } from '#api/store/sqlite/issue/homes.ts';
import { NamedByEvents, unofferedCategory } from '#api/store/sqlite/issue/named.ts';
import { contentOf, contentOfEvent, Receipts } from '#api/store/sqlite/issue/receipts.ts';
import { leaving, notTaken } from '#api/store/sqlite/issue/refusals.ts';
import { type IssueRules, IssueRulesReader, readCategories } from '#api/store/sqlite/issue/rules.ts';
import { IssueSums, IssueSumWriter } from '#api/store/sqlite/issue/sums.ts';
import { IssueUndo } from '#api/store/sqlite/issue/undo.ts';
import { refused } from '#api/store/sqlite/refusals.ts';
import type { Commit, WriteResult } from '#api/store/store.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import type { IssueCategorySet } from '#geodata/issue/categories.ts';
import type { IssueEvent } from '#geodata/issue/events.ts';
import { step } from '#geodata/issue/fold.ts';
import type { Issue } from '#geodata/issue/issue.ts';
import { ADMINISTRATIVE } from '#geodata/model.ts';

type Allowed = (area: string) => boolean;

/** So many issues are counted again at once. */
const PAGE = 1000;

/** What is kept of an issue, as far as it is counted again. */
interface Kept {
  town: string;
  id: string;
  programme: string | null;
  body: string;
}

/** An issue as a transaction found it, and as it stands by the events taken so far. */
interface Touched {
  found: KeptIssue;
  now: Issue;
  events: number;
}

/** What the records of one transaction share. */
interface Batch {
  rules: IssueRules;
  sums: IssueSums;
  /** Issues with new events, by id: read once and written once, however many events they get. */
  touched: Map<string, Touched>;
  areas: Set<string>;
  /** Takes the number of the commit when the first record is written. */
  commit: () => Commit;
}

/** Writes issues, their events and what both change in the sums, each batch in one transaction. */
export class IssueWriter {
  readonly #context: WriteContext;
  readonly #rules: IssueRulesReader;
  readonly #heads: IssueHeads;
  readonly #homes: IssueHomes;
  readonly #sums: IssueSumWriter;
  readonly #receipts: Receipts;
  readonly #insertIssue: Statement;
  readonly #insertDetail: Statement;
  readonly #insertEvent: Statement;
  readonly #named: NamedByEvents;
  readonly #undo: IssueUndo;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#rules = new IssueRulesReader(db, context.timezone);
    this.#heads = new IssueHeads(db);
    this.#homes = new IssueHomes(context);
    this.#named = new NamedByEvents(db, this.#heads);
    this.#sums = new IssueSumWriter(db);
    this.#receipts = new Receipts(context);
    this.#undo = new IssueUndo(context);
    this.#insertIssue = db.prepare(
      `INSERT INTO issue (town, id, area, day, at, category, source, level, state, programme, subject, parent, lon, lat,
         dueAt, settledAt, lastDay, standing, photos, seq, lastSeq, batch)
       VALUES (@town, @id, @area, @day, @at, @category, @source, @level, @state, @programme, @subject, @parent, @lon,
         @lat, @dueAt, @settledAt, @lastDay, @standing, 0, @seq, @seq, @batch)`,
    );
    this.#insertDetail = db.prepare(
      `INSERT INTO issue_detail (town, issue, title, text, reporterName, reporterPhone, visit, officer, reference, body)
       VALUES (@town, @id, @title, @text, @reporterName, @reporterPhone, @visit, @officer, @reference, @body)`,
    );
    this.#insertEvent = db.prepare(
      `INSERT INTO issue_event (town, issue, n, id, type, at, receivedAt, recDay, seq, body, batch)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
  }

  /**
   * Stores issues, each with its report as the first event. Sent again with the same content an issue is a duplicate;
   * the same id with other content is refused, and so is an area outside those allowed or a category not offered.
   */
  putIssues(issues: readonly IssueWrite[], allowed: Allowed): WriteResult[] {
    return this.#batch((batch) => issues.map((write) => this.#putIssue(write, allowed, batch)));
  }

  /**
   * Appends events to issues in the order given.
   *
   * @returns refused with `conflict` where the state of the issue does not allow it, naming what it does allow
   */
  putEvents(events: readonly IssueEventWrite[], allowed: Allowed): WriteResult[] {
    return this.#batch((batch) => events.map((write) => this.#putEvent(write, allowed, batch)));
  }

  /** Voids issues of an import whose taking back has begun, at most so many. */
  voidBatch(batch: string, limit: number): { voided: number; left: number } {
    let told = { voided: 0, left: 0 };
    this.#batch(({ rules, sums, areas, commit }) => {
      told = this.#undo.voidSome(batch, limit, { rules, sums, areas, commit });
      return [];
    });
    return told;
  }

  /** Begins to take an import back, unless something of it was worked on or lies outside the areas allowed. */
  beginUndo(batch: string, allowed: Allowed): UndoBegun {
    return this.#undo.begin(batch, allowed);
  }

  /** What issues are reckoned by now. */
  get rules(): IssueRules {
    return this.#rules.now();
  }

  /** Sets the categories; due moments and sums follow. */
  putCategories(set: IssueCategorySet): Commit {
    const { db } = this.#context;
    const before = this.rules;
    return this.#context.transaction(() => {
      const commit = this.#context.takeCommit();
      db.prepare('INSERT INTO issue_category_version (seq, body) VALUES (?, ?)').run(
        commit.seq,
        JSON.stringify(set),
      );
      this.recount(commit, before);
      this.#context.record(commit, new Deltas(), [], [], { issues: true });
      return commit;
    });
  }

  /**
   * Writes what a change of what issues are reckoned by makes of every issue, inside the caller's transaction.
   *
   * @param before what they were reckoned by
   * @param programme only those of this programme
   */
  recount(commit: Commit, before: IssueRules, programme?: string): void {
    const after = this.rules;
    const page = this.#context.db.prepare(
      `SELECT i.town, i.id, i.programme, d.body FROM issue AS i
         JOIN issue_detail AS d ON d.town = i.town AND d.issue = i.id
       WHERE (i.town, i.id) > (@town, @id) AND i.endSeq IS NULL AND (@programme IS NULL OR i.programme = @programme)
       ORDER BY i.town, i.id LIMIT ${PAGE}`,
    );
    let last: Pick<Kept, 'town' | 'id'> | undefined = { town: '', id: '' };
    while (last) {
      const rows = page.all({ town: last.town, id: last.id, programme: programme ?? null }) as Kept[];
      const sums = new IssueSums();
      for (const { town, programme: of, body } of rows) {
        const issue = JSON.parse(body) as Issue;
        sums.add(issue, { town, programme: of }, before, -1);
        sums.add(issue, { town, programme: of }, after, 1);
        this.#heads.refresh(town, issue, after);
      }
      this.#sums.write(sums, commit.day);
      last = rows.at(-1);
    }
  }

  /** Gives issues their homes in a version of the tree that was just written, if it is in force already. */
  settleHomes(commit: Commit): void {
    if (!this.#homes.areBehind) return;
    const sums = new IssueSums();
    this.#homes.settle(commit, this.#rules.now(), sums);
    this.#sums.write(sums, commit.day);
  }

  #batch(write: (batch: Batch) => WriteResult[]): WriteResult[] {
    return this.#context.transaction(() => {
      let commit: Commit | null = null;
      const sums = new IssueSums();
      const areas = new Set<string>();
      const rules = this.#rules.now();
      const areBehind = this.#homes.areBehind;
      const take = (): Commit => {
        if (commit) return commit;
        commit = this.#context.takeCommit();
        if (areBehind) for (const area of this.#homes.settle(commit, rules, sums)) areas.add(area);
        return commit;
      };
      // Before anything is looked up under a town that it has left.
      if (areBehind && this.#homes.misplaced().length > 0) take();
      const touched = new Map<string, Touched>();
      const results = write({ rules, sums, touched, areas, commit: take });
      const taken = commit as Commit | null;
      if (taken) {
        for (const one of touched.values()) this.#putTouched(one, rules, sums, taken.seq);
        this.#sums.write(sums, taken.day);
        this.#context.record(taken, new Deltas(), areas, [], { issues: true });
      }
      return results;
    });
  }

  #putIssue(write: IssueWrite, allowed: Allowed, { rules, sums, areas, commit: take }: Batch): WriteResult {
    const { id, category, source, level, at, day, home, position } = write;
    const content = contentOf(write);
    const known = this.#receipts.known(id, content);
    if (known) return known;
    if (this.#context.reference.trees.on(day).get(home)?.tree !== ADMINISTRATIVE || !allowed(home))
      return refused(id, 'notFound', 'area', `area ${home} is not in the tree of ${formatDay(day)}`);
    const notOffered = unofferedCategory(id, category, rules);
    if (notOffered) return notOffered;
    const event: IssueEvent = { type: 'reported', at, by: write.by, id, category, source, level };
    const { issue, refusal } = step(null, event);
    if (!issue || refusal) return notTaken(id, refusal!);

    const commit = take();
    this.#keepPresets(commit);
    const area = this.#homes.homeOf(home, position, commit.day) ?? home;
    const town = this.#context.townOf(area, commit.day);
    const [lon, lat] = position ?? [null, null];
    const { subject, programme } = write;
    this.#insertIssue.run({
      ...headOf(issue, rules),
      ...{ town, id, area, day, at, source, programme, subject, lon, lat, seq: commit.seq },
      batch: write.batch ?? null,
    });
    const { title, text, reporterName, reporterPhone, visit, officer, reference } = write;
    this.#insertDetail.run({
      ...{ town, id, title, text, reporterName, reporterPhone, visit, officer, reference },
      body: JSON.stringify(issue),
    });
    this.#append(town, issue, 0, { id, event, batch: write.batch }, commit);
    this.#receipts.add(id, town, content, commit.seq);
    sums.add(issue, { town, programme }, rules, 1);
    areas.add(area);
    return { status: 'created', id, seq: commit.seq };
  }

  #putEvent(write: IssueEventWrite, allowed: Allowed, batch: Batch): WriteResult {
    const { id, event } = write;
    const content = contentOfEvent(write);
    const sent = this.#receipts.known(id, content);
    if (sent) return sent;
    const known = batch.touched.get(write.issue);
    const found = known?.found ?? this.#heads.find(write.issue);
    if (!found || !allowed(found.area))
      return refused(id, 'notFound', 'issue', `there is no issue ${write.issue}`);
    if (found.isLeaving) return leaving(id);
    const before = known?.now ?? found.issue;
    const { issue, refusal } = step(before, event);
    if (!issue || refusal) return notTaken(id, refusal!);
    const unsound = this.#named.refuse(
      id,
      before,
      event,
      allowed,
      batch.rules,
      (one) => batch.touched.get(one)?.now,
    );
    if (unsound) return unsound;

    const commit = batch.commit();
    const events = known?.events ?? found.events;
    this.#append(found.town, issue, events, write, commit);
    this.#receipts.add(id, found.town, content, commit.seq);
    batch.touched.set(write.issue, { found, now: issue, events: events + 1 });
    batch.areas.add(found.area);
    return { status: 'created', id, seq: commit.seq };
  }

  /** Writes how an issue stands after all its events of a transaction, and what they change in the sums. */
  #putTouched({ found, now }: Touched, rules: IssueRules, sums: IssueSums, seq: number): void {
    const { town, programme, issue: before } = found;
    sums.add(before, { town, programme }, rules, -1);
    sums.add(now, { town, programme }, rules, 1);
    this.#heads.put(town, before, now, rules, seq);
  }

  #append(
    town: string,
    issue: Issue,
    n: number,
    { id, event, batch }: { id: string; event: IssueEvent; batch?: string | undefined },
    commit: Commit,
  ): void {
    const { type, at } = event;
    const [moments, body] = [[commit.at, commit.day, commit.seq], JSON.stringify(event)];
    this.#insertEvent.run(town, issue.id, n, id, type, at, ...moments, body, batch ?? null);
  }

  /** With the first issue the presets become the district's own: a later version of them moves no figures. */
  #keepPresets({ seq }: Commit): void {
    const { db } = this.#context;
    if (db.prepare('SELECT 1 FROM issue_category_version LIMIT 1').get()) return;
    const body = JSON.stringify(readCategories(db));
    db.prepare('INSERT INTO issue_category_version (seq, body) VALUES (?, ?)').run(seq, body);
  }
}
