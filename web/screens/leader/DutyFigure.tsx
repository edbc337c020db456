import type { TFunction } from 'i18next';
import { Trans, useTranslation } from 'react-i18next';
import type { SummaryRow } from '#api/contract/coverage.ts';
import { LightGlyph } from '../../components/Glyphs.tsx';
import { PaceBar } from '../../components/PaceBar.tsx';
import { EmptyState } from '../../components/States.tsx';
import { formatCount, formatPercent, formatPoints, formatRate } from '../../i18n/format.ts';
import './DutyFigure.css';
import type { Leader } from './useLeader.ts';

/** Whether the row's period is over on the day that stands for now. */
export const rowClosed = (row: SummaryRow, asOf: string): boolean => asOf > row.period.end;

/** The ratio, or its range while a source is late. */
export function ratioText(row: SummaryRow): string {
  if (row.unknown === 0 || row.required === 0) return formatPercent(row.ratio);
  return `${formatPercent(row.ratio)}–${formatPercent((row.done + row.unknown) / row.required)}`;
}

/** The bar's values of a duty. */
export function barValues(row: SummaryRow, closed: boolean) {
  const share = (part: number) => (row.required === 0 ? 0 : part / row.required);
  return {
    done: share(row.done),
    known: share(row.done + row.unknown),
    projected: closed ? null : row.projected,
    due: closed || row.required === 0 ? null : share(row.expected),
  };
}

/** The bar in words, for those who do not see it. */
export function barLabel(row: SummaryRow, closed: boolean, t: TFunction): string {
  const { due } = barValues(row, closed);
  return t('figure.bar', {
    done: `${formatPercent(row.ratio)} %`,
    due: due === null ? '—' : `${formatPercent(due)} %`,
  });
}

/** The duty in view: ratio, light in words, pace, bar, and the three figures behind it. */
export function DutyFigure({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { main, chosen, summary } = leader;
  if (!chosen) return null;
  const { duty } = chosen;
  if (!main) return <EmptyState title={t('pace.none')} />;
  const closed = rowClosed(main, summary.data?.asOf ?? '');
  const values = barValues(main, closed);
  const subjects = t(`subjects.${duty.subjectType}`, { n: formatCount(main.n) });
  const light = main.light ?? 'none';
  return (
    <section className="duty-figure">
      <div className="section-head">
        <h2>
          {duty.name} <small>{t(`rhythm.${duty.period}`, { n: duty.n })}</small>
        </h2>
        <span className="section-head__note">
          {t('figure.required', { subjects, visits: formatCount(main.required) })}
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
            <PaceSentence row={main} closed={closed} />
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
      <PaceBar values={values} label={barLabel(main, closed, t)} />
      <ul className="duty-figure__key" aria-hidden="true">
        <li className="key key--done">{t('figure.done')}</li>
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
      <Cells row={main} closed={closed} />
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

function Cells({ row, closed }: { row: SummaryRow; closed: boolean }) {
  const { t } = useTranslation();
  const daysLeft = Math.max(1, row.period.totalDays - row.period.elapsedDays + 1);
  return (
    <dl className="cells">
      <div>
        <dt>{t('figure.doneRequired')}</dt>
        <dd>
          <b data-testid="figure-done">{formatCount(row.done)}</b>
          <small>
            {' '}
            / <span data-testid="figure-required">{formatCount(row.required)}</span>
          </small>
        </dd>
      </div>
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
              <small> {t('figure.perDay')}</small>
            </>
          )}
        </dd>
      </div>
    </dl>
  );
}
