import type { Position } from 'geojson';

/**
 * Signed area of a closed ring in the plane by the shoelace formula, in square units of its positions;
 * counter-clockwise is positive. Taken relative to the first vertex: far from the origin the products
 * would cancel.
 */
export function ringArea(ring: readonly Position[]): number {
  const [x0, y0] = (ring[0] ?? [0, 0]) as [number, number];
  let doubled = 0;
  for (let i = 1; i < ring.length; i++) {
    const [ax, ay] = ring[i - 1] as [number, number];
    const [bx, by] = ring[i] as [number, number];
    doubled += (ax - x0) * (by - y0) - (bx - x0) * (ay - y0);
  }
  return doubled / 2;
}
