import { CloudOff, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, isAway } from '../api.ts';
import { formatMoment } from '../i18n/format.ts';
import './States.css';

/** Grey shapes in the place of what is still on its way. */
export function Skeleton({ lines = 3, tall = false }: { lines?: number; tall?: boolean }) {
  const { t } = useTranslation();
  return (
    <div className="skeleton" role="status" data-testid="state-loading">
      <span className="visually-hidden">{t('state.loading')}</span>
      {tall && <div className="skeleton__line skeleton__line--tall" />}
      {Array.from({ length: lines }, (_, i) => `line${i}`).map((key) => (
        <div className="skeleton__line" key={key} />
      ))}
    </div>
  );
}

/** Nothing to show: why, and what to do. */
export function EmptyState({
  title,
  hint,
  children,
}: {
  title: string;
  hint?: string;
  children?: ReactNode;
}) {
  return (
    <div className="state" data-testid="state-empty">
      <p className="state__title">{title}</p>
      {hint && <p className="state__hint">{hint}</p>}
      {children}
    </div>
  );
}

/** What is shown is older than it should be: since when, and the way to try again. */
export function StaleNote({
  query: { isError, data, refetch },
}: {
  query: { isError: boolean; data: { now: string } | undefined; refetch: () => unknown };
}) {
  const { t } = useTranslation();
  if (!isError || !data) return null;
  return (
    <p className="stale" role="status" data-testid="section-stale">
      <span>{t('state.staleSection', { time: formatMoment(data.now) })}</span>
      <button type="button" className="button" onClick={() => void refetch()}>
        {t('state.retry')}
      </button>
    </p>
  );
}

/** What went wrong in the server's own words, and the way to try again. */
export function ErrorState({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  const known = error instanceof ApiError ? error : null;
  const away = isAway(error);
  return (
    <div className="state" role="alert" data-testid="state-error">
      <CloudOff size={22} aria-hidden="true" />
      <p className="state__title">
        {away ? t('state.unreachable') : (known?.problem?.title ?? t('state.failed'))}
      </p>
      <p className="state__hint">{away ? t('state.unreachableHint') : known?.problem?.detail}</p>
      {known?.problem && (
        <p className="state__hint state__id">{t('state.code', { id: known.problem.requestId })}</p>
      )}
      <button type="button" className="button" onClick={onRetry}>
        <RotateCw size={17} aria-hidden="true" />
        {t('state.retry')}
      </button>
    </div>
  );
}
