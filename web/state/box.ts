/** A stretch of the map: west, south, east, north in degrees. */
export type Box = readonly [west: number, south: number, east: number, north: number];

/** Degrees are written to a ten-thousandth, some ten metres. */
const PLACES = 4;

/** Reads a box from an address; null for what is none. */
export function readBox(text: string | null): Box | null {
  const sides = (text ?? '').split(',');
  if (sides.length !== 4 || sides.some((side) => !/^-?\d+(\.\d+)?$/.test(side))) return null;
  const [west = 0, south = 0, east = 0, north = 0] = sides.map(Number);
  const isBox = west >= -180 && south >= -85 && east <= 180 && north <= 85 && west < east && south < north;
  return isBox ? [west, south, east, north] : null;
}

export const writeBox = (box: Box): string => box.map((side) => Number(side.toFixed(PLACES))).join(',');

/** A box as an address keeps it; null for one too small or too large to be kept. */
export const roundBox = (box: Box): Box | null =>
  readBox(
    writeBox([Math.max(-180, box[0]), Math.max(-85, box[1]), Math.min(180, box[2]), Math.min(85, box[3])]),
  );
