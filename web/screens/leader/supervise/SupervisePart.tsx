import { useQuery } from '@tanstack/react-query';
import { Megaphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Drawer } from '../../../components/Drawer.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../components/States.tsx';
import { formatCount } from '../../../i18n/format.ts';
import '../../../i18n/supervision.ts';
import { supervisionsQuery } from '../../../queries/supervision.ts';
import type { Leader } from '../useLeader.ts';
import { SuperviseRow } from './SuperviseRow.tsx';
import './Supervise.css';

/** How many items are open in the area in view, and behind it their list. */
export function SupervisePart({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { url, navigate, lang, detail } = leader;
  const query = useQuery(supervisionsQuery({ area: detail?.code ?? '', lang }));
  const { data } = query;
  if (!detail) return null;
  const items = data?.items ?? [];
  return (
    <>
      <button
        type="button"
        className="button"
        data-testid="supervisions"
        onClick={() => navigate({ supervise: true }, 'push')}
      >
        <Megaphone size={18} aria-hidden="true" />
        {t('supervision.open', { n: data ? formatCount(data.open) : '' })}
        {data !== undefined && data.overdue > 0 && (
          <span className="supervise__late">
            {t('supervision.openOverdue', { n: formatCount(data.overdue) })}
          </span>
        )}
      </button>
      <Drawer
        open={url.supervise}
        testId="supervision-list"
        onClose={() => navigate({ supervise: false })}
        title={t('supervision.title')}
        line={
          <>
            <span>{detail.name}</span>
            {data && <span>{t('supervision.line', { open: data.open, overdue: data.overdue })}</span>}
          </>
        }
      >
        {query.isPending && <Skeleton lines={6} />}
        {query.isError && items.length === 0 && (
          <ErrorState error={query.error} onRetry={() => void query.refetch()} />
        )}
        {data && items.length === 0 && (
          <EmptyState title={t('supervision.none')} hint={t('supervision.noneHint')} />
        )}
        <ul className="supervise">
          {items.map((item) => (
            <SuperviseRow key={item.id} item={item} lang={lang} today={data?.asOf ?? item.due} />
          ))}
        </ul>
        {data && data.matching > items.length && (
          <p className="menu__label">
            {t('supervision.more', { n: formatCount(data.matching - items.length) })}
          </p>
        )}
      </Drawer>
    </>
  );
}
