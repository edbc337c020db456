import { useEffect, useState } from 'react';
import { AgainLater } from '../../components/AgainLater.tsx';
import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { displayToken } from '../../state/displayToken.ts';
import { keepLastGood, recallLastGood } from './lastGood.ts';
import { WallScreen } from './WallScreen.tsx';
import { startWatchdog } from './watchdog.ts';

/**
 * The wall and what keeps it from ever being blank: the last good answers, a watchdog. A person who looks at it, or
 * sets it up, leaves nothing behind.
 */
export function Wall() {
  const [ready, setReady] = useState(displayToken === null);
  useEffect(() => {
    if (displayToken === null) return;
    const stops = [keepLastGood(), startWatchdog()];
    void recallLastGood(displayToken.isNew).finally(() => setReady(true));
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    ready && (
      <ErrorBoundary fallback={(again) => <AgainLater again={again} />}>
        <WallScreen />
      </ErrorBoundary>
    )
  );
}
