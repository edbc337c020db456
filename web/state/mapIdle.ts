/** Tells the document, for those who look at it from outside, whether everything asked for is drawn. */
export function markIdle(idle: boolean): void {
  document.documentElement.dataset.mapIdle = String(idle);
}

/** What was drawn is about to change. */
export function markBusy(): void {
  if (document.documentElement.dataset.mapIdle !== undefined) markIdle(false);
}
