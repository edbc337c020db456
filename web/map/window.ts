import type { FeatureCollection, Position } from 'geojson';
import type { Bounds } from './camera.ts';

const known = new WeakMap<FeatureCollection, Bounds | null>();

/**
 * The stretch that the land of a basemap covers, which is cut at its window on every side that has land.
 *
 * @returns west, south, east, north in degrees, null without land, and where it goes around
 *   the world, as of a region the product knows no coast of: there is no edge to be kept from
 */
export function landBounds(basemap: FeatureCollection | null): Bounds | null {
  if (!basemap) return null;
  let bounds = known.get(basemap);
  if (bounds === undefined) {
    bounds = measure(basemap);
    known.set(basemap, bounds);
  }
  return bounds;
}

function measure({ features }: FeatureCollection): Bounds | null {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  const add = (ring: readonly Position[]): void => {
    for (const [lon = 0, lat = 0] of ring) {
      west = Math.min(west, lon);
      east = Math.max(east, lon);
      south = Math.min(south, lat);
      north = Math.max(north, lat);
    }
  };
  for (const { geometry } of features) {
    // The outer ring holds the others.
    if (geometry.type === 'Polygon') add(geometry.coordinates[0] ?? []);
    if (geometry.type === 'MultiPolygon') for (const [outer] of geometry.coordinates) add(outer ?? []);
  }
  const isWindow = west < east && south < north && east - west < 360;
  return isWindow ? [west, south, east, north] : null;
}
