import { useSyncExternalStore } from 'react';

let ready = false;
const listeners = new Set<() => void>();

function newerIsReady(): void {
  ready = true;
  for (const listener of listeners) listener();
}

/**
 * Starts the service worker, once the page is loaded and idle, so that it takes nothing from the first picture.
 *
 * @param drawn when the first picture stands: what is kept is fetched behind it
 * @param onFirst called when the worker has just taken charge of a page that was loaded without it: what that
 *   page has shown is asked for once more, so that it is kept
 */
export function startWorker(drawn: Promise<void>, onFirst: () => void): void {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  const first = serviceWorker.controller === null;
  if (first)
    serviceWorker.addEventListener(
      'controllerchange',
      () => {
        keepFiles();
        onFirst();
      },
      { once: true },
    );
  else keepFiles();
  const start = async () => {
    const registration = await serviceWorker.register('/sw.js', { updateViaCache: 'none' });
    const watch = () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed' && serviceWorker.controller) newerIsReady();
      });
    };
    if (registration.waiting && serviceWorker.controller) newerIsReady();
    registration.addEventListener('updatefound', watch);
    // A screen stays open for days; a newer version is looked for every hour.
    setInterval(() => void registration.update().catch(() => undefined), 3_600_000);
  };
  const whenIdle = () =>
    (globalThis.requestIdleCallback ?? setTimeout)(() => void start().catch(console.warn));
  void drawn.then(() => {
    if (document.readyState === 'complete') whenIdle();
    else addEventListener('load', whenIdle, { once: true });
  });
}

/** Has the worker keep the pieces of the font and the sketches that this page has used. */
function keepFiles(): void {
  const urlsToCache = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter(
      (name) =>
        name.startsWith(location.origin) &&
        /^\/(assets\/.*\.woff2|tiles\/.*\/sketch\/.*)$/.test(new URL(name).pathname),
    );
  if (urlsToCache.length > 0)
    navigator.serviceWorker.controller?.postMessage({ type: 'CACHE_URLS', payload: { urlsToCache } });
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether a newer version waits for this page to be opened anew. */
export const useNewer = (): boolean => useSyncExternalStore(subscribe, () => ready);
