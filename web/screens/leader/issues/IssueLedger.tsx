import { useInfiniteQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { IssueItem } from '#api/contract/issues.ts';
import { LightGlyph } from '../../../components/Glyphs.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatDay, formatMoment, formatPlace } from '../../../i18n/format.ts';
import { ledgerQuery } from '../../../queries/issues.ts';
import { LEDGERS, type Ledger } from '../../../state/url.ts';
import '../GapList.css';
import '../list/ListFilters.css';
import type { Leader } from '../useLeader.ts';
import { dueText } from './due.ts';
import type { Issues } from './useIssues.ts';

/** The ledger of issues: what is open stands on it whenever it came, all else by the days in view. */
export function IssueLedger({ leader, issues, ledger }: { leader: Leader; issues: Issues; ledger: Ledger }) {
  const { t } = useTranslation();
  const { detail, navigate, url } = leader;
  // What is to be dealt with is so whenever it was reported.
  const standing = ledger === 'open' || ledger === 'overdue';
  const query = useInfiniteQuery(
    ledgerQuery({ ...issues.asked, ...(standing ? {} : issues.days), ledger, cell: url.cell }),
  );
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const first = query.data?.pages[0];
  if (!detail) return null;
  const onScroll = ({ currentTarget: box }: React.UIEvent<HTMLDivElement>) => {
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < 600;
    if (isNear && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
  return (
    <div className="gap-list" data-testid="ledger">
      <div className="gap-list__head">
        <div>
          <h1>
            {t('issues.ledger.title')}{' '}
            <span data-testid="ledger-matching">{first ? formatCount(first.matching) : ''}</span>
          </h1>
          <p className="panel-head__line">
            <span>{detail.name}</span>
            {!standing && <span>{t('issues.ledger.period', issues.days)}</span>}
            {first && <span>{t('list.asOf', { time: formatMoment(first.now) })}</span>}
          </p>
        </div>
        <button
          type="button"
          className="icon-button"
          aria-label={t('issues.ledger.close')}
          data-testid="ledger-close"
          onClick={() => navigate({ ledger: null, cell: null })}
        >
          <X size={20} />
        </button>
      </div>
      <div className="list-filters">
        <fieldset className="chips" aria-label={t('list.filters')}>
          {LEDGERS.map((each) => (
            <button
              key={each}
              type="button"
              className="filter-chip"
              aria-pressed={each === ledger}
              data-testid={`ledger-${each}`}
              onClick={() => navigate({ ledger: each }, 'push')}
            >
              {t(`issues.ledger.${each}`)}
            </button>
          ))}
          {url.cell !== null && (
            <button
              type="button"
              className="filter-chip"
              aria-pressed={true}
              aria-label={t('issues.ledger.leaveCell')}
              data-testid="ledger-cell"
              onClick={() => navigate({ cell: null })}
            >
              {t('issues.ledger.cell')}
              <X size={16} aria-hidden="true" />
            </button>
          )}
        </fieldset>
      </div>
      <div
        className="gap-list__scroll"
        data-waiting={query.isPlaceholderData}
        aria-busy={query.isFetching}
        onScroll={onScroll}
      >
        {query.isPending && <Skeleton lines={9} />}
        {query.isError && items.length === 0 && (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.data && items.length === 0 && (
          <EmptyState title={t('issues.ledger.none')} hint={t('issues.ledger.noneHint')} />
        )}
        {items.length > 0 && <Rows leader={leader} items={items} now={first?.now ?? ''} />}
        {query.hasNextPage && first && (
          <p className="gap-table__more">
            {t('issues.ledger.more', { n: formatCount(first.matching - items.length) })}
          </p>
        )}
      </div>
    </div>
  );
}

function Rows({ leader, items, now }: { leader: Leader; items: readonly IssueItem[]; now: string }) {
  const { t } = useTranslation();
  const { navigate, today } = leader;
  return (
    <table className="gap-table">
      <thead>
        <tr>
          <th scope="col">{t('issues.ledger.due')}</th>
          <th scope="col">{t('issues.ledger.what')}</th>
          <th scope="col">{t('issues.ledger.where')}</th>
          <th scope="col">{t('issues.ledger.state')}</th>
          <th scope="col">{t('issues.ledger.with')}</th>
          <th scope="col" className="number">
            {t('issues.ledger.reported')}
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
            data-testid="ledger-row"
            data-issue={item.id}
            onClick={() => navigate({ issue: item.id }, 'push')}
            onKeyDown={(event) => event.key === 'Enter' && navigate({ issue: item.id }, 'push')}
          >
            <td>
              <span className="gap-table__type">
                <LightGlyph light={item.overdue ? 'red' : item.dueAt ? 'amber' : 'green'} />
                {dueText(item, now, today ?? '', t)}
              </span>
            </td>
            <td>
              {item.category.name}
              <br />
              <small>{item.category.parent?.name ?? t(`issues.source.${item.source}`)}</small>
            </td>
            <td>
              {formatPlace(item.area.name)}
              <br />
              <small>{item.chain.map(({ name }) => formatPlace(name)).join(' › ')}</small>
            </td>
            <td>{t(`issues.state.${item.state}`)}</td>
            <td>
              {item.organisations.length === 0 ? (
                <small>{t('issues.ledger.nobody')}</small>
              ) : (
                item.organisations.map(({ name }) => name).join('、')
              )}
            </td>
            <td className="number">{formatDay(item.reportedAt.slice(0, 10), today ?? '')}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
