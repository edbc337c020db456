import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { afterPaint } from './afterPaint.ts';
import { markBusy } from './mapIdle.ts';
import { formatUrl, parseUrl, type UrlState } from './url.ts';

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

let turning = false;

/**
 * Has the screen follow the address, behind the next picture: whoever tapped sees first that the tap was felt,
 * since drawing another view takes longer than an eye waits.
 */
function turn(): void {
  markBusy();
  if (turning) return;
  turning = true;
  afterPaint(() => {
    turning = false;
    for (const listener of listeners) listener();
  });
}

/** Changes the address. `push` leaves a step for Back (drilling); otherwise the step is replaced. */
export function navigate(patch: Partial<UrlState>, how: 'push' | 'replace' = 'replace'): void {
  const next = formatUrl({ ...parseUrl(location.search), ...patch });
  if (next === location.search) return;
  const url = `${location.pathname}${next}`;
  if (how === 'push') history.pushState(null, '', url);
  else history.replaceState(null, '', url);
  turn();
}

/** The shared state, and the function that changes it. */
export function useUrl(): [UrlState, typeof navigate] {
  const search = useSyncExternalStore(
    subscribe,
    useCallback(() => location.search, []),
  );
  return [useMemo(() => parseUrl(search), [search]), navigate];
}
