import { useTranslation } from 'react-i18next';
import { Delta } from '../../../components/Delta.tsx';
import { ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatDay, formatPace, formatPercent } from '../../../i18n/format.ts';
import { periodLabel } from '../../../i18n/period.ts';
import type { Leader } from '../useLeader.ts';
import './CompareLine.css';

/** Which part of the period before is compared with, in words. */
export function usePriorText(leader: Leader) {
  const { t } = useTranslation();
  const { lang, today } = leader;
  return ({ period, asOf, day, of }: NonNullable<Leader['compare']['prior']>): string =>
    asOf === null
      ? t('compare.whole', { period: periodLabel(period, t, lang) })
      : t('compare.part', {
          period: periodLabel(period, t, lang),
          ...{ day, of, date: formatDay(asOf, today ?? asOf) },
        });
}

/** The duty in view beside itself in the same part of the period before. */
export function CompareLine({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { compare, main } = leader;
  const priorText = usePriorText(leader);
  if (!compare.on || !compare.prior || !main) return null;
  if (compare.error) return <ErrorState error={compare.error} onRetry={compare.retry} />;
  const row = compare.rows.get(main.duty);
  if (compare.pending || !row)
    return (
      <div className="compare">
        <Skeleton lines={2} />
      </div>
    );
  return (
    <div className="compare" data-testid="compare-line">
      <p>
        {priorText(row.prior)}
        {row.unsure && ` · ${t('compare.unsure')}`}
      </p>
      <dl>
        <div data-testid="compare-ratio">
          <dt>{t('compare.ratio')}</dt>
          <dd>
            <Delta value={row.ratio} />
            <span>{t('compare.was', { value: `${formatPercent(row.before?.ratio ?? null)} %` })}</span>
          </dd>
        </div>
        <div data-testid="compare-pace">
          <dt>{t('compare.pace')}</dt>
          <dd>
            <Delta value={row.pace} />
            <span>{t('compare.was', { value: formatPace(row.before?.pace ?? null) })}</span>
          </dd>
        </div>
      </dl>
    </div>
  );
}
