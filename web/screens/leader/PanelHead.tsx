import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LEVELS } from '#geodata/model.ts';
import { StaleNote } from '../../components/States.tsx';
import { formatCount, formatMoment } from '../../i18n/format.ts';
import { Freshness } from './Freshness.tsx';
import { ResponsibleLine } from './ResponsibleLine.tsx';
import { SiblingSteps, siblingsOf } from './SiblingSteps.tsx';
import type { Leader } from './useLeader.ts';
import { useSwipe } from './useSwipe.ts';

/** Name of the area and what lies below it, and the ways to its neighbours and upwards. */
export function PanelTitle({ leader, children }: { leader: Leader; children?: React.ReactNode }) {
  const { t } = useTranslation();
  const { detail, chain, navigate } = leader;
  const swipe = useSwipe((direction) => {
    const to = siblingsOf(leader)[direction];
    if (to) navigate({ area: to.code }, 'push');
  });
  if (!detail) return null;
  const counts = LEVELS.flatMap((level) => {
    const n = detail.counts[level];
    return n ? [t(`count.${level}`, { n: formatCount(n) })] : [];
  });
  const parent = chain.at(-1);
  return (
    <div className="panel-head" {...swipe}>
      <h1 data-testid="area-title">{detail.name}</h1>
      <div className="panel-head__tools">
        <SiblingSteps leader={leader} />
        {parent && (
          <button
            type="button"
            className="icon-button"
            aria-label={t('state.toTop', { area: parent.name })}
            title={t('state.toTop', { area: parent.name })}
            data-testid="panel-up"
            onClick={() => navigate({ area: parent.code }, 'push')}
          >
            <X size={20} />
          </button>
        )}
      </div>
      <p className="panel-head__line">
        {counts.map((count) => (
          <span key={count}>{count}</span>
        ))}
        {children}
      </p>
      <ResponsibleLine leader={leader} />
    </div>
  );
}

/** The head of the panel of coverage, with how fresh its data is. */
export function PanelHead({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { summary } = leader;
  return (
    <>
      <PanelTitle leader={leader}>
        <Freshness leader={leader} />
      </PanelTitle>
      {!leader.connected && summary.data ? (
        <p className="panel-head__stale" role="status" data-testid="state-stale">
          {t('state.stale', { time: formatMoment(summary.data.now) })}
        </p>
      ) : (
        <StaleNote query={summary} />
      )}
    </>
  );
}
