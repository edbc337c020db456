import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Drawer } from '../../../components/Drawer.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount, formatPlace } from '../../../i18n/format.ts';
import { areasBelowQuery, visitsBehindQuery } from '../../../queries/registers.ts';
import './Records.css';
import { VisitRows } from './VisitRows.tsx';
import type { BehindProps } from './VisitsBehind.tsx';

/** The visits that a figure was made from. */
export function VisitsDrawer({
  open,
  onClose,
  ...props
}: BehindProps & { open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Drawer
      open={open}
      onClose={onClose}
      testId="visits"
      title={t('records.behindTitle', {
        n: `${formatCount(props.row.done)} ${t(`duty.${props.duty.kind}.unit`)}`,
      })}
      line={
        <>
          <span>{props.leader.detail?.name}</span>
          <span>{props.duty.name}</span>
          <span>{t('records.behindLine', { from: props.row.period.start, to: props.row.period.end })}</span>
        </>
      }
    >
      <Content {...props} />
    </Drawer>
  );
}

function Content({ leader, row, duty }: BehindProps) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { detail, chosen, session, lang } = leader;
  const area = detail ?? { code: '', name: '', level: 'district' as const };
  const { start, end } = row.period;
  const visits = useInfiniteQuery(
    visitsBehindQuery(client, {
      duty,
      programme: chosen?.programme.id ?? '',
      area: area.code,
      from: start,
      // of a day gone by no visit of a later day
      to: leader.asOf !== null && leader.asOf < end ? leader.asOf : end,
    }),
  );
  const areas = useQuery(areasBelowQuery({ code: area.code, name: area.name, level: area.level }, lang));
  const rows = visits.data?.pages.flatMap((page) => page.items) ?? [];
  const met = rows.filter(({ visit }) => visit.outcome === 'met' && visit.voided === null).length;
  const placeOf = (code: string): string => {
    const at = areas.data?.get(code);
    if (!at) return '';
    const above = at.parent === null || at.parent === area.code ? null : areas.data?.get(at.parent);
    return [above?.name, at.name].map((name) => formatPlace(name ?? '')).join(' ');
  };
  return (
    <>
      <p className="section__text">{t('records.behindNote')}</p>
      <section className="records-section">
        <h3>
          {t('records.visits')}
          {visits.data && (
            <small data-testid="visits-count">
              {t('records.behindCount', { n: formatCount(rows.length), met: formatCount(met) })}
            </small>
          )}
        </h3>
        {visits.isPending && <Skeleton lines={8} />}
        {visits.isError && <ErrorState error={visits.error} onRetry={() => void visits.refetch()} />}
        {visits.data && rows.length === 0 && !visits.hasNextPage && (
          <EmptyState title={t('records.noVisits')} hint={t('records.noVisitsHint')} />
        )}
        <VisitRows
          rows={rows.map(({ visit, subject }) => ({
            visit,
            who: (
              <>
                <b>{subject?.name ?? t('records.unlisted')}</b> <small>{placeOf(visit.area)}</small>
              </>
            ),
          }))}
          today={session.data?.today ?? ''}
        />
        {visits.hasNextPage && (
          <button
            type="button"
            className="button records-more"
            disabled={visits.isFetchingNextPage}
            data-testid="visits-more"
            onClick={() => void visits.fetchNextPage()}
          >
            {visits.isFetchingNextPage ? t('state.loading') : t('records.more')}
          </button>
        )}
      </section>
    </>
  );
}
