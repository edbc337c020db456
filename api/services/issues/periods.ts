import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { type Moment, refusedQuery } from '#api/services/coverage/periods.ts';
import type { IssueMeasuresQuestion } from '#api/store/issueStore.ts';
import { formatDay } from '#geodata/duty/calendar.ts';
import {
  type Period,
  type ProgrammeSpan,
  parsePeriod,
  periodOf,
  previousPeriod,
} from '#geodata/duty/period.ts';
import { comparableDays } from '#geodata/issue/measures.ts';
import type { Day } from '#geodata/model.ts';

export type MeasuredPeriod = IssueMeasuresQuestion['period'];

/** At most so many steps in one series. */
const MOST_STEPS = 120;
/** Days a series goes back where nothing is said: thirty days, half a year, a year. */
const BACK: Record<'day' | 'week' | 'month', number> = { day: 29, week: 25 * 7, month: 334 };

/**
 * The period asked for; the running month when none is.
 *
 * @throws CodedError `badRequest` when it is none of the calendar, or the days of a programme that is not named
 */
export function summaryPeriod(
  key: string | undefined,
  programme: ProgrammeSpan | null,
  { today }: Moment,
): Period {
  if (key === undefined) return periodOf('month', today);
  if (key === 'programme' && !programme)
    throw refusedQuery('programme', 'name the programme whose days are meant');
  const period = parsePeriod(key, programme ?? undefined);
  if (!period) throw refusedQuery('period', `${key} is no period of the calendar`);
  return period;
}

/**
 * The days a period is compared with, as a period of the calendar where they are a whole one; null where there is
 * nothing before a programme, and for a period that has not begun.
 */
export function comparableWith(period: Period, today: Day): MeasuredPeriod | null {
  const before = previousPeriod(period);
  if (!before || period.start > today) return null;
  const { start, end } = comparableDays(period, before, today);
  return { kind: end === before.end ? before.kind : 'days', start, end };
}

export function periodInfoOf({ key, kind, start, end }: Period, today: Day): IssueSummaryAnswer['period'] {
  return {
    ...{ key, kind },
    start: formatDay(start),
    end: formatDay(end),
    elapsedDays: Math.max(0, Math.min(today, end) - start + 1),
    totalDays: end - start + 1,
  };
}

/**
 * The steps of a series: whole ones from the one that holds the first day, the last up to the last day.
 *
 * @throws CodedError `badRequest` when they are too many, or the days turned round
 */
export function stepsOf(
  step: 'day' | 'week' | 'month',
  days: { from: Day | undefined; to: Day | undefined },
  today: Day,
): MeasuredPeriod[] {
  const to = days.to ?? Math.max(today, days.from ?? today);
  const from = days.from ?? to - BACK[step];
  if (from > to) throw refusedQuery('to', 'lies before from');
  const steps: MeasuredPeriod[] = [];
  for (let next = stepAt(step, from); next.start <= to; next = stepAt(step, next.end + 1)) {
    if (steps.length === MOST_STEPS)
      throw refusedQuery('from', `more than ${MOST_STEPS} steps; ask for fewer days or longer steps`);
    // Nothing lies after today, so that a running step is whole.
    steps.push(next.end > to && to < today ? { kind: 'days', start: next.start, end: to } : next);
  }
  return steps;
}

function stepAt(step: 'day' | 'week' | 'month', day: Day): MeasuredPeriod {
  return step === 'day' ? { kind: 'days', start: day, end: day } : periodOf(step, day);
}
