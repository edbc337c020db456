import { CodedError } from '#api/errors.ts';
import { refusedQuery } from '#api/services/coverage/periods.ts';
import type { PointsMeant } from '#api/services/reach/points.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import type { Day } from '#geodata/model.ts';
import type { Demand, ServiceSettings } from '#geodata/service/types.ts';

/** Days of the usual interval, the last one today. */
const USUAL_DAYS = 30;
/** Days of the longest interval. */
const MOST_DAYS = 366;

/** The part of a question that tells whose reach of what is meant, as it comes in. */
export interface AskedReach {
  kinds?: string | undefined;
  service?: string | undefined;
  demand: string;
  metres?: number | undefined;
  travel?: 'geodesic' | 'network' | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The same, checked against the settings. */
export interface MeantReach {
  points: PointsMeant;
  demand: Demand;
  metres: number | null;
  travel: 'geodesic' | 'network' | null;
}

/** @throws CodedError `badRequest` naming what the district does not have */
export function meantOf(asked: AskedReach, settings: ServiceSettings, today: Day): MeantReach {
  const { service, metres = null, travel = null } = asked;
  const demand = settings.demands.find(({ id }) => id === asked.demand);
  if (!demand) throw refusedQuery('demand', `there is no demand ${asked.demand}`);
  if (service !== undefined && !settings.services.some(({ id }) => id === service))
    throw refusedQuery('service', `there is no service ${service}`);
  return {
    points: { kinds: kindsOf(asked.kinds, settings), service: service ?? null, ...daysOf(asked, today) },
    demand,
    metres,
    travel,
  };
}

function kindsOf(text: string | undefined, { kinds }: ServiceSettings): ReadonlySet<string> | null {
  const wanted = (text ?? '').split(',').filter((kind) => kind !== '');
  const unknown = wanted.find((kind) => !kinds.some(({ id }) => id === kind));
  if (unknown !== undefined) throw refusedQuery('kinds', `there is no kind ${unknown}`);
  return wanted.length === 0 ? null : new Set(wanted);
}

function daysOf({ from, to }: AskedReach, today: Day): { from: Day; to: Day } {
  const begin = from === undefined ? null : parseDay(from)!;
  // an interval that begins ahead is as long as the usual one
  const end =
    to === undefined ? (begin !== null && begin > today ? begin + USUAL_DAYS - 1 : today) : parseDay(to)!;
  const days = { from: begin ?? end - USUAL_DAYS + 1, to: end };
  if (days.to < days.from) throw refusedQuery('to', 'lies before from');
  if (days.to - days.from >= MOST_DAYS) throw refusedQuery('to', `more than ${MOST_DAYS} days after from`);
  return days;
}

/** A way of travel that is asked for and not there. */
export function noNetwork(): CodedError {
  return new CodedError('conflict', 'No travel network is in force; import one, or ask for geodesic.', [
    { path: 'travel', message: 'no network is in force', code: 'notFound' },
  ]);
}
