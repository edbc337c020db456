import { useEffect, useState } from 'react';
import { ErrorBoundary } from '../../components/ErrorBoundary.tsx';
import { displayToken } from '../../state/displayToken.ts';
import { Gate } from '../access/Gate.tsx';
import { keepLastGood, recallLastGood } from './lastGood.ts';
import { TokenGate } from './TokenGate.tsx';
import { WallScreen } from './WallScreen.tsx';
import { startWatchdog } from './watchdog.ts';

/** Milliseconds before a wall that failed as a whole is tried again. */
const AGAIN_MS = 10_000;

/**
 * The wall and what keeps it from ever being blank: its own gate, the last good answers, a watchdog. A person who
 * looks at it, or sets it up, comes through the usual gate and leaves nothing behind.
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
  const screen = (
    <ErrorBoundary fallback={(again) => <Again again={again} />}>
      <WallScreen />
    </ErrorBoundary>
  );
  if (displayToken === null) return <Gate>{screen}</Gate>;
  return ready && <TokenGate {...displayToken}>{screen}</TokenGate>;
}

/** Nothing to be seen for a moment; then all of it again. */
function Again({ again }: { again: () => void }) {
  useEffect(() => {
    const timer = setTimeout(again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [again]);
  return <main className="wall" data-testid="wall-again" />;
}
