import { zoneOffset } from '#geodata/duty/calendar.ts';

/** A device's clock this near the server's is believed; the server takes records from ten minutes ahead. */
const BELIEVED_MS = 10 * 60_000;
let skew = 0;

/**
 * Sets the district's clock by an answer of the server: many a device's own runs wrong, and a visit dated into
 * the future is refused.
 *
 * @param server milliseconds of the server's moment
 * @param device milliseconds of this device when the answer came
 */
export function setClock(server: number, device: number): void {
  const off = server - device;
  skew = Math.abs(off) < BELIEVED_MS ? 0 : off;
}

/** Milliseconds since 1970 by the district's clock. */
export const districtNow = (): number => Date.now() + skew;

const WALL = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d)$/;

/**
 * The instant of a wall clock's `2026-11-20T14:32` in a zone, null when it is no such moment. What falls twice
 * or never, when clocks are changed, is read with one of the two offsets.
 */
export function instantOf(wall: string, zone: string): number | null {
  if (!WALL.test(wall)) return null;
  const utc = Date.parse(`${wall}:00Z`);
  if (Number.isNaN(utc)) return null;
  const offset = zoneOffset(zone);
  return utc - offset(utc - offset(utc));
}
