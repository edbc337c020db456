import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { LightGlyph } from '../../../components/Glyphs.tsx';
import { formatCount, formatPlace } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import type { Leader } from '../useLeader.ts';
import type { AreaRows, Issues } from './useIssues.ts';

const MOST_ROWS = 5;

interface PlaceRowsProps {
  leader: Leader;
  answer: AreaRows;
  levelBelow: Issues['levelBelow'];
  onHover: (area: MapView['hovered']) => void;
}

/** The places below with most past due, and what lies with the area itself. */
export function PlaceRows({ leader, answer, levelBelow, onHover }: PlaceRowsProps) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const level = levelBelow(answer.area.code);
  const worst = answer.rows
    .filter(({ own, measures }) => !own && measures.overdue > 0)
    .toSorted((a, b) => b.measures.overdue - a.measures.overdue || b.measures.open - a.measures.open)
    .slice(0, MOST_ROWS);
  const own = answer.rows.find((row) => row.own && row.measures.open > 0);
  const counts = (row: AreaRows['rows'][number]) =>
    t('issues.places.counts', {
      overdue: formatCount(row.measures.overdue),
      open: formatCount(row.measures.open),
    });
  return (
    <section className="section" data-testid="issue-places">
      <div className="section-head">
        <h2>{t('issues.places.title')}</h2>
        <span className="section-head__note">{t('issues.places.note')}</span>
      </div>
      {worst.length === 0 && <p className="section__text">{t('issues.places.none')}</p>}
      <ol className="rows" onPointerLeave={() => onHover(null)}>
        {worst.map((row) => (
          <li key={row.key}>
            <button
              type="button"
              className="area-row"
              data-testid={`place-${row.key}`}
              onClick={() => navigate({ area: row.key }, 'push')}
              onPointerEnter={() => level && onHover({ code: row.key, level })}
            >
              <LightGlyph light="red" size={15} />
              <span className="area-row__name">{formatPlace(row.name)}</span>
              <small>{counts(row)}</small>
              <ChevronRight size={16} aria-hidden="true" />
            </button>
          </li>
        ))}
        {own && (
          <li className="area-row area-row--own">
            <LightGlyph light={own.measures.overdue > 0 ? 'red' : 'green'} size={15} />
            <span className="area-row__name">{t('issues.places.own')}</span>
            <small>{counts(own)}</small>
          </li>
        )}
      </ol>
    </section>
  );
}
