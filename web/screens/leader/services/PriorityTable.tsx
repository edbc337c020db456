import { useInfiniteQuery } from '@tanstack/react-query';
import { Slider } from 'radix-ui';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PriorityAnswer } from '#api/contract/reach.ts';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatMoment, formatPercent, formatPlace, formatRate } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import { type FarLevel, priorityQuery, type Weights } from '../../../queries/services.ts';
import type { UrlState } from '../../../state/url.ts';
import type { Leader } from '../useLeader.ts';
import './PriorityTable.css';
import { nearEnd, TableHead } from './TableHead.tsx';
import type { Services } from './useServices.ts';

const PARTS = ['gap', 'reach', 'issues'] as const;
const MOST_WEIGHT = 10;
const EQUAL = 5;
/** While a weight is slid, the list is asked for when the finger rests this long. */
const REST_MS = 250;

/** The weights of the address; equal ones are left out of it. */
export function weightsOf(text: string | null): Weights {
  const [gap = EQUAL, reach = EQUAL, issues = EQUAL] = text?.split(',').map(Number) ?? [];
  return { gap, reach, issues };
}
const weightsText = ({ gap, reach, issues }: Weights): string | null =>
  gap === reach && reach === issues && gap > 0 ? null : [gap, reach, issues].join(',');

interface PriorityTableProps {
  leader: Leader;
  services: Services;
  onHover: (area: MapView['hovered']) => void;
}

/** Where to look first: a weighted mean of three ranks, each to be seen, weighed and followed to its evidence. */
export function PriorityTable({ leader, services, onHover }: PriorityTableProps) {
  const { t } = useTranslation();
  const { url, navigate, detail } = leader;
  const weights = weightsOf(url.ranks);
  const below = detail?.childLevel;
  const level: FarLevel =
    detail?.level === 'town' || below === 'community' ? 'community' : below === 'grid' ? 'grid' : 'community';
  const none = PARTS.every((part) => weights[part] === 0);
  const query = useInfiniteQuery({
    ...priorityQuery({ ...services.asked, ...weights, level }),
    enabled: !none,
  });
  const first = query.data?.pages[0];
  const items = none ? [] : (query.data?.pages.flatMap((page) => page.items) ?? []);
  return (
    <div className="gap-list" data-testid="priority">
      <TableHead
        leader={leader}
        title={t('services.priority.title')}
        count={none ? null : (first?.matching ?? null)}
        lines={[
          t(`services.priority.level.${level}`),
          first ? t('list.asOf', { time: formatMoment(first.now) }) : null,
        ]}
      />
      <div className="list-filters priority-weights">
        {PARTS.map((part) => (
          <Weight
            key={part}
            part={part}
            weight={weights[part]}
            share={weights[part] / Math.max(1, weights.gap + weights.reach + weights.issues)}
            onWeight={(weight) => navigate({ ranks: weightsText({ ...weights, [part]: weight }) })}
          />
        ))}
      </div>
      <div
        className="gap-list__scroll"
        data-waiting={query.isPlaceholderData}
        aria-busy={query.isFetching}
        onScroll={nearEnd(query)}
        onPointerLeave={() => onHover(null)}
      >
        {none && (
          <EmptyState title={t('services.priority.noWeight')} hint={t('services.priority.noWeightHint')} />
        )}
        {!none && query.isPending && <Skeleton lines={9} />}
        {!none && query.isError && items.length === 0 && (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {!none && query.data && items.length === 0 && <EmptyState title={t('services.priority.none')} />}
        {items.length > 0 && (
          <ol className="priority-rows">
            {items.map((item, i) => (
              <Row
                key={item.area.code}
                rank={i + 1}
                item={item}
                onOpen={(patch) => navigate({ area: item.area.code, ...patch }, 'push')}
                onPoint={() => onHover({ code: item.area.code, level: item.area.level })}
              />
            ))}
          </ol>
        )}
        {query.hasNextPage && first && (
          <p className="gap-table__more">
            {t('services.table.more', { n: formatCount(first.matching - items.length) })}
          </p>
        )}
      </div>
    </div>
  );
}

/** One weight, 0 to 10, with the share it has of the whole. */
function Weight({
  part,
  weight,
  share,
  onWeight,
}: {
  part: (typeof PARTS)[number];
  weight: number;
  share: number;
  onWeight: (weight: number) => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: onWeight is new at every turn and does the same
  useEffect(() => {
    if (draft === null) return;
    const timer = setTimeout(() => onWeight(draft), REST_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever the weight in force changes
  useEffect(() => setDraft(null), [weight]);
  return (
    <div className="weight">
      <p>
        {t(`services.priority.part.${part}`)}
        <b data-testid={`weight-${part}-share`}>{formatPercent(share)}%</b>
      </p>
      <Slider.Root
        className="days__root"
        style={{ '--known': 1 } as React.CSSProperties}
        min={0}
        max={MOST_WEIGHT}
        step={1}
        value={[draft ?? weight]}
        onValueChange={([to]) => to !== undefined && setDraft(to)}
        onValueCommit={([to]) => to !== undefined && onWeight(to)}
      >
        <Slider.Track className="days__track">
          <Slider.Range className="days__range" />
        </Slider.Track>
        <Slider.Thumb
          className="days__thumb"
          aria-label={t('services.priority.weight', { part: t(`services.priority.part.${part}`) })}
          data-testid={`weight-${part}`}
        />
      </Slider.Root>
    </div>
  );
}

type Item = PriorityAnswer['items'][number];

/** A place with its score and the three ranks it is made of; each rank leads to what it was ranked by. */
function Row({
  rank,
  item,
  onOpen,
  onPoint,
}: {
  rank: number;
  item: Item;
  onOpen: (patch: Partial<UrlState>) => void;
  onPoint: () => void;
}) {
  const { t } = useTranslation();
  const { area, chain, score, gap, reach, issues } = item;
  const parts = [
    {
      id: 'gap',
      rank: gap.rank,
      words:
        gap.required === null
          ? t('services.priority.noGap')
          : t('services.priority.gap', { n: formatCount(gap.gap ?? 0), of: formatCount(gap.required) }),
      patch: { layer: 'coverage', table: null, list: 'all' },
    },
    {
      id: 'reach',
      rank: reach.rank,
      words: t('services.priority.reach', {
        n: formatCount(reach.outOfReach),
        of: formatCount(reach.demand),
      }),
      patch: { table: 'far' },
    },
    {
      id: 'issues',
      rank: issues.rank,
      words: t('services.priority.issues', { n: formatCount(issues.open) }),
      patch: { layer: 'issues', table: null, ledger: 'open' },
    },
  ] as const;
  return (
    <li className="priority-row" data-testid="priority-row" data-area={area.code} onPointerEnter={onPoint}>
      <button
        type="button"
        className="priority-row__head"
        onClick={() => onOpen({ table: null })}
        title={t('services.priority.open')}
      >
        <span className="priority-row__rank">{rank}</span>
        <span className="priority-row__name">
          {formatPlace(area.name)}
          <small>
            {chain
              .slice(-1)
              .map(({ name }) => formatPlace(name))
              .join('')}
          </small>
        </span>
        <b data-testid="priority-score">{score === null ? '—' : formatRate(100 * score)}</b>
      </button>
      <div className="priority-row__parts">
        {parts.map(({ id, rank: value, words, patch }) => (
          <button
            key={id}
            type="button"
            data-testid={`evidence-${id}`}
            title={t(`services.priority.evidence.${id}`)}
            onClick={() => onOpen(patch)}
          >
            <span>
              {t(`services.priority.part.${id}`)}
              <b>{value === null ? '—' : formatRate(100 * value)}</b>
            </span>
            <i className="priority-row__bar" aria-hidden="true">
              <i style={{ width: `${100 * (value ?? 0)}%` }} />
            </i>
            <small>{words}</small>
          </button>
        ))}
      </div>
    </li>
  );
}
