import { History } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatDay } from '../../../i18n/format.ts';
import type { Leader } from '../useLeader.ts';
import './HistoryPill.css';

/** Says that everything on the screen is of a past day, and leads back to now. */
export function HistoryPill({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { asOf, today, navigate } = leader;
  if (asOf === null) return null;
  return (
    <div className="history card" data-testid="history">
      <History size={17} aria-hidden="true" />
      <span role="status">{t('period.history', { day: formatDay(asOf, today ?? asOf) })}</span>
      <button
        type="button"
        className="button button--ink"
        data-testid="back-to-now"
        onClick={() => navigate({ asOf: null, period: null })}
      >
        {t('period.backToNow')}
      </button>
    </div>
  );
}
