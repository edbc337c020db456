import type { Database, Statement } from 'better-sqlite3';
import { contribution, matches, stockSteps } from '#geodata/duty/coverSubjects.ts';
import { nextPeriod, type Period, periodOf } from '#geodata/duty/period.ts';
import type { Duty, Programme, SubjectSpan } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** All that the ledger knows of one subject under one duty. */
export interface SubjectFacts {
  spans: readonly SubjectSpan[];
  /** Days of qualifying visits, ascending, each once. */
  days: readonly Day[];
  /** First day of a qualifying visit ever, or null. */
  first: Day | null;
}

const FLOW = ['visited', 'done', 'met', 'prevMet', 'prevMetVisited'] as const;
const STOCK = ['n', 'r', 'exempt', 'ever'] as const;

interface Row<K extends string> {
  key: (string | number)[];
  values: Record<K, number>;
}

/** Sums rows by key, so that a batch writes each row of a roll-up once. */
class Accumulator<K extends string> {
  readonly rows = new Map<string, Row<K>>();
  readonly #columns: readonly K[];

  constructor(columns: readonly K[]) {
    this.#columns = columns;
  }

  add(key: (string | number)[], values: Record<K, number>, sign: 1 | -1): void {
    const id = key.join('\u0001');
    const row = this.rows.get(id);
    if (row) for (const column of this.#columns) row.values[column] += sign * values[column];
    else {
      const own = {} as Record<K, number>;
      for (const column of this.#columns) own[column] = sign * values[column];
      this.rows.set(id, { key, values: own });
    }
  }

  *nonZero(): Iterable<Row<K>> {
    for (const row of this.rows.values())
      if (this.#columns.some((column) => row.values[column] !== 0)) yield row;
  }
}

/**
 * Differences that a transaction makes to the roll-ups. Figures before are taken away and figures after
 * are added, both by the functions that a rebuild uses, so that the kept sums cannot drift.
 *
 * Each difference is written twice: for the area the subject is at home in, and, under the empty code,
 * for the total of its town.
 */
export class Deltas {
  readonly flow = new Accumulator<(typeof FLOW)[number]>(FLOW);
  readonly stock = new Accumulator<(typeof STOCK)[number]>(STOCK);
  readonly cells = new Map<string, [string, string, Day, string, string, number, number, number] | null>();
  readonly ever = new Map<string, [string, string, string, Day] | null>();
  readonly #townOf: (area: string) => string;

  constructor(townOf: (area: string) => string) {
    this.#townOf = townOf;
  }

  /**
   * Replaces what a subject contributes to a duty.
   *
   * @param periods the periods whose contribution may differ; null for all that hold a visit
   */
  change(
    duty: Duty,
    programme: Programme,
    x: string,
    before: SubjectFacts,
    after: SubjectFacts,
    periods: Iterable<Period> | null,
  ): void {
    const sameRegister = before.spans === after.spans;
    if (!sameRegister || before.first !== after.first) this.#changeStock(duty, programme, x, before, after);
    for (const period of periods ?? touchedPeriods(duty, programme, [...before.days, ...after.days])) {
      this.#changeFlow(duty, programme, x, before, -1, period);
      this.#changeFlow(duty, programme, x, after, 1, period);
    }
  }

  #changeStock(duty: Duty, programme: Programme, x: string, before: SubjectFacts, after: SubjectFacts): void {
    for (const [facts, sign] of [
      [before, -1],
      [after, 1],
    ] as const) {
      for (const step of stockSteps(duty, programme, facts.spans, facts.first)) {
        const town = this.#townOf(step.area);
        for (const area of [step.area, ''])
          this.stock.add([town, duty.id, area, step.fromPeriod, step.startDay], step, sign);
      }
      // The first day is kept under every town the subject has been at home in: the list of a town
      // must not have to look into another one.
      if (facts.first === null) continue;
      for (const span of facts.spans) {
        if (!matches(duty, span)) continue;
        const town = this.#townOf(span.home);
        this.ever.set(
          `${town}\u0001${duty.id}\u0001${x}`,
          sign === 1 ? [town, duty.id, x, facts.first] : null,
        );
      }
    }
  }

  #changeFlow(
    duty: Duty,
    programme: Programme,
    x: string,
    facts: SubjectFacts,
    sign: 1 | -1,
    period: Period,
  ): void {
    const part = contribution(duty, programme, facts.spans, facts.days, period);
    if (!part) return;
    const { home } = part.part;
    const town = this.#townOf(home);
    for (const area of [home, '']) this.flow.add([town, duty.id, period.start, area], part.part, sign);
    const cell = `${town}\u0001${duty.id}\u0001${period.start}\u0001${x}`;
    if (sign === -1) {
      if (part.v > 0) this.cells.set(cell, null);
    } else if (part.v > 0) {
      this.cells.set(cell, [town, duty.id, period.start, x, home, part.r, part.v, part.part.done]);
    }
  }
}

/** The periods whose figures the days of visits bear on: those that hold one, and the ones after them. */
export function touchedPeriods(duty: Duty, programme: Programme, days: readonly Day[]): Iterable<Period> {
  const periods = new Map<Day, Period>();
  for (const day of days) {
    const period = periodOf(duty.period, day, programme);
    periods.set(period.start, period);
    const next = nextPeriod(period);
    if (next) periods.set(next.start, next);
  }
  return periods.values();
}

/** Writes differences inside the caller's transaction; statements are prepared once. */
export class DeltaWriter {
  readonly #flow: Statement;
  readonly #stock: Statement;
  readonly #setCell: Statement;
  readonly #dropCell: Statement;
  readonly #setEver: Statement;
  readonly #dropEver: Statement;

  constructor(db: Database) {
    this.#flow = db.prepare(
      `INSERT INTO flow (town, duty, period, area, dueDay, recDay, visited, done, met, metLate, prevMet, prevMetVisited)
       VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, 0, ?, ?)
       ON CONFLICT (town, duty, period, area, dueDay, recDay) DO UPDATE SET
         visited = visited + excluded.visited, done = done + excluded.done, met = met + excluded.met,
         prevMet = prevMet + excluded.prevMet, prevMetVisited = prevMetVisited + excluded.prevMetVisited`,
    );
    this.#stock = db.prepare(
      `INSERT INTO stock (town, duty, area, fromPeriod, startDay, dueDay, recDay, n, r, exempt, ever, unassigned)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, 0)
       ON CONFLICT (town, duty, area, fromPeriod, startDay, dueDay, recDay) DO UPDATE SET
         n = n + excluded.n, r = r + excluded.r, exempt = exempt + excluded.exempt, ever = ever + excluded.ever`,
    );
    this.#setCell = db.prepare(
      `INSERT INTO cell (town, duty, period, x, home, r, v, done, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)
       ON CONFLICT (town, duty, period, x) DO UPDATE SET
         home = excluded.home, r = excluded.r, v = excluded.v, done = excluded.done`,
    );
    this.#dropCell = db.prepare('DELETE FROM cell WHERE town = ? AND duty = ? AND period = ? AND x = ?');
    this.#setEver = db.prepare(
      `INSERT INTO ever (town, duty, x, firstDay) VALUES (?, ?, ?, ?)
       ON CONFLICT (town, duty, x) DO UPDATE SET firstDay = excluded.firstDay`,
    );
    this.#dropEver = db.prepare('DELETE FROM ever WHERE town = ? AND duty = ? AND x = ?');
  }

  write(deltas: Deltas, recDay: Day): void {
    for (const { key, values } of deltas.flow.nonZero())
      this.#flow.run(...key, recDay, ...FLOW.map((column) => values[column]));
    for (const { key, values } of deltas.stock.nonZero())
      this.#stock.run(...key, recDay, ...STOCK.map((column) => values[column]));
    for (const [id, cell] of deltas.cells) {
      if (cell) this.#setCell.run(...cell);
      else this.#dropCell.run(...id.split('\u0001'));
    }
    for (const [id, ever] of deltas.ever) {
      if (ever) this.#setEver.run(...ever);
      else this.#dropEver.run(...id.split('\u0001'));
    }
  }
}
