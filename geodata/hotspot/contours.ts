import { contours } from 'd3-contour';
import type { MultiPolygon, Position } from 'geojson';
import type { Density } from './density.ts';

/** Where a density is at least so high. */
export interface Contour {
  /** From 1, the lowest, to the highest. */
  step: number;
  /** Events in a square kilometre. */
  perSquareKilometre: number;
  /** WGS 84, wound after RFC 7946. */
  geometry: MultiPolygon;
}

/** Each contour is twice as high as the one before; the highest is at half the peak. */
export const CONTOUR_STEPS = 6;

/**
 * Contours of a density at 1/64, 1/32 ... 1/2 of its peak: density falls off from a peak by factors, not by equal
 * steps. None where there is nothing. Between the middles of pixels the height is taken as linear.
 */
export function densityContours({ cells, width, height, bounds, scale }: Density): Contour[] {
  const peak = cells.reduce((most, cell) => Math.max(most, cell), 0);
  if (peak === 0) return [];
  const trace = contours().size([width, height]);
  const toPlace = placeOf(bounds, width, height);
  return Array.from({ length: CONTOUR_STEPS }, (_, i) => {
    const threshold = peak / 2 ** (CONTOUR_STEPS - i);
    // its type wants an array of numbers, what it does is index
    const { coordinates } = trace.contour(cells as unknown as number[], threshold);
    return {
      step: i + 1,
      perSquareKilometre: threshold * scale,
      geometry: {
        type: 'MultiPolygon' as const,
        coordinates: coordinates.map((polygon) => polygon.map((ring) => ring.map(toPlace))),
      },
    };
  });
}

/** From pixels, counted from the north-western corner, to degrees of six decimals. */
function placeOf([west, south, east, north]: Density['bounds'], width: number, height: number) {
  const mercator = (latitude: number): number => Math.asinh(Math.tan((latitude * Math.PI) / 180));
  const [top, bottom] = [mercator(north), mercator(south)];
  return ([x, y]: Position): Position => {
    const latitude = Math.atan(Math.sinh(top + ((bottom - top) * (y as number)) / height));
    return [rounded(west + ((east - west) * (x as number)) / width), rounded((latitude * 180) / Math.PI)];
  };
}

const rounded = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
