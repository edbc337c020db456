import { useTranslation } from 'react-i18next';
import { ErrorState, StaleNote } from '../../components/States.tsx';
import type { Leader } from './useLeader.ts';

/** What the map lacks: figures that did not come, or that are older than they should be. */
export function MapState({ leader }: { leader: Leader }) {
  const { t } = useTranslation();
  const { coverages, tiles, url } = leader;
  if (url.list !== null) return null;
  const stale = coverages.stale;
  const failed = coverages.failed ?? (tiles.isError && !tiles.data ? tiles : null);
  if (stale)
    return (
      <div className="leader__notice card">
        <StaleNote query={stale} />
      </div>
    );
  if (!failed) return null;
  return (
    <section className="leader__notice card" aria-label={t('state.mapFailed')} data-testid="map-error">
      <ErrorState
        error={failed.error}
        onRetry={() => {
          coverages.retry();
          if (tiles.isError) void tiles.refetch();
        }}
      />
    </section>
  );
}
