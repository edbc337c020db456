import { type RefObject, useCallback, useLayoutEffect, useState } from 'react';

/** Rows drawn above and below those in sight. */
const SPARE = 8;

/**
 * Which rows of a long table are in sight, so that only those are drawn.
 *
 * @param height of every row, in pixels
 * @returns the first row to draw and the one after the last; how to bring one into sight; the width there is
 */
export function useRowWindow(
  scroller: RefObject<HTMLElement | null>,
  count: number,
  height: number,
  head: number,
): { from: number; to: number; width: number; reveal: (index: number) => void } {
  const [view, setView] = useState({ top: 0, height: 800, width: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () =>
      setView((before) => {
        // Steps of a few rows: scrolling within one draws nothing anew.
        const top = Math.floor(element.scrollTop / (height * 4)) * height * 4;
        const { clientHeight, clientWidth } = element;
        return before.top === top && before.height === clientHeight && before.width === clientWidth
          ? before
          : { top, height: clientHeight, width: clientWidth };
      });
    measure();
    element.addEventListener('scroll', measure, { passive: true });
    const resized = new ResizeObserver(measure);
    resized.observe(element);
    return () => {
      element.removeEventListener('scroll', measure);
      resized.disconnect();
    };
  }, [scroller, height]);
  const reveal = useCallback(
    (index: number) => {
      const element = scroller.current;
      if (!element) return;
      const top = index * height;
      const room = element.clientHeight - head;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + height > element.scrollTop + room) element.scrollTop = top + height - room;
    },
    [scroller, height, head],
  );
  const first = Math.max(0, Math.floor(view.top / height) - SPARE);
  const last = Math.ceil((view.top + view.height) / height) + SPARE + 4;
  return { from: Math.min(first, count), to: Math.min(last, count), width: view.width, reveal };
}
