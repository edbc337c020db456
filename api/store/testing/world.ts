import Database from 'better-sqlite3';
import { CodedError } from '#api/errors.ts';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import { feeds } from '#api/store/questions/feeds.ts';
import { dutySums } from '#api/store/questions/sums.ts';
import type { RegisterKind, SubjectWrite } from '#api/store/registerStore.ts';
import { createReader, openKysely } from '#api/store/sqlite/reader.ts';
import { loadReference, type Reference } from '#api/store/sqlite/reference.ts';
import { createWriter } from '#api/store/sqlite/writer.ts';
import type { WriteResult } from '#api/store/store.ts';
import {
  CLOCK,
  DUTIES,
  day,
  FIRST_DAY,
  FIRST_TREE,
  LAST_DAY,
  NAME,
  type Operation,
  START,
  SUBJECTS,
  treeWrite,
} from '#api/store/testing/operations.ts';
import type { VisitWrite } from '#api/store/visitStore.ts';
import { civilDayIn, formatDay } from '#geodata/duty/calendar.ts';
import { defineDuty } from '#geodata/duty/define.ts';
import { silentHomes } from '#geodata/duty/feeds.ts';
import { addSums, type DutySums, figures, NO_SUMS } from '#geodata/duty/figures.ts';
import { nextPeriod, type Period, periodOf, previousPeriod } from '#geodata/duty/period.ts';
import { dutyIn } from '#geodata/duty/rule.ts';
import type { Duty, Programme } from '#geodata/duty/types.ts';
import { ADMINISTRATIVE, type Day, OPEN_END } from '#geodata/model.ts';

// ---------------------------------------------------------------- the ledger

const SCOPE = { codes: ['d', 'hz'] };
const ALWAYS = { validFrom: day('2026-01-01'), validTo: OPEN_END };

/** What was shown at the end of a day, by duty and first day of the period. */
interface Remembered {
  day: Day;
  shown: Map<string, string>;
}

/** A ledger in memory, without threads, to which operations are done one by one. */
export class World {
  readonly #db = new Database(':memory:');
  #now = START;
  readonly #dayOf = civilDayIn('Asia/Shanghai');
  readonly #writer = createWriter(this.#db, { timezone: 'Asia/Shanghai', now: () => this.#now });
  readonly #reader = createReader(this.#db, { timezone: 'Asia/Shanghai' });
  readonly #kysely = openKysely(this.#db);
  #programme: Programme;
  readonly #faults: string[] = [];
  readonly #sent: VisitWrite[] = [];
  #visits = 0;
  readonly #remembered: Remembered[] = [];

  constructor() {
    this.#programme = {
      id: 'p',
      name: NAME,
      firstDay: FIRST_DAY,
      lastDay: LAST_DAY,
      fields: [],
      duties: DUTIES.map(defineDuty),
    };
    const writer = this.#writer;
    writer.putTree(treeWrite(FIRST_TREE, day('2026-01-01')));
    writer.putOrganisations(SCOPE, [
      { id: 'o1', type: 'townOffice', name: 'o1', home: 't1', ...ALWAYS },
      { id: 'o2', type: 'townOffice', name: 'o2', home: 't2', ...ALWAYS },
      { id: 'oc', type: 'townOffice', name: 'oc', home: 'c2', ...ALWAYS },
    ]);
    writer.putProgramme(this.#programme);
    writer.putOfficers(
      SCOPE,
      (['secretary', 'gridWorker', 'gridWorker'] as const).map((type, i) => ({
        id: `w${i + 1}`,
        type,
        name: `w${i + 1}`,
        phone: null,
        organisation: i === 1 ? 'o2' : 'o1',
        ...ALWAYS,
      })),
    );
    writer.putSubjects(SCOPE, [
      this.#subject('s1', { tags: ['frail'], zones: { heating: 'z1' } }),
      this.#subject('s2', { home: 'g2', zones: { heating: 'z2' }, position: [116.03, 36.01] }),
      this.#subject('s3', { home: 'g3' }),
      this.#subject('f1', { type: 'firm', home: 'g4' }),
    ]);
    writer.putAssignments(SCOPE, [
      { id: 'a1', officer: 'w1', area: 'c1', subject: null, role: 'member', ...ALWAYS },
      { id: 'a2', officer: 'w1', area: 't2', subject: null, role: 'member', ...ALWAYS },
      { id: 'a3', officer: 'w2', area: null, subject: 's3', role: 'member', ...ALWAYS, validFrom: FIRST_DAY },
    ]);
  }

  close(): void {
    this.#db.close();
  }

  get #today(): Day {
    return this.#dayOf(this.#now);
  }

  #subject(id: string, fields: Partial<SubjectWrite>): SubjectWrite {
    return {
      id,
      type: 'household',
      name: id,
      tags: [],
      home: 'g1',
      zones: {},
      position: null,
      ...ALWAYS,
      ...fields,
    };
  }

  /** Does one operation; what the ledger refuses changes nothing. */
  async do(op: Operation): Promise<void> {
    const writer = this.#writer;
    const days = ({ on, span: length }: { on: Day; span: number | null }) => ({
      validFrom: on,
      validTo: length === null ? OPEN_END : on + length,
    });
    switch (op.op) {
      case 'visit': {
        const visits = op.calls.map(
          ({ who, on, by, mode, outcome, own, home: at, feed }): VisitWrite => ({
            id: `00000000-0000-4000-8000-${String(this.#visits++).padStart(12, '0')}`,
            subject: who,
            officers: by,
            at: on * 86_400_000,
            day: on,
            mode,
            outcome,
            programme: own ? 'p' : null,
            position: null,
            note: null,
            home: who.startsWith('h') ? at : null,
            fields: null,
            feed: feed ? 'f1' : null,
          }),
        );
        const results = writer.ingest([{ scope: SCOPE, visits }]);
        results.forEach((result, i) => {
          if (result.status === 'created') this.#sent.push(visits[i]!);
        });
        return;
      }
      case 'again':
      case 'void': {
        const visit = this.#sent[op.pick % Math.max(1, this.#sent.length)];
        if (!visit) return;
        if (op.op === 'void') writer.voidVisit(SCOPE, visit.id, 'wrong');
        else this.#expect(writer.ingest([{ scope: SCOPE, visits: [visit] }]), 'duplicate');
        return;
      }
      case 'subject': {
        const entry = this.#subject(op.who, {
          type: op.firm ? 'firm' : 'household',
          tags: op.frail ? ['frail'] : [],
          home: op.home,
          zones: op.zone === null ? {} : { heating: op.zone },
          position: op.position === null ? null : [116 + op.position / 100 + 0.005, 36.01],
          ...days(op),
        });
        writer.putSubjects(SCOPE, op.twice ? [{ ...entry, tags: ['other'] }, entry] : [entry]);
        return;
      }
      case 'officer':
        writer.putOfficers(SCOPE, [
          {
            id: op.who,
            type: op.role,
            name: op.who,
            phone: null,
            organisation: op.organisation,
            ...days(op),
          },
        ]);
        return;
      case 'assignment': {
        const named = (SUBJECTS as readonly string[]).includes(op.target);
        writer.putAssignments(SCOPE, [
          {
            id: op.id,
            officer: op.who,
            area: named ? null : op.target,
            subject: named ? op.target : null,
            role: op.role,
            ...days(op),
          },
        ]);
        return;
      }
      case 'event':
        writer.putEvents(SCOPE, [{ id: op.id, kind: op.what, subject: op.who, day: op.on, officer: op.by }]);
        return;
      case 'feed': {
        const { id, areas, duties, intervalDays } = op;
        writer.putFeeds(SCOPE, [{ id, name: id, areas, duties, intervalDays, ...days(op) }]);
        return;
      }
      case 'deliver':
        writer.deliver(SCOPE, op.id, this.#now, this.#today);
        return;
      case 'end': {
        const [kind, id] = op.what as [RegisterKind, string];
        writer.endEntry(SCOPE, kind, id, op.on);
        return;
      }
      case 'tree':
        try {
          writer.putTree(treeWrite(op.shape, op.on, op.successors));
        } catch (error) {
          if (!(error instanceof CodedError) || error.code !== 'conflict') throw error;
        }
        return;
      case 'rule':
        this.#changeRule(op.pick, op.change);
        return;
      case 'holidays':
        writer.putHolidays({ holidays: op.holidays, workdays: op.workdays });
        return;
      case 'closing': {
        const { duties } = this.#programme;
        const signed = { n: 1, required: 1, done: 0, unknown: 0, gapCount: 1, unassigned: 0, exempt: 0 };
        const row = {
          area: 'd',
          duty: duties[op.pick % duties.length]?.id ?? 'none',
          period: FIRST_DAY,
          figures: signed,
        };
        const [last] = this.#raw<{ seq: number }>('SELECT max(seq) AS seq FROM "commit"');
        const write = { area: 'd', by: 'somebody', note: null, readAt: last!.seq, rows: [row] };
        this.#expect([writer.closePeriod(write)], 'created');
        return;
      }
      case 'clock': {
        let next = this.#now;
        for (let i = 0; i < op.moments; i++)
          next = CLOCK.find((moment) => moment > next) ?? next + 86_400_000;
        if (op.days > 1) next = this.#now + op.days * 86_400_000;
        if (this.#dayOf(next) !== this.#today && this.#remembered.length < 3) await this.remember();
        this.#now = next;
        return;
      }
    }
  }

  #changeRule(pick: number, change: Extract<Operation, { op: 'rule' }>['change']): void {
    const programme = this.#programme;
    const duty = programme.duties[pick % Math.max(1, programme.duties.length)];
    if (!duty) return;
    const others = programme.duties.filter(({ id }) => id !== duty.id);
    let changed: Programme;
    if (change === 'drop') changed = { ...programme, duties: others };
    else if (change === 'another')
      changed = { ...programme, duties: [...programme.duties, { ...duty, id: `${duty.id}+` }] };
    else if ('firstDay' in change)
      changed = { ...programme, firstDay: FIRST_DAY + (change as { firstDay: number }).firstDay };
    else if ('lastDay' in change)
      changed = { ...programme, lastDay: LAST_DAY + (change as { lastDay: number }).lastDay };
    else {
      const fields = Object.entries(change).filter(([field]) => field in duty);
      if (fields.length === 0) return;
      const rule = { ...duty, ...Object.fromEntries(fields) } as Duty;
      changed = { ...programme, duties: programme.duties.map((each) => (each === duty ? rule : each)) };
    }
    if (this.#writer.putProgramme(changed).status !== 'refused') this.#programme = changed;
  }

  #expect(results: readonly WriteResult[], status: WriteResult['status']): void {
    for (const result of results)
      if (result.status !== status) this.#faults.push(`${JSON.stringify(result)} is not ${status}`);
  }

  #raw<T>(sql: string, ...values: unknown[]): T[] {
    return this.#db.prepare(sql).all(...values) as T[];
  }

  #seqBy(recordedBy: Day | undefined): number | null {
    if (recordedBy === undefined) return null;
    return this.#raw<{ seq: number | null }>(
      'SELECT max(seq) AS seq FROM "commit" WHERE day <= ?',
      recordedBy,
    )[0]!.seq;
  }

  /** Notes what is shown now, at the end of today. */
  async remember(): Promise<void> {
    const today = this.#today;
    const shown = new Map<string, string>();
    const reference = loadReference(this.#db);
    for (const record of reference.duties)
      for (const period of this.#periodsOf(record, today)) {
        const key = `${record.duty.id} ${period.start}`;
        shown.set(key, await this.#shown(reference, record, period, today));
      }
    this.#remembered.push({ day: today, shown });
  }

  differences(): string[] {
    return this.#reader.rebuildDifferences();
  }

  /** Everything that does not hold at the end. */
  async faults(): Promise<string[]> {
    await this.remember();
    const faults = [...this.#faults, ...this.#reader.rebuildDifferences()];
    for (const { day: today, shown } of this.#remembered) {
      const reference = loadReference(this.#db, this.#seqBy(today));
      const duties = new Map(reference.duties.map((record) => [record.duty.id, record]));
      for (const [key, before] of shown) {
        const [id, start] = key.split(' ') as [string, string];
        const record = duties.get(id);
        const now = record
          ? await this.#shown(reference, record, this.#periodOf(record, Number(start)), today, today)
          : 'no duty';
        if (now === before) continue;
        faults.push(
          `as of ${formatDay(today)} ${id} ${formatDay(Number(start))}:\n  was ${before}\n  now ${now}`,
        );
      }
    }
    return faults;
  }

  #periodOf({ rule }: DutyRecord, on: Day): Period {
    return periodOf(rule.duty.period, on, rule.programme);
  }

  #periodsOf(record: DutyRecord, today: Day): Iterable<Period> {
    const running = this.#periodOf(record, today);
    const periods = [
      previousPeriod(running),
      running,
      nextPeriod(running),
      this.#periodOf(record, FIRST_DAY),
      this.#periodOf(record, day('2026-12-02')),
      this.#periodOf(record, day('2027-01-02')),
    ];
    return new Map(periods.flatMap((period) => (period ? [[period.start, period] as const] : []))).values();
  }

  /**
   * All that is shown of a duty in a period, as text. Notes as faults where the list does not agree with the sums,
   * or a town's total with what is at home in it.
   */
  async #shown(
    reference: Reference,
    { duty: newest, rule }: DutyRecord,
    period: Period,
    today: Day,
    recordedBy?: Day,
  ): Promise<string> {
    const id = newest.id;
    const nodes = reference.trees.on(period.end);
    const towns = [...new Set([...nodes.values()].map(({ town }) => town))];
    const asOf = recordedBy === undefined ? {} : { recordedBy };
    const read = async (grain: 'totals' | 'homes') => {
      const answer = await dutySums(this.#kysely, {
        duty: id,
        periods: [period.start],
        towns,
        grain,
        ...asOf,
      });
      return answer
        .get(period.start)!
        .map(({ area, sums }) => [area, sorted(sums)] as const)
        .filter(([, sums]) => !isZero(sums))
        .sort(([a], [b]) => (a < b ? -1 : 1));
    };
    const totals = await read('totals');
    const homes = await read('homes');
    const top = newest.tree === ADMINISTRATIVE ? 'd' : 'hz';
    const list = (await this.#reader.gaps(SCOPE.codes, {
      duty: id,
      period: period.start,
      area: top,
      today,
      sort: 'worst',
      limit: 10_000,
      after: null,
      ...asOf,
    }))!;
    const where = `${id} ${period.key} on ${formatDay(today)}${recordedBy === undefined ? '' : ' as of then'}`;
    const fault = (what: string, a: unknown, b: unknown): void => {
      const [x, y] = [JSON.stringify(a), JSON.stringify(b)];
      if (x !== y) this.#faults.push(`${where}: ${what}: ${x} but ${y}`);
    };

    const byTown = new Map<string, DutySums>();
    for (const [area, sums] of homes) {
      const node = nodes.get(area);
      if (!node) this.#faults.push(`${where}: ${area} is not in the tree, but holds ${JSON.stringify(sums)}`);
      else byTown.set(node.town, addSums(byTown.get(node.town) ?? NO_SUMS, sums));
    }
    fault(
      'towns and the sums of what is at home in them',
      totals,
      [...byTown].map(([town, sums]) => [town, sorted(sums)]).sort(([a], [b]) => (a! < b! ? -1 : 1)),
    );
    const strange = this.#raw<{ town: string }>(
      `SELECT town FROM stock WHERE duty = ? AND fromPeriod <= ? AND recDay <= ? AND town NOT IN (SELECT value FROM json_each(?))
       GROUP BY town, startDay, dueDay HAVING sum(n) <> 0 OR sum(r) <> 0 OR sum(exempt) <> 0 OR sum(ever) <> 0
       UNION SELECT town FROM flow WHERE duty = ? AND period = ? AND recDay <= ? AND town NOT IN (SELECT value FROM json_each(?))
       GROUP BY town HAVING sum(visited) <> 0 OR sum(done) <> 0`,
      ...[id, period.start, recordedBy ?? OPEN_END, JSON.stringify(towns)],
      ...[id, period.start, recordedBy ?? OPEN_END, JSON.stringify(towns)],
    );
    fault('towns that are not in the tree', strange, []);

    // An event of the last days of a duty is still due when the duty itself has ended.
    const duty = dutyIn(rule, period) ?? (newest.kind === 'afterEvent' ? newest : null);
    if (!duty) fault('an ended duty asks for something', [totals, list.rows], [[], []]);
    else if (duty.kind !== 'coverSubjects' || duty.denominator === 'register') {
      const silent = silentHomes(
        await feeds(this.#kysely, this.#seqBy(recordedBy)),
        duty,
        period,
        today,
        nodes,
      );
      let [all, unheard] = [NO_SUMS, NO_SUMS];
      for (const [area, sums] of homes) {
        all = addSums(all, sums);
        if (silent?.(area)) unheard = addSums(unheard, sums);
      }
      const context = {
        kind: duty.kind,
        period,
        programme: rule.programme,
        today,
        thresholds: duty.thresholds,
      };
      const shown = figures(all, context, unheard);
      fault('gaps by type', shown.gaps, list.counts);
      fault('gaps', shown.gapCount, list.rows.length);
      const alone = list.rows.filter(({ officer }) => officer === null).length;
      if (duty.kind !== 'officerQuota') fault('unassigned', shown.unassigned, alone);
      const gap = list.rows.reduce((sum, { required, done }) => sum + required - done, 0);
      fault('required less done', shown.required - shown.done, gap);
    }
    const rows = list.rows.map(({ name: _name, subjectType: _type, officer, ...row }) => ({
      ...row,
      officer: officer && [officer.id, officer.role],
    }));
    return JSON.stringify({ totals, homes, counts: list.counts, rows });
  }
}

function sorted(sums: DutySums): DutySums {
  const { windows, deadlines } = sums;
  return {
    ...sums,
    windows: [...windows].sort((a, b) => a.startDay - b.startDay || a.dueDay - b.dueDay),
    deadlines: [...deadlines].sort((a, b) => a.dueDay - b.dueDay),
  };
}

function isZero({ windows, deadlines, ...counts }: DutySums): boolean {
  return (
    windows.length === 0 && deadlines.length === 0 && Object.values(counts).every((count) => count === 0)
  );
}
