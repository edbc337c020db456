import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ServicePointItem, ServicePointsAnswer, StopsAnswer } from '#api/contract/servicePoints.ts';
import { formatClock, formatCount, formatPlace } from '../../../i18n/format.ts';
import { openState } from '../../../map/serviceGlyphs.ts';
import type { Leader } from '../useLeader.ts';
import { KindGlyph } from './KindGlyph.tsx';
import { instantOf } from './moment.ts';
import type { Services } from './useServices.ts';
import { whenText } from './words.ts';

const MOST_ROWS = 6;

/** Moving points: where each is at the moment of the clock, and where it goes next. Those that are out come first. */
export function MovingRows({
  leader,
  services,
  answer,
}: {
  leader: Leader;
  services: Services;
  answer: ServicePointsAnswer;
}) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const { marks, day, shown } = services;
  const moving = shown(answer.items)
    .filter(({ form }) => form === 'moving')
    .toSorted(
      (a, b) =>
        Number(b.now !== null) - Number(a.now !== null) ||
        (a.next?.from ?? '9').localeCompare(b.next?.from ?? '9'),
    );
  if (moving.length === 0) return null;
  const out = moving.filter(({ now }) => now !== null).length;
  return (
    <section className="section" data-testid="moving">
      <div className="section-head">
        <h2>{t('services.moving.title')}</h2>
        <span className="section-head__note">
          {t('services.moving.note', { out: formatCount(out), n: formatCount(moving.length) })}
        </span>
      </div>
      <ol className="rows">
        {moving.slice(0, MOST_ROWS).map((item) => (
          <li key={item.id}>
            <button
              type="button"
              className="moving-row"
              data-testid={`moving-${item.id}`}
              onClick={() => navigate({ point: item.id }, 'push')}
            >
              <KindGlyph mark={marks.get(item.kind)} state={openState(item.open)} />
              <span className="moving-row__name">{item.name}</span>
              <small className="moving-row__words">
                <MovingWords item={item} day={day} />
              </small>
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
      </ol>
      {moving.length > MOST_ROWS && (
        <button
          type="button"
          className="link"
          onClick={() =>
            navigate(
              { table: 'points', kinds: [...new Set(moving.map(({ kind }) => kind))].join(',') },
              'push',
            )
          }
        >
          {t('services.moving.all', { n: formatCount(moving.length) })}
          <ChevronRight size={15} aria-hidden="true" />
        </button>
      )}
    </section>
  );
}

/** Where a moving point is, and where next. */
export function MovingWords({ item, day }: { item: ServicePointItem; day: string }) {
  const { t } = useTranslation();
  const { now, next } = item;
  return (
    <>
      {now && <b>{t('services.moving.now', { stop: now.stopName, until: formatClock(now.to) })}</b>}
      {now && next && ' · '}
      {next
        ? t('services.moving.next', { stop: next.stopName, when: whenText(next.from, day, t) })
        : !now && t('services.moving.nothing')}
    </>
  );
}

const MOST_STOPS = 8;

/** The stops of the day in order of time; those that are over are quiet. */
export function StopsToday({
  leader,
  services,
  answer,
}: {
  leader: Leader;
  services: Services;
  answer: StopsAnswer;
}) {
  const { t } = useTranslation();
  const { navigate, url } = leader;
  const { wanted, marks, moment, zone } = services;
  const items = answer.items.filter(({ kind }) => wanted === null || wanted.includes(kind));
  const now = moment ? instantOf(moment, zone) : '';
  const phase = (from: string, to: string) => (to <= now ? 'past' : from <= now ? 'now' : 'ahead');
  // What is over gives way to what is not.
  const first = Math.max(
    0,
    Math.min(
      items.findIndex(({ to }) => to > now),
      items.length - MOST_STOPS,
    ),
  );
  return (
    <section className="section" data-testid="stops-today">
      <div className="section-head">
        <h2>{t(url.at === null ? 'services.today.title' : 'services.today.titleThen')}</h2>
        <span className="section-head__note" data-testid="stops-today-count">
          {t('services.today.note', { n: formatCount(items.length) })}
        </span>
      </div>
      {items.length === 0 && <p className="section__text">{t('services.today.none')}</p>}
      <ol className="stops">
        {items.slice(first, first + MOST_STOPS).map((stop) => (
          <li key={`${stop.point} ${stop.run} ${stop.from}`} data-phase={phase(stop.from, stop.to)}>
            <button
              type="button"
              className="stop-row"
              data-testid={`stop-${stop.point}`}
              onClick={() => navigate({ point: stop.point }, 'push')}
            >
              <time>
                {formatClock(stop.from)}–{formatClock(stop.to)}
              </time>
              <KindGlyph
                mark={marks.get(stop.kind)}
                state={phase(stop.from, stop.to) === 'now' ? 'open' : 'closed'}
                size={18}
              />
              <span className="stop-row__name">
                {stop.stopName}
                <small>
                  {[stop.pointName, stop.area && formatPlace(stop.area.name)].filter(Boolean).join(' · ')}
                </small>
              </span>
              {stop.served !== null && (
                <small>{t('services.today.served', { n: formatCount(stop.served) })}</small>
              )}
            </button>
          </li>
        ))}
      </ol>
      {items.length > MOST_STOPS && (
        <p className="section__text">
          {t('services.today.more', { n: formatCount(items.length - MOST_STOPS) })}
        </p>
      )}
    </section>
  );
}
