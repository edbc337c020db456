import { useEffect, useState } from 'react';
import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { displayToken } from '../../state/displayToken.ts';
import { keepLastGood, recallLastGood } from './lastGood.ts';
import { WallScreen } from './WallScreen.tsx';
import { startWatchdog } from './watchdog.ts';

/** Milliseconds before a wall that failed as a whole is tried again. */
const AGAIN_MS = 10_000;

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
      <ErrorBoundary fallback={(again) => <Again again={again} />}>
        <WallScreen />
      </ErrorBoundary>
    )
  );
}

/** Nothing to be seen for a moment; then all of it again. */
function Again({ again }: { again: () => void }) {
  useEffect(() => {
    const timer = setTimeout(again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [again]);
  return <main className="wall" data-testid="wall-again" />;
}
