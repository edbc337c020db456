/** A stretch of the earth, degrees WGS 84. */
export interface Window {
  west: number;
  south: number;
  east: number;
  north: number;
}

/**
 * Regions the built-in basemap has a coast for. `coarseness`: how much less of the shore is drawn than around
 * Qingdao; the islands off Ningbo are a thousand, and its districts lie inland.
 */
export const BASEMAP_REGIONS = {
  qingdao: { window: { west: 117.6, south: 34.6, east: 121.6, north: 36.95 }, coarseness: 1 },
  ningbo: { window: { west: 119.4, south: 28.7, east: 123.2, north: 31 }, coarseness: 2 },
} as const satisfies Record<string, { window: Window; coarseness: number }>;
