import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { EmptyState } from './components/States.tsx';
import { setLang } from './i18n/index.ts';
import { createQueryClient } from './queries/index.ts';
import { LeaderScreen } from './screens/leader/LeaderScreen.tsx';
import { useUrl } from './state/useUrl.ts';

/** The app: answers, language and the screen in view. */
export function App() {
  const { t } = useTranslation();
  const [client] = useState(createQueryClient);
  const [{ lang }] = useUrl();
  useEffect(() => void setLang(lang), [lang]);
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
        <LeaderScreen />
      </QueryClientProvider>
    </ErrorBoundary>
  );
}
