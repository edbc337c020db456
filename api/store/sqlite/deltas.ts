import type { Database, Statement } from 'better-sqlite3';
import { nextPeriod, type Period, periodOf } from '#geodata/duty/period.ts';
import { type Contribution, contributionIn, type FlowPart, type Reckoning } from '#geodata/duty/reckoning.ts';
import { everSteps, type StockStep, stockSteps } from '#geodata/duty/stock.ts';
import type { DutyRule } from '#geodata/duty/types.ts';
import type { Day } from '#geodata/model.ts';

/** Numbers of a row in the order of the columns below. */
type Values = readonly number[];

const flowValues = (part: FlowPart): Values => [
  part.visited,
  part.done,
  part.met,
  part.metLate,
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
  /** The rest of the key: the period and the deadline; in the stock also the day windows start. */
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
    this.#sum(row, values, sign);
  }

  /** Rows of areas and, under the empty code, of their towns; those whose numbers are all zero left out. */
  *nonZero(): Iterable<Row> {
    const totals = new Accumulator();
    for (const row of this.#rows.values()) {
      if (row.values.every((value) => value === 0)) continue;
      yield row;
      totals.#sum({ ...row, area: '' }, row.values, 1);
    }
    for (const row of totals.#rows.values()) if (row.values.some((value) => value !== 0)) yield row;
  }

  #sum({ town, duty, area, at }: Omit<Row, 'values'>, values: Values, sign: 1 | -1): void {
    let id = `${town}\u0001${area}\u0001${duty}`;
    for (const number of at) id += `\u0001${number}`;
    const row = this.#rows.get(id);
    if (row) for (let i = 0; i < values.length; i++) row.values[i]! += sign * values[i]!;
    else this.#rows.set(id, { town, duty, area, at, values: values.map((value) => sign * value) });
  }
}

/** What is kept of one x in one period: [town, duty, period, x, home, r, v, done, flags]. */
type Cell = [string, string, Day, string, string, number, number, number, number];

/** Flag of a cell: x was met, but after its deadline. */
export const LATE = 1;

/**
 * Differences that a transaction makes to the roll-ups. Figures before are taken away and figures after
 * are added, both by the functions that a rebuild uses, so that the kept sums cannot drift.
 *
 * Each is kept for the area x is at home in and, under the empty code, for the total of its town.
 */
export class Deltas {
  readonly flow = new Accumulator();
  readonly stock = new Accumulator();
  readonly cells = new Map<string, Cell | null>();
  readonly ever = new Map<string, [string, string, string, Day] | null>();

  /**
   * Replaces what one x contributes to a duty.
   *
   * @param only what can differ, where it is known: the periods, and of the stock all or what hangs on the first
   *   visit
   */
  change(
    before: Reckoning | null,
    after: Reckoning | null,
    only: { periods?: Iterable<Period>; stock?: 'all' | 'first' | 'none' } = {},
  ): void {
    const { stock = 'all' } = only;
    if (stock === 'first') this.#changeFirst(before!, after!);
    else if (stock === 'all') {
      if (before) this.#changeStock(before, -1);
      if (after) this.#changeStock(after, 1);
    }
    const same = only.periods && Array.from(only.periods, (period) => [period, period] as const);
    for (const [earlier, later] of same ?? bothTouched(before, after)) {
      const was = before && earlier && contributionIn(before, earlier);
      const is = after && later && contributionIn(after, later);
      if (was && is && sameContribution(was, is)) continue;
      if (was) this.#changeFlow(before!, was, -1, earlier!);
      if (is) this.#changeFlow(after!, is, 1, later!);
    }
  }

  /** Both sides stand alike but for the first visit. */
  #changeFirst(before: Reckoning, after: Reckoning): void {
    const { rule, x, tally } = after;
    const duty = rule.duty.id;
    for (const step of everSteps(after, before.tally.first)) {
      const { town, area, fromPeriod, startDay, dueDay } = step;
      this.stock.add({ town, duty, area, at: [fromPeriod, startDay, dueDay] }, stockValues(step), 1);
      if (tally.first !== null) this.ever.set(`${town}\u0001${duty}\u0001${x}`, [town, duty, x, tally.first]);
    }
  }

  #changeStock(reckoning: Reckoning, sign: 1 | -1): void {
    const { rule, x, tally } = reckoning;
    const duty = rule.duty.id;
    for (const step of stockSteps(reckoning)) {
      const { town, area, fromPeriod, startDay, dueDay } = step;
      this.stock.add({ town, duty, area, at: [fromPeriod, startDay, dueDay] }, stockValues(step), sign);
      // The first day is kept under every town x has been at home in: the list of a town must not have
      // to look into another one.
      if (tally.first !== null && step.ever !== 0 && rule.duty.kind !== 'staffing')
        this.ever.set(`${town}\u0001${duty}\u0001${x}`, sign === 1 ? [town, duty, x, tally.first] : null);
    }
  }

  #changeFlow(
    { rule, x, tally }: Reckoning,
    { v, r, part }: Contribution,
    sign: 1 | -1,
    period: Period,
  ): void {
    const { home, town, dueDay } = part;
    const duty = rule.duty.id;
    this.flow.add({ town, duty, area: home, at: [period.start, dueDay] }, flowValues(part), sign);
    if (v === 0 && !tally.late) return;
    const cell = `${town}\u0001${duty}\u0001${period.start}\u0001${x}`;
    const flags = tally.late ? LATE : 0;
    this.cells.set(cell, sign === -1 ? null : [town, duty, period.start, x, home, r, v, part.done, flags]);
  }
}

/** The periods whose figures the days of visits bear on: those that hold one, and the ones after them. */
export function touchedPeriods(rule: DutyRule, days: Iterable<Day>): Map<Day, Period> {
  const periods = new Map<Day, Period>();
  for (const day of days) {
    const period = periodOf(rule.duty.period, day, rule.programme);
    periods.set(period.start, period);
    const next = nextPeriod(period);
    if (next) periods.set(next.start, next);
  }
  return periods;
}

/** Pairs of a period as it was and as it is: that of a programme may have other days now. */
function* bothTouched(
  before: Reckoning | null,
  after: Reckoning | null,
): Iterable<readonly [was: Period | null, is: Period | null]> {
  const earlier = before ? touchedPeriods(before.rule, before.tally.days) : new Map<Day, Period>();
  const later = after ? touchedPeriods(after.rule, after.tally.days) : new Map<Day, Period>();
  for (const [start, period] of earlier) yield [period, later.get(start) ?? null];
  for (const [start, period] of later) if (!earlier.has(start)) yield [null, period];
}

function sameContribution(a: Contribution, b: Contribution): boolean {
  return (
    a.v === b.v &&
    a.r === b.r &&
    a.part.home === b.part.home &&
    a.part.town === b.part.town &&
    a.part.dueDay === b.part.dueDay &&
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
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (town, duty, period, area, dueDay, recDay) DO UPDATE SET
         visited = visited + excluded.visited, done = done + excluded.done, met = met + excluded.met,
         metLate = metLate + excluded.metLate, metUnassigned = metUnassigned + excluded.metUnassigned,
         prevMet = prevMet + excluded.prevMet, prevMetVisited = prevMetVisited + excluded.prevMetVisited`,
    );
    this.#stock = db.prepare(
      `INSERT INTO stock (town, duty, area, fromPeriod, startDay, dueDay, recDay, n, r, exempt, ever,
         unassigned, visited, done, met)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (town, duty, area, fromPeriod, startDay, dueDay, recDay) DO UPDATE SET
         n = n + excluded.n, r = r + excluded.r, exempt = exempt + excluded.exempt, ever = ever + excluded.ever,
         unassigned = unassigned + excluded.unassigned, visited = visited + excluded.visited,
         done = done + excluded.done, met = met + excluded.met`,
    );
    this.#setCell = db.prepare(
      `INSERT INTO cell (town, duty, period, x, home, r, v, done, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (town, duty, period, x) DO UPDATE SET
         home = excluded.home, r = excluded.r, v = excluded.v, done = excluded.done,
         flags = excluded.flags`,
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
      this.#flow.run(town, duty, at[0], area, at[1], recDay, ...values);
    for (const { town, duty, area, at, values } of deltas.stock.nonZero())
      this.#stock.run(town, duty, area, at[0], at[1], at[2], recDay, ...values);
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
