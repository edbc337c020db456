import { area, difference, featureCollection, feature as featureOf, intersect } from '@turf/turf';
import type { MultiPolygon, Polygon } from 'geojson';

type Area = Polygon | MultiPolygon;

/**
 * Area in square metres on the sphere of radius 6 371 008.8 m (turf; within 0.5 % of the ellipsoid,
 * and shares are ratios of two such areas).
 */
export function areaM2(geometry: Area): number {
  return area(geometry);
}

/**
 * What two areas have in common (polyclip, exact arithmetic). Null where that is nothing.
 * @throws Error where the outlines are such that the clipping cannot finish
 */
export function common(a: Area, b: Area): Area | null {
  return intersect(featureCollection([featureOf(a), featureOf(b)]))?.geometry ?? null;
}

/**
 * What is left of an area without the others. Null where that is nothing.
 * @throws Error where the outlines are such that the clipping cannot finish
 */
export function without(whole: Area, others: readonly Area[]): Area | null {
  if (others.length === 0) return whole;
  return (
    difference(featureCollection([whole, ...others].map((geometry) => featureOf(geometry))))?.geometry ?? null
  );
}
