import { useTranslation } from 'react-i18next';
import { GapGlyph } from '../../../components/Glyphs.tsx';
import { countedText, gapWord } from '../../../i18n/duty.ts';
import { formatCount } from '../../../i18n/format.ts';
import type { Leader } from '../useLeader.ts';
import './ListLegend.css';
import type { GapListState } from './useGapList.ts';

/** What the points on the map are: the rows of the list, by type, and those chosen. */
export function ListLegend({ leader, list }: { leader: Leader; list: GapListState }) {
  const { t } = useTranslation();
  const duty = leader.chosen?.duty;
  const { answer, types, matching, points, keys } = list;
  if (!duty || !answer || matching === 0) return null;
  const shown = points?.points.length ?? 0;
  const counted = Object.values(points?.amounts?.counts ?? {}).reduce((sum, n) => sum + n, 0);
  return (
    <section className="list-legend card" aria-label={t('legend.label')} data-testid="list-legend">
      <h2>
        {t(list.filtered ? 'list.onMapFiltered' : 'list.onMap', { subjects: countedText(matching, duty, t) })}
      </h2>
      <ul>
        {types
          .filter((type) => answer.facets.types[type] > 0)
          .map((type) => (
            <li key={type}>
              <GapGlyph type={type} />
              <span>{gapWord(type, duty, t)}</span>
              <b>{formatCount(answer.facets.types[type])}</b>
            </li>
          ))}
        {counted > 0 && (
          <li className="list-legend__counted" data-testid="list-legend-counted">
            <span className="list-legend__circle" aria-hidden="true" />
            <span>{t(shown > 0 ? 'list.countedRest' : 'list.countedAll')}</span>
            <b>{formatCount(counted)}</b>
          </li>
        )}
        {keys.size > 0 && (
          <li className="list-legend__chosen">
            <span className="list-legend__ring" aria-hidden="true" />
            <span>{t('list.chosen')}</span>
            <b>{formatCount(keys.size)}</b>
          </li>
        )}
      </ul>
    </section>
  );
}
