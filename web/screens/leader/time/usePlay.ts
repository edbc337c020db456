import { useEffect, useState } from 'react';
import { afterPaint } from '../../../state/afterPaint.ts';

/** How long a day stays in view. */
const STEP_MS = 700;

interface PlayInput {
  /** The stop in view, and the last there is. */
  at: number;
  last: number;
  /** Stops a step goes on by. */
  step: number;
  /** Whether the answers of the stop in view are still on their way. */
  waiting: boolean;
  /** Whether one of them failed: then nothing is played over the hole. */
  failed: boolean;
  go: (stop: number) => void;
  /** Asks beforehand for what the next step will show. */
  prefetch: (stop: number) => void;
}

/**
 * Plays the days of a period. A step waits for the answer of the one before: a slow network slows the play, it
 * skips nothing; the next day is asked for while this one is looked at.
 */
export function usePlay({ at, last, step, waiting, failed, go, prefetch }: PlayInput) {
  const [playing, setPlaying] = useState(false);
  const next = Math.min(last, at + step);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the two functions are new at every turn and do the same
  useEffect(() => {
    if (!playing || waiting) return;
    if (failed || at >= last) {
      setPlaying(false);
      return;
    }
    prefetch(next);
    const timer = setTimeout(() => go(next), STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, waiting, failed, at, last, next]);
  /** One step on, from the last day to the first. */
  const stepOn = () => go(at >= last ? 0 : next);
  return {
    playing,
    stepOn,
    stop: () => setPlaying(false),
    toggle: () => {
      // From the newest on there is nothing to play: begin anew.
      if (!playing && at >= last) go(0);
      // Behind the step back, lest the play take itself for over.
      afterPaint(() => setPlaying(!playing));
    },
  };
}
