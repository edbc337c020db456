import { useSyncExternalStore } from 'react';

let kept = false;
const listeners = new Set<() => void>();

/** Notes where the newest answer came from. */
export function heard(fromKept: boolean): void {
  if (kept === fromKept) return;
  kept = fromKept;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether what is shown was kept from an earlier look, since the server cannot be reached. */
export const useKept = (): boolean => useSyncExternalStore(subscribe, () => kept);
