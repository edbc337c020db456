import { useTranslation } from 'react-i18next';
import type { IssueSeriesAnswer } from '#api/contract/issueQuestions.ts';
import { formatCount, formatDay } from '../../../i18n/format.ts';

/** Reported and resolved in each of the last weeks, side by side; the running one is not whole. */
export function IssueTrend({ answer, today }: { answer: IssueSeriesAnswer; today: string }) {
  const { t } = useTranslation();
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
          return (
            <li key={day} title={text} data-running={i === from.length - 1}>
              <span className="visually-hidden">{text}</span>
              <span className="issue-trend__bars" aria-hidden="true">
                <i style={{ height: `${(100 * (reported[i] ?? 0)) / most}%` }} />
                <i style={{ height: `${(100 * (resolved[i] ?? 0)) / most}%` }} />
              </span>
              <span className="issue-trend__tick" aria-hidden="true">
                {i % 3 === from.length % 3 || i === from.length - 1 ? formatDay(day, today) : ''}
              </span>
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
