import type { PeriodInfo } from '#api/contract/figures.ts';
import { CodedError } from '#api/errors.ts';
import type { Asking, ServiceContext } from '#api/services/context.ts';
import type { DutyRecord } from '#api/store/dutyStore.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { type Period, parsePeriod, periodKindOf, periodOf } from '#geodata/duty/period.ts';
import type { Day } from '#geodata/model.ts';

/** The civil day that stands for now and, where the past is asked for, what had been recorded by then. */
export interface Moment {
  today: Day;
  recordedBy?: Day;
}

/** @throws CodedError `badRequest` when `asOf` lies in the future */
export function momentOf(context: ServiceContext, asking: Asking, asOf: string | undefined): Moment {
  const today = context.dayOf(asking.now);
  if (asOf === undefined) return { today };
  const day = parseDay(asOf)!;
  if (day > today) throw refusedQuery('asOf', `${asOf} lies in the future`);
  return { today: day, recordedBy: day };
}

/**
 * The period asked for, which must be of the duty's own rhythm; the running one when none is.
 *
 * @throws CodedError `badRequest` when it is of another rhythm or none of the calendar
 */
export function periodAsked(
  record: DutyRecord,
  key: string | undefined,
  moment: Moment,
  field = 'period',
): Period {
  const { duty, programme } = record;
  if (key === undefined) return running(record, moment.today);
  const period = parsePeriod(key, programme);
  if (!period) throw refusedQuery(field, `${key} is no period of the calendar`);
  if (period.kind !== duty.period)
    throw refusedQuery(field, `duty ${duty.id} runs by ${duty.period}; ${key} is a ${period.kind}`);
  return period;
}

/** A duty of another rhythm answers for its own period at the end of the one asked for. */
export function periodLike(record: DutyRecord, key: string | undefined, moment: Moment): Period {
  if (key === undefined || periodKindOf(key) === record.duty.period) return periodAsked(record, key, moment);
  const asked = parsePeriod(key, record.programme);
  if (!asked) throw refusedQuery('period', `${key} is no period of the calendar`);
  return running(record, Math.min(asked.end, moment.today));
}

function running({ duty, programme }: DutyRecord, today: Day): Period {
  return periodOf(duty.period, Math.min(Math.max(today, programme.firstDay), programme.lastDay), programme);
}

/** Number of the version of the rule in force in a period. */
export function versionIn({ rule }: DutyRecord, period: Period): number {
  const { versions } = rule;
  return (versions.findLast(({ fromPeriod }) => fromPeriod <= period.start) ?? versions[0]!).version;
}

export function periodInfo({ programme }: DutyRecord, period: Period, moment: Moment): PeriodInfo {
  const start = Math.max(period.start, programme.firstDay);
  const end = Math.min(period.end, programme.lastDay);
  return {
    key: period.key,
    kind: period.kind,
    start: formatDay(period.start),
    end: formatDay(period.end),
    elapsedDays: Math.max(0, Math.min(moment.today, end) - start + 1),
    totalDays: Math.max(0, end - start + 1),
  };
}

export function refusedQuery(path: string, message: string): CodedError {
  return new CodedError('badRequest', message, [{ path, message, code: 'invalid' }]);
}
