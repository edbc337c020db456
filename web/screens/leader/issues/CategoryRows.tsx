import { ChevronLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { IssueSummaryAnswer } from '#api/contract/issueQuestions.ts';
import { Delta } from '../../../components/Delta.tsx';
import { EmptyState } from '../../../components/States.tsx';
import { formatCount, formatPercent } from '../../../i18n/format.ts';
import type { Leader } from '../useLeader.ts';

const MOST_ROWS = 8;

/** Categories with their share and its change; one of the upper level opens into those below. */
export function CategoryRows({ leader, rows: all }: { leader: Leader; rows: IssueSummaryAnswer['rows'] }) {
  const { t } = useTranslation();
  const { url, navigate } = leader;
  const { category } = url;
  const chosen = all.find(({ key }) => key === category);
  const top = chosen ? (chosen.parent ?? chosen.key) : null;
  const rows = all
    .filter(({ parent, measures }) => parent === top && measures.reported > 0)
    .toSorted((a, b) => b.measures.reported - a.measures.reported)
    .slice(0, MOST_ROWS);
  const most = Math.max(1, ...rows.map(({ measures }) => measures.reported));
  return (
    <section className="section" data-testid="categories">
      <div className="section-head">
        <h2>{t('issues.categories.title')}</h2>
        {category === null ? (
          <span className="section-head__note">{t('issues.categories.note')}</span>
        ) : (
          <button
            type="button"
            className="link"
            data-testid="categories-back"
            onClick={() => navigate({ category: null }, 'push')}
          >
            <ChevronLeft size={15} aria-hidden="true" />
            {t('issues.categories.back')}
          </button>
        )}
      </div>
      {rows.length === 0 && (
        <EmptyState title={t('issues.categories.none')} hint={t('issues.categories.noneHint')} />
      )}
      <ol className="rows">
        {rows.map((row) => (
          <li key={row.key}>
            <button
              type="button"
              className="category-row"
              aria-pressed={row.key === category}
              data-testid={`category-${row.key}`}
              onClick={() => navigate({ category: row.key === category ? row.parent : row.key }, 'push')}
            >
              <span className="category-row__name">{row.name}</span>
              <b>{formatCount(row.measures.reported)}</b>
              <small>{formatPercent(row.share)} %</small>
              <Delta
                value={row.share === null || row.shareBefore === null ? null : row.share - row.shareBefore}
                word={false}
              />
              <span className="category-row__bar" aria-hidden="true">
                <i style={{ width: `${(100 * row.measures.reported) / most}%` }} />
              </span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}
