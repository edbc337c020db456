/** How many contexts may be lost within a while before the page itself is suspected. */
const MOST_LOSSES = 3;
const WHILE_MS = 60_000;
/** At most one reload in this time: a device that cannot draw must not reload for ever. */
const RELOAD_MS = 600_000;
const RELOADED_AT = 'guatu.mapReloadedAt';

/**
 * Whether the map alone is made anew, or losses follow so close that the page should be.
 *
 * @param losses when each context was lost, milliseconds, ascending
 */
export function mayRebuild(losses: readonly number[]): boolean {
  const last = losses.at(-1) ?? 0;
  return losses.filter((at) => last - at < WHILE_MS).length < MOST_LOSSES;
}

/** Reloads the page unless that was done a short while ago; false when it was, or nothing can be remembered. */
export function reloadOnce(
  now = Date.now(),
  storage: Pick<Storage, 'getItem' | 'setItem'> = sessionStorage,
  reload: () => void = () => location.reload(),
): boolean {
  try {
    const before = storage.getItem(RELOADED_AT);
    if (before !== null && now - Number(before) < RELOAD_MS) return false;
    storage.setItem(RELOADED_AT, String(now));
  } catch {
    return false;
  }
  reload();
  return true;
}
