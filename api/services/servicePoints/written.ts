import type { ServicePointDetail, ServicePointInput } from '#api/contract/servicePoints.ts';
import { formatDay, parseDay } from '#geodata/duty/calendar.ts';
import { type Day, OPEN_END } from '#geodata/model.ts';
import type { Minute, OpeningHours, Span, Timetable, Whereabouts } from '#geodata/service/types.ts';

type Written = ServicePointInput['whereabouts'];
type WrittenSpan = { from: string; to: string };

const minuteOf = (text: string): Minute => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
const clockOf = (minute: Minute): string =>
  [Math.floor(minute / 60), minute % 60].map((part) => String(part).padStart(2, '0')).join(':');
const dayOf = (text: string): Day => parseDay(text)!;

const spanOf = ({ from, to }: WrittenSpan): Span => ({ from: minuteOf(from), to: minuteOf(to) });
const writtenSpan = ({ from, to }: Span): WrittenSpan => ({ from: clockOf(from), to: clockOf(to) });

/** Where people find a point, as it is kept: days and minutes as numbers. */
export function whereaboutsOf(written: Written): Whereabouts {
  if (written.form === 'moving') return { form: 'moving', timetable: timetableOf(written.timetable) };
  return { form: 'fixed', position: written.position, hours: written.hours && hoursOf(written.hours) };
}

function hoursOf({
  weekly,
  holidays,
  exceptions,
}: NonNullable<(Written & { form: 'fixed' })['hours']>): OpeningHours {
  return {
    weekly: weekly.map(({ weekday, ...span }) => ({ weekday, ...spanOf(span) })),
    holidays,
    exceptions: exceptions.map(({ from, to, spans, reason }) => ({
      ...{ from: dayOf(from), to: dayOf(to), reason },
      spans: spans.map(spanOf),
    })),
  };
}

function timetableOf({
  stops,
  runs,
  exceptions,
  route,
}: (Written & { form: 'moving' })['timetable']): Timetable {
  return {
    stops,
    runs: runs.map(({ id, stop, rule, firstDay, lastDay, ...span }) => ({
      ...{ id, stop, rule, firstDay: dayOf(firstDay), lastDay: lastDay === null ? null : dayOf(lastDay) },
      ...spanOf(span),
    })),
    exceptions: exceptions.map((each) =>
      each.kind === 'cancelled'
        ? { ...each, day: dayOf(each.day) }
        : { ...each, day: dayOf(each.day), ...spanOf(each) },
    ),
    route,
  };
}

/** The same as it is sent, so that it can be sent again. */
export function writtenWhereabouts(whereabouts: Whereabouts): ServicePointDetail['whereabouts'] {
  if (whereabouts.form === 'fixed') {
    const { position, hours } = whereabouts;
    const written = hours && {
      weekly: hours.weekly.map(({ weekday, ...span }) => ({ weekday, ...writtenSpan(span) })),
      holidays: hours.holidays,
      exceptions: hours.exceptions.map(({ from, to, spans, reason }) => ({
        ...{ from: formatDay(from), to: formatDay(to), reason },
        spans: spans.map(writtenSpan),
      })),
    };
    return { form: 'fixed', position: [...position], hours: written };
  }
  const { stops, runs, exceptions, route } = whereabouts.timetable;
  return {
    form: 'moving',
    timetable: {
      stops: stops.map((stop) => ({ ...stop, position: [...stop.position] })),
      runs: runs.map(({ id, stop, rule, firstDay, lastDay, ...span }) => ({
        ...{
          id,
          stop,
          rule,
          firstDay: formatDay(firstDay),
          lastDay: lastDay === null ? null : formatDay(lastDay),
        },
        ...writtenSpan(span),
      })),
      exceptions: exceptions.map((each) =>
        each.kind === 'cancelled'
          ? { ...each, day: formatDay(each.day) }
          : { ...each, day: formatDay(each.day), ...writtenSpan(each) },
      ),
      route: route?.map((position) => [...position]) ?? null,
    },
  };
}

/** Last day as it is told; null for an open end. */
export const writtenEnd = (day: Day): string | null => (day === OPEN_END ? null : formatDay(day));
