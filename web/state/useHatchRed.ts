import { useSyncExternalStore } from 'react';

/** Kept on the device, not in the address: it is about the eyes of whoever looks. */
const KEY = 'guatu.hatchRed';
const listeners = new Set<() => void>();
/** For devices that keep nothing. */
let unkept = false;

function read(): boolean {
  try {
    return localStorage.getItem(KEY) === '1';
  } catch {
    return unkept;
  }
}

function write(on: boolean): void {
  unkept = on;
  try {
    if (on) localStorage.setItem(KEY, '1');
    else localStorage.removeItem(KEY);
  } catch {
    // Then it holds until the page is left.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('storage', listener);
  };
}

/** Whether red areas get a hatch on the map (colour-blind safe), and its toggle. */
export function useHatchRed(): { hatchRed: boolean; toggle: () => void } {
  const hatchRed = useSyncExternalStore(subscribe, read);
  return { hatchRed, toggle: () => write(!hatchRed) };
}
