import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatMoment, formatPercent, formatPlace } from '../../../i18n/format.ts';
import type { MapView } from '../../../map/view.ts';
import { farPagesQuery } from '../../../queries/services.ts';
import { ExportMenu } from '../list/ExportMenu.tsx';
import type { Leader } from '../useLeader.ts';
import { nearEnd, TableHead } from './TableHead.tsx';
import type { Services } from './useServices.ts';
import { metresText, thresholdText } from './words.ts';

interface FarTableProps {
  leader: Leader;
  services: Services;
  onHover: (area: MapView['hovered']) => void;
}

/** Every place out of reach, the most people first: how many, of how many, and how far it is. */
export function FarTable({ leader, services, onHover }: FarTableProps) {
  const { t } = useTranslation();
  const { navigate } = leader;
  const query = useInfiniteQuery(farPagesQuery({ ...services.asked, level: services.level }));
  const first = query.data?.pages[0];
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  const open = (code: string) => navigate({ area: code, table: null }, 'push');
  return (
    <div className="gap-list" data-testid="far-table">
      <TableHead
        leader={leader}
        title={t('services.far.title')}
        count={first?.matching ?? null}
        lines={[first?.demand.name ?? null, first ? t('list.asOf', { time: formatMoment(first.now) }) : null]}
      />
      <div
        className="gap-list__scroll"
        data-waiting={query.isPlaceholderData}
        aria-busy={query.isFetching}
        onScroll={nearEnd(query)}
        onPointerLeave={() => onHover(null)}
      >
        {query.isPending && <Skeleton lines={9} />}
        {query.isError && items.length === 0 && (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {query.data && items.length === 0 && (
          <EmptyState title={t('services.far.none')} hint={t('services.far.noneHint')} />
        )}
        {items.length > 0 && (
          <table className="gap-table">
            <thead>
              <tr>
                <th scope="col">{t('services.table.place')}</th>
                <th scope="col" className="number">
                  {t('services.table.far')}
                </th>
                <th scope="col" className="number">
                  {t('services.table.share')}
                </th>
                <th scope="col" className="number">
                  {t('services.table.metres')}
                </th>
                <th scope="col">{t('services.table.nearest')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ area, chain, demand, outOfReach, share, metres, threshold, nearest }) => (
                // biome-ignore lint/a11y/useSemanticElements: a row of a table that opens
                <tr
                  key={area.code}
                  className="gap-row"
                  role="button"
                  tabIndex={0}
                  data-testid="far-table-row"
                  data-area={area.code}
                  onClick={() => open(area.code)}
                  onKeyDown={(event) => event.key === 'Enter' && open(area.code)}
                  onPointerEnter={() => onHover({ code: area.code, level: area.level })}
                >
                  <td>
                    {formatPlace(area.name)}
                    <br />
                    <small>
                      {chain
                        .slice(-2)
                        .map(({ name }) => formatPlace(name))
                        .join(' › ')}
                    </small>
                  </td>
                  <td className="number">
                    <b>{formatCount(outOfReach)}</b>
                    <br />
                    <small>{t('services.table.of', { n: formatCount(demand) })}</small>
                  </td>
                  <td className="number">{share === null ? '—' : `${formatPercent(share)}%`}</td>
                  <td className="number">
                    {metresText(metres, t)}
                    <br />
                    <small>{t('services.table.limit', { metres: thresholdText(threshold, t) })}</small>
                  </td>
                  <td>{nearest?.name ?? t('services.far.noWay')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {query.hasNextPage && first && (
          <p className="gap-table__more">
            {t('services.table.more', { n: formatCount(first.matching - items.length) })}
          </p>
        )}
      </div>
      <div className="panel__actions gap-list__foot">
        <ExportMenu
          id="far"
          report={{ kind: 'outOfReach', query: { ...services.asked, level: services.level } }}
          label={t('services.table.export')}
        />
      </div>
    </div>
  );
}
