import { useSyncExternalStore } from 'react';
import { PATHS, type Screen, screenOf } from './paths.ts';

/** Address of a screen, in the language, theme and view of this page. */
export function screenHref(to: Screen): string {
  return `${to === 'leader' ? '/' : PATHS[to]}${location.search}`;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('popstate', listener);
  };
}

/** Goes to another part of the same screen, leaving a step for Back. */
export function goTo(path: string): void {
  if (path === location.pathname) return;
  history.pushState(null, '', `${path}${location.search}`);
  for (const listener of listeners) listener();
}

/** The path in view, followed. */
export const usePath = (): string => useSyncExternalStore(subscribe, () => location.pathname);

/** The screen in view. */
export const useScreen = (): Screen => screenOf(usePath());
