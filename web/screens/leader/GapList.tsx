import { useInfiniteQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { GapGlyph } from '../../components/Glyphs.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../components/States.tsx';
import { countedText, gapWord, rhythmText } from '../../i18n/duty.ts';
import { formatCount } from '../../i18n/format.ts';
import { periodLabel } from '../../i18n/period.ts';
import type { MapView } from '../../map/view.ts';
import { GAPS_PAGE, gapsQuery } from '../../queries/index.ts';
import './GapList.css';
import { gapTypesOf } from './GapSection.tsx';
import { GapTable } from './GapTable.tsx';
import { ShareButton } from './PanelActions.tsx';
import type { Leader } from './useLeader.ts';

/** Who has not been reached: filters that carry their counts, the list worst first, page by page. */
export function GapList({
  leader,
  onHover,
}: {
  leader: Leader;
  onHover: (area: MapView['hovered']) => void;
}) {
  const { t } = useTranslation();
  const { url, navigate, chosen, detail, period, periodKey, lang, code } = leader;
  const [sort, setSort] = useState<'worst' | 'area'>('worst');
  // What a row pointed at goes with the list.
  useEffect(() => () => onHover(null), [onHover]);
  const type = url.list === 'all' ? null : url.list;
  const list = useInfiniteQuery(
    gapsQuery({ duty: chosen?.duty.id ?? '', period, asOf: leader.asOf, area: code ?? '', type, sort, lang }),
  );
  const counts = list.data?.pages[0]?.counts ?? leader.main?.gaps ?? null;
  if (!chosen || !detail) return null;
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const all = counts ? Object.values(counts).reduce((sum, n) => sum + n, 0) : 0;
  const total = counts && type !== null ? counts[type] : all;
  const { duty } = chosen;
  const texts = `duty.${duty.kind}.list` as const;
  const today = list.data?.pages[0]?.asOf ?? '';
  const close = () => navigate({ list: null });
  return (
    <div className="gap-list" data-testid="gap-list">
      <div className="gap-list__head">
        <div>
          <h1>{t(`${texts}.title`, { subjects: countedText(total, duty, t) })}</h1>
          <p className="panel-head__line">
            <span>{detail.name}</span>
            <span>
              {duty.name} {rhythmText(duty, t)}
            </span>
            <span>{periodLabel(periodKey, t, lang)}</span>
          </p>
        </div>
        <label className="gap-list__sort">
          <span className="visually-hidden">{t('list.sort')}</span>
          <select
            value={sort}
            onChange={(event) => setSort(event.target.value === 'area' ? 'area' : 'worst')}
          >
            <option value="worst">{t(`${texts}.worst`)}</option>
            <option value="area">{t('list.area')}</option>
          </select>
        </label>
        <button
          type="button"
          className="icon-button"
          aria-label={t('list.close')}
          data-testid="list-close"
          onClick={close}
        >
          <X size={20} />
        </button>
      </div>
      <div className="gap-list__tools">
        <fieldset className="chips" aria-label={t('list.filters')}>
          <FilterChip on={type === null} n={all} onPick={() => navigate({ list: 'all' })} id="all">
            {t('list.all')}
          </FilterChip>
          {counts &&
            gapTypesOf(duty).map((each) => (
              <FilterChip
                key={each}
                id={each}
                on={type === each}
                n={counts[each]}
                onPick={() => navigate({ list: each })}
              >
                <GapGlyph type={each} />
                {gapWord(each, duty, t)}
              </FilterChip>
            ))}
        </fieldset>
      </div>
      <div className="gap-list__scroll" onPointerLeave={() => onHover(null)}>
        {list.isPending && <Skeleton lines={9} />}
        {list.isError && items.length === 0 && (
          <ErrorState error={list.error} onRetry={() => void list.refetch()} />
        )}
        {list.data && items.length === 0 && (
          <EmptyState
            title={t(duty.estimated ? 'list.counted' : `${texts}.empty`)}
            hint={t('list.emptyHint')}
          />
        )}
        {items.length > 0 && <GapTable duty={duty} items={items} today={today} onHover={onHover} />}
        {list.hasNextPage && (
          <button
            type="button"
            className="button gap-list__more"
            data-testid="list-more"
            disabled={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {list.isFetchingNextPage
              ? t('state.loading')
              : t('list.more', { n: formatCount(Math.min(GAPS_PAGE, Math.max(1, total - items.length))) })}
          </button>
        )}
      </div>
      <div className="panel__actions gap-list__foot">
        <p>
          <b>{t('list.shown', { shown: formatCount(items.length), total: formatCount(total) })}</b>
          <span>{t(`${texts}.rule`)}</span>
        </p>
        <ShareButton />
      </div>
    </div>
  );
}

function FilterChip({
  id,
  on,
  n,
  onPick,
  children,
}: {
  id: string;
  on: boolean;
  n: number;
  onPick: () => void;
  children: React.ReactNode;
}) {
  return (
    <button
      type="button"
      className="filter-chip"
      aria-pressed={on}
      disabled={n === 0 && !on}
      data-testid={`filter-${id}`}
      onClick={onPick}
    >
      {children}
      <b>{formatCount(n)}</b>
    </button>
  );
}
