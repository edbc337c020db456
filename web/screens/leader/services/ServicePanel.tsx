import { ListOrdered, Target } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Answered } from '../../../components/Answered.tsx';
import { EmptyState, ErrorState, Skeleton, StaleNote } from '../../../components/States.tsx';
import { formatMoment } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import { NEW_SITING } from '../../../state/url.ts';
import '../issues/IssuePanel.css';
import { ShareButton } from '../PanelActions.tsx';
import { PanelTitle } from '../PanelHead.tsx';
import type { Leader } from '../useLeader.ts';
import { FarRows } from './FarRows.tsx';
import { KindRows } from './KindRows.tsx';
import { MovingRows, StopsToday } from './MovingRows.tsx';
import { ReachFigure } from './ReachFigure.tsx';
import type { Services } from './useServices.ts';

interface ServicePanelProps {
  leader: Leader;
  services: Services;
  onHover: (area: MapView['hovered']) => void;
}

/** The services of the area in view: whom they reach, what is open, who is on the road, and who is left out. */
export function ServicePanel({ leader, services, onHover }: ServicePanelProps) {
  const { t } = useTranslation();
  const { detail, area } = leader;
  const { here, reach, far, stops, zone } = services;
  if (!detail || area.isPlaceholderData || here.isPending)
    return (
      <div className="panel__scroll">
        {area.isError || here.isError ? (
          <ErrorState
            error={area.error ?? here.error}
            onRetry={() => void (area.isError ? area : here).refetch()}
          />
        ) : (
          <>
            <Skeleton lines={2} />
            <Skeleton tall lines={4} />
            <Skeleton lines={5} />
          </>
        )}
      </div>
    );
  if (!here.data)
    return (
      <div className="panel__scroll">
        <PanelTitle leader={leader} />
        <ErrorState error={here.error} onRetry={() => void here.refetch()} />
      </div>
    );
  const none = here.data.kinds.every(({ count }) => count === 0) && here.data.items.length === 0;
  const nowhere = services.everywhere.data?.items.length === 0;
  return (
    <>
      <div className="panel__scroll service-panel" key={leader.code} data-testid="service-panel">
        <PanelTitle leader={leader}>
          <span data-testid="data-as-of">{t('panel.asOf', { time: formatMoment(here.data.now) })}</span>
        </PanelTitle>
        <StaleNote query={here} />
        <div className="panel__columns">
          <div>
            {nowhere ? (
              <EmptyState title={t('services.empty.title')} hint={t('services.empty.hint')} />
            ) : (
              <Answered query={reach} zone={zone} lines={5}>
                {(answer) => <ReachFigure leader={leader} services={services} answer={answer} />}
              </Answered>
            )}
            {none ? (
              !nowhere && (
                <section className="section">
                  <EmptyState title={t('services.empty.here')} hint={t('services.empty.hereHint')} />
                </section>
              )
            ) : (
              <KindRows leader={leader} services={services} answer={here.data} />
            )}
          </div>
          <div>
            {!nowhere && (
              <Answered query={far} zone={zone}>
                {(answer) => (
                  <FarRows leader={leader} services={services} answer={answer} onHover={onHover} />
                )}
              </Answered>
            )}
            <MovingRows leader={leader} services={services} answer={here.data} />
            <Answered query={stops} zone={zone}>
              {(answer) => <StopsToday leader={leader} services={services} answer={answer} />}
            </Answered>
          </div>
        </div>
      </div>
      <Actions leader={leader} services={services} />
    </>
  );
}

function Actions({ leader, services }: { leader: Leader; services: Services }) {
  const { t } = useTranslation();
  const { navigate } = leader;
  return (
    <div className="panel__actions issue-panel__actions">
      <button
        type="button"
        className="button button--ink"
        data-testid="open-priority"
        onClick={() => navigate({ table: 'priority' }, 'push')}
      >
        <ListOrdered size={18} aria-hidden="true" />
        {t('services.actions.priority')}
      </button>
      {services.mayPlan && (
        <button
          type="button"
          className="button"
          data-testid="open-siting"
          onClick={() => navigate({ siting: NEW_SITING }, 'push')}
        >
          <Target size={18} aria-hidden="true" />
          {t('services.actions.siting')}
        </button>
      )}
      <ShareButton />
    </div>
  );
}
