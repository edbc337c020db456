import { Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatMoment, formatPlace } from '../../../i18n/format.ts';
import { openState } from '../../../map/serviceGlyphs.ts';
import type { Leader } from '../useLeader.ts';
import { KindGlyph } from './KindGlyph.tsx';
import { MovingWords } from './MovingRows.tsx';
import { TableHead } from './TableHead.tsx';
import type { Services } from './useServices.ts';
import { stateText } from './words.ts';

type Which = 'all' | 'open' | 'closed';

/** The points behind the figures: all of the area, those of the chosen kinds, open ones or shut ones. */
export function PointTable({ leader, services }: { leader: Leader; services: Services }) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const { here, shown, marks, day } = services;
  const [which, setWhich] = useState<Which>('all');
  const [text, setText] = useState('');
  const kinds = shown(here.data?.items ?? []);
  const wanted = text.trim().toLowerCase();
  const items = kinds.filter(
    ({ open, name, area }) =>
      (which === 'all' || open === (which === 'open')) &&
      `${name} ${area?.name ?? ''}`.toLowerCase().includes(wanted),
  );
  const countOf = (each: Which) =>
    each === 'all' ? kinds.length : kinds.filter(({ open }) => open === (each === 'open')).length;
  return (
    <div className="gap-list" data-testid="point-table">
      <TableHead
        leader={leader}
        title={t('services.table.points')}
        count={here.data ? items.length : null}
        lines={[here.data ? t('services.table.at', { time: formatMoment(here.data.at) }) : null]}
      />
      <div className="list-filters">
        <div className="list-filters__menus">
          <fieldset className="chips" aria-label={t('list.filters')}>
            {(['all', 'open', 'closed'] as const).map((each) => (
              <button
                key={each}
                type="button"
                className="filter-chip"
                aria-pressed={each === which}
                data-testid={`points-${each}`}
                onClick={() => setWhich(each)}
              >
                {t(`services.table.${each}`)} <b>{formatCount(countOf(each))}</b>
              </button>
            ))}
          </fieldset>
          <label className="filter-menu__search table-search">
            <Search size={16} aria-hidden="true" />
            <span className="visually-hidden">{t('services.table.find')}</span>
            <input
              type="search"
              value={text}
              placeholder={t('services.table.find')}
              data-testid="points-find"
              onChange={({ target }) => setText(target.value)}
            />
          </label>
        </div>
      </div>
      <div className="gap-list__scroll" data-waiting={here.isPlaceholderData} aria-busy={here.isFetching}>
        {here.isPending && <Skeleton lines={9} />}
        {here.isError && !here.data && <ErrorState error={here.error} onRetry={() => void here.refetch()} />}
        {here.data && items.length === 0 && (
          <EmptyState title={t('services.table.nonePoints')} hint={t('services.table.nonePointsHint')} />
        )}
        {items.length > 0 && (
          <table className="gap-table">
            <thead>
              <tr>
                <th scope="col">{t('services.table.name')}</th>
                <th scope="col">{t('services.table.where')}</th>
                <th scope="col">{t('services.table.state')}</th>
                <th scope="col" className="number">
                  {t('services.table.weekly')}
                </th>
                <th scope="col" className="number">
                  {t('services.table.served')}
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                // biome-ignore lint/a11y/useSemanticElements: a row of a table that opens
                <tr
                  key={item.id}
                  className="gap-row"
                  role="button"
                  tabIndex={0}
                  data-testid="point-row"
                  data-point={item.id}
                  onClick={() => navigate({ point: item.id }, 'push')}
                  onKeyDown={(event) => event.key === 'Enter' && navigate({ point: item.id }, 'push')}
                >
                  <td>
                    <span className="gap-table__type">
                      <KindGlyph mark={marks.get(item.kind)} state={openState(item.open)} size={20} />
                      {item.name}
                    </span>
                  </td>
                  <td>{item.area ? formatPlace(item.area.name) : '—'}</td>
                  <td>
                    {item.form === 'moving' ? <MovingWords item={item} day={day} /> : stateText(item, day, t)}
                  </td>
                  <td className="number">
                    {item.weeklyHours === null ? '—' : formatCount(item.weeklyHours)}
                  </td>
                  <td className="number">{item.served === null ? '—' : formatCount(item.served)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </div>
  );
}
