import { Trans, useTranslation } from 'react-i18next';
import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { Delta } from '../../../components/Delta.tsx';
import { LightGlyph } from '../../../components/Glyphs.tsx';
import { formatCount, formatPercent } from '../../../i18n/format.ts';
import type { Leader } from '../useLeader.ts';
import { durationText } from './duration.ts';

/** How it stands with the issues of the area in view: each figure is a way to the issues behind it. */
export function IssueFigures({ leader, answer }: { leader: Leader; answer: IssueSummaryAnswer }) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const { measures: m, before } = answer;
  const change = (now: number | null, then: number | null | undefined) =>
    now === null || then === null || then === undefined ? null : now - then;
  return (
    <section className="issue-figures">
      <div className="section-head">
        <h2>{t('issues.figures.open')}</h2>
        {m.suspended > 0 && (
          <span className="section-head__note">
            {t('issues.figures.suspended', { n: formatCount(m.suspended) })}
          </span>
        )}
      </div>
      <div className="duty-figure__top">
        <button
          type="button"
          className="duty-figure__ratio issue-figures__open"
          data-testid="issues-open"
          onClick={() => navigate({ ledger: 'open' }, 'push')}
        >
          {formatCount(m.open)}
          <small>{t('issues.figures.unit')}</small>
        </button>
        <div>
          <button
            type="button"
            className={`chip chip--${m.overdue > 0 ? 'red' : 'green'} issue-figures__overdue`}
            data-testid="issues-overdue"
            onClick={() => navigate({ ledger: m.overdue > 0 ? 'overdue' : 'open' }, 'push')}
          >
            <LightGlyph light={m.overdue > 0 ? 'red' : 'green'} />
            {m.overdue > 0
              ? t('issues.figures.overdue', { n: formatCount(m.overdue) })
              : t('issues.figures.none')}
          </button>
          <p className="duty-figure__pace" data-testid="issues-settled">
            <Trans
              i18nKey="issues.figures.settled"
              values={{ reported: formatCount(m.reported), settled: formatCount(m.settled) }}
              components={{ b: <b /> }}
            />
          </p>
        </div>
      </div>
      <dl className="cells issue-figures__cells">
        <Cell
          id="rate"
          label={t('issues.figures.rate')}
          value={formatPercent(m.settlementRate)}
          unit={m.settlementRate === null ? '' : '%'}
          note={<Delta value={change(m.settlementRate, before?.settlementRate)} word={false} />}
        />
        <Cell
          id="on-time"
          label={t('issues.figures.onTime')}
          value={formatPercent(m.onTimeRate)}
          unit={m.onTimeRate === null ? '' : '%'}
          note={t('issues.figures.onTimeOf', { n: formatCount(m.onTime), due: formatCount(m.due) })}
        />
        <Cell
          id="satisfaction"
          label={t('issues.figures.satisfaction')}
          value={formatPercent(m.satisfaction)}
          unit={m.satisfaction === null ? '' : '%'}
          note={t('issues.figures.raters', { n: formatCount(m.raters) })}
        />
        <Cell
          id="duration"
          label={t('issues.figures.duration')}
          value={durationText(m.handlingMedianHours, t)}
          unit=""
          note={t('issues.figures.durationP90', { value: durationText(m.handlingP90Hours, t) })}
        />
        <Cell
          id="solved"
          label={t('issues.figures.solved')}
          value={formatPercent(m.solvedRate)}
          unit={m.solvedRate === null ? '' : '%'}
          note={t('issues.figures.reopened', { n: formatCount(m.reopened) })}
        />
      </dl>
      {(m.escalationsOpen > 0 || m.rectificationsOpen > 0) && (
        <ul className="duty-notes">
          {m.escalationsOpen > 0 && (
            <li data-testid="issues-escalations">
              {t('issues.figures.escalations', {
                n: formatCount(m.escalationsOpen),
                late: formatCount(m.escalationsOverdue),
              })}
            </li>
          )}
          {m.rectificationsOpen > 0 && (
            <li data-testid="issues-rectifications">
              {t('issues.figures.rectifications', {
                n: formatCount(m.rectificationsOpen),
                late: formatCount(m.rectificationsOverdue),
              })}
            </li>
          )}
        </ul>
      )}
    </section>
  );
}

interface CellProps {
  id: string;
  label: string;
  value: string;
  unit: string;
  note: React.ReactNode;
}

function Cell({ id, label, value, unit, note }: CellProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <b data-testid={`issues-${id}`}>{value}</b>
        <small> {unit}</small>
        <p className="issue-figures__note">{note}</p>
      </dd>
    </div>
  );
}
