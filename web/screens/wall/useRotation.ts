import { useCallback, useEffect, useRef, useState } from 'react';
import { commandOf } from './keys.ts';
import { beginning, step, type Turn, tick, toggle } from './rotation.ts';

const TICK_MS = 250;

/** Shows pages one after the other, by themselves and by keys. */
export function useRotation(seconds: readonly number[]): Turn {
  const [turn, setTurn] = useState<Turn>(() => beginning(performance.now()));
  const latest = useRef(seconds);
  latest.current = seconds;
  const pages = useCallback(() => latest.current.length, []);
  useEffect(() => {
    const timer = setInterval(() => setTurn((now) => tick(now, latest.current, performance.now())), TICK_MS);
    const onKey = (event: KeyboardEvent) => {
      const command = commandOf(event);
      if (command === null) return;
      event.preventDefault();
      const now = performance.now();
      setTurn((before) => {
        if (command === 'pause') return toggle(before, now);
        if (command === 'first') return step(before, -before.at, pages(), now);
        return step(before, command === 'next' ? 1 : -1, pages(), now);
      });
    };
    addEventListener('keydown', onKey);
    return () => {
      clearInterval(timer);
      removeEventListener('keydown', onKey);
    };
  }, [pages]);
  return turn;
}
