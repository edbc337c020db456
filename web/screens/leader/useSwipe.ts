import { type PointerEvent, useRef } from 'react';

/** Pixels a finger moves sideways before it means the neighbour. */
const FAR = 56;

/**
 * Handlers for a swipe sideways by touch. The element needs `touch-action: pan-y`, else the browser takes the
 * movement for itself.
 */
export function useSwipe(onSwipe: (direction: 'before' | 'after') => void) {
  const from = useRef<{ id: number; x: number; y: number } | null>(null);
  return {
    onPointerDown: ({ pointerType, pointerId: id, clientX: x, clientY: y, isPrimary }: PointerEvent) => {
      if (pointerType === 'touch') from.current = isPrimary ? { id, x, y } : null;
    },
    onPointerUp: ({ pointerId, clientX, clientY }: PointerEvent) => {
      const start = from.current;
      from.current = null;
      if (start?.id !== pointerId) return;
      const [x, y] = [clientX - start.x, clientY - start.y];
      // As with a page: what lies to the right comes in when the finger goes left.
      if (Math.abs(x) >= FAR && Math.abs(x) > 2 * Math.abs(y)) onSwipe(x < 0 ? 'after' : 'before');
    },
    onPointerCancel: () => {
      from.current = null;
    },
  };
}
