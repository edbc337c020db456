import { useTranslation } from 'react-i18next';
import { ErrorState, Skeleton, StaleNote } from '../../components/States.tsx';
import { TrendChart } from '../../components/TrendChart.tsx';
import { isStaffing } from '../../i18n/duty.ts';
import { formatPercent } from '../../i18n/format.ts';
import { periodLabel, periodTick } from '../../i18n/period.ts';
import { timelineOf } from './time/timeline.ts';
import type { Leader } from './useLeader.ts';

/** The share done in each of the last periods; a tap goes there. */
export function TrendSection({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { series, periods, periodKey, lang, navigate, chosen, line, today } = leader;
  if (!chosen || periods.length < 2) return null;
  // Officers are due in full at all times: a line at the whole says nothing.
  const staffing = isStaffing(chosen.duty);
  const running =
    line && today ? timelineOf(line.period.kind, null, null, today, chosen.programme)?.period.key : null;
  const asOf = series.data?.asOf ?? '';
  return (
    <section className="section section--later">
      <div className="section-head">
        <h2>{t('panel.trend')}</h2>
        <span className="section-head__note">{t(`duty.${chosen.duty.kind}.trendNote`)}</span>
      </div>
      {series.data ? (
        <>
          <StaleNote query={series} />
          <TrendChart
            current={periodKey}
            bars={series.data.rows.map((row) => ({
              key: row.period.key,
              tick: periodTick(row.period.key, t, lang),
              label: periodLabel(row.period.key, t, lang),
              ratio: row.ratio,
              due: staffing || row.required === 0 ? null : row.expected / row.required,
              running: asOf <= row.period.end,
              value: row.ratio === null ? '—' : formatPercent(row.ratio),
            }))}
            onPick={(key) => navigate({ period: key === running ? null : key, asOf: null })}
          />
        </>
      ) : series.isError ? (
        <ErrorState error={series.error} onRetry={() => void series.refetch()} />
      ) : (
        <Skeleton lines={3} />
      )}
    </section>
  );
}
