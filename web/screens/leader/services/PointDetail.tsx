import { useQuery } from '@tanstack/react-query';
import { ChevronLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { ServicePointDetail } from '#api/contract/servicePoints.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatPlace, formatRate } from '../../../i18n/format.ts';
import { openState } from '../../../map/serviceGlyphs.ts';
import { servicePointQuery } from '../../../queries/services.ts';
import '../issues/IssueDetail.css';
import { ShareButton } from '../PanelActions.tsx';
import type { Leader } from '../useLeader.ts';
import { HoursTable } from './HoursTable.tsx';
import { KindGlyph } from './KindGlyph.tsx';
import { PointReach } from './PointReach.tsx';
import { PointStops } from './PointStops.tsx';
import type { Services } from './useServices.ts';
import { stateText } from './words.ts';

interface PointDetailProps {
  leader: Leader;
  services: Services;
  id: string;
}

/** One service point: whether it is open, when, what it offers, where it goes, and whom it reaches. */
export function PointDetail({ leader, services, id }: PointDetailProps) {
  const { t } = useTranslation();
  const { navigate, lang } = leader;
  const query = useQuery(servicePointQuery(id, services.at, lang));
  const missing = query.isError && (query.error as { status?: number }).status === 404;
  return (
    <>
      <div className="panel__scroll issue-detail" key={id} data-testid="point-detail">
        <button
          type="button"
          className="issue-detail__back"
          data-testid="point-back"
          onClick={() => navigate({ point: null })}
        >
          <ChevronLeft size={18} aria-hidden="true" />
          {t('services.point.back')}
        </button>
        {query.data ? (
          <Body leader={leader} services={services} point={query.data} />
        ) : missing ? (
          <EmptyState title={t('services.point.missing')} hint={t('services.point.missingHint')} />
        ) : query.isError ? (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <>
            <Skeleton lines={3} />
            <Skeleton lines={6} />
          </>
        )}
      </div>
      <div className="panel__actions">
        <ShareButton />
      </div>
    </>
  );
}

function Body({
  leader,
  services,
  point,
}: {
  leader: Leader;
  services: Services;
  point: ServicePointDetail;
}) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const { marks, day } = services;
  const where = point.whereabouts;
  return (
    <>
      <div className="point-head">
        <KindGlyph mark={marks.get(point.kind)} state={openState(point.open)} size={34} />
        <div>
          <h1 data-testid="point-name">{point.name}</h1>
          <p className="panel-head__line">
            <span>{point.kindName}</span>
            {point.organisation && <span>{point.organisation.name}</span>}
            {point.illustrative && (
              <span data-testid="point-illustrative">{t('services.point.illustrative')}</span>
            )}
          </p>
        </div>
      </div>
      <p className="point-state" data-state={openState(point.open)} data-testid="point-state">
        {stateText(point, day, t)}
      </p>
      {point.chain.length > 0 && (
        <p className="issue-detail__chain">
          {point.chain.map((area) => (
            <button
              key={area.code}
              type="button"
              onClick={() => navigate({ area: area.code, point: null }, 'push')}
            >
              {formatPlace(area.name)}
            </button>
          ))}
        </p>
      )}
      <dl className="cells point-cells">
        <div>
          <dt>{t('services.point.weekly')}</dt>
          <dd>
            <b>{point.weeklyHours === null ? '—' : formatRate(point.weeklyHours)}</b>{' '}
            <small>{t('services.point.hours')}</small>
          </dd>
        </div>
        <div>
          <dt>{t('services.point.capacity')}</dt>
          <dd>
            <b>{point.capacity === null ? '—' : formatCount(point.capacity)}</b>{' '}
            <small>
              {point.capacity === null ? t('services.point.notKnown') : t('services.point.people')}
            </small>
          </dd>
        </div>
        <div>
          <dt>{t('services.point.served')}</dt>
          <dd>
            <b data-testid="point-served">{point.served === null ? '—' : formatCount(point.served)}</b>{' '}
            <small>{point.served === null ? t('services.point.notTold') : t('services.point.people')}</small>
          </dd>
        </div>
      </dl>
      {point.services.length > 0 && (
        <section className="section">
          <div className="section-head">
            <h2>{t('services.point.offers')}</h2>
          </div>
          <ul className="point-services">
            {point.services.map(({ id, name }) => (
              <li key={id}>{name}</li>
            ))}
          </ul>
        </section>
      )}
      {where.form === 'fixed' ? (
        <HoursTable hours={where.hours} day={day} />
      ) : (
        <PointStops leader={leader} services={services} point={point} timetable={where.timetable} />
      )}
      <PointReach leader={leader} services={services} point={point} />
    </>
  );
}
