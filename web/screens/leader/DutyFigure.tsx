import { Trans, useTranslation } from 'react-i18next';
import type { DutyInfo, SummaryRow } from '#api/contract/coverage.ts';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { PaceBar } from '../../components/PaceBar.tsx';
import { EmptyState } from '../../components/States.tsx';
import { countedText, isStaffing, rhythmText } from '../../i18n/duty.ts';
import { formatCount, formatDay, formatPercent, formatPoints } from '../../i18n/format.ts';
import { DutyCells } from './DutyCells.tsx';
import './DutyFigure.css';
import { barLabel, barValues, isRange, ratioText, rowClosed } from '../../components/dutyRow.ts';
import { DutyNotes } from './DutyNotes.tsx';
import { CompareLine } from './time/CompareLine.tsx';
import type { Leader } from './useLeader.ts';

/** The duty in view: ratio, light in words, pace, bar, and the figures behind it. */
export function DutyFigure({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { main, chosen, summary } = leader;
  if (!chosen) return null;
  const { duty } = chosen;
  const hidden = summary.data?.withheld.includes(duty.id) ?? false;
  if (!main) return <EmptyState title={t(hidden ? 'panel.withheld' : `duty.${duty.kind}.none`)} />;
  // Officers are due at all times: their light is that of a closed period, and nothing is projected.
  const staffing = isStaffing(duty);
  const asOf = summary.data?.asOf ?? '';
  const closed = staffing || rowClosed(main, asOf);
  const values = barValues(main, closed);
  const light = main.light ?? 'none';
  return (
    <section className="duty-figure">
      <div className="section-head">
        <h2>
          {duty.name} <small>{rhythmText(duty, t)}</small>
        </h2>
        <span className="section-head__note" data-testid="figure-counted">
          {t(`duty.${duty.kind}.required`, {
            subjects: countedText(main.n, duty, t),
            n: formatCount(main.required),
          })}
          {main.exempt > 0 && ` · ${t('figure.exempt', { n: formatCount(main.exempt) })}`}
        </span>
      </div>
      <div className="duty-figure__top">
        <p className="duty-figure__ratio" data-wide={isRange(main)}>
          <span data-testid="figure-ratio">{ratioText(main)}</span>
          {main.ratio !== null && <small>%</small>}
        </p>
        <div>
          <span className={`chip chip--${light}`} data-testid="figure-light" data-light={light}>
            <LightGlyph light={main.light} />
            {t(`${closed ? 'lightClosed' : 'light'}.${light}`)}
          </span>
          {(main.estimated ?? 0) > 0 && (
            <span
              className="chip chip--plain"
              title={t('figure.estimatedHint')}
              data-testid="figure-estimated"
            >
              {t('figure.estimated', { share: formatPercent(main.estimated) })}
            </span>
          )}
          {main.metLate > 0 && (
            <span className="chip chip--plain" data-testid="figure-met-late">
              {t('figure.metLate', { n: formatCount(main.metLate) })}
            </span>
          )}
          <p className="duty-figure__pace" data-testid="figure-pace">
            {staffing ? (
              <StaffingSentence row={main} duty={duty} />
            ) : (
              <PaceSentence row={main} duty={duty} closed={closed} />
            )}
          </p>
        </div>
      </div>
      <CompareLine leader={leader} />
      {values.due !== null && (
        <div className="duty-figure__due" style={{ '--at': values.due }}>
          <span>
            {leader.asOf === null
              ? t('figure.due', { value: formatPercent(values.due) })
              : t('period.dueOn', {
                  day: formatDay(asOf, leader.today ?? asOf),
                  value: formatPercent(values.due),
                })}
            <small> %</small>
          </span>
        </div>
      )}
      <PaceBar values={values} label={barLabel(main, closed, staffing, t)} />
      <ul className="duty-figure__key" aria-hidden="true">
        <li className="key key--done">{t(staffing ? 'duty.staffing.inPost' : 'figure.done')}</li>
        {values.known > values.done && (
          <li className="key key--unknown">{t('figure.unknown', { value: formatPercent(values.known) })}</li>
        )}
        {values.projected !== null && (
          <li className="key key--projected">
            {t('figure.projected', { value: formatPercent(values.projected) })}
          </li>
        )}
        <li className="duty-figure__whole">100 %</li>
      </ul>
      <DutyNotes row={main} duty={duty} asOf={asOf} />
      <DutyCells leader={leader} row={main} duty={duty} closed={closed} />
    </section>
  );
}

function PaceSentence({ row, duty, closed }: { row: SummaryRow; duty: DutyInfo; closed: boolean }) {
  const { t } = useTranslation();
  const { pace } = row;
  if (pace === null) return t(`duty.${duty.kind}.none`);
  const points = formatPoints(pace);
  if (closed && pace >= 0) return t('pace.complete');
  const key = closed ? 'pace.short' : points === '0.0' ? 'pace.on' : pace < 0 ? 'pace.behind' : 'pace.ahead';
  return (
    <>
      {/* While a source is late the pace is the least that it can be. */}
      {row.unknown > 0 && t('pace.known')}
      <Trans i18nKey={key} values={{ points }} components={{ b: <b /> }} />
    </>
  );
}

function StaffingSentence({ row, duty }: { row: SummaryRow; duty: DutyInfo }) {
  const { t } = useTranslation();
  if (row.required === 0) return t('duty.staffing.none');
  if (row.done >= row.required) return t('duty.staffing.full');
  const values = {
    n: formatCount(row.required - row.done),
    target: formatPercent(duty.thresholds.target),
  };
  return <Trans i18nKey="duty.staffing.short" values={values} components={{ b: <b /> }} />;
}
