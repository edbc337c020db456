import { useTranslation } from 'react-i18next';
import { Delta } from '../../components/Delta.tsx';
import { barLabel, barValues, ratioText, rowClosed } from '../../components/dutyRow.ts';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { PaceBar } from '../../components/PaceBar.tsx';
import { isStaffing, rhythmText } from '../../i18n/duty.ts';
import { formatCount, formatPace, formatPercent, formatRate } from '../../i18n/format.ts';
import { chooseDuty } from './DutySelect.tsx';
import './Rows.css';
import { usePriorText } from './time/CompareLine.tsx';
import type { Leader } from './useLeader.ts';

/** The other duties of the area, one row each; a tap brings one to the front. */
export function OtherDuties({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { summary, main, duties } = leader;
  const rows = (summary.data?.rows ?? []).filter(({ duty }) => duty !== main?.duty);
  const asOf = summary.data?.asOf ?? '';
  const priorText = usePriorText(leader);
  if (rows.length === 0) return null;
  const infoOf = (id: string) => duties.find(({ duty }) => duty.id === id)?.duty;
  const ticks = rows.some((row) => infoOf(row.duty)?.kind !== 'staffing' && !rowClosed(row, asOf));
  return (
    <section className="section section--later">
      <div className="section-head">
        <h2>{t('panel.other')}</h2>
        {ticks && (
          <span className="section-head__note">
            {t(leader.asOf === null ? 'panel.tick' : 'panel.tickThen')}
          </span>
        )}
      </div>
      <ul className="rows">
        {rows.map((row) => {
          const info = infoOf(row.duty);
          const staffing = info !== undefined && isStaffing(info);
          const closed = staffing || rowClosed(row, asOf);
          const compared = leader.compare.on ? leader.compare.rows.get(row.duty) : undefined;
          const light = row.light ?? 'none';
          return (
            <li key={row.duty}>
              <button
                type="button"
                className="duty-row"
                data-testid={`other-${row.duty}`}
                title={compared && priorText(compared.prior)}
                onClick={() => chooseDuty(leader, row.duty)}
              >
                <LightGlyph light={row.light} size={15} />
                <span className="duty-row__name">
                  <b>{row.dutyName}</b>
                  {info && <small>{rhythmText(info, t)}</small>}
                </span>
                <span className="duty-row__ratio">
                  <b>{ratioText(row)}</b>
                  {row.ratio !== null && <small>%</small>}
                  {(row.estimated ?? 0) > 0 && <small>{t('figure.estimatedShort')}</small>}
                </span>
                <span className="duty-row__facts">
                  <span className={`word word--${light}`}>
                    {t(`${closed ? 'lightClosed' : 'light'}.${light}`)}{' '}
                    {!staffing && row.pace !== null && formatPace(row.pace)}
                  </span>
                  {compared && (
                    <>
                      <span>
                        {t('compare.ratio')} <Delta value={compared.ratio} />
                      </span>
                      {!staffing && (
                        <span>
                          {t('compare.pace')} <Delta value={compared.pace} />
                        </span>
                      )}
                    </>
                  )}
                  {!compared && staffing && row.done < row.required && (
                    <span>
                      {t('duty.staffing.missingShort', { n: formatCount(row.required - row.done) })}
                    </span>
                  )}
                  {!compared && !closed && row.projected !== null && (
                    <span>
                      {t('figure.projected', { value: formatPercent(row.projected) })}
                      {' %'}
                    </span>
                  )}
                  {!compared && row.dailyRate !== null && row.dailyRate > 0 && (
                    <span className="duty-row__rate">
                      {t('figure.dailyRateClosed')} {formatRate(row.dailyRate)}
                    </span>
                  )}
                </span>
                <span className="duty-row__bar">
                  <PaceBar thin values={barValues(row, closed)} label={barLabel(row, closed, staffing, t)} />
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
