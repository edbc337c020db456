import { QueryClientProvider } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { EmptyState } from './components/States.tsx';
import { setLang } from './i18n/index.ts';
import { createQueryClient } from './queries/index.ts';
import { LeaderScreen } from './screens/leader/LeaderScreen.tsx';
import { useUrl } from './state/useUrl.ts';
import { startWorker, useNewer } from './state/worker.ts';

/** Only for those who call: what it needs stays out of the leader's first load. */
const VisitScreen = lazy(() =>
  import('./screens/visit/VisitScreen.tsx').then((module) => ({ default: module.VisitScreen })),
);
/** Screens by their path; any other is the leader's. */
const isVisit = /^\/visit\/?$/.test(location.pathname);

/** The app: answers, language and the screen in view. */
export function App() {
  const { t } = useTranslation();
  const [client] = useState(createQueryClient);
  const [{ lang }] = useUrl();
  useEffect(() => void setLang(lang), [lang]);
  useEffect(() => {
    if (import.meta.env.PROD) startWorker(() => void client.refetchQueries({ type: 'active' }));
  }, [client]);
  return (
    <ErrorBoundary
      fallback={() => (
        <EmptyState title={t('state.crashed')}>
          <button type="button" className="button" onClick={() => location.reload()}>
            {t('state.reload')}
          </button>
        </EmptyState>
      )}
    >
      <QueryClientProvider client={client}>
        {isVisit ? (
          <Suspense fallback={null}>
            <VisitScreen />
          </Suspense>
        ) : (
          <LeaderScreen />
        )}
        <NewerHint />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

/** A newer version waits for this page to be opened anew. */
function NewerHint() {
  const { t } = useTranslation();
  if (!useNewer()) return null;
  return (
    <p className="newer-hint card" role="status">
      {t('offline.newer')}
      <button type="button" onClick={() => location.reload()}>
        {t('offline.reload')}
      </button>
    </p>
  );
}
