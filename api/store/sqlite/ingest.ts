import { hash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas, touchedPeriods } from '#api/store/sqlite/deltas.ts';
import { FactLoader, type RegisterEntry, type RegisterSpan, spanOn } from '#api/store/sqlite/facts.ts';
import { PostIngest } from '#api/store/sqlite/postIngest.ts';
import {
  coverRules,
  deadlineUnder,
  type RulesOf,
  rulesOf,
  subjectRegister,
} from '#api/store/sqlite/reference.ts';
import { change, isQuotaRole, loadSide, reckonEventOf } from '#api/store/sqlite/sides.ts';
import { UnlistedHouseholds } from '#api/store/sqlite/unlisted.ts';
import type { Commit, WriteResult } from '#api/store/store.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { homeIn, qualifyingDays, reckonSubject, tallyOfDays } from '#geodata/duty/coverSubjects.ts';
import { periodOf, previousPeriod } from '#geodata/duty/period.ts';
import type { TreeVersions } from '#geodata/duty/places.ts';
import type { EventSpan, VisitFact } from '#geodata/duty/types.ts';
import { qualifies } from '#geodata/duty/visitRule.ts';
import type { Day } from '#geodata/model.ts';

/** What new visits to one subject bear on, and the days whose visits must be read for it. */
interface Affected {
  from: Day;
  to: Day;
  /** Whether some rule asks who made the visits. */
  officers: 0 | 1;
  covers: RulesOf<'coverSubjects'>[];
  events: { rule: RulesOf<'afterEvent'>; event: EventSpan }[];
}

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
  readonly #findVisit: Statement;
  readonly #void: Statement;
  readonly #posts: PostIngest;
  readonly #unlisted: UnlistedHouseholds;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#facts = new FactLoader(db);
    this.#posts = new PostIngest(context, this.#facts);
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
    this.#findVisit = db.prepare(
      `SELECT v.town, v.subject, v.area, v.endSeq, v.voidReason
       FROM receipt AS r JOIN visit AS v ON v.town = r.town AND v.id = r.id WHERE r.id = ?`,
    );
    this.#void = db.prepare('UPDATE visit SET endSeq = ?, voidReason = ? WHERE town = ? AND id = ?');
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
    const affected = this.#affected(touched, registers);
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

  /** For each subject the duties its new visits bear on, and the days whose visits must be read for them. */
  #affected(
    touched: ReadonlyMap<string, VisitFact[]>,
    registers: ReadonlyMap<string, RegisterEntry>,
  ): Map<string, Affected> {
    const { reference } = this.#context;
    const covers = rulesOf(reference.duties, 'coverSubjects');
    const afterEvents = rulesOf(reference.duties, 'afterEvent');
    const affected = new Map<string, Affected>();
    for (const [subject, fresh] of touched) {
      const entry = registers.get(subject)!;
      const found: Affected = {
        from: Number.POSITIVE_INFINITY,
        to: Number.NEGATIVE_INFINITY,
        officers: 0,
        covers: [],
        events: [],
      };
      for (const rule of coverRules(covers, entry.spans)) {
        const days = qualifyingDays(rule, fresh, reference.staff);
        if (days.length === 0) continue;
        found.covers.push(rule);
        if (rule.versions.some(({ duty }) => duty?.officerRole)) found.officers = 1;
        const first = periodOf(rule.duty.period, days[0]!, rule.programme);
        const last = periodOf(rule.duty.period, days.at(-1)!, rule.programme);
        found.from = Math.min(found.from, (previousPeriod(first) ?? first).start);
        // One day past the period lies in the next one, whose visits decide on `prevMetVisited`.
        found.to = Math.max(
          found.to,
          last.kind === 'programme' ? last.end : periodOf(last.kind, last.end + 1).end,
        );
      }
      for (const rule of afterEvents)
        for (const event of entry.events) {
          if (!deadlineUnder(reference, rule, event)) continue;
          if (!fresh.some(({ day }) => day >= event.day)) continue;
          found.events.push({ rule, event });
          found.officers = 1;
          found.from = Math.min(found.from, event.day);
          found.to = Math.max(found.to, rule.programme.lastDay);
        }
      if (found.covers.length > 0 || found.events.length > 0) affected.set(subject, found);
    }
    return affected;
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

function refused(id: string, code: 'conflict' | 'notFound', path: string, message: string): WriteResult {
  return { status: 'refused', id, code, fault: { path, message, code } };
}

/** The towns that a subject's homes in a tree lie in, in any version of it. */
function townsOfHomes(spans: readonly RegisterSpan[], tree: string, trees: TreeVersions): Set<string> {
  const towns = new Set<string>();
  for (const home of new Set(spans.map((span) => homeIn(span, tree))))
    for (const { from, nodes } of trees.during(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY)) {
      const place = home === null ? null : trees.placeOn(home, from);
      if (place !== null) towns.add(nodes.get(place)!.town);
    }
  return towns;
}

/** The qualifying days that were there before some of the visits came. */
function daysWithout(
  all: readonly VisitFact[],
  fresh: readonly VisitFact[],
  counts: (fact: VisitFact) => boolean,
): Day[] {
  const times = new Map<Day, number>();
  for (const fact of all) if (counts(fact)) times.set(fact.day, (times.get(fact.day) ?? 0) + 1);
  for (const fact of fresh) if (counts(fact)) times.set(fact.day, (times.get(fact.day) ?? 0) - 1);
  return [...times]
    .filter(([, n]) => n > 0)
    .map(([day]) => day)
    .sort((a, b) => a - b);
}

/** The visits that were there before some of them came. */
function without(all: readonly VisitFact[], fresh: readonly VisitFact[]): VisitFact[] {
  const keyOf = ({ day, mode, outcome, programmeId, officers }: VisitFact): string =>
    JSON.stringify([day, mode, outcome, programmeId, [...new Set(officers)].sort()]);
  const left = new Map<string, number>();
  for (const fact of fresh) left.set(keyOf(fact), (left.get(keyOf(fact)) ?? 0) + 1);
  return all.filter((fact) => {
    const times = left.get(keyOf(fact)) ?? 0;
    if (times > 0) left.set(keyOf(fact), times - 1);
    return times === 0;
  });
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
