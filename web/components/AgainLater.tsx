import { useEffect } from 'react';

/** Milliseconds before a wall that failed as a whole is tried again. */
const AGAIN_MS = 10_000;

/** Nothing to be seen for a moment; then all of it again, without anybody's doing. */
export function AgainLater({ again }: { again: () => void }) {
  useEffect(() => {
    const timer = setTimeout(again, AGAIN_MS);
    return () => clearTimeout(timer);
  }, [again]);
  return <main className="wall" data-testid="wall-again" />;
}
