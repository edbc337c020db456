import { type Period, type ProgrammeSpan, periodOf } from '#geodata/duty/period.ts';
import { firstPromise } from '#geodata/issue/clock.ts';
import { RATINGS } from '#geodata/issue/events.ts';
import {
  type Dues,
  flowOf,
  type IssueFlow,
  type IssueStanding,
  type MeasureRules,
  type Promises,
  standingOf,
} from '#geodata/issue/flows.ts';
import type { Issue } from '#geodata/issue/issue.ts';

/**
 * The sums of `flows.ts` as rows of one number each, so that they can be kept as differences: a row says how much
 * of a measure there is at a key (a due moment, a bucket of the histogram, a step of the rating; else 0).
 */

const COUNTS = ['reported', 'settled', 'refused', 'merged', 'resolved', 'reopened', 'solved'] as const;
const PROMISES = { promised: 'n', met: 'met', extended: 'extended' } as const;
const STANDING = { due: 'dues', escalation: 'escalations', rectification: 'rectifications' } as const;

export type SumMeasure =
  | (typeof COUNTS)[number]
  | keyof typeof PROMISES
  | 'handling'
  | 'rated'
  | 'open'
  | 'suspended'
  | keyof typeof STANDING;

export interface SumRow {
  measure: SumMeasure;
  key: number;
  n: number;
}

/** A row with the written period it belongs to; empty for what is of no period. */
export interface PeriodRow extends SumRow {
  period: string;
}

const CALENDAR = ['week', 'month', 'quarter', 'year'] as const;

/**
 * All that one issue adds to the kept sums: to every period of the calendar that holds one of its moments, to the days
 * of its programme, and as it stands.
 *
 * @param span days of the programme it belongs to; null where it belongs to none
 */
export function periodRows(issue: Issue, rules: MeasureRules, span: ProgrammeSpan | null): PeriodRow[] {
  const days = new Set(momentsOf(issue, rules).map((at) => rules.dayOf(at)));
  const periods = new Map<string, Period>();
  for (const day of days)
    for (const kind of CALENDAR) {
      const period = periodOf(kind, day);
      periods.set(period.key, period);
    }
  if (span) periods.set('programme', periodOf('programme', span.firstDay, span));
  return [
    ...[...periods.values()].flatMap((period) =>
      flowRows(flowOf(issue, period, rules)).map((row) => ({ period: period.key, ...row })),
    ),
    ...standingRows(standingOf(issue, rules)).map((row) => ({ period: '', ...row })),
  ];
}

/** Moments that decide which periods an issue counts in, in no order. */
export function momentsOf(issue: Issue, rules: MeasureRules): number[] {
  const { dueAt } = firstPromise(issue, rules);
  return [
    issue.reportedAt,
    ...issue.resolutions.map(({ at }) => at),
    ...issue.ratings.map(({ at }) => at),
    ...(dueAt === null ? [] : [dueAt]),
  ];
}

/** The sums of a period as rows; nothing for what is zero. */
export function flowRows(flow: IssueFlow): SumRow[] {
  const rows: SumRow[] = COUNTS.map((measure) => ({ measure, key: 0, n: flow[measure] }));
  for (const promise of flow.promises)
    for (const [measure, field] of Object.entries(PROMISES) as [keyof typeof PROMISES, 'n'][])
      rows.push({ measure, key: promise.dueAt, n: promise[field] });
  for (const [key, n] of flow.handling.counts) rows.push({ measure: 'handling', key, n });
  RATINGS.forEach((rating, key) => {
    rows.push({ measure: 'rated', key, n: flow.ratings[rating] });
  });
  return rows.filter(({ n }) => n !== 0);
}

/** The sums as things stand as rows; nothing for what is zero. */
export function standingRows(standing: IssueStanding): SumRow[] {
  const rows: SumRow[] = (['open', 'suspended'] as const).map((measure) => ({
    measure,
    key: 0,
    n: standing[measure],
  }));
  for (const [measure, list] of Object.entries(STANDING) as [keyof typeof STANDING, 'dues'][])
    for (const { dueAt, n } of standing[list]) rows.push({ measure, key: dueAt, n });
  return rows.filter(({ n }) => n !== 0);
}

/** Adds rows up, and gives the sums back that they are rows of. */
export class SumTally {
  readonly #sums = new Map<SumMeasure, Map<number, number>>();

  add({ measure, key, n }: SumRow): void {
    let keys = this.#sums.get(measure);
    if (!keys) {
      keys = new Map();
      this.#sums.set(measure, keys);
    }
    keys.set(key, (keys.get(key) ?? 0) + n);
  }

  addAll(rows: Iterable<SumRow>): void {
    for (const row of rows) this.add(row);
  }

  flow(): IssueFlow {
    const counts = Object.fromEntries(
      COUNTS.map((measure) => [measure, this.#at(measure, 0)]),
    ) as unknown as Record<(typeof COUNTS)[number], number>;
    const ratings = Object.fromEntries(
      RATINGS.map((rating, key) => [rating, this.#at('rated', key)]),
    ) as unknown as IssueFlow['ratings'];
    const dues = new Set(Object.keys(PROMISES).flatMap((measure) => this.#keys(measure as SumMeasure)));
    const promises = [...dues]
      .sort((a, b) => a - b)
      .map(
        (dueAt): Promises => ({
          dueAt,
          n: this.#at('promised', dueAt),
          met: this.#at('met', dueAt),
          extended: this.#at('extended', dueAt),
        }),
      )
      .filter(({ n, met, extended }) => n !== 0 || met !== 0 || extended !== 0);
    const buckets = this.#keys('handling').map((key) => [key, this.#at('handling', key)] as const);
    return {
      ...counts,
      handling: { counts: new Map(buckets.filter(([, n]) => n !== 0)) },
      ratings,
      promises,
    };
  }

  standing(): IssueStanding {
    const list = (measure: SumMeasure): Dues[] =>
      this.#keys(measure)
        .sort((a, b) => a - b)
        .map((dueAt) => ({ dueAt, n: this.#at(measure, dueAt) }))
        .filter(({ n }) => n !== 0);
    return {
      open: this.#at('open', 0),
      suspended: this.#at('suspended', 0),
      dues: list('due'),
      escalations: list('escalation'),
      rectifications: list('rectification'),
    };
  }

  #at(measure: SumMeasure, key: number): number {
    return this.#sums.get(measure)?.get(key) ?? 0;
  }

  #keys(measure: SumMeasure): number[] {
    return [...(this.#sums.get(measure)?.keys() ?? [])];
  }
}
