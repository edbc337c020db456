/** Where the rotation stands. Times are of a clock that only goes forward, milliseconds. */
export interface Turn {
  /** Number of the page in view. */
  at: number;
  /** When it came into view, moved on by pauses. */
  since: number;
  /** When it was paused; null while it runs. */
  pausedAt: number | null;
}

export const beginning = (now: number): Turn => ({ at: 0, since: now, pausedAt: null });

/** Milliseconds that the page in view has stood, pauses left out. */
export const elapsed = ({ since, pausedAt }: Turn, now: number): number =>
  Math.max(0, (pausedAt ?? now) - since);

/** Goes some pages on or back, round and round; a pause stays one. */
export function step(turn: Turn, by: number, pages: number, now: number): Turn {
  const at = pages === 0 ? 0 : (((turn.at + by) % pages) + pages) % pages;
  return { at, since: now, pausedAt: turn.pausedAt === null ? null : now };
}

export function toggle(turn: Turn, now: number): Turn {
  if (turn.pausedAt === null) return { ...turn, pausedAt: now };
  return { ...turn, since: turn.since + now - turn.pausedAt, pausedAt: null };
}

/**
 * What comes of the turn when time has gone by: the next page when its seconds are over, the nearest there is when
 * pages have become fewer.
 *
 * @param seconds of each page
 */
export function tick(turn: Turn, seconds: readonly number[], now: number): Turn {
  if (turn.at >= seconds.length) return { ...turn, at: Math.max(0, seconds.length - 1), since: now };
  const dwell = 1000 * (seconds[turn.at] ?? 0);
  if (turn.pausedAt !== null || seconds.length < 2 || elapsed(turn, now) < dwell) return turn;
  return step(turn, 1, seconds.length, now);
}
