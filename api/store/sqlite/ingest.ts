import { hash } from 'node:crypto';
import type { Statement } from 'better-sqlite3';
import type { SubjectDuty, WriteContext } from '#api/store/sqlite/context.ts';
import { Deltas, touchedPeriods } from '#api/store/sqlite/deltas.ts';
import { FactLoader, type RegisterEntry, type RegisterSpan, spanOn } from '#api/store/sqlite/facts.ts';
import type { Commit, VisitWrite, WriteResult } from '#api/store/store.ts';
import { matches, qualifies, qualifyingDays } from '#geodata/duty/coverSubjects.ts';
import { periodOf, previousPeriod } from '#geodata/duty/period.ts';
import type { VisitFact } from '#geodata/duty/types.ts';
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
  readonly #findVisit: Statement;
  readonly #void: Statement;

  constructor(context: WriteContext) {
    const { db } = context;
    this.#context = context;
    this.#facts = new FactLoader(db);
    this.#insertVisit = db.prepare(
      `INSERT INTO visit (town, id, subject, day, mode, outcome, programme, area, at, receivedAt, lon, lat, note, seq)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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
    this.#findVisit = db.prepare(
      `SELECT v.town, v.subject, v.day, v.mode, v.outcome, v.programme AS programmeId, v.area, v.endSeq, v.voidReason
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
    const areas = new Map<string, string>();
    const results = visits.map((visit, i): WriteResult => {
      const hash = contentHash(visit);
      const receipt = known.get(visit.id);
      if (receipt)
        return receipt.hash === hash
          ? { status: 'duplicate', id: visit.id, seq: receipt.seq }
          : refused(visit.id, 'conflict', 'id', 'this id was sent before with other content');
      const register = registers.get(visit.subject);
      const span = register && spanOn(register.spans, visit.day);
      if (!span || !allowed[i]!(span.home))
        return refused(visit.id, 'notFound', 'subject', `subject ${visit.subject} is not in the register`);
      commit ??= this.#context.takeCommit();
      this.#insert(visit, span, hash, commit);
      known.set(visit.id, { id: visit.id, hash, seq: commit.seq });
      areas.set(span.home, span.town);
      const facts = touched.get(visit.subject);
      const fact = {
        day: visit.day,
        mode: visit.mode,
        outcome: visit.outcome,
        programmeId: visit.programme,
        officers: visit.officers,
      };
      if (facts) facts.push(fact);
      else touched.set(visit.subject, [fact]);
      return { status: 'created', id: visit.id, seq: commit.seq };
    });
    if (commit) this.#rollUp(commit, touched, registers, areas);
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
      commit.seq,
    );
    for (const officer of visit.officers) this.#insertOfficer.run(span.town, visit.id, officer, visit.day);
    this.#insertReceipt.run(visit.id, span.town, hash, commit.seq);
  }

  #rollUp(
    commit: Commit,
    touched: ReadonlyMap<string, VisitFact[]>,
    registers: ReadonlyMap<string, RegisterEntry>,
    areas: ReadonlyMap<string, string>,
  ): void {
    const affected = this.#affected(touched, registers);
    const ranges: [string, string, Day, Day][] = [];
    const firstKeys: [string, string, string][] = [];
    for (const [subject, { from, to, duties }] of affected) {
      for (const town of registers.get(subject)!.towns) {
        ranges.push([town, subject, from, to]);
        for (const { duty } of duties) firstKeys.push([town, duty.id, subject]);
      }
    }
    const visits = this.#facts.visits(ranges);
    const firsts = this.#facts.firstDays(firstKeys);
    const deltas = new Deltas(this.#context.townOf);
    for (const [subject, { duties }] of affected) {
      const entry = registers.get(subject)!;
      const all = visits.get(subject) ?? [];
      const fresh = touched.get(subject)!;
      for (const { duty, programme } of duties) {
        const added = qualifyingDays(duty, programme, fresh);
        const after = qualifyingDays(duty, programme, all);
        const before = daysWithout(all, fresh, (fact) => qualifies(duty, programme, fact));
        const first = firsts.get(`${duty.id}\u0001${subject}`) ?? null;
        const firstAfter = first === null ? added[0]! : Math.min(first, added[0]!);
        const register = this.#context.subjectRegister(entry, duty);
        deltas.changeSubject(
          duty,
          programme,
          subject,
          { register, days: before, first },
          { register, days: after, first: firstAfter },
          touchedPeriods(duty, programme, added),
        );
      }
    }
    this.#context.deltas.write(deltas, commit.day);
    for (const [area, town] of areas) this.#touchFresh.run(town, area, commit.at);
    const duties = new Set<string>();
    for (const entry of affected.values()) for (const { duty } of entry.duties) duties.add(duty.id);
    this.#context.logChange(commit, areas.keys(), duties);
  }

  /** For each subject the duties its new visits bear on, and the days whose visits must be read for them. */
  #affected(
    touched: ReadonlyMap<string, VisitFact[]>,
    registers: ReadonlyMap<string, RegisterEntry>,
  ): Map<string, { from: Day; to: Day; duties: SubjectDuty[] }> {
    const affected = new Map<string, { from: Day; to: Day; duties: SubjectDuty[] }>();
    for (const [subject, fresh] of touched) {
      let from = Number.POSITIVE_INFINITY;
      let to = Number.NEGATIVE_INFINITY;
      const duties: SubjectDuty[] = [];
      for (const record of this.#context.subjectDuties) {
        const { duty, programme } = record;
        if (!registers.get(subject)!.spans.some((span) => matches(duty, span))) continue;
        const days = qualifyingDays(duty, programme, fresh);
        if (days.length === 0) continue;
        duties.push(record);
        const first = periodOf(duty.period, days[0]!, programme);
        const last = periodOf(duty.period, days.at(-1)!, programme);
        from = Math.min(from, (previousPeriod(first) ?? first).start);
        // One day past the period lies in the next one, whose visits decide on `prevMetVisited`.
        to = Math.max(to, last.kind === 'programme' ? last.end : periodOf(last.kind, last.end + 1).end);
      }
      if (duties.length > 0) affected.set(subject, { from, to, duties });
    }
    return affected;
  }

  /** Ends a visit as void, with its reason, and takes it out of the roll-ups. */
  voidVisit(id: string, reason: string, allowed: (area: string) => boolean): WriteResult {
    const run = this.#context.db.transaction((): WriteResult => {
      const visit = this.#findVisit.get(id) as
        | (VisitFact & {
            town: string;
            subject: string;
            area: string;
            endSeq: number | null;
            voidReason: string | null;
          })
        | undefined;
      if (!visit || !allowed(visit.area)) return refused(id, 'notFound', 'id', `there is no visit ${id}`);
      if (visit.endSeq !== null)
        return visit.voidReason === reason
          ? { status: 'duplicate', id, seq: visit.endSeq }
          : refused(id, 'conflict', 'reason', 'the visit is void already, for another reason');
      const entry = this.#facts.registers([visit.subject]).get(visit.subject);
      const spans = entry?.spans ?? [];
      const read = (): VisitFact[] =>
        this.#facts
          .visits(
            [...new Set([visit.town, ...(entry?.towns ?? [])])].map(
              (town) => [town, visit.subject, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] as const,
            ),
          )
          .get(visit.subject) ?? [];
      const before = read();
      const commit = this.#context.takeCommit();
      this.#void.run(commit.seq, reason, visit.town, id);
      const after = read();
      const deltas = new Deltas(this.#context.townOf);
      const duties: string[] = [];
      for (const { duty, programme } of this.#context.subjectDuties) {
        if (!qualifies(duty, programme, visit) || !spans.some((span) => matches(duty, span))) continue;
        duties.push(duty.id);
        const [daysBefore, daysAfter] = [before, after].map((facts) =>
          qualifyingDays(duty, programme, facts),
        );
        const register = this.#context.subjectRegister(entry, duty);
        deltas.changeSubject(
          duty,
          programme,
          visit.subject,
          { register, days: daysBefore!, first: daysBefore![0] ?? null },
          { register, days: daysAfter!, first: daysAfter![0] ?? null },
          touchedPeriods(duty, programme, [visit.day]),
        );
      }
      this.#context.deltas.write(deltas, commit.day);
      this.#context.logChange(commit, [visit.area], duties);
      return { status: 'created', id, seq: commit.seq };
    });
    return run.immediate();
  }
}

function refused(id: string, code: 'conflict' | 'notFound', path: string, message: string): WriteResult {
  return { status: 'refused', id, code, fault: { path, message, code } };
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
  ];
  return hash('md5', JSON.stringify(content), 'base64');
}
