import { Trans, useTranslation } from 'react-i18next';
import type { DutyInfo, SummaryRow } from '#api/contract/coverage.ts';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { PaceBar } from '../../components/PaceBar.tsx';
import { EmptyState } from '../../components/States.tsx';
import { isStaffing, rhythmText } from '../../i18n/duty.ts';
import { formatCount, formatPercent, formatPoints } from '../../i18n/format.ts';
import { DutyCells } from './DutyCells.tsx';
import './DutyFigure.css';
import { barLabel, barValues, ratioText, rowClosed } from './dutyRow.ts';
import type { Leader } from './useLeader.ts';

/** The duty in view: ratio, light in words, pace, bar, and the figures behind it. */
export function DutyFigure({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { main, chosen, summary } = leader;
  if (!chosen) return null;
  const { duty } = chosen;
  const staffing = isStaffing(duty);
  if (!main) return <EmptyState title={t(staffing ? 'staffing.none' : 'pace.none')} />;
  // Officers are due at all times: their light is that of a closed period, and nothing is projected.
  const closed = staffing || rowClosed(main, summary.data?.asOf ?? '');
  const values = barValues(main, closed);
  const subjects = t(`subjects.${duty.subjectType}`, { n: formatCount(main.n) });
  const required = formatCount(main.required);
  const light = main.light ?? 'none';
  return (
    <section className="duty-figure">
      <div className="section-head">
        <h2>
          {duty.name} <small>{rhythmText(duty, t)}</small>
        </h2>
        <span className="section-head__note">
          {staffing
            ? t('staffing.required', { subjects, n: required })
            : t('figure.required', { subjects, visits: required })}
          {main.exempt > 0 && ` · ${t('figure.exempt', { n: formatCount(main.exempt) })}`}
        </span>
      </div>
      <div className="duty-figure__top">
        <p className="duty-figure__ratio" data-wide={main.unknown > 0}>
          <span data-testid="figure-ratio">{ratioText(main)}</span>
          {main.ratio !== null && <small>%</small>}
        </p>
        <div>
          <span className={`chip chip--${light}`} data-testid="figure-light" data-light={light}>
            <LightGlyph light={main.light} />
            {t(`${closed ? 'lightClosed' : 'light'}.${light}`)}
          </span>
          <p className="duty-figure__pace" data-testid="figure-pace">
            {staffing ? (
              <StaffingSentence row={main} duty={duty} />
            ) : (
              <PaceSentence row={main} closed={closed} />
            )}
          </p>
        </div>
      </div>
      {values.due !== null && (
        <div className="duty-figure__due" style={{ '--at': values.due }}>
          <span>
            {t('figure.due', { value: formatPercent(values.due) })}
            <small> %</small>
          </span>
        </div>
      )}
      <PaceBar values={values} label={barLabel(main, closed, staffing, t)} />
      <ul className="duty-figure__key" aria-hidden="true">
        <li className="key key--done">{t(staffing ? 'staffing.inPost' : 'figure.done')}</li>
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
      <DutyCells row={main} closed={closed} staffing={staffing} />
    </section>
  );
}

function PaceSentence({ row, closed }: { row: SummaryRow; closed: boolean }) {
  const { t } = useTranslation();
  const { pace } = row;
  if (pace === null) return t('pace.none');
  const points = formatPoints(pace);
  if (closed && pace >= 0) return t('pace.complete');
  if (points === '0.0') return t('pace.on');
  const key = closed ? 'pace.short' : pace < 0 ? 'pace.behind' : 'pace.ahead';
  return <Trans i18nKey={key} values={{ points }} components={{ b: <b /> }} />;
}

function StaffingSentence({ row, duty }: { row: SummaryRow; duty: DutyInfo }) {
  const { t } = useTranslation();
  if (row.required === 0) return t('staffing.none');
  if (row.done >= row.required) return t('staffing.full');
  const values = {
    n: formatCount(row.required - row.done),
    target: formatPercent(duty.thresholds.target),
  };
  return <Trans i18nKey="staffing.short" values={values} components={{ b: <b /> }} />;
}
