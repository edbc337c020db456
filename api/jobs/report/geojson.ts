import type { FeatureCollection, Geometry } from 'geojson';
import type { ReportTable } from '#api/services/reports/table.ts';

/**
 * The rows as a GeoJSON feature collection (RFC 7946), properties named by the columns' keys; what is said about
 * the table is a member `about` of the collection. A row without a place is a feature without a geometry.
 */
export function toGeoJson({ columns, rows, notes, geometries, title }: ReportTable): string {
  const collection: FeatureCollection<Geometry | null> & { name: string; about: Record<string, string> } = {
    type: 'FeatureCollection',
    name: title,
    about: Object.fromEntries(notes.map(({ key, value }) => [key, value])),
    features: rows.map((row, i) => ({
      type: 'Feature',
      geometry: geometries[i] ?? null,
      properties: Object.fromEntries(columns.map(({ key }, k) => [key, row[k] ?? null])),
    })),
  };
  return JSON.stringify(collection);
}
