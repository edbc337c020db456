/** Does something once what has changed so far is on the screen. A page that is hidden paints nothing. */
export function afterPaint(work: () => void): void {
  if (document.hidden) setTimeout(work);
  // A frame is painted behind its callbacks, before the next task.
  else requestAnimationFrame(() => setTimeout(work));
}
