import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { GapItem } from '#api/contract/gaps.ts';
import { EmptyState, ErrorState, Skeleton } from '../../components/States.tsx';
import { countedText, rhythmText } from '../../i18n/duty.ts';
import { formatMoment } from '../../i18n/format.ts';
import { periodLabel } from '../../i18n/period.ts';
import type { MapView } from '../../map/view.ts';
import { WHOLE_LIST } from '../../state/url.ts';
import './GapList.css';
import { GapTable } from './GapTable.tsx';
import { ListFilters } from './list/ListFilters.tsx';
import { ListFoot } from './list/ListFoot.tsx';
import { SubjectRecords } from './list/SubjectRecords.tsx';
import type { GapListState } from './list/useGapList.ts';
import type { Leader } from './useLeader.ts';

/** Who has not been reached: filters that carry their counts, the rows, and what can be done with those chosen. */
export function GapList({
  leader,
  list,
  onHover,
}: {
  leader: Leader;
  list: GapListState;
  onHover: (area: MapView['hovered']) => void;
}) {
  const { t } = useTranslation();
  const { url, navigate, chosen, detail, periodKey, lang, summary } = leader;
  const scroller = useRef<HTMLDivElement>(null);
  const [opened, setOpened] = useState<GapItem | null>(null);
  const { point } = list;
  // What a row pointed at goes with the list.
  useEffect(
    () => () => {
      onHover(null);
      point(null);
    },
    [onHover, point],
  );
  // Another question begins at its top.
  const question = JSON.stringify(list.asked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: at each question
  useEffect(() => {
    if (scroller.current) scroller.current.scrollTop = 0;
  }, [question]);
  if (!chosen || !detail) return null;
  const { duty } = chosen;
  const { query, items, matching, all } = list;
  const texts = `duty.${duty.kind}.list` as const;
  const title = t(`${texts}.title`, { subjects: countedText(list.answer ? matching : all, duty, t) });
  return (
    <div className="gap-list" data-testid="gap-list">
      <div className="gap-list__head">
        <div>
          <h1>
            <span data-testid="list-title">{title}</span>
            {list.filtered && list.answer && (
              <small data-testid="list-all">{t('list.ofAll', { subjects: countedText(all, duty, t) })}</small>
            )}
          </h1>
          <p className="panel-head__line">
            <span>{detail.name}</span>
            <span>
              {duty.name} {rhythmText(duty, t)}
            </span>
            <span>{periodLabel(periodKey, t, lang)}</span>
            {summary.data && (
              <span data-testid="list-as-of">{t('list.asOf', { time: formatMoment(summary.data.now) })}</span>
            )}
          </p>
          {!leader.connected && summary.data && (
            <p className="panel-head__stale" role="status" data-testid="state-stale">
              {t('state.stale', { time: formatMoment(summary.data.now) })}
            </p>
          )}
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t('list.close')}
          data-testid="list-close"
          onClick={() => navigate({ list: null })}
        >
          <X size={20} />
        </button>
      </div>
      <ListFilters leader={leader} list={list} duty={duty} />
      <div
        ref={scroller}
        className="gap-list__scroll"
        data-waiting={query.isPlaceholderData}
        aria-busy={query.isFetching}
      >
        {query.isPending && <Skeleton lines={9} />}
        {query.isError && items.length === 0 && (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.data && items.length === 0 && <NoRows leader={leader} list={list} />}
        {items.length > 0 && (
          <GapTable
            duty={duty}
            list={list}
            scroller={scroller}
            sort={url.sort}
            onSort={(sort) => navigate({ sort }, 'push')}
            onOpen={setOpened}
            onHoverArea={(item) => onHover(item && { code: item.area.code, level: item.area.level })}
          />
        )}
        {query.isFetchNextPageError && (
          <ErrorState error={query.error} onRetry={() => void query.fetchNextPage()} />
        )}
      </div>
      <ListFoot leader={leader} list={list} duty={duty} />
      <p className="visually-hidden" role="status">
        {list.answer && !query.isFetching ? title : ''}
      </p>
      <SubjectRecords leader={leader} item={opened} onClose={() => setOpened(null)} />
    </div>
  );
}

/** Why no row is there, and what to do. */
function NoRows({ leader, list }: { leader: Leader; list: GapListState }) {
  const { t } = useTranslation();
  const { chosen, navigate } = leader;
  if (!chosen) return null;
  const { duty } = chosen;
  if (list.filtered && list.all > 0)
    return (
      <EmptyState
        title={t('list.nothing')}
        hint={t('list.nothingHint', { subjects: countedText(list.all, duty, t) })}
      >
        <button type="button" className="button" onClick={() => navigate(WHOLE_LIST, 'push')}>
          {t('list.clear')}
        </button>
      </EmptyState>
    );
  return (
    <EmptyState
      title={t(duty.estimated ? 'list.counted' : `duty.${duty.kind}.list.empty`)}
      hint={t('list.emptyHint')}
    />
  );
}
