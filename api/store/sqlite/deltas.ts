import type { Database, Statement } from 'better-sqlite3';
import {
  type Contribution,
  type FlowPart,
  matches,
  registerChanges,
  type SubjectRegister,
  subjectContribution,
  subjectStanding,
} from '#geodata/duty/coverSubjects.ts';
import { nextPeriod, type Period, periodOf } from '#geodata/duty/period.ts';
import { staffingStanding, staffOf } from '#geodata/duty/staffing.ts';
import { type StockStep, stockSteps } from '#geodata/duty/stock.ts';
import type { AssignmentSpan, CoverSubjects, Duty, Programme, Staffing } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** All that the ledger knows of one subject under one duty. */
export interface SubjectFacts {
  register: SubjectRegister;
  /** Days of qualifying visits, ascending, each once. */
  days: readonly Day[];
  /** First day of a qualifying visit ever, or null. */
  first: Day | null;
}

/** The register of a subject that is on none. */
export const NO_REGISTER: SubjectRegister = {
  spans: [],
  responsibility: { answeredOn: () => false, changes: () => [] },
};

/** Numbers of a row in the order of the columns below. */
type Values = readonly number[];

const flowValues = (part: FlowPart): Values => [
  part.visited,
  part.done,
  part.met,
  part.metUnassigned,
  part.prevMet,
  part.prevMetVisited,
];
const stockValues = (step: StockStep): Values => [
  step.n,
  step.r,
  step.exempt,
  step.ever,
  step.unassigned,
  step.visited,
  step.done,
  step.met,
];

interface Row {
  town: string;
  duty: string;
  area: string;
  /** The rest of the key: the period, and in the stock the day windows start. */
  at: readonly number[];
  values: number[];
}

/**
 * Sums rows by key, so that a batch writes each row of a roll-up once. The totals of the towns are folded
 * from the areas at the end: there are far fewer rows than differences.
 */
class Accumulator {
  readonly #rows = new Map<string, Row>();

  add(row: Omit<Row, 'values'>, values: Values, sign: 1 | -1): void {
    // An area belongs to one town, so the town need not be part of the look-up.
    this.#sum(row.area, row, values, sign);
  }

  /** Adds the rows of another, or takes them away. */
  fold(other: Accumulator, sign: 1 | -1): void {
    for (const row of other.#rows.values()) this.#sum(row.area, row, row.values, sign);
  }

  /** Rows of areas and, under the empty code, of their towns; those whose numbers are all zero left out. */
  *nonZero(): Iterable<Row> {
    const totals = new Accumulator();
    for (const row of this.#rows.values()) {
      if (row.values.every((value) => value === 0)) continue;
      yield row;
      totals.#sum(row.town, { ...row, area: '' }, row.values, 1);
    }
    for (const row of totals.#rows.values()) if (row.values.some((value) => value !== 0)) yield row;
  }

  #sum(place: string, { town, duty, area, at }: Omit<Row, 'values'>, values: Values, sign: 1 | -1): void {
    let id = `${place}\u0001${duty}`;
    for (const number of at) id += `\u0001${number}`;
    const row = this.#rows.get(id);
    if (row) for (let i = 0; i < values.length; i++) row.values[i]! += sign * values[i]!;
    else this.#rows.set(id, { town, duty, area, at, values: values.map((value) => sign * value) });
  }
}

/**
 * Differences that a transaction makes to the roll-ups. Figures before are taken away and figures after
 * are added, both by the functions that a rebuild uses, so that the kept sums cannot drift.
 *
 * Each is kept for the area the subject is at home in and, under the empty code, for the total of its town.
 */
export class Deltas {
  readonly flow = new Accumulator();
  readonly stock = new Accumulator();
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
  changeSubject(
    duty: CoverSubjects,
    programme: Programme,
    x: string,
    before: SubjectFacts,
    after: SubjectFacts,
    periods: Iterable<Period> | null,
  ): void {
    if (before.register !== after.register || before.first !== after.first) {
      this.#changeSubjectStock(duty, programme, x, before, -1);
      this.#changeSubjectStock(duty, programme, x, after, 1);
    }
    for (const period of periods ?? touchedPeriods(duty, programme, [...before.days, ...after.days])) {
      const was = subjectContribution(duty, programme, before.register, before.days, period);
      const is = subjectContribution(duty, programme, after.register, after.days, period);
      if (was && is && sameContribution(was, is)) continue;
      if (was) this.#changeFlow(duty, x, was, -1, period);
      if (is) this.#changeFlow(duty, x, is, 1, period);
    }
  }

  /** What these sums hold beyond others: the sums alone, for what is kept by subject is the same in both. */
  beyond(others: Deltas): Deltas {
    const difference = new Deltas(this.#townOf);
    for (const kind of ['flow', 'stock'] as const) {
      difference[kind].fold(this[kind], 1);
      difference[kind].fold(others[kind], -1);
    }
    return difference;
  }

  /** Replaces what an area contributes to a staffing duty; null where it is not in the tree. */
  changeStaffing(
    duty: Staffing,
    programme: Programme,
    area: string,
    before: readonly AssignmentSpan[] | null,
    after: readonly AssignmentSpan[] | null,
  ): void {
    for (const [assignments, sign] of [
      [before, -1],
      [after, 1],
    ] as const) {
      if (assignments === null) continue;
      const staff = staffOf(duty, assignments);
      const changes = staff.flatMap(({ from, to }) => [from, to]);
      const first = staff.length === 0 ? null : Math.min(...staff.map(({ from }) => from));
      const standingAt = (period: Period) => staffingStanding(duty, programme, area, staff, period);
      this.#addStock(duty, stockSteps(duty, programme, changes, standingAt, first), sign);
    }
  }

  #changeSubjectStock(
    duty: CoverSubjects,
    programme: Programme,
    x: string,
    { register, first }: SubjectFacts,
    sign: 1 | -1,
  ): void {
    const standingAt = (period: Period) => subjectStanding(duty, programme, register, period);
    this.#addStock(duty, stockSteps(duty, programme, registerChanges(register), standingAt, first), sign);
    // The first day is kept under every town the subject has been at home in: the list of a town
    // must not have to look into another one.
    if (first === null) return;
    for (const span of register.spans) {
      if (!matches(duty, span)) continue;
      const town = this.#townOf(span.home);
      this.ever.set(`${town}\u0001${duty.id}\u0001${x}`, sign === 1 ? [town, duty.id, x, first] : null);
    }
  }

  #addStock(duty: Duty, steps: readonly StockStep[], sign: 1 | -1): void {
    for (const step of steps) {
      const { area } = step;
      const at = [step.fromPeriod, step.startDay];
      this.stock.add({ town: this.#townOf(area), duty: duty.id, area, at }, stockValues(step), sign);
    }
  }

  #changeFlow(duty: Duty, x: string, { v, r, part }: Contribution, sign: 1 | -1, period: Period): void {
    const { home } = part;
    const town = this.#townOf(home);
    this.flow.add({ town, duty: duty.id, area: home, at: [period.start] }, flowValues(part), sign);
    if (v === 0) return;
    const cell = `${town}\u0001${duty.id}\u0001${period.start}\u0001${x}`;
    this.cells.set(cell, sign === -1 ? null : [town, duty.id, period.start, x, home, r, v, part.done]);
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

function sameContribution(a: Contribution, b: Contribution): boolean {
  return (
    a.v === b.v &&
    a.r === b.r &&
    a.part.home === b.part.home &&
    flowValues(a.part).every((value, i) => value === flowValues(b.part)[i])
  );
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
      `INSERT INTO flow (town, duty, period, area, dueDay, recDay, visited, done, met, metLate,
         metUnassigned, prevMet, prevMetVisited)
       VALUES (?, ?, ?, ?, 0, ?, ?, ?, ?, 0, ?, ?, ?)
       ON CONFLICT (town, duty, period, area, dueDay, recDay) DO UPDATE SET
         visited = visited + excluded.visited, done = done + excluded.done, met = met + excluded.met,
         metUnassigned = metUnassigned + excluded.metUnassigned, prevMet = prevMet + excluded.prevMet, prevMetVisited = prevMetVisited + excluded.prevMetVisited`,
    );
    this.#stock = db.prepare(
      `INSERT INTO stock (town, duty, area, fromPeriod, startDay, dueDay, recDay, n, r, exempt, ever,
         unassigned, visited, done, met)
       VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (town, duty, area, fromPeriod, startDay, dueDay, recDay) DO UPDATE SET
         n = n + excluded.n, r = r + excluded.r, exempt = exempt + excluded.exempt, ever = ever + excluded.ever,
         unassigned = unassigned + excluded.unassigned, visited = visited + excluded.visited,
         done = done + excluded.done, met = met + excluded.met`,
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
    for (const { town, duty, area, at, values } of deltas.flow.nonZero())
      this.#flow.run(town, duty, at[0], area, recDay, ...values);
    for (const { town, duty, area, at, values } of deltas.stock.nonZero())
      this.#stock.run(town, duty, area, at[0], at[1], recDay, ...values);
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
