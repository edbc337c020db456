import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import type {
  ServicePointDetail,
  StopsAnswer,
  timetable as timetableOf,
} from '#api/contract/servicePoints.ts';
import { Answered } from '../../../components/Answered.tsx';
import { formatClock, formatCount, formatDay, formatPlace } from '../../../i18n/format.ts';
import { stopsQuery } from '../../../queries/services.ts';
import type { Leader } from '../useLeader.ts';
import { addDays, instantOf, momentOf, writeMoment } from './moment.ts';
import { ruleText } from './ruleText.ts';
import { AHEAD_DAYS } from './stopDays.ts';
import type { Services } from './useServices.ts';
import { weekdayText } from './words.ts';

type Timetable = z.infer<typeof timetableOf>;

const BACK_DAYS = 30;
const MOST_ROWS = 8;

interface PointStopsProps {
  leader: Leader;
  services: Services;
  point: ServicePointDetail;
  timetable: Timetable;
}

/** Where a moving point goes: the stops to come, those of the last month with whom they served, and its rules. */
export function PointStops({ leader, services, point, timetable }: PointStopsProps) {
  const { t } = useTranslation();
  const { lang } = leader;
  const { day, moment, zone } = services;
  const now = moment ? instantOf(moment, zone) : '';
  const ahead = useQuery({
    ...stopsQuery({ point: point.id, from: day, to: addDays(day, AHEAD_DAYS), lang }),
    enabled: day !== '',
  });
  const back = useQuery({
    ...stopsQuery({ point: point.id, from: addDays(day, -BACK_DAYS), to: day, lang }),
    enabled: day !== '',
  });
  const mine = (answer: StopsAnswer) => answer.items.filter(({ point: id }) => id === point.id);
  return (
    <>
      <section className="section" data-testid="point-ahead">
        <div className="section-head">
          <h2>{t('services.stops.ahead')}</h2>
          <span className="section-head__note">{t('services.stops.aheadNote', { n: AHEAD_DAYS })}</span>
        </div>
        <Answered query={ahead} zone={zone}>
          {(answer) => (
            <Rows
              leader={leader}
              day={day}
              now={now}
              items={mine(answer)
                .filter(({ to }) => to > now)
                .slice(0, MOST_ROWS)}
              none={t('services.stops.noneAhead')}
            />
          )}
        </Answered>
      </section>
      <section className="section" data-testid="point-past">
        <div className="section-head">
          <h2>{t('services.stops.past')}</h2>
          <span className="section-head__note">{t('services.stops.pastNote', { n: BACK_DAYS })}</span>
        </div>
        <Answered query={back} zone={zone}>
          {(answer) => (
            <Rows
              leader={leader}
              day={day}
              now={now}
              items={mine(answer)
                .filter(({ to }) => to <= now)
                .toReversed()
                .slice(0, MOST_ROWS)}
              none={t('services.stops.nonePast')}
            />
          )}
        </Answered>
      </section>
      <section className="section" data-testid="point-rules">
        <div className="section-head">
          <h2>{t('services.stops.rules')}</h2>
        </div>
        <ul className="rules">
          {timetable.runs.map((run) => (
            <li key={run.id}>
              <b>{timetable.stops.find(({ id }) => id === run.stop)?.name ?? run.stop}</b>
              <span>
                {ruleText(run.rule, t)} {run.from}–{run.to}
              </span>
              {run.lastDay !== null && (
                <small>{t('services.stops.until', { day: formatDay(run.lastDay, day) })}</small>
              )}
            </li>
          ))}
        </ul>
        {timetable.exceptions.length > 0 && (
          <p className="section__text">
            {t('services.stops.exceptions', { n: formatCount(timetable.exceptions.length) })}
          </p>
        )}
      </section>
    </>
  );
}

function Rows({
  leader,
  items,
  day,
  now,
  none,
}: {
  leader: Leader;
  items: StopsAnswer['items'];
  day: string;
  now: string;
  none: string;
}) {
  const { t } = useTranslation();
  const { navigate } = leader;
  if (items.length === 0) return <p className="section__text">{none}</p>;
  return (
    <ol className="stops">
      {items.map((stop) => (
        <li
          key={`${stop.run} ${stop.from}`}
          data-phase={stop.to <= now ? 'past' : stop.from <= now ? 'now' : 'ahead'}
        >
          <button
            type="button"
            className="stop-row stop-row--dated"
            title={t('services.stops.goTo')}
            onClick={() => navigate({ at: writeMoment(momentOf(stop.from)) }, 'push')}
          >
            <time>
              {formatDay(stop.day, day)} {weekdayText(stop.day, t)}
              <small>
                {formatClock(stop.from)}–{formatClock(stop.to)}
              </small>
            </time>
            <span className="stop-row__name">
              {stop.stopName}
              <small>
                {[
                  stop.area && formatPlace(stop.area.name),
                  stop.moved && t('services.stops.moved'),
                  stop.reason,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </small>
            </span>
            {stop.to <= now && (
              <small className="stop-row__served">
                {stop.served === null
                  ? t('services.stops.notTold')
                  : t('services.today.served', { n: formatCount(stop.served) })}
              </small>
            )}
          </button>
        </li>
      ))}
    </ol>
  );
}
