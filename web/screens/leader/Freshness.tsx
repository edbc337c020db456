import { useTranslation } from 'react-i18next';
import { formatDay, formatMoment } from '../../i18n/format.ts';
import './Freshness.css';
import { useFurniture } from './useFurniture.ts';
import type { Leader } from './useLeader.ts';

/** How fresh the data is, and whether an import moves figures while one looks. */
export function Freshness({ leader }: { leader: Leader }) {
  return (
    <>
      <DataAsOf leader={leader} />
      <Importing leader={leader} />
    </>
  );
}

/** That an import is being written or taken back, and how far it is. */
export function Importing({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const importing = leader.session.data?.importing;
  if (!importing) return null;
  return (
    <span className="freshness__importing" role="status" data-testid="importing">
      {t(`panel.importing.${importing.doing}`, { n: Math.floor(100 * importing.progress) })}
    </span>
  );
}

/** The moment of the last record, and behind it that of every area below. */
function DataAsOf({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { summary, asOf, today, inView, rows } = leader;
  const around = useFurniture();
  if (!summary.data) return null;
  // The moment of the last record is that of now: of a past day the day itself is what counts.
  if (asOf !== null)
    return (
      <span data-testid="data-as-of">{t('period.history', { day: formatDay(asOf, today ?? asOf) })}</span>
    );
  const received = summary.data.lastReceivedAt;
  // Records are told of by where they are at home, which is no zone.
  if (received === null && leader.detail?.level === 'zone') return null;
  const text = received ? t('panel.asOf', { time: formatMoment(received) }) : t('panel.noData');
  if (!inView || !rows || rows.areas.length === 0 || inView.level === 'zone')
    return <span data-testid="data-as-of">{text}</span>;
  return around ? (
    <around.FreshnessMenu leader={leader} areas={rows.areas} level={inView.level} text={text} />
  ) : (
    <span className="freshness" data-testid="data-as-of">
      {text}
    </span>
  );
}
