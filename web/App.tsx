import { type QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { watchUnfit } from './api.ts';
import { AgainLater } from './components/AgainLater.tsx';
import { ErrorBoundary } from './components/ErrorBoundary.tsx';
import { lazyPart } from './components/lazyPart.tsx';
import { EmptyState } from './components/States.tsx';
import { setLang } from './i18n/index.ts';
import { RECOVERY_MS, sessionQuery } from './queries/index.ts';
import { Gate } from './screens/access/Gate.tsx';
import { LeaderScreen } from './screens/leader/LeaderScreen.tsx';
import { useKept } from './state/connection.ts';
import { displayToken } from './state/displayToken.ts';
import { pictureDrawn } from './state/firstPicture.ts';
import { hasMap, type Screen, screenOf } from './state/paths.ts';
import { useScreen } from './state/screens.ts';
import { useUrl } from './state/useUrl.ts';
import { startWorker, useNewer } from './state/worker.ts';

// Only for those who open them: what they need stays out of the leader's first load.
const VisitScreen = lazyPart(() =>
  import('./screens/visit/VisitScreen.tsx').then((module) => module.VisitScreen),
);
const AccountScreen = lazyPart(() =>
  import('./screens/account/AccountScreen.tsx').then((module) => module.AccountScreen),
);
const AdminScreen = lazyPart(() =>
  import('./screens/admin/AdminScreen.tsx').then((module) => module.AdminScreen),
);
// Nobody stands before a display to have it try again.
const onDisplay = { missing: (_: object, again: () => void) => <AgainLater again={again} /> };
const TokenGate = lazyPart(
  () => import('./screens/access/TokenGate.tsx').then((module) => module.TokenGate),
  onDisplay,
);
const Wall = lazyPart(() => import('./screens/wall/Wall.tsx').then((module) => module.Wall), onDisplay);
const SCREENS: Record<Exclude<Screen, 'wall'>, React.ReactNode> = {
  leader: <LeaderScreen />,
  visit: <VisitScreen />,
  account: <AccountScreen />,
  admin: <AdminScreen />,
};

/** The app: answers, language and the screen in view. */
export function App({ client }: { client: QueryClient }) {
  const { t } = useTranslation();
  const [{ lang }] = useUrl();
  const screen = useScreen();
  useEffect(() => void setLang(lang), [lang]);
  useRecovery(client);
  useEffect(() => watchUnfit(() => void client.invalidateQueries()), [client]);
  useEffect(() => {
    if (!import.meta.env.PROD) return;
    const drawn = hasMap(screenOf(location.pathname)) ? pictureDrawn.come() : Promise.resolve();
    startWorker(drawn, () => void client.refetchQueries({ type: 'active' }));
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
        {screen === 'wall' ? (
          displayToken ? (
            // A display has a gate of its own, which nobody stands before.
            <TokenGate {...displayToken}>
              <Wall />
            </TokenGate>
          ) : (
            <Gate>
              <Wall />
            </Gate>
          )
        ) : (
          <>
            <Gate>{SCREENS[screen]}</Gate>
            <NewerHint />
          </>
        )}
      </QueryClientProvider>
    </ErrorBoundary>
  );
}

/** While the server is away and kept answers are shown: looks for it, and asks anew for all once it is back. */
function useRecovery(client: QueryClient) {
  const kept = useKept();
  useEffect(() => {
    if (!kept) return;
    const look = () => void client.refetchQueries({ queryKey: sessionQuery().queryKey });
    const timer = setInterval(look, RECOVERY_MS);
    addEventListener('online', look);
    return () => {
      clearInterval(timer);
      removeEventListener('online', look);
      void client.invalidateQueries();
    };
  }, [kept, client]);
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
