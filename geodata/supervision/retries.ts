const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Milliseconds between attempts to deliver a message. */
const WAITS_MS = [MINUTE_MS, 5 * MINUTE_MS, 30 * MINUTE_MS, 2 * HOUR_MS, 6 * HOUR_MS, 12 * HOUR_MS];
/** Milliseconds after the item was issued from which no attempt is made any more. */
export const DELIVERY_LIMIT_MS = 24 * HOUR_MS;

/**
 * When a message that did not arrive is sent again.
 *
 * @param issuedAt, now milliseconds since 1970 UTC
 * @param attempts how many have failed, the last one included; at least 1
 * @returns the moment; null when it is given up
 */
export function nextAttempt(issuedAt: number, attempts: number, now: number): number | null {
  const wait = WAITS_MS[attempts - 1];
  if (wait === undefined || now + wait > issuedAt + DELIVERY_LIMIT_MS) return null;
  return now + wait;
}
