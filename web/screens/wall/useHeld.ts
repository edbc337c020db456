import { useRef } from 'react';

/** The last value that was there. */
export function useHeld<T>(value: T | null): T | null {
  const held = useRef(value);
  if (value !== null) held.current = value;
  return held.current;
}
