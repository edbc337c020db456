import { useTranslation } from 'react-i18next';
import type { DutyInfo, SummaryRow } from '#api/contract/coverage.ts';
import { isStaffing } from '../../i18n/duty.ts';
import { formatCount, formatPercent, formatRate } from '../../i18n/format.ts';
import { VisitsBehind } from './list/VisitsBehind.tsx';
import type { Leader } from './useLeader.ts';

interface DutyCellsProps {
  leader: Leader;
  row: SummaryRow;
  duty: DutyInfo;
  closed: boolean;
}

/** The figures behind the ratio. */
export function DutyCells({ leader, row, duty, closed }: DutyCellsProps) {
  const { t } = useTranslation();
  return (
    <dl className="cells">
      <div>
        <dt>{t(`duty.${duty.kind}.doneRequired`)}</dt>
        <dd>
          <VisitsBehind leader={leader} row={row} duty={duty}>
            <b data-testid="figure-done">{formatCount(row.done)}</b>
          </VisitsBehind>
          <small>
            {' '}
            / <span data-testid="figure-required">{formatCount(row.required)}</span>
          </small>
        </dd>
      </div>
      {isStaffing(duty) ? (
        <div>
          <dt>{t('duty.staffing.staffed')}</dt>
          <dd>
            <b data-testid="figure-staffed">{formatCount(row.n - row.gapCount)}</b>
            <small> / {formatCount(row.n)}</small>
          </dd>
        </div>
      ) : (
        <Outlook row={row} duty={duty} closed={closed} />
      )}
    </dl>
  );
}

/** Where visits will end at the rate so far, and the rate that is needed. */
function Outlook({ row, duty, closed }: Omit<DutyCellsProps, 'leader'>) {
  const { t } = useTranslation();
  const daysLeft = Math.max(1, row.period.totalDays - row.period.elapsedDays + 1);
  return (
    <>
      <div>
        <dt>{t('figure.projectedEnd')}</dt>
        <dd>
          {closed || row.projected === null ? (
            <small>{closed ? t('figure.over') : t('figure.none')}</small>
          ) : (
            <>
              <b data-testid="figure-projected">{formatPercent(row.projected)}</b>
              <small> %</small>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>
          {row.dailyRate === null ? t('figure.dailyRateClosed') : t('figure.dailyRate', { days: daysLeft })}
        </dt>
        <dd>
          {row.dailyRate === null ? (
            <small>{closed ? t('figure.over') : '—'}</small>
          ) : (
            <>
              <b data-testid="figure-daily-rate">{formatRate(row.dailyRate)}</b>
              <small> {t(`duty.${duty.kind}.unit`)}</small>
            </>
          )}
        </dd>
      </div>
    </>
  );
}
