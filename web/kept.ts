/** Header by which the service worker marks an answer that it had kept: the server was not reached. */
export const KEPT_HEADER = 'X-Guatu-Kept';

/** Caches of the answers that the worker keeps. Shell and fonts are nobody's; these are what somebody saw. */
export const KEPT = { frame: 'frame', figures: 'figures', shapes: 'shapes' } as const;

/** Forgets every answer that was kept: whoever uses the device next sees nothing of whoever used it before. */
export async function forgetKept(): Promise<void> {
  if (typeof caches === 'undefined') return;
  await Promise.all(Object.values(KEPT).map((name) => caches.delete(name)));
}
