import { cellToBoundary, getResolution, isValidCell, latLngToCell } from 'h3-js';

/** Whether a text is the index of an H3 cell. */
export const isHexagon = (text: string): boolean => isValidCell(text);

/**
 * The corners of an H3 cell.
 *
 * @returns longitude, latitude in degrees to a hundred-thousandth (a metre), the first not repeated
 */
export function hexagonOutline(cell: string): [number, number][] {
  const told = (degrees: number): number => Math.round(degrees * 1e5) / 1e5;
  return cellToBoundary(cell).map(([latitude, longitude]): [number, number] => [
    told(longitude),
    told(latitude),
  ]);
}

/**
 * Tells whether positions lie in an H3 cell; not a number lies in none.
 *
 * @param cell index of an H3 cell
 */
export function inHexagon(cell: string): (lon: number, lat: number) => boolean {
  const resolution = getResolution(cell);
  return (lon, lat) => Number.isFinite(lon + lat) && latLngToCell(lat, lon, resolution) === cell;
}
