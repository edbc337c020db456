/** Does something once what has changed so far is on the screen. A page that is hidden paints nothing. */
export function afterPaint(work: () => void): void {
  if (document.hidden) setTimeout(work);
  // A frame is painted behind its callbacks, before the next task.
  else requestAnimationFrame(() => setTimeout(work));
}

/** A device that tells of no paint, or paints nothing, does not hold back what waits for it. */
const PATIENCE_MS = 4000;

/**
 * The page's first picture is before somebody's eyes: the frame has been rastered too, which on a device without
 * a graphics processor takes as long as the work that led to it, and is put off by whatever else draws meanwhile.
 */
export const firstPaint: Promise<void> = new Promise((resolve) => {
  setTimeout(resolve, PATIENCE_MS);
  try {
    new PerformanceObserver((list, observer) => {
      if (list.getEntriesByName('first-contentful-paint').length === 0) return;
      observer.disconnect();
      resolve();
    }).observe({ type: 'paint', buffered: true });
  } catch {
    afterPaint(resolve);
  }
});
