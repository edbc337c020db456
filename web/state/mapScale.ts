import { useSyncExternalStore } from 'react';

let scale = 0;
const listeners = new Set<() => void>();

/** Notes how many metres a pixel covers in the middle of the map: it changes with every frame of a flight. */
export function tellScale(metresPerPixel: number): void {
  scale = metresPerPixel;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Metres that one pixel covers, 0 before there is a map. For whoever writes it, not for a whole screen. */
export const useMapScale = (): number => useSyncExternalStore(subscribe, () => scale);
