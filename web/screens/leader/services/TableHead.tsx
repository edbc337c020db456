import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../i18n/format.ts';
import '../GapList.css';
import '../list/ListFilters.css';
import type { Leader } from '../useLeader.ts';

/** Head of a list of services: what it lists, how many, of which area, and the way back. */
export function TableHead({
  leader,
  title,
  count,
  lines,
}: {
  leader: Leader;
  title: string;
  count: number | null;
  lines: readonly (string | null)[];
}) {
  const { t } = useTranslation();
  const { detail, navigate } = leader;
  return (
    <div className="gap-list__head">
      <div>
        <h1>
          {title} <span data-testid="table-matching">{count === null ? '' : formatCount(count)}</span>
        </h1>
        <p className="panel-head__line">
          <span>{detail?.name}</span>
          {lines.map((line) => line && <span key={line}>{line}</span>)}
        </p>
      </div>
      <button
        type="button"
        className="icon-button"
        aria-label={t('services.table.close')}
        data-testid="table-close"
        onClick={() => navigate({ table: null })}
      >
        <X size={20} />
      </button>
    </div>
  );
}

/** Asks for more rows as their end comes near. */
export const nearEnd =
  (query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown }) =>
  ({ currentTarget: box }: React.UIEvent<HTMLDivElement>): void => {
    const isNear = box.scrollHeight - box.scrollTop - box.clientHeight < 600;
    if (isNear && query.hasNextPage && !query.isFetchingNextPage) void query.fetchNextPage();
  };
