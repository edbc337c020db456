import { useTranslation } from 'react-i18next';
import type { IssueSeriesAnswer } from '#api/contract/issueQuestions.ts';
import { parseDay } from '#geodata/duty/calendar.ts';
import { periodOf } from '#geodata/duty/period.ts';
import { formatCount, formatDay } from '../../../i18n/format.ts';
import type { Leader } from '../useLeader.ts';

/** Reported and resolved in each of the last weeks, side by side, the running one not whole; a tap goes there. */
export function IssueTrend({ leader, answer }: { leader: Leader; answer: IssueSeriesAnswer }) {
  const { t } = useTranslation();
  const { navigate, line } = leader;
  const today = leader.today ?? answer.asOf;
  const { from, reported, resolved } = answer.columns;
  const most = Math.max(1, ...reported, ...resolved);
  return (
    <section className="section">
      <div className="section-head">
        <h2>{t('issues.trend.title')}</h2>
        <span className="section-head__note">{t('issues.trend.note')}</span>
      </div>
      <ol className="issue-trend" data-testid="issue-trend">
        {from.map((day, i) => {
          const values = {
            from: formatDay(day, today),
            reported: formatCount(reported[i] ?? 0),
            resolved: formatCount(resolved[i] ?? 0),
          };
          const text = t('issues.trend.week', values);
          const week = periodOf('week', parseDay(day) ?? 0).key;
          return (
            <li key={day} data-running={i === from.length - 1}>
              <button
                type="button"
                title={text}
                aria-current={week === line?.period.key}
                data-testid={`trend-${week}`}
                onClick={() => navigate({ period: week, asOf: null }, 'push')}
              >
                <span className="visually-hidden">{text}</span>
                <span className="issue-trend__bars" aria-hidden="true">
                  <i style={{ height: `${(100 * (reported[i] ?? 0)) / most}%` }} />
                  <i style={{ height: `${(100 * (resolved[i] ?? 0)) / most}%` }} />
                </span>
                <span className="issue-trend__tick" aria-hidden="true">
                  {formatDay(day, today)}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <ul className="issue-trend__key" aria-hidden="true">
        <li>{t('issues.trend.reported')}</li>
        <li>{t('issues.trend.resolved')}</li>
        <li>{t('issues.trend.running')}</li>
      </ul>
    </section>
  );
}
