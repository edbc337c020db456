import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatInstant } from '#geodata/duty/calendar.ts';
import { formatMoment } from '../i18n/format.ts';
import { ErrorState, Skeleton } from './States.tsx';

interface Query<T> {
  data: T | undefined;
  error: unknown;
  isError: boolean;
  dataUpdatedAt: number;
  refetch: () => unknown;
}

/** What an answer is shown as in each of its states; empty ones are the caller's to word. */
export function Answered<T>({
  query,
  zone,
  lines = 3,
  children,
}: {
  query: Query<T>;
  /** Where the clock of "data as of" hangs. */
  zone: string;
  lines?: number;
  children: (data: T) => ReactNode;
}) {
  const { t } = useTranslation();
  const { data, error, isError, dataUpdatedAt, refetch } = query;
  if (data === undefined)
    return isError ? <ErrorState error={error} onRetry={() => void refetch()} /> : <Skeleton lines={lines} />;
  return (
    <>
      {isError && (
        <p className="stale" role="status" data-testid="section-stale">
          <span>{t('access.common.stale', { time: formatMoment(formatInstant(dataUpdatedAt, zone)) })}</span>
          <button type="button" className="button" onClick={() => void refetch()}>
            {t('state.retry')}
          </button>
        </p>
      )}
      {children(data)}
    </>
  );
}
