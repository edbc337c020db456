import { hash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import { affectedBy, townsOfHomes } from '#api/store/sqlite/affected.ts';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas, touchedPeriods } from '#api/store/sqlite/deltas.ts';
import { FactLoader, type RegisterEntry, type RegisterSpan, spanOn } from '#api/store/sqlite/facts.ts';
import { PostIngest } from '#api/store/sqlite/postIngest.ts';
import { daysWithout, without } from '#api/store/sqlite/priorVisits.ts';
import { subjectRegister } from '#api/store/sqlite/reference.ts';
import { refused } from '#api/store/sqlite/refusals.ts';
import { reckonEventOf } from '#api/store/sqlite/sides.ts';
import { UnlistedHouseholds } from '#api/store/sqlite/unlisted.ts';
import { VisitVoid } from '#api/store/sqlite/voidVisit.ts';
import type { Commit, WriteResult } from '#api/store/store.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { qualifyingDays, reckonSubject, tallyOfDays } from '#geodata/duty/coverSubjects.ts';
import type { VisitFact } from '#geodata/duty/types.ts';
import { qualifies } from '#geodata/duty/visitRule.ts';
import type { Day } from '#geodata/model.ts';

/** Writes visits and what they change in the roll-ups, in one transaction. */
export class VisitIngest {
  readonly #context: WriteContext;
  readonly #facts: FactLoader;
  readonly #insertVisit: Statement;
  readonly #insertOfficer: Statement;
  readonly #insertReceipt: Statement;
  readonly #receipts: Statement;
  readonly #touchFresh: Statement;
  readonly #deliver: Statement;
  readonly #posts: PostIngest;
  readonly #voids: VisitVoid;
  readonly #unlisted: UnlistedHouseholds;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#facts = new FactLoader(db);
    this.#posts = new PostIngest(context, this.#facts);
    this.#voids = new VisitVoid(context, this.#facts, this.#posts);
    this.#unlisted = new UnlistedHouseholds(context);
    this.#insertVisit = db.prepare(
      `INSERT INTO visit (town, id, subject, day, mode, outcome, programme, area, at, receivedAt, lon, lat, note, fields, feed, seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#insertOfficer = db.prepare(
      'INSERT OR IGNORE INTO visit_officer (town, visit, officer, day) VALUES (?, ?, ?, ?)',
    );
    this.#insertReceipt = db.prepare('INSERT INTO receipt (id, town, hash, seq) VALUES (?, ?, ?, ?)');
    this.#receipts = db.prepare(
      'SELECT r.id, r.hash, r.seq FROM json_each(?) AS j CROSS JOIN receipt AS r ON r.id = j.value',
    );
    this.#touchFresh = db.prepare(
      `INSERT INTO fresh (town, area, receivedAt) VALUES (?, ?, ?)
       ON CONFLICT (town, area) DO UPDATE SET receivedAt = max(receivedAt, excluded.receivedAt)`,
    );
    this.#deliver = db.prepare(
      'INSERT OR IGNORE INTO feed_delivery (feed, seq, at, day, recDay) VALUES (?, ?, ?, ?, ?)',
    );
  }

  /**
   * Stores a batch. Sent again with the same content a visit is a duplicate; the same id with other content
   * is refused, and so is an unknown subject or one outside the areas allowed.
   *
   * @param batches several senders' visits, committed together; `allowed` tells where each may write
   * @returns results in the order of the visits, batch after batch
   */
  ingest(
    batches: readonly { visits: readonly VisitWrite[]; allowed: (area: string) => boolean }[],
  ): WriteResult[] {
    const visits = batches.flatMap((batch) => batch.visits);
    const allowed = batches.flatMap((batch) => batch.visits.map(() => batch.allowed));
    const run = this.#context.db.transaction(() => this.#ingest(visits, allowed));
    return run.immediate();
  }

  #ingest(visits: readonly VisitWrite[], allowed: readonly ((area: string) => boolean)[]): WriteResult[] {
    const known = new Map(
      (
        this.#receipts.all(JSON.stringify(visits.map((visit) => visit.id))) as {
          id: string;
          hash: string;
          seq: number;
        }[]
      ).map((row) => [row.id, row]),
    );
    const registers = this.#facts.registers(new Set(visits.map((visit) => visit.subject)));
    let commit: Commit | null = null;
    const touched = new Map<string, VisitFact[]>();
    const created: VisitWrite[] = [];
    const areas = new Map<string, string>();
    const results = visits.map((visit, i): WriteResult => {
      const hash = contentHash(visit);
      const receipt = known.get(visit.id);
      if (receipt)
        return receipt.hash === hash
          ? { status: 'duplicate', id: visit.id, seq: receipt.seq }
          : refused(visit.id, 'conflict', 'id', 'this id was sent before with other content');
      let span = spanOn(registers.get(visit.subject)?.spans ?? [], visit.day);
      // A household once on record is none that no register lists: what it left behind would count anew.
      if (!span && visit.home !== null && !registers.has(visit.subject)) {
        if (!this.#unlisted.knows(visit.home, visit.day) || !allowed[i]!(visit.home))
          return refused(visit.id, 'notFound', 'area', `there is no area ${visit.home}`);
        commit ??= this.#context.takeCommit();
        const entry = this.#unlisted.list(visit.subject, visit.home, visit.day, commit);
        registers.set(visit.subject, entry);
        span = spanOn(entry.spans, visit.day);
      }
      if (!span || !allowed[i]!(span.home))
        return refused(visit.id, 'notFound', 'subject', `subject ${visit.subject} is not in the register`);
      commit ??= this.#context.takeCommit();
      this.#insert(visit, span, hash, commit);
      known.set(visit.id, { id: visit.id, hash, seq: commit.seq });
      areas.set(span.home, span.town);
      created.push(visit);
      const facts = touched.get(visit.subject);
      const { day, mode, outcome, programme: programmeId, officers } = visit;
      const fact = { day, mode, outcome, programmeId, officers };
      if (facts) facts.push(fact);
      else touched.set(visit.subject, [fact]);
      return { status: 'created', id: visit.id, seq: commit.seq };
    });
    if (commit) this.#rollUp(commit, touched, created, registers, areas);
    return results;
  }

  #insert(visit: VisitWrite, span: RegisterSpan, hash: string, commit: Commit): void {
    const [lon, lat] = visit.position ?? [null, null];
    this.#insertVisit.run(
      span.town,
      visit.id,
      visit.subject,
      visit.day,
      visit.mode,
      visit.outcome,
      visit.programme,
      span.home,
      visit.at,
      commit.at,
      lon,
      lat,
      visit.note,
      visit.fields,
      visit.feed,
      commit.seq,
    );
    for (const officer of visit.officers) this.#insertOfficer.run(span.town, visit.id, officer, visit.day);
    this.#insertReceipt.run(visit.id, span.town, hash, commit.seq);
  }

  #rollUp(
    commit: Commit,
    touched: ReadonlyMap<string, VisitFact[]>,
    created: readonly VisitWrite[],
    registers: ReadonlyMap<string, RegisterEntry>,
    areas: ReadonlyMap<string, string>,
  ): void {
    const { reference } = this.#context;
    const { trees, staff } = reference;
    const affected = affectedBy(reference, touched, registers);
    const ranges: [string, string, Day, Day, 0 | 1][] = [];
    const firstKeys: [string, string, string][] = [];
    for (const [subject, { from, to, officers, covers }] of affected) {
      const { towns, spans } = registers.get(subject)!;
      for (const town of towns) {
        ranges.push([town, subject, from, to, officers]);
        for (const rule of covers) firstKeys.push([town, rule.duty.id, subject]);
      }
      for (const rule of covers)
        for (const town of townsOfHomes(spans, rule.duty.tree, trees))
          firstKeys.push([town, rule.duty.id, subject]);
    }
    const visits = this.#facts.visits(ranges);
    const firsts = this.#facts.firstDays(firstKeys);
    const deltas = new Deltas();
    const duties = new Set<string>();
    for (const [subject, { covers, events }] of affected) {
      const entry = registers.get(subject)!;
      const all = visits.get(subject) ?? [];
      const fresh = touched.get(subject)!;
      for (const rule of covers) {
        duties.add(rule.duty.id);
        const added = qualifyingDays(rule, fresh, staff);
        const after = qualifyingDays(rule, all, staff);
        const before = daysWithout(all, fresh, (fact) => qualifies(rule, fact, staff));
        const first = firsts.get(`${rule.duty.id}\u0001${subject}`) ?? null;
        const firstAfter = first === null ? added[0]! : Math.min(first, added[0]!);
        const register = subjectRegister(reference, entry.spans, entry.own, rule);
        const now = reckonSubject(rule, trees, subject, register, tallyOfDays(after, firstAfter));
        deltas.change({ ...now, tally: tallyOfDays(before, first) }, now, {
          periods: touchedPeriods(rule, added).values(),
          stock: first === firstAfter ? 'none' : 'first',
        });
      }
      for (const { rule, event } of events) {
        duties.add(rule.duty.id);
        const before = reckonEventOf(reference, rule, event, entry, without(all, fresh));
        deltas.change(before, reckonEventOf(reference, rule, event, entry, all), { stock: 'none' });
      }
    }
    this.#posts.rollUp(created, deltas, duties);
    for (const [area, town] of areas) this.#touchFresh.run(town, area, commit.at);
    // A source is as fresh as the newest visit it brought: one that hands in its history is not up to date by that.
    const delivered = new Map<string, Day>();
    for (const { feed, day } of created)
      if (feed !== null) delivered.set(feed, Math.max(day, delivered.get(feed) ?? day));
    for (const [feed, day] of delivered) this.#deliver.run(feed, commit.seq, commit.at, day, commit.day);
    this.#context.record(commit, deltas, areas.keys(), duties);
  }

  /** Ends a visit as void, with its reason, and takes it out of the roll-ups. */
  voidVisit(id: string, reason: string, allowed: (area: string) => boolean): WriteResult {
    return this.#voids.voidVisit(id, reason, allowed);
  }
}

/** Hash of what a sender said of a visit; the moment of receipt is not part of it. */
function contentHash(visit: VisitWrite): string {
  const content = [
    visit.subject,
    visit.officers,
    visit.at,
    visit.mode,
    visit.outcome,
    visit.programme,
    visit.position,
    visit.note,
    ...(visit.fields === null && visit.feed === null ? [] : [visit.fields, visit.feed]),
  ];
  return hash('md5', JSON.stringify(content), 'base64');
}
