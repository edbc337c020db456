import { useEffect, useRef } from 'react';
import { useReducedMotion } from '../../state/useMedia.ts';

const MS = 900;

/**
 * A number that counts from what it was to what it is. Written past React, one text a frame: its digits are all of
 * one width, so that nothing around it is laid out anew.
 */
export function CountUp({ value, format }: { value: number; format: (value: number) => string }) {
  const element = useRef<HTMLSpanElement>(null);
  const shown = useRef(value);
  const still = useReducedMotion();
  useEffect(() => {
    const from = shown.current;
    const write = (now: number): void => {
      shown.current = now;
      if (element.current) element.current.textContent = format(now);
    };
    if (still || from === value) {
      write(value);
      return;
    }
    const begun = performance.now();
    let frame = requestAnimationFrame(function next(now) {
      const share = Math.min(1, Math.max(0, (now - begun) / MS));
      // fast at first, then slower
      write(share === 1 ? value : from + (value - from) * (1 - (1 - share) ** 3));
      if (share < 1) frame = requestAnimationFrame(next);
    });
    return () => cancelAnimationFrame(frame);
  }, [value, format, still]);
  return <span ref={element}>{format(shown.current)}</span>;
}
