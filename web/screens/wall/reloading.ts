/** What tells whether a page is still well. Times in milliseconds of a clock that only goes forward. */
export interface Signs {
  /** Since the page was opened. */
  uptime: number;
  /** Since a frame was last painted; 0 where none is expected. */
  sinceFrame: number;
  /** Times in the last ten minutes that nothing moved for half a minute. */
  stalls: number;
  sceneStood: number;
  /** How long the scene should stand; null for as long as it likes. */
  sceneSeconds: number | null;
  memory: { used: number; most: number } | null;
  /** Hour of the district's day, 0 to 23. */
  hour: number;
}

const MINUTE = 60_000;
/** A display is opened anew when nobody looks, once a night: whatever leaks does not leak for weeks. */
const NIGHT_HOUR = 3;
const DAY_LONG = 12 * 60 * MINUTE;
const FULL = 0.8;

/** Whether the page should be opened anew. */
export function isDue({
  uptime,
  sinceFrame,
  stalls,
  sceneStood,
  sceneSeconds,
  memory,
  hour,
}: Signs): boolean {
  if (uptime < MINUTE) return false;
  return (
    sinceFrame > MINUTE ||
    stalls > 2 ||
    (sceneSeconds !== null && sceneStood > 3000 * sceneSeconds + MINUTE) ||
    (memory !== null && memory.used > FULL * memory.most) ||
    (hour === NIGHT_HOUR && uptime > DAY_LONG)
  );
}

/** Hour of the day at a moment in a zone, 0 to 23. */
export const hourIn = (at: number, timeZone: string): number =>
  Number(new Intl.DateTimeFormat('en', { timeZone, hour: '2-digit', hourCycle: 'h23' }).format(at));
